"""The parts of sentences: amounts, rates, products, partners, conditions and spans in plain English."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import assert_never

from fairway.engine.programme import (
    AMOUNTS,
    RATIOS,
    Asked,
    Attainment,
    AttributeValues,
    Baseline,
    Breadth,
    Certified,
    Eligibility,
    Event,
    Growth,
    LineScope,
    Measure,
    MeasureKind,
    PartnerScope,
    ProductScope,
    Ratio,
    Step,
    Territory,
    Validity,
    Window,
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
    Operand,
    Operator,
    Source,
)
from fairway.policy.problems import listed
from fairway.values import Exact, Money, Rate, exact, plain

SYMBOLS = {"USD": "$", "EUR": "€", "GBP": "£", "JPY": "¥"}
SELLING = {
    MeasureKind.NET: "net sales",
    MeasureKind.GROSS: "gross sales",
    MeasureKind.LIST: "sales at list price",
    MeasureKind.MARGIN: "margin",
    MeasureKind.QUANTITY: "units",
    MeasureKind.LINES: "sales lines",
    MeasureKind.CUSTOMERS: "customers",
    MeasureKind.NEW_CUSTOMERS: "new customers",
    MeasureKind.DEALS: "deals",
    MeasureKind.DOCUMENTS: "invoices",
    MeasureKind.SERIALS: "serial numbers",
}
BASELINES = {
    Baseline.SAME_PERIOD_LAST_YEAR: "the same period of the year before",
    Baseline.PREVIOUS_PERIOD: "the period before",
}
SPEAKING = {"category", "subcategory", "name", "brand"}
ATTRIBUTES = {"product_id": "product", "line": "product line", "name": "product"}
EVENTS = {
    Event.SELL_IN: "bought from the vendor or a distributor (sell-in)",
    Event.SELL_THROUGH: "sold on to resellers or customers (sell-through)",
    Event.SELL_OUT: "sold to end customers (sell-out)",
}
OPERATORS = {
    Operator.EQUAL: "is",
    Operator.NOT_EQUAL: "is not",
    Operator.LESS: "is below",
    Operator.LESS_OR_EQUAL: "is at most",
    Operator.GREATER: "is above",
    Operator.GREATER_OR_EQUAL: "is at least",
}
OPPOSITES = {
    Operator.LESS: "is not below",
    Operator.LESS_OR_EQUAL: "is not at most",
    Operator.GREATER: "is not above",
    Operator.GREATER_OR_EQUAL: "is not at least",
}
MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)


def number(value: Exact) -> str:
    """Write a number with thousands separated and without needless zeros: 1,250.5."""
    whole, _, fraction = plain(value).partition(".")
    sign, digits = ("−", whole[1:]) if whole.startswith("-") else ("", whole)
    grouped = f"{int(digits):,}"
    return f"{sign}{grouped}.{fraction}" if fraction else f"{sign}{grouped}"


def amount(value: Exact, currency: str, full: bool = False) -> str:
    """Write an amount of money; ``full`` shows the minor unit even when it is zero."""
    written = number(value)
    whole, _, fraction = written.partition(".")
    digits = Money.zero(currency).digits
    if fraction or full:
        fraction = fraction.ljust(digits, "0")
    written = f"{whole}.{fraction}" if fraction else whole
    symbol = SYMBOLS.get(currency)
    if symbol is None:
        return f"{currency} {written}"
    return f"−{symbol}{written[1:]}" if written.startswith("−") else f"{symbol}{written}"


def money(value: Money, full: bool = False) -> str:
    """Write money."""
    return amount(value.amount, value.currency, full)


def percent(value: Exact) -> str:
    """Write a factor in percent: 12.5 %."""
    return f"{number(value.scaleb(2))} %"


def measured(value: Exact, what: Asked | MeasureKind, currency: str) -> str:
    """Write a value of what is counted, in its unit: $1,250, 12 units, 10 %, 3 of the groups."""
    if isinstance(what, RATIOS):
        return percent(value)
    if isinstance(what, Breadth):
        return f"{number(value)} {'group' if value == 1 else 'groups'} of products"
    if isinstance(what, Certified):
        return f"{number(value)} {'certified person' if value == 1 else 'certified people'}"
    kind = what.kind if isinstance(what, Measure) else what
    if kind in AMOUNTS:
        return amount(value, currency)
    units = SELLING[kind]
    return f"{number(value)} {units.removesuffix('s') if value == 1 else units}"


def bound(value: Exact, what: Asked | MeasureKind, currency: str) -> str:
    """Write a value beside the name of what is counted, which says the unit already."""
    if isinstance(what, RATIOS):
        return percent(value)
    if isinstance(what, Breadth | Certified):
        return number(value)
    kind = what.kind if isinstance(what, Measure) else what
    return amount(value, currency) if kind in AMOUNTS else number(value)


def pays(step: Step, kind: MeasureKind, currency: str) -> str:
    """Write what a step pays: 3 %, $0.75 for each unit, or $500."""
    if step.rate is not None:
        return f"{plain(step.rate.value.scaleb(2))} %"
    if step.per_unit is not None:
        each = SELLING[kind].removesuffix("s") if kind not in AMOUNTS else "unit"
        return f"{amount(step.per_unit, currency)} for each {each}"
    if step.free is not None:
        return f"{number(step.free)} free {'unit' if step.free == 1 else 'units'}"
    return money(step.amount) if step.amount is not None else "nothing"


def worth(step: Step, value: Exact) -> Step:
    """The step as if it paid another value: for a rate between two points."""
    if step.rate is not None:
        return replace(step, rate=Rate(value))
    if step.amount is not None:
        return replace(step, amount=Money(value, step.amount.currency))
    return replace(step, free=value) if step.free is not None else replace(step, per_unit=value)


def step_range(step: Step, kind: Asked | MeasureKind, currency: str) -> str:
    """Write the span of a step: from $50,000 to below $100,000."""
    if step.lower is None and step.upper is None:
        return "any amount"
    if step.upper is None:
        return f"from {measured(step.lower or exact(0), kind, currency)}"
    if not step.lower:
        return f"below {measured(step.upper, kind, currency)}"
    return f"from {measured(step.lower, kind, currency)} to below {measured(step.upper, kind, currency)}"


def day(value: date) -> str:
    """Write a day: 1 February 2025."""
    return f"{value.day} {MONTHS[value.month - 1]} {value.year}"


def span(validity: Validity) -> str:
    """Write the days on which something counts; both days named count."""
    last = validity.until - timedelta(days=1) if validity.until is not None else None
    if validity.starts is not None and last is not None:
        return f"from {day(validity.starts)} to {day(last)}, both days included"
    if validity.starts is not None:
        return f"from {day(validity.starts)} on"
    return f"until {day(last)}, that day included" if last is not None else "without a fixed beginning or end"


def selling(what: Asked) -> str:
    """Write what is counted, as a partner says it: net sales of Bikes; growth of net sales over the period before."""
    match what:
        case Measure():
            return _summed(what)
        case Growth():
            over = BASELINES[what.over] if what.over is not None else f"the baseline {what.named}"
            return f"growth of {_summed(what.measure)} over {over}"
        case Attainment():
            return f"{_summed(what.measure)} as a share of the target {what.target}"
        case Ratio():
            return f"{_summed(what.of)} as a share of {_summed(what.to)}"
        case Breadth():
            return "groups of products"
        case Certified():
            return f"people certified in {what.course}"


def _summed(measure: Measure) -> str:
    goods = products(measure.lines.products)
    words = SELLING[measure.kind]
    words = f"{words} of {goods}" if goods else words
    match measure.over.window:
        case Window.PERIOD:
            return words
        case Window.YEAR_TO_DATE:
            return f"{words} since the year began"
        case Window.ROLLING:
            return f"{words} of the last {measure.over.periods} periods"
        case Window.LIFETIME:
            return f"{words} since the first sale"


def products(scope: ProductScope) -> str:
    """Write a product scope: Bikes and Helmets, except brand Contoso. Nothing when every product is in."""
    inside = ", ".join(_attribute(part) for part in scope.include)
    outside = " or ".join(_attribute(part) for part in scope.exclude)
    if not outside:
        return inside
    return f"{inside or 'all products'} except {outside}"


def _attribute(part: AttributeValues) -> str:
    values = listed(part.values, "and")
    speaking = part.attribute in SPEAKING and not any(character.isdigit() for character in values)
    if speaking:
        return values
    return f"{ATTRIBUTES.get(part.attribute, part.attribute.replace('_', ' '))} {values}"


def partners(scope: PartnerScope, last: str = "or") -> str:
    """Write a partner scope; nothing when it is empty."""
    parts = []
    if scope.types:
        parts.append(f"of type {listed((each.replace('_', ' ') for each in scope.types), last)}")
    if scope.tiers:
        parts.append(f"of tier {listed(scope.tiers, last)}")
    if scope.countries:
        parts.append(f"based in {listed(scope.countries, last)}")
    if scope.partners:
        parts.append(f"named {listed(scope.partners, last)}")
    return listed(parts, "and")


def eligibility(eligible: Eligibility) -> str:
    """Write who takes part: partners of type distributor, except those of tier bronze."""
    inside, outside = partners(eligible.include), exclusion(eligible.exclude)
    words = f"partners {inside}" if inside else "all partners"
    return f"{words}, except those {outside}" if outside else words


def exclusion(scope: PartnerScope) -> str:
    """Write an exclusion; each part excludes on its own."""
    alone = [
        PartnerScope(types=scope.types),
        PartnerScope(tiers=scope.tiers),
        PartnerScope(countries=scope.countries),
        PartnerScope(partners=scope.partners),
    ]
    return listed([words for words in map(partners, alone) if words])


def territory(where: Territory) -> str:
    """Write where lines were sold; nothing when anywhere."""
    parts = [f"in {listed(where.countries)}"] if where.countries else []
    if where.regions:
        parts.append(f"in region {listed(where.regions)}")
    return listed(parts, "and")


def scope_sentences(scope: LineScope) -> list[str]:
    """Write what limits the lines that count, apart from the products."""
    found = []
    if scope.events:
        found.append(f"Goods {listed(EVENTS[event] for event in scope.events)} count.")
    if territory(scope.territory):
        found.append(f"Only sales {territory(scope.territory)} count.")
    if scope.where is not None:
        found.append(f"Only sales where {condition(scope.where)} count.")
    return found


def condition(tree: Condition) -> str:
    """Write a condition: the unit price is at least 100 and promotional is not true."""
    match tree:
        case Comparison():
            return f"{_operand(tree.left)} {OPERATORS[tree.operator]} {_operand(tree.right)}"
        case Membership():
            values = listed(_operand(value) for value in tree.values)
            return f"{_column(tree.column)} is {'none' if tree.negated else 'one'} of {values}"
        case Missing():
            return f"{_column(tree.column)} is {'given' if tree.negated else 'not given'}"
        case Flag():
            return f"{_owner(tree.column)} is {_plain(tree.column)}"
        case Not():
            return _denied(tree.part)
        case All():
            return " and ".join(_grouped(part) for part in tree.parts)
        case Either():
            return " or ".join(_grouped(part) for part in tree.parts)
        case _:
            assert_never(tree)


def _denied(part: Condition) -> str:
    if isinstance(part, Flag):
        return f"{_owner(part.column)} is not {_plain(part.column)}"
    return f"it is not so that {_grouped(part)}"


def _grouped(part: Condition) -> str:
    words = condition(part)
    return f"({words})" if isinstance(part, All | Either) else words


def _operand(operand: Operand) -> str:
    if isinstance(operand, Column):
        return _column(operand)
    return constant(operand)


def constant(value: Constant) -> str:
    """Write a value of a condition."""
    match value.value:
        case bool():
            return "true" if value.value else "false"
        case str():
            return f"'{value.value}'"
        case date():
            return day(value.value)
        case _:
            return number(value.value)


def _column(column: Column) -> str:
    owner = {Source.LINE: "the", Source.PRODUCT: "the product's", Source.PARTNER: "the partner's"}[column.source]
    return f"{owner} {_plain(column)}"


def _owner(column: Column) -> str:
    return {Source.LINE: "the sale", Source.PRODUCT: "the product", Source.PARTNER: "the partner"}[column.source]


def _plain(column: Column) -> str:
    return column.name.replace("_", " ")
