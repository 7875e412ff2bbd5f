"""From measures of spans to sums of periods: the measure, and everything the qualifier and the gates are made of."""

# ruff: noqa: S608 — writing SQL is what a plan does; every value goes through the dialect
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from fairway.engine import dialect
from fairway.engine.plan.asked import Slot, slots
from fairway.engine.plan.lines import valid
from fairway.engine.plan.relations import Relation
from fairway.engine.plan.shape import Shape
from fairway.engine.programme import IDS, Growth, Measure, MeasureKind, ReturnsPolicy
from fairway.values import exact


@dataclass
class Sums:
    """Builds `qualified_…` (with `summed_…` and `counted_…` where ids are counted), `windowed_…`, `baselines_…`."""

    shape: Shape

    def __post_init__(self) -> None:
        self.grain, self.incentive = self.shape.grain, self.shape.incentive
        self.slots: list[Slot] = slots(self.shape)

    def relations(self) -> list[Relation]:
        """The relations in order."""
        found = [*self._counts(), self._qualified()]
        found += [self._windowed()] if self.looking_back else []
        return [*found, self._baselines()] if self.baselines else found

    @property
    def name(self) -> str:
        """The relation that holds the sums of every payout."""
        return self.shape.named("windowed" if self.looking_back else "qualified")

    @cached_property
    def columns(self) -> list[tuple[str, Measure]]:
        """The columns that qualifier and gates are made of."""
        return [pair for slot in self.slots for pair in slot.sums]

    @cached_property
    def looking_back(self) -> bool:
        """Whether something is added up over more than the payout's own period."""
        return any(measure.looks_back for _, measure in self.columns)

    @property
    def baselines(self) -> list[tuple[str, Growth]]:
        """The columns of earlier periods that growth is measured against."""
        return [
            (slot.baseline, slot.asked)
            for slot in self.slots
            if slot.baseline is not None and isinstance(slot.asked, Growth)
        ]

    @property
    def unrated(self) -> list[str]:
        """The relations whose column `unrated` counts lines without a rate."""
        found = [self.name] if self._all_unrated else []
        earlier = any(self.grain.unrated(growth.measure) for _, growth in self.baselines)
        return [*found, self.shape.named("baselines")] if earlier else found

    @property
    def _all_unrated(self) -> list[tuple[str, Measure]]:
        pairs = [("measure", self.incentive.measure), *self.columns]
        return [(column, measure) for column, measure in pairs if self.grain.unrated(measure)]

    @property
    def _validity(self) -> list[str]:
        return valid(self.grain.programme.validity, self.incentive.validity)

    @property
    def _reversing(self) -> bool:
        return self.incentive.returns is ReturnsPolicy.REVERSE

    def _eligible(self, alias: str) -> str:
        span = f" AND e.span_no = {alias}.span_no" if self.grain.dated else ""
        return f"JOIN {self.grain.eligible(self.incentive)} AS e ON e.partner_id = {alias}.partner_id{span}"

    def _counts_ids(self, measure: Measure) -> bool:
        return measure.kind in IDS

    def _sum(self, measure: Measure) -> tuple[str, str]:
        name = self.grain.column(self.incentive, measure)
        total = f"sum(m.{name})"
        if measure.kind is MeasureKind.LINES:
            total = f"sum(CAST(m.{name} AS BIGINT))"
        return dialect.cast(total, self.shape.measure), f"coalesce(CAST(sum(m.{name}_lines) AS BIGINT), 0)"

    def _qualified(self) -> Relation:
        """Add each partner's spans up to periods: one row where a line counts for measure or qualifier."""
        shape, one = self.shape, self.incentive
        says = f"{one.id}: what was measured, and what picks the step."
        if self._gathered:
            return Relation(shape.named("qualified"), says, self._together())
        parts, lines = self._own_parts()
        having = f"{lines['measure']} > 0 OR {lines['qualifier']} > 0"
        for slot in self.slots[1:]:
            for _, measure in slot.sums:
                having += f" OR {self._sum(measure)[1]} > 0" if measure.looks_back or one.pool is not None else ""
        return Relation(shape.named("qualified"), says, self._added(parts, having))

    def _own_parts(self) -> tuple[list[str], dict[str, str]]:
        """The columns of the sums, and how many lines counted for the measure and for the qualifier."""
        one = self.incentive
        measure, lines = self._sum(one.measure)
        qualifier_lines = " + ".join(dict.fromkeys(self._sum(measure)[1] for _, measure in self.slots[0].sums)) or "0"
        parts = [
            *(f"m.{key}" for key in self.shape.keys),
            "q.period_no",
            f"coalesce({measure}, {dialect.number(exact(0), self.shape.measure)}) AS measure",
            f"{lines} AS measure_lines",
            *(f"{self._sum(measure)[0]} AS {column}" for column, measure in self.slots[0].sums),
            f"{qualifier_lines} AS qualifier_lines",
        ]
        for slot in self.slots[1:]:
            parts += [f"{self._sum(measure)[0]} AS {column}" for column, measure in slot.sums]
        parts += self._missing()
        return parts, {"measure": lines, "qualifier": qualifier_lines}

    def _added(self, parts: Sequence[str], having: str) -> str:
        where = self._validity
        return (
            "SELECT " + ",\n  ".join(parts) + f"\nFROM {self.grain.measured(self.incentive)} AS m\n"
            f"JOIN spans AS q ON q.span_no = m.span_no\n{self._eligible('m')}\n"
            + (f"WHERE {' AND '.join(where)}\n" if where else "")
            + f"GROUP BY {self.shape.key('m')}, q.period_no\nHAVING {having}"
        )

    def _missing(self) -> list[str]:
        """How many counted lines have no exchange rate: together, or by column where each has a window of its own."""
        counts = {
            column: f"coalesce(sum(m.{self.grain.column(self.incentive, measure)}_unrated), 0)"
            for column, measure in self._all_unrated
        }
        if self.looking_back:
            return [f"CAST({count} AS BIGINT) AS {column}_unrated" for column, count in counts.items()]
        return [f"CAST({' + '.join(dict.fromkeys(counts.values()))} AS BIGINT) AS unrated"] if counts else []

    # Where ids are counted, or returns are taken back, rows come from several relations and are put together by key.

    @property
    def _gathered(self) -> bool:
        ids = any(self._counts_ids(measure) for _, measure in [("measure", self.incentive.measure), *self.columns])
        return ids or self._reversing

    def _counts(self) -> list[Relation]:
        """How many ids count for each measure that counts ids, over its window."""
        pairs = [("measure", self.incentive.measure), *self.columns]
        counted = [(column, measure) for column, measure in pairs if self._counts_ids(measure)]
        return [
            Relation(
                self.shape.named(f"counted_{column}"),
                f"{self.incentive.id}: ids of which more was bought than returned, for the {_spoken(column)}.",
                self._count(measure),
            )
            for column, measure in counted
        ]

    def _count(self, measure: Measure) -> str:
        missing = self.grain.unrated(measure)
        more = ", sum(i.unrated) AS unrated" if missing else ""  # of the whole window: so are the ids
        outer = ", CAST(coalesce(sum(n.unrated), 0) AS BIGINT) AS unrated" if missing else ""
        span = "h.period_no = p.period_no"
        if measure.looks_back:
            span = f"h.period_no BETWEEN p.{self.grain.windows[measure.over]} AND p.period_no"
        own = "q.period_no = p.period_no"
        where = self._validity
        keys = self.shape.key("i")
        return (
            f"SELECT {self.shape.key('n')}, n.period_no,\n"
            f"  {dialect.cast('count(*) FILTER (WHERE n.quantity > 0)', self.shape.measure)} AS ids,\n"
            f"  CAST(coalesce(sum(n.lines), 0) AS BIGINT) AS lines{outer}\nFROM (\n"
            f"  SELECT {keys}, p.period_no, i.id, sum(i.quantity) AS quantity,\n"
            f"    sum(i.lines) FILTER (WHERE {own}) AS lines{more}\n"
            f"  FROM {self.grain.ids(self.incentive, measure)} AS i\n  JOIN spans AS q ON q.span_no = i.span_no\n"
            f"  {self._eligible('i')}\n  JOIN periods AS p ON {span.replace('h.', 'q.')}\n"
            + (f"  WHERE {' AND '.join(where)}\n" if where else "")
            + f"  GROUP BY {keys}, p.period_no, i.id\n) AS n\nGROUP BY {self.shape.key('n')}, n.period_no"
        )

    @property
    def _none(self) -> str:
        return dialect.cast("NULL", self.shape.measure)

    def _together(self) -> str:
        """Sums, counts and returns of each payee and period, side by side."""
        shape, one = self.shape, self.incentive
        pairs = [("measure", one.measure), *self.columns]
        columns = [column for column, _ in pairs]
        asked = {column for column, _ in self.slots[0].sums}
        rows: list[str] = []
        added = [(column, measure) for column, measure in pairs if not self._counts_ids(measure)]
        if added:
            parts = [*(f"m.{key}" for key in shape.keys), "q.period_no"]
            total, every = dict(added), " + ".join(dict.fromkeys(self._sum(measure)[1] for _, measure in added))
            for column in columns:
                value, lines, unrated = self._none, "0", "0"
                if column in total:
                    value, lines = self._sum(total[column])
                    if self.grain.unrated(total[column]):
                        name = self.grain.column(one, total[column])
                        unrated = f"CAST(coalesce(sum(m.{name}_unrated), 0) AS BIGINT)"
                parts += [f"{value} AS {column}", f"{lines} AS {column}_lines", f"{unrated} AS {column}_unrated"]
            rows.append(self._added([*parts, "0 AS returned"], f"{every} > 0"))
        for column, measure in pairs:
            if self._counts_ids(measure):
                unrated = "c.unrated" if self.grain.unrated(measure) else "0"
                blank = ", ".join(
                    f"c.ids AS {other}, c.lines AS {other}_lines, {unrated} AS {other}_unrated"
                    if other == column
                    else f"{self._none} AS {other}, 0 AS {other}_lines, 0 AS {other}_unrated"
                    for other in columns
                )
                rows.append(
                    f"SELECT {shape.key('c')}, c.period_no, {blank}, 0 AS returned\n"
                    f"FROM {shape.named(f'counted_{column}')} AS c"
                )
        if self._reversing:
            missing = self.grain.unrated(one.measure)
            blank = ", ".join(
                f"{self._none} AS {column}, 0 AS {column}_lines, "
                + ("m.unrated" if column == "measure" and missing else "0")
                + f" AS {column}_unrated"
                for column in columns
            )
            rows.append(
                f"SELECT {shape.key('m')}, m.period_no, {blank}, m.lines AS returned\n"
                f"FROM {self.grain.returned(one)} AS m"
            )
        united = "\nUNION ALL\n".join(rows)

        def lines_of(column: str) -> str:
            return f"sum(k.{column}_lines)"

        qualifier_lines = " + ".join(lines_of(column) for column in columns if column in asked) or "0"
        own = dialect.cast("sum(k.measure)", shape.measure)
        parts = [
            *(f"k.{key}" for key in shape.keys),
            "k.period_no",
            f"coalesce({own}, {dialect.number(exact(0), shape.measure)}) AS measure",
            f"CAST({lines_of('measure')} AS BIGINT) AS measure_lines",
            f"CAST({qualifier_lines} + sum(k.returned) AS BIGINT) AS qualifier_lines",
            *(f"{dialect.cast(f'sum(k.{column})', shape.measure)} AS {column}" for column in columns[1:]),
        ]
        lost = {column: f"sum(k.{column}_unrated)" for column, _ in self._all_unrated}
        if self.looking_back:
            parts += [f"CAST({total} AS BIGINT) AS {column}_unrated" for column, total in lost.items()]
        elif lost:
            parts.append(f"CAST({' + '.join(lost.values())} AS BIGINT) AS unrated")
        counts = [lines_of("measure"), qualifier_lines, "sum(k.returned)"]
        counts += [
            lines_of(column)
            for column, measure in self.columns
            if column not in asked and (measure.looks_back or one.pool is not None)
        ]
        windows = [
            f"count(k.{column}) > 0"
            for column, measure in self.columns
            if self._counts_ids(measure) and measure.looks_back
        ]
        having = " OR ".join([*(f"{count} > 0" for count in dict.fromkeys(counts)), *windows])
        return (
            "SELECT " + ",\n  ".join(parts) + f"\nFROM (\n{united}\n) AS k\n"
            f"GROUP BY {shape.key('k')}, k.period_no\nHAVING {having}"
        )

    # Windows and baselines.

    def _window(self, column: str, measure: Measure, own: str) -> str:
        """The filter of a window: its first period, or the payout's own (what counts ids is of its window already)."""
        reach = measure.looks_back and not self._counts_ids(measure)
        first = f"q.{self.grain.windows[measure.over]}" if reach else own
        return f"FILTER (WHERE h.period_no >= {first})"

    def _windowed(self) -> Relation:
        """Add the periods of each window up: one row for each period in which a line counts."""
        one, grain, shape = self.incentive, self.grain, self.shape
        says = f"{one.id}: what picks the step and opens the gates, over their windows."
        if one.pool is not None:
            return Relation(shape.named("windowed"), says, self._windowed_everywhere())
        own = [*(f"v.{key}" for key in shape.keys), "v.period_no", "v.measure", "v.measure_lines", "v.qualifier_lines"]
        parts, missing = list(own), []
        if grain.unrated(one.measure):
            own.append("v.measure_unrated")
            missing.append("v.measure_unrated")
        for column, measure in self.columns:
            window = self._window(column, measure, "v.period_no")
            parts.append(f"{dialect.cast(f'sum(h.{column}) {window}', shape.measure)} AS {column}")
            if grain.unrated(measure):
                missing.append(f"coalesce(sum(h.{column}_unrated) {window}, 0)")
        if missing:
            parts.append(f"CAST({' + '.join(missing)} AS BIGINT) AS unrated")
        same = " AND ".join(f"h.{key} = v.{key}" for key in shape.keys)
        sql = (
            "SELECT " + ",\n  ".join(parts) + f"\nFROM {shape.named('qualified')} AS v\n"
            "JOIN periods AS q ON q.period_no = v.period_no\n"
            f"JOIN {shape.named('qualified')} AS h ON {same} AND h.period_no <= v.period_no\n"
            "WHERE v.measure_lines > 0 OR v.qualifier_lines > 0\n"
            f"GROUP BY {', '.join(own)}"
        )
        return Relation(shape.named("windowed"), says, sql)

    def _windowed_everywhere(self) -> str:
        """The same for every partner and period: in a pool, who sold nothing in a period still adds to its windows."""
        shape = self.shape
        own = "FILTER (WHERE h.period_no = q.period_no)"
        none = dialect.number(exact(0), shape.measure)
        parts = [*(f"h.{key}" for key in shape.keys), "q.period_no"]
        parts.append(f"coalesce({dialect.cast(f'sum(h.measure) {own}', shape.measure)}, {none}) AS measure")
        parts += [
            f"CAST(coalesce(sum(h.{column}) {own}, 0) AS BIGINT) AS {column}"
            for column in ("measure_lines", "qualifier_lines")
        ]
        missing = [f"coalesce(sum(h.measure_unrated) {own}, 0)"] if self.grain.unrated(self.incentive.measure) else []
        for column, measure in self.columns:
            window = self._window(column, measure, "q.period_no")
            parts.append(f"{dialect.cast(f'sum(h.{column}) {window}', shape.measure)} AS {column}")
            if self.grain.unrated(measure):
                missing.append(f"coalesce(sum(h.{column}_unrated) {window}, 0)")
        if missing:
            parts.append(f"CAST({' + '.join(missing)} AS BIGINT) AS unrated")
        return (
            "SELECT " + ",\n  ".join(parts) + f"\nFROM {shape.named('qualified')} AS h\n"
            f"JOIN periods AS q ON h.period_no <= q.period_no\nGROUP BY {shape.key('h')}, q.period_no"
        )

    def _baselines(self) -> Relation:
        """Add the same measures up in the period that growth is measured against, whoever took part then."""
        shape, found = self.shape, self.baselines
        rows = []
        for column, growth in found:
            total = dialect.cast("b.total", shape.measure)
            blank = ", ".join(f"{total if other == column else self._none} AS {other}" for other, _ in found)
            missing = "b.unrated" if self.grain.unrated(growth.measure) else "0"
            rows.append(
                f"SELECT {shape.key('b')}, b.period_no, {blank}, {missing} AS unrated\n"
                f"FROM (\n{self._earlier(growth)}\n) AS b"
            )
        totals = ",\n  ".join(f"{dialect.cast(f'sum(k.{column})', shape.measure)} AS {column}" for column, _ in found)
        # only where somebody asks; in a pool, others may ask
        asked = f"\nJOIN {self.name} AS v ON {shape.same('v', 'k')}" if self.incentive.pool is None else ""
        sql = (
            f"SELECT {shape.key('k')}, k.period_no,\n  {totals},\n  CAST(sum(k.unrated) AS BIGINT) AS unrated\nFROM (\n"
            + "\nUNION ALL\n".join(rows)
            + f"\n) AS k{asked}\nGROUP BY {shape.key('k')}, k.period_no"
        )
        says = f"{self.incentive.id}: what growth is measured against, by the period it is asked in."
        return Relation(shape.named("baselines"), says, sql)

    def _earlier(self, growth: Growth) -> str:
        """The measure of a growth in its earlier period, for each payee and the period it is asked in."""
        measure, shape = growth.measure, self.shape
        assert growth.over is not None
        asked = f"q.{self.grain.baselines[growth.over]}"
        joins = f"JOIN spans AS s ON s.span_no = m.span_no\nJOIN periods AS q ON {asked} = s.period_no"
        if measure.looks_back:
            first = f"b.{self.grain.windows[measure.over]}"
            joins = (
                "JOIN spans AS s ON s.span_no = m.span_no\n"
                f"JOIN periods AS b ON s.period_no BETWEEN {first} AND b.period_no\n"
                f"JOIN periods AS q ON {asked} = b.period_no"
            )
        if self._counts_ids(measure):
            missing = ", CAST(coalesce(sum(m.unrated), 0) AS BIGINT) AS unrated" if self.grain.unrated(measure) else ""
            outer = ", CAST(sum(i.unrated) AS BIGINT) AS unrated" if missing else ""
            return (
                f"SELECT {shape.key('i')}, i.period_no,\n"
                f"  count(*) FILTER (WHERE i.quantity > 0) AS total{outer}\nFROM (\n"
                f"  SELECT {shape.key('m')}, q.period_no, m.id, sum(m.quantity) AS quantity{missing}\n"
                f"  FROM {self.grain.ids(self.incentive, measure)} AS m\n{joins}\n"
                f"  GROUP BY {shape.key('m')}, q.period_no, m.id\n) AS i\nGROUP BY {shape.key('i')}, i.period_no"
            )
        total, _ = self._sum(measure)
        name = self.grain.column(self.incentive, measure)
        missing = (
            f", CAST(coalesce(sum(m.{name}_unrated), 0) AS BIGINT) AS unrated" if self.grain.unrated(measure) else ""
        )
        return (
            f"SELECT {shape.key('m')}, q.period_no, {total} AS total{missing}\n"
            f"FROM {self.grain.measured(self.incentive)} AS m\n{joins}\nGROUP BY {shape.key('m')}, q.period_no"
        )


def _spoken(column: str) -> str:
    return column.replace("_", " ")
