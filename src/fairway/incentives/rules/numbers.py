"""Turn the codes that a document names into the numbers that the books and the sales lake hold.

A vendor writes partner codes and SKUs; lines of the lake carry numbers. Partners named by a programme become their
numbers, and a product named by SKU is compared by the product list's ``sku`` column.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from fairway.engine.programme import (
    Asked,
    Attainment,
    AttributeValues,
    Breadth,
    Certified,
    Eligibility,
    Gate,
    Growth,
    Incentive,
    LineScope,
    Measure,
    PartnerScope,
    ProductScope,
    Programme,
    Ratio,
)
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
    Source,
)

_CODES = {"partner_id": (Source.PARTNER, "code"), "product_id": (Source.PRODUCT, "sku")}


def by_number(programme: Programme, partner_ids: Mapping[str, int]) -> Programme:
    """The same programme over numbers. ``partner_ids`` maps partner codes; a code nobody has matches nobody."""
    return replace(
        programme,
        members=_eligibility(programme.members, partner_ids),
        incentives=tuple(_incentive(one, partner_ids) for one in programme.incentives),
        exemptions=tuple(replace(one, partner=_number(one.partner, partner_ids)) for one in programme.exemptions),
    )


def _incentive(incentive: Incentive, partner_ids: Mapping[str, int]) -> Incentive:
    return replace(
        incentive,
        eligible=_eligibility(incentive.eligible, partner_ids),
        measure=_measure(incentive.measure),
        qualifier=_asked(incentive.qualifier),
        gates=tuple(Gate(_asked(gate.measure), gate.at_least) for gate in incentive.gates),
    )


def _eligibility(eligible: Eligibility, partner_ids: Mapping[str, int]) -> Eligibility:
    return Eligibility(_partners(eligible.include, partner_ids), _partners(eligible.exclude, partner_ids))


def _partners(scope: PartnerScope, partner_ids: Mapping[str, int]) -> PartnerScope:
    return replace(scope, partners=tuple(_number(code, partner_ids) for code in scope.partners))


def _number(code: str, partner_ids: Mapping[str, int]) -> str:
    return str(partner_ids[code]) if code in partner_ids else f"nobody: {code}"


def _asked(asked: Asked) -> Asked:
    match asked:
        case Measure():
            return _measure(asked)
        case Growth() | Attainment():
            return replace(asked, measure=_measure(asked.measure))
        case Ratio():
            return Ratio(_measure(asked.of), _measure(asked.to))
        case Breadth():
            return Breadth(tuple(replace(part, measure=_measure(part.measure)) for part in asked.parts))
        case Certified():
            return asked


def _measure(measure: Measure) -> Measure:
    return replace(measure, lines=_lines(measure.lines))


def _lines(scope: LineScope) -> LineScope:
    where = None if scope.where is None else _condition(scope.where)
    products = ProductScope(_attributes(scope.products.include), _attributes(scope.products.exclude))
    return replace(scope, products=products, where=where)


def _attributes(parts: tuple[AttributeValues, ...]) -> tuple[AttributeValues, ...]:
    return tuple(replace(part, attribute="sku") if part.attribute == "product_id" else part for part in parts)


def _condition(tree: Condition) -> Condition:
    match tree:
        case All() | Either():
            return replace(tree, parts=tuple(_condition(part) for part in tree.parts))
        case Not():
            return replace(tree, part=_condition(tree.part))
        case Comparison():
            return replace(tree, left=_operand(tree.left), right=_operand(tree.right))
        case Membership() | Missing() | Flag():
            return replace(tree, column=_column(tree.column))


def _operand(operand: Column | Constant) -> Column | Constant:
    return _column(operand) if isinstance(operand, Column) else operand


def _column(column: Column) -> Column:
    if column.name not in _CODES:
        return column
    source, name = _CODES[column.name]
    return replace(column, source=source, name=name)
