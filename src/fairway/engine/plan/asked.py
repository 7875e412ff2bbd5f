"""What is compared with bounds, as SQL: sums over lines, growth, attainment, ratios, breadth and certified people."""

from dataclasses import dataclass

from fairway.engine import dialect
from fairway.engine.dialect import DecimalType
from fairway.engine.plan.shape import Shape
from fairway.engine.programme import (
    RATIO_PLACES,
    Asked,
    Attainment,
    Breadth,
    Certified,
    Growth,
    Measure,
    NoHistory,
    Ratio,
)
from fairway.values import exact

RATIO = DecimalType(30, RATIO_PLACES)
"""The type of growth, attainment and other ratios."""


@dataclass(frozen=True)
class Slot:
    """One thing that is compared with bounds, and the columns it is made of.

    `column` is `qualifier` or `gate_1`, `gate_2`…; what it is made of stands in columns of the same beginning.
    """

    shape: Shape
    asked: Asked
    column: str

    @property
    def plain(self) -> bool:
        """Whether it is a sum over lines and nothing else."""
        return isinstance(self.asked, Measure)

    @property
    def sums(self) -> list[tuple[str, Measure]]:
        """The columns that are added up over lines."""
        match self.asked:
            case Measure():
                return [(self.column, self.asked)]
            case Growth(measure=measure) | Attainment(measure=measure):
                return [(f"{self.column}_actual", measure)]
            case Ratio(of=of, to=to):
                return [(f"{self.column}_of", of), (f"{self.column}_to", to)]
            case Breadth(parts=parts):
                return [(f"{self.column}_part_{place}", part.measure) for place, part in enumerate(parts, 1)]
            case Certified():
                return []

    @property
    def baseline(self) -> str | None:
        """The column of an earlier period's measure, where growth asks for one."""
        earlier = isinstance(self.asked, Growth) and self.asked.over is not None
        return f"{self.column}_earlier" if earlier else None

    @property
    def targets(self) -> list[tuple[str, str]]:
        """The columns of the table of targets, each with the target's name."""
        found: list[tuple[str, str]] = []
        if isinstance(self.asked, Attainment):
            found.append((f"{self.column}_target", self.asked.target))
        if isinstance(self.asked, Growth) and self.asked.named is not None:
            found.append((f"{self.column}_earlier", self.asked.named))
        if isinstance(self.asked, Growth) and self.asked.without_history is NoHistory.TARGET and self.asked.target:
            found.append((f"{self.column}_target", self.asked.target))
        return found

    @property
    def people(self) -> tuple[str, str] | None:
        """The column of certified people, and their course."""
        return (f"{self.column}_people", self.asked.course) if isinstance(self.asked, Certified) else None

    @property
    def looked_up(self) -> list[str]:
        """The columns that do not come from the payout's own lines."""
        own = [] if self.baseline is None else [self.baseline]
        own += [column for column, _ in self.targets]
        return own + ([self.people[0]] if self.people is not None else [])

    @property
    def kind(self) -> DecimalType:
        """The type of the value."""
        return RATIO if isinstance(self.asked, Growth | Attainment | Ratio) else self.shape.measure

    @property
    def from_zero(self) -> bool:
        """Whether growth from nothing reaches the highest step."""
        return isinstance(self.asked, Growth) and self.asked.without_history is NoHistory.ZERO

    def baselines(self) -> list[str]:
        """What growth is measured against, as a column: the baseline, or what stands in for it."""
        if not isinstance(self.asked, Growth):
            return []
        own = f"g.{self.column}_earlier"
        known = f"{own} > 0"
        if self.asked.least is not None:
            known += f" AND {own} >= {dialect.number(self.asked.least)}"
        match self.asked.without_history:
            case NoHistory.SKIP:
                instead = ""
            case NoHistory.ZERO:
                instead = " ELSE 0"
            case NoHistory.PEERS:
                instead = f" ELSE {self._peers(own, known)}"
            case NoHistory.TARGET:
                instead = f" WHEN g.{self.column}_target > 0 THEN g.{self.column}_target"
        chosen = dialect.cast(f"CASE WHEN {known} THEN {own}{instead} END", self.shape.measure)
        return [f"{chosen} AS {self.column}_baseline"]

    def _peers(self, own: str, known: str) -> str:
        """The mean of the baselines of all that have one in the period, rounded half-up."""
        assert isinstance(self.asked, Growth)
        scale, places = self.shape.measure.scale, self.shape.unit_places(self.asked.measure.kind)
        if self.shape.incentive.pool is not None:
            known += " AND g.pool_turn = 1"
        window = "OVER (PARTITION BY g.period_no)"
        total = dialect.whole(f"sum(CASE WHEN {known} THEN {own} END) {window}", scale)
        count = f"sum(CASE WHEN {known} THEN 1 END) {window}"
        divisor = f"(CAST({count} AS HUGEINT) * {dialect.whole_number(10 ** (scale - places))})"
        mean = dialect.cast(dialect.nearest_whole(total, divisor), DecimalType(28, 0))
        return f"{mean} * {_last_place(places)}"

    def values(self) -> list[str]:
        """The value itself, as columns."""
        column = self.column
        match self.asked:
            case Measure():
                return []
            case Growth():
                base, actual = f"a.{column}_baseline", f"a.{column}_actual"
                found = [f"{self._ratio(f'({actual} - {base})', base)} AS {column}"]
                if self.from_zero:
                    found.append(f"coalesce({base} = 0 AND {actual} > 0, FALSE) AS {column}_from_zero")
                return found
            case Attainment():
                return [f"{self._ratio(f'a.{column}_actual', f'a.{column}_target')} AS {column}"]
            case Ratio():
                of = f"coalesce(a.{column}_of, {dialect.number(exact(0), self.shape.measure)})"
                return [f"{self._ratio(of, f'a.{column}_to')} AS {column}"]
            case Breadth(parts=parts):
                reach = "\n    + ".join(
                    f"CASE WHEN a.{column}_part_{place} >= {dialect.number(part.at_least)} THEN 1 ELSE 0 END"
                    for place, part in enumerate(parts, 1)
                )
                return [f"{dialect.cast(reach, self.shape.measure)} AS {column}"]
            case Certified():
                return [f"{dialect.cast(f'coalesce(a.{column}_people, 0)', self.shape.measure)} AS {column}"]

    def _ratio(self, part: str, whole: str) -> str:
        """A quotient cut off to its last place; missing where there is nothing above zero to divide by."""
        scale = self.shape.measure.scale
        units = dialect.floor_whole(
            f"{dialect.whole(part, scale)} * {dialect.whole_number(10**RATIO_PLACES)}", dialect.whole(whole, scale)
        )
        value = f"{dialect.cast(units, DecimalType(28, 0))} * {_last_place(RATIO_PLACES)}"
        return dialect.cast(f"CASE WHEN {whole} > 0 THEN {value} END", RATIO)


def _last_place(places: int) -> str:
    """One unit of the last of so many decimal places."""
    return dialect.number(exact(1).scaleb(-places), DecimalType(max(places, 1), places))


def slots(shape: Shape) -> list[Slot]:
    """What the incentive compares with bounds: the qualifier, then the gates."""
    gates = [Slot(shape, gate.measure, f"gate_{place}") for place, gate in enumerate(shape.incentive.gates, 1)]
    return [Slot(shape, shape.incentive.qualifier, "qualifier"), *gates]
