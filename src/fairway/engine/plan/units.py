"""What lines earn by themselves: parts rounded line by line, and tables asked of each line, document or day."""

from dataclasses import dataclass

from fairway.engine import dialect
from fairway.engine.plan.columns import MissingColumn
from fairway.engine.plan.relations import Relation
from fairway.engine.plan.shape import Shape
from fairway.engine.plan.sums import Sums
from fairway.engine.plan.values import Values
from fairway.engine.programme import Measure, Unit
from fairway.values import exact

DOCUMENT = "invoice_no"


@dataclass(frozen=True)
class Units:
    """Builds `parts_…`, and `units_…` where the table is asked of units smaller than the period."""

    shape: Shape
    sums: Sums

    def relations(self) -> list[Relation]:
        """The relations in order; none where the table is asked once and the payout is rounded."""
        if self.shape.incentive.unit is not Unit.PERIOD:
            return [self._units(), self._earned()]
        return [self._parts()] if self.shape.by_line else []

    def _parts(self) -> Relation:
        """Each line's own part, rounded, then added: the per-line path."""
        says = f"{self.shape.incentive.id}: every line's own part, rounded line by line."
        return self._relation("parts", says, self._line_parts(), self._line_parts(wide=True))

    def _relation(self, part: str, says: str, sql: str, wider: str) -> Relation:
        return Relation(self.shape.named(part), says, sql, wider if wider != sql else "", reads_lines=True)

    def _line_parts(self, *, wide: bool = False) -> str:
        shape, one = self.shape, self.shape.incentive
        reached = f"\nJOIN {shape.named('reached')} AS g ON {self._same} AND g.period_no = q.period_no"
        part = f"{dialect.cast(shape.grain.brings(one.measure, wide=wide), shape.measure)} * {Values(shape).rate()}"
        rounded = shape.rounded(f"({part})", shape.product)
        return (
            f"SELECT {shape.key('l')}, q.period_no,\n  {dialect.cast(f'sum({rounded})', shape.money)} AS total\n"
            f"{shape.grain.lines_of(one, one.measure, more=reached)}\nGROUP BY {shape.key('l')}, q.period_no"
        )

    @property
    def _same(self) -> str:
        return " AND ".join(f"g.{key} = l.{key}" for key in self.shape.keys)

    # Units smaller than the period

    @property
    def _together(self) -> bool:
        """Whether measure and qualifier read the same lines: then each line is read once."""
        one = self.shape.incentive
        assert isinstance(one.qualifier, Measure)
        return one.measure.lines == one.qualifier.lines

    @property
    def _unit_key(self) -> dict[str, str]:
        """The columns that tell a payout's units apart, of a line."""
        held = self.shape.grain.columns.lines
        match self.shape.incentive.unit:
            case Unit.PERIOD_TO_DATE:
                return {"day": "d.day"}
            case Unit.DOCUMENT if DOCUMENT in held:
                number = dialect.cast(f"l.{DOCUMENT}", "VARCHAR")
                alone = f"CASE WHEN l.{DOCUMENT} IS NULL THEN {self._line} END"
                return {"document": number, "line": alone}
            case _:
                return {"line": self._line}

    @property
    def _line(self) -> str:
        """What tells one line from another."""
        if "line_id" in self.shape.grain.columns.lines:
            return "l.line_id"
        if self._together:
            return "row_number() OVER ()"
        raise MissingColumn(
            f"The sales lines have no column line_id, and incentive {self.shape.incentive.id} asks one thing of some"
            " lines and another of others, unit by unit; add it."
        )

    def _rows(self, wide: bool) -> list[str]:
        """The lines that count, with their unit and what they bring to measure and qualifier."""
        shape, one = self.shape, self.shape.incentive
        assert isinstance(one.qualifier, Measure)
        unit = ", ".join(f"{sql} AS {column}" for column, sql in self._unit_key.items())
        none = dialect.cast("NULL", shape.measure)

        def brings(measure: Measure) -> str:
            return dialect.cast(shape.grain.brings(measure, wide=wide), shape.measure)

        def read(measure: Measure, own: str, asked: str) -> str:
            columns = f"SELECT {shape.key('l')}, q.period_no, {unit},\n    {own} AS measure, {asked} AS qualifier\n"
            return columns + shape.grain.lines_of(one, measure)

        if self._together:
            return [read(one.measure, brings(one.measure), brings(one.qualifier))]
        return [read(one.measure, brings(one.measure), none), read(one.qualifier, none, brings(one.qualifier))]

    def _units(self) -> Relation:
        says = {
            Unit.LINE: "each line by itself, at its own step",
            Unit.DOCUMENT: "each document by itself, at its own step",
            Unit.PERIOD_TO_DATE: "each day, at the step reached with everything up to it",
        }[self.shape.incentive.unit]
        says = f"{self.shape.incentive.id}: {says}."
        return self._relation("units", says, self._unit_sql(), self._unit_sql(wide=True))

    def _unit_sql(self, *, wide: bool = False) -> str:
        """Add lines up to units and find each unit's step; where lines are rounded, each stays a row of its own."""
        shape = self.shape
        united = "\nUNION ALL\n  ".join(self._rows(wide))
        key = ", ".join(["u.partner_id", *(f"u.{name}" for name in shape.keys[1:]), "u.period_no"])
        unit = ", ".join(f"u.{column}" for column in self._unit_key)
        none = dialect.number(exact(0), shape.measure)
        to_date = shape.incentive.unit is Unit.PERIOD_TO_DATE
        window = f"PARTITION BY {key} ORDER BY u.day" if to_date else f"PARTITION BY {key}, {unit}"
        if shape.by_line:
            asked = f"sum(u.qualifier) OVER ({window})"
            rows = f"SELECT {key}, {unit}, u.measure,\n    {dialect.cast(asked, shape.measure)} AS qualifier"
            summed = f"{rows}\n  FROM (\n  {united}\n  ) AS u"
        else:
            asked = f"sum(sum(u.qualifier)) OVER ({window})" if to_date else "sum(u.qualifier)"
            total = f"coalesce({dialect.cast('sum(u.measure)', shape.measure)}, {none})"
            rows = f"SELECT {key}, {unit}, {total} AS earning,\n    {dialect.cast(asked, shape.measure)} AS qualifier"
            summed = f"{rows}\n  FROM (\n  {united}\n  ) AS u\n  GROUP BY {key}, {unit}"
        if shape.by_line:
            summed = summed.replace("u.measure,", f"coalesce(u.measure, {none}) AS earning,", 1)
        changed = "".join(f", x.{column}" for column in self._changed)
        joined = f"\nJOIN {shape.named('reached')} AS x ON {shape.same('x', 'g')}" if changed else ""
        return f"SELECT g.*{changed},\n  {Values(shape).step()} AS step\nFROM (\n  {summed}\n) AS g{joined}"

    @property
    def _changed(self) -> list[str]:
        """What changes the table for one partner."""
        found = ["factor"] if self.shape.incentive.multipliers else []
        return [*found, "agreed"] if self.shape.exemptions else found

    def _earned(self) -> Relation:
        """Add what the units earn up: unrounded, or each line's part rounded."""
        shape, values = self.shape, Values(self.shape)
        earned = dialect.cast(f"sum({values.unrounded()})", values.kind)
        if shape.by_line:
            part = f"({dialect.cast('g.earning', shape.measure)} * {values.rate()})"
            earned = dialect.cast(f"sum({shape.rounded(part, shape.product)})", shape.money)
        goods = f",\n  {dialect.cast(f'sum({values.goods})', values.goods_kind)} AS goods" if shape.free else ""
        sql = (
            f"SELECT {shape.key('g')}, g.period_no,\n  {earned} AS total{goods}\n"
            f"FROM {shape.named('units')} AS g\nGROUP BY {shape.key('g')}, g.period_no"
        )
        return Relation(shape.named("parts"), f"{shape.incentive.id}: what its units earn, added up.", sql)
