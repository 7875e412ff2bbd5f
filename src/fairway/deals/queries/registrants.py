"""What a policy asks about the partner that registers: what it is, and what keeps it from registering on the day."""

from __future__ import annotations

from datetime import date, datetime

from fairway.agreements import queries as agreements
from fairway.deals.rules.asked import Registrant
from fairway.kit.access import Actor
from fairway.partners import queries as partners

GATE = "registration"
"""The gate of onboarding that a registration asks."""


def registrant_of(actor: Actor, partner_id: int, now: datetime) -> Registrant:
    """What the policy may want to know of the partner, with the gate of its onboarding and its agreements' answer."""
    today = now.date()
    row = partners.one(actor, partner_id, on=today)
    gate = partners.gate(actor, partner_id, GATE, today)
    return Registrant(
        partner_id, tuple(row.types), row.tier, row.country, row.status == "active",
        "" if gate.open else gate.says, gate.waits_for, barred(actor, partner_id, today),
        partners.may_register(row.tier, today),
    )  # fmt: skip


def barred(actor: Actor, partner_id: int, on: date) -> str:
    """Why none of a partner's agreements gives rights on a day; empty where one does, or where it has none at all."""
    answer = agreements.rights(actor, partner_id, on)
    return answer.why_not if answer.agreements else ""
