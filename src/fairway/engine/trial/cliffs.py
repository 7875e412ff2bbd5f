"""Cliffs: steps at which one more unit of sales changes the payout by a jump."""

from __future__ import annotations

from dataclasses import dataclass

from fairway.engine.oracle import earn
from fairway.engine.programme import AMOUNTS, Incentive, Measure, Programme
from fairway.values import Exact, Money, Rounding, exact, minus, plus, rounded, times


@dataclass(frozen=True, slots=True)
class Cliff:
    """A bound of a table at which the payout jumps, for a partner whose measure is its qualifier.

    `jump` is what reaching the bound brings above standing one smallest unit below (V04: at 100,000 of table T,
    3,000.00 against 2,000.00: 1,000.00). `lower` and `upper` enclose what counts as near.
    """

    incentive: str
    title: str
    bound: Exact
    jump: Money
    lower: Exact
    upper: Exact


def cliffs(programme: Programme, share: Exact) -> tuple[Cliff, ...]:
    """Find the cliffs of a programme; near is within `share` of the bound, 0.05 for 5 %.

    A jump of less than one major unit of the currency is none: a continuous table moves by less from cent to cent.
    """
    found = []
    for incentive in programme.incentives:
        if not isinstance(incentive.qualifier, Measure):
            continue  # a step of growth or of a share is not reached by a cent
        for step in incentive.steps:
            if step.lower is None or step.lower <= 0:
                continue
            jump = _jump(programme, incentive, step.lower)
            if jump >= exact(1):
                money = Money(jump, programme.currency).rounded(Rounding.HALF_UP)
                lower, upper = (times(step.lower, factor) for factor in (minus(exact(1), share), plus(exact(1), share)))
                found.append(Cliff(incentive.id, incentive.title, step.lower, money, lower, upper))
    return tuple(found)


def _in_money(incentive: Incentive) -> bool:
    return isinstance(incentive.qualifier, Measure) and incentive.qualifier.kind in AMOUNTS


def _jump(programme: Programme, incentive: Incentive, bound: Exact) -> Exact:
    digits = Money.zero(programme.currency).digits if _in_money(incentive) else 0
    below = minus(bound, exact(1).scaleb(-digits))
    risen = minus(earn(incentive, bound, bound), earn(incentive, below, below))
    return rounded(risen, Money.zero(programme.currency).digits, Rounding.HALF_UP)
