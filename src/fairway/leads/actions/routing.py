"""Give a lead out: by the policy, or as a person chose; take it back, undo it, put it away."""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime
from typing import Any

from django.db.models import F, Max

from fairway.kit import journal
from fairway.kit.access import Actor
from fairway.kit.codes import coded
from fairway.kit.jobs import defer, defer_once
from fairway.leads.actions.steps import held_offer, locked_lead, move, one_at_a_time, seen_lead
from fairway.leads.models import Lead, Offer, RoutingRecord, Turn
from fairway.leads.queries.policies import InForce, in_force
from fairway.leads.queries.routing import decide
from fairway.leads.rules.life import CLOSINGS, Side, after
from fairway.leads.rules.policy import Routing
from fairway.leads.rules.refusals import NotFound, Refused
from fairway.leads.rules.routing import HOW, Considered, Routed, Wanted, own_words
from fairway.partners import queries as partners

MOST_KEPT = 60
"""Partners of one routing that are kept with their reasons; how many more there were is kept as a number."""


def route(*, actor: Actor, now: datetime, lead_id: int) -> str:
    """Give one waiting lead out by the policy; answers the code of the offer, or nothing where nobody can be asked.

    Everything it decides by is read under one lock, so any order of leads and workers gives each lead one holder,
    nobody more than its room, and equals their turns.
    """
    one_at_a_time()
    lead = Lead.objects.select_for_update().filter(pk=lead_id).first()
    if lead is None or lead.status != "waiting":
        return ""
    force = in_force(actor)
    if force is None:
        return ""
    if lead.rounds >= force.policy.rounds:
        _hold(actor, now, lead, f"It was offered {lead.rounds} times, and nobody took it.")
        return ""
    routed, asked = decide(actor, lead, force.policy, now)
    if routed.partner_id is None:
        _keep(lead, now, force, routed, asked, None)
        _hold(actor, now, lead, "Nobody can be asked.")
        return ""
    return _offer(actor, now, lead, force, routed, asked).code


def _hold(actor: Actor, now: datetime, lead: Lead, why: str) -> None:
    lead.status = after(lead.status, "hold", Side.RULE)
    lead.save(update_fields=["status"])
    _note(actor, now, lead, "held", why)


def _note(actor: Actor, now: datetime, lead: Lead, what: str, reason: str = "", **payload: Any) -> None:
    journal.record(
        actor=actor, now=now, verb=f"leads.lead.{what}", subject=f"leads.lead:{lead.pk}", reason=reason.strip(),
        payload={"code": lead.code, **payload},
    )  # fmt: skip


def _offer(
    actor: Actor, now: datetime, lead: Lead, force: InForce | None, routed: Routed, asked: str, side: Side = Side.RULE
) -> Offer:
    assert routed.partner_id is not None
    policy = force.policy if force else Routing("", "")
    partner = partners.one(actor, routed.partner_id, on=now.date())
    calendar = policy.answer.calendar_for(partner.country, partner.time_zone)
    after(lead.status, "offer", side)
    made = Offer.objects.create(
        code=coded("L"), lead=lead, partner_id=routed.partner_id, version_id=force.version_id if force else None,
        place=place_of(lead), why=list(routed.own), offered_at=now, due_at=policy.answer.within.after(now, calendar),
        remind_at=policy.answer.remind.after(now, calendar) if policy.answer.remind else None,
    )  # fmt: skip
    Lead.objects.filter(pk=lead.pk).update(rounds=F("rounds") + 1)
    _turn(routed.partner_id)
    _keep(lead, now, force, routed, asked, made)
    journal.record(
        actor=actor, now=now, verb="leads.lead.offered", subject=f"leads.lead:{lead.pk}",
        partner_id=routed.partner_id, both_sides=True, payload={"code": made.code},
    )  # fmt: skip
    defer("leads.tell", offer_id=made.pk, what="offered")
    return made


def place_of(lead: Lead) -> str:
    """What a lead is called before anybody knows more: its place and its product."""
    product = lead.product.name if lead.product is not None else lead.line
    where = ", ".join(part for part in (lead.city, lead.country) if part)
    return f"{where}: {product}"[:200] if product else where[:200]


def _turn(partner_id: int) -> None:
    last = Turn.objects.aggregate(last=Max("number"))["last"] or 0
    there = Turn.objects.filter(partner_id=partner_id).first()
    if there is None:
        Turn.objects.create(partner_id=partner_id, number=last + 1)
    else:
        there.before, there.number = there.number, last + 1
        there.save(update_fields=["number", "before"])


def _give_turn_back(partner_id: int) -> None:
    Turn.objects.filter(partner_id=partner_id).update(number=F("before"))


def _keep(lead: Lead, now: datetime, force: InForce | None, routed: Routed, asked: str, offer: Offer | None) -> None:
    RoutingRecord.objects.create(
        lead=lead, at=now, version_id=force.version_id if force else None, asked=asked[:400], how=routed.how,
        offer=offer, considered=[_said(one) for one in routed.considered[:MOST_KEPT]],
        more=max(0, len(routed.considered) - MOST_KEPT),
    )  # fmt: skip


def _said(one: Considered) -> dict[str, Any]:
    parts = [(part["factor"], part["percent"], part["points"], part["words"]) for part in asdict(one)["parts"]]
    return {
        "partner": one.partner_id, "points": one.points, "parts": parts, "against": list(one.against), "said": one.said,
    }  # fmt: skip


def offer_to(*, actor: Actor, now: datetime, code: str, partner_id: int, reason: str = "") -> str:
    """Offer a lead to a partner that a person chose; answers the code of the offer.

    What routing would hold against it is kept beside the choice. Only a full or paused desk, or a partner that is not
    active, cannot be chosen.

    :raises Refused: the lead is held by somebody, or the partner cannot take one.
    """
    actor.require("leads.manage")
    one_at_a_time()
    lead = locked_lead(actor, code)
    after(lead.status, "offer", Side.VENDOR)
    if not partners.names_of(actor, [partner_id]):
        raise NotFound("There is no such partner. Choose one from the list.")
    force = in_force(actor)
    policy = force.policy if force else Routing("", "", rights="not_asked")
    routed, asked = decide(actor, lead, policy, now, only=partner_id)
    one = routed.considered[0]
    hard = [said for said in one.against if said.startswith(("It is ", "It has no room", "It takes no leads"))]
    hard = [said for said in hard if not said.startswith("It is not ")]
    if hard:
        raise Refused(f"{hard[0]} Choose another partner.")
    said = f"Chosen. {HOW['hand']}"
    chosen = Considered(one.partner_id, one.points, one.parts, (), said)
    if one.against:
        chosen = Considered(one.partner_id, 0, (), (), f"{said} Against it: {' '.join(one.against)}")
    own = own_words(policy, Wanted(), chosen, "hand")
    made = _offer(actor, now, lead, force, Routed(partner_id, "hand", HOW["hand"], (chosen,), own), asked, Side.VENDOR)
    if reason.strip():
        _note(actor, now, lead, "chosen", reason)
    return made.code


def again(*, actor: Actor, now: datetime, code: str, reason: str = "") -> None:
    """Have a lead that needs a person routed by the policy again, from its first round."""
    actor.require("leads.manage")
    lead = locked_lead(actor, code)
    lead.status, lead.rounds = after(lead.status, "again", Side.VENDOR), 0
    lead.save(update_fields=["status", "rounds"])
    _note(actor, now, lead, "sent_again", reason)
    defer_once("leads.route_waiting")


def pull_back(*, actor: Actor, now: datetime, code: str, reason: str) -> None:
    """Take a lead back from its partner and offer it to the next. :raises Refused: nobody holds it, or no reason."""
    _take_from(actor, now, code, "pull_back", reason)
    defer_once("leads.route_waiting")


def undo(*, actor: Actor, now: datetime, code: str, reason: str) -> None:
    """Undo a wrong assignment: it counts for nobody, the turn is given back, and a person says where the lead goes."""
    partner_id = _take_from(actor, now, code, "undo", reason)
    _give_turn_back(partner_id)
    Lead.objects.filter(code=code).update(rounds=F("rounds") - 1)


def _take_from(actor: Actor, now: datetime, code: str, deed: str, reason: str) -> int:
    actor.require("leads.manage")
    one_at_a_time()
    held = held_offer(seen_lead(actor, code))
    if held is None:
        raise Refused("Nobody holds this lead now.")
    move(held, deed, actor=actor, now=now, side=Side.VENDOR, reason=reason)
    defer("leads.tell", offer_id=held.pk, what="pulled_back")
    return held.partner_id


def close(*, actor: Actor, now: datetime, code: str, why: str, reason: str = "") -> None:
    """Put a lead away that is none. :raises Refused: a partner works on it, or it is not said why."""
    actor.require("leads.manage")
    if why not in CLOSINGS:
        raise Refused("Choose why it is put away.")
    one_at_a_time()
    held = held_offer(seen_lead(actor, code))
    lead = locked_lead(actor, code)
    after(lead.status, "close", Side.VENDOR, why)
    if held is not None:
        move(held, "close", actor=actor, now=now, side=Side.VENDOR, code=why, reason=reason)
        _give_turn_back(held.partner_id)
    Lead.objects.filter(pk=lead.pk).update(status="closed", end_code=why, ended_at=now)
    _note(actor, now, lead, "put_away", reason, why=why)


def reopen(*, actor: Actor, now: datetime, code: str, reason: str) -> None:
    """Take a lost lead, or one that was put away, up again; a person says where it goes."""
    actor.require("leads.manage")
    lead = locked_lead(actor, code)
    lead.status = after(lead.status, "reopen", Side.VENDOR, reason)
    lead.partner_id, lead.ended_at, lead.end_code, lead.rounds = None, None, "", 0
    lead.save(update_fields=["status", "partner", "ended_at", "end_code", "rounds"])
    _note(actor, now, lead, "reopened", reason)
