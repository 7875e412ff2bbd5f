"""Try a text of a programme over history, and read the trials that were kept."""

from __future__ import annotations

import threading
from collections import OrderedDict
from dataclasses import dataclass, replace
from datetime import date, datetime

from django.db.models import QuerySet

from fairway.engine.backends import local
from fairway.engine.check import check
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
    actor.require("programmes.view")
    if not visible_programmes(actor).filter(pk=programme_id).exists():
        raise NotFound(f"There is no programme {programme_id}.")
    checked = check(text)
    after = checked.programme
    if after is None:
        raise Refused(f"The text has an error in line {checked.errors[0].line}: {checked.errors[0].message}")
    before = after if against is None else read(version_text(actor, against))
    if before is None:
        raise Refused("The version to compare with has errors; choose another.")
    if before.currency != after.currency or before.calendar.fiscal != after.calendar.fiscal:
        raise Refused("The two have another currency or other periods, so their payouts do not compare.")
    try:
        base = _Base(actor, on, snapshot)
        now = base.tried(after)
        was = now.unpaid() if against is None else base.tried(before)
    except (InputProblem, NothingToRead, local.NotGrouped) as problem:
        raise Refused(str(problem)) from problem
    labels = tuple(period.label for period in now.periods)
    chosen = _chosen(now.periods, first, last)
    outcome = compare(*(one.within(chosen[0], chosen[-1]) for one in (was, now)))
    return Tryout(outcome, base.snapshot, on, labels, chosen[0].label, chosen[-1].label)


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
        place = store()
        opened = place.find(programme, self.snapshot, as_of=self.on) if self.snapshot else None
        if opened is None:
            given = inputs.of_programme(self.actor, programme, inputs.pin(self.actor).scan)
            if not given.lines.files:
                raise Refused("There are no sales lines to try it on yet.")
            self.snapshot = inputs.fingerprint(given)
            opened = place.open(programme, given, self.snapshot, as_of=self.on)
        made = local.tried_in(opened)
        with _alone:
            _kept[self._key(programme)] = made
            while len(_kept) > KEPT:
                _kept.popitem(last=False)
        return made

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
