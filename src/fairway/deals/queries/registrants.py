"""What a policy asks about the partner that registers: what it is, and what keeps it from registering on the day."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from fairway.agreements import queries as agreements
from fairway.agreements.queries import agreements as held
from fairway.deals.queries.rights import uncovered
from fairway.deals.rules.asked import Asked, Fault, Registrant, faults_of
from fairway.deals.rules.doubts import doubts_of
from fairway.deals.rules.identity import keys_of
from fairway.deals.rules.policy import Policy
from fairway.kit.access import WORKER, Actor
from fairway.partners import queries as partners

GATE = "registration"
"""The gate of onboarding that a registration asks."""


def registrant_of(actor: Actor, partner_id: int, now: datetime) -> Registrant:
    """What the policy may want to know of the partner, with the gate of its onboarding and its agreements' answer."""
    today = now.date()
    row = partners.one(actor, partner_id, on=today)
    permit = agreements.may_act(actor, partner_id, GATE, today)
    return Registrant(
        partner_id, tuple(row.types), row.tier, row.country, permit.is_active,
        "" if permit.gate.open else permit.gate.says, permit.gate.waits_for, permit.barred,
        not permit.tier,
    )  # fmt: skip


def faults_now(actor: Actor, policy: Policy, asked: Asked, now: datetime) -> tuple[Fault, ...]:
    """What would keep this partner from sending this now, as sending it would say."""
    if actor.partner_id is None:
        return ()
    return faults_of(policy, asked, registrant_of(actor, actor.partner_id, now), now)


def doubts_now(actor: Actor, policy: Policy, asked: Asked, now: datetime) -> tuple[Fault, ...]:
    """What this partner should look at again before it sends this; it may send it all the same."""
    if actor.partner_id is None:
        return ()
    own = partners.visible_to(actor).get(pk=actor.partner_id)
    keys = keys_of(own.name, own.country, own.website, own.tax_number)
    skus = [line.sku for line in asked.lines]
    asks = policy.rights == "needed"
    against = uncovered(actor, partner_id=own.pk, skus=skus, on=now.date()) if asks else ""
    return doubts_of(policy, asked, keys, against)


def owners_of(partner_ids: Collection[int]) -> dict[int, frozenset[int]]:
    """Who at the vendor looks after each of these partners: the owners of its agreements. For the worker."""
    found: dict[int, set[int]] = {}
    rows = held.visible_to(WORKER).filter(partner_id__in=partner_ids, owner__isnull=False)
    for partner_id, owner_id in rows.values_list("partner_id", "owner_id"):
        if owner_id is not None:
            found.setdefault(partner_id, set()).add(owner_id)
    return {partner_id: frozenset(owners) for partner_id, owners in found.items()}
