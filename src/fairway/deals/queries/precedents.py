"""Earlier cases that are like one: what a mediator reads beside the button."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from fairway.deals.models import Dispute, DisputeDecision, Line
from fairway.deals.rules import disputes as rules
from fairway.kit.access import Actor

MOST_PRECEDENTS, LOOKED_AT = 5, 200


@dataclass(frozen=True, slots=True)
class Precedent:
    """An earlier case that is like this one, and what became of it."""

    code: str
    alike: tuple[str, ...]
    outcome: str
    reason: str
    overturned: bool
    at: datetime


def precedents(actor: Actor, found: Dispute) -> tuple[Precedent, ...]:
    """Decided cases that are like this one, the likest and newest first; three queries whatever their number."""
    actor.require("deals.view")
    decided = list(
        DisputeDecision.objects.exclude(dispute=found)
        .select_related("dispute")
        .order_by("-decided_at", "-pk")[:LOOKED_AT]
    )
    deals = {one.dispute.registration_id for one in decided} | {found.registration_id}
    lines: dict[int, set[str]] = {}
    for pk, category in Line.objects.filter(registration__in=deals).values_list("registration", "product__category"):
        lines.setdefault(pk, set()).add(category)
    mine = _likeness(found, lines)
    last: dict[int, DisputeDecision] = {}
    turns: dict[int, int] = {}
    for one in decided:
        last.setdefault(one.dispute_id, one)
        turns[one.dispute_id] = max(turns.get(one.dispute_id, 0), one.turn)
    reasons = dict(
        DisputeDecision.objects.filter(dispute__in=[pk for pk, turn in turns.items() if turn == 2], turn=1)
        .values_list("dispute_id", "reason")
    )  # fmt: skip
    made = []
    for one in last.values():
        common = rules.alike(mine, _likeness(one.dispute, lines))
        if common:
            upheld = one.outcome == "uphold"
            made.append(
                Precedent(
                    one.dispute.code, common, one.outcome, reasons.get(one.dispute_id, one.reason) if upheld else
                    one.reason, one.turn == 2 and not upheld, one.decided_at,
                )
            )  # fmt: skip
    return tuple(sorted(made, key=lambda one: (-len(one.alike), -one.at.timestamp()))[:MOST_PRECEDENTS])


def _likeness(found: Dispute, lines: dict[int, set[str]]) -> rules.Likeness:
    return rules.Likeness(found.about, found.answer, frozenset(lines.get(found.registration_id, ())))
