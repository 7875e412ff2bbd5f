"""The declared type of every number in a plan."""

from collections.abc import Sequence
from dataclasses import dataclass

from fairway.engine import dialect
from fairway.engine.dialect import LEAST_WHOLE, WIDEST, DecimalType, TooWide
from fairway.engine.plan.columns import Columns, decimal_type, needs
from fairway.engine.plan.conversion import rate_source, rate_type
from fairway.engine.programme import AMOUNTS, LINEAR_PLACES, Incentive, MeasureKind, Method, Programme, Step
from fairway.values import Exact, plus


def step_value(step: Step) -> Exact:
    """The number in a step: a factor, an amount per unit, a fixed amount, or units given free of charge."""
    if step.rate is not None:
        return step.rate.value
    if step.per_unit is not None:
        return step.per_unit
    if step.amount is not None:
        return step.amount.amount
    if step.free is not None:
        return step.free
    raise ValueError(f"Step {step} has no value.")


def step_values(incentive: Incentive) -> list[Exact]:
    """What the whole measure is multiplied with when a step is reached; with ``total``, of all steps up to it."""
    values = [step_value(step) for step in incentive.steps]
    if incentive.method is Method.TOTAL:
        for place in range(1, len(values)):
            values[place] = plus(values[place - 1], values[place])
    return values


USUAL = DecimalType(7, 4)
"""What most values fit: 0.01 % and 999.99 each. A value that is turned within these changes no type of the plan."""


def value_type(incentives: Sequence[Incentive]) -> DecimalType:
    """A type that holds every value of the tables, and every rate between two points of a linear one."""
    kind = dialect.holding(*(value for incentive in incentives for value in step_values(incentive)))
    if any(incentive.method is Method.LINEAR for incentive in incentives):
        places = max(kind.scale, LINEAR_PLACES)
        return DecimalType(kind.whole + places, places)
    return kind


@dataclass(frozen=True)
class Widths:
    """The declared type of every number in the plan, so that nothing is rounded before the one rounding.

    `amount` holds the amounts of lines and `quantity` their quantities in base units; `rate` holds exchange rates,
    `value` the numbers in the step tables, `measure` every measure, qualifier, gate and target. `measure` and `value`
    multiply to 38 digits at most, so a product always fits; what is too large for its column is refused when it is
    cast.
    """

    amount: DecimalType
    quantity: DecimalType
    rate: DecimalType
    value: DecimalType
    measure: DecimalType

    @staticmethod
    def of(programme: Programme, columns: Columns) -> "Widths":
        """Choose the types from what the inputs declare and the programme writes.

        :raises TooWide: the exact result of a product would need more than 38 digits.
        """
        amount = _holding(columns.lines["net_amount"], *(columns.lines[column] for column in _amounts(programme)))
        quantity = decimal_type(columns.lines["quantity"])
        if "unit" in columns.lines and columns.units:
            factor = decimal_type(columns.units["factor"])
            places = quantity.scale + factor.scale
            quantity = DecimalType(min(WIDEST, quantity.whole + factor.whole + places), places)
        converts = rate_source(programme, columns)
        rate = rate_type(programme, columns)
        value = value_type([incentive for incentive in programme.incentives if incentive.multiplies])
        scale = max(amount.scale + (rate.scale if converts else 0), quantity.scale)
        for bound in _bounds(programme):
            scale = max(scale, dialect.holding(bound).scale)
        if "targets" in needs(programme).tables:
            scale = max(scale, decimal_type(columns.targets["amount"]).scale)
        places = max(value.scale, USUAL.scale)
        usual = DecimalType(max(value.whole, USUAL.whole) + places, places)
        if WIDEST - usual.precision - scale >= LEAST_WHOLE:
            value = usual
        room = WIDEST - value.precision - scale
        if room < LEAST_WHOLE:
            raise TooWide(
                f"Amounts with {scale} places (amount {amount.scale}, exchange rate {rate.scale}) times step values "
                f"with {value.scale} places leave no room for large sums in {WIDEST} digits; "
                "give exchange rates or step values fewer decimal places."
            )
        return Widths(amount, quantity, rate, value, DecimalType(WIDEST - value.precision, scale))


def _amounts(programme: Programme) -> list[str]:
    kinds = {measure.kind for incentive in programme.incentives for measure in incentive.measures}
    kinds |= {MeasureKind.NET} if MeasureKind.NEW_CUSTOMERS in kinds else set()
    return sorted({column for kind in kinds for column in AMOUNTS.get(kind, ())})


def _holding(*kinds: str) -> DecimalType:
    types = [decimal_type(kind) for kind in kinds]
    scale = max(one.scale for one in types)
    return DecimalType(min(WIDEST, max(one.whole for one in types) + scale), scale)


def _bounds(programme: Programme) -> list[Exact]:
    found: list[Exact | None] = []
    for incentive in programme.incentives:
        found += [bound for step in incentive.steps for bound in (step.lower, step.upper)]
        found += [incentive.limits.measure, *(gate.at_least for gate in incentive.gates)]
        found += [measure.new.at_least for measure in incentive.measures if measure.new is not None]
    return [bound for bound in found if bound is not None]
