"""The ``where`` condition: a small expression over named columns, as a tree.

A condition is read once, checked for names and types, and kept as frozen nodes. It is never handed to a database as
text: the plan and the oracle each walk the same tree.

The meaning, which every reader of the tree must give it:

* A *comparison with a missing value is false*, whatever the operator (``!=`` too). ``not`` turns that into true. So a
  condition has two values only, never SQL's third.
* Text is compared exactly as written (upper and lower case differ), numbers as exact decimals, dates as days.
* ``column in (a, b)`` is true when the column equals one of them; ``not in`` is true when the column *has* a value and
  equals none of them.
* ``column is missing`` is the only question a missing value answers with true.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import TypeAlias

from fairway.values import Exact


class Source(StrEnum):
    """Where a column is looked up: the sales line, its product, or the partner whose sale it is."""

    LINE = "line"
    PRODUCT = "product"
    PARTNER = "partner"


class ValueType(StrEnum):
    """What a column is compared as. The plan casts the column to it; the oracle reads its text as it."""

    TEXT = "text"
    NUMBER = "number"
    DATE = "date"
    BOOLEAN = "boolean"


class Operator(StrEnum):
    """The six comparisons."""

    EQUAL = "="
    NOT_EQUAL = "!="
    LESS = "<"
    LESS_OR_EQUAL = "<="
    GREATER = ">"
    GREATER_OR_EQUAL = ">="


Literal: TypeAlias = "str | Exact | date | bool"


@dataclass(frozen=True, slots=True)
class Column:
    """A named column of the line, its product or its partner, with the type it is compared as."""

    source: Source
    name: str
    type: ValueType
    at: int = field(default=1, compare=False)


@dataclass(frozen=True, slots=True)
class Constant:
    """A value written in the condition."""

    value: Literal
    type: ValueType
    at: int = field(default=1, compare=False)


Operand: TypeAlias = "Column | Constant"


@dataclass(frozen=True, slots=True)
class Comparison:
    """``left operator right``; both sides have the same type, at least one is a column."""

    left: Operand
    operator: Operator
    right: Operand
    at: int = field(default=1, compare=False)


@dataclass(frozen=True, slots=True)
class Membership:
    """``column in (…)`` or, negated, ``column not in (…)``; all values have the column's type."""

    column: Column
    values: tuple[Constant, ...]
    negated: bool = False
    at: int = field(default=1, compare=False)


@dataclass(frozen=True, slots=True)
class Missing:
    """``column is missing`` or, negated, ``column is not missing``."""

    column: Column
    negated: bool = False
    at: int = field(default=1, compare=False)


@dataclass(frozen=True, slots=True)
class Flag:
    """A boolean column standing alone: true when the column is true (a missing value is false)."""

    column: Column
    at: int = field(default=1, compare=False)


@dataclass(frozen=True, slots=True)
class All:
    """``a and b and …``: two parts or more."""

    parts: tuple[Condition, ...]
    at: int = field(default=1, compare=False)


@dataclass(frozen=True, slots=True)
class Either:
    """``a or b or …``: two parts or more."""

    parts: tuple[Condition, ...]
    at: int = field(default=1, compare=False)


@dataclass(frozen=True, slots=True)
class Not:
    """``not a``."""

    part: Condition
    at: int = field(default=1, compare=False)


Condition: TypeAlias = "Comparison | Membership | Missing | Flag | All | Either | Not"
