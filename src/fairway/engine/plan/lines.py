"""Sales lines by themselves: where a line is placed, what it brings, and which ones count."""

# ruff: noqa: S608 — writing SQL is what a plan does; every value goes through the dialect
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from fairway.engine import dialect
from fairway.engine.dialect import WIDEST, DecimalType
from fairway.engine.plan.columns import Columns, decimal_type
from fairway.engine.plan.predicates import DEALS, Predicates
from fairway.engine.plan.relations import Relation
from fairway.engine.plan.slots import Slot
from fairway.engine.plan.widths import Widths
from fairway.engine.programme import AMOUNTS, IDS, MeasureKind, Programme, Validity
from fairway.policy.conditions import Source

ONE = dialect.cast("1", DecimalType(1, 0))
SIGNED = "CASE {kind} WHEN 'return' THEN -1 WHEN 'adjustment' THEN 0 ELSE 1 END"


@dataclass
class Lines:
    """Writes what is asked of the lines one by one. `dated` says that partners change over time.

    The aliases are the same everywhere: `l` a line, `d` its day (with `span_no`, and `rate` where amounts are
    converted), `c` its product's class, `p` its product, `s` its partner, `r` its deal, `u` its unit.
    """

    programme: Programme
    columns: Columns
    widths: Widths
    predicates: Predicates
    as_of: date | None
    dated: bool

    def __post_init__(self) -> None:
        self.dated_by = self.programme.calendar.dated_by.value
        self.own = dialect.text(self.programme.currency)
        self.foreign = "currency" in self.columns.lines
        # without a table of units, quantities are in base units already, whatever unit they were reported in
        self.in_units = "unit" in self.columns.lines and bool(self.columns.units)
        self.is_return = f"{self.predicates.kind} = 'return'"

    def day(self, *, by_origin: bool) -> str:
        """The day a line is placed on: its own, or of a return that of the sale it undoes."""
        own = f"l.{self.dated_by}"
        return f"CASE WHEN {self.is_return} THEN coalesce(l.original_on, {own}) ELSE {own} END" if by_origin else own

    def known(self, *, by_origin: bool) -> list[str]:
        """What a line placed by another day than its own must meet: that its own day is known."""
        if not by_origin:
            return []
        if self.as_of is not None:
            return [f"l.{self.dated_by} <= {dialect.day(self.as_of)}"]
        return [f"l.{self.dated_by} IS NOT NULL"]

    def source(
        self,
        reads: Collection[str],
        *,
        by_origin: bool = False,
        rated: bool = False,
        classed: bool = False,
        units: bool = False,
        table: str = "lines",
    ) -> str:
        """FROM and JOINs that place lines and look up what the conditions on them read."""
        placed = self.day(by_origin=by_origin)
        joins = [f"FROM {table} AS l\nJOIN days AS d ON d.day = {placed}"]
        if rated and self.foreign:
            currency = f"d.currency = coalesce(l.currency, {self.own})"
            joins = [f"FROM {table} AS l\nJOIN day_rates AS d ON d.day = {placed} AND {currency}"]
        if classed:
            joins.append("JOIN classified_products AS c ON c.product_id = l.product_id")
        if Source.PRODUCT in reads:
            joins.append("LEFT JOIN products AS p ON p.product_id = l.product_id")
        if Source.PARTNER in reads:
            # of those without a standing that day other conditions may still count lines, as a baseline
            joins.append(f"LEFT JOIN standings AS s ON s.partner_id = l.partner_id{self._span('s')}")
        if DEALS in reads:
            joins.append(
                "LEFT JOIN deal_windows AS r ON r.deal_id = l.deal_id AND r.partner_id = l.partner_id"
                "\n  AND r.starts <= d.day AND d.day < r.ends"
            )
        if units and self.in_units:
            joins.append("LEFT JOIN unit_factors AS u ON u.product_id = l.product_id AND u.unit = l.unit")
        return "\n".join(joins)

    def _span(self, alias: str) -> str:
        return f" AND {alias}.span_no = d.span_no" if self.dated else ""

    def amount(self, kind: MeasureKind, *, wide: bool = False) -> str:
        """A line's amount in the programme's currency, exact; missing where there is no rate.

        Two numbers of up to 18 digits multiply within 18 unless told otherwise: fast, and refused when it overflows.
        """
        columns = [f"l.{column}" for column in AMOUNTS[kind]]
        if wide:
            columns = [dialect.cast(column, DecimalType(WIDEST, self.widths.amount.scale)) for column in columns]
        written = " - ".join(columns)
        if not self.foreign:
            return written
        return f"{written if len(columns) == 1 else f'({written})'} * d.rate"

    def quantity(self, *, wide: bool = False) -> str:
        """A line's quantity in base units, exact; missing where its unit has no factor."""
        if not self.in_units:
            return "l.quantity"
        places = decimal_type(self.columns.lines["quantity"]).scale
        held = dialect.cast("l.quantity", DecimalType(WIDEST, places)) if wide else "l.quantity"
        return f"{held} * {self.factor}"

    @property
    def factor(self) -> str:
        """How many base units one unit of the line is."""
        return f"CASE WHEN l.unit IS NULL THEN {ONE} ELSE u.factor END"

    def brings(self, slot: Slot, *, wide: bool = False) -> str:
        """What one line brings to a sum, exact; missing where it cannot be told."""
        kind = slot.measure.kind
        if kind in AMOUNTS:
            return self.amount(kind, wide=wide)
        if kind is MeasureKind.LINES:
            return SIGNED.format(kind=self.predicates.kind)
        return self.quantity(wide=wide)

    def unrated(self, slot: Slot) -> bool:
        """Whether lines may lack an exchange rate, or a factor of their unit."""
        kind = slot.measure.kind
        if kind in AMOUNTS or (slot.measure.new is not None and slot.measure.new.at_least is not None):
            return self.foreign
        return self.in_units and (kind is MeasureKind.QUANTITY or kind in IDS)

    def keys(self, slot: Slot, alias: str = "l") -> list[str]:
        """Whom a slot is added up for."""
        return [f"{alias}.partner_id", *([f"{alias}.person"] if slot.by_person else [])]

    def passing(self, slot: Slot, flags: Collection[str]) -> tuple[str, list[str]]:
        """JOINs and conditions by which lines of `source` pass a slot's scope, whoever sold them."""
        joins, conditions = "", self.known(by_origin=slot.by_origin)
        if any(flag[0] == "p" for flag in flags):
            joins += "\nJOIN product_classes AS f ON f.product_class = c.product_class"
        if any(flag[0] == "s" for flag in flags) and Source.PARTNER not in self.predicates.read_by(flags):
            joins += f"\nJOIN standings AS s ON s.partner_id = l.partner_id{self._span('s')}"
        for flag in flags:
            conditions.append({"p": f"f.{flag}", "s": f"s.{flag}"}.get(flag[0]) or self.predicates.sql(flag))
        if slot.by_person:
            conditions.append("l.person IS NOT NULL")
        if slot.ids:
            conditions.append(f"l.{IDS[slot.measure.kind]} IS NOT NULL")
        if slot.new:
            conditions.append("l.customer_id IS NOT NULL")
        if slot.once:
            conditions.append(f"l.{dialect.name(slot.measure.lines.once_per or '')} IS NOT NULL")
        return joins, conditions

    def scoped(self, slot: Slot, flags: Collection[str], *, table: str = "lines", rated: bool | None = None) -> str:
        """FROM, JOINs and WHERE over the lines that pass a slot's scope, whoever sold them and when."""
        joins, conditions = self._scoped(slot, flags, table, rated)
        return joins + _where(conditions)

    def counted(
        self,
        slot: Slot,
        flags: Collection[str],
        eligible: str,
        validity: Validity,
        *,
        more: str = "",
        rated: bool | None = None,
        units: bool | None = None,
    ) -> str:
        """FROM, JOINs and WHERE over exactly the lines that count: with the span as `q`, and what `more` joins."""
        joins, conditions = self._scoped(slot, flags, "lines", rated, units)
        joins += "\nJOIN spans AS q ON q.span_no = d.span_no"
        joins += f"\nJOIN {eligible} AS e ON e.partner_id = l.partner_id{self._span('e')}"
        return joins + more + _where([*conditions, *valid(self.programme.validity, validity)])

    def _scoped(
        self, slot: Slot, flags: Collection[str], table: str, rated: bool | None, units: bool | None = None
    ) -> tuple[str, list[str]]:
        kind = slot.measure.kind
        source = self.source(
            self.predicates.read_by(flags),
            by_origin=slot.by_origin,
            rated=kind in AMOUNTS if rated is None else rated,
            classed=any(flag[0] == "p" for flag in flags),
            units=kind is MeasureKind.QUANTITY or kind in IDS if units is None else units,
            table=table,
        )
        joins, conditions = self.passing(slot, flags)
        return source + joins, conditions

    def deal_windows(self) -> Relation:
        """The days on which a deal is registered for a partner, overlapping registrations as one."""
        held = self.columns.deals
        starts = "coalesce(valid_from, DATE '0001-01-01')" if "valid_from" in held else "DATE '0001-01-01'"
        ends = "coalesce(valid_until, DATE '9999-12-31')" if "valid_until" in held else "DATE '9999-12-31'"
        over = "OVER (PARTITION BY deal_id, partner_id ORDER BY starts, ends"
        sql = (
            "SELECT deal_id, partner_id, min(starts) AS starts, max(ends) AS ends\nFROM (\n"
            f"  SELECT deal_id, partner_id, starts, ends, sum(opens) {over}) AS place\n  FROM (\n"
            "    SELECT deal_id, partner_id, starts, ends,\n"
            f"      CASE WHEN starts <= max(ends) {over}\n"
            "        ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) THEN 0 ELSE 1 END AS opens\n"
            f"    FROM (SELECT DISTINCT deal_id, partner_id, {starts} AS starts, {ends} AS ends FROM deals) AS held\n"
            "  ) AS opened\n) AS placed\nGROUP BY deal_id, partner_id, place"
        )
        return Relation("deal_windows", "When each deal is registered for a partner, without overlaps.", sql)

    def unit_factors(self) -> Relation:
        """How many base units a unit of each product has: 1 of its own unit."""
        parts, unit, own = [], dialect.cast("p.unit", "VARCHAR"), "unit" in self.columns.products
        if self.columns.units:
            others = (
                f"\nLEFT JOIN products AS p ON p.product_id = t.product_id AND {unit} = t.unit"
                "\nWHERE p.product_id IS NULL"
            )
            parts.append(f"SELECT t.product_id, t.unit, t.factor\nFROM units AS t{others if own else ''}")
        if own:
            parts.append(
                f"SELECT p.product_id, {unit} AS unit, {ONE} AS factor\nFROM products AS p\nWHERE p.unit IS NOT NULL"
            )
        nothing = (
            f"SELECT CAST(NULL AS {self.columns.lines['product_id']}) AS product_id, CAST(NULL AS VARCHAR) AS unit,"
            f" {ONE} AS factor\nWHERE FALSE"
        )
        sql = "\nUNION ALL\n".join(parts) or nothing
        return Relation("unit_factors", "How many base units one unit of a product is; its own unit is one.", sql)


def _where(conditions: Collection[str]) -> str:
    return "\nWHERE " + "\n  AND ".join(conditions) if conditions else ""


def valid(*both: Validity) -> list[str]:
    """What a span must meet to lie in every validity: spans are cut where one begins or ends."""
    found: list[str] = []
    for validity in both:
        if validity.starts is not None:
            found.append(f"q.starts >= {dialect.day(validity.starts)}")
        if validity.until is not None:
            found.append(f"q.ends <= {dialect.day(validity.until)}")
    return list(dict.fromkeys(found))
