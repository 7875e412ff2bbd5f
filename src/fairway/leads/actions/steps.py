"""What every deed on a lead shares: find it under a lock, move its offer, write down who, when and why."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import connection

from fairway.kit import journal
from fairway.kit.access import Actor
from fairway.leads.models import Lead, Offer
from fairway.leads.models.leads import OPEN
from fairway.leads.queries.leads import visible_to
from fairway.leads.queries.offers import visible_offers
from fairway.leads.rules.life import OFFER_ENDS, Side, after
from fairway.leads.rules.refusals import NotFound

PAST = {
    "accept": "accepted", "decline": "declined", "lapse": "lapsed", "give_back": "given_back",
    "pull_back": "pulled_back", "undo": "undone", "contact": "contacted", "qualify": "qualified",
    "convert": "converted", "unconvert": "unconverted", "win": "won", "lose": "lost", "close": "closed",
    "reopen": "reopened", "hold": "held", "again": "sent_again", "offer": "offered",
}  # fmt: skip

MOVED = (
    "state", "answered_at", "taken_at", "contact_due_at", "contacted_at", "qualified_at", "converted_at", "ended_at",
    "reason_code", "reason", "registration_code",
)  # fmt: skip
"""What of an offer moves; a partner's role may write nothing else."""


def one_at_a_time() -> None:
    """Take the lock under which leads are given out, until the transaction ends.

    Turns and room are read and written under it, so that two leads routed at once do not both go to the same partner.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended('leads.routing', 0))")


def seen_lead(actor: Actor, code: str) -> Lead:
    """One lead without a lock. :raises NotFound: none this actor may see.

    Whoever locks an offer and its lead locks the offer first, as the partner's own deeds do: the lead follows it.
    """
    found = visible_to(actor).filter(code=code).first()
    if found is None:
        raise NotFound(f"There is no lead {code[:20]}.")
    return found


def locked_lead(actor: Actor, code: str) -> Lead:
    """One lead under a lock. :raises NotFound: none this actor may see."""
    found = visible_to(actor).select_for_update().filter(code=code).first()
    if found is None:
        raise NotFound(f"There is no lead {code[:20]}.")
    return found


def locked_offer(actor: Actor, code: str) -> Offer:
    """One of the partner's own offers under a lock. :raises NotFound: none of its own."""
    found = visible_offers(actor).select_for_update().filter(code=code).first()
    if found is None:
        raise NotFound(f"There is no lead {code[:20]}.")
    return found


def held_offer(lead: Lead) -> Offer | None:
    """The offer that holds a lead, under a lock."""
    return Offer.objects.select_for_update().filter(lead=lead, state__in=OPEN).first()


def move(
    offer: Offer,
    deed: str,
    *,
    actor: Actor,
    now: datetime,
    side: Side,
    reason: str = "",
    code: str = "",
    payload: Mapping[str, Any] | None = None,
) -> None:
    """Take an offer one step along its life, save it, and write it down; the lead follows in the database.

    :raises fairway.leads.rules.refusals.Refused: the deed does not follow from where it stands.
    """
    before = offer.state
    to = after(before, deed, side, code or reason)
    offer.state = OFFER_ENDS.get(deed, to)
    if offer.state not in OPEN:
        offer.ended_at, offer.reason_code, offer.reason = now, code, reason.strip()
    offer.save(update_fields=MOVED)
    journal.record(
        actor=actor, now=now, verb=f"leads.lead.{PAST[deed]}", subject=f"leads.lead:{offer.lead_id}",
        partner_id=offer.partner_id, reason=reason.strip(), both_sides=True,
        payload={"code": offer.code, "from": before, "to": offer.state, **({"why": code} if code else {}),
                 **(payload or {})},
    )  # fmt: skip
