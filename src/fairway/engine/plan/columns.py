"""What a plan reads: the columns a programme needs, and the types the inputs have them in."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from fairway.engine.dialect import DecimalType
from fairway.engine.programme import Eligibility, LineScope, Programme
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


class MissingColumn(ValueError):
    """A programme asks for a column the inputs do not have."""


@dataclass(frozen=True, slots=True)
class Columns:
    """The columns of each input with their SQL types (`VARCHAR`, `BIGINT`, `DATE`, `DECIMAL(18, 4)`, `BOOLEAN`)."""

    lines: Mapping[str, str]
    partners: Mapping[str, str]
    products: Mapping[str, str] = field(default_factory=dict)
    rates: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Needs:
    """The columns a programme compares, by where they stand, with the type they are compared as."""

    lines: Mapping[str, ValueType]
    products: Mapping[str, ValueType]
    partners: Mapping[str, ValueType]


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


def needs(programme: Programme) -> Needs:
    """List the columns a programme compares, so that inputs can be read as the right types."""
    found: dict[Source, dict[str, ValueType]] = {source: {} for source in Source}
    found[Source.LINE] = {**ALWAYS, programme.calendar.dated_by.value: ValueType.DATE}
    for incentive in programme.incentives:
        for measure in incentive.measures:
            _scope(measure.lines, found)
        _eligibility(incentive.eligible, found[Source.PARTNER])
    _eligibility(programme.members, found[Source.PARTNER])
    return Needs(found[Source.LINE], found[Source.PRODUCT], found[Source.PARTNER])


def _scope(scope: LineScope, found: dict[Source, dict[str, ValueType]]) -> None:
    lines = found[Source.LINE]
    if scope.events:
        lines["event"] = ValueType.TEXT
    if scope.territory.countries:
        lines["country"] = ValueType.TEXT
    if scope.territory.regions:
        lines["region"] = ValueType.TEXT
    for part in (*scope.products.include, *scope.products.exclude):
        found[Source.PRODUCT].setdefault(part.attribute, ValueType.TEXT)
    if scope.where is not None:
        for column in columns_in(scope.where):
            found[column.source][column.name] = column.type


def _eligibility(eligible: Eligibility, found: dict[str, ValueType]) -> None:
    for scope in (eligible.include, eligible.exclude):
        for column, named in (("type", scope.types), ("tier", scope.tiers), ("country", scope.countries)):
            if named:
                found[column] = ValueType.TEXT


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
    return None
