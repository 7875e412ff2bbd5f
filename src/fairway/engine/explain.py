"""A payout, taken apart again: the steps, the lines with their shares, what was left out and why, the gap to the next.

An explanation reads the lines of one partner and one period and nothing else. It is made by the slow meaning (the
oracle) over the payout of the fast engine, and refuses to explain a number that it cannot reach itself.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Literal

from fairway.engine.oracle import Facts, excluded, line_measure
from fairway.engine.oracle.lines import line_day, within
from fairway.engine.oracle.rows import Row, text
from fairway.engine.oracle.table import value_of
from fairway.engine.payout import Payout
from fairway.engine.programme import Asked, Incentive, Measure, Method, Programme, RoundingLevel, Step
from fairway.values import Exact, Money, Period, allocate, exact, minus, plus, rounded, times

Limit = Literal["gate", "no_step", "measure_cap", "floor", "cap", "used_up", "carried", "released"]
"""What held a payout back or raised it."""


class Unexplained(ValueError):
    """The lines do not add up to the payout: it was calculated from others."""


@dataclass(frozen=True, slots=True)
class StepReached:
    """One step of the table. `value` is a factor, an amount per unit or a fixed amount."""

    step: Step
    value: Exact
    reached: bool


@dataclass(frozen=True, slots=True)
class GateFound:
    """What a gate asked for and what was found; `None` where no line counted."""

    at_least: Exact
    found: Exact | None
    met: bool


@dataclass(frozen=True, slots=True)
class LineShare:
    """A line that counted: what it brought to measure and qualifier, and its share of what was earned."""

    line: Mapping[str, object]
    line_id: str
    day: date
    measure: Exact | None
    qualifier: Exact | None
    gates: tuple[int, ...]
    share: Money


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A line that counted for nothing, and the first reason why."""

    line: Mapping[str, object]
    line_id: str
    day: date | None
    reason: str


@dataclass(frozen=True, slots=True)
class Explanation:
    """Everything that made one payout. The shares add up to `payout.earned` to the minor unit.

    `gap` is what the qualifier lacks to the next step, `None` at the top; `next_step` is that step's place.
    """

    payout: Payout
    incentive: Incentive
    steps: tuple[StepReached, ...]
    gates: tuple[GateFound, ...]
    limits: tuple[Limit, ...]
    lines: tuple[LineShare, ...]
    excluded: tuple[LeftOut, ...]
    next_step: int | None
    gap: Exact | None


def explain(
    programme: Programme,
    payout: Payout,
    lines: Iterable[Row],
    partners: Iterable[Row],
    products: Iterable[Row],
    rates: Iterable[Row] = (),
    as_of: date | None = None,
) -> Explanation:
    """Take a payout apart, given the lines of its partner since `reads_from` (others are passed over).

    :raises Unexplained: the lines do not give the payout's qualifier and measure.
    :raises KeyError: the programme has no such incentive.
    """
    incentive = {one.id: one for one in programme.incentives}[payout.incentive]
    facts = Facts.of(programme, partners, products, rates, as_of)
    own = [
        line
        for line in lines
        if text(line, "partner_id") == payout.partner
        and (on := line_day(facts, line)) is not None
        and any(within(facts, measure, payout.period, on) for measure in incentive.measures)
    ]
    own.sort(
        key=lambda line: (line_day(facts, line) or date.min, _natural(_line_id(line)), sorted(map(str, line.items())))
    )
    counted: list[tuple[Row, Exact | None, Exact | None, tuple[int, ...]]] = []
    left_out: list[LeftOut] = []
    same = incentive.measure == incentive.qualifier
    for line in own:
        reason, measure = _brings(facts, incentive, incentive.measure, line, payout)
        qualifier = measure if same else _brings(facts, incentive, incentive.qualifier, line, payout)[1]
        gates = tuple(
            place
            for place, gate in enumerate(incentive.gates)
            if isinstance(gate.measure, Measure)
            and excluded(facts, incentive, gate.measure, line, payout.period) is None
        )
        if measure is None and qualifier is None and not gates:
            if (line_day(facts, line) or date.min) < payout.period.start:
                continue  # left out of its own period's payout, where it is listed
            left_out.append(LeftOut(line, _line_id(line), line_day(facts, line), reason or ""))
        else:
            counted.append((line, measure, qualifier, gates))
    _agrees(payout, [one[1] for one in counted], [one[2] for one in counted])
    shares = _shares(programme, incentive, payout, [(one[1], one[2]) for one in counted])
    next_step = _next(incentive, payout)
    lower = incentive.steps[next_step].lower if next_step is not None else None
    return Explanation(
        payout=payout,
        incentive=incentive,
        steps=tuple(
            StepReached(step, value_of(step), place == payout.step) for place, step in enumerate(incentive.steps)
        ),
        gates=tuple(
            GateFound(gate.at_least, found, found is not None and found >= gate.at_least)
            for gate, found in zip(incentive.gates, payout.gates, strict=True)
        ),
        limits=_limits(incentive, payout),
        lines=tuple(
            LineShare(line, _line_id(line), line_day(facts, line) or date.min, measure, qualifier, gates, share)
            for (line, measure, qualifier, gates), share in zip(counted, shares, strict=True)
        ),
        excluded=tuple(left_out),
        next_step=next_step,
        gap=None if lower is None else minus(lower, payout.qualifier or exact(0)),
    )


def reads_from(programme: Programme, incentive: Incentive, period: Period) -> date | None:
    """The first day whose lines a payout depends on; `None` where it reaches back without end."""
    calendar = programme.calendar.fiscal
    firsts = [measure.over.first(calendar, period) for measure in incentive.measures]
    return None if None in firsts else min(first.start for first in firsts if first is not None)


def _line_id(line: Row) -> str:
    return text(line, "line_id") or ""


def _natural(identifier: str) -> tuple[int, str]:
    return (len(identifier), identifier) if identifier.isdigit() else (0, identifier)


def _brings(
    facts: Facts, incentive: Incentive, measure: Asked, line: Row, payout: Payout
) -> tuple[str | None, Exact | None]:
    """Why a line is out, or what it brings."""
    if not isinstance(measure, Measure):
        return None, None
    reason = excluded(facts, incentive, measure, line, payout.period)
    return reason, line_measure(facts, measure, line) if reason is None else None


def _total(parts: Iterable[Exact | None]) -> Exact | None:
    total: Exact | None = None
    for part in parts:
        if part is not None:
            total = part if total is None else plus(total, part)
    return total


def _agrees(payout: Payout, measures: list[Exact | None], qualifiers: list[Exact | None]) -> None:
    measure, qualifier = _total(measures) or exact(0), _total(qualifiers)
    if measure != payout.measure or qualifier != payout.qualifier:
        raise Unexplained(
            f"{payout.incentive}, {payout.period}, partner {payout.partner} was calculated from a measure of "
            f"{payout.measure} and a qualifier of {payout.qualifier}; these lines give {measure} and {qualifier}. "
            "Read the lines the calculation read."
        )


def _shares(
    programme: Programme, incentive: Incentive, payout: Payout, parts: list[tuple[Exact | None, Exact | None]]
) -> list[Money]:
    zero = Money.zero(payout.currency)
    if not payout.earned or not parts:
        return [zero] * len(parts)
    by_line = programme.rounding.level is RoundingLevel.LINE and payout.earned == payout.calculated
    if by_line and payout.rate is not None and incentive.method is not Method.FIXED:
        mode, digits = programme.rounding.mode, zero.digits
        value = payout.rate
        return [
            zero if measure is None else Money(rounded(times(measure, value), digits, mode), payout.currency)
            for measure, _ in parts
        ]
    earns = 1 if incentive.method is Method.FIXED or payout.lines == 0 else 0
    weights = {place: part[earns] for place, part in enumerate(parts)}
    shares = allocate(payout.earned, {place: weight for place, weight in weights.items() if weight is not None})
    return [shares.get(place, zero) for place in range(len(parts))]


def _next(incentive: Incentive, payout: Payout) -> int | None:
    following = 0 if payout.step is None else payout.step + 1
    return following if following < len(incentive.steps) and incentive.steps[following].lower is not None else None


def _limits(incentive: Incentive, payout: Payout) -> tuple[Limit, ...]:
    found: list[Limit] = []
    if not payout.gates_met:
        found.append("gate")
    if payout.step is None:
        found.append("no_step")
    limits = incentive.limits
    if limits.measure is not None and payout.measure > limits.measure:
        found.append("measure_cap")
    if payout.earned > payout.calculated:
        found.append("floor")
    alone = payout.calculated
    if limits.floor is not None and payout.gates_met and payout.lines:
        alone = max(alone, limits.floor)
    if limits.amount is not None and alone > limits.amount:
        alone = limits.amount
        found.append("cap")
    if payout.earned < alone:
        found.append("used_up")
    if payout.carried_out:
        found.append("carried")
    if payout.carried_in and not payout.carried_out:
        found.append("released")
    return tuple(found)
