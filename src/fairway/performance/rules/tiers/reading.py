"""Reads a tier document: nodes to a `Programme` and the notes of what was wrong on the way."""

from __future__ import annotations

import re
from dataclasses import dataclass

from fairway.performance.rules.tiers.programme import (
    LANGUAGE,
    Asked,
    Benefit,
    Cadence,
    Either,
    Every,
    Grace,
    Level,
    Members,
    Programme,
    Requirement,
    Review,
    Span,
    Unlocks,
    Window,
)
from fairway.performance.rules.tiers.reading_metrics import read_metrics
from fairway.performance.rules.tiers.reading_parts import read_codes, read_slug, read_span, read_yes
from fairway.performance.rules.tiers.topics import PAGE, TOPICS
from fairway.policy.nodes import Mapping, Scalar
from fairway.policy.problems import Severity, nearest
from fairway.policy.section import Notes, Path, Section
from fairway.values import COUNTRIES, CURRENCIES, Exact

MOST_LEVELS, MOST_METRICS, DEEPEST = 20, 100, 6
YEAR_STARTS = re.compile(r"(0[1-9]|1[0-2])-01\Z")
CADENCES: dict[str, tuple[int, ...]] = {
    "any_time": (),
    "monthly": tuple(range(1, 13)),
    "quarterly": (1, 4, 7, 10),
    "half_yearly": (1, 7),
    "yearly": (1,),
}
TYPES = ("distributor", "value_added_reseller", "system_integrator", "sales_representative", "oem")


@dataclass(frozen=True)
class Draft:
    """A document as far as it could be read, with what the checks need to point at it."""

    programme: Programme
    notes: Notes

    def is_sound(self, *paths: Path) -> bool:
        """Tell whether these parts were read without error."""
        return self.notes.is_sound(*paths)


def read_programme(root: Mapping) -> Draft:
    """Read the document. What cannot be read is noted and stands as something harmless in the result."""
    notes = Notes(PAGE, TOPICS)
    section = Section(root, (), notes)
    name = read_slug(section, "tiers", "The programme has no name", "Write tiers: partner-tiers.")
    title, description = section.text("title"), section.text("description", 2000)
    _language(section)
    currency = _currency(section)
    year_starts = _year_starts(section)
    members = _members(section)
    each, parts = section.text("each", 40) or "", section.texts("parts")
    items = section.sections("metrics")
    if len(items) > MOST_METRICS:
        section.error("metrics", "too-many", f"There are {len(items)} metrics; at most {MOST_METRICS}.", "Drop some.")
    metrics = read_metrics(items[:MOST_METRICS])
    levels = section.sections("levels")
    if len(levels) > MOST_LEVELS:
        section.error("levels", "too-many", f"There are {len(levels)} levels; at most {MOST_LEVELS}.", "Drop some.")
    if not levels and notes.is_sound(("levels",)):
        hint = "Write levels: and below it - id: registered, the lowest first."
        section.missing("levels", "The programme has no levels, so nobody stands anywhere.", hint)
    programme = Programme(
        id=name,
        title=title or name,
        currency=currency,
        levels=tuple(_level(one) for one in levels[:MOST_LEVELS]),
        metrics=metrics,
        review=_review(section, year_starts),
        year_starts=year_starts,
        members=members,
        each=each,
        parts=parts,
        description=description or "",
    )
    section.close()
    return Draft(programme, notes)


def _language(section: Section) -> None:
    found = section.scalar("language")
    if found is not None and found.text != str(LANGUAGE):
        message = f"This document is written for version {found.text[:20]} of the language; this Fairway reads 1."
        section.error("language", "language", message, "Write language: 1, or run a newer Fairway.")


def _currency(section: Section) -> str:
    found = section.scalar("currency")
    if found is None:
        if not section.has("currency"):
            section.missing("currency", "It is not said in which currency amounts are.", "Write currency: USD.")
        return ""
    if found.text in CURRENCIES:
        return found.text
    meant = nearest(found.text.upper(), CURRENCIES)
    hint = f"Did you mean '{meant}'?" if meant else "Write three capital letters such as USD or EUR."
    section.error("currency", "unknown-currency", f"'{found.text[:20]}' is not a currency of ISO 4217.", hint)
    return ""


def _year_starts(section: Section) -> int:
    found = section.scalar("year_starts")
    if found is None:
        return 1
    if not YEAR_STARTS.match(found.text):
        message = f"'{found.text[:20]}' is not the first day of a month."
        section.error("year_starts", "not-a-year-start", message, "Write year_starts: 02-01 (month and day).")
        return 1
    return int(found.text[:2])


def _members(section: Section) -> Members:
    entry = section.mapping.get("members")
    if entry is None or (isinstance(entry.value, Scalar) and entry.value.text == "all"):
        section.taken.add("members")
        if entry is None:
            message, hint = "It is not said who takes part: every partner does.", "Write members: all."
            section.notes.note(("members",), Severity.WARNING, "members-not-stated", message, hint)
        return Members()
    found = section.section("members")
    if found is None:
        return Members()
    types = read_codes(found, "types", TYPES, "partner type")
    countries = read_codes(found, "countries", COUNTRIES, "country code of ISO 3166")
    partners, exclude = found.texts("partners"), found.texts("exclude")
    found.close()
    return Members(types, countries, partners, exclude)


def _level(section: Section) -> Level:
    name = read_slug(
        section, "id", "The level has no id", "Write id: silver, as partners' tiers are written.", tier=True
    )
    title, description = section.text("title"), section.text("description", 2000)
    requires = Every(tuple(_requirements(section, "requires", 1)))
    invitation = read_yes(section, "invitation") or False
    level = Level(
        name, title or name[:1].upper() + name[1:], requires, invitation, _unlocks(section), description or ""
    )
    section.close()
    return level


def _requirements(section: Section, key: str, depth: int) -> list[Requirement]:
    if depth > DEEPEST:
        section.error(key, "too-deep", "Requirements are nested too deeply to be read by people.", "Flatten them.")
        return []
    return [found for one in section.sections(key) if (found := _requirement(one, depth)) is not None]


def _requirement(section: Section, depth: int) -> Requirement | None:
    """Read one item: a metric with its threshold, or a group of them that all, or any, must hold."""
    forms = [key for key in ("metric", "any", "all") if section.has(key)]
    if len(forms) != 1:
        path = section.path
        message = "A requirement asks one metric, or is a group under 'any' or 'all'."
        hint = "Write {metric: net_sales, at_least: 100000}, or any: and a list below it."
        section.notes.note(path, Severity.ERROR, "odd-requirement", message, hint)
        section.taken.update(entry.key.text for entry in section.mapping.entries)
        return None
    if forms[0] == "metric":
        return _asked(section)
    title = section.text("path") or ""
    parts = tuple(_requirements(section, forms[0], depth + 1))
    if section.notes.is_sound(section.at(forms[0])) and len(parts) < 2 and forms[0] == "any":
        message = "'any' with fewer than two paths leaves no choice."
        section.warning("any", "one-path", message, "Write the requirement itself, or add the other path.")
    section.close()
    return Either(parts, title) if forms[0] == "any" else Every(parts, title)


def _asked(section: Section) -> Asked | None:
    metric = section.text("metric", 40) or ""
    least, most = section.number("at_least"), section.number("at_most")
    positive = read_yes(section, "positive") or False
    if least is None and most is None and section.notes.is_sound(section.path):
        message = f"It is not said how much of '{metric}' is needed."
        section.missing("at_least", message, "Write at_least: 100000, or at_most: 24.")
    if section.has("at_least") and section.has("at_most"):
        section.error("at_most", "two-thresholds", "'at_least' and 'at_most' exclude each other.", "Ask two metrics.")
    places: list[tuple[str, Exact]] = []
    inside = section.section("in")
    if inside is not None:
        for entry in inside.mapping.entries:
            amount = inside.number(entry.key.text)
            if entry.key.text not in COUNTRIES:
                inside.error(
                    entry.key.text, "unknown-country", f"'{entry.key.text[:20]}' is not a country code of ISO 3166.",
                    "Write two capital letters such as US.", entry.key.place,
                )  # fmt: skip
            elif amount is not None:
                places.append((entry.key.text, amount))
    section.close()
    return Asked(metric, least, most, tuple(sorted(places)), positive)


def _unlocks(section: Section) -> Unlocks:
    found = section.section("unlocks")
    if found is None:
        return Unlocks()
    price_list = found.text("price_list", 80) or ""
    registration = read_yes(found, "registration")
    rate = found.number("fund_rate", whole=3, fraction=4, least=0)
    if rate is not None and rate > 100:
        found.error(
            "fund_rate", "out-of-range", "A fund rate above 100 percent is hardly meant.", "Write fund_rate: 2."
        )
    discount = found.number("price_discount", whole=2, fraction=4, least=0)
    if discount is not None and not price_list:
        found.error(
            "price_discount", "missing-key", "A discount belongs to a price list.", "Write price_list beside it."
        )
    cost = found.number("cost", least=0)
    benefits = tuple(_benefit(one) for one in found.sections("benefits"))
    found.close()
    return Unlocks(price_list, registration, rate, benefits, cost, discount)


def _benefit(section: Section) -> Benefit:
    title = section.text("title")
    if title is None and not section.has("title"):
        section.missing("title", "The benefit has no title.", "Write - {title: Named channel manager}.")
    starts, ends = section.day("starts"), section.day("ends")
    if starts is not None and ends is not None and ends <= starts:
        section.error("ends", "days-backwards", "The benefit ends before it starts.", "Correct one of the days.")
    section.close()
    return Benefit(title or "", starts, ends)


def _review(section: Section, year_starts: int) -> Review:
    found = section.section("review")
    if found is None:
        if not section.has("review"):
            message = "It is not said when standing is reviewed."
            section.missing("review", message, "Write review: {promotion: any_time, demotion: quarterly}.")
        return Review()
    promotion, demotion = (_cadence(found, key, year_starts, stated=True) for key in ("promotion", "demotion"))
    notice = found.number("notice", whole=3, fraction=0, least=0)
    notice = notice if notice is not None or not found.has("notice") else None
    review = Review(
        promotion=promotion or Cadence(),
        demotion=demotion or Cadence(CADENCES["quarterly"]),
        qualify_within=read_span(found, "qualify_within"),
        lock=read_span(found, "lock", rolling=True),
        grace=_grace(found, year_starts),
        notice=int(notice or 0),
        grandfathered=read_span(found, "grandfathered", rolling=True),
        one_step_down=read_yes(found, "one_step_down") or False,
    )
    found.close()
    return review


def _cadence(section: Section, key: str, year_starts: int, *, stated: bool = False) -> Cadence | None:
    entry = section.mapping.get(key)
    if entry is None:
        section.taken.add(key)
        if stated:
            section.missing(key, f"It is not said when {key} is looked at.", f"Write {key}: quarterly, or any_time.")
        return None
    if isinstance(entry.value, Mapping):
        days = section.section(key)
        assert days is not None
        months: list[int] = []
        for number, word in enumerate(days.texts("months")):
            if word.isdigit() and 1 <= int(word) <= 12:
                months.append(int(word))
            else:
                path = (*days.at("months"), number)
                message = f"'{word[:20]}' is no month."
                days.notes.note(path, Severity.ERROR, "not-a-month", message, "Write 1 to 12.")
        if not days.has("months"):
            days.missing("months", "It is not said in which months.", "Write {months: [1, 7], day: 15}.")
        day = days.number("day", whole=2, fraction=0, above=0)
        if day is not None and day > 31:
            days.error("day", "out-of-range", "A month has at most 31 days.", "Write day: 15.")
        days.close()
        return Cadence(tuple(sorted(months)) or (1,), min(int(day or 1), 31))
    word = section.choice(key, CADENCES) or "quarterly"
    turned = {(month + year_starts - 2) % 12 + 1 for month in CADENCES[word]}
    return Cadence(tuple(sorted(turned)))


def _grace(section: Section, year_starts: int) -> Grace | None:
    found = section.section("grace")
    if found is None:
        return None
    length = read_span(found, "length", rolling=True)
    if length is None and not found.has("length"):
        found.missing("length", "It is not said how long grace lasts.", "Write length: 90 days.")
    entry = found.mapping.get("progress")
    share: Exact | None = None
    improving = False
    if entry is not None and isinstance(entry.value, Scalar) and entry.value.text == "improving":
        found.taken.add("progress")
        improving = True
    elif entry is not None:
        percent = found.number("progress", whole=3, fraction=4, above=0)
        if percent is not None and percent >= 100:
            found.error("progress", "out-of-range", "Who has 100 percent needs no grace.", "Write progress: 70.")
        elif percent is not None:
            share = percent.scaleb(-2)
    else:
        found.taken.add("progress")
    recheck = _cadence(found, "recheck", year_starts)
    found.close()
    return Grace(length or Window(Span.DAYS, 90), share, improving, recheck or Cadence(CADENCES["monthly"]))
