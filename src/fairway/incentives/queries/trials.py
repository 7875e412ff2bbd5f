"""Try a text of a programme over history, and read the trials that were kept."""

from __future__ import annotations

import threading
from collections import OrderedDict
from dataclasses import dataclass, replace
from datetime import date, datetime

from django.db.models import QuerySet

from fairway.engine.backends import local
from fairway.engine.check import check
from fairway.engine.explain import Explanation, Unexplained
from fairway.engine.inputs import InputProblem
from fairway.engine.programme import Programme as Document
from fairway.engine.trial import Outcome, Tried, compare, unpacked
from fairway.incentives.models import Trial
from fairway.incentives.queries import inputs
from fairway.incentives.queries.documents import read
from fairway.incentives.queries.programmes import version_text
from fairway.incentives.queries.programmes import visible_to as visible_programmes
from fairway.incentives.rules import NotFound, Refused
from fairway.kit.access import Actor, Kind
from fairway.kit.access.people import names_of
from fairway.kit.lake import grouping
from fairway.kit.lake.scanning import NothingToRead
from fairway.partners import queries as partners
from fairway.values import Money, Period

KEPT = 12
"""Calculated versions kept in memory: the one compared with stays the same while somebody turns the other's numbers."""

_kept: OrderedDict[tuple[object, ...], Tried] = OrderedDict()
_alone = threading.Lock()


@dataclass(frozen=True, slots=True)
class Tryout:
    """What came of a trial, and by what it can be had again: the inputs' fingerprint, the day, the periods.

    ``labels`` are all periods with sales; ``first`` and ``last`` those that are shown.
    """

    outcome: Outcome
    snapshot: str
    as_of: date
    labels: tuple[str, ...]
    first: str
    last: str


@dataclass(frozen=True, slots=True)
class TrialRow:
    """A kept trial as lists show it; ``against`` is the number of a version, None where it was nothing."""

    id: int
    programme_id: int
    name: str
    note: str
    against: int | None
    first: str
    last: str
    as_of: date
    before: Money
    after: Money
    kept_by: str
    kept_at: datetime

    @property
    def difference(self) -> Money:
        """What the tried text pays more, or less."""
        return self.after - self.before


@dataclass(frozen=True, slots=True)
class TrialView:
    """A kept trial: its row, the text that was tried, and what was seen."""

    row: TrialRow
    text: str
    snapshot: str
    outcome: Outcome


def store() -> local.Store:
    """Where grouped relations are kept."""
    return local.Store(grouping.folder())


def try_out(
    actor: Actor, programme_id: int, *, text: str, against: int | None, on: date, first: str = "", last: str = "",
    snapshot: str = "",
) -> Tryout:  # fmt: skip
    """Calculate a text and a version over the same history and lay them side by side; nothing is written.

    ``against`` is None where there is nothing to compare with: the programme is new. Sales dated after ``on`` are left
    out. ``first`` and ``last`` narrow to periods; ``snapshot`` begins with
    what was made of the inputs before, so that a turned rate, threshold or cap reads no line.

    :raises NotFound: there is no such programme or version.
    :raises Refused: a text has errors, the two do not compare, or there is nothing to calculate with.
    """
    before, after = _both(actor, programme_id, text, against)
    try:
        base = _Base(actor, on, snapshot)
        now = base.tried(after)
        was = now.unpaid() if before is None else base.tried(before)
    except (InputProblem, NothingToRead, local.NotGrouped) as problem:
        raise Refused(inputs.in_words(problem)) from problem
    labels = tuple(period.label for period in now.periods)
    chosen = _chosen(now.periods, first, last)
    outcome = compare(*(one.within(chosen[0], chosen[-1]) for one in (was, now)))
    return Tryout(outcome, base.snapshot, on, labels, chosen[0].label, chosen[-1].label)


def _both(actor: Actor, programme_id: int, text: str, against: int | None) -> tuple[Document | None, Document]:
    """The version compared with, `None` where there is none, and the text that is tried."""
    actor.require("programmes.view")
    if not visible_programmes(actor).filter(pk=programme_id).exists():
        raise NotFound(f"There is no programme {programme_id}.")
    checked = check(text)
    after = checked.programme
    if after is None:
        raise Refused(f"The text has an error in line {checked.errors[0].line}: {checked.errors[0].message}")
    if against is None:
        return None, after
    before = read(version_text(actor, against))
    if before is None:
        raise Refused("The version to compare with has errors; choose another.")
    if before.currency != after.currency or before.calendar.fiscal != after.calendar.fiscal:
        raise Refused("The two have another currency or other periods, so their payouts do not compare.")
    return before, after


@dataclass(frozen=True, slots=True)
class PartnerTrial:
    """What a trial changes for one partner, payout by payout, and one of them taken apart under both texts."""

    partner_name: str
    apart: tuple[local.Apart, ...]
    chosen: local.Apart | None
    before: Explanation | None
    after: Explanation | None


def try_partner(
    actor: Actor, programme_id: int, partner_id: int, *, text: str, against: int | None, on: date, first: str = "",
    last: str = "", snapshot: str = "", chosen: tuple[str, str, str] | None = None,
) -> PartnerTrial:  # fmt: skip
    """What a trial changes for one partner; ``chosen`` is the incentive, period and person to take apart.

    Without it the largest difference is taken apart. Only that reads lines; where these are no longer the ones that the
    ``snapshot`` was made of, everything is calculated anew over them, so that the words and the amounts are one kind.

    :raises NotFound: there is no such programme, version or partner.
    :raises Refused: a text has errors, the two do not compare, or there is nothing to calculate with.
    """
    before, after = _both(actor, programme_id, text, against)
    named = partners.names_of(actor, [partner_id]).get(partner_id)
    if named is None:
        raise NotFound(f"There is no partner {partner_id}.")
    try:
        base = _Base(actor, on, snapshot)
        now = base.opened(inputs.numbered(actor, after))
        was = None if before is None else base.opened(inputs.numbered(actor, before))
        apart = local.paid_apart(was, now, str(partner_id), _chosen(now.shown, first, last))
        one = next((row for row in apart if (row.incentive, row.period.label, row.person) == chosen), None)
        one = one or (apart[0] if apart else None)
        told_before = None if one is None else _explained(actor, before, one, partner_id, on)
        told_after = None if one is None else _explained(actor, after, one, partner_id, on)
    except (InputProblem, NothingToRead, Unexplained, local.NotGrouped) as problem:
        raise Refused(inputs.in_words(problem)) from problem
    if snapshot and one is not None and _moved(one, told_before, told_after):
        return try_partner(
            actor, programme_id, partner_id, text=text, against=against, on=on, first=first, last=last, chosen=chosen
        )
    return PartnerTrial(named[1] or named[0], apart, one, told_before, told_after)


def _moved(one: local.Apart, before: Explanation | None, after: Explanation | None) -> bool:
    """Whether the lines bring another amount now than they did when they were grouped."""
    now = ((one.before, before), (one.after, after))
    return any(found is not None and found.payout.amount != amount for amount, found in now)


def _explained(
    actor: Actor, document: Document | None, one: local.Apart, partner_id: int, on: date
) -> Explanation | None:
    """One payout under one text, taken apart as a run would calculate it; `None` where the text does not have it."""
    mine = None if document is None else next((each for each in document.incentives if each.id == one.incentive), None)
    if document is None or mine is None:
        return None
    programme = inputs.numbered(actor, document)
    read_now = inputs.of_programme(actor, programme, inputs.pin(actor).scan)
    found = local.explain(programme, read_now, one.incentive, one.period, str(partner_id), on, person=one.person)
    return None if found is None else replace(found, programme=document, incentive=mine)


def _chosen(periods: tuple[Period, ...], first: str, last: str) -> tuple[Period, ...]:
    """The asked stretch of periods; a label nobody knows does not narrow."""
    places = {period.label: place for place, period in enumerate(periods)}
    start, end = places.get(first, 0), places.get(last, len(periods) - 1)
    return periods[min(start, end) : max(start, end) + 1]


class _Base:
    """The inputs of a trial, read only where nothing that was made of them before will do."""

    def __init__(self, actor: Actor, on: date, snapshot: str) -> None:
        self.actor, self.on, self.snapshot = actor, on, snapshot

    def tried(self, document: Document) -> Tried:
        programme = inputs.numbered(self.actor, document)
        found = self._remembered(programme)
        if found is not None:
            return found
        made = local.tried_in(self.opened(programme))
        with _alone:
            _kept[self._key(programme)] = made
            while len(_kept) > KEPT:
                _kept.popitem(last=False)
        return made

    def opened(self, programme: Document) -> local.Opened:
        """The grouped part of a programme that is numbered as the lake is."""
        place = store()
        opened = place.find(programme, self.snapshot, as_of=self.on) if self.snapshot else None
        if opened is None:
            given = inputs.of_programme(self.actor, programme, inputs.pin(self.actor).scan)
            if not given.lines.files:
                raise Refused("There are no sales lines to try it on yet.")
            self.snapshot = inputs.fingerprint(given)
            opened = place.open(programme, given, self.snapshot, as_of=self.on)
        return opened

    def _key(self, programme: Document) -> tuple[object, ...]:
        return programme, self.snapshot, self.on

    def _remembered(self, programme: Document) -> Tried | None:
        with _alone:
            found = _kept.get(self._key(programme)) if self.snapshot else None
            if found is not None:
                _kept.move_to_end(self._key(programme))
            return None if found is None else replace(found, read_lines=False)


def visible_to(actor: Actor) -> QuerySet[Trial]:
    """Kept trials this actor may read: what a vendor considers is no partner's business."""
    if actor.kind is Kind.PARTNER or not actor.may("programmes.view"):
        return Trial.objects.none()
    return Trial.objects.all()


def trials_of(actor: Actor, programme_id: int) -> tuple[TrialRow, ...]:
    """The kept trials of a programme, newest first."""
    found = visible_to(actor).filter(programme_id=programme_id).select_related("against").order_by("-pk")
    return _rows(list(found.defer("text", "outcome", "against__text")))


def trial(actor: Actor, programme_id: int, trial_id: int) -> TrialView:
    """One kept trial. :raises NotFound: none that this actor may read."""
    found = visible_to(actor).filter(pk=trial_id, programme_id=programme_id).select_related("against").first()
    if found is None:
        raise NotFound(f"There is no trial {trial_id}.")
    (row,) = _rows([found])
    return TrialView(row, found.text, found.snapshot, unpacked(found.outcome))


def _rows(found: list[Trial]) -> tuple[TrialRow, ...]:
    names = names_of(row.kept_by_id for row in found if row.kept_by_id)
    return tuple(
        TrialRow(
            row.pk, row.programme_id, row.name, row.note, row.against.number if row.against else None,
            row.first_period, row.last_period, row.as_of,
            Money.from_minor(row.before, row.currency), Money.from_minor(row.after, row.currency),
            names.get(row.kept_by_id or 0, ""), row.kept_at,
        )
        for row in found
    )  # fmt: skip
