"""A `where` condition, asked of one line."""

import operator
from collections.abc import Callable, Mapping
from typing import Any

from fairway.engine.oracle.rows import Row, typed
from fairway.policy.conditions import (
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
    Operator,
    Source,
)

COMPARE: dict[Operator, Callable[[Any, Any], bool]] = {
    Operator.EQUAL: operator.eq,
    Operator.NOT_EQUAL: operator.ne,
    Operator.LESS: operator.lt,
    Operator.LESS_OR_EQUAL: operator.le,
    Operator.GREATER: operator.gt,
    Operator.GREATER_OR_EQUAL: operator.ge,
}

Sources = Mapping[Source, Row]


def holds(condition: Condition, rows: Sources) -> bool:
    """Tell whether the condition is true of the line, its product and its partner.

    A comparison with a missing value is false, whatever the operator.
    """
    match condition:
        case Comparison(left=left, operator=sign, right=right):
            first, second = _value(left, rows), _value(right, rows)
            return first is not None and second is not None and COMPARE[sign](first, second)
        case Membership(column=column, values=values, negated=negated):
            found = _value(column, rows)
            if found is None:
                return False
            return any(found == constant.value for constant in values) is not negated
        case Missing(column=column, negated=negated):
            return (_value(column, rows) is None) is not negated
        case Flag(column=column):
            return _value(column, rows) is True
        case All(parts=parts):
            return all(holds(part, rows) for part in parts)
        case Either(parts=parts):
            return any(holds(part, rows) for part in parts)
        case Not(part=part):
            return not holds(part, rows)


def _value(operand: Operand, rows: Sources) -> Any:
    match operand:
        case Constant(value=value):
            return value
        case Column(source=source, name=name, type=kind):
            return typed(rows[source], name, kind)
