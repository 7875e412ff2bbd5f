"""Finds cliffs: bounds at which one cent of sales changes a payout by a large amount at once.

A retroactive step pays its rate on everything, so that just before 100,000 the payout is 2 % of 100,000 and with the
next cent 3 % of it: 1,000 for one cent (V04). Whoever stands near the bound has a reason to move sales between
periods. The document says with ``cliff`` how large a jump is meant; where it says nothing, each incentive with
retroactive steps is told its largest.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from fairway.engine.check.findings import WARNING, Finding, bound, grouped, paid, placed, sound
from fairway.engine.check.reading import Draft
from fairway.engine.programme import AMOUNTS, Incentive, Measure, MeasureKind, Method, Unit
from fairway.policy.section import Path
from fairway.values import Exact, Money, Rounding, exact, minus, plus, rounded, times

WHOLE_AT_ONCE = frozenset({Method.FLAT, Method.RETROACTIVE, Method.PER_UNIT})
ONE_MORE = {MeasureKind.QUANTITY: "unit", MeasureKind.LINES: "line"}


@dataclass(frozen=True, slots=True)
class Jump:
    """What a payout is just before a bound, and at it."""

    path: Path
    at: str
    before: Exact
    after: Exact

    @property
    def height(self) -> Exact:
        """How far the payout jumps, up or down."""
        return abs(minus(self.after, self.before))


def cliffs(draft: Draft) -> Iterator[Finding]:
    """A cent of sales that changes a payout by more than is stated."""
    currency = draft.programme.currency
    keys = ("rates", "method", "measure", "qualifier", "limits", "base", "over", "multipliers", "every")
    for _, path, incentive in sound(draft, *keys):
        if not currency or not draft.is_sound(("cliff",)):
            return
        jumps = list(_jumps(draft, path, incentive))
        if draft.cliff is not None:
            for jump in jumps:
                if jump.height > draft.cliff.amount:
                    stated = f"the {grouped(draft.cliff.amount)} that 'cliff' allows"
                    yield _finding(incentive, jump, currency, f": {grouped(jump.height)}, more than {stated}.")
        elif incentive.method is Method.RETROACTIVE and jumps:
            yield _finding(incentive, max(jumps, key=lambda jump: jump.height), currency, ".")


def _finding(incentive: Incentive, jump: Jump, currency: str, end: str) -> Finding:
    digits = Money.zero(currency).digits
    before, after = (grouped(rounded(value, digits, Rounding.HALF_UP)) for value in (jump.before, jump.after))
    kind = incentive.qualifier.kind if isinstance(incentive.qualifier, Measure) else None
    if kind in AMOUNTS:
        one = "one cent more" if digits == 2 else "the smallest amount more"
    else:
        one = f"one {ONE_MORE[kind]} more" if kind in ONE_MORE else "reaching it"
    message = f"At {jump.at} {one} changes the payout from {before} to {after}{end}"
    hint = "Write method: marginal to pay each slice at its own rate, or cliff: with the largest jump that is meant."
    if incentive.method is not Method.RETROACTIVE:
        hint = "Divide it into smaller steps, or write cliff: with the largest jump that is meant."
    return Finding(jump.path, WARNING, "cliff", message, hint)


def _jumps(draft: Draft, path: Path, incentive: Incentive) -> Iterator[Jump]:
    """Give the jump at the bound of each step, where the document alone tells what the measure is there."""
    if incentive.unit is Unit.PERIOD_TO_DATE:
        return  # a step pays on what is sold after it was reached
    factor = exact(1)
    for multiplier in incentive.multipliers:
        factor = times(factor, max(multiplier.otherwise, *(value for _, value in multiplier.factors)))
    for number, (where, step) in enumerate(placed(draft, path, incentive)):
        if incentive.method is Method.MULTIPLES and step.amount is not None and incentive.every is not None:
            height = times(step.amount.amount, factor)
            yield Jump(where, f"each full {grouped(incentive.every)}", exact(0), height)
        elif (step.lower is not None and step.lower > 0) or number:
            values = _around(incentive, number, step.lower or exact(0))
            if values is not None:
                before, after = (_limited(incentive, times(value, factor)) for value in values)
                yield Jump(where, bound(step.lower or exact(0), incentive.qualifier), before, after)


def _around(incentive: Incentive, number: int, at: Exact) -> tuple[Exact, Exact] | None:
    """Give what is earned with the steps before a bound and with the step that begins there, both at the bound."""
    steps = incentive.steps
    value = paid(steps[number])
    before = paid(steps[number - 1]) if number else exact(0)
    if incentive.method is Method.FIXED:
        return before, value
    if incentive.qualifier != incentive.measure or incentive.measure.kind not in {*AMOUNTS, *ONE_MORE}:
        return None
    cap = incentive.limits.measure
    measure = at if cap is None or at < cap else cap
    if incentive.method in WHOLE_AT_ONCE:
        return times(measure, before), times(measure, value)
    if incentive.method in {Method.TOTAL, Method.ROLLING}:
        earned = exact(0)
        for step in steps[:number]:
            ends = incentive.method is Method.ROLLING and step.upper is not None and step.upper < measure
            reached = step.upper if ends and step.upper is not None else measure
            earned = plus(earned, times(reached, paid(step)))
        return earned, plus(earned, times(measure, value))
    return None


def _limited(incentive: Incentive, value: Exact) -> Exact:
    floor, cap = incentive.limits.floor, incentive.limits.amount
    if floor is not None and value < floor.amount:
        value = floor.amount
    return cap.amount if cap is not None and value > cap.amount else value
