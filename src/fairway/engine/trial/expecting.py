"""What a partner will have earned by the end of a period: from its run rate, from its pipeline, and what to accrue.

Nothing here foretells anything: the run rate is carried on, and how far earlier periods strayed from their mean says
how wide the range is. Source of the accrual: V29 of the incentive reference.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction

from fairway.values import Exact, Money, Period, Rate, Rounding, divided, exact, plus, rounded, times


@dataclass(frozen=True, slots=True)
class Volume:
    """What a period is expected to bring, and between which bounds."""

    low: Exact
    expected: Exact
    high: Exact


@dataclass(frozen=True, slots=True)
class Likely:
    """One thing that may come of a period: how likely (0.6 for 60 %), on which volume, and the rebate it earns."""

    share: Rate
    volume: Exact
    rebate: Money


@dataclass(frozen=True, slots=True)
class Prospect:
    """One deal in the pipeline: what it would bring, and how likely it is won before the period ends.

    ``deal`` names the registered deal that it is, where it was read and not given in; ``units`` how many it would
    bring, where that is known.
    """

    amount: Exact
    share: Rate
    deal: str = ""
    units: Exact | None = None


def in_units(pipeline: Sequence[Prospect]) -> tuple[Prospect, ...]:
    """The deals by their units instead of their amounts; those whose units nobody said are left out."""
    return tuple(replace(one, amount=one.units) for one in pipeline if one.units)


def run_rate(
    so_far: Exact, period: Period, last: date, before: Sequence[Exact] = (), pipeline: Sequence[Prospect] = (), *,
    digits: int = 2,
) -> Volume:  # fmt: skip
    """Carry a period's sales on to its end at the pace they had until `last`, and add the pipeline.

    Amounts or units alike: `so_far`, `before` and the pipeline are of the same, and `digits` are the decimal places of
    what is expected.

    `before` are the totals of whole earlier periods. The remainder, not what is sold already, is as uncertain as those
    were: the range goes from the remainder times the least of them over their mean to the remainder times the
    greatest. Fewer than two say nothing, and the range is the pipeline's alone: nothing of it won, or all.

        30,000 sold in 30 of 90 days, earlier 80,000, 100,000 and 120,000:
        the remainder 60,000 is expected, from 48,000 to 72,000: 78,000 to 102,000, expected 90,000

    :raises ValueError: the day lies outside the period.
    """
    if last not in period:
        raise ValueError(f"{last} does not lie in {period}; give a day of the period.")
    days, gone = (period.end - period.start).days, (last - period.start).days + 1
    remainder = divided(times(max(so_far, exact(0)), exact(days - gone)), exact(gone), digits, Rounding.HALF_UP)
    least = most = remainder
    total = exact(0)
    for one in before:
        total = plus(total, one)
    if len(before) > 1 and total > 0:
        least, most = (
            divided(times(times(remainder, max(bound, exact(0))), exact(len(before))), total, digits, Rounding.HALF_UP)
            for bound in (min(before), max(before))
        )
    won, weighed = exact(0), exact(0)
    for prospect in pipeline:
        won = plus(won, prospect.amount)
        weighed = plus(weighed, times(prospect.amount, prospect.share.value))
    expected = rounded(plus(plus(so_far, remainder), weighed), digits, Rounding.HALF_UP)
    return Volume(plus(so_far, least), expected, plus(plus(so_far, most), won))


def accrual(cases: Sequence[Likely], sold: Exact, *, mode: Rounding = Rounding.HALF_UP) -> Money:
    """What to accrue for sales of a month by the expected value of what may come of the period (V29).

        60 % × (120,000 → 3,600) + 40 % × (95,000 → 1,900) = 2,920 on 110,000
        10,000 × 2,920 ÷ 110,000 = 265.4545… ⇒ 265.45

    `sold` and the volumes of the cases are amounts, or units, alike. Nothing is rounded before the amount.

    :raises ValueError: the shares do not add up to 1, or nothing is expected to be sold.
    """
    rebate, volume = expected_value(cases)
    if not volume:
        raise ValueError("No volume is expected, so there is no rate to accrue at.")
    return _accrued(rebate.amount, volume, sold, rebate, mode)


def most_likely(cases: Sequence[Likely], sold: Exact, *, mode: Rounding = Rounding.HALF_UP) -> Money:
    """What to accrue by the likeliest case alone: 10,000 × 3,600 ÷ 120,000 = 300.00 (V29); of equals the first."""
    expected_value(cases)
    case = max(cases, key=lambda one: one.share)
    if not case.volume:
        raise ValueError("The likeliest case sells nothing, so there is no rate to accrue at.")
    return _accrued(case.rebate.amount, case.volume, sold, case.rebate, mode)


def _accrued(rebate: Exact, volume: Exact, sold: Exact, like: Money, mode: Rounding) -> Money:
    return Money(divided(times(sold, rebate), volume, like.digits, mode), like.currency)


def expected_value(cases: Sequence[Likely]) -> tuple[Money, Exact]:
    """The rebate and the volume that are expected, each the sum of its cases by how likely they are.

    :raises ValueError: the shares do not add up to 1.
    """
    together = sum((Fraction(one.share.value) for one in cases), Fraction(0))
    if together != 1:
        raise ValueError(f"The cases are together {together * 100} % likely; their shares must add up to 100 %.")
    rebate, volume = Money.zero(cases[0].rebate.currency), exact(0)
    for one in cases:
        rebate = rebate + one.rebate * one.share
        volume = plus(volume, times(one.volume, one.share.value))
    return rebate, volume


def expected_rate(cases: Sequence[Likely], places: int = 4) -> Exact:
    """The rate in percent at which the expected value accrues: 2.6545 for V29, cut to `places` for showing."""
    rebate, volume = expected_value(cases)
    return divided(rebate.amount.scaleb(2), volume, places, Rounding.HALF_UP)


def expected_per_unit(cases: Sequence[Likely], places: int = 4) -> Exact:
    """What the expected value accrues for each unit, where volumes are units: 2,920 on 1,100 units are 2.6545 each."""
    rebate, volume = expected_value(cases)
    return divided(rebate.amount, volume, places, Rounding.HALF_UP)
