"""The numbers of a step table as SQL, over a row `g` with its step: what the measure is multiplied with, and how."""

from dataclasses import dataclass

from fairway.engine import dialect
from fairway.engine.dialect import DecimalType
from fairway.engine.plan.asked import slots
from fairway.engine.plan.shape import MULTIPLES, Shape
from fairway.engine.plan.widths import step_values
from fairway.engine.programme import LINEAR_PLACES, Method, Step
from fairway.values import Exact, exact, minus


@dataclass(frozen=True)
class Values:
    """Writes what a step gives. A row `g` has `qualifier`, `step` and `earning`; `agreed` and `factor` where asked."""

    shape: Shape

    def step(self, *, from_zero: bool = False) -> str:
        """The place of the step that the qualifier reaches."""
        one = self.shape.incentive
        steps = []
        if from_zero:
            steps.append(f"WHEN g.qualifier_from_zero THEN {len(one.steps) - 1}")
        for place in range(len(one.steps) - 1, -1, -1):
            lower = one.steps[place].lower
            reaches = "g.qualifier IS NOT NULL"
            if lower is not None and (place or one.method is not Method.LINEAR):
                reaches = f"g.qualifier >= {dialect.number(lower)}"
            steps.append(f"WHEN {reaches} THEN {place}")
        return f"CASE {' '.join(steps)} END"

    def rate(self) -> str:
        """What a payout is multiplied with, by the step reached; missing where none is."""
        cases = " ".join(f"WHEN {place} THEN {value}" for place, value in enumerate(self._by_step()))
        return self._scaled(f"CASE g.step {cases} END")

    def _scaled(self, value: str) -> str:
        """The value times all multipliers."""
        if not self.shape.incentive.multipliers or self.shape.free:
            return value
        return dialect.cast(f"{value} * g.factor", self.shape.rate)

    def _agreed(self, written: list[str]) -> list[str]:
        """What is agreed with the partner alone, in place of what is written."""
        one, kind = self.shape.incentive, self.shape.value
        if all(each.value is None for each in self.shape.exemptions):
            return written
        agreed = [
            f"g.agreed * {place}" if one.method is Method.TOTAL else "g.agreed" for place in range(1, len(written) + 1)
        ]
        return [dialect.cast(f"coalesce({ours}, {theirs})", kind) for ours, theirs in zip(agreed, written, strict=True)]

    def _by_step(self) -> list[str]:
        values = step_values(self.shape.incentive)
        written = [dialect.number(value, self.shape.value) for value in values]
        if self.shape.incentive.method is Method.LINEAR:
            for place, step in enumerate(self.shape.incentive.steps[:-1]):
                rise = minus(values[place + 1], values[place])
                written[place] = dialect.cast(f"{written[place]} + {self._risen(step, rise)}", self.shape.value)
        return self._agreed(written)

    def _risen(self, step: Step, rise: Exact) -> str:
        """How far the rate has changed between a point and the next, in whole units of its last place."""
        lower, upper = step.lower or exact(0), step.upper or exact(0)
        scale, places = self.qualifier.scale, LINEAR_PLACES
        way = f"greatest(g.qualifier - {dialect.number(lower)}, 0)"
        whole = dialect.whole_number(int(minus(upper, lower).scaleb(scale)))
        units = dialect.whole_number(int(abs(rise).scaleb(places)))
        steps = dialect.nearest_whole(f"{units} * {dialect.whole(way, scale)}", whole)
        sign = "-" if rise < 0 else ""
        unit = dialect.number(exact(1).scaleb(-places), DecimalType(places, places))
        return f"{sign}{dialect.cast(steps, DecimalType(18, 0))} * {unit}"

    @property
    def qualifier(self) -> DecimalType:
        """The type of the qualifier."""
        return slots(self.shape)[0].kind

    @property
    def kind(self) -> DecimalType:
        """The type of what the table gives, unrounded."""
        one, shape = self.shape.incentive, self.shape
        if one.method is Method.FIXED:
            return shape.rate if one.multipliers else shape.money
        if one.method is not Method.MULTIPLES:
            return shape.product
        if not shape.free:
            return DecimalType(dialect.WIDEST, shape.rate.scale)
        worth = dialect.holding(one.worth.amount) if one.worth is not None else DecimalType(1, 0)
        factor = shape.factor.scale if one.multipliers else 0
        return DecimalType(dialect.WIDEST, shape.value.scale + worth.scale + factor)

    def unrounded(self) -> str:
        """What the table gives for what earns, before the one rounding."""
        one = self.shape.incentive
        match one.method:
            case Method.FIXED:
                return f"coalesce({self.rate()}, 0)"
            case Method.MARGINAL | Method.ROLLING | Method.ATTAINMENT:
                values = [dialect.number(value, self.shape.value) for value in step_values(one)]
                kind = self.shape.slice if one.method is Method.ATTAINMENT else self.shape.measure
                slices = [
                    f"{dialect.cast(self._slice(step), kind)} * {self._scaled(value)}"
                    for step, value in zip(one.steps, self._agreed(values), strict=True)
                ]
                added = "\n    + ".join(slices)
                return f"CASE WHEN g.step IS NULL THEN 0 ELSE\n    {added} END"
            case Method.FLAT | Method.RETROACTIVE | Method.TOTAL | Method.LINEAR | Method.PER_UNIT:
                return f"coalesce(g.earning * {self.rate()}, 0)"
            case Method.MULTIPLES:
                return self._worth()

    def _slice(self, step: Step) -> str:
        """The part of what earns that one step multiplies."""
        method = self.shape.incentive.method
        if method is Method.ATTAINMENT:
            if step.lower is None:
                return "g.earning"
            lower = dialect.number(step.lower)
            over = f"greatest(g.earning - {lower} * g.qualifier_target, 0)"
            return f"CASE WHEN g.qualifier >= {lower} THEN {over} ELSE 0 END"
        top = "g.earning" if step.upper is None else f"least(g.earning, {dialect.number(step.upper)})"
        if step.lower is None:
            return top
        if method is Method.MARGINAL:
            return f"greatest({top} - {dialect.number(step.lower)}, 0)"
        return f"CASE WHEN g.earning >= {dialect.number(step.lower)} THEN {top} ELSE 0 END"

    def _multiples(self) -> str:
        """How many full multiples what earns has."""
        every = self.shape.incentive.every or exact(1)
        scale = max(self.shape.measure.scale, dialect.holding(every).scale)
        earning = dialect.whole("greatest(g.earning, 0)", scale)
        return dialect.cast(f"{earning} // {dialect.whole_number(int(every.scaleb(scale)))}", MULTIPLES)

    @property
    def goods(self) -> str:
        """The units given free of charge."""
        return f"coalesce({self._multiples()} * {self.rate()}, 0)"

    @property
    def goods_kind(self) -> DecimalType:
        """The type of free units."""
        return DecimalType(
            min(dialect.WIDEST, MULTIPLES.precision + self.shape.value.precision), self.shape.value.scale
        )

    def _worth(self) -> str:
        one = self.shape.incentive
        if not self.shape.free:
            return f"coalesce({self._multiples()} * {self.rate()}, 0)"
        if one.worth is None:
            return "0"
        worth = dialect.number(one.worth.amount, dialect.holding(one.worth.amount))
        factor = " * g.factor" if one.multipliers else ""
        return f"{self.goods} * {worth}{factor}"
