"""Reads who takes part and which lines count: members, eligibility, products, territory, events and ``where``."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace

from fairway.engine.programme import (
    AttributeValues,
    Eligibility,
    Event,
    EventWindow,
    LineKind,
    LineScope,
    PartnerScope,
    ProductScope,
    ReturnsPolicy,
    Span,
    Territory,
)
from fairway.policy.conditions import Columns, Condition, Source, parse
from fairway.policy.nodes import Place, Scalar, Sequence, shortened
from fairway.policy.problems import Severity, did_you_mean, nearest
from fairway.policy.section import Section
from fairway.values import UnknownCode, country

ANY = "any"
ALL = "all"
EVENTS = [event.value for event in Event]
OWNERS = {Source.LINE: "sales lines", Source.PRODUCT: "products", Source.PARTNER: "partners"}
STANDARD_ATTRIBUTES = ("product_id", "name", "category", "subcategory", "family", "brand", "line", "unit")
SPAN = re.compile(r"([0-9]{1,4}) (days?|months?)\Z")
LONGEST_SPAN = {"day": 3660, "month": 120}
SINCE: dict[str, Source] = {"product": Source.PRODUCT, "partner": Source.PARTNER, "line": Source.LINE}


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
    """Say which kinds of line count for a measure under a returns policy; samples never do.

    With ``REVERSE`` returns change no measure: what they take back is counted beside it.
    """
    if returns in {ReturnsPolicy.EXCLUDE, ReturnsPolicy.REVERSE}:
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
    include = read_attributes(found, known)
    exclude = read_attributes(excluded, known) if excluded is not None else ()
    if not include and not exclude and found.notes.is_sound(found.path):
        message = "'products' names no product."
        found.notes.note(
            found.path, Severity.ERROR, "no-products", message, "Write products: all, or {category: [Bikes]}."
        )
    return ProductScope(include, exclude)


def read_attributes(section: Section, known: Known) -> tuple[AttributeValues, ...]:
    """Read attributes of products with the values they may have."""
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
    registered, since = _registered(section), _since(section, known)
    claimed, within = _claimed_within(section)
    counted, once_per = _once_per(section, known)
    return replace(
        inherited,
        events=inherited.events if events is None else events,
        products=inherited.products if products is None else products,
        territory=inherited.territory if territory is None else territory,
        where=where if written else inherited.where,
        registered=inherited.registered if registered is None else registered,
        since=inherited.since if since is None else since,
        claimed_within=within if claimed else inherited.claimed_within,
        once_per=once_per if counted else inherited.once_per,
    )


def read_span(section: Section, key: str, example: str) -> Span | None:
    """Read a length of time in days or months."""
    found = section.scalar(key)
    if found is None:
        return None
    match = SPAN.match(found.text)
    if match is None:
        message = f"'{shortened(found.text)}' is no number of days or months."
        section.error(key, "not-a-span", message, f"Write {key}: {example}.")
        return None
    count, unit = int(match[1]), match[2].rstrip("s")
    if not 1 <= count <= LONGEST_SPAN[unit]:
        message = f"'{key}' is {found.text}; it must be from 1 to {LONGEST_SPAN[unit]} {unit}s."
        section.error(key, "out-of-range", message, "Correct the number.")
        return None
    return Span(months=count) if unit == "month" else Span(days=count)


def read_column(section: Section, key: str, source: Source, known: Known) -> str | None:
    """Read the name of a column, comparing it with what is known of them."""
    name = section.text(key, 100)
    if name is None:
        return None
    columns = known.columns.of(source)
    if name in columns:
        return name
    meant = nearest(name, columns)
    hint = f"Did you mean '{meant}'?" if meant else "Check the spelling; upper and lower case differ."
    if known.columns.complete:
        message = f"There is no column '{shortened(name)}' in the {OWNERS[source]}."
        section.error(key, "unknown-column", message, hint)
        return None
    if meant is not None:
        message = f"'{shortened(name)}' is not one of the standard columns of {OWNERS[source]}."
        section.warning(key, "unknown-column", message, f"{hint} Leave it if your file has a column of this name.")
    return name


def _registered(section: Section) -> bool | None:
    word = section.choice("deal", ["registered", ANY])
    return None if word is None else word == "registered"


def _taken_away(section: Section, key: str) -> bool:
    """Tell whether a key says ``all``: what the incentive asks is not asked here."""
    entry = section.mapping.get(key)
    if entry is None or not isinstance(entry.value, Scalar) or entry.value.text != ALL:
        return False
    section.taken.add(key)
    section.notes.places[section.at(key)] = entry.value.place
    return True


def _since(section: Section, known: Known) -> tuple[EventWindow, ...] | None:
    entry = section.mapping.get("since")
    if _taken_away(section, "since"):
        return ()
    if entry is None:
        section.taken.add("since")
        return None
    if isinstance(entry.value, Sequence):
        windows = section.sections("since")
    else:
        window = section.section("since")
        windows = [window] if window is not None else []
    found = [_window(window, known) for window in windows]
    return tuple(window for window in found if window is not None)


def _window(window: Section, known: Known) -> EventWindow | None:
    """Read a window that begins with a day of the line, its product or its partner."""
    example = "{product: launched_on, within: 180 days}"
    written = [key for key in SINCE if window.has(key)]
    column = read_column(window, written[0], SINCE[written[0]], known) if written else None
    span = read_span(window, "within", "180 days")
    if not written:
        window.missing("product", "It is not said which day the window begins with.", f"Write since: {example}.")
    for key in written[1:]:
        window.taken.add(key)
        message = f"This window begins with '{written[0]}' and with '{key}'; nobody can tell which."
        window.error(key, "two-columns", message, "Write a list of two windows if both must hold.", window.place(key))
    if not window.has("within"):
        window.missing("within", "It is not said how long the window is.", f"Write since: {example}.")
    window.close()
    if column is None or span is None:
        return None
    return EventWindow(SINCE[written[0]], column, span)


def _claimed_within(section: Section) -> tuple[bool, int | None]:
    if _taken_away(section, "claimed_within"):
        return True, None
    span = read_span(section, "claimed_within", "30 days")
    if span is not None and span.months:
        section.error("claimed_within", "not-days", "A claim is made within days.", "Write claimed_within: 30 days.")
    return section.has("claimed_within"), span.days if span is not None and span.days else None


def _once_per(section: Section, known: Known) -> tuple[bool, str | None]:
    if _taken_away(section, "once_per"):
        return True, None
    return section.has("once_per"), read_column(section, "once_per", Source.LINE, known)
