"""The lines, asked once: cut time into spans, products into classes, and add up the lines between those cuts.

A *span* is a stretch of days in which nothing but exchange rates changes: no period begins, no partner's standing, no
validity. A *class* is a set of products that every scope of the programme treats alike. Lines with the same partner,
span, class and answers to the line conditions are added up before anything else happens, each converted at the rate of
its day and unrounded, so that the order of adding changes nothing. All incentives work on that small relation.
"""

# ruff: noqa: S608 — writing SQL is what a plan does; every value goes through the dialect
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from fairway.engine import dialect
from fairway.engine.dialect import LEAST_WHOLE, WIDEST, DecimalType, TooWide
from fairway.engine.plan.columns import Columns, decimal_type
from fairway.engine.plan.conversion import Conversion, rate_source, rate_type
from fairway.engine.plan.predicates import Predicates
from fairway.engine.plan.relations import Relation
from fairway.engine.plan.turns import YEAR
from fairway.engine.programme import (
    LINEAR_PLACES,
    Incentive,
    Measure,
    MeasureKind,
    Method,
    Over,
    Programme,
    StandingDate,
    Step,
    Validity,
)
from fairway.values import Exact, Period, plus

INT = "INTEGER"
SIGNED = "CASE {kind} WHEN 'return' THEN -1 WHEN 'adjustment' THEN 0 ELSE 1 END"


def step_value(step: Step) -> Exact:
    """The number in a step: a factor, an amount per unit, or a fixed amount."""
    if step.rate is not None:
        return step.rate.value
    if step.per_unit is not None:
        return step.per_unit
    if step.amount is not None:
        return step.amount.amount
    raise ValueError(f"Step {step} has no value.")


def step_values(incentive: Incentive) -> list[Exact]:
    """What the whole measure is multiplied with when a step is reached; with ``total``, of all steps up to it."""
    values = [step_value(step) for step in incentive.steps]
    if incentive.method is Method.TOTAL:
        for place in range(1, len(values)):
            values[place] = plus(values[place - 1], values[place])
    return values


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

    `rate` holds exchange rates, `value` the numbers in the step tables, `measure` every measure, qualifier and gate.
    `measure` and `value` multiply to 38 digits at most, so a product always fits; what is too large for its column is
    refused when it is cast.
    """

    net: DecimalType
    quantity: DecimalType
    rate: DecimalType
    value: DecimalType
    measure: DecimalType

    @staticmethod
    def of(programme: Programme, columns: Columns) -> "Widths":
        """Choose the types from what the inputs declare and the programme writes.

        :raises TooWide: the exact result of a product would need more than 38 digits.
        """
        net = decimal_type(columns.lines["net_amount"])
        quantity = decimal_type(columns.lines["quantity"])
        converts = rate_source(programme, columns)
        rate = rate_type(programme, columns)
        value = value_type([incentive for incentive in programme.incentives if incentive.method is not Method.FIXED])
        scale = max(net.scale + (rate.scale if converts else 0), quantity.scale)
        for bound in _bounds(programme):
            scale = max(scale, dialect.holding(bound).scale)
        room = WIDEST - value.precision - scale
        if room < LEAST_WHOLE:
            raise TooWide(
                f"Amounts with {scale} places (amount {net.scale}, exchange rate {rate.scale}) times step values with "
                f"{value.scale} places leave no room for large sums in {WIDEST} digits; "
                "give exchange rates or step values fewer decimal places."
            )
        return Widths(net, quantity, rate, value, DecimalType(WIDEST - value.precision, scale))


def _bounds(programme: Programme) -> list[Exact]:
    found: list[Exact | None] = []
    for incentive in programme.incentives:
        found += [bound for step in incentive.steps for bound in (step.lower, step.upper)]
        found += [incentive.limits.measure, *(gate.at_least for gate in incentive.gates)]
    return [bound for bound in found if bound is not None]


@dataclass
class Grain:
    """Builds the relations from `periods` to `measured`."""

    programme: Programme
    periods: Sequence[Period]
    columns: Columns
    as_of: date | None

    def __post_init__(self) -> None:
        self.widths = Widths.of(self.programme, self.columns)
        self.predicates = Predicates(frozenset(self.columns.lines))
        self.measures: dict[Measure, str] = {}
        self.filters: dict[str, tuple[str, ...]] = {}
        self.windows: dict[Over, str] = {}
        for incentive in self.programme.incentives:
            if incentive.limits.per_year is not None:
                self._register(YEAR)
            for measure in incentive.measures:
                if measure.looks_back:
                    self._register(measure.over)
                measure = measure.by_period
                if measure not in self.measures:
                    name = f"m{len(self.measures) + 1}"
                    self.measures[measure] = name
                    self.filters[name] = self.predicates.of(measure.lines)
        shared = set.intersection(*(set(flags) for flags in self.filters.values()))
        self.shared = {name: sql for sql, name in self.predicates.lines.items() if name in shared}
        kinds = {measure.kind for measure in self.measures}
        self.net = MeasureKind.NET in kinds
        self.quantity = MeasureKind.QUANTITY in kinds
        self.signed = MeasureKind.LINES in kinds
        self.foreign = self.net and "currency" in self.columns.lines
        self.own = dialect.text(self.programme.currency)
        self.classed = bool(self.predicates.products)
        self.dated = "valid_from" in self.columns.partners or "valid_until" in self.columns.partners

    def _register(self, over: Over) -> None:
        times = f"_{over.periods}" if over.periods > 1 else ""
        self.windows[over] = f"{over.window}{times}_from"

    def relations(self) -> list[Relation]:
        """The relations in order."""
        found = [self._periods(), self._spans(), self._days()]
        if self.foreign:
            found += Conversion(self.programme, self.columns, self.widths.rate, self.as_of).relations()
        found.append(self._standings())
        if self.classed:
            found += [self._product_flags(), self._product_classes(), self._unlisted(), self._classified()]
        return [*found, self._cells(), self._measured()]

    def _periods(self) -> Relation:
        rows = ",\n  ".join(
            f"({number}, {dialect.text(period.label)}, {dialect.day(period.start)}, {dialect.day(period.end)}"
            + "".join(f", {self._first_no(over, period)}" for over in self.windows)
            + ")"
            for number, period in enumerate(self.periods, 1)
        )
        names = ", ".join(["period_no", "period", "starts", "ends", *self.windows.values()])
        sql = f"SELECT * FROM (VALUES\n  {rows}\n) AS asked ({names})"
        says = "The periods asked for: from the start until the end, which is the next one's first day"
        says += "; of each window, the first period." if self.windows else "."
        return Relation("periods", says, sql)

    def _first_no(self, over: Over, period: Period) -> int:
        """The number of the first asked period in the window that ends with `period`."""
        first = over.first(self.programme.calendar.fiscal, period)
        return next(number for number, one in enumerate(self.periods, 1) if first is None or one.start >= first.start)

    def _spans(self) -> Relation:
        days = [validity.starts for validity in self._validities] + [validity.until for validity in self._validities]
        cuts = {found for found in days if found is not None}
        if self.as_of is not None:
            cuts.add(self.as_of + timedelta(days=1))
        sources = ["SELECT starts AS cut FROM periods", "SELECT ends FROM periods"]
        sources += [f"SELECT {dialect.day(cut)}" for cut in sorted(cuts)]
        if self.dated and self.programme.standing is StandingDate.TRANSACTION:
            for column in ("valid_from", "valid_until"):
                if column in self.columns.partners:
                    sources.append(f"SELECT {column} FROM partners")
        known = f"\nWHERE b.starts < {dialect.day(self.as_of + timedelta(days=1))}" if self.as_of else ""
        sql = (
            "SELECT CAST(row_number() OVER (ORDER BY b.starts) AS INTEGER) AS span_no,\n"
            "  q.period_no, b.starts, b.ends, q.starts AS period_starts, q.ends AS period_ends\n"
            "FROM (SELECT cut AS starts, lead(cut) OVER (ORDER BY cut) AS ends\n"
            "      FROM (" + "\n        UNION ".join(sources) + ") AS cuts\n      WHERE cut IS NOT NULL) AS b\n"
            "JOIN periods AS q ON q.starts <= b.starts AND b.ends <= q.ends" + known
        )
        return Relation("spans", "Stretches of days in which no period, standing or validity changes.", sql)

    @property
    def _validities(self) -> list[Validity]:
        return [self.programme.validity, *(incentive.validity for incentive in self.programme.incentives)]

    def _days(self) -> Relation:
        sql = f"SELECT CAST({dialect.days('starts', 'ends')} AS DATE) AS day, span_no\nFROM spans"
        return Relation("days", "The span of every day.", sql)

    def _standings(self) -> Relation:
        held = self.columns.partners
        types = (
            "coalesce(';' || regexp_replace(trim(s.type), ' *; *', ';', 'g') || ';', '')" if "type" in held else "''"
        )
        parts = ["s.partner_id", f"{types} AS type_list"]
        parts += [
            f"{dialect.cast(f's.{column}', 'VARCHAR')} AS {column}" for column in ("tier", "country") if column in held
        ]
        asked = sorted(self._partner_columns() - {"tier", "country", "partner_id"})
        parts += [f"s.{dialect.name(column)}" for column in asked]
        parts += [f"{sql} AS {name}" for sql, name in self.predicates.standings.items()]
        if not self.dated:
            sql = "SELECT " + ",\n  ".join(parts) + "\nFROM partners AS s"
            return Relation("standings", "Each partner's types, tier and country.", sql)
        last = "q.period_ends - 1"
        if self.as_of is not None:
            last = f"least({last}, {dialect.day(self.as_of)})"
        asked_on = {
            StandingDate.TRANSACTION: "q.starts",
            StandingDate.PERIOD_START: "q.period_starts",
            StandingDate.PERIOD_END: last,
        }[self.programme.standing]
        since = f"(s.valid_from IS NULL OR s.valid_from <= {asked_on})" if "valid_from" in held else "TRUE"
        until = f"(s.valid_until IS NULL OR {asked_on} < s.valid_until)" if "valid_until" in held else "TRUE"
        sql = (
            "SELECT " + ",\n  ".join([parts[0], "q.span_no", *parts[1:]]) + "\nFROM partners AS s\n"
            f"JOIN spans AS q ON {since} AND {until}"
        )
        return Relation("standings", "Each partner's types, tier and country, as they stood for each span.", sql)

    def _partner_columns(self) -> set[str]:
        if not self.predicates.lines_read_partners:
            return set()
        return {column for column in self.columns.partners if column not in {"valid_from", "valid_until"}}

    def _product_flags(self) -> Relation:
        flags = ",\n  ".join(f"{sql} AS {name}" for sql, name in self.predicates.products.items())
        return Relation(
            "product_flags",
            "Which product condition each product meets.",
            f"SELECT p.product_id,\n  {flags}\nFROM products AS p",
        )

    def _product_classes(self) -> Relation:
        names = ", ".join(self.predicates.products.values())
        blank = ", ".join(
            f"CAST(NULL AS {kind}) AS {dialect.name(column)}" for column, kind in self.columns.products.items()
        )
        flags = ",\n  ".join(f"{sql} AS {name}" for sql, name in self.predicates.products.items())
        sql = (
            f"SELECT CAST(row_number() OVER (ORDER BY {names}) AS INTEGER) AS product_class, {names}\n"
            f"FROM (SELECT DISTINCT {names} FROM product_flags) AS distinct_flags\n"
            f"UNION ALL\nSELECT 0,\n  {flags}\nFROM (SELECT {blank}) AS p"
        )
        return Relation(
            "product_classes", "Products that every condition treats alike; 0 is a product nobody listed.", sql
        )

    def _classified(self) -> Relation:
        same = " AND ".join(f"f.{name} = k.{name}" for name in self.predicates.products.values())
        sql = (
            "SELECT f.product_id, k.product_class\nFROM product_flags AS f\n"
            f"JOIN product_classes AS k ON {same} AND k.product_class > 0\n"
            "UNION ALL\nSELECT product_id, 0\nFROM unlisted_products"
        )
        return Relation("classified_products", "The class of every product, sold or listed.", sql)

    def _unlisted(self) -> Relation:
        sql = (
            "SELECT sold.product_id\nFROM (SELECT DISTINCT l.product_id FROM lines AS l) AS sold\n"
            "LEFT JOIN product_flags AS f ON f.product_id = sold.product_id\nWHERE f.product_id IS NULL"
        )
        return Relation("unlisted_products", "Products that were sold but stand in no list.", sql)

    def line_source(self) -> str:
        """FROM and JOINs that place lines in spans and classes: aliases l, d, c and, where asked, p and s."""
        dated_by = self.programme.calendar.dated_by.value
        joins = [f"FROM lines AS l\nJOIN days AS d ON d.day = l.{dated_by}"]
        if self.foreign:
            currency = f"d.currency = coalesce(l.currency, {self.own})"
            joins = [f"FROM lines AS l\nJOIN day_rates AS d ON d.day = l.{dated_by} AND {currency}"]
        if self.classed:
            joins.append("JOIN classified_products AS c ON c.product_id = l.product_id")
        if self.predicates.lines_read_products:
            joins.append("LEFT JOIN products AS p ON p.product_id = l.product_id")
        if self.predicates.lines_read_partners:
            span = " AND s.span_no = d.span_no" if self.dated else ""
            joins.append(f"JOIN standings AS s ON s.partner_id = l.partner_id{span}")
        return "\n".join(joins)

    def _cells(self) -> Relation:
        says = "The one pass over the lines: exact sums in the programme's currency, unrounded."
        wider = self._summed(wide=True) if self.foreign and self.net else ""
        return Relation("cells", says, self._summed(), wider, adds=True)

    def _summed(self, *, wide: bool = False) -> str:
        parts = ["l.partner_id", "d.span_no"]
        parts += ["c.product_class"] if self.classed else []
        parts += [f"{sql} AS {name}" for sql, name in self.predicates.lines.items() if name not in self.shared]
        parts += [f"sum({self.net_of_line(wide=wide)}) AS net"] if self.net else []
        parts += ["count(d.rate) AS rated_lines"] if self.foreign else []
        parts += ["sum(l.quantity) AS quantity"] if self.quantity else []
        parts += [f"sum({SIGNED.format(kind=self.predicates.kind)}) AS signed_lines"] if self.signed else []
        every = "\nWHERE " + "\n  AND ".join(self.shared.values()) if self.shared else ""
        return "SELECT " + ",\n  ".join([*parts, "count(*) AS lines"]) + f"\n{self.line_source()}{every}\nGROUP BY ALL"

    def net_of_line(self, *, wide: bool = False) -> str:
        """A line's net amount in the programme's currency, exact; missing where there is no rate.

        Two numbers of up to 18 digits multiply within 18 unless told otherwise: fast, and refused when it overflows.
        """
        if not self.foreign:
            return "l.net_amount"
        amount = "l.net_amount"
        if wide:
            amount = dialect.cast(amount, DecimalType(WIDEST, self.widths.net.scale + self.widths.rate.scale))
        return f"{amount} * d.rate"

    def _measured(self) -> Relation:
        parts = ["k.partner_id", "k.span_no"]
        for measure, name in self.measures.items():
            column = {MeasureKind.NET: "net", MeasureKind.QUANTITY: "quantity", MeasureKind.LINES: "signed_lines"}[
                measure.kind
            ]
            parts.append(f"sum(k.{column}){self._filter(name)} AS {name}")
            parts.append(f"CAST(sum(k.lines){self._filter(name)} AS BIGINT) AS {name}_lines")
            if self.unrated(measure):
                missing = f"sum(k.lines - k.rated_lines){self._filter(name)}"
                parts.append(f"CAST({missing} AS BIGINT) AS {name}_unrated")
        joins = "\nJOIN product_classes AS c ON c.product_class = k.product_class" if self.classed else ""
        if self.predicates.standings:
            span = " AND s.span_no = k.span_no" if self.dated else ""
            joins += f"\nJOIN standings AS s ON s.partner_id = k.partner_id{span}"
        sql = "SELECT " + ",\n  ".join(parts) + f"\nFROM cells AS k{joins}\nGROUP BY k.partner_id, k.span_no"
        return Relation("measured", "Every measure of the programme, for each partner and span.", sql)

    def unrated(self, measure: Measure) -> bool:
        """Whether lines of the measure may lack a rate."""
        return measure.kind is MeasureKind.NET and self.foreign

    def _filter(self, name: str) -> str:
        parts = [self.flag(flag) for flag in self.filters[name] if flag not in self.shared]
        return f" FILTER (WHERE {' AND '.join(parts)})" if parts else ""

    def flag(self, flag: str) -> str:
        """The column that holds the answer to a named condition."""
        return f"{ {'p': 'c', 'l': 'k', 's': 's'}[flag[0]] }.{flag}"
