"""Looks into conditions: where they stand, what they ask about."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import assert_never

from fairway.engine.programme import Incentive, LineScope, PartnerScope, Programme
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
    Operator,
    Source,
)

PRICE = re.compile(r"(?:^|_)(?:unit|resale|retail|selling|sales|street|advertised|customer|end_customer)_?price")
"""Names of columns that hold a price the partner itself asks."""
DISCOUNT = re.compile(r"(?:^|_)(?:discount|rebate)")
"""Names of columns that hold what the partner takes off its price."""
RAISING = frozenset({Operator.GREATER, Operator.GREATER_OR_EQUAL, Operator.EQUAL})
LOWERING = frozenset({Operator.LESS, Operator.LESS_OR_EQUAL, Operator.NOT_EQUAL})
STANDING = frozenset({"type", "tier", "country", "region"})


def conditions(incentive: Incentive) -> Iterator[tuple[LineScope, str]]:
    """Give each line scope of an incentive with the key under which it stands."""
    yield incentive.measure.lines, "where"
    for measure in incentive.qualifier.measures:
        yield measure.lines, "qualifier"
    for gate in incentive.gates:
        for measure in gate.measure.measures:
            yield measure.lines, "requires"


def columns(condition: Condition) -> Iterator[Column]:
    """Give every column a condition names."""
    match condition:
        case Comparison():
            for side in (condition.left, condition.right):
                if isinstance(side, Column):
                    yield side
        case Membership() | Missing() | Flag():
            yield condition.column
        case Not():
            yield from columns(condition.part)
        case All() | Either():
            for part in condition.parts:
                yield from columns(part)
        case _:
            assert_never(condition)


def price_floors(condition: Condition, denied: bool = False) -> bool:
    """Tell whether a condition holds only from some selling price upwards, at one price, or up to some discount."""
    match condition:
        case Comparison():
            return isinstance(condition.left, Column) and condition.operator in _raising(condition.left, denied)
        case Membership():
            return bool(_raising(condition.column, False)) and condition.negated is denied
        case Not():
            return price_floors(condition.part, not denied)
        case All() | Either():
            return any(price_floors(part, denied) for part in condition.parts)
        case _:
            return False


def _raising(column: Column, denied: bool) -> frozenset[Operator]:
    """Give the comparisons by which a column of the line keeps the selling price up."""
    if column.source is not Source.LINE:
        return frozenset()
    if PRICE.search(column.name):
        return LOWERING if denied else RAISING
    if DISCOUNT.search(column.name):
        return RAISING if denied else LOWERING
    return frozenset()


def uses_standing(programme: Programme) -> bool:
    """Tell whether a partner's type, tier or country decides anything."""
    scopes = [programme.members.include, programme.members.exclude]
    for incentive in programme.incentives:
        if incentive.pool is not None or incentive.multipliers:
            return True
        scopes += [incentive.eligible.include, incentive.eligible.exclude]
        for scope, _ in conditions(incentive):
            if scope.where is not None and any(
                column.source is Source.PARTNER and column.name in STANDING for column in columns(scope.where)
            ):
                return True
    return any(_asks_standing(scope) for scope in scopes)


def _asks_standing(scope: PartnerScope) -> bool:
    return bool(scope.types or scope.tiers or scope.countries)
