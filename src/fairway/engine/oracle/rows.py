"""Rows of text, as a CSV file gives them, read as the values the programme compares."""

from collections.abc import Mapping
from datetime import date, datetime

from fairway.policy.conditions import ValueType
from fairway.values import Exact, NotExact, exact

Row = Mapping[str, object]
TRUE = frozenset({"true", "yes", "1"})
FALSE = frozenset({"false", "no", "0"})


class BadCell(ValueError):
    """A cell cannot be read as what it has to be."""


def text(row: Row, column: str) -> str | None:
    """The cell as text; an absent column or an empty cell is missing."""
    value = row.get(column)
    if value is None or isinstance(value, str):
        return value or None
    if type(value) is int:  # most are
        return str(value)
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, datetime):
        return value.isoformat(sep=" ")
    if isinstance(value, date):
        return value.isoformat()
    return str(value)


def number(row: Row, column: str) -> Exact | None:
    """The cell as an exact number.

    :raises BadCell: it is not one.
    """
    held = row.get(column)
    value = held if isinstance(held, Exact) else text(row, column)
    if value is None:
        return None
    try:
        return exact(value)
    except NotExact as problem:
        raise BadCell(f"{column}: {problem}") from problem


def day(row: Row, column: str) -> date | None:
    """The cell as a day, written 2012-10-31.

    :raises BadCell: it is not one.
    """
    held = row.get(column)
    if isinstance(held, date):
        return held.date() if isinstance(held, datetime) else held
    value = text(row, column)
    if value is None:
        return None
    try:
        if len(value) != 10:
            raise ValueError(value)
        return date.fromisoformat(value)
    except ValueError as problem:
        raise BadCell(f"{column}: '{value}' is not a day; write it such as 2012-10-31.") from problem


def flag(row: Row, column: str) -> bool | None:
    """The cell as true or false.

    :raises BadCell: it is neither.
    """
    value = text(row, column)
    if value is None:
        return None
    if value.lower() in TRUE:
        return True
    if value.lower() in FALSE:
        return False
    raise BadCell(f"{column}: '{value}' is neither true nor false.")


def typed(row: Row, column: str, kind: ValueType) -> str | Exact | date | bool | None:
    """The cell as the type a condition compares it as."""
    if kind is ValueType.NUMBER:
        return number(row, column)
    if kind is ValueType.DATE:
        return day(row, column)
    if kind is ValueType.BOOLEAN:
        return flag(row, column)
    return text(row, column)
