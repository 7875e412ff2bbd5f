"""Write down the other prices of a deal, so that what the registration adds or loses is calculated and not told."""

from __future__ import annotations

from datetime import date, datetime

from django.db import IntegrityError, transaction

from fairway.deals.actions.steps import locked, note
from fairway.deals.models import PriceCondition
from fairway.deals.queries.pricing import conditions_of
from fairway.deals.queries.registrations import policy_of
from fairway.deals.rules import stacking
from fairway.deals.rules.axes.registration import Side
from fairway.deals.rules.policy.words import other_price
from fairway.deals.rules.refusals import NotFound, Refused
from fairway.kit import journal
from fairway.kit.access import Actor, Kind
from fairway.values import Exact, Money, exact, plain

LIVE = ("submitted", "in_review", "returned", "waitlisted", "approved", "closed")


def put_condition(
    *, actor: Actor, now: datetime, code: str, kind: str, percent: Exact, since_on: date, until_on: date | None,
    reference: str = "", reason: str,
) -> int:  # fmt: skip
    """Say that a deal has another price, in percent of the list price, from a day until a day (exclusive).

    The same again is the same. The partner reads it, and what it makes of the registration's discount.

    :raises Refused: the policy says nothing of such a price, the days or the percentage are none, another of the kind
        holds on one of the days, or nobody said why.
    """
    _person(actor)
    found = locked(actor, code)
    if found.status not in LIVE:
        raise Refused("Prices are written down for deals that are asked for or approved.")
    policy = policy_of(found.version_id)
    stacking.check_known(policy.price, kind)
    if percent <= 0 or percent > 100:
        raise Refused("Write a percentage of the list price, above 0 and up to 100.")
    if until_on is not None and until_on <= since_on:
        raise Refused("It ends before it begins.")
    if not reason.strip():
        raise Refused("Say where it comes from: both sides read it.")
    same = PriceCondition.objects.filter(
        registration=found, kind=kind, percent=percent, since_on=since_on, until_on=until_on
    ).first()
    if same is not None:
        return same.pk
    meant = stacking.Condition(kind, percent, since_on, until_on, reference.strip()[:60])
    standing = (*conditions_of(found), meant)
    whole = Money(exact(100), found.currency)
    for on in sorted({one.since_on for one in standing}):
        stacking.effect(policy, whole, standing, on)  # refuses what is more than the whole
    try:
        with transaction.atomic():
            made = PriceCondition.objects.create(
                registration=found, partner_id=found.partner_id, kind=kind, percent=percent,
                reference=reference.strip()[:60], since_on=since_on, until_on=until_on, reason=reason.strip()[:2000],
                recorded_by_id=actor.person, recorded_at=now,
            )  # fmt: skip
    except IntegrityError as fault:
        if "deals_condition_once" not in str(fault):
            raise
        raise Refused(f"The deal has {other_price(kind)} on some of these days already. End that one first.") from None
    note(found, "price", "priced", actor=actor, now=now, side=Side.VENDOR, what=meant.words[:120], reason=reason)
    journal.record(
        actor=actor, now=now, verb="deals.registration.priced", subject=f"deals.registration:{found.pk}",
        partner_id=found.partner_id, reason=reason.strip(), both_sides=True,
        payload={"code": found.code, "kind": kind, "percent": plain(percent), "since": since_on.isoformat(),
                 "until": until_on.isoformat() if until_on else None},
    )  # fmt: skip
    return made.pk


def end_condition(*, actor: Actor, now: datetime, code: str, condition_id: int, until_on: date, reason: str) -> None:
    """Let another price end on a day (the first on which it no longer holds). Twice does one thing.

    :raises Refused: it ends earlier already, the day is before its first, or nobody said why.
    """
    _person(actor)
    found = locked(actor, code)
    row = PriceCondition.objects.select_for_update(of=("self",)).filter(pk=condition_id, registration=found).first()
    if row is None:
        raise NotFound("There is no such price on this deal.")
    if row.until_on == until_on:
        return
    if row.until_on is not None and row.until_on < until_on:
        raise Refused(f"It ends on {row.until_on} already. Write a new one for later days.")
    if until_on <= row.since_on:
        raise Refused(f"It began on {row.since_on}; what held stays. Choose a later day.")
    if not reason.strip():
        raise Refused("Say why it ends: both sides read it.")
    row.until_on = until_on
    row.save(update_fields=["until_on"])
    words = stacking.Condition(row.kind, row.percent, row.since_on, until_on, row.reference).words
    note(found, "price", "price_ended", actor=actor, now=now, side=Side.VENDOR, what=words[:120], reason=reason)
    journal.record(
        actor=actor, now=now, verb="deals.registration.price_ended", subject=f"deals.registration:{found.pk}",
        partner_id=found.partner_id, reason=reason.strip(), both_sides=True,
        payload={"code": found.code, "kind": row.kind, "until": until_on.isoformat()},
    )  # fmt: skip


def _person(actor: Actor) -> None:
    actor.require("deals.decide")
    if actor.kind is not Kind.STAFF or actor.user_id is None:
        raise Refused("A person decides: sign in and do it yourself.")
