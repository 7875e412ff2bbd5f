"""Reads and checks a registration policy: text to a `Policy`, and every problem with its line and column."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, time
from functools import lru_cache
from typing import Any
from zoneinfo import ZoneInfo, available_timezones

from fairway.deals.rules.policy import document as d
from fairway.deals.rules.policy.business import BusinessCalendar, known_countries
from fairway.deals.rules.policy.whole import days_of, hangs_together
from fairway.deals.rules.policy.worth import read_price, read_severities
from fairway.policy import document as text_reader
from fairway.policy.problems import Problem, did_you_mean, in_order, listed
from fairway.policy.section import Notes, Section
from fairway.values import COUNTRIES, CURRENCIES

PAGE = "reference/registration-policy"
TOPICS = frozenset(
    [
        "registration",
        "title",
        "currency",
        "source",
        "exclusive",
        "one_per",
        "who",
        "asks",
        "accepts",
        "answer",
        "preapproval",
        "protects",
        "milestones",
        "activity",
        "pause",
        "extension",
        "waitlist",
        "losers",
        "credit",
        "price",
        "disputes",
        "findings",
    ]
)
SPAN = re.compile(r"(\d{1,4}) (business )?(hour|day|week|month|year)s?")
ID = re.compile(r"[a-z0-9][a-z0-9_-]{0,79}")
HOURS = re.compile(r"(\d\d:\d\d)-(\d\d:\d\d)")
YES = {"yes": True, "no": False}


@dataclass(frozen=True, slots=True)
class Checked:
    """A document that was checked: the policy when nothing is wrong with it, and all problems in order of place."""

    policy: d.Policy | None
    problems: tuple[Problem, ...]

    @property
    def errors(self) -> tuple[Problem, ...]:
        """The problems that stop everything."""
        return tuple(problem for problem in self.problems if problem.stops)

    @property
    def warnings(self) -> tuple[Problem, ...]:
        """The problems that whoever publishes should see."""
        return tuple(problem for problem in self.problems if not problem.stops)


@lru_cache(maxsize=64)
def check(text: str, name: str = "policy.yaml") -> Checked:
    """Read a policy. Never raises for what the text holds."""
    read = text_reader.read(text, name)
    notes = Notes(PAGE, TOPICS)
    if read.root is None:
        return Checked(None, read.problems)
    policy = _policy(Section(read.root, (), notes))
    problems = in_order([*read.problems, *notes.problems])
    return Checked(None if any(problem.stops for problem in problems) else policy, problems)


def _policy(top: Section) -> d.Policy:
    made: dict[str, Any] = {}
    made["id"] = _id(top, "registration")
    made["title"] = top.text("title") or made["id"]
    made["source"] = top.text("source", longest=400) or ""
    made["currency"] = _one(top, "currency", CURRENCIES) or ""
    if not top.has("currency"):
        top.missing("currency", "No currency is named.", "Write 'currency: USD'; values and thresholds are in it.")
    made["exclusive"] = _yes(top, "exclusive", True)
    made["one_per"] = _one(top, "one_per", ("product", "category", "company")) or "product"
    for part in (_who, _asks, _protects, _others):
        made |= part(top)
    made["accepts"] = _accepts(top.section("accepts"))
    made["answer"] = read_answer(top.section("answer"))
    made["preapproval"] = _preapproval(top.section("preapproval"))
    made["disputes"] = _disputes(top.section("disputes"))
    made["price"] = read_price(top.section("price"))
    made["severities"] = read_severities(top.section("findings"))
    top.close()
    policy = d.Policy(**made)
    hangs_together(top, policy)
    return policy


def _id(section: Section, key: str) -> str:
    found = section.scalar(key)
    if found is None:
        if not section.has(key):
            section.missing(key, f"'{key}' is not there.", f"Write '{key}: a-short-name'.")
        return ""
    if not ID.fullmatch(found.text):
        section.error(key, "odd-id", f"'{found.text[:40]}' is no id.", "Use small letters, digits, - and _.")
    return found.text


def _one(section: Section, key: str, options: Iterable[str]) -> str | None:
    return section.choice(key, options)


def _yes(section: Section, key: str, default: bool) -> bool:
    word = section.choice(key, YES)
    return default if word is None else YES[word]


def _many(section: Section, key: str, options: Iterable[str]) -> tuple[str, ...]:
    known = tuple(options)
    found = section.texts(key)
    for word in found:
        if word not in known:
            section.error(key, "unknown-word", f"'{word[:40]}' is no '{key}'.", did_you_mean(word, known))
    return found


def _whole(section: Section, key: str, default: int) -> int:
    found = section.number(key, whole=6, fraction=0, least=0)
    return default if found is None else int(found)


def read_span(section: Section, key: str) -> d.Span | None:
    """Take a length of time; routing policies read theirs with it, too."""
    found = section.scalar(key)
    if found is None:
        return None
    match = SPAN.fullmatch(found.text.strip())
    if match is None or (match[2] and match[3] not in ("hour", "day")):
        hint = "Write a number and a unit: 48 hours, 2 business days, 90 days, 6 weeks, 3 months, 1 year."
        section.error(key, "not-a-span", f"'{found.text[:40]}' is no length of time.", hint)
        return None
    count, unit = int(match[1]), match[3]
    if not count:
        section.error(key, "out-of-range", f"'{key}' is nothing.", "Write at least 1, or delete the key.")
        return None
    if unit == "week":
        count, unit = count * 7, "day"
    if unit == "year":
        count, unit = count * 12, "month"
    return d.Span(count, f"{match[2] or ''}{unit}s")  # type: ignore[arg-type]


def _who(top: Section) -> dict[str, Any]:
    made: dict[str, Any] = {}
    who = top.section("who")
    if who is not None:
        made = {
            "types": who.texts("types"),
            "tiers": who.texts("tiers"),
            "countries": _many(who, "countries", COUNTRIES),
            "rights": _one(who, "rights", ("needed", "asked", "not_asked")) or "asked",
            "trained_people": _whole(who, "trained_people", 0),
        }
        who.close()
    return made


def _asks(top: Section) -> dict[str, Any]:
    asks = top.section("asks")
    if asks is None:
        return {}
    needed, optional = _many(asks, "needed", d.FIELDS), _many(asks, "optional", d.FIELDS)
    for name in sorted(set(needed) & set(optional)):
        asks.error("optional", "listed-twice", f"'{name}' is needed and optional.", "Keep it in one of the lists.")
    asks.close()
    return {"needed": needed, "optional": optional}


def _accepts(accepts: Section | None) -> d.Acceptance:
    if accepts is None:
        return d.Acceptance()
    thresholds = []
    for one in accepts.sections("at_least"):
        thresholds.append(
            d.Threshold(
                one.number("value", fraction=2, above=0),
                one.number("units", fraction=3, above=0),
                one.texts("products"),
                one.texts("regions"),
            )
        )
        if not (one.has("value") or one.has("units") or one.has("products")):
            one.missing("value", "This threshold asks for nothing.", "Write value, units or products.")
        one.close()
    made = d.Acceptance(
        deal_types=_many(accepts, "deal_types", dict(d.DEAL_TYPES)),
        at_least=tuple(thresholds),
        products=accepts.texts("products"),
        close_ahead=read_span(accepts, "close_ahead"),
        look_back=read_span(accepts, "look_back"),
        look_back_waived_by=_one(accepts, "look_back_waived_by", d.PROOFS) or "",
        tender=_one(accepts, "tender", ("out", "before_publication", "open")) or "before_publication",  # type: ignore[arg-type]
        renewal=_one(accepts, "renewal", ("out", "incumbent", "open")) or "open",  # type: ignore[arg-type]
        same_country=_yes(accepts, "same_country", False),
    )
    if made.look_back is not None and made.look_back.unit not in ("days", "months"):
        accepts.error("look_back", "not-a-span", "A look-back is in days or months.", "Write '6 months'.")
    if accepts.has("look_back_waived_by") and not accepts.has("look_back"):
        accepts.error(
            "look_back_waived_by", "nothing-to-waive", "There is no look-back that it could waive.",
            "Write look_back, or delete this key.",
        )  # fmt: skip
    accepts.close()
    return made


def read_answer(answer: Section | None) -> d.Answering:
    """Take how soon an answer comes, and by which working days."""
    if answer is None:
        return d.Answering()
    zone = answer.text("time_zone") or "UTC"
    if zone not in available_timezones():
        answer.error(
            "time_zone", "unknown-word", f"'{zone[:40]}' is no time zone.", did_you_mean(zone, available_timezones())
        )
        zone = "UTC"
    country = (_one(answer, "country", sorted(known_countries())) if answer.has("country") else "") or ""
    region = answer.text("region") or ""
    if region and country and region not in known_countries()[country]:
        answer.error(
            "region", "unknown-word", f"Holidays of '{region[:20]}' in {country} are not known.",
            f"It can be {listed(known_countries()[country])}.",
        )  # fmt: skip
        region = ""
    opens, closes = time(9), time(17)
    hours = answer.scalar("hours")
    if hours is not None:
        match = HOURS.fullmatch(hours.text)
        try:
            if match is None:
                raise ValueError
            opens, closes = time.fromisoformat(match[1]), time.fromisoformat(match[2])
            if opens >= closes:
                raise ValueError
        except ValueError:
            answer.error("hours", "not-hours", f"'{hours.text[:40]}' are no hours.", "Write 09:00-17:00.")
            opens, closes = time(9), time(17)
    closed = []
    for text in answer.texts("closed"):
        try:
            closed.append(date.fromisoformat(text))
        except ValueError:
            answer.error("closed", "not-a-day", f"'{text[:40]}' is not a day.", "Write 2026-12-24.")
    within = read_span(answer, "within")
    if within is None and not answer.has("within"):
        answer.missing("within", "It is not said how soon the answer comes.", "Write 'within: 2 business days'.")
    answer.close()
    calendar = BusinessCalendar(country, region, str(ZoneInfo(zone)), opens, closes, tuple(closed))
    return d.Answering(within or d.Span(3, "business days"), calendar)


def _disputes(section: Section | None) -> d.Disputing:
    if section is None:
        return d.Disputing()
    usual = d.Disputing()
    made = d.Disputing(
        read_span(section, "identify") or usual.identify, read_span(section, "investigate") or usual.investigate,
        read_span(section, "resolve") or usual.resolve, read_span(section, "appeal") or usual.appeal,
    )  # fmt: skip
    if not days_of(made.identify) <= days_of(made.investigate) <= days_of(made.resolve):
        section.error(
            "resolve", "out-of-order", "A dispute is taken up, looked into and decided in this order.",
            "Make 'identify' the shortest and 'resolve' the longest; each counts from the opening.",
        )  # fmt: skip
    section.close()
    return made


def _preapproval(section: Section | None) -> d.Preapproval | None:
    if section is None:
        return None
    made = d.Preapproval(
        section.number("below", fraction=2, above=0), section.texts("tiers"),
        _many(section, "deal_types", dict(d.DEAL_TYPES)),
    )  # fmt: skip
    section.close()
    return made


def _protects(top: Section) -> dict[str, Any]:
    protects = top.section("protects")
    if protects is None:
        top.missing("protects", "It is not said how long protection lasts.", "Write 'protects: {for: 90 days}'.")
        return {}
    made: dict[str, Any] = {"starts": _one(protects, "starts", ("approval", "submission")) or "approval"}
    windows = [_window(one) for one in protects.sections("windows")]
    always = read_span(protects, "for")
    if always is not None:
        windows.append(d.Window(always))
    made["windows"] = tuple(one for one in windows if one is not None)
    if not protects.has("windows") and not protects.has("for"):
        protects.missing("for", "It is not said how long protection lasts.", "Write 'for: 90 days', or windows.")
    made["longest"] = read_span(protects, "longest")
    made["reminders"] = _reminders(protects)
    made["milestones"] = tuple(_milestone(one) for one in protects.sections("milestones"))
    ids = [one.id for one in made["milestones"]]
    if len(set(ids)) < len(ids):
        protects.error("milestones", "listed-twice", "Two milestones have the same id.", "Give each its own.")
    activity = protects.section("activity")
    if activity is not None:
        every = read_span(activity, "every")
        otherwise = _one(activity, "otherwise", ("lapse", "release")) or "lapse"
        if not activity.has("every"):
            activity.missing("every", "It is not said how often.", "Write 'every: 1 month'.")
        activity.close()
        made["activity"] = d.Activity(every or d.Span(1, "months"), otherwise)  # type: ignore[arg-type]
    pause = protects.section("pause")
    if pause is not None:
        made["pause"] = d.Pause(read_span(pause, "longest") or d.Span(30, "days"), _whole(pause, "times", 1))
        pause.close()
    extension = protects.section("extension")
    if extension is not None:
        made["extension"] = d.Extension(
            read_span(extension, "by") or d.Span(30, "days"), _whole(extension, "times", 1),
            _yes(extension, "before_end", True), _many(extension, "proof", d.PROOFS),
            _one(extension, "decides", ("rule", "vendor")) or "vendor",  # type: ignore[arg-type]
        )  # fmt: skip
        extension.close()
    protects.close()
    return made


def _window(section: Section) -> d.Window | None:
    lasts = read_span(section, "for")
    if not section.has("for"):
        section.missing("for", "This window has no length.", "Write 'for: 90 days'.")
    stage, tier = _one(section, "stage", d.STAGES) or "", section.text("tier") or ""
    value = section.number("from_value", fraction=2, least=0)
    section.close()
    return None if lasts is None else d.Window(lasts, stage, tier, value)


def _reminders(section: Section) -> tuple[int, ...]:
    if not section.has("reminders"):
        return (30, 14, 3)
    found = []
    for text in section.texts("reminders"):
        match = SPAN.fullmatch(text)
        if match is None or match[3] != "day" or match[2]:
            section.error("reminders", "not-a-span", f"'{text[:40]}' is no number of days.", "Write [30 days, 3 days].")
        else:
            found.append(int(match[1]))
    return tuple(sorted(set(found), reverse=True))


def _milestone(section: Section) -> d.Milestone:
    made = d.Milestone(
        _id(section, "id"), section.text("title") or "", read_span(section, "within") or d.Span(1, "days"),
        read_span(section, "latest"), read_span(section, "remind"), _many(section, "proof", d.PROOFS),
    )  # fmt: skip
    for key in ("title", "within"):
        if not section.has(key):
            section.missing(key, f"The milestone has no '{key}'.", f"Write '{key}: …'.")
    section.close()
    return made


def _others(top: Section) -> dict[str, Any]:
    made: dict[str, Any] = {}
    waitlist = top.section("waitlist")
    if waitlist is not None:
        made["waitlist"] = _one(waitlist, "order", ("receipt", "none")) or "receipt"
        made["promotes"] = _one(waitlist, "promotes", ("by_decision", "by_itself")) or "by_decision"
        waitlist.close()
    losers = top.section("losers")
    if losers is not None:
        made["losers"] = _one(losers, "price", d.PRICES) or ""
        made["losers_public_tender"] = _one(losers, "public_tender", d.PRICES) or ""
        losers.close()
    credit = top.section("credit")
    if credit is not None:
        made["roles"] = ("registering", *(role for role in _many(credit, "roles", d.ROLES) if role != "registering"))
        credit.close()
    return made
