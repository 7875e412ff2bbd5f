"""The few places where SQL engines differ, as nodes of our own.

Every number of a plan is DECIMAL(p, s) with p at most 38, or an integer. DuckDB's decimal division and its
`round_even` answer DOUBLE, and Spark's half-even is called `bround`; so nothing here divides, and half-even is made of
half-up, a comparison and a remainder of whole numbers. DuckDB refuses an overflow of decimals in sums, products and
casts; nothing wraps.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from fairway.engine.programme import Span
from fairway.values import Exact, Rounding, exact, plain

WIDEST = 38
"""Digits of the widest decimal both engines have."""
LEAST_WHOLE = 12
"""Whole digits a money column must keep room for: hundreds of billions."""
FAST = 18
"""Digits of the widest decimal that fits 64 bits: within these, engines round and write many times faster."""
COLUMN = re.compile(r"([a-z]+\.)?[a-z_0-9]+\Z")
PLAIN_NAME = re.compile(r"[a-z_][a-z0-9_]*\Z")
RESERVED = frozenset({"all", "and", "as", "case", "end", "from", "group", "in", "is", "not", "null", "or", "order"})
RESERVED_MORE = frozenset(
    {"select", "table", "then", "to", "union", "user", "using", "when", "where", "with", "by", "on"}
)


class TooWide(ValueError):
    """A plan would need more digits than a decimal column has."""


@dataclass(frozen=True, slots=True)
class DecimalType:
    """A declared decimal: `precision` digits in all, `scale` of them after the point."""

    precision: int
    scale: int

    def __post_init__(self) -> None:
        if not 0 <= self.scale <= self.precision <= WIDEST:
            raise TooWide(
                f"A column would need {self.precision} digits, {self.scale} of them after the point; "
                f"{WIDEST} is the most. Give amounts, exchange rates and step values fewer decimal places."
            )

    def __str__(self) -> str:
        return f"DECIMAL({self.precision}, {self.scale})"

    @property
    def whole(self) -> int:
        """Digits before the point."""
        return self.precision - self.scale


def holding(*numbers: Exact) -> DecimalType:
    """The narrowest decimal type that holds all the numbers exactly."""
    whole = scale = 0
    for number in numbers:
        written = plain(number.copy_abs())
        before, _, after = written.partition(".")
        whole, scale = max(whole, len(before.lstrip("0"))), max(scale, len(after))
    return DecimalType(max(1, whole) + scale, scale)


def name(identifier: str) -> str:
    """Write an identifier, quoted where it has to be."""
    if PLAIN_NAME.match(identifier) and identifier not in RESERVED | RESERVED_MORE:
        return identifier
    return '"' + identifier.replace('"', '""') + '"'


def text(value: str) -> str:
    """Write a text literal."""
    return "'" + value.replace("'", "''") + "'"


def texts(values: tuple[str, ...]) -> str:
    """Write a list of text literals in brackets."""
    return "(" + ", ".join(text(value) for value in values) + ")"


def day(value: date) -> str:
    """Write a day literal."""
    return f"DATE '{value.isoformat()}'"


def number(value: Exact, kind: DecimalType | None = None) -> str:
    """Write an exact number literal, cast to its declared type where one is given."""
    if kind is None:
        holding(value)
        return plain(value)
    return cast(text(plain(value)), kind)


def cast(expression: str, kind: "DecimalType | str") -> str:
    """Cast; a value that does not fit is an error on every engine."""
    return f"CAST({expression} AS {kind})"


def whole(expression: str, scale: int) -> str:
    """A decimal of `scale` places as a whole number of its last place; exact."""
    return f"CAST(({expression}) * {10**scale} AS HUGEINT)"


def whole_number(value: int) -> str:
    """Write a whole number, wide enough that its products do not overflow."""
    return f"CAST({text(str(value))} AS HUGEINT)"


def nearest_whole(dividend: str, divisor: str) -> str:
    """Divide a whole number that is not below zero by one above zero, and round half-up to a whole number."""
    return f"((2 * ({dividend}) + {divisor}) // (2 * {divisor}))"


def floor_whole(dividend: str, divisor: str) -> str:
    """Divide a whole number by one above zero, cutting off towards minus infinity.

    Engines cut off towards zero: below zero, the quotient is one less wherever something was cut off.
    """
    # the rest is asked below zero only: engines are slow at it
    cut = f"CASE WHEN ({dividend}) >= 0 THEN 0 WHEN ({dividend}) % {divisor} < 0 THEN 1 ELSE 0 END"
    return f"(({dividend}) // {divisor} - {cut})"


def by_width(column: str, kind: DecimalType, write: Callable[[str], str]) -> str:
    """Write something of a column in 64 bits wherever its value fits them, as it nearly always does."""
    room = FAST - kind.scale
    if kind.precision <= FAST or room < 2 or not COLUMN.match(column):
        return write(column)
    narrow = write(cast(column, DecimalType(FAST, kind.scale)))
    # one less, so that it still fits when it is rounded up
    return f"CASE WHEN abs({column}) < {10**room - 1} THEN {narrow} ELSE {write(column)} END"


def half_up(expression: str, digits: int, source: DecimalType, target: DecimalType) -> str:
    """Round to `digits` places, ties away from zero; exact on decimals."""
    if source.scale <= digits:
        return cast(expression, target)
    return cast(by_width(expression, source, lambda held: f"round({held}, {digits})"), target)


def half_even(expression: str, digits: int, source: DecimalType, target: DecimalType) -> str:
    """Round to `digits` places, ties to the even neighbour, without leaving decimals.

    Half-up is right except on a tie that went to an odd neighbour; there, one unit in the last place is taken back.
    """
    if source.scale <= digits:
        return cast(expression, target)
    unit = plain(exact(1).scaleb(-digits))

    def written(held: str) -> str:
        up = f"round({held}, {digits})"
        tied = f"abs({held} - {up}) * 2 = {unit}"
        odd = f"CAST({up} * {10**digits} AS HUGEINT) % 2 <> 0"
        back = f"CASE WHEN {held} < 0 THEN -{unit} ELSE {unit} END"
        return f"CASE WHEN {tied} AND {odd} THEN {up} - {back} ELSE {up} END"

    return cast(by_width(expression, source, written), target)


def rounding(mode: Rounding, expression: str, digits: int, source: DecimalType, target: DecimalType) -> str:
    """Round by the named mode from a source type to a target type."""
    node = half_up if mode is Rounding.HALF_UP else half_even
    return node(expression, digits, source, target)


def days(first: str, until: str) -> str:
    """Rows of every day from `first` until `until` (exclusive): one column named `day`."""
    return f"unnest(generate_series({first}, {until} - 1, INTERVAL 1 DAY))"


def later(expression: str, span: Span) -> str:
    """The day a length of time after a day: months first, to the last day of a month too short, then days."""
    if span.months:
        expression = cast(f"{expression} + INTERVAL {span.months} MONTH", "DATE")
    return f"{expression} + {span.days}" if span.days else expression


def as_text(column: str, kind: DecimalType) -> str:
    """Write a decimal as text with all its places."""
    return by_width(column, kind, lambda held: cast(held, "VARCHAR"))


def plain_text(column: str, kind: DecimalType) -> str:
    """Write a decimal as text without trailing zeros."""
    written = as_text(column, kind)
    return f"rtrim(rtrim({written}, '0'), '.')" if kind.scale else written
