"""The partner's side: take a lead or decline it, say how it goes, turn it into a registration."""

from __future__ import annotations

from datetime import datetime

from fairway.deals import actions as deals
from fairway.deals import queries as registrations
from fairway.deals.rules.asked import CONTROL, Asked, AskedLine
from fairway.deals.rules.policy import FIELDS
from fairway.deals.rules.refusals import Refused as DealRefused
from fairway.kit.access import Actor
from fairway.kit.jobs import defer_once
from fairway.leads.actions.steps import locked_offer, move
from fairway.leads.models import Offer
from fairway.leads.queries.offers import OwnView, view_of
from fairway.leads.queries.policies import policy_of
from fairway.leads.queries.routing import against
from fairway.leads.rules.life import DECLINES, LOSSES, Side, after
from fairway.leads.rules.policy import Routing
from fairway.leads.rules.refusals import Refused
from fairway.partners import queries as partners
from fairway.values import exact

WORK = "own.leads.work"
TOO_LATE = "The time to answer was over, and the lead goes to somebody else. The next one may be yours."


def accept(*, actor: Actor, now: datetime, code: str) -> None:
    """Take a lead; the person behind it is shown from now on. Taking it twice does one thing.

    :raises Refused: the time to answer was over, it is no longer offered, or the partner may take no leads today.
    """
    actor.require(WORK)
    offer = locked_offer(actor, code)
    if offer.state == "accepted":
        return
    _in_time(offer, now)
    after(offer.state, "accept", Side.PARTNER)
    policy = policy_of(offer.version_id) or Routing("", "")
    if why := against(actor, actor.partner, policy, now.date()):
        raise Refused(f"You may not take leads today. {why}")
    row = partners.one(actor, actor.partner, on=now.date())
    calendar = policy.answer.calendar_for(row.country, row.time_zone)
    offer.answered_at, offer.taken_at = now, now
    offer.contact_due_at = policy.contact.within.after(now, calendar)
    move(offer, "accept", actor=actor, now=now, side=Side.PARTNER)


def decline(*, actor: Actor, now: datetime, code: str, why: str, text: str = "") -> None:
    """Decline a lead; the next partner is asked. :raises Refused: it is not said why, or the time was over."""
    actor.require(WORK)
    offer = locked_offer(actor, code)
    if offer.state == "declined":
        return
    if why not in DECLINES:
        raise Refused("Choose why you decline it: it helps to ask the right partner next time.")
    _in_time(offer, now)
    offer.answered_at = now
    move(offer, "decline", actor=actor, now=now, side=Side.PARTNER, code=why, reason=_text(text))
    defer_once("leads.route_waiting")


def _in_time(offer: Offer, now: datetime) -> None:
    if offer.state == "offered" and offer.due_at <= now:
        raise Refused(TOO_LATE)


def _text(text: str) -> str:
    return CONTROL.sub("", text).strip()[:2000]


def give_back(*, actor: Actor, now: datetime, code: str, why: str, text: str = "") -> None:
    """Give a lead back that was taken; the next partner is asked. :raises Refused: it is not said why."""
    actor.require(WORK)
    if why not in DECLINES:
        raise Refused("Choose why you give it back.")
    move(locked_offer(actor, code), "give_back", actor=actor, now=now, side=Side.PARTNER, code=why, reason=_text(text))
    defer_once("leads.route_waiting")


def contact(*, actor: Actor, now: datetime, code: str) -> None:
    """Say that the customer was contacted."""
    actor.require(WORK)
    offer = locked_offer(actor, code)
    if offer.state == "contacted":
        return
    offer.contacted_at = now
    move(offer, "contact", actor=actor, now=now, side=Side.PARTNER)


def qualify(*, actor: Actor, now: datetime, code: str) -> None:
    """Say that there is a need, a budget and somebody who decides."""
    actor.require(WORK)
    offer = locked_offer(actor, code)
    if offer.state == "qualified":
        return
    offer.contacted_at, offer.qualified_at = offer.contacted_at or now, now
    move(offer, "qualify", actor=actor, now=now, side=Side.PARTNER)


def lose(*, actor: Actor, now: datetime, code: str, why: str, text: str = "") -> None:
    """Say that nothing came of it. :raises Refused: it is not said why, or it is a registration by now."""
    actor.require(WORK)
    offer = locked_offer(actor, code)
    if why not in LOSSES:
        raise Refused("Choose what it was lost for.")
    if offer.state == "converted":
        raise Refused("It is a registration of yours. Close that one as lost, and the lead follows.")
    move(offer, "lose", actor=actor, now=now, side=Side.PARTNER, code=why, reason=_text(text))


def convert(*, actor: Actor, now: datetime, code: str, policy_id: int) -> str:
    """Make a registration of a lead: a draft with everything the lead says. Answers the draft's code.

    Converting it twice answers the same draft.

    :raises Refused: the lead is not the partner's to work on, or there is no such registration programme.
    """
    actor.require(WORK)
    offer = locked_offer(actor, code)
    if offer.state == "converted":
        return offer.registration_code
    after(offer.state, "convert", Side.PARTNER)
    view = view_of(actor, offer)
    try:
        registrations.published_by_id(actor, policy_id)
        made = deals.save_draft(
            actor=actor, now=now, code=deals.new_code(), policy_id=policy_id, asked=asked_from(view), way_in="lead"
        )
    except DealRefused as refusal:
        raise Refused(str(refusal)) from None
    offer.contacted_at, offer.converted_at, offer.registration_code = offer.contacted_at or now, now, made
    move(offer, "convert", actor=actor, now=now, side=Side.PARTNER, payload={"registration": made})
    return made


def asked_from(view: OwnView) -> Asked:
    """What a registration form would hold, from a lead."""
    facts, person = view.facts, view.contact
    name = f"{facts['company']}: {view.row.product}" if view.row.product else facts["company"]
    said = {
        "name": name, "company": facts["company"], "country": facts["country"], "website": facts["website"],
        "address": facts["address"], "city": facts["city"], "region": facts["region"],
        "postal_code": facts["postal_code"], "contact_name": person.get("name", ""),
        "contact_email": person.get("email", ""), "contact_phone": person.get("phone", ""),
        "description": facts["need"], "reference": view.row.code,
    }  # fmt: skip
    fields = {key: value[: FIELDS[key].longest] for key, value in said.items() if value}
    lines: tuple[AskedLine, ...] = ()
    if view.product_id is not None:
        lines = (AskedLine(view.product_id, view.sku, "", exact(1), exact(0)),)
    return Asked(fields, lines)
