"""Conditions: a small expression over named columns, read to a checked tree and never passed on as text."""

from fairway.policy.conditions.columns import LINE, PARTNER, PRODUCT, Columns
from fairway.policy.conditions.names import Fault
from fairway.policy.conditions.parser import Parsed, parse
from fairway.policy.conditions.tree import (
    All,
    Column,
    Comparison,
    Condition,
    Constant,
    Either,
    Flag,
    Literal,
    Membership,
    Missing,
    Not,
    Operand,
    Operator,
    Source,
    ValueType,
)
from fairway.policy.conditions.writing import write

__all__ = [
    "LINE",
    "PARTNER",
    "PRODUCT",
    "All",
    "Column",
    "Columns",
    "Comparison",
    "Condition",
    "Constant",
    "Either",
    "Fault",
    "Flag",
    "Literal",
    "Membership",
    "Missing",
    "Not",
    "Operand",
    "Operator",
    "Parsed",
    "Source",
    "ValueType",
    "parse",
    "write",
]
