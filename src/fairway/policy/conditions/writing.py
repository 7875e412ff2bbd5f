"""Writes a condition's tree back as text that reads as the same tree."""

from __future__ import annotations

import re
from datetime import date
from typing import assert_never

from fairway.policy.conditions.columns import LINE
from fairway.policy.conditions.tree import (
    All,
    Column,
    Comparison,
    Condition,
    Constant,
    Either,
    Flag,
    Membership,
    Missing,
    Not,
    Operand,
    Source,
)
from fairway.policy.conditions.words import KEYWORDS
from fairway.values import plain

BARE = re.compile(r"[A-Za-z_][A-Za-z0-9_]*\Z")


def write(condition: Condition) -> str:
    """Write the condition; `parse` of it gives an equal tree, given the same columns."""
    match condition:
        case Comparison():
            return f"{_operand(condition.left)} {condition.operator} {_operand(condition.right, right=True)}"
        case Membership():
            values = ", ".join(_constant(value) for value in condition.values)
            return f"{_column(condition.column)} {'not ' if condition.negated else ''}in ({values})"
        case Missing():
            return f"{_column(condition.column)} is {'not ' if condition.negated else ''}missing"
        case Flag():
            return _column(condition.column)
        case Not():
            return f"not {_grouped(condition.part)}"
        case All():
            return " and ".join(_grouped(part) for part in condition.parts)
        case Either():
            return " or ".join(_grouped(part) for part in condition.parts)
        case _:
            assert_never(condition)


def _grouped(condition: Condition) -> str:
    text = write(condition)
    return f"({text})" if isinstance(condition, All | Either) else text


def _operand(operand: Operand, right: bool = False) -> str:
    return _column(operand, right) if isinstance(operand, Column) else _constant(operand)


def _column(column: Column, right: bool = False) -> str:
    bare = BARE.match(column.name) and column.name.lower() not in KEYWORDS
    if right and column.source is Source.LINE and column.name not in LINE:
        # a bare unknown name on the right is taken for a text without quotes
        bare = None
    name = column.name if bare else "`" + column.name.replace("`", "``") + "`"
    return name if column.source is Source.LINE else f"{column.source}.{name}"


def _constant(constant: Constant) -> str:
    value = constant.value
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, str):
        return "'" + value.replace("'", "''") + "'"
    return plain(value)
