"""Reads one incentive: its slots, its method with the step table, its gates, its payee and its limits."""

from __future__ import annotations

import re
from datetime import date, timedelta

from fairway.engine.check import later
from fairway.engine.check.asked import read_gates, read_qualifier
from fairway.engine.check.limits import read_limits, read_stack
from fairway.engine.check.measures import THRESHOLD_DIGITS, WHOLE, Inherited, read_new_customer, read_slot
from fairway.engine.check.scopes import Known, line_kinds, read_column, read_eligibility, read_scope
from fairway.engine.check.steps import read_money, read_steps
from fairway.engine.programme import (
    AMOUNTS,
    Asked,
    Attainment,
    Event,
    Growth,
    Incentive,
    LineScope,
    Measure,
    MeasureKind,
    Method,
    Multiplier,
    Payee,
    PaysOn,
    Pool,
    ReturnsPolicy,
    Unit,
    Validity,
)
from fairway.policy.conditions import Source
from fairway.policy.nodes import Scalar
from fairway.policy.problems import listed, nearest
from fairway.policy.section import Section
from fairway.values import Exact, Money

KINDS = ("rebate", "commission", "spiff", "bonus", "royalty")
FUNDS = ("mdf", "coop", "marketing_fund")
"""Kinds of incentive that pay for the partner's promotion of the goods."""
METHODS = [method.value for method in Method]
RETURNS = [policy.value for policy in ReturnsPolicy]
SLUG = re.compile(r"[a-z0-9](?:[a-z0-9_-]{0,62}[a-z0-9])?\Z")
METHOD_HINT = (
    "Write method: flat (one rate), retroactive (the step reached pays on everything), marginal (each slice at its own "
    "rate), rolling, total, attainment, linear, per_unit, fixed or multiples; the same steps pay differently by method."
)
MOST_MULTIPLIERS, FACTOR_WHOLE, FACTOR_DIGITS = 3, 3, 4


def read_incentive(
    section: Section, currency: str, events: tuple[Event, ...] | None, returns: str | None, known: Known
) -> Incentive:
    """Read an incentive. What cannot be read is noted and stands as something harmless in the result."""
    name = read_slug(section, "id", "Each incentive needs an id", "Write id: volume; it names the payouts.")
    title, description = section.text("title"), section.text("description", 2000)
    policy = read_returns(section, returns)
    eligible = read_eligibility(section.section("eligible"), known)
    scope = read_scope(section, LineScope(events or (), line_kinds(policy)), known)
    method_word = section.choice("method", METHODS, elsewhere=later.METHODS)
    if not section.has("method"):
        section.missing("method", "It is not said how the rates apply.", METHOD_HINT)
    method = Method(method_word or "flat")
    given = Inherited(scope, read_new_customer(section))
    measure, qualifier, gates_given, sound = _slots(section, given, method, known)
    steps = read_steps(section, method, measure, qualifier if sound else None, currency)
    every, worth = _multiples(section, method, currency)
    incentive = Incentive(
        id=name,
        title=title or name,
        kind=_kind(section),
        eligible=eligible,
        measure=measure,
        qualifier=qualifier,
        method=method,
        steps=steps,
        gates=read_gates(section, gates_given, known),
        limits=read_limits(section, currency),
        returns=policy,
        validity=read_validity(section),
        stack=read_stack(section),
        description=description or "",
        unit=Unit(section.choice("over", [unit.value for unit in Unit], elsewhere=later.UNIT_ELSEWHERE) or "period"),
        pays_on=PaysOn(section.choice("pays_on", [each.value for each in PaysOn]) or "whole"),
        payee=Payee(section.choice("payee", [payee.value for payee in Payee]) or "partner"),
        pool=_pool(section, known),
        multipliers=_multipliers(section, known),
        every=every,
        worth=worth,
    )
    _new_customer_used(section, incentive)
    section.close(later.INCENTIVE, elsewhere=later.INCENTIVE_ELSEWHERE)
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
    word = section.choice("returns", RETURNS, elsewhere=later.RETURNS)
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
    elif word not in (*KINDS, *FUNDS):
        meant = nearest(word, (*KINDS, *FUNDS))
        if meant:
            hint = f"Did you mean '{meant}'? It is a label only; any word may stand here."
            section.warning("kind", "unknown-kind", f"'{word}' is not one of the usual kinds.", hint)
    return word


def _slots(section: Section, given: Inherited, method: Method, known: Known) -> tuple[Measure, Asked, Inherited, bool]:
    """Read measure, base and qualifier; gives what gates inherit, and whether the qualifier could be read."""
    measure = read_slot(section, "measure", given, known)
    given = Inherited(given.lines, given.new, measure)
    qualifier = read_qualifier(section, given, known)
    sound = section.notes.is_sound(section.at("qualifier"), section.at("measure"))
    if measure is None and not section.has("measure"):
        if method is Method.FIXED:
            measure = _measure_of(qualifier, given.lines)
        else:
            hint = "Write measure: net, quantity or lines."
            if method is Method.PER_UNIT:
                hint = "Write measure: quantity (or lines)."
            section.missing("measure", "It is not said what the rate is multiplied with.", hint)
    measure = measure or Measure(MeasureKind.NET, given.lines)
    return _on_base(section, measure), qualifier or measure, given, sound


def _measure_of(qualifier: Asked | None, lines: LineScope) -> Measure:
    """Give what a fixed amount is earned by where nothing is said of it: what its qualifier adds up."""
    if isinstance(qualifier, Measure):
        return qualifier
    if isinstance(qualifier, Growth | Attainment):
        return qualifier.measure
    return Measure(MeasureKind.LINES, lines)


def _on_base(section: Section, measure: Measure) -> Measure:
    """Give the measure in the amount that is multiplied."""
    base = section.choice("base", later.BASE_WORDS, later.BASES)
    if base is None:
        return measure
    if measure.kind not in AMOUNTS:
        if section.notes.is_sound(section.at("measure")):
            message = f"A base is an amount of money; the measure is '{measure.kind}'."
            section.error("base", "base-of-no-amount", message, "Delete 'base', or write measure: net.")
        return measure
    return Measure(MeasureKind(base), measure.lines, measure.over)


def _multiples(section: Section, method: Method, currency: str) -> tuple[Exact | None, Money | None]:
    """Read how large a multiple is, and what a free unit is worth."""
    every = section.number("every", whole=WHOLE, fraction=THRESHOLD_DIGITS, above=0)
    worth = read_money(section, "worth", currency, above=0)
    if not section.notes.is_sound(section.at("method")):
        return every, worth
    if method is Method.MULTIPLES and not section.has("every"):
        message = "It is not said how large a full multiple is."
        section.missing("every", message, "Write every: 100.")
    for key in ("every", "worth"):
        if method is not Method.MULTIPLES and section.has(key):
            message = f"'{key}' goes with full multiples; the method is '{method}'."
            section.error(key, "multiples-only", message, "Write method: multiples, or delete the key.")
    return every, worth


def _pool(section: Section, known: Known) -> Pool | None:
    pool = section.section("pool")
    if pool is None:
        return None
    column = _partner_column(pool, known)
    if not pool.has("by"):
        pool.missing("by", "It is not said which partners count together.", "Write by: parent.")
    least = pool.number("share_from", whole=WHOLE, fraction=THRESHOLD_DIGITS, above=0)
    pool.close()
    if column == "type":
        message = "A partner can have several types, so it would be in several pools."
        pool.error("by", "pool-by-type", message, "Write by: parent or country, or a column with one value.")
    return Pool(column, least) if column is not None else None


def _partner_column(section: Section, known: Known) -> str | None:
    entry = section.mapping.get("by")
    if entry is not None and isinstance(entry.value, Scalar) and entry.value.text == "parent":
        section.scalar("by")
        return "parent_id"
    return read_column(section, "by", Source.PARTNER, known)


def _multipliers(section: Section, known: Known) -> tuple[Multiplier, ...]:
    groups = section.sections("multipliers")
    if len(groups) > MOST_MULTIPLIERS:
        message = f"There are {len(groups)} multipliers; an incentive has at most {MOST_MULTIPLIERS}."
        section.error("multipliers", "too-many", message, "Multiply some of them out.")
    found = [_multiplier(group, known) for group in groups]
    return tuple(one for one in found if one is not None)


def _multiplier(group: Section, known: Known) -> Multiplier | None:
    column = _partner_column(group, known)
    if not group.has("by"):
        group.missing("by", "It is not said by which attribute of the partner.", "Write by: type.")
    factors = group.section("factors")
    if not group.has("factors"):
        group.missing("factors", "There are no factors.", "Write factors: {gold: 1.2}.")
    read: list[tuple[str, Exact]] = []
    words = {"type": known.types, "tier": known.tiers}.get(column or "")
    for entry in factors.mapping.entries if factors is not None else ():
        value = entry.key.text
        number = factors.number(value, whole=FACTOR_WHOLE, fraction=FACTOR_DIGITS, least=0) if factors else None
        if factors is not None and words is not None and value not in words:
            meant = nearest(value, sorted(words))
            hint = f"Did you mean '{meant}'?" if meant else "Check the spelling; upper and lower case differ."
            message = f"No partner has the {column} '{value}' today."
            factors.warning(value, "unknown-partner-word", message, hint, entry.key.place)
        if number is not None:
            read.append((value, number))
    otherwise = group.number("otherwise", whole=FACTOR_WHOLE, fraction=FACTOR_DIGITS, least=0)
    if not group.has("otherwise"):
        message = "It is not said what all other partners' payouts are multiplied with."
        group.missing("otherwise", message, "Write otherwise: 1.")
    group.close()
    if column is None or otherwise is None or not read:
        return None
    return Multiplier(column, tuple(read), otherwise)


def _new_customer_used(section: Section, incentive: Incentive) -> None:
    counted = any(measure.kind is MeasureKind.NEW_CUSTOMERS for measure in incentive.measures)
    slots = [section.at(key) for key in ("measure", "qualifier", "requires")]
    if section.has("new_customer") and not counted and section.notes.is_sound(*slots):
        message = "'new_customer' says which customers are new, and none are counted here."
        section.error(
            "new_customer", "new-customer-unused", message, "Write measure: new_customers, or delete the key."
        )
