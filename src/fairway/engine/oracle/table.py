"""The step table: which step a qualifier reaches and what the measure then earns."""

from fairway.engine.programme import Incentive, Method, Step
from fairway.values import Exact, exact, minus, plus, times


def reached(incentive: Incentive, qualifier: Exact | None) -> int | None:
    """The place of the highest step whose lower bound the qualifier reaches; `None` below the first or without one."""
    if qualifier is None:
        return None
    found = None
    for place, step in enumerate(incentive.steps):
        if step.lower is None or qualifier >= step.lower:
            found = place
    return found


def value_of(step: Step) -> Exact:
    """The number in the step: a factor, an amount per unit, or a fixed amount."""
    if step.rate is not None:
        return step.rate.value
    if step.per_unit is not None:
        return step.per_unit
    if step.amount is not None:
        return step.amount.amount
    raise ValueError(f"Step {step} has no value.")


def earning(incentive: Incentive, measure: Exact) -> Exact:
    """The part of the measure that earns, under the measure cap."""
    cap = incentive.limits.measure
    return measure if cap is None else min(measure, cap)


def earn(incentive: Incentive, qualifier: Exact | None, measure: Exact) -> Exact:
    """What the table gives, unrounded and before limits on the amount."""
    place = reached(incentive, qualifier)
    if place is None:
        return exact(0)
    measure = earning(incentive, measure)
    match incentive.method:
        case Method.FIXED:
            return value_of(incentive.steps[place])
        case Method.MARGINAL:
            total = exact(0)
            for step in incentive.steps:
                top = measure if step.upper is None else min(measure, step.upper)
                if step.lower is None:
                    total = plus(total, times(top, value_of(step)))
                elif top > step.lower:
                    total = plus(total, times(minus(top, step.lower), value_of(step)))
            return total
        case Method.FLAT | Method.RETROACTIVE | Method.PER_UNIT:
            return times(measure, value_of(incentive.steps[place]))
