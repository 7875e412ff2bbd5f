"""Reads one incentive: its slots, its method with the step table, its gates and its limits."""

from __future__ import annotations

import re
from datetime import date, timedelta

from fairway.engine.check import later
from fairway.engine.check.scopes import Known, line_kinds, read_eligibility, read_measure, read_scope, read_slot
from fairway.engine.check.steps import THRESHOLD_DIGITS, WHOLE, read_money, read_steps
from fairway.engine.programme import (
    Event,
    Gate,
    Incentive,
    Limits,
    LineScope,
    Measure,
    MeasureKind,
    Method,
    ReturnsPolicy,
    Stack,
    Validity,
)
from fairway.policy.nodes import Scalar, Sequence, is_empty
from fairway.policy.problems import listed, nearest
from fairway.policy.section import Section

KINDS = ("rebate", "commission", "spiff", "bonus", "royalty")
METHODS = [
    method.value for method in Method if method not in {Method.ATTAINMENT, Method.MULTIPLES}
]
RETURNS = ["restate", "exclude"]
SLUG = re.compile(r"[a-z0-9](?:[a-z0-9_-]{0,62}[a-z0-9])?\Z")
METHOD_HINT = (
    "Write method: flat (one rate), retroactive (the step reached pays on everything), marginal (each slice at its own "
    "rate), rolling, total, linear, per_unit or fixed; the same steps pay differently by method."
)


def read_incentive(
    section: Section, currency: str, events: tuple[Event, ...] | None, returns: str | None, known: Known
) -> Incentive:
    """Read an incentive. What cannot be read is noted and stands as something harmless in the result."""
    name = read_slug(section, "id", "Each incentive needs an id", "Write id: volume; it names the payouts.")
    title, description = section.text("title"), section.text("description", 2000)
    policy = read_returns(section, returns)
    eligible = read_eligibility(section.section("eligible"), known)
    scope = read_scope(section, LineScope(events or (), line_kinds(policy)), known)
    method_word = section.choice("method", METHODS, later.METHODS)
    if not section.has("method"):
        section.missing("method", "It is not said how the rates apply.", METHOD_HINT)
    method = Method(method_word or "flat")
    measure, qualifier = _slots(section, scope, method, known)
    steps = read_steps(section, method, measure, currency)
    incentive = Incentive(
        id=name,
        title=title or name,
        kind=_kind(section),
        eligible=eligible,
        measure=measure,
        qualifier=qualifier,
        method=method,
        steps=steps,
        gates=_gates(section, scope, known),
        limits=_limits(section, currency),
        returns=policy,
        validity=read_validity(section),
        stack=_stack(section),
        description=description or "",
    )
    section.close(later.INCENTIVE, known=())
    return incentive


def read_slug(section: Section, key: str, message: str, hint: str) -> str:
    """Read a name that files and addresses can carry."""
    found = section.scalar(key)
    if found is None:
        if not section.has(key):
            section.missing(key, f"{message}.", hint)
        return key
    if not SLUG.match(found.text):
        better = re.sub(r"[^a-z0-9_]+", "-", found.text.lower()).strip("-_")[:64] or "volume"
        problem = f"'{key}' is made of small letters, digits, - and _, at most 64."
        section.error(key, "not-a-name", problem, f"Write {key}: {better}, and put the full name into 'title'.")
    return found.text


def read_returns(section: Section, above: str | None) -> ReturnsPolicy:
    """Read the returns policy of an incentive, or take the programme's."""
    word = section.choice("returns", RETURNS, later.RETURNS)
    return ReturnsPolicy(word or above or "restate")


def read_validity(section: Section) -> Validity:
    """Read ``starts`` and ``ends`` (both days count) to a half-open span."""
    starts, ends = section.day("starts"), section.day("ends")
    until: date | None = ends + timedelta(days=1) if ends is not None else None
    if starts is not None and until is not None and until <= starts:
        section.error("ends", "ends-before-start", "It ends before it starts.", "Correct one of the two days.")
        return Validity()
    return Validity(starts, until)


def _kind(section: Section) -> str:
    word = section.text("kind", 40)
    if word is None:
        return "rebate"
    if not SLUG.match(word):
        section.error("kind", "not-a-name", "'kind' is one word of small letters.", f"Write such as {listed(KINDS)}.")
    elif word not in KINDS:
        meant = nearest(word, KINDS)
        if meant:
            hint = f"Did you mean '{meant}'? It is a label only; any word may stand here."
            section.warning("kind", "unknown-kind", f"'{word}' is not one of the usual kinds.", hint)
    return word


def _slots(section: Section, scope: LineScope, method: Method, known: Known) -> tuple[Measure, Measure]:
    section.choice("base", ["net"], later.BASES)
    measure = read_slot(section, "measure", scope, known)
    qualifier = read_slot(section, "qualifier", scope, known)
    if method is Method.FIXED and measure is None and not section.has("measure"):
        measure = qualifier or Measure(MeasureKind.LINES, scope)
    if measure is None and not section.has("measure"):
        hint = "Write measure: net, quantity or lines."
        if method is Method.PER_UNIT:
            hint = "Write measure: quantity (or lines)."
        section.missing("measure", "It is not said what the rate is multiplied with.", hint)
    measure = measure or Measure(MeasureKind.NET, scope)
    return measure, qualifier or measure


def _gates(section: Section, scope: LineScope, known: Known) -> tuple[Gate, ...]:
    entry = section.mapping.get("requires")
    if entry is not None and not isinstance(entry.value, Sequence) and not is_empty(entry.value):
        section.taken.add("requires")
        section.notes.places[section.at("requires")] = entry.value.place
        message = "'requires' takes a list of gates."
        section.error("requires", "not-a-list", message, "Write - {measure: quantity, at_least: 1000} below it.")
        return ()
    gates: list[Gate] = []
    for gate in section.sections("requires"):
        measure = read_measure(gate, scope, known)
        bound = gate.number("at_least", whole=WHOLE, fraction=THRESHOLD_DIGITS)
        future = [e.key.text for e in gate.mapping.entries if e.key.text in later.GATE]
        if not gate.has("at_least") and not future:
            gate.missing("at_least", "This gate does not say what must be reached.", "Write at_least: 1000.")
        gate.close(later.GATE)
        if measure is not None and bound is not None:
            gates.append(Gate(measure, bound))
    return tuple(gates)


def _limits(section: Section, currency: str) -> Limits:
    limits = section.section("limits")
    if limits is None:
        return Limits()
    found = Limits(
        measure=limits.number("measure", whole=WHOLE, fraction=THRESHOLD_DIGITS, above=0),
        amount=read_money(limits, "amount", currency, above=0),
        floor=read_money(limits, "floor", currency, above=0),
        minimum_payout=read_money(limits, "minimum_payout", currency, above=0),
        per_year=read_money(limits, "per_year", currency, above=0),
        lifetime=read_money(limits, "lifetime", currency, above=0),
    )
    limits.close(later.LIMITS)
    return found


def _stack(section: Section) -> Stack | None:
    entry = section.mapping.get("stack")
    if entry is not None and not isinstance(entry.value, Scalar):
        section.taken.add("stack")
        section.notes.places[section.at("stack")] = entry.value.place
        section.error("stack", "later", later.STACK_GROUPS, "Write stack: add.")
        return None
    word = section.choice("stack", ["add"], later.STACK)
    return Stack() if word is not None else None
