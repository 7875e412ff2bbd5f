"""May this partner do a thing today, and why not: the one question of every door that lets a partner act.

Three things can stand against it: what the partner is (suspended, not active yet), a gate of its onboarding that is
named after the act, and its agreements, none of which gives rights on the day. A partner without a plan has no gates,
and one without any agreement is kept from nothing by agreements.
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
    """Whether a partner may do something on a day. ``barred`` says why none of its agreements gives rights."""

    act: str
    on: date
    status: str
    gate: GateRow
    barred: str = ""

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
        return tuple(said for said in (status, self.shut, self.barred) if said)


def may_act(actor: Actor, partner_id: int, act: str, on: date) -> Permit:
    """Whether a partner may do something on a day, by its status, its onboarding and its agreements."""
    status = partners.one(actor, partner_id, on=on).status
    return Permit(
        act, on, status, partners.gate(actor, partner_id, act, on), barred_by(rights(actor, partner_id, on))
    )  # fmt: skip


def permits(actor: Actor, answer: Rights, *, status: str) -> tuple[Permit, ...]:
    """What the partner of an answer may do on its day: the usual acts, and whatever else its plans have gates for."""
    gates = {gate.name: gate for gate in partners.gates(actor, answer.partner_id, answer.on)}
    barred = barred_by(answer)
    return tuple(
        Permit(act, answer.on, status, gates.get(act, GateRow(act, "", True)), barred) for act in {**ACTS, **gates}
    )


def barred_by(answer: Rights) -> str:
    """Why none of a partner's agreements gives rights on a day; empty where one does, or where it has none at all."""
    return answer.why_not if answer.agreements else ""
