"""The parts of sentences: what is counted, amounts, rates, products, partners, conditions and spans."""

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
    Breadth,
    Certified,
    Eligibility,
    Growth,
    LineScope,
    Measure,
    MeasureKind,
    PartnerScope,
    ProductScope,
    Ratio,
    Span,
    Step,
    Territory,
    Validity,
    Window,
)
from fairway.engine.words.messages import parts, terms
from fairway.engine.words.speech import Speech
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
    Source,
)
from fairway.values import Exact, Money, Rate, exact

SPEAKING = {"category", "subcategory", "name", "brand"}
"""Attributes whose values say what they are, unless they are numbers."""


def measured(speech: Speech, value: Exact, what: Asked | MeasureKind, currency: str) -> str:
    """Write a value of what is counted, in its unit: $1,250; 12 units; 10 %; 3 product groups."""
    if isinstance(what, RATIOS):
        return speech.percent(value)
    if isinstance(what, Breadth):
        return speech.count(value, parts.GROUPS)
    if isinstance(what, Certified):
        return speech.count(value, parts.PEOPLE)
    kind = what.kind if isinstance(what, Measure) else what
    return speech.amount(value, currency) if kind in AMOUNTS else speech.count(value, parts.UNITS[kind])


def bound(speech: Speech, value: Exact, what: Asked, currency: str) -> str:
    """Write a value beside the name of what is counted, which says the unit already: 1,000; 90 % of the target plan."""
    match what:
        case Measure():
            return speech.amount(value, currency) if what.kind in AMOUNTS else speech.number(value)
        case Growth():
            if what.over is None:
                name = speech.quoted(what.named or "")
                return speech.say(parts.GROWTH_NAMED, percent=speech.percent(value), name=name)
            baseline = speech.say(parts.BASELINES[what.over])
            return speech.say(parts.GROWTH_BOUND, percent=speech.percent(value), baseline=baseline)
        case Attainment():
            return speech.say(parts.TARGET_BOUND, percent=speech.percent(value), name=speech.quoted(what.target))
        case Ratio():
            to = selling(speech, what.to)
            return speech.say(parts.RATIO_BOUND, percent=speech.percent(value), to=to)
        case Breadth() | Certified():
            return speech.number(value)


def pays(speech: Speech, step: Step, kind: MeasureKind, currency: str) -> str:
    """Write what a step pays: 3 %, $0.75 for each unit, $500, or 2 free units."""
    if step.rate is not None:
        return speech.percent(step.rate.value)
    if step.per_unit is not None:
        each = speech.say(parts.EACH[kind if kind in parts.EACH else MeasureKind.QUANTITY])
        return speech.say(parts.FOR_EACH, amount=speech.amount(step.per_unit, currency), each=each)
    if step.free is not None:
        return speech.count(step.free, parts.FREE_UNITS)
    return speech.money(step.amount) if step.amount is not None else speech.say(parts.NOTHING_PAID)


def value_of(step: Step) -> Exact:
    """The number in a step: a factor, an amount for each unit, an amount, or free units."""
    if step.rate is not None:
        return step.rate.value
    if step.per_unit is not None:
        return step.per_unit
    if step.free is not None:
        return step.free
    return step.amount.amount if step.amount is not None else exact(0)


def worth(step: Step, value: Exact) -> Step:
    """The step as if it paid another value: for a rate between two points, or what was agreed with one partner."""
    if step.rate is not None:
        return replace(step, rate=Rate(value))
    if step.amount is not None:
        return replace(step, amount=Money(value, step.amount.currency))
    return replace(step, free=value) if step.free is not None else replace(step, per_unit=value)


def step_range(speech: Speech, step: Step, what: Asked, currency: str) -> str:
    """Write the span of a step: from $50,000 to below $100,000."""
    if step.lower is None and step.upper is None:
        return speech.say(parts.ANY_AMOUNT)
    if step.upper is None:
        return speech.say(parts.FROM, low=measured(speech, step.lower or exact(0), what, currency))
    high = measured(speech, step.upper, what, currency)
    if not step.lower:
        return speech.say(parts.BELOW, high=high)
    return speech.say(parts.BETWEEN, low=measured(speech, step.lower, what, currency), high=high)


def span(speech: Speech, validity: Validity) -> str:
    """Write the days on which something counts; both days named count."""
    last = validity.until - timedelta(days=1) if validity.until is not None else None
    if validity.starts is not None and last is not None:
        return speech.say(parts.FROM_TO, first=speech.day(validity.starts), last=speech.day(last))
    if validity.starts is not None:
        return speech.say(parts.FROM_DAY, first=speech.day(validity.starts))
    return speech.say(parts.UNTIL_DAY, last=speech.day(last)) if last is not None else speech.say(parts.ALWAYS)


def length(speech: Speech, lasts: Span) -> str:
    """Write a length of time: 24 months."""
    found = [speech.count(exact(lasts.months), parts.MONTHS)] if lasts.months else []
    found += [speech.count(exact(lasts.days), parts.DAYS)] if lasts.days or not lasts.months else []
    return speech.joined(found)


def selling(speech: Speech, what: Asked) -> str:
    """Name what is counted, by itself: net sales of Bikes. Of growth and other ratios, what is put in relation."""
    return _named(speech, what, "alone")


def subject(speech: Speech, what: Asked) -> str:
    """Name what is counted as the partner's own that reaches something."""
    return _named(speech, what, "subject")


def paid_on(speech: Speech, what: Asked) -> str:
    """Name what is counted as the partner's own that something is paid on."""
    return _named(speech, what, "object")


def _named(speech: Speech, what: Asked, form: str) -> str:
    match what:
        case Growth() | Attainment():
            return _summed(speech, what.measure, form)
        case Ratio():
            return _summed(speech, what.of, form)
        case Breadth():
            return speech.say(getattr(parts.BREADTH, form))
        case Certified():
            return speech.say(getattr(parts.CERTIFIED, form), course=what.course)
        case Measure():
            return _summed(speech, what, form)


def _summed(speech: Speech, measure: Measure, form: str) -> str:
    words = speech.say(getattr(parts.NOUNS[measure.kind], form))
    goods = products(speech, measure.lines.products)
    words = speech.say(parts.OF_GOODS, what=words, goods=goods) if goods else words
    match measure.over.window:
        case Window.PERIOD:
            return words
        case Window.YEAR_TO_DATE:
            return speech.say(parts.SINCE_YEAR, what=words)
        case Window.ROLLING:
            return speech.say(parts.ROLLING, what=words, n=str(measure.over.periods))
        case Window.LIFETIME:
            return speech.say(parts.LIFETIME, what=words)


def products(speech: Speech, scope: ProductScope) -> str:
    """Write a product scope: Bikes and Helmets, except brand Contoso. Nothing when every product is in."""
    inside = speech.comma(_attribute(speech, part) for part in scope.include)
    outside = speech.either(_attribute(speech, part) for part in scope.exclude)
    if not outside:
        return inside
    return speech.say(parts.EXCEPT_GOODS, goods=inside or speech.say(parts.ALL_GOODS), others=outside)


def _attribute(speech: Speech, part: AttributeValues) -> str:
    values = speech.joined(part.values)
    if part.attribute in SPEAKING and not any(character.isdigit() for character in values):
        return values
    known = parts.ATTRIBUTES.get(part.attribute)
    name = speech.say(known) if known is not None else part.attribute.replace("_", " ")
    return speech.say(parts.GOODS, attribute=name, values=values)


def partners(speech: Speech, scope: PartnerScope) -> str:
    """Write a partner scope; nothing when it is empty."""
    found = []
    if scope.types:
        types = (each.replace("_", " ") for each in scope.types)
        found.append(speech.say(parts.OF_TYPE, names=speech.either(types)))
    if scope.tiers:
        found.append(speech.say(parts.OF_TIER, names=speech.either(scope.tiers)))
    if scope.countries:
        found.append(speech.say(parts.BASED_IN, names=speech.either(scope.countries)))
    if scope.partners:
        found.append(speech.say(parts.NAMED, names=speech.either(scope.partners)))
    return speech.joined(found)


def eligibility(speech: Speech, eligible: Eligibility) -> str:
    """Write who takes part: partners of type distributor, except those of tier bronze."""
    inside, outside = partners(speech, eligible.include), exclusion(speech, eligible.exclude)
    words = speech.say(parts.PARTNERS, which=inside) if inside else speech.say(parts.ALL_PARTNERS)
    return speech.say(parts.EXCEPT_PARTNERS, who=words, others=outside) if outside else words


def exclusion(speech: Speech, scope: PartnerScope) -> str:
    """Write an exclusion; each part excludes on its own."""
    alone = [
        PartnerScope(types=scope.types),
        PartnerScope(tiers=scope.tiers),
        PartnerScope(countries=scope.countries),
        PartnerScope(partners=scope.partners),
    ]
    return speech.either([words for part in alone if (words := partners(speech, part))])


def territory(speech: Speech, where: Territory) -> str:
    """Write where lines were sold; nothing when anywhere."""
    found = [speech.say(parts.IN_COUNTRY, names=speech.either(where.countries))] if where.countries else []
    if where.regions:
        found.append(speech.say(parts.IN_REGION, names=speech.either(where.regions)))
    return speech.joined(found)


def scope_sentences(speech: Speech, scope: LineScope) -> list[str]:
    """Write what limits the lines that count, apart from the products."""
    found = [event_sentence(speech, scope)] if scope.events else []
    where = territory(speech, scope.territory)
    found += [speech.say(terms.ONLY_WHERE, where=where)] if where else []
    if scope.where is not None:
        found.append(speech.say(terms.ONLY_IF, condition=condition(speech, scope.where)))
    found += [speech.say(terms.REGISTERED)] if scope.registered else []
    for window in scope.since:
        day = column(speech, window.source, window.column)
        found.append(speech.say(terms.SINCE, span=length(speech, window.span), day=day))
    if scope.claimed_within is not None:
        found.append(speech.say(terms.CLAIMED, span=length(speech, Span(days=scope.claimed_within))))
    if scope.once_per is not None:
        found.append(speech.say(terms.ONCE_PER, name=scope.once_per.replace("_", " ")))
    return found


def event_sentence(speech: Speech, scope: LineScope) -> str:
    """Write which goods count by how they moved."""
    events = speech.either(speech.say(parts.EVENTS[event]) for event in scope.events)
    return speech.say(terms.GOODS_COUNT, events=events)


def condition(speech: Speech, tree: Condition) -> str:
    """Write a condition: the unit price is at least 100 and promotional is not true."""
    match tree:
        case Comparison():
            left, right = _operand(speech, tree.left), _operand(speech, tree.right)
            return speech.say(parts.OPERATORS[tree.operator], left=left, right=right)
        case Membership():
            values = speech.either(_operand(speech, value) for value in tree.values)
            message = parts.NONE_OF if tree.negated else parts.ONE_OF
            return speech.say(message, column=column(speech, tree.column.source, tree.column.name), values=values)
        case Missing():
            message = parts.GIVEN if tree.negated else parts.NOT_GIVEN
            return speech.say(message, column=column(speech, tree.column.source, tree.column.name))
        case Flag():
            return _marked(speech, tree, denied=False)
        case Not():
            if isinstance(tree.part, Flag):
                return _marked(speech, tree.part, denied=True)
            return speech.say(parts.DENIED, part=_grouped(speech, tree.part))
        case All():
            return speech.say(parts.BOTH).join(_grouped(speech, part) for part in tree.parts)
        case Either():
            return speech.say(parts.EITHER).join(_grouped(speech, part) for part in tree.parts)
        case _:
            assert_never(tree)


def _marked(speech: Speech, flag: Flag, *, denied: bool) -> str:
    owner, name = speech.say(parts.OWNERS[flag.column.source]), flag.column.name.replace("_", " ")
    shown = name if speech.language == "en" else speech.quoted(name)
    return speech.say(parts.NOT_MARKED if denied else parts.MARKED, owner=owner, name=shown)


def _grouped(speech: Speech, part: Condition) -> str:
    words = condition(speech, part)
    return f"({words})" if isinstance(part, All | Either) else words


def _operand(speech: Speech, operand: Operand) -> str:
    return column(speech, operand.source, operand.name) if isinstance(operand, Column) else constant(speech, operand)


def constant(speech: Speech, value: Constant) -> str:
    """Write a value of a condition."""
    match value.value:
        case bool():
            return speech.say(parts.TRUE if value.value else parts.FALSE)
        case str():
            return speech.quoted(value.value)
        case date():
            return speech.day(value.value)
        case _:
            return speech.number(value.value)


def column(speech: Speech, source: Source, name: str) -> str:
    """Name a column of a line, its product or its partner."""
    return speech.say(parts.COLUMNS[source], name=name.replace("_", " "))
