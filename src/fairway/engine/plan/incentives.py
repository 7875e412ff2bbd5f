"""From measures to payouts: eligible, qualified, rated, carried, one incentive after the other."""

# ruff: noqa: S608 — writing SQL is what a plan does; every value goes through the dialect
from dataclasses import dataclass

from fairway.engine import dialect
from fairway.engine.dialect import DecimalType
from fairway.engine.plan.grain import Grain
from fairway.engine.plan.lines import valid
from fairway.engine.plan.relations import Relation
from fairway.engine.plan.turns import YEAR, Turns
from fairway.engine.plan.widths import step_values, value_type
from fairway.engine.programme import (
    BY_LINE,
    LINEAR_PLACES,
    Incentive,
    Measure,
    MeasureKind,
    Method,
    RoundingLevel,
    Step,
)
from fairway.values import Exact, currency, exact, minus

WIDE = dialect.WIDEST


@dataclass
class Earned:
    """Builds the relations of one incentive."""

    grain: Grain
    incentive: Incentive

    def __post_init__(self) -> None:
        programme = self.grain.programme
        self.digits = currency(programme.currency).digits
        self.money = DecimalType(WIDE - 8, self.digits)
        self.measure = self.grain.widths.measure
        self.by_line = programme.rounding.level is RoundingLevel.LINE and self.incentive.method in BY_LINE
        if self.by_line and self.incentive.limits.measure is not None:
            raise ValueError(f"Incentive {self.incentive.id} caps its measure and rounds each line; one must go.")

    def named(self, part: str) -> str:
        """The name of one of the incentive's relations, such as `rated_volume`."""
        return dialect.name(f"{part}_{self.incentive.id}")

    def relations(self) -> list[Relation]:
        """The relations in order."""
        found = [self._qualified()]
        found += [self._windowed()] if self._looking_back else []
        found.append(self._reached())
        if self.by_line:
            found.append(self._parts())
        found.append(self._rated())
        return [*found, *self._turns.relations()]

    @property
    def _turns(self) -> Turns:
        year = self.grain.windows.get(YEAR, "")
        return Turns(self.incentive, self.money, year, self.named("rated"), self.named("capped"), self.named("carried"))

    @property
    def _span_eligible(self) -> str:
        return " AND e.span_no = m.span_no" if self.grain.dated else ""

    def _sum(self, measure: Measure) -> tuple[str, str]:
        name = self.grain.column(self.incentive, measure)
        total = f"sum(m.{name})"
        if measure.kind is MeasureKind.LINES:
            total = f"sum(CAST(m.{name} AS BIGINT))"
        return dialect.cast(total, self.measure), f"coalesce(CAST(sum(m.{name}_lines) AS BIGINT), 0)"

    @property
    def _looking_back(self) -> bool:
        return any(measure.looks_back for measure, _ in self._asked())

    def _windowed(self) -> Relation:
        """Add the periods of each window up: one row for each period in which a line counts."""
        one, grain = self.incentive, self.grain
        own = ["v.partner_id", "v.period_no", "v.measure", "v.measure_lines", "v.qualifier_lines"]
        parts, missing = list(own), []
        if grain.unrated(one.measure):
            own.append("v.measure_unrated")
            missing.append("v.measure_unrated")
        for measure, column in self._asked():
            first = f"q.{grain.windows[measure.over]}" if measure.looks_back else "v.period_no"
            window = f"FILTER (WHERE h.period_no >= {first})"
            parts.append(f"{dialect.cast(f'sum(h.{column}) {window}', self.measure)} AS {column}")
            if grain.unrated(measure):
                missing.append(f"coalesce(sum(h.{column}_unrated) {window}, 0)")
        if missing:
            parts.append(f"CAST({' + '.join(missing)} AS BIGINT) AS unrated")
        sql = (
            "SELECT " + ",\n  ".join(parts) + f"\nFROM {self.named('qualified')} AS v\n"
            "JOIN periods AS q ON q.period_no = v.period_no\n"
            f"JOIN {self.named('qualified')} AS h ON h.partner_id = v.partner_id AND h.period_no <= v.period_no\n"
            "WHERE v.measure_lines > 0 OR v.qualifier_lines > 0\n"
            f"GROUP BY {', '.join(own)}"
        )
        says = f"{one.id}: what picks the step and opens the gates, over their windows."
        return Relation(self.named("windowed"), says, sql)

    def _qualified(self) -> Relation:
        one = self.incentive
        measure, lines = self._sum(one.measure)
        qualifier, qualifier_lines = self._sum(one.qualifier)
        parts = [
            "m.partner_id",
            "q.period_no",
            f"coalesce({measure}, {dialect.number(exact(0), self.measure)}) AS measure",
            f"{lines} AS measure_lines",
            f"{qualifier} AS qualifier",
            f"{qualifier_lines} AS qualifier_lines",
        ]
        for place, gate in enumerate(one.gates, 1):
            parts.append(f"{self._sum(gate.measure)[0]} AS gate_{place}")
        parts += self._missing()
        where = valid(self.grain.programme.validity, one.validity)
        having = f"{lines} > 0 OR {qualifier_lines} > 0"
        for gate in one.gates:
            having += f" OR {self._sum(gate.measure)[1]} > 0" if gate.measure.looks_back else ""
        sql = (
            "SELECT " + ",\n  ".join(parts) + "\nFROM measured AS m\nJOIN spans AS q ON q.span_no = m.span_no\n"
            f"JOIN {self.grain.eligible(one)} AS e ON e.partner_id = m.partner_id{self._span_eligible}\n"
            + (f"WHERE {' AND '.join(where)}\n" if where else "")
            + f"GROUP BY m.partner_id, q.period_no\nHAVING {having}"
        )
        return Relation(self.named("qualified"), f"{one.id}: what was measured, and what picks the step.", sql)

    def _asked(self) -> list[tuple[Measure, str]]:
        """What is compared with bounds, and the column that holds it."""
        one = self.incentive
        return [(one.qualifier, "qualifier"), *((gate.measure, f"gate_{n}") for n, gate in enumerate(one.gates, 1))]

    def _missing(self) -> list[str]:
        """How many counted lines have no exchange rate: together, or by column where each has a window of its own."""
        slots = [(self.incentive.measure, "measure"), *self._asked()]
        counts = {
            column: f"coalesce(sum(m.{self.grain.column(self.incentive, measure)}_unrated), 0)"
            for measure, column in slots
            if self.grain.unrated(measure)
        }
        if self._looking_back:
            return [f"CAST({count} AS BIGINT) AS {column}_unrated" for column, count in counts.items()]
        return [f"CAST({' + '.join(dict.fromkeys(counts.values()))} AS BIGINT) AS unrated"] if counts else []

    @property
    def unrated(self) -> str | None:
        """The relation whose column `unrated` counts lines without a rate; `None` where there can be none."""
        if not any(self.grain.unrated(measure) for measure, _ in [(self.incentive.measure, ""), *self._asked()]):
            return None
        return self.named("windowed" if self._looking_back else "qualified")

    def _reached(self) -> Relation:
        one = self.incentive
        steps = []
        for place in range(len(one.steps) - 1, -1, -1):
            lower = one.steps[place].lower
            reaches = "g.qualifier IS NOT NULL"
            if lower is not None and (place or one.method is not Method.LINEAR):
                reaches = f"g.qualifier >= {dialect.number(lower)}"
            steps.append(f"WHEN {reaches} THEN {place}")
        gates = [
            f"coalesce(g.gate_{place} >= {dialect.number(gate.at_least)}, FALSE)"
            for place, gate in enumerate(one.gates, 1)
        ]
        cap = one.limits.measure
        earning = "g.measure" if cap is None else dialect.cast(f"least(g.measure, {dialect.number(cap)})", self.measure)
        sql = (
            f"SELECT g.*,\n  CASE {' '.join(steps)} END AS step,\n  {' AND '.join(gates) or 'TRUE'} AS gates_met,\n"
            f"  {earning} AS earning\nFROM {self.named('windowed' if self._looking_back else 'qualified')} AS g"
        )
        return Relation(self.named("reached"), f"{one.id}: the step reached, the gates, and what earns.", sql)

    def _value(self) -> str:
        cases = " ".join(f"WHEN {place} THEN {value}" for place, value in enumerate(self._values()))
        return f"CASE g.step {cases} END"

    def _values(self) -> list[str]:
        """What a payout is multiplied with, by the step reached."""
        values = step_values(self.incentive)
        written = [dialect.number(value, self._value_type) for value in values]
        if self.incentive.method is Method.LINEAR:
            for place, step in enumerate(self.incentive.steps[:-1]):
                rise = minus(values[place + 1], values[place])
                written[place] = dialect.cast(f"{written[place]} + {self._risen(step, rise)}", self._value_type)
        return written

    def _risen(self, step: Step, rise: Exact) -> str:
        """How far the rate has changed between a point and the next, in whole units of its last place."""
        lower, upper = step.lower or exact(0), step.upper or exact(0)
        scale, places = self.measure.scale, LINEAR_PLACES
        way = f"greatest(g.qualifier - {dialect.number(lower)}, 0)"
        whole = dialect.whole_number(int(minus(upper, lower).scaleb(scale)))
        units = dialect.whole_number(int(abs(rise).scaleb(places)))
        steps = dialect.nearest_whole(f"{units} * {dialect.whole(way, scale)}", whole)
        sign = "-" if rise < 0 else ""
        unit = dialect.number(exact(1).scaleb(-places), DecimalType(places, places))
        return f"{sign}{dialect.cast(steps, DecimalType(18, 0))} * {unit}"

    @property
    def _value_type(self) -> DecimalType:
        if self.incentive.method is Method.FIXED:
            return self.money
        return self.grain.widths.value

    @property
    def _product_type(self) -> DecimalType:
        return DecimalType(WIDE, self.measure.scale + self.grain.widths.value.scale)

    def _unrounded(self) -> str:
        one = self.incentive
        match one.method:
            case Method.FIXED:
                return f"coalesce({self._value()}, 0)"
            case Method.MARGINAL | Method.ROLLING:
                slices = []
                for step, value in zip(one.steps, self._values(), strict=True):
                    top = "g.earning" if step.upper is None else f"least(g.earning, {dialect.number(step.upper)})"
                    over = top
                    if step.lower is not None and one.method is Method.MARGINAL:
                        over = f"greatest({top} - {dialect.number(step.lower)}, 0)"
                    elif step.lower is not None:
                        over = f"CASE WHEN g.earning >= {dialect.number(step.lower)} THEN {top} ELSE 0 END"
                    slices.append(f"{dialect.cast(over, self.measure)} * {value}")
                added = "\n    + ".join(slices)
                return f"CASE WHEN g.step IS NULL THEN 0 ELSE\n    {added} END"
            case Method.FLAT | Method.RETROACTIVE | Method.TOTAL | Method.LINEAR | Method.PER_UNIT:
                return f"coalesce(g.earning * {self._value()}, 0)"

    def _parts(self) -> Relation:
        """Each line's own part, rounded, then added: the per-line path."""
        says = f"{self.incentive.id}: every line's own part, rounded line by line."
        wider = self._line_parts(wide=True) if self.grain.unrated(self.incentive.measure) else ""
        return Relation(self.named("parts"), says, self._line_parts(), wider, reads_lines=True)

    def _line_parts(self, *, wide: bool = False) -> str:
        one, grain = self.incentive, self.grain
        reached = f"\nJOIN {self.named('reached')} AS g ON g.partner_id = l.partner_id AND g.period_no = q.period_no"
        part = f"{dialect.cast(grain.brings(one.measure, wide=wide), self.measure)} * {self._value()}"
        mode = grain.programme.rounding.mode
        rounded = dialect.rounding(mode, f"({part})", self.digits, self._product_type, self.money)
        return (
            f"SELECT l.partner_id, q.period_no,\n  {dialect.cast(f'sum({rounded})', self.money)} AS total\n"
            f"{grain.lines_of(one, one.measure, more=reached)}\nGROUP BY l.partner_id, q.period_no"
        )

    def _rated(self) -> Relation:
        one, grain = self.incentive, self.grain
        zero = dialect.number(exact(0), self.money)
        if self.by_line:
            calculated = "coalesce(t.total, 0)"
            source = (
                f"{self.named('reached')} AS g\n"
                f"  LEFT JOIN {self.named('parts')} AS t ON t.partner_id = g.partner_id AND t.period_no = g.period_no"
            )
            inner = f"SELECT g.*, {self._value()} AS rate, {calculated} AS total FROM {source}"
            rounded = dialect.cast("u.total", self.money)
        else:
            kind = self.money if one.method is Method.FIXED else self._product_type
            inner = (
                f"SELECT g.*, {self._value()} AS rate,\n    {dialect.cast(self._unrounded(), kind)} AS unrounded\n"
                f"  FROM {self.named('reached')} AS g"
            )
            rounded = dialect.rounding(grain.programme.rounding.mode, "u.unrounded", self.digits, kind, self.money)
        earned = "w.calculated"
        if one.limits.floor is not None:
            floor = dialect.number(one.limits.floor.amount, self.money)
            raised = f"greatest({earned}, {floor})"
            earned = f"CASE WHEN w.gates_met AND w.measure_lines > 0 THEN {raised} ELSE {earned} END"
        if one.limits.amount is not None:
            earned = f"least({earned}, {dialect.number(one.limits.amount.amount, self.money)})"
        gates = ", ".join(f"w.gate_{place}" for place in range(1, len(one.gates) + 1))
        sql = (
            "SELECT w.partner_id, w.period_no, w.qualifier, w.measure, w.measure_lines, w.step, w.rate, w.gates_met,\n"
            f"  CAST([{gates}] AS {self.measure}[]) AS gates, w.calculated,\n"
            f"  {dialect.cast(earned, self.money)} AS earned\nFROM (\n"
            f"  SELECT u.*, CASE WHEN u.gates_met THEN {rounded} ELSE {zero} END AS calculated\n"
            f"  FROM (\n  {inner}\n  ) AS u\n"
            ") AS w"
        )
        return Relation(self.named("rated"), f"{one.id}: the table applied, rounded once, then guarantee and cap.", sql)

    def payout(self) -> str:
        """The incentive's rows of `payouts`."""
        one = self.incentive
        carried, capped = one.limits.minimum_payout is not None, one.limits.across_periods
        earned = "z.earned" if capped else "x.earned"
        zero = dialect.number(exact(0), self.money)
        rate = value_type(self.grain.programme.incentives)
        parts = [
            f"{dialect.text(one.id)} AS incentive",
            "q.period_no",
            "q.period",
            f"{dialect.cast('x.partner_id', 'VARCHAR')} AS partner",
            "'' AS person",
            f"{dialect.text(self.grain.programme.currency)} AS currency",
            "x.qualifier",
            f"{dialect.cast('x.rate', rate)} AS rate",
            "x.measure",
            f"{'y.amount' if carried else earned} AS amount",
            "x.step",
            "x.gates",
            "x.gates_met",
            "x.measure_lines AS lines",
            "x.calculated",
            earned,
            f"{'y.carried_in' if carried else zero} AS carried_in",
            f"{'y.carried_out' if carried else zero} AS carried_out",
        ]
        join = ""
        if capped:
            join = f"\nJOIN {self.named('capped')} AS z ON z.partner_id = x.partner_id AND z.period_no = x.period_no"
        if carried:
            join += f"\nJOIN {self.named('carried')} AS y ON y.partner_id = x.partner_id AND y.period_no = x.period_no"
        return (
            "SELECT " + ", ".join(parts) + f"\nFROM {self.named('rated')} AS x\n"
            f"JOIN periods AS q ON q.period_no = x.period_no{join}"
        )
