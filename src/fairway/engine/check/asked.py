"""Reads what is compared with bounds: qualifiers and gates, and the bounds themselves."""

from __future__ import annotations

import re
from dataclasses import replace

from fairway.engine.check import later
from fairway.engine.check.measures import THRESHOLD_DIGITS, WHOLE, Inherited, read_measure, read_slot
from fairway.engine.check.scopes import Known, read_attributes
from fairway.engine.programme import (
    RATIOS,
    Asked,
    Attainment,
    AttributeValues,
    Baseline,
    Breadth,
    Certified,
    Gate,
    Growth,
    Measure,
    NoHistory,
    Ratio,
    Threshold,
)
from fairway.policy.nodes import Scalar, Sequence, is_empty
from fairway.policy.problems import Severity, listed, nearest
from fairway.policy.section import Section
from fairway.values import Exact

FORMS = ("growth_over", "attainment_of", "ratio", "breadth")
BASELINES = [baseline.value for baseline in Baseline]
NAME = re.compile(r"[a-z0-9](?:[a-z0-9_-]{0,62}[a-z0-9])?\Z")
PERCENT = re.compile(r"(\S+?) ?(?:%|percent)\Z")
PERCENT_WHOLE, PERCENT_DIGITS = 6, 6
MOST_PARTS = 50
MOST_PEOPLE = 4


def read_qualifier(section: Section, given: Inherited, known: Known) -> Asked | None:
    """Read the qualifier: a measure, growth, attainment, a ratio or breadth. None when absent or unreadable."""
    entry = section.mapping.get("qualifier")
    if entry is None or isinstance(entry.value, Scalar):
        return read_slot(section, "qualifier", given, known)
    slot = section.section("qualifier")
    if slot is None:
        return None
    asked = _asked(slot, given, known)
    if isinstance(asked, Growth) and not slot.has("without_history"):
        message = "It is not said what a partner without a baseline earns: it reaches no step."
        hint = "Write without_history: skip, zero, peers or target."
        slot.warning("growth_over", "history-not-stated", message, hint)
    slot.close(elsewhere=later.SLOT_ELSEWHERE)
    return asked


def read_gates(section: Section, given: Inherited, known: Known) -> tuple[Gate, ...]:
    """Read the list of gates."""
    entry = section.mapping.get("requires")
    if entry is not None and not isinstance(entry.value, Sequence) and not is_empty(entry.value):
        section.taken.add("requires")
        section.notes.places[section.at("requires")] = entry.value.place
        message = "'requires' takes a list of gates."
        section.error("requires", "not-a-list", message, "Write - {measure: quantity, at_least: 1000} below it.")
        return ()
    found = [_gate(gate, given, known) for gate in section.sections("requires")]
    return tuple(gate for gate in found if gate is not None)


def _gate(gate: Section, given: Inherited, known: Known) -> Gate | None:
    if gate.has("certified_people"):
        return _certified(gate)
    asked = _asked(gate, given, known)
    bound = read_bound(gate, "at_least", asked)
    if not gate.has("at_least") and not any(entry.key.text in later.GATE for entry in gate.mapping.entries):
        example = "25 percent" if isinstance(asked, RATIOS) else "3" if isinstance(asked, Breadth) else "1000"
        gate.missing("at_least", "This gate does not say what must be reached.", f"Write at_least: {example}.")
    gate.close(later.GATE, elsewhere=later.SLOT_ELSEWHERE)
    return Gate(asked, bound) if asked is not None and bound is not None else None


def _certified(gate: Section) -> Gate | None:
    """Read a gate on how many people hold a certificate."""
    people = gate.number("certified_people", whole=MOST_PEOPLE, fraction=0, above=0)
    course = gate.text("course")
    if not gate.has("course"):
        gate.missing("course", "It is not said which course is meant.", "Write course: with the name of the course.")
    hint = "A gate on certified people has certified_people and course; write another gate for the rest."
    gate.close(elsewhere=dict.fromkeys((entry.key.text for entry in gate.mapping.entries), hint))
    return Gate(Certified(course), people) if people is not None and course else None


def read_bound(section: Section, key: str, asked: Asked | None, least: int | None = None) -> Exact | None:
    """Read what must be reached: a number in the unit of what is asked, or a percentage of a ratio as its factor.

    ``asked`` is None where it could not be read; then either is taken.
    """
    found = section.scalar(key)
    if found is None:
        return None
    percent = PERCENT.match(found.text)
    ratio = isinstance(asked, RATIOS)
    if percent is not None and (ratio or asked is None):
        below = None if isinstance(asked, Growth) else 0  # sales can shrink
        factor = section.number_of(key, percent[1], whole=PERCENT_WHOLE, fraction=PERCENT_DIGITS, least=below)
        return factor.scaleb(-2) if factor is not None else None
    if percent is not None:
        message = f"'{found.text}' is a percentage, but what is compared here is no ratio."
        hint = "Write a number such as 50000; percentages go with growth_over, attainment_of and ratio."
        section.error(key, "percent-of-nothing", message, hint)
        return None
    value = section.number(key, whole=WHOLE, fraction=THRESHOLD_DIGITS, least=least)
    if value and ratio:
        message = f"'{found.text}' is compared with a ratio; it is not said whether percent are meant."
        section.error(key, "percent-needed", message, f"Write {key}: {found.text} percent.")
        return None
    return value


def _asked(slot: Section, given: Inherited, known: Known) -> Asked | None:
    written = [form for form in FORMS if slot.has(form)]
    for other in written[1:]:
        slot.taken.add(other)
        message = f"'{written[0]}' and '{other}' stand side by side; nobody can tell which is asked."
        slot.error(other, "two-questions", message, "Keep one; write a gate for the other.", slot.place(other))
    match written[0] if written else None:
        case "growth_over":
            return _growth(slot, given, known)
        case "attainment_of":
            target = read_name(slot, "attainment_of")
            measure = read_measure(slot, given, known, optional=True)
            return Attainment(measure, target) if measure is not None and target is not None else None
        case "ratio":
            return _ratio(slot, given, known)
        case "breadth":
            return _breadth(slot, given, known)
        case _:
            return read_measure(slot, given, known)


def read_name(section: Section, key: str) -> str | None:
    """Read the name of a target or a baseline in the table of targets."""
    found = section.scalar(key)
    if found is None:
        return None
    if not NAME.match(found.text):
        message = f"'{key}' names a target of the table of targets: small letters, digits, - and _."
        section.error(key, "not-a-name", message, f"Write {key}: plan, and plan in the table's column 'target'.")
        return None
    return found.text


def _growth(slot: Section, given: Inherited, known: Known) -> Growth | None:
    measure = read_measure(slot, given, known, optional=True)
    name = read_name(slot, "growth_over")
    meant = nearest(name, BASELINES) if name is not None and name not in BASELINES else None
    if meant is not None:
        hint = f"Did you mean '{meant}'? Give a baseline of the table of targets another name."
        slot.error("growth_over", "unknown-word", f"'{name}' is no baseline.", hint)
    policy = NoHistory(slot.choice("without_history", [each.value for each in NoHistory]) or "skip")
    target = read_name(slot, "target")
    least = slot.number("at_least_history", whole=WHOLE, fraction=THRESHOLD_DIGITS, above=0)
    if policy is NoHistory.TARGET and not slot.has("target"):
        message = "It is not said which target stands in for the missing history."
        slot.missing("target", message, "Write target: plan, its name in the table of targets.")
    if policy is not NoHistory.TARGET and slot.has("target"):
        message = "A target stands in for a missing history only where that is said."
        slot.error("target", "target-unused", message, "Write without_history: target, or delete 'target'.")
    if measure is None or name is None or meant is not None:
        return None
    baseline = Baseline(name) if name in BASELINES else None
    return Growth(measure, baseline, name if baseline is None else None, policy, least, target)


def _ratio(slot: Section, given: Inherited, known: Known) -> Ratio | None:
    ratio = slot.section("ratio")
    if ratio is None:
        return None
    sides: list[Measure | None] = []
    for key in ("of", "to"):
        sides.append(read_slot(ratio, key, given, known))
        if not ratio.has(key):
            example = "{ratio: {of: {measure: quantity, products: {family: [9]}}, to: {measure: quantity}}}"
            ratio.missing(key, f"A ratio is one measure over another; '{key}' is missing.", f"Write {example}.")
    ratio.close()
    of, to = sides
    return Ratio(of, to) if of is not None and to is not None else None


def _breadth(slot: Section, given: Inherited, known: Known) -> Breadth | None:
    """Read several populations with their thresholds, one by one or one for each value of an attribute."""
    entry = slot.mapping.get("breadth")
    if entry is not None and isinstance(entry.value, Sequence):
        sections = slot.sections("breadth")
        parts = [part for section in sections for part in _parts(section, given, known)]
    else:
        section = slot.section("breadth")
        if section is None:
            return None
        sections = [section]
        parts = _parts(section, given, known)
        if not section.has("each"):
            message = "One population alone has no breadth."
            section.missing("each", message, "Write each: {family: [A, B, C]}, or a list of populations.")
    if len(parts) > MOST_PARTS:
        message = f"There are {len(parts)} populations; at most {MOST_PARTS} can be counted."
        slot.error("breadth", "too-many", message, "Take a coarser attribute.")
    if not slot.notes.is_sound(slot.at("breadth")):
        return None
    if len(parts) < 2:
        slot.error("breadth", "no-breadth", "Breadth is counted over several populations.", "Write two or more.")
        return None
    return Breadth(tuple(parts))


def _parts(section: Section, given: Inherited, known: Known) -> list[Threshold]:
    measure = read_measure(section, given, known)
    bound = section.number("at_least", whole=WHOLE, fraction=THRESHOLD_DIGITS, above=0)
    if not section.has("at_least"):
        section.missing("at_least", "It is not said what each population must reach.", "Write at_least: 10000.")
    each = section.section("each")
    values = read_attributes(each, known) if each is not None else ()
    if each is not None and len(values) != 1 and each.notes.is_sound(each.path):
        message = "'each' names one attribute of products, with its values."
        section.error("each", "not-one-attribute", message, "Write each: {family: [A, B, C]}.")
    section.close(elsewhere=later.SLOT_ELSEWHERE)
    if measure is None or bound is None:
        return []
    if each is None:
        return [Threshold(measure, bound)]
    one = values[0] if values else AttributeValues("", ())
    return [
        Threshold(_narrowed(each, number, measure, AttributeValues(one.attribute, (value,))), bound)
        for number, value in enumerate(one.values)
    ]


def _narrowed(each: Section, number: int, measure: Measure, one: AttributeValues) -> Measure:
    """Give the measure of the products with one value alone, of those it counts."""
    products = measure.lines.products
    for part in products.include:
        if part.attribute == one.attribute and one.values[0] not in part.values:
            path = (*each.at(one.attribute), number)
            message = f"'products' above has only {listed(part.values, 'and')}, so '{one.values[0]}' is never reached."
            each.notes.note(path, Severity.ERROR, "each-outside", message, "Name values that are in 'products' too.")
    include = tuple(part for part in products.include if part.attribute != one.attribute)
    return replace(measure, lines=replace(measure.lines, products=replace(products, include=(*include, one))))
