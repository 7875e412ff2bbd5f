"""A worked example: given figures, followed through the steps of an incentive in words.

The amounts come from the oracle's own table functions, so an example cannot say something that is not paid.
"""

from __future__ import annotations

from dataclasses import dataclass

from fairway.engine.oracle.table import earn, earning, parts, rate_at, reached
from fairway.engine.programme import AMOUNTS, ITSELF, Asked, Incentive, Measure, MeasureKind, Method, Programme
from fairway.engine.words import phrases
from fairway.engine.words.sentences import period_of
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
    qualifier = top if top is not None else exact(100 if incentive.measure.kind != "net" else 10000)
    if top is not None and incentive.method in ITSELF:
        qualifier = top + top
    if len(bounds) > 1 and incentive.method is Method.LINEAR:
        qualifier = bounds[-2] + divided(minus(bounds[-1], bounds[-2]), exact(2), 0, Rounding.HALF_UP)
    if incentive.qualifier == incentive.measure:
        return Figures(max([qualifier, *_same_gates(incentive)]))
    return Figures(exact(100 if incentive.measure.kind != "net" else 10000), qualifier)


def _same_gates(incentive: Incentive) -> list[Exact]:
    return [gate.at_least for gate in incentive.gates if gate.measure == incentive.measure]


def example(programme: Programme, incentive: Incentive, figures: Figures | None = None) -> tuple[str, ...]:
    """Follow the figures through the incentive, sentence by sentence, to the amount.

    Rounding is once for the payout; with rounding at: line an example of one line.
    """
    given = figures or usual_figures(incentive)
    qualifier = given.measure if given.qualifier is None else given.qualifier
    currency, period = programme.currency, period_of(programme)
    measured = _shown(given.measure, incentive.measure.kind, currency)
    found = [f"Say you have {measured} of {_goods(incentive)} in a {period}."]
    if incentive.qualifier != incentive.measure:
        shown = _shown(qualifier, incentive.qualifier, currency)
        found[0] = f"Say your {phrases.selling(incentive.qualifier)} come to {shown} in a {period}"
        sold = phrases.selling(incentive.measure)
        found[0] += "." if incentive.method is Method.FIXED else f" and your {sold} to {measured}."
    if not _gates_met(incentive, given, found, currency):
        return (*found, f"You are paid {phrases.money(Money.zero(currency), full=True)}.")
    calculated = Money(earn(incentive, qualifier, given.measure), currency).rounded(programme.rounding.mode)
    counted = earning(incentive, given.measure)
    if counted != given.measure and incentive.method is not Method.FIXED:
        found.append(f"Of these, {_shown(counted, incentive.measure.kind, currency)} are paid for.")
    found.append(_explained(programme, incentive, qualifier, counted, calculated))
    return (*found, *_limited(incentive, calculated, period))


def _goods(incentive: Incentive) -> str:
    return (
        phrases.selling(incentive.measure)
        if incentive.measure.kind == "net"
        else (phrases.products(incentive.measure.lines.products) or "any product")
    )


def _gates_met(incentive: Incentive, given: Figures, found: list[str], currency: str) -> bool:
    for number, gate in enumerate(incentive.gates):
        value = given.gates[number] if number < len(given.gates) else gate.at_least
        if gate.measure == incentive.measure and number >= len(given.gates):
            value = given.measure
        met = value >= gate.at_least
        reach = phrases.bound(value, gate.measure, currency)
        bound = phrases.bound(gate.at_least, gate.measure, currency)
        verdict = "" if met else ", so nothing is paid"
        found.append(f"Your {phrases.selling(gate.measure)} must reach {bound} and come to {reach}{verdict}.")
        if not met:
            return False
    return True


def _explained(programme: Programme, incentive: Incentive, qualifier: Exact, counted: Exact, result: Money) -> str:
    currency, kind = programme.currency, incentive.measure.kind
    place, value = reached(incentive, qualifier), rate_at(incentive, qualifier)
    if place is None:
        return "No step is reached, so nothing is earned."
    total = phrases.money(result, full=True)
    if incentive.method in {Method.MARGINAL, Method.ROLLING, Method.TOTAL}:
        said = [
            f"{_shown(part.base, kind, currency)} at {phrases.pays(incentive.steps[part.place], kind, currency)}"
            for part in parts(incentive, qualifier, counted)
        ]
        how = "Slice by slice" if incentive.method is Method.MARGINAL else "Step by step"
        return f"{how}: {', '.join(said)}. Together that is {total}."
    step = incentive.steps[place]
    if incentive.method is Method.LINEAR and value is not None:
        step = phrases.worth(step, value)
        rate = phrases.pays(step, kind, currency)
        shown = _shown(qualifier, incentive.qualifier, currency)
        return f"At {shown} the rate is {rate}: {_shown(counted, kind, currency)} × {rate} = {total}."
    where = ""
    if step.lower or len(incentive.steps) > 1:
        where = f"You reach the step {phrases.step_range(step, incentive.qualifier, currency)}: "
    if incentive.method is Method.FIXED:
        return f"{where}{total}.".capitalize() if not where else f"{where}it pays {total}."
    rate = phrases.pays(step, kind, currency)
    if step.per_unit is not None:
        rate = phrases.amount(step.per_unit, currency)
    return f"{where}{_shown(counted, kind, currency)} × {rate} = {total}."


def _limited(incentive: Incentive, calculated: Money, period: str) -> list[str]:
    limits, found, due = incentive.limits, [], calculated
    if limits.floor is not None and due < limits.floor:
        due = limits.floor
        found.append(f"The guarantee raises this to {phrases.money(due, full=True)}.")
    if limits.amount is not None and due > limits.amount:
        due = limits.amount
        found.append(f"The cap cuts this to {phrases.money(due, full=True)}.")
    if limits.minimum_payout is not None and due < limits.minimum_payout:
        least, kept = phrases.money(limits.minimum_payout), phrases.money(due, full=True)
        found.append(f"That is below the minimum of {least}: {kept} is carried to the next {period}.")
        return found
    found.append(f"You are paid {phrases.money(due, full=True)}.")
    return found


def _shown(value: Exact, kind: Asked | MeasureKind, currency: str) -> str:
    """Write a figure of an example; what was converted from another currency, to the minor unit."""
    if (kind.kind if isinstance(kind, Measure) else kind) in AMOUNTS:
        value = rounded(value, Money.zero(currency).digits, Rounding.HALF_UP)
    return phrases.measured(value, kind, currency)
