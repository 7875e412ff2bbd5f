"""What a calculation answers: one payout for each incentive, period and partner with a counted line."""

from dataclasses import dataclass

from fairway.values import Exact, Money, Period, exact

ZERO = exact(0)
COLUMNS = ("incentive", "period", "partner", "person", "currency", "qualifier", "rate", "measure", "amount", "goods")
"""The published columns of a payout, in order; goods are empty where there are none."""


@dataclass(frozen=True, slots=True)
class Payout:
    """What one incentive pays to one partner for one period, with the parts that lead to it.

    `qualifier` and `measure` are in their measure's unit (programme currency, base units or lines), converted but
    unrounded; the qualifier is `None` where no line counted for it. `rate` is the value of the step reached: a factor
    (0.015 for 1.5 %), an amount per unit, or a fixed amount; `None` where no step was reached. `step` is the step's
    place in the table, from 0. `gates` holds what each gate looked at, in order.

    `calculated` is the amount after the one rounding, before guarantee and cap; `earned` after them. `amount` is what
    is paid: `carried_in + earned` where that reaches the minimum payout, otherwise nothing, and `carried_out` goes to
    the next period; what is held back is part of it. Always `carried_in + earned == amount + carried_out`.
    `multiplied` says that the rate multiplies the measure; a fixed amount does not.

    `alone` is what the incentive would have earned by itself: after its own guarantee and cap, before stacking, caps
    over periods and budgets. `goods` are units given free of charge. `exemption` is the reason of what was agreed with
    the partner alone, empty where nothing was.

    With a pool, qualifier, step, rate and gates are the pool's, measure and amounts the partner's own. With a unit
    other than the period, rate and step are `None`, because each unit has its own, and the qualifier is what all
    counted lines of the period come to. Of a person paid by splits, measure and `alone` are the partner's, `rate` is
    the step's value times the person's share (or the override), `calculated` and `earned` are the person's.
    """

    incentive: str
    period: Period
    partner: str
    person: str
    currency: str
    qualifier: Exact | None
    rate: Exact | None
    measure: Exact
    amount: Money
    step: int | None
    gates: tuple[Exact | None, ...]
    gates_met: bool
    lines: int
    calculated: Money
    earned: Money
    carried_in: Money
    carried_out: Money
    multiplied: bool = True
    alone: Money | None = None
    goods: Exact = ZERO
    exemption: str = ""

    @property
    def key(self) -> tuple[str, Period, str, str]:
        """What names a payout: incentive, period, partner, person."""
        return self.incentive, self.period, self.partner, self.person
