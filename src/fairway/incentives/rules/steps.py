"""Where a payout stands in its table: the step reached, the next one and how far it is."""

from __future__ import annotations

from dataclasses import dataclass

from fairway.engine.programme import AMOUNTS, ITSELF, Asked, Incentive, Measure, MeasureKind, Method, Step
from fairway.engine.words.phrases import measured, worth
from fairway.engine.words.speech import ENGLISH
from fairway.values import Exact, Money, Rounding, divided, exact, minus, plain, plus, rounded, times


@dataclass(frozen=True, slots=True)
class Place:
    """A payout's place in its step table.

    ``reached`` and ``next`` are places from 0, ``None`` where there is none. ``lower`` is the next step's lower bound
    and ``gap`` what is missing to it, both in the qualifier's unit, with their printed text.
    """

    reached: int | None
    next: int | None
    lower: Exact | None
    gap: Exact | None
    step_text: str
    next_text: str
    gap_text: str
    progress: int


def place(incentive: Incentive, qualifier: Exact | None, currency: str) -> Place:
    """Find where a qualifier stands; a missing qualifier stands at nothing, before the first step.

    ``progress`` is how much of the way to the next step's bound is done, in whole percent, 100 where there is no next.
    """
    stands = qualifier if qualifier is not None else exact(0)
    reached = next((at for at in reversed(range(len(incentive.steps))) if _reaches(incentive.steps[at], stands)), None)
    if qualifier is None:
        reached = None
    after = 0 if reached is None else reached + 1
    step_text = "" if reached is None else _step(incentive, incentive.steps[reached], currency)
    if after >= len(incentive.steps) or incentive.steps[after].lower is None:
        return Place(reached, None, None, None, step_text, "", "", 100)
    following = incentive.steps[after]
    lower = following.lower if following.lower is not None else exact(0)
    gap = minus(lower, stands)
    done = int(stands * 100 // lower) if lower > 0 and stands > 0 else 0
    return Place(
        reached, after, lower, gap, step_text, _step(incentive, following, currency),
        _shown(incentive, gap, currency), max(0, min(done, 99)),
    )  # fmt: skip


def reaching(added: Exact, stood: Exact | None, stands: Exact | None, gap: Exact | None) -> Exact | None:
    """How much to sell instead of ``added`` to close the gap to the next step; `None` where selling more closes none.

    The qualifier ``stood`` without these sales and ``stands`` with them. Where only a part of what is sold counts, that
    part grows with the rest. Whole units of the currency, so that it is enough; where a mix is shared out to cents, one
    more.
    """
    if gap is None or gap <= 0 or stands is None:
        return None
    counted = minus(stands, stood if stood is not None else exact(0))
    if counted <= 0:
        return None
    if counted >= added:
        return _upwards(plus(added, gap))
    return plus(_upwards(plus(added, divided(times(gap, added), counted, 2, Rounding.HALF_UP))), exact(1))


def _upwards(amount: Exact) -> Exact:
    whole = rounded(amount, 0, Rounding.HALF_UP)
    return whole if whole >= amount else plus(whole, exact(1))


def _reaches(step: Step, qualifier: Exact) -> bool:
    return step.lower is None or qualifier >= step.lower


def _step(incentive: Incentive, step: Step, currency: str) -> str:
    pays = value_text(incentive.method, step, currency)
    return pays if step.lower is None else f"from {_shown(incentive, step.lower, currency)}: {pays}"


def value_text(method: Method, step: Step, currency: str) -> str:
    """What a step pays, in words: ``2 %``, ``USD 1.25 each``, ``USD 2,500.00``."""
    if step.rate is not None:
        return str(step.rate)
    if step.per_unit is not None:
        return f"{currency} {plain(step.per_unit)} each"
    return f"{currency} {step.amount.amount:,.{step.amount.digits}f}" if step.amount is not None else ""


def rate_text(incentive: Incentive, reached: int | None, rate: Exact | None, currency: str) -> str:
    """What the measure was multiplied with: the payout's `rate`; where each slice has its own, up to the highest."""
    if reached is None:
        return ""
    if incentive.method in ITSELF and reached > 0:
        return f"up to {value_text(incentive.method, incentive.steps[reached], currency)}"
    step = incentive.steps[reached]
    if incentive.method in {Method.TOTAL, Method.LINEAR} and rate is not None:
        step = worth(step, rate)
    return value_text(incentive.method, step, currency)


def _shown(incentive: Incentive, value: Exact, currency: str) -> str:
    return measured_text(incentive.qualifier, value, currency)


def goods_text(goods: Exact) -> str:
    """Goods given free of charge: ``4 units``; nothing where there are none."""
    return measured(ENGLISH, goods, MeasureKind.QUANTITY, "") if goods else ""


def measured_text(asked: Asked | MeasureKind, value: Exact, currency: str) -> str:
    """A measured number with its unit, money to payable digits: ``USD 49,500.00``, ``1,040 units``, ``10 %``."""
    if (asked.kind if isinstance(asked, Measure) else asked) in AMOUNTS:
        digits = Money.zero(currency).digits
        return f"{currency} {rounded(value, digits, Rounding.HALF_UP):,.{digits}f}".replace("-", "−")
    return measured(ENGLISH, value, asked, currency)
