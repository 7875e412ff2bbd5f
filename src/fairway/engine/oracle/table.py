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


@dataclass(frozen=True, slots=True)
class Terms:
    """What else the table is read by.

    `target` is what attainment is a share of; `instead` stands in place of the value of every step (an exemption);
    `beyond` says that every step is reached (growth from nothing); `uncapped` lifts the measure cap.
    """

    target: Exact | None = None
    instead: Exact | None = None
    beyond: bool = False
    uncapped: bool = False


USUAL = Terms()


def reached(incentive: Incentive, qualifier: Exact | None, terms: Terms = USUAL) -> int | None:
    """The place of the highest step whose lower bound the qualifier reaches; `None` below the first or without one.

    Below the first point of a linear table the first point holds.
    """
    if terms.beyond:
        return len(incentive.steps) - 1
    if qualifier is None:
        return None
    found = 0 if incentive.method is Method.LINEAR else None
    for place, step in enumerate(incentive.steps):
        if step.lower is None or qualifier >= step.lower:
            found = place
    return found


def step_above(incentive: Incentive, place: int | None) -> int | None:
    """The place of the step after one, or of the first; `None` where there is none that is reached by a bound."""
    following = 0 if place is None else place + 1
    return following if following < len(incentive.steps) and incentive.steps[following].lower is not None else None


def value_of(step: Step, terms: Terms = USUAL) -> Exact:
    """The number in the step: a factor, an amount per unit, a fixed amount, or free units."""
    if terms.instead is not None:
        return terms.instead
    if step.rate is not None:
        return step.rate.value
    if step.per_unit is not None:
        return step.per_unit
    if step.amount is not None:
        return step.amount.amount
    if step.free is not None:
        return step.free
    raise ValueError(f"Step {step} has no value.")


def earning(incentive: Incentive, measure: Exact, terms: Terms = USUAL) -> Exact:
    """The part of the measure that earns, under the measure cap."""
    cap = incentive.limits.measure
    return measure if cap is None or terms.uncapped else min(measure, cap)


def rate_at(incentive: Incentive, qualifier: Exact | None, terms: Terms = USUAL) -> Exact | None:
    """The number that a payout shows as its rate: that of the step reached, of all of them together, or in between."""
    place = reached(incentive, qualifier, terms)
    if place is None:
        return None
    step = incentive.steps[place]
    if incentive.method is Method.TOTAL:
        together = exact(0)
        for below in incentive.steps[: place + 1]:
            together = plus(together, value_of(below, terms))
        return together
    if (
        incentive.method is Method.LINEAR
        and qualifier is not None
        and step.lower is not None
        and step.upper is not None
    ):
        if qualifier <= step.lower:
            return value_of(step, terms)
        rise = minus(value_of(incentive.steps[place + 1], terms), value_of(step, terms))
        way, whole = minus(qualifier, step.lower), minus(step.upper, step.lower)
        return plus(value_of(step, terms), divided(times(rise, way), whole, LINEAR_PLACES, Rounding.HALF_UP))
    return value_of(step, terms)


def parts(incentive: Incentive, qualifier: Exact | None, measure: Exact, terms: Terms = USUAL) -> tuple[Part, ...]:
    """The products that add up to what the table gives, by step; none where no step is reached."""
    place, rate = reached(incentive, qualifier, terms), rate_at(incentive, qualifier, terms)
    if place is None or rate is None:
        return ()
    measure = earning(incentive, measure, terms)
    steps = tuple(enumerate(incentive.steps))
    match incentive.method:
        case Method.FIXED:
            return (Part(place, exact(1), rate),)
        case Method.MULTIPLES:
            if incentive.steps[place].free is None:
                return (Part(place, full_multiples(incentive, measure), rate),)
            worth = incentive.worth.amount if incentive.worth is not None else exact(0)
            return (Part(place, goods(incentive, qualifier, measure, terms), worth),)
        case Method.MARGINAL:
            slices = []
            for number, step in steps:
                top = measure if step.upper is None else min(measure, step.upper)
                if step.lower is None:
                    slices.append(Part(number, top, value_of(step, terms)))
                elif top > step.lower:
                    slices.append(Part(number, minus(top, step.lower), value_of(step, terms)))
            return tuple(slices)
        case Method.ROLLING:
            return tuple(
                Part(number, measure if step.upper is None else min(measure, step.upper), value_of(step, terms))
                for number, step in steps
                if step.lower is None or measure >= step.lower
            )
        case Method.TOTAL:
            return tuple(Part(number, measure, value_of(step, terms)) for number, step in steps[: place + 1])
        case Method.ATTAINMENT:
            return tuple(
                Part(number, _above(measure, step, terms), value_of(step, terms)) for number, step in steps[: place + 1]
            )
        case Method.FLAT | Method.RETROACTIVE | Method.LINEAR | Method.PER_UNIT:
            return (Part(place, measure, rate),)


def _above(measure: Exact, step: Step, terms: Terms) -> Exact:
    """What the measure exceeds the step's own share of the target by."""
    if step.lower is None:
        return measure
    return max(minus(measure, times(step.lower, terms.target or exact(0))), exact(0))


def full_multiples(incentive: Incentive, measure: Exact) -> Exact:
    """How many full multiples the measure holds; none where it is below zero."""
    if incentive.every is None or incentive.every <= 0:
        raise ValueError(f"Incentive {incentive.id} pays by multiples of nothing; write every.")
    top, bottom = max(measure, exact(0)).as_integer_ratio(), incentive.every.as_integer_ratio()
    return exact(top[0] * bottom[1] // (top[1] * bottom[0]))


def goods(incentive: Incentive, qualifier: Exact | None, measure: Exact, terms: Terms = USUAL) -> Exact:
    """The units given free of charge."""
    place = reached(incentive, qualifier, terms)
    if incentive.method is not Method.MULTIPLES or place is None or incentive.steps[place].free is None:
        return exact(0)
    full = full_multiples(incentive, earning(incentive, measure, terms))
    return times(full, value_of(incentive.steps[place], terms))


def earn(incentive: Incentive, qualifier: Exact | None, measure: Exact, terms: Terms = USUAL) -> Exact:
    """What the table gives, unrounded and before limits on the amount."""
    total = exact(0)
    for part in parts(incentive, qualifier, measure, terms):
        total = plus(total, times(part.base, part.value))
    return total
