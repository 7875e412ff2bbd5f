"""Reads a programme document: nodes to a `Programme` and the notes of what was wrong on the way."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from zoneinfo import available_timezones

from fairway.engine.check import later
from fairway.engine.check.incentives import RETURNS, read_incentive, read_slug, read_validity
from fairway.engine.check.limits import read_groups
from fairway.engine.check.scopes import ALL, Known, read_eligibility, read_events
from fairway.engine.check.steps import read_money
from fairway.engine.check.terms import read_counsel, read_exemptions
from fairway.engine.check.topics import PAGE, TOPICS
from fairway.engine.programme import (
    LANGUAGE,
    Calendar,
    CurrencyPolicy,
    Eligibility,
    LineDate,
    Programme,
    RoundingLevel,
    RoundingPolicy,
    StandingDate,
)
from fairway.policy.nodes import Mapping, Scalar
from fairway.policy.problems import Severity, nearest
from fairway.policy.section import Notes, Section
from fairway.values import CURRENCIES, Exact, Length, Money, Rounding

MOST_INCENTIVES = 200
RATE_DIGITS = 8
PERIODS: dict[str, Length] = {"month": "month", "quarter": "quarter", "half": "half", "year": "year"}
YEAR_STARTS = re.compile(r"(0[1-9]|1[0-2])-([0-9]{2})\Z")
GRACE = re.compile(r"([0-9]{1,3})(?: days?)?\Z")
LENGTHS = {"month": 1, "quarter": 3, "half": 6, "year": 12}
"""The months of each period."""
MONTHS = [
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
]


@dataclass(frozen=True)
class Draft:
    """A programme as far as it could be read, with what the checks need to point at it.

    ``cliff`` is how much a payout may jump with a cent of sales, where the document says so.
    """

    programme: Programme
    notes: Notes
    cliff: Money | None = None

    def is_sound(self, *paths: tuple[str | int, ...]) -> bool:
        """Tell whether these parts were read without error."""
        return self.notes.is_sound(*paths)


def read_programme(root: Mapping, known: Known) -> Draft:
    """Read the document. What cannot be read is noted and stands as something harmless in the result."""
    notes = Notes(PAGE, TOPICS)
    section = Section(root, (), notes)
    name = read_slug(section, "programme", "The programme has no name", "Write programme: fy26-reseller.")
    title, description = section.text("title"), section.text("description", 2000)
    _language(section)
    currency = _currency(section)
    calendar = _calendar(section)
    fx, contract_rates = _fx(section, currency)
    rounding = _rounding(section)
    returns = section.choice("returns", RETURNS, elsewhere=later.RETURNS)
    events = read_events(section)
    members, standing = _members(section, known)
    validity = read_validity(section)
    items = section.sections("incentives")
    if len(items) > MOST_INCENTIVES:
        message = f"There are {len(items)} incentives; a programme has at most {MOST_INCENTIVES}."
        section.error("incentives", "too-many", message, "Divide it into several programmes.")
    for item in items[:MOST_INCENTIVES]:
        _own_period(item, calendar)
    incentives = tuple(read_incentive(item, currency, events, returns, known) for item in items[:MOST_INCENTIVES])
    _returns_stated(section, returns, len(incentives))
    _event_stated(section, len(incentives))
    if not incentives and notes.is_sound(("incentives",)):
        message = "The programme has no incentives, so it pays nothing."
        section.missing("incentives", message, "Write incentives: and below it - id: volume.")
    groups = read_groups(section, currency)
    exemptions = read_exemptions(section, incentives, currency, known)
    counsel = read_counsel(section)
    cliff = read_money(section, "cliff", currency, least=0)
    section.close(later.PROGRAMME, elsewhere=later.PROGRAMME_ELSEWHERE)
    programme = Programme(
        id=name,
        title=title or name,
        currency=currency,
        calendar=calendar,
        fx=fx,
        rounding=rounding,
        standing=standing,
        members=members,
        incentives=incentives,
        validity=validity,
        description=description or "",
        contract_rates=contract_rates,
        groups=groups,
        exemptions=exemptions,
        counsel=counsel,
    )
    return Draft(programme, notes, cliff)


def _language(section: Section) -> None:
    found = section.scalar("language")
    if found is not None and found.text != str(LANGUAGE):
        message = f"This document is written for version {found.text[:20]} of the language; this Fairway reads 1."
        section.error("language", "language", message, "Write language: 1, or run a newer Fairway.")


def _currency(section: Section) -> str:
    found = section.scalar("currency")
    if found is None:
        if not section.has("currency"):
            message = "It is not said in which currency thresholds, limits and payouts are."
            section.missing("currency", message, "Write currency: USD.")
        return ""
    if found.text in CURRENCIES:
        return found.text
    meant = nearest(found.text.upper(), CURRENCIES) if found.text.upper() not in CURRENCIES else found.text.upper()
    hint = f"Did you mean '{meant}'?" if meant else "Write three capital letters such as USD or EUR."
    section.error("currency", "unknown-currency", f"'{found.text[:20]}' is not a currency of ISO 4217.", hint)
    return ""


def _calendar(section: Section) -> Calendar:
    example = "calendar: {year_starts: 01-01, period: quarter, grace: 15 days, time_zone: America/New_York}"
    calendar = section.section("calendar")
    if calendar is None:
        if not section.has("calendar"):
            section.missing("calendar", "It is not said which periods are paid.", f"Write {example}.")
        return Calendar(1, "quarter")
    month = _year_starts(calendar)
    period = calendar.choice("period", PERIODS, later.PERIODS)
    if not calendar.has("period"):
        message = "It is not said how long a period is."
        calendar.missing("period", message, "Write period: month, quarter, half or year.")
    dated_by = calendar.choice("dated_by", [each.value for each in LineDate])
    found = Calendar(
        month,
        PERIODS[period or "quarter"],
        _grace(calendar),
        _time_zone(calendar),
        LineDate(dated_by or "invoice_date"),
    )
    calendar.close(later.CALENDAR)
    return found


def _own_period(incentive: Section, calendar: Calendar) -> None:
    """Refuse a period of one incentive alone, and say whether it would divide the programme's."""
    if not incentive.has("period"):
        return
    written = incentive.scalar("period")
    word = written.text if written is not None else ""
    months = LENGTHS.get(word)
    if word == calendar.period:
        message = f"A {word} is the programme's period already."
    elif months is None or LENGTHS[calendar.period] % months:
        message = f"'{word}' does not divide the programme's period, a {calendar.period}."
    else:
        message = f"A {word} divides the programme's period, a {calendar.period}, and payouts are for a whole one."
    hint = "Leave it out. What has periods of its own is a programme of its own, with calendar: {period: …}."
    incentive.error("period", "other-period", message, hint)


def _year_starts(calendar: Section) -> int:
    found = calendar.scalar("year_starts")
    if found is None:
        if not calendar.has("year_starts"):
            message = "It is not said when the year starts; periods are cut from there."
            calendar.missing("year_starts", message, "Write year_starts: 01-01 (month and day).")
        return 1
    match = YEAR_STARTS.match(found.text)
    if match is None:
        month = MONTHS.index(found.text.lower()) + 1 if found.text.lower() in MONTHS else 2
        message = f"'{found.text[:20]}' is no month and day."
        calendar.error("year_starts", "not-a-year-start", message, f"Write year_starts: {month:02}-01.")
        return 1
    if match[2] != "01":
        message = later.without("years that begin inside a month", "years that begin on the first day of a month")
        calendar.error("year_starts", "later", message, f"Write year_starts: {match[1]}-01.")
    return int(match[1])


def _grace(calendar: Section) -> int:
    found = calendar.scalar("grace")
    if found is None:
        return 0
    match = GRACE.match(found.text)
    if match is None:
        message = f"'{found.text[:20]}' is no number of days."
        calendar.error("grace", "not-days", message, "Write grace: 15 days.")
        return 0
    return int(match[1])


@cache
def _zones() -> frozenset[str]:
    return frozenset(available_timezones() | {"UTC"})


def _time_zone(calendar: Section) -> str:
    found = calendar.scalar("time_zone")
    if found is None:
        return "UTC"
    if found.text not in _zones():
        place = found.text.lower().replace(" ", "_")
        city = next((zone for zone in sorted(_zones()) if zone.rpartition("/")[2].lower() == place), None)
        meant = city or nearest(found.text, sorted(_zones()))
        hint = f"Did you mean '{meant}'?" if meant else "Write an IANA name such as Europe/Berlin."
        message = f"'{found.text[:40]}' is not a time zone."
        calendar.error("time_zone", "unknown-time-zone", message, hint)
        return "UTC"
    return found.text


def _fx(section: Section, currency: str) -> tuple[CurrencyPolicy, tuple[tuple[str, Exact], ...]]:
    """Read which rate converts, and the rates that the document itself agrees."""
    entry = section.mapping.get("fx")
    if entry is not None and isinstance(entry.value, Mapping):
        fx = section.section("fx")
        return CurrencyPolicy.CONTRACT, _contract_rates(fx, currency) if fx is not None else ()
    word = section.choice("fx", [policy.value for policy in CurrencyPolicy])
    if not section.has("fx"):
        message = "It is not said which rate turns sales in other currencies into the programme's."
        section.missing("fx", message, "Write fx: transaction_date (the rate in force on each line's date).")
    if word == CurrencyPolicy.CONTRACT:
        section.error(
            "fx", "no-contract-rates", "The agreed rates are not written.", "Write fx: {contract: {EUR: 1.1}}."
        )
    return CurrencyPolicy(word or "transaction_date"), ()


def _contract_rates(fx: Section, currency: str) -> tuple[tuple[str, Exact], ...]:
    rates = fx.section("contract")
    if rates is None and not fx.has("contract"):
        fx.missing("contract", "The agreed rates are not written.", "Write fx: {contract: {EUR: 1.1}}.")
    fx.close()
    found: list[tuple[str, Exact]] = []
    for entry in rates.mapping.entries if rates is not None else ():
        code = entry.key.text
        rate = rates.number(code, whole=9, fraction=RATE_DIGITS, above=0) if rates is not None else None
        if rates is not None and (code not in CURRENCIES or code == currency):
            rates.notes.places[rates.at(code)] = entry.key.place
            what = "is the programme's own currency" if code == currency else "is not a currency of ISO 4217"
            hint = "Name other currencies, in three capital letters."
            rates.error(code, "unknown-currency", f"'{code[:20]}' {what}.", hint)
        elif rate is not None:
            found.append((code, rate))
    return tuple(sorted(found))


def _rounding(section: Section) -> RoundingPolicy:
    example = "rounding: {mode: half_up, at: payout}"
    rounding = section.section("rounding")
    if rounding is None:
        if not section.has("rounding"):
            section.missing("rounding", "It is not said how amounts are rounded.", f"Write {example}.")
        return RoundingPolicy(Rounding.HALF_UP, RoundingLevel.PAYOUT)
    mode = rounding.choice("mode", [each.value for each in Rounding])
    if not rounding.has("mode"):
        message = "It is not said how half a cent is rounded."
        rounding.missing("mode", message, "Write mode: half_up (away from zero) or half_even (to the even digit).")
    level = rounding.choice("at", [each.value for each in RoundingLevel], later.ROUNDING_LEVELS)
    if not rounding.has("at"):
        message = "It is not said what is rounded: each line or each payout."
        rounding.missing("at", message, "Write at: payout (once for each payout) or at: line (once for each line).")
    rounding.close()
    return RoundingPolicy(Rounding(mode or "half_up"), RoundingLevel(level or "payout"))


def _members(section: Section, known: Known) -> tuple[Eligibility, StandingDate]:
    entry = section.mapping.get("members")
    if entry is None:
        section.taken.add("members")
        section.notes.note(
            ("members",),
            Severity.WARNING,
            "members-not-stated",
            "It is not said who takes part: every partner does.",
            "Write members: all, or members: {types: [value_added_reseller]}.",
        )
        return Eligibility(), StandingDate.TRANSACTION
    if isinstance(entry.value, Scalar) and entry.value.text == ALL:
        section.taken.add("members")
        section.notes.places["members",] = entry.value.place
        return Eligibility(), StandingDate.TRANSACTION
    members = section.section("members")
    if members is None:
        return Eligibility(), StandingDate.TRANSACTION
    as_of = members.choice("as_of", [each.value for each in StandingDate])
    found = read_eligibility(members, known)
    return found, StandingDate(as_of or "transaction")


def _returns_stated(section: Section, returns: str | None, count: int) -> None:
    if returns is not None or section.has("returns"):
        return
    silent = [number for number in range(count) if ("incentives", number, "returns") not in section.notes.places]
    if silent or not count:
        message = "It is not said what returned goods do to earnings."
        hint = "Write returns: restate (they reduce the period of the sale they undo), net, reverse or exclude."
        section.missing("returns", message, hint)


def _event_stated(section: Section, count: int) -> None:
    places = section.notes.places
    silent = [number for number in range(count) if ("incentives", number, "event") not in places]
    if section.has("event") or not silent:
        return
    section.notes.note(
        ("incentives", silent[0], "event"),
        Severity.WARNING,
        "event-not-stated",
        "It is not said which sales count: lines of every event do, and one item may be reported by more than one.",
        "Write event: sell_in, sell_through, sell_out or any, once for the programme or in each incentive.",
    )
