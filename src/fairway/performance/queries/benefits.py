"""What a partner's level brings on a day: price list, right to register, fund rate, and what else was stated."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from fairway.kit.access import Actor
from fairway.performance.queries.documents import governing
from fairway.performance.queries.facts import members_of
from fairway.performance.queries.positions import held_by, parts_of
from fairway.performance.queries.reading import as_worker
from fairway.performance.queries.standing import may_see
from fairway.performance.rules.tiers.positions import level_on
from fairway.performance.rules.tiers.programme import Benefit
from fairway.values import Exact


@dataclass(frozen=True, slots=True)
class Benefits:
    """What holds on a day by one programme (and part). ``registration`` is None where the programme is silent."""

    programme: str
    part: str
    level: str
    price_list: str
    registration: bool | None
    fund_rate: Exact | None
    others: tuple[Benefit, ...]


def benefits(actor: Actor, partner_id: int, on: date) -> tuple[Benefits, ...]:
    """What a partner has by its standing on a day, one entry for each programme and part.

    It follows the standing on that day: a promotion or demotion changes it from its date on, and not before.

    :raises NotFound: the actor may not see this partner's standing.
    """
    may_see(actor, partner_id)
    with as_worker():
        taking = [one for one in governing(on) if members_of(one.document, partner_id=partner_id)]
        standings = [held_by(one, [partner_id]) for one in taking]
    found = []
    for one, held in zip(taking, standings, strict=True):
        for part in parts_of(one.document):
            stands = level_on(held.get((partner_id, part), ()), on)
            level = one.document.level(stands.level) if stands is not None else None
            if level is None:
                continue
            unlocks = level.unlocks
            others = tuple(
                benefit
                for benefit in unlocks.benefits
                if (benefit.starts is None or benefit.starts <= on) and (benefit.ends is None or on < benefit.ends)
            )
            found.append(
                Benefits(one.code, part, level.id, unlocks.price_list, unlocks.registration, unlocks.fund_rate, others)
            )
    return tuple(found)
