"""What all relations of one incentive share: their names, their keys, and the type of every number in them."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

from fairway.engine import dialect
from fairway.engine.dialect import LEAST_WHOLE, WIDEST, DecimalType, TooWide
from fairway.engine.plan.columns import decimal_type
from fairway.engine.plan.grain import Grain
from fairway.engine.plan.widths import step_values
from fairway.engine.programme import (
    AMOUNTS,
    BY_LINE,
    Attainment,
    Exemption,
    Growth,
    Incentive,
    MeasureKind,
    Method,
    NoHistory,
    Payee,
    ReturnsPolicy,
    RoundingLevel,
    Unit,
)
from fairway.values import currency, exact

MULTIPLES = DecimalType(18, 0)
"""How many full multiples a measure may have."""


def join_types(*kinds: DecimalType) -> DecimalType:
    """A type that holds what any of the types holds, as far as there are digits."""
    scale, whole = max(kind.scale for kind in kinds), max(kind.whole for kind in kinds)
    return DecimalType(min(WIDEST, whole + scale), scale)


@dataclass
class Shape:
    """Names, keys and types of one incentive's relations."""

    grain: Grain
    incentive: Incentive

    def __post_init__(self) -> None:
        self.digits = currency(self.grain.programme.currency).digits
        self.money = DecimalType(WIDEST - 8, self.digits)
        self.zero = dialect.number(exact(0), self.money)
        self.keys: tuple[str, ...] = self.grain.keys(self.incentive)
        self._refuse()

    def _refuse(self) -> None:
        """Stop at what no checked document says, so that it is never paid in some way of our own."""
        one, id_ = self.incentive, self.incentive.id
        by_unit = one.unit is not Unit.PERIOD
        line = self.grain.programme.rounding.level is RoundingLevel.LINE and one.method in BY_LINE
        kept = one.limits.measure is not None
        after = one.stack is not None and bool(one.stack.after)
        person = one.payee is not Payee.PARTNER
        wrong = [
            (line and kept, "caps its measure and rounds each line"),
            (line and one.returns is ReturnsPolicy.REVERSE, "takes returns back and rounds each line"),
            (line and (after or bool(one.multipliers)), "reduces or multiplies what it rounds line by line"),
            (one.pool is not None and bool(one.multipliers), "multiplies the payout of a pool"),
            (one.pool is not None and bool(self.exemptions), "exempts one partner of a pool"),
            (one.pool is not None and self.free, "gives goods to a pool"),
            (one.pool is not None and (person or by_unit), "pools what is paid to persons or by unit"),
            (one.pool is not None and one.returns is ReturnsPolicy.REVERSE, "takes returns back from a pool"),
            (by_unit and (kept or after), "reduces what earns in units"),
            (by_unit and one.returns is ReturnsPolicy.REVERSE, "takes returns back in units"),
        ]
        for holds, what in wrong:
            if holds:
                raise ValueError(f"Incentive {id_} {what}; one must go.")

    def named(self, part: str) -> str:
        """The name of one of the incentive's relations, such as `rated_volume`."""
        return dialect.name(f"{part}_{self.incentive.id}")

    @property
    def name(self) -> str:
        """The incentive's id as a text literal."""
        return dialect.text(self.incentive.id)

    def key(self, alias: str) -> str:
        """The key columns of a relation."""
        return ", ".join(f"{alias}.{key}" for key in self.keys)

    def same(self, left: str, right: str) -> str:
        """The condition that two rows are of one payee and period."""
        return " AND ".join(f"{left}.{key} = {right}.{key}" for key in (*self.keys, "period_no"))

    @property
    def by_line(self) -> bool:
        """Whether each line's own part is rounded."""
        return self.grain.programme.rounding.level is RoundingLevel.LINE and self.incentive.method in BY_LINE

    @cached_property
    def exemptions(self) -> tuple[Exemption, ...]:
        """What is agreed with single partners."""
        return tuple(one for one in self.grain.programme.exemptions if one.incentive == self.incentive.id)

    @cached_property
    def value(self) -> DecimalType:
        """The type of the numbers in the step table."""
        one = self.incentive
        agreed = [each.value for each in self.exemptions if each.value is not None]
        if one.method is Method.FIXED:
            return self.money
        if one.method is Method.MULTIPLES:
            return dialect.holding(*step_values(one), *agreed)
        if not agreed:
            return self.grain.widths.value
        times = len(one.steps) if one.method is Method.TOTAL else 1
        return join_types(self.grain.widths.value, *(dialect.holding(value * times) for value in agreed))

    @cached_property
    def factor(self) -> DecimalType:
        """The type of all multipliers together."""
        kinds = [
            dialect.holding(one.otherwise, *(factor for _, factor in one.factors)) for one in self.incentive.multipliers
        ]
        return DecimalType(sum(kind.precision for kind in kinds), sum(kind.scale for kind in kinds))

    @property
    def free(self) -> bool:
        """Whether steps give goods."""
        return any(step.free is not None for step in self.incentive.steps)

    @cached_property
    def rate(self) -> DecimalType:
        """The type of a step's value times all multipliers."""
        if not self.incentive.multipliers or self.free:
            return self.value
        scale = self.value.scale + self.factor.scale
        return DecimalType(min(WIDEST, self.value.precision + self.factor.precision), scale)

    @cached_property
    def measure(self) -> DecimalType:
        """The type of measures, qualifiers, baselines and targets.

        :raises TooWide: an exact product would need more than 38 digits.
        """
        one, kind = self.incentive, self.grain.widths.measure
        scale = max(kind.scale, self._places)
        precision = WIDEST - self.rate.precision if one.multiplies else kind.precision
        if precision - scale - self._slice_places < LEAST_WHOLE:
            raise TooWide(
                f"Incentive {one.id}: measures with {scale} places times values with {self.rate.scale} leave no room "
                f"for large sums in {WIDEST} digits; give rates, factors or targets fewer decimal places."
            )
        return DecimalType(precision, scale)

    @property
    def _places(self) -> int:
        """Places that measures need beside their own: of targets, of means, of what others earn."""
        found = [0]
        for asked in self.incentive.asked:
            named = isinstance(asked, Attainment) or (
                isinstance(asked, Growth) and (asked.named is not None or asked.target is not None)
            )
            if named:
                found.append(decimal_type(self.grain.columns.targets["amount"]).scale)
            if isinstance(asked, Growth) and asked.without_history is NoHistory.PEERS:
                found.append(self.unit_places(asked.measure.kind))
        if self.incentive.stack is not None and self.incentive.stack.after:
            found.append(self.digits)
        return max(found)

    def gates(self, kinds: Iterable[DecimalType]) -> DecimalType:
        """The type of everything that gates look at."""
        return join_types(self.measure, *kinds)

    def capped(self, earned: str, row: str) -> str:
        """An amount under the cap of a payout, where there is one and it is not lifted."""
        cap = self.incentive.limits.amount
        if cap is None:
            return earned
        least = f"least({earned}, {dialect.number(cap.amount, self.money)})"
        lifted = any(one.uncapped for one in self.exemptions)
        return f"CASE WHEN {row}.uncapped THEN {earned} ELSE {least} END" if lifted else least

    def unit_places(self, kind: MeasureKind) -> int:
        """Places a measure's mean is rounded to: the currency's, or none for whole units."""
        return self.digits if kind in AMOUNTS else 0

    @property
    def _slice_places(self) -> int:
        if self.incentive.method is not Method.ATTAINMENT:
            return 0
        return max(dialect.holding(step.lower or exact(0)).scale for step in self.incentive.steps)

    @cached_property
    def slice(self) -> DecimalType:
        """The type of what a measure exceeds a share of a target by."""
        return DecimalType(self.measure.precision, self.measure.scale + self._slice_places)

    @cached_property
    def product(self) -> DecimalType:
        """The type of a measure times a rate, unrounded."""
        return DecimalType(WIDEST, self.measure.scale + self._slice_places + self.rate.scale)

    def minor(self, amount: str) -> str:
        """Money as a whole number of minor units."""
        return dialect.whole(amount, self.digits)

    def from_minor(self, units: str) -> str:
        """A whole number of minor units as money."""
        if not self.digits:
            return dialect.cast(units, self.money)
        unit = dialect.number(exact(1).scaleb(-self.digits), DecimalType(self.digits, self.digits))
        return dialect.cast(f"{dialect.cast(units, DecimalType(WIDEST - 10, 0))} * {unit}", self.money)

    def rounded(self, expression: str, kind: DecimalType) -> str:
        """The one rounding, by the programme's mode."""
        return dialect.rounding(self.grain.programme.rounding.mode, expression, self.digits, kind, self.money)
