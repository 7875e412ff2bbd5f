"""What a calculation answers: one payout for each incentive, period and partner with a counted line."""

from dataclasses import dataclass

from fairway.values import Exact, Money, Period

COLUMNS = ("incentive", "period", "partner", "person", "currency", "qualifier", "rate", "measure", "amount")
"""The published columns of a payout, in order."""


@dataclass(frozen=True, slots=True)
class Payout:
    """What one incentive pays to one partner for one period, with the parts that lead to it.

    `qualifier` and `measure` are in their measure's unit (programme currency, base units or lines), converted but
    unrounded; the qualifier is `None` where no line counted for it. `rate` is the value of the step reached: a factor
    (0.015 for 1.5 %), an amount per unit, or a fixed amount; `None` where no step was reached. `step` is the step's
    place in the table, from 0. `gates` holds what each gate looked at, in order.

    `calculated` is the amount after the one rounding, before guarantee and cap; `earned` after them. `amount` is what
    is paid: `carried_in + earned` where that reaches the minimum payout, otherwise nothing, and `carried_out` goes to
    the next period. Always `carried_in + earned == amount + carried_out`. `multiplied` says that the rate multiplies
    the measure; a fixed amount does not.
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

    @property
    def key(self) -> tuple[str, Period, str]:
        """What names a payout: incentive, period, partner."""
        return self.incentive, self.period, self.partner
