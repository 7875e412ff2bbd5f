"""Reads who takes part and which lines count: members, eligibility, products, territory, events and ``where``."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace

from fairway.engine.check import later
from fairway.engine.programme import (
    AttributeValues,
    Eligibility,
    Event,
    LineKind,
    LineScope,
    Measure,
    MeasureKind,
    Over,
    PartnerScope,
    ProductScope,
    ReturnsPolicy,
    Territory,
    Window,
)
from fairway.policy.conditions import Columns, Condition, parse
from fairway.policy.nodes import Place, Scalar
from fairway.policy.problems import Severity, did_you_mean, nearest
from fairway.policy.section import Section
from fairway.values import UnknownCode, country

ANY = "any"
ALL = "all"
EVENTS = [event.value for event in Event]
WINDOWS = [window.value for window in Window if window is not Window.ROLLING] + ["rolling 4 periods"]
ROLLING = re.compile(r"rolling ([0-9]{1,4}) periods\Z")
MOST_PERIODS = 60
MEASURES = ["net", "quantity", "lines"]
STANDARD_ATTRIBUTES = ("product_id", "name", "category", "subcategory", "family", "brand", "line", "unit")
SCOPE_KEYS = ("event", "products", "territory", "where")


@dataclass(frozen=True, slots=True)
class Known:
    """What the checker may compare a programme's words with; ``None`` where nothing is known.

    ``products`` maps an attribute to its values in the product list; ``columns`` are the columns a condition may name.
    """

    columns: Columns = field(default_factory=Columns)
    products: dict[str, frozenset[str]] | None = None
    types: frozenset[str] | None = None
    tiers: frozenset[str] | None = None
    partners: frozenset[str] | None = None


def line_kinds(returns: ReturnsPolicy) -> tuple[LineKind, ...]:
    """Say which kinds of line count under a returns policy; samples never do."""
    if returns is ReturnsPolicy.EXCLUDE:
        return (LineKind.SALE, LineKind.ADJUSTMENT)
    return (LineKind.SALE, LineKind.RETURN, LineKind.ADJUSTMENT)


def read_events(section: Section) -> tuple[Event, ...] | None:
    """Read ``event``: None when it is not written, nothing when any event counts."""
    if not section.has("event"):
        section.taken.add("event")
        return None
    words = section.texts("event")
    if words == (ANY,):
        return ()
    found: list[Event] = []
    for number, word in enumerate(words):
        path = (*section.at("event"), number)
        if word in EVENTS:
            found.append(Event(word))
        else:
            message = f"'{word}' is no event; an event is a movement of goods that a line reports."
            section.notes.note(path, Severity.ERROR, "unknown-word", message, did_you_mean(word, [*EVENTS, ANY]))
    return tuple(found)


def read_countries(section: Section, key: str = "countries") -> tuple[str, ...]:
    """Read a list of ISO 3166 country codes."""
    codes = section.texts(key)
    for number, code in enumerate(codes):
        try:
            country(code)
        except UnknownCode:
            path = (*section.at(key), number)
            hint = f"Did you mean '{code.upper()}'?" if _is_country(code.upper()) else "Write such as US, DE or JP."
            if code.upper() == "UK":
                hint = "Write GB."
            message = f"'{code}' is not a country code of ISO 3166."
            section.notes.note(path, Severity.ERROR, "unknown-country", message, hint)
    return codes


def _is_country(code: str) -> bool:
    try:
        country(code)
    except UnknownCode:
        return False
    return True


def read_partners(section: Section, known: Known, nested: bool = False) -> PartnerScope:
    """Read types, tiers, countries and named partners."""
    scope = PartnerScope(
        _known_words(section, "types", known.types),
        _known_words(section, "tiers", known.tiers),
        read_countries(section),
        _known_words(section, "partners", known.partners),
    )
    if nested:
        section.close()
    return scope


def _known_words(section: Section, key: str, known: frozenset[str] | None) -> tuple[str, ...]:
    words = section.texts(key)
    for number, word in enumerate(words):
        if known is not None and word not in known:
            message = (
                f"No partner has '{word}' in '{key}' today." if key != "partners" else f"There is no partner '{word}'."
            )
            meant = nearest(word, sorted(known))
            hint = f"Did you mean '{meant}'?" if meant else "Check the spelling; upper and lower case differ."
            section.notes.note((*section.at(key), number), Severity.WARNING, "unknown-partner-word", message, hint)
    return words


def read_eligibility(section: Section | None, known: Known) -> Eligibility:
    """Read ``members`` or ``eligible``, to its last key."""
    if section is None:
        return Eligibility()
    include = read_partners(section, known)
    excluded = section.section("exclude")
    exclude = read_partners(excluded, known, nested=True) if excluded is not None else PartnerScope()
    section.close()
    return Eligibility(include, exclude)


def read_products(section: Section, known: Known) -> ProductScope | None:
    """Read ``products``: None when it is not written."""
    entry = section.mapping.get("products")
    if entry is not None and isinstance(entry.value, Scalar) and entry.value.text == ALL:
        section.taken.add("products")
        return ProductScope()
    found = section.section("products")
    if found is None:
        return None
    excluded = found.section("exclude")
    include = _attributes(found, known)
    exclude = _attributes(excluded, known) if excluded is not None else ()
    if not include and not exclude and found.notes.is_sound(found.path):
        message = "'products' names no product."
        found.notes.note(
            found.path, Severity.ERROR, "no-products", message, "Write products: all, or {category: [Bikes]}."
        )
    return ProductScope(include, exclude)


def _attributes(section: Section, known: Known) -> tuple[AttributeValues, ...]:
    found: list[AttributeValues] = []
    for entry in section.mapping.entries:
        attribute = entry.key.text
        if attribute in section.taken:
            continue
        values = section.texts(attribute)
        if values:
            found.append(AttributeValues(attribute, values))
        _check_attribute(section, attribute, entry.key.place, known)
        listed = (known.products or {}).get(attribute)
        for number, value in enumerate(values):
            if listed is not None and value not in listed:
                meant = nearest(value, sorted(listed))
                hint = f"Did you mean '{meant}'?" if meant else "Check the spelling; upper and lower case differ."
                message = f"No product has {attribute} '{value}'."
                section.notes.note((*section.at(attribute), number), Severity.ERROR, "unknown-product", message, hint)
    return tuple(found)


def _check_attribute(section: Section, attribute: str, place: Place, known: Known) -> None:
    if known.products is not None and attribute not in known.products:
        message = f"The product list has no column '{attribute}'."
        section.error(attribute, "unknown-attribute", message, did_you_mean(attribute, sorted(known.products)), place)
    elif known.products is None and attribute not in STANDARD_ATTRIBUTES:
        meant = nearest(attribute, STANDARD_ATTRIBUTES)
        if meant is not None:
            message = f"'{attribute}' is not one of the standard columns of products."
            hint = f"Did you mean '{meant}'? Leave it if your product list has a column of this name."
            section.warning(attribute, "unknown-attribute", message, hint, place)


def read_territory(section: Section) -> Territory | None:
    """Read ``territory``: None when it is not written."""
    entry = section.mapping.get("territory")
    if entry is not None and isinstance(entry.value, Scalar) and entry.value.text == ALL:
        section.taken.add("territory")
        return Territory()
    found = section.section("territory")
    if found is None:
        return None
    territory = Territory(read_countries(found), found.texts("regions"))
    found.close()
    return territory


def read_where(section: Section, known: Known) -> tuple[bool, Condition | None]:
    """Read ``where``: whether it is written, and its tree (None for ``all``)."""
    found = section.scalar("where")
    if found is None:
        return section.has("where"), None
    if found.text == ALL:
        return True, None
    parsed = parse(found.text, known.columns)
    for fault in parsed.faults:
        place = found.inside(fault.offset)
        if fault.doubt:
            section.warning("where", "condition", fault.message, fault.hint, place)
        else:
            section.error("where", "condition", fault.message, fault.hint, place)
    return True, parsed.condition


def read_scope(section: Section, inherited: LineScope, known: Known) -> LineScope:
    """Read the line scope of an incentive or a slot: each key it writes replaces what it inherits."""
    events, products, territory = read_events(section), read_products(section, known), read_territory(section)
    written, where = read_where(section, known)
    return replace(
        inherited,
        events=inherited.events if events is None else events,
        products=inherited.products if products is None else products,
        territory=inherited.territory if territory is None else territory,
        where=where if written else inherited.where,
    )


def read_slot(section: Section, key: str, inherited: LineScope, known: Known) -> Measure | None:
    """Read a measure or a qualifier: one word, or a group with its own lines. None when absent or unreadable."""
    entry = section.mapping.get(key)
    if entry is None or isinstance(entry.value, Scalar):
        word = section.choice(key, MEASURES, later.MEASURES)
        return Measure(MeasureKind(word), inherited) if word is not None else None
    slot = section.section(key)
    if slot is None:
        return None
    measure = read_measure(slot, inherited, known)
    slot.close(later.SLOT)
    return measure


def read_measure(slot: Section, inherited: LineScope, known: Known) -> Measure | None:
    """Read the keys that a measure, a qualifier and a gate have in common."""
    word = slot.choice("measure", MEASURES, later.MEASURES)
    slot.choice("base", ["net"], later.BASES)
    over = _over(slot)
    scope = read_scope(slot, inherited, known)
    if word is None:
        if not slot.has("measure") and not any(entry.key.text in later.GATE for entry in slot.mapping.entries):
            slot.missing("measure", "It is not said what is added up here.", "Write measure: net, quantity or lines.")
        return None
    return Measure(MeasureKind(word), scope, over=over)


def _over(slot: Section) -> Over:
    """Read a window: a word, or how many periods a rolling one has."""
    found = slot.scalar("over")
    if found is None:
        return Over()
    rolling = ROLLING.match(found.text)
    if rolling is not None:
        count = int(rolling[1])
        if 2 <= count <= MOST_PERIODS:
            return Over(Window.ROLLING, count)
        message = f"A window of {count} periods cannot be added up."
        slot.error("over", "out-of-range", message, f"Write over: rolling 4 periods, with 2 to {MOST_PERIODS}.")
        return Over()
    word = slot.one_of(slot.at("over"), found, WINDOWS, later.WINDOWS)
    return Over(Window(word)) if word is not None else Over()
