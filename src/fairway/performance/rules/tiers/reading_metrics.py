"""Reads the metrics of a tier document: each key belongs to some sources only, and is refused beside others."""

from __future__ import annotations

from collections.abc import Sequence

from fairway.performance.rules.tiers.programme import (
    Category,
    Counted,
    Item,
    Metric,
    Multiplier,
    Source,
    Span,
    Take,
    Unit,
    Window,
)
from fairway.performance.rules.tiers.reading_parts import read_codes, read_slug, read_span
from fairway.policy.problems import listed
from fairway.policy.section import Section
from fairway.values import Exact, exact

EVENTS = ("sell_in", "sell_through", "sell_out")
ALWAYS = ("id", "title", "source", "at_most")
BELONGS: dict[Source, tuple[str, ...]] = {
    Source.SALES: ("window", "measure", "event", "only", "multipliers", "unit"),
    Source.VALUES: ("window", "name", "take", "expires", "only", "multipliers", "unit"),
    Source.PEOPLE: ("certificates", "only"),
    Source.GROWTH: ("of",),
    Source.SHARE: ("of", "to"),
    Source.RETENTION: ("window", "name", "within", "only"),
    Source.DATA_QUALITY: ("window",),
    Source.POINTS: ("categories",),
}
"""The keys of each source, beside those that every metric has."""
UNITS = {
    Source.PEOPLE: Unit.PEOPLE,
    Source.GROWTH: Unit.PERCENT,
    Source.SHARE: Unit.PERCENT,
    Source.RETENTION: Unit.PERCENT,
    Source.DATA_QUALITY: Unit.PERCENT,
    Source.POINTS: Unit.POINTS,
}
DATED = {Source.SALES, Source.VALUES, Source.RETENTION, Source.DATA_QUALITY}
ROLLING_YEAR = Window(Span.MONTHS, 12)


def read_metrics(sections: Sequence[Section]) -> tuple[Metric, ...]:
    """Read all metrics."""
    return tuple(_metric(section) for section in sections)


def _metric(section: Section) -> Metric:
    name = read_slug(section, "id", "The metric has no id", "Write id: net_sales.")
    title = section.text("title")
    word = section.choice("source", [one.value for one in Source])
    if word is None:
        if not section.has("source"):
            hint = f"Write source: {listed(one.value for one in Source)}."
            section.missing("source", "It is not said where the metric comes from.", hint)
        section.taken.update(entry.key.text for entry in section.mapping.entries)
        return Metric(name, title or name, Source.VALUES, ROLLING_YEAR, Unit.NUMBER)
    source = Source(word)
    of, to = _needed(section, source, "of"), _needed(section, source, "to")
    metric = Metric(
        id=name,
        title=title or name.replace("_", " ").replace("-", " "),
        source=source,
        window=_window(section, source),
        unit=_unit(section, source),
        counted=Counted(_choice(section, source, "measure", [one.value for one in Counted]) or "net"),
        events=read_codes(section, "event", EVENTS, "event") if source is Source.SALES else (),
        only=_only(section) if "only" in BELONGS[source] else (),
        name=(section.text("name", 80) or "") if "name" in BELONGS[source] else "",
        take=Take(_choice(section, source, "take", [one.value for one in Take]) or "sum"),
        expires=read_span(section, "expires", rolling=True) if "expires" in BELONGS[source] else None,
        certificates=_certificates(section) if source is Source.PEOPLE else (),
        of=of,
        to=to,
        within=read_span(section, "within", rolling=True) if source is Source.RETENTION else None,
        multipliers=_multipliers(section) if "multipliers" in BELONGS[source] else (),
        categories=_categories(section) if source is Source.POINTS else (),
        at_most=section.number("at_most", above=0),
    )
    others = sorted({key for keys in BELONGS.values() for key in keys} - set(BELONGS[source]))
    belongs = [one.value for one in Source]
    section.close(
        elsewhere={
            key: f"'{key}' belongs to the source {listed(one for one in belongs if key in BELONGS[Source(one)])}."
            for key in others
        },
        known=(*ALWAYS, *BELONGS[source]),
    )
    return metric


def _choice(section: Section, source: Source, key: str, options: list[str]) -> str | None:
    return section.choice(key, options) if key in BELONGS[source] else None


def _needed(section: Section, source: Source, key: str) -> str:
    if key not in BELONGS[source]:
        return ""
    found = section.text(key, 40)
    if found is None and not section.has(key):
        message = f"A metric of the source '{source}' needs '{key}'."
        section.missing(key, message, f"Write {key}: and the id of another metric.")
    return found or ""


def _window(section: Section, source: Source) -> Window:
    if source not in DATED:
        return ROLLING_YEAR
    found = read_span(section, "window")
    if found is None and not section.has("window"):
        message = "It is not said over which time the metric counts."
        section.missing("window", message, "Write window: 12 months, 4 quarters, fiscal year, 3 years or ever.")
    return found or ROLLING_YEAR


def _unit(section: Section, source: Source) -> Unit:
    if source in UNITS:
        return UNITS[source]
    word = section.choice("unit", [Unit.MONEY.value, Unit.PERCENT.value, Unit.NUMBER.value])
    if word is not None:
        return Unit(word)
    if source is Source.SALES:
        entry = section.mapping.get("measure")
        units = entry is not None and getattr(entry.value, "text", "") == Counted.UNITS
        return Unit.NUMBER if units else Unit.MONEY
    return Unit.NUMBER


def _certificates(section: Section) -> tuple[str, ...]:
    found = section.texts("certificates")
    if not found and not section.has("certificates"):
        message = "It is not said which certificates count."
        section.missing("certificates", message, "Write certificates: [sales-foundation].")
    return found


def _only(section: Section) -> tuple[tuple[str, tuple[str, ...]], ...]:
    found = section.section("only")
    if found is None:
        return ()
    read = [(entry.key.text, found.texts(entry.key.text)) for entry in found.mapping.entries]
    return tuple(sorted(read))


def _multipliers(section: Section) -> tuple[Multiplier, ...]:
    made = []
    for one in section.sections("multipliers"):
        by, factors = one.text("by", 60), one.section("factors")
        if by is None and not one.has("by"):
            one.missing("by", "It is not said what the multiplier goes by.", "Write by: market.")
        if factors is None and not one.has("factors"):
            one.missing("factors", "The multiplier has no factors.", "Write factors: {growth: 2}.")
        pairs: list[tuple[str, Exact]] = []
        for entry in factors.mapping.entries if factors is not None else ():
            factor = factors.number(entry.key.text, whole=6, least=0) if factors is not None else None
            if factor is not None:
                pairs.append((entry.key.text, factor))
        otherwise = one.number("otherwise", whole=6, least=0)
        one.close()
        made.append(Multiplier(by or "", tuple(sorted(pairs)), exact(1) if otherwise is None else otherwise))
    return tuple(made)


def _categories(section: Section) -> tuple[Category, ...]:
    found = section.sections("categories")
    if not found and not section.has("categories"):
        hint = "Write categories: and below it - id: revenue with its items."
        section.missing("categories", "It is not said what brings points.", hint)
    made = []
    for one in found:
        name = read_slug(one, "id", "The category has no id", "Write id: revenue.")
        title = one.text("title")
        most, items = one.number("at_most", above=0), tuple(_item(item) for item in one.sections("items"))
        if not items and not one.has("items"):
            one.missing("items", "The category has no items.", "Write items: and below it - {of: net_sales, …}.")
        one.close()
        made.append(Category(name, title or name.replace("_", " "), items, most))
    return tuple(made)


def _item(section: Section) -> Item:
    of = section.text("of", 40)
    if of is None and not section.has("of"):
        section.missing("of", "It is not said which metric brings the points.", "Write of: net_sales.")
    points = section.number("points", above=0)
    if points is None and not section.has("points"):
        section.missing("points", "It is not said how many points.", "Write points: 1.")
    each, target = section.number("each", above=0), section.number("target", above=0)
    if each is not None and target is not None:
        section.error("target", "two-thresholds", "'each' and 'target' exclude each other.", "Keep one of them.")
    section.close()
    return Item(of or "", points or exact(1), each, target)
