"""What time does: answers that are late, customers nobody called, registrations that ended, data kept too long."""

from __future__ import annotations

from datetime import datetime

from fairway.deals import queries as deals
from fairway.kit import journal
from fairway.kit.access import Actor
from fairway.kit.jobs import defer, defer_once
from fairway.leads.actions.steps import locked_lead, move
from fairway.leads.models import Contact, Lead, Offer
from fairway.leads.queries.policies import policy_of
from fairway.leads.rules.life import Side
from fairway.leads.rules.refusals import Refused
from fairway.values import Money

BATCH = 500
NOT_CONTACTED = "The customer was not contacted in time."


def lapse_due(*, actor: Actor, now: datetime) -> int:
    """Take back every lead whose time to answer is over; answers how many. Called by the clock, again and again."""
    due = Offer.objects.select_for_update(skip_locked=True).filter(state="offered", due_at__lte=now)
    count = 0
    for offer in due.order_by("due_at")[:BATCH]:
        move(offer, "lapse", actor=actor, now=now, side=Side.RULE)
        count += 1
    if count:
        defer_once("leads.route_waiting")
    return count


def follow_up(*, actor: Actor, now: datetime) -> int:
    """Remind, or take back, where the customer was not contacted in time; answers how many."""
    due = Offer.objects.select_for_update(skip_locked=True).filter(state="accepted", contact_due_at__lte=now)
    count = 0
    for offer in due.order_by("contact_due_at")[:BATCH]:
        policy = policy_of(offer.version_id)
        if policy is not None and policy.contact.otherwise == "pull_back":
            move(offer, "pull_back", actor=actor, now=now, side=Side.RULE, reason=NOT_CONTACTED)
            defer("leads.tell", offer_id=offer.pk, what="pulled_back")
            defer_once("leads.route_waiting")
        elif offer.contact_due_at is not None and (offer.remind_at is None or offer.remind_at < offer.contact_due_at):
            offer.remind_at = now
            offer.save(update_fields=["remind_at"])
            defer("leads.tell", offer_id=offer.pk, what="remind_contact")
        else:
            continue
        count += 1
    return count


def remind(*, actor: Actor, now: datetime) -> int:
    """Remind of offers that are not answered yet, once each; answers how many."""
    due = Offer.objects.select_for_update(skip_locked=True).filter(state="offered", remind_at__lte=now, due_at__gt=now)
    count = 0
    for offer in due[:BATCH]:
        offer.remind_at = None
        offer.save(update_fields=["remind_at"])
        defer("leads.tell", offer_id=offer.pk, what="remind_answer")
        count += 1
    return count


def follow_registrations(*, actor: Actor, now: datetime) -> int:
    """Carry what became of registrations back to their leads: won with its value, lost, or thrown away."""
    held = list(Offer.objects.select_for_update(skip_locked=True).filter(state="converted").order_by("pk"))
    found = deals.standings_of(actor, [offer.registration_code for offer in held])
    count = 0
    for offer in held:
        standing = found.get(offer.registration_code)
        if standing is None or standing.status == "withdrawn":
            offer.registration_code, offer.converted_at = "", None
            move(offer, "unconvert", actor=actor, now=now, side=Side.RULE)
        elif standing.stage == "won" and standing.status == "closed":
            _won(actor, now, offer, standing.value)
        elif standing.stage == "lost" and standing.status == "closed":
            move(offer, "lose", actor=actor, now=now, side=Side.RULE, code="registration_lost")
        else:
            continue
        count += 1
    return count


def _won(actor: Actor, now: datetime, offer: Offer, value: Money) -> None:
    move(offer, "win", actor=actor, now=now, side=Side.RULE, payload={"registration": offer.registration_code})
    Lead.objects.filter(pk=offer.lead_id).update(value=value.amount, currency=value.currency)


def forget_due(*, actor: Actor, now: datetime) -> int:
    """Blank the people behind leads whose time is over; answers how many. What they asked for is blanked with them."""
    rows = Contact.objects.filter(blanked_at=None, lead__keep_until__lte=now)
    ids = list(rows.values_list("lead_id", flat=True)[: BATCH * 10])
    if ids:
        _blank(ids, now)
        journal.record(
            actor=actor, now=now, verb="leads.people.forgotten", subject="leads.lead:0", payload={"leads": len(ids)}
        )
    return len(ids)


def erase(*, actor: Actor, now: datetime, code: str, reason: str) -> None:
    """Blank the person behind one lead, as that person asked. The lead stays, without them; twice does one thing.

    :raises Refused: without a reason.
    """
    actor.require("leads.manage")
    if not reason.strip():
        raise Refused("Say why: it stands in the journal, without the person's name.")
    lead = locked_lead(actor, code)
    if not Contact.objects.filter(lead=lead, blanked_at=None).exists():
        return
    _blank([lead.pk], now)
    journal.record(
        actor=actor, now=now, verb="leads.lead.erased", subject=f"leads.lead:{lead.pk}", reason=reason.strip(),
        payload={"code": lead.code},
    )  # fmt: skip


def _blank(lead_ids: list[int], now: datetime) -> None:
    Contact.objects.filter(lead__in=lead_ids).update(name="", email="", phone="", consent="", blanked_at=now)
    Lead.objects.filter(pk__in=lead_ids).update(need="")
