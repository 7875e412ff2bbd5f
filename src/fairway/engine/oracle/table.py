"""The step table: which step a qualifier reaches and what the measure then earns."""

from dataclasses import dataclass

from fairway.engine.programme import LINEAR_PLACES, Incentive, Method, Step
from fairway.values import Exact, Rounding, divided, exact, minus, plus, times


@dataclass(frozen=True, slots=True)
class Part:
    """One product that adds up to what is earned: `base` × `value`, by the step at `place`."""

    place: int
    base: Exact
    value: Exact


def reached(incentive: Incentive, qualifier: Exact | None) -> int | None:
    """The place of the highest step whose lower bound the qualifier reaches; `None` below the first or without one.

    Below the first point of a linear table the first point holds.
    """
    if qualifier is None:
        return None
    found = 0 if incentive.method is Method.LINEAR else None
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


def rate_at(incentive: Incentive, qualifier: Exact | None) -> Exact | None:
    """The number that a payout shows as its rate: that of the step reached, of all of them together, or in between."""
    place = reached(incentive, qualifier)
    if place is None or qualifier is None:
        return None
    step = incentive.steps[place]
    if incentive.method is Method.TOTAL:
        together = exact(0)
        for below in incentive.steps[: place + 1]:
            together = plus(together, value_of(below))
        return together
    if incentive.method is Method.LINEAR and step.lower is not None and step.upper is not None:
        if qualifier <= step.lower:
            return value_of(step)
        rise = minus(value_of(incentive.steps[place + 1]), value_of(step))
        way, whole = minus(qualifier, step.lower), minus(step.upper, step.lower)
        return plus(value_of(step), divided(times(rise, way), whole, LINEAR_PLACES, Rounding.HALF_UP))
    return value_of(step)


def parts(incentive: Incentive, qualifier: Exact | None, measure: Exact) -> tuple[Part, ...]:
    """The products that add up to what the table gives, by step; none where no step is reached."""
    place, rate = reached(incentive, qualifier), rate_at(incentive, qualifier)
    if place is None or rate is None:
        return ()
    measure = earning(incentive, measure)
    match incentive.method:
        case Method.FIXED:
            return (Part(place, exact(1), rate),)
        case Method.MARGINAL:
            slices = []
            for number, step in enumerate(incentive.steps):
                top = measure if step.upper is None else min(measure, step.upper)
                if step.lower is None:
                    slices.append(Part(number, top, value_of(step)))
                elif top > step.lower:
                    slices.append(Part(number, minus(top, step.lower), value_of(step)))
            return tuple(slices)
        case Method.ROLLING:
            return tuple(
                Part(number, measure if step.upper is None else min(measure, step.upper), value_of(step))
                for number, step in enumerate(incentive.steps)
                if step.lower is None or measure >= step.lower
            )
        case Method.TOTAL:
            return tuple(
                Part(number, measure, value_of(step)) for number, step in enumerate(incentive.steps[: place + 1])
            )
        case Method.FLAT | Method.RETROACTIVE | Method.LINEAR | Method.PER_UNIT:
            return (Part(place, measure, rate),)


def earn(incentive: Incentive, qualifier: Exact | None, measure: Exact) -> Exact:
    """What the table gives, unrounded and before limits on the amount."""
    total = exact(0)
    for part in parts(incentive, qualifier, measure):
        total = plus(total, times(part.base, part.value))
    return total
