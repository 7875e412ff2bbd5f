"""What a plan reads: the columns a programme needs, and the types the inputs have them in."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from fairway.engine.dialect import DecimalType
from fairway.engine.programme import (
    AMOUNTS,
    IDS,
    Asked,
    Attainment,
    Certified,
    Eligibility,
    Growth,
    Incentive,
    LineScope,
    Measure,
    MeasureKind,
    Payee,
    Programme,
    ReturnsPolicy,
    Unit,
)
from fairway.policy.conditions import (
    All,
    Column,
    Comparison,
    Condition,
    Either,
    Flag,
    Membership,
    Missing,
    Not,
    Source,
    ValueType,
)

ALWAYS: dict[str, ValueType] = {
    "partner_id": ValueType.TEXT,
    "product_id": ValueType.TEXT,
    "quantity": ValueType.NUMBER,
    "net_amount": ValueType.NUMBER,
}
"""Line columns every file must have, beside the date the programme goes by."""
CREDIT = "deal_credit"
"""The line column that says of a line that it only shares another's credit for a deal, in percent (V14)."""
PERIODS = {"valid_from": ValueType.DATE, "valid_until": ValueType.DATE}
TABLES: dict[str, dict[str, ValueType]] = {
    "deals": {"deal_id": ValueType.TEXT, "partner_id": ValueType.TEXT, **PERIODS},
    "targets": {
        "partner_id": ValueType.TEXT,
        "target": ValueType.TEXT,
        "period": ValueType.TEXT,
        "amount": ValueType.NUMBER,
    },
    "certificates": {"partner_id": ValueType.TEXT, "person": ValueType.TEXT, "course": ValueType.TEXT, **PERIODS},
    "splits": {
        "partner_id": ValueType.TEXT,
        "incentive": ValueType.TEXT,
        "person": ValueType.TEXT,
        "share": ValueType.NUMBER,
        "override": ValueType.NUMBER,
        **PERIODS,
    },
    "units": {"product_id": ValueType.TEXT, "unit": ValueType.TEXT, "factor": ValueType.NUMBER},
}
"""The tables beside partners, products and rates, with the columns that are read of each."""


class MissingColumn(ValueError):
    """A programme asks for a column the inputs do not have."""


@dataclass(frozen=True, slots=True)
class Columns:
    """The columns of each input with their SQL types (`VARCHAR`, `BIGINT`, `DATE`, `DECIMAL(18, 4)`, `BOOLEAN`)."""

    lines: Mapping[str, str]
    partners: Mapping[str, str]
    products: Mapping[str, str] = field(default_factory=dict)
    rates: Mapping[str, str] = field(default_factory=dict)
    deals: Mapping[str, str] = field(default_factory=dict)
    targets: Mapping[str, str] = field(default_factory=dict)
    certificates: Mapping[str, str] = field(default_factory=dict)
    splits: Mapping[str, str] = field(default_factory=dict)
    units: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Needs:
    """The columns a programme compares, by where they stand, with the type they are compared as.

    `filled` are line columns that must have a value in every row; `also` are read where the lines have them. `tables`
    are those beside partners, products and rates without which the programme means nothing.
    """

    lines: Mapping[str, ValueType]
    products: Mapping[str, ValueType]
    partners: Mapping[str, ValueType]
    filled: frozenset[str] = frozenset()
    also: Mapping[str, ValueType] = field(default_factory=dict)
    tables: frozenset[str] = frozenset()


def decimal_type(written: str) -> DecimalType:
    """Read `DECIMAL(18,4)`; integers are decimals without places.

    :raises MissingColumn: the type is not exact.
    """
    kind = written.upper().replace(" ", "")
    whole = {"TINYINT": 3, "SMALLINT": 5, "INTEGER": 10, "BIGINT": 19, "HUGEINT": 38, "UTINYINT": 3, "USMALLINT": 5}
    whole |= {"UINTEGER": 10, "UBIGINT": 20}
    if kind in whole:
        return DecimalType(whole[kind], 0)
    if kind.startswith("DECIMAL(") and kind.endswith(")"):
        precision, _, scale = kind[len("DECIMAL(") : -1].partition(",")
        return DecimalType(int(precision), int(scale))
    raise MissingColumn(f"A column of type {written} is not exact; give it as DECIMAL.")


def columns_in(condition: Condition) -> Iterator[Column]:
    """Every column a condition names."""
    match condition:
        case Comparison(left=left, right=right):
            yield from (operand for operand in (left, right) if isinstance(operand, Column))
        case Membership(column=column) | Missing(column=column) | Flag(column=column):
            yield column
        case All(parts=parts) | Either(parts=parts):
            for part in parts:
                yield from columns_in(part)
        case Not(part=part):
            yield from columns_in(part)


@dataclass
class Needing:
    """Collects what a programme reads, incentive by incentive."""

    found: dict[Source, dict[str, ValueType]]
    filled: set[str] = field(default_factory=set)
    also: dict[str, ValueType] = field(default_factory=dict)
    tables: set[str] = field(default_factory=set)

    def incentive(self, incentive: Incentive) -> None:
        """Add what one incentive reads."""
        for measure in incentive.measures:
            self.measure(measure)
        for asked in incentive.asked:
            self.asked(asked)
        if incentive.payee is Payee.PERSON:
            self.line("person")
        if incentive.payee is Payee.SPLITS:
            self.tables.add("splits")
        if incentive.unit in {Unit.LINE, Unit.DOCUMENT}:
            self.also |= {"invoice_no": ValueType.TEXT, "line_id": ValueType.TEXT}
        if incentive.returns in {ReturnsPolicy.RESTATE, ReturnsPolicy.REVERSE}:
            self.also["original_on"] = ValueType.DATE
        self.partners(incentive.eligible)
        for multiplier in incentive.multipliers:
            self.found[Source.PARTNER].setdefault(multiplier.column, ValueType.TEXT)
        if incentive.pool is not None:
            self.found[Source.PARTNER].setdefault(incentive.pool.column, ValueType.TEXT)

    def measure(self, measure: Measure) -> None:
        """Add what a measure adds up, and the lines it looks at."""
        for column in AMOUNTS.get(measure.kind, ()):
            self.line(column, ValueType.NUMBER)
            self.filled.add(column)
        if measure.kind in IDS:
            self.line(IDS[measure.kind])
        if measure.kind is MeasureKind.QUANTITY or measure.kind in IDS:
            self.also["unit"] = ValueType.TEXT
        if measure.kind is MeasureKind.NEW_CUSTOMERS:
            self.line("customer_id")
            self.line("line_id")
            self.also["invoice_no"] = ValueType.TEXT
        self.scope(measure.lines)

    def asked(self, asked: Asked) -> None:
        """Add the tables that what is compared with bounds is looked up in."""
        match asked:
            case Growth(named=named, target=target):
                self.tables |= {"targets"} if named is not None or target is not None else set()
            case Attainment():
                self.tables.add("targets")
            case Certified():
                self.tables.add("certificates")
            case _:
                pass

    def line(self, column: str, kind: ValueType = ValueType.TEXT) -> None:
        """Add a line column."""
        self.found[Source.LINE].setdefault(column, kind)

    def scope(self, scope: LineScope) -> None:
        """Add what is asked of a line."""
        if scope.events:
            self.line("event")
        if scope.territory.countries:
            self.line("country")
        if scope.territory.regions:
            self.line("region")
        for part in (*scope.products.include, *scope.products.exclude):
            self.found[Source.PRODUCT].setdefault(part.attribute, ValueType.TEXT)
        if scope.where is not None:
            for column in columns_in(scope.where):
                self.found[column.source][column.name] = column.type
        if scope.registered:
            self.line("deal_id")
            self.tables.add("deals")
        if scope.claimed_within is not None:
            self.line("claimed_on", ValueType.DATE)
        for window in scope.since:
            self.found[window.source][window.column] = ValueType.DATE
        if scope.once_per is not None:
            self.line(scope.once_per)
            self.line("line_id")

    def partners(self, eligible: Eligibility) -> None:
        """Add what is asked of a partner."""
        for scope in (eligible.include, eligible.exclude):
            for column, named in (("type", scope.types), ("tier", scope.tiers), ("country", scope.countries)):
                if named:
                    self.found[Source.PARTNER][column] = ValueType.TEXT


def needs(programme: Programme) -> Needs:
    """List the columns a programme compares, so that inputs can be read as the right types."""
    needing = Needing({source: {} for source in Source})
    needing.found[Source.LINE] = {**ALWAYS, programme.calendar.dated_by.value: ValueType.DATE}
    for incentive in programme.incentives:
        needing.incentive(incentive)
    needing.partners(programme.members)
    needing.also[CREDIT] = ValueType.TEXT
    return Needs(
        needing.found[Source.LINE],
        needing.found[Source.PRODUCT],
        needing.found[Source.PARTNER],
        frozenset(needing.filled),
        needing.also,
        frozenset(needing.tables),
    )


def line_columns(measure: Measure) -> frozenset[str]:
    """The line columns that a measure's scope and what it adds up are made of."""
    needing = Needing({source: {} for source in Source})
    needing.measure(measure)
    return frozenset(needing.found[Source.LINE])


def missing(programme: Programme, columns: Columns) -> str | None:
    """Say which needed column the inputs lack, and what to do; `None` where all are there."""
    wanted = needs(programme)
    tables = (
        ("sales lines", wanted.lines, columns.lines),
        ("products", wanted.products, columns.products),
        ("partners", {"partner_id": ValueType.TEXT, **wanted.partners}, columns.partners),
    )
    for table, asked, held in tables:
        lacking = [name for name in asked if name not in held]
        if lacking:
            return (
                f"The {table} have no column {', '.join(lacking)}, which programme {programme.id} asks for; "
                f"add it, or take the condition out of the programme. Columns found: {', '.join(held) or 'none'}."
            )
    for table in sorted(wanted.tables):
        if not getattr(columns, table):
            return f"Programme {programme.id} reads the table {table}, which is not given; give it as {table}."
    return None
