"""A worked example: given figures, followed through the steps of an incentive in words.

The amounts come from the oracle's own table functions, so an example cannot say something that is not paid.
"""

from __future__ import annotations

from dataclasses import dataclass

from fairway.engine.oracle.table import earn, earning, parts, rate_at, reached
from fairway.engine.programme import (
    AMOUNTS,
    ITSELF,
    RATIOS,
    Asked,
    Incentive,
    Measure,
    MeasureKind,
    Method,
    PaysOn,
    Programme,
    Unit,
)
from fairway.engine.words import phrases
from fairway.engine.words.messages import example as said
from fairway.engine.words.sentences import period_of
from fairway.engine.words.speech import ENGLISH, Speech
from fairway.values import Exact, Money, Rounding, divided, exact, minus, rounded


@dataclass(frozen=True, slots=True)
class Figures:
    """The numbers of an example, in their measures' units.

    ``qualifier`` is the measure unless given; ``gates`` are what each gate looks at, in order, all met unless given.
    """

    measure: Exact
    qualifier: Exact | None = None
    gates: tuple[Exact, ...] = ()


def usual_figures(incentive: Incentive) -> Figures:
    """Choose round figures that show the incentive at work: within its highest step, inside its caps."""
    bounds = [step.lower for step in incentive.steps if step.lower]
    top = bounds[-1] if bounds else None
    usual = exact(10000 if incentive.measure.kind in AMOUNTS else 100)
    qualifier = top if top is not None else exact(1) if isinstance(incentive.qualifier, RATIOS) else usual
    if top is not None and incentive.method in ITSELF:
        qualifier = top + top
    if len(bounds) > 1 and incentive.method is Method.LINEAR:
        qualifier = bounds[-2] + divided(minus(bounds[-1], bounds[-2]), exact(2), 0, Rounding.HALF_UP)
    if incentive.qualifier == incentive.measure:
        return Figures(max([qualifier, *_same_gates(incentive)]))
    return Figures(usual, qualifier)


def _same_gates(incentive: Incentive) -> list[Exact]:
    return [gate.at_least for gate in incentive.gates if gate.measure == incentive.measure]


def shows(incentive: Incentive) -> bool:
    """Whether figures of one measure and one qualifier of one partner are all that an example needs."""
    alone = incentive.pool is None and (incentive.stack is None or not incentive.stack.after)
    whole = incentive.pays_on is PaysOn.WHOLE and incentive.unit is Unit.PERIOD and not incentive.multipliers
    return alone and whole and incentive.method not in {Method.ATTAINMENT, Method.MULTIPLES}


def example(
    programme: Programme, incentive: Incentive, figures: Figures | None = None, speech: Speech = ENGLISH
) -> tuple[str, ...]:
    """Follow the figures through the incentive, sentence by sentence, to the amount; nothing where `shows` denies it.

    Rounding is once for the payout; with rounding at: line an example of one line.
    """
    if not shows(incentive):
        return ()
    given = figures or usual_figures(incentive)
    qualifier = given.measure if given.qualifier is None else given.qualifier
    currency, period = programme.currency, period_of(speech, programme)
    found = [_beginning(speech, programme, incentive, given, qualifier)]
    zero = speech.money(Money.zero(currency), full=True)
    if not _gates_met(speech, incentive, given, found, currency):
        return (*found, speech.say(said.PAID, due=zero))
    calculated = Money(earn(incentive, qualifier, given.measure), currency).rounded(programme.rounding.mode)
    counted = earning(incentive, given.measure)
    if counted != given.measure and incentive.method is not Method.FIXED:
        found.append(speech.say(said.COUNTED, counted=_shown(speech, counted, incentive.measure, currency)))
    found.append(_explained(speech, programme, incentive, qualifier, counted, calculated))
    return (*found, *_limited(speech, incentive, calculated, period))


def _beginning(speech: Speech, programme: Programme, incentive: Incentive, given: Figures, qualifier: Exact) -> str:
    currency, period = programme.currency, period_of(speech, programme)
    measured = _shown(speech, given.measure, incentive.measure, currency)
    kind = incentive.measure.kind
    if incentive.qualifier == incentive.measure and (kind in AMOUNTS or kind is MeasureKind.QUANTITY):
        return speech.say(said.SAY_OF, measured=measured, goods=_goods(speech, incentive), period=period)
    sold = phrases.subject(speech, incentive.qualifier)
    shown = _shown_bound(speech, qualifier, incentive.qualifier, currency)
    if incentive.method is Method.FIXED or incentive.qualifier == incentive.measure:
        return speech.say(said.SAY_QUALIFIER, sold=sold, shown=shown, period=period)
    paid = phrases.subject(speech, incentive.measure)
    return speech.say(said.SAY_BOTH, sold=sold, shown=shown, period=period, paid=paid, measured=measured)


def _goods(speech: Speech, incentive: Incentive) -> str:
    if incentive.measure.kind is not MeasureKind.QUANTITY or speech.language != "en":
        return phrases.subject(speech, incentive.measure)
    return phrases.products(speech, incentive.measure.lines.products) or speech.say(said.ANY_PRODUCT)


def _gates_met(speech: Speech, incentive: Incentive, given: Figures, found: list[str], currency: str) -> bool:
    for number, gate in enumerate(incentive.gates):
        value = given.gates[number] if number < len(given.gates) else gate.at_least
        if gate.measure == incentive.measure and number >= len(given.gates):
            value = given.measure
        met = value >= gate.at_least
        sentence = speech.say(
            said.GATE_MET if met else said.GATE_MISSED,
            sold=phrases.subject(speech, gate.measure),
            bound=phrases.bound(speech, gate.at_least, gate.measure, currency),
            reach=phrases.bound(speech, value, gate.measure, currency),
        )
        found.append(speech.begun(sentence))
        if not met:
            return False
    return True


def _explained(
    speech: Speech, programme: Programme, incentive: Incentive, qualifier: Exact, counted: Exact, result: Money
) -> str:
    currency, kind = programme.currency, incentive.measure.kind
    place, value = reached(incentive, qualifier), rate_at(incentive, qualifier)
    if place is None:
        return speech.say(said.NO_STEP)
    total = speech.money(result, full=True)
    measured = _shown(speech, counted, incentive.measure, currency)
    if incentive.method in {Method.MARGINAL, Method.ROLLING, Method.TOTAL}:
        slices = [
            speech.say(
                said.PART,
                base=_shown(speech, part.base, incentive.measure, currency),
                pays=phrases.pays(speech, incentive.steps[part.place], kind, currency),
            )
            for part in parts(incentive, qualifier, counted)
        ]
        how = said.SLICES if incentive.method is Method.MARGINAL else said.STEPS
        return speech.say(how, parts=speech.comma(slices), total=total)
    step = incentive.steps[place]
    if incentive.method is Method.LINEAR and value is not None:
        rate = phrases.pays(speech, phrases.worth(step, value), kind, currency)
        shown = _shown(speech, qualifier, incentive.qualifier, currency)
        return speech.say(said.RATE_AT, shown=shown, rate=rate, counted=measured, total=total)
    span = phrases.step_range(speech, step, incentive.qualifier, currency)
    stepped = bool(step.lower) or len(incentive.steps) > 1
    if incentive.method is Method.FIXED:
        return speech.say(said.STEP_PAYS, span=span, total=total) if stepped else speech.say(said.TOTAL, total=total)
    rate = phrases.pays(speech, step, kind, currency)
    if step.per_unit is not None:
        rate = speech.amount(step.per_unit, currency)
    if stepped:
        return speech.say(said.STEP_TIMES, span=span, counted=measured, rate=rate, total=total)
    return speech.say(said.TIMES, counted=measured, rate=rate, total=total)


def _limited(speech: Speech, incentive: Incentive, calculated: Money, period: str) -> list[str]:
    limits, found, due = incentive.limits, [], calculated
    if limits.floor is not None and due < limits.floor:
        due = limits.floor
        found.append(speech.say(said.RAISED, due=speech.money(due, full=True)))
    if limits.amount is not None and due > limits.amount:
        due = limits.amount
        found.append(speech.say(said.CUT, due=speech.money(due, full=True)))
    if limits.minimum_payout is not None and due < limits.minimum_payout:
        least, kept = speech.money(limits.minimum_payout), speech.money(due, full=True)
        found.append(speech.say(said.CARRIED, least=least, kept=kept, period=period))
        return found
    found.append(speech.say(said.PAID, due=speech.money(due, full=True)))
    return found


def _payable(value: Exact, asked: Asked, currency: str) -> Exact:
    """A figure of an example; what was converted from another currency, to the minor unit."""
    if isinstance(asked, Measure) and asked.kind in AMOUNTS:
        return rounded(value, Money.zero(currency).digits, Rounding.HALF_UP)
    return value


def _shown(speech: Speech, value: Exact, asked: Asked, currency: str) -> str:
    return phrases.measured(speech, _payable(value, asked, currency), asked, currency)


def _shown_bound(speech: Speech, value: Exact, asked: Asked, currency: str) -> str:
    """A figure as something comes to it: $1,000; 12; 10 % more than in the period before."""
    return phrases.bound(speech, _payable(value, asked, currency), asked, currency)
