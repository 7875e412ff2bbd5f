"""What decisions of disputes give in money: read by whoever pays it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from fairway.deals.models import Compensation, DisputeDecision, DisputeSide
from fairway.kit.access import Actor
from fairway.values import Money, exact


@dataclass(frozen=True, slots=True)
class CompensationRow:
    """One amount for one side. ``case`` is the code by which its partner knows the case, ``dispute`` the vendor's.

    ``reason`` is the vendor's, ``told`` what the partner read; the same of the later decision that dropped it.
    """

    id: int
    partner_id: int
    amount: Money
    case: str
    dispute: str
    deal: str
    reason: str
    told: str
    decided_by_id: int
    decided_at: datetime
    dropped_at: datetime | None
    dropped_by_id: int | None
    dropped_why: str
    dropped_told: str


def compensations(actor: Actor) -> tuple[CompensationRow, ...]:
    """Everything that was ever decided to be paid, oldest first, dropped or not.

    :raises fairway.kit.access.NotAllowed: without the right to see deals.
    """
    actor.require("deals.view")
    rows = list(
        Compensation.objects.select_related("decision", "decision__dispute", "registration").order_by("pk")
    )  # fmt: skip
    disputes = {row.decision.dispute_id for row in rows}
    sides = {
        (side.dispute_id, side.registration_id): side
        for side in DisputeSide.objects.filter(dispute__in=disputes)
    }  # fmt: skip
    later = {one.dispute_id: one for one in DisputeDecision.objects.filter(dispute__in=disputes).order_by("turn")}
    return tuple(_row(row, sides[(row.decision.dispute_id, row.registration_id)], later) for row in rows)


def _row(row: Compensation, side: DisputeSide, later: dict[int, DisputeDecision]) -> CompensationRow:
    dropper = later[row.decision.dispute_id] if row.dropped_at is not None else None
    return CompensationRow(
        row.pk, row.partner_id, Money(exact(row.amount), row.currency), side.code, row.decision.dispute.code,
        row.registration.code, row.decision.reason, row.told, row.decision.decided_by_id, row.decision.decided_at,
        row.dropped_at, dropper.decided_by_id if dropper else None, dropper.reason if dropper else "",
        side.answer_text if dropper else "",
    )  # fmt: skip
