"""Gives the demo an adjustment in each state: what a dispute gave, some to be booked, dropped, taken back."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from fairway.demo.ground import morning
from fairway.incentives import actions, queries
from fairway.kit.access import WORKER, Actor, acting_as
from fairway.values import Money


@dataclass(frozen=True, slots=True)
class Cast:
    """Who takes part: Jonas proposes, Priya and Nadia of finance book; the partners are Ola's and Sam's."""

    jonas: Actor
    priya: Actor
    nadia: Actor
    ola: int
    sam: int


def tell(cast: Cast, today: date) -> None:
    """Live through it; a demo that has adjustments already is left as it is."""
    now = morning(today - timedelta(days=6))
    with acting_as(cast.priya):
        if queries.adjustments(cast.priya):
            return
    with acting_as(WORKER):
        actions.take_compensations(actor=WORKER, now=now)
    with acting_as(cast.priya):
        for row in queries.adjustments(cast.priya):
            _book(cast.priya, row.code, today)
    twice = _propose(cast, today, cast.ola, "240.00", "Freight of the autumn fair", "We carry the freight of the fair.")
    _book(cast.priya, twice, today)
    with acting_as(cast.priya):
        back = actions.propose_reversal(
            actor=cast.priya, now=now + timedelta(days=1), code=twice, reason="Invoice 4711 paid it already.",
            explanation="The freight was on our invoice already.",
        )  # fmt: skip
    _book(cast.nadia, back, today)
    dropped = _propose(cast, today, cast.sam, "90.00", "Two sample cases", "We pay for the sample cases.")
    with acting_as(cast.nadia):
        actions.drop_adjustment(
            actor=cast.nadia, now=now + timedelta(days=2), code=dropped, reason="The cases were ours to begin with."
        )
    _propose(cast, today, cast.sam, "385.50", "Demonstration units", "We pay the hire of the two units.")


def _propose(cast: Cast, today: date, partner_id: int, amount: str, title: str, explanation: str) -> str:
    with acting_as(cast.jonas):
        return actions.propose_adjustment(
            actor=cast.jonas, now=morning(today - timedelta(days=5)), partner_id=partner_id,
            amount=Money.of(amount, "USD"), title=title, explanation=explanation, reason="Agreed on the phone.",
        )  # fmt: skip


def _book(actor: Actor, code: str, today: date) -> None:
    with acting_as(actor):
        choices = queries.statements_to_choose(actor, code)
        if choices:
            actions.approve_adjustment(
                actor=actor, now=morning(today - timedelta(days=4)), code=code, programme_id=choices[0][0]
            )
