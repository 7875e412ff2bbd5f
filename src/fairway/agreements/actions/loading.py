"""Grants from a file: every row that fits is taken, every other is named; a second load does nothing twice.

Rows go in by the hundred. Where the database refuses a hundred, its halves are tried, so that in the end one row stands
alone before the one in its way and the refusal can be explained. Earlier rows win over later ones.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from django.db import IntegrityError, transaction

from fairway.agreements.actions import grants
from fairway.agreements.actions.laying import Owner, is_exclusion, lay, rows_for
from fairway.agreements.actions.places import ensure
from fairway.agreements.actions.refusals import Refused, patiently
from fairway.agreements.models import Grant
from fairway.agreements.queries import collisions, places
from fairway.agreements.queries.collisions import Prepared
from fairway.agreements.rules import findings as law
from fairway.agreements.rules.files import Row
from fairway.agreements.rules.places import Area
from fairway.agreements.rules.trees import Fault
from fairway.kit import journal
from fairway.kit.access import Actor

AT_ONCE = 500
MOST_KEYS = 5000


@dataclass(frozen=True)
class Loaded:
    """What a load did, or would do: grants made, grants that stood already, and the rows that were not taken."""

    added: int
    unchanged: int
    faults: tuple[tuple[int, Fault], ...]

    @property
    def refused(self) -> int:
        """How many rows were not taken."""
        return len({number for number, _ in self.faults})


class _Undone(Exception):
    """Ends a trial, so that the savepoint around it takes everything back."""


def load_grants(*, actor: Actor, now: datetime, rows: Iterable[Row], reason: str, only_try: bool = False) -> Loaded:
    """Grant what the rows of a file say: those that fit, each with its partner's line in the journal.

    `only_try` does all of it and takes it back: what a preview shows is what the load would do. A load writes many
    grants, so it goes alone: two over the same places, each in its own order, would wait for each other for ever.

    :raises Refused: without a reason.
    """
    actor.require("territories.manage")
    if not reason.strip() and not only_try:
        raise Refused([Fault("reason", "", "Say why: both sides read it later.")])
    wanted = list(rows)
    areas = {area.text: area for row in wanted if row.terms for area in (*row.terms.areas, *row.terms.excepted)}
    done: list[Loaded] = []
    with suppress(_Undone), transaction.atomic():
        ensure(areas.values())
        load = partial(_load, actor, now, wanted, areas, reason or "Trial", tell=not only_try)
        done.append(patiently(load, alone=True))
        if only_try:
            raise _Undone
    return done[0]


def _load(
    actor: Actor, now: datetime, rows: Sequence[Row], areas: Mapping[str, Area], reason: str, *, tell: bool
) -> Loaded:
    faults = [(row.number, fault) for row in rows for fault in row.faults]
    good = [row for row in rows if row.terms is not None]
    gazetteer = places.gazetteer(areas.values())
    trees = (places.lines(actor), places.segments(actor))
    standing = _standing([row.terms.key for row in good if row.terms])
    seen: dict[str, int] = {}
    todo: list[tuple[int, Prepared]] = []
    unchanged = 0
    for row in good:
        assert row.terms is not None
        there = standing.get(row.terms.key)
        if there is not None:
            if there.until_on == row.terms.until_on:
                unchanged += 1
            else:
                faults.append((row.number, grants.stands_with_another_end(there)))
            continue
        if row.terms.key in seen:
            faults.append((row.number, Fault("places", "", f"Row {seen[row.terms.key]} says this already.")))
            continue
        seen[row.terms.key] = row.number
        prepared, wrong = collisions.prepare(row.terms, gazetteer=gazetteer, trees=trees)
        if prepared is None:
            faults += [(row.number, fault) for fault in wrong]
            continue
        found = law.findings_of(prepared.facts)
        if any(one.blocks for one in found) and (
            waiting := law.unanswered(found, collisions.notes_on(actor, collisions.subject_of(row.terms)))
        ):
            faults += [(row.number, fault) for fault in Refused(findings=waiting).faults]
            continue
        todo.append((row.number, prepared))
    made: dict[int, list[int]] = {}
    _write_all(actor, now, todo, reason, made, faults)
    if tell:
        for partner_id, numbers in sorted(made.items()):
            journal.record(
                actor=actor, now=now, verb="agreements.grants.loaded", subject=f"agreements.grant:{numbers[0]}",
                partner_id=partner_id, reason=reason, payload={"grants": len(numbers)}, both_sides=True,
            )  # fmt: skip
    return Loaded(sum(map(len, made.values())), unchanged, tuple(sorted(faults, key=lambda one: one[0])))


def _standing(keys: Sequence[str]) -> dict[str, Grant]:
    found: dict[str, Grant] = {}
    for start in range(0, len(keys), MOST_KEYS):
        some = Grant.objects.filter(key__in=keys[start : start + MOST_KEYS], withdrawn_at=None)
        found |= {row.key: row for row in some.only("pk", "key", "until_on")}
    return found


def _write_all(
    actor: Actor,
    now: datetime,
    todo: Sequence[tuple[int, Prepared]],
    reason: str,
    made: dict[int, list[int]],
    faults: list[tuple[int, Fault]],
) -> None:
    some: list[tuple[int, Prepared]] = []

    def flush() -> None:
        for start in range(0, len(some), AT_ONCE):
            part = some[start : start + AT_ONCE]
            met = collisions.meeting([prepared for _, prepared in part])
            faults.extend(_explained(actor, *one) for place, one in enumerate(part) if place in met)
            _write(actor, now, [one for place, one in enumerate(part) if place not in met], reason, made, faults)
        some.clear()

    for number, prepared in todo:
        if prepared.terms.kind != "shared":
            some.append((number, prepared))
            continue
        flush()  # a seat depends on what stands before it
        try:
            granted = grants.write_grant(actor, now, prepared, reason)
        except Refused as refusal:
            faults += [(number, fault) for fault in refusal.faults]
        else:
            made.setdefault(prepared.terms.partner_id, []).append(granted)
    flush()


def _write(
    actor: Actor,
    now: datetime,
    some: Sequence[tuple[int, Prepared]],
    reason: str,
    made: dict[int, list[int]],
    faults: list[tuple[int, Fault]],
) -> None:
    try:
        with transaction.atomic():
            written = Grant.objects.bulk_create(
                [grants.grant_row(prepared, now, reason, None, None) for _, prepared in some]
            )
            lay(
                row
                for (_, prepared), grant in zip(some, written, strict=True)
                for row in rows_for(prepared, Owner(grant.pk, None, grant.partner_id), prepared.terms.term)
            )
    except IntegrityError as fault:
        if not is_exclusion(fault):
            raise
        if len(some) > 1:
            middle = len(some) // 2
            _write(actor, now, some[:middle], reason, made, faults)
            _write(actor, now, some[middle:], reason, made, faults)
        else:
            faults.append(_explained(actor, *some[0]))
        return
    for grant in written:
        made.setdefault(grant.partner_id, []).append(grant.pk)


def _explained(actor: Actor, number: int, prepared: Prepared) -> tuple[int, Fault]:
    told, offers = collisions.explained(prepared, collisions.standing_against(actor, prepared))
    if not told:
        return number, Fault("places", _text(prepared), "Somebody else was granted this meanwhile. Load it again.")
    fitting = f" What would fit: {' Or: '.join(offer.words for offer in offers)}" if offers else ""
    return number, Fault("places", _text(prepared), told[0].sentence + fitting)


def _text(prepared: Prepared) -> str:
    return "; ".join(area.text for area in prepared.terms.areas)[:80]
