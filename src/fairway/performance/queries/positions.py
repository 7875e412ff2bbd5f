"""Where partners stand in a programme: standing and what was granted, in a handful of queries for all of them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date

from fairway.kit.access import WORKER
from fairway.partners import queries as partners
from fairway.performance.models import Grace, Invitation, Lock, Placement, Waiver
from fairway.performance.queries.documents import Governing
from fairway.performance.queries.reading import as_worker
from fairway.performance.rules.tiers import reviewing
from fairway.performance.rules.tiers.positions import Held, position_on
from fairway.performance.rules.tiers.programme import Programme
from fairway.performance.rules.tiers.reviewing import Position
from fairway.values import exact

Key = tuple[int, str]
"""A partner's number and the part of the programme; no part where a partner has one standing."""


def parts_of(document: Programme) -> tuple[str, ...]:
    """The parts in which standing is held: one without a name where it is the partner's."""
    return document.parts if document.each else ("",)


def held_by(governing: Governing, partner_ids: Iterable[int]) -> dict[Key, tuple[Held, ...]]:
    """The standings of partners, oldest first."""
    ids = list(partner_ids)
    with as_worker():
        if not governing.document.each:
            return {
                (number, ""): tuple(Held(row.tier, row.since, row.until, row.reason) for row in rows)
                for number, rows in partners.standings_of(WORKER, ids).items()
            }
        found: dict[Key, list[Held]] = defaultdict(list)
        rows = Placement.objects.filter(programme_id=governing.id, partner__in=ids).order_by("since_on")
        for row in rows:
            found[row.partner_id, row.part].append(Held(row.level, row.since_on, row.until_on, row.reason))
    return {key: tuple(held) for key, held in found.items()}


def positions(
    governing: Governing, partner_ids: Sequence[int], on: date, held: dict[Key, tuple[Held, ...]] | None = None
) -> dict[Key, Position]:
    """Where each partner stands on a day, by partner and part: five queries whatever their number."""
    standings = held_by(governing, partner_ids) if held is None else held
    waivers: dict[int, list[reviewing.Waiver]] = defaultdict(list)
    locks: dict[int, date] = {}
    invited: dict[int, set[str]] = defaultdict(set)
    graces: dict[Key, reviewing.Grace] = {}
    with as_worker():
        mine = {"programme_id": governing.id, "partner__in": list(partner_ids)}
        for waiver in Waiver.objects.filter(**mine):
            waivers[waiver.partner_id].append(
                reviewing.Waiver(waiver.since_on, waiver.until_on, waiver.reason, waiver.metric)
            )
        for lock in Lock.objects.filter(**mine).order_by("until_on"):
            locks[lock.partner_id] = lock.until_on
        for invitation in Invitation.objects.filter(**mine, on__lte=on):
            invited[invitation.partner_id].add(invitation.level)
        for grace in Grace.objects.filter(**mine, ended_on=None):
            saw = tuple((name, None if value is None else exact(value)) for name, value in grace.values)
            graces[grace.partner_id, grace.part] = reviewing.Grace(grace.since_on, grace.until_on, saw)
    return {
        (number, part): position_on(
            governing.document,
            standings.get((number, part), ()),
            on,
            grace=graces.get((number, part)),
            waivers=waivers[number],
            locked_until=locks.get(number),
            invited=invited[number],
        )
        for number in partner_ids
        for part in parts_of(governing.document)
    }
