"""Where a payout stands in its table: the step reached, the next one and how far it is."""

from __future__ import annotations

from dataclasses import dataclass, replace

from fairway.engine.programme import (
    ADDING,
    AMOUNTS,
    ITSELF,
    Asked,
    Exemption,
    Incentive,
    Measure,
    MeasureKind,
    Method,
    Step,
)
from fairway.engine.words.messages import statement as said
from fairway.engine.words.phrases import measured, value_of, worth
from fairway.engine.words.speech import BOOKS, Speech
from fairway.values import Exact, Money, Rounding, divided, exact, minus, plus, rounded, times


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


def as_agreed(incentive: Incentive, exemption: Exemption | None) -> Incentive:
    """The incentive as one partner has it: what was agreed with it alone stands in place of what each step pays."""
    if exemption is None or exemption.value is None:
        return incentive
    return replace(incentive, steps=tuple(worth(step, exemption.value) for step in incentive.steps))


def place(incentive: Incentive, qualifier: Exact | None, currency: str, speech: Speech = BOOKS) -> Place:
    """Find where a qualifier stands; a missing qualifier stands at nothing, before the first step.

    A further step that pays what the one reached pays is no next one.

    ``progress`` is how much of the way to the next step's bound is done, in whole percent, 100 where there is no next.
    """
    stands = qualifier if qualifier is not None else exact(0)
    reached = next((at for at in reversed(range(len(incentive.steps))) if _reaches(incentive.steps[at], stands)), None)
    if qualifier is None:
        reached = None
    after = 0 if reached is None else reached + 1
    step_text = "" if reached is None else _step(incentive, incentive.steps[reached], currency, speech)
    if after >= len(incentive.steps) or incentive.steps[after].lower is None:
        return Place(reached, None, None, None, step_text, "", "", 100)
    following = incentive.steps[after]
    if (
        reached is not None
        and incentive.method not in ADDING
        and value_of(incentive.steps[reached]) == value_of(following)
    ):
        return Place(reached, None, None, None, step_text, "", "", 100)
    lower = following.lower if following.lower is not None else exact(0)
    gap = minus(lower, stands)
    done = int(stands * 100 // lower) if lower > 0 and stands > 0 else 0
    return Place(
        reached, after, lower, gap, step_text, _step(incentive, following, currency, speech),
        measured_text(incentive.qualifier, gap, currency, speech), max(0, min(done, 99)),
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


def _step(incentive: Incentive, step: Step, currency: str, speech: Speech) -> str:
    pays = value_text(step, currency, speech)
    if step.lower is None:
        return pays
    return speech.say(said.STEP, value=measured_text(incentive.qualifier, step.lower, currency, speech), pays=pays)


def value_text(step: Step, currency: str, speech: Speech = BOOKS) -> str:
    """What a step pays, in words: ``2 %``, ``USD 1.25 each``, ``USD 2,500.00``."""
    if step.rate is not None:
        return speech.percent(step.rate.value)
    if step.per_unit is not None:
        return speech.say(said.EACH, amount=speech.amount(step.per_unit, currency))
    return speech.booked(step.amount) if step.amount is not None else ""


def rate_text(
    incentive: Incentive, reached: int | None, rate: Exact | None, currency: str, speech: Speech = BOOKS
) -> str:
    """What the measure was multiplied with: the payout's `rate`; where each slice has its own, up to the highest."""
    if reached is None:
        return ""
    if incentive.method in ITSELF and reached > 0:
        return speech.say(said.UP_TO, pays=value_text(incentive.steps[reached], currency, speech))
    step = incentive.steps[reached]
    if incentive.method in {Method.TOTAL, Method.LINEAR} and rate is not None:
        step = worth(step, rate)
    return value_text(step, currency, speech)


def goods_text(goods: Exact, speech: Speech = BOOKS) -> str:
    """Goods given free of charge: ``4 units``; nothing where there are none."""
    return measured(speech, goods, MeasureKind.QUANTITY, "") if goods else ""


def measured_text(asked: Asked | MeasureKind, value: Exact, currency: str, speech: Speech = BOOKS) -> str:
    """A measured number with its unit, money to payable digits: ``USD 49,500.00``, ``1,040 units``, ``10 %``."""
    if (asked.kind if isinstance(asked, Measure) else asked) in AMOUNTS:
        value = rounded(value, Money.zero(currency).digits, Rounding.HALF_UP)
    return measured(speech, value, asked, currency)
