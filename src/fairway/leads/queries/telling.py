"""What jobs ask: which leads wait to be routed, and whom a mail about an offer goes to."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from fairway.kit.access import Actor
from fairway.leads.models import Lead, Offer


@dataclass(frozen=True, slots=True)
class Told:
    """An offer as a mail names it."""

    code: str
    partner_id: int
    place: str
    state: str
    due_at: datetime
    contact_due_at: datetime | None


def told_about(actor: Actor, offer_id: int) -> Told | None:
    """One offer, for a mail."""
    row = Offer.objects.filter(pk=offer_id).first()
    if row is None:
        return None
    return Told(row.code, row.partner_id, row.place, row.state, row.due_at, row.contact_due_at)


def waiting_ids(actor: Actor, *, most: int = 1000) -> tuple[int, ...]:
    """Leads that wait to be routed, in the order in which they came."""
    rows = Lead.objects.filter(status="waiting").order_by("received_at", "pk")
    return tuple(rows.values_list("pk", flat=True)[:most])
