"""May this partner do a thing today, and why not: the one question of every door that lets a partner act.

Four things can stand against it: what the partner is (suspended, not active yet), a gate of its onboarding that is
named after the act, its tier, which may not register deals, and its agreements, none of which gives rights on the day.
Each is asked as of the day. A partner without a plan has no gates, and one without any agreement is kept from nothing
by agreements.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from fairway.agreements.queries.answers import rights
from fairway.agreements.rules.rights import Rights
from fairway.kit.access import Actor
from fairway.partners import queries as partners
from fairway.partners.queries import GateRow

ACTS: Mapping[str, str] = {"registration": "Register deals", "leads": "Take leads", "ordering": "Order"}
"""What a partner does for its trade, by the name of the gate that is asked; a plan may name other gates."""

UNASKED: Mapping[str, str] = {"ordering": "Fairway takes no orders itself: whoever takes them reads the answer here."}
"""What nothing in Fairway asks by itself, and who does; of a gate with a name of a plan's own, nobody is known to."""


@dataclass(frozen=True)
class Permit:
    """Whether a partner may do something on a day.

    ``barred`` says why none of its agreements gives rights, ``tier`` names the tier that may not do it.
    """

    act: str
    on: date
    status: str
    gate: GateRow
    barred: str = ""
    tier: str = ""

    @property
    def title(self) -> str:
        return ACTS.get(self.act, self.act.replace("_", " ").capitalize())

    @property
    def unasked(self) -> str:
        """Said of what no part of Fairway asks before it lets a partner act; empty where one does."""
        return UNASKED.get(self.act, "" if self.act in ACTS else "Nothing in Fairway asks this by itself.")

    @property
    def is_active(self) -> bool:
        return self.status == "active"

    @property
    def open(self) -> bool:
        return not self.reasons

    @property
    def shut(self) -> str:
        """The gate's sentence and the steps it waits for; empty where it is open."""
        if self.gate.open:
            return ""
        return f"{self.gate.says or 'Its onboarding is not done.'} Still to do: {'; '.join(self.gate.waits_for)}."

    @property
    def reasons(self) -> tuple[str, ...]:
        """Everything that stands against it, a sentence each."""
        status = "" if self.is_active else f"The organisation is {self.status.replace('_', ' ')}, not active."
        tier = self.tier and f"The tier {self.tier} may not register deals."
        return tuple(said for said in (status, self.shut, tier, self.barred) if said)


def may_act(actor: Actor, partner_id: int, act: str, on: date) -> Permit:
    """Whether a partner may do something on a day, by its status, its onboarding, its tier and its agreements."""
    row = partners.one(actor, partner_id, on=on)
    return Permit(
        act, on, partners.status_on(actor, row, on), partners.gate(actor, partner_id, act, on),
        barred_by(rights(actor, partner_id, on)), _tier_against(act, row.tier, on),
    )  # fmt: skip


def permits(actor: Actor, answer: Rights) -> tuple[Permit, ...]:
    """What the partner of an answer may do on its day: the usual acts, and whatever else its plans have gates for."""
    row = partners.one(actor, answer.partner_id, on=answer.on)
    status = partners.status_on(actor, row, answer.on)
    gates = {gate.name: gate for gate in partners.gates(actor, answer.partner_id, answer.on)}
    barred = barred_by(answer)
    return tuple(
        Permit(
            act, answer.on, status, gates.get(act, GateRow(act, "", True)), barred,
            _tier_against(act, row.tier, answer.on),
        )
        for act in {**ACTS, **gates}
    )  # fmt: skip


def _tier_against(act: str, tier: str, on: date) -> str:
    """The tier, where the version that governs it on the day says that it may not do this."""
    return tier if act == "registration" and not partners.may_register(tier, on) else ""


def barred_by(answer: Rights) -> str:
    """Why none of a partner's agreements gives rights on a day; empty where one does, or where it has none at all."""
    return answer.why_not if answer.agreements else ""
