"""Read particulars as somebody typed them: checked data, or every fault at its field.

A draft keeps what was typed, right or wrong, so that it can be left half-way and nothing is lost. Lists of rows are
named `territories.0.places`, counted from nought, as the form names its fields.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from fairway.agreements.rules.grants import KINDS, MOST_SEATS
from fairway.agreements.rules.particulars.terms import (
    COMPLIANCE,
    DUTIES,
    METRICS,
    PERIODS,
    RENEWALS,
    Covenants,
    Duty,
    Expectation,
    Licence,
    Particulars,
    PlaceTerms,
)
from fairway.agreements.rules.places import Area, UnknownPlace, parse_all
from fairway.agreements.rules.trees import Fault
from fairway.values import CURRENCIES, Exact, NotExact, exact

Typed = Mapping[str, Any]
"""What was typed: texts, lists of texts (`roles`, `lines`, `compliance`), and lists of rows of texts."""
ROWS = ("territories", "expectations", "duties", "licences")
MOST_LOOK_BACK = 120
"""Months after which a customer may be new again, at most."""
ALL = "*"
"""How a form says all product lines."""
LONGEST = 4000
FIRST_YEAR, LAST_YEAR = 1990, 2200


@dataclass(frozen=True)
class Known:
    """What particulars may name: partner types, product lines and segments, each by code with its title.

    ``depths`` says how deep a product line lies in its tree.
    """

    roles: Mapping[str, str]
    lines: Mapping[str, str]
    segments: Mapping[str, str] = field(default_factory=dict)
    country: str = ""
    depths: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True)
class Read:
    """What came of reading: the particulars where nothing is wrong, and what is."""

    particulars: Particulars | None
    faults: tuple[Fault, ...]


class _Reader:
    def __init__(self, typed: Typed, known: Known) -> None:
        self.typed, self.known = typed, known
        self.faults: list[Fault] = []

    def fault(self, name: str, value: object, sentence: str) -> None:
        self.faults.append(Fault(name, str(value)[:80], sentence))

    def text(self, name: str, row: Typed | None = None, at: str = "") -> str:
        value = str((self.typed if row is None else row).get(name) or "").replace("\r\n", "\n").strip()
        if len(value) > LONGEST:
            self.fault(at + name, value, f"Write at most {LONGEST:,} characters.")
        return value[:LONGEST]

    def texts(self, name: str) -> list[str]:
        value = self.typed.get(name) or []
        return [str(one) for one in value] if isinstance(value, Sequence) and not isinstance(value, str) else []

    def rows(self, name: str) -> list[tuple[str, Typed]]:
        """The rows in which anything is written, each with the prefix of its fields."""
        value = self.typed.get(name) or []
        if not isinstance(value, Sequence) or isinstance(value, str):
            return []
        return [
            (f"{name}.{at}.", row) for at, row in enumerate(value)
            if isinstance(row, Mapping) and any(str(one or "").strip() for key, one in row.items() if key != "kind")
        ]  # fmt: skip

    def whole(self, name: str, least: int, most: int, *, unset: int | None = 0) -> int | None:
        value = self.text(name)
        if not value:
            return unset
        if not value.isascii() or not value.isdigit() or not least <= int(value[:9]) <= most:
            self.fault(name, value, f"“{value[:20]}” is not a whole number from {least} to {most:,}.")
            return unset
        return int(value)

    def number(self, name: str, value: str, least: str, most: str) -> Exact | None:
        try:
            found = exact(value.replace("%", "").strip())
        except NotExact:
            self.fault(name, value, f"“{value[:20]}” is not a number: write digits with a point, such as 1250.50.")
            return None
        if not exact(least) <= found <= exact(most):
            self.fault(name, value, f"“{value[:20]}” is not from {least} to {most}.")
            return None
        return found

    def day(self, name: str) -> date | None:
        value = self.text(name)
        if not value:
            return None
        try:
            found = date.fromisoformat(value)
        except ValueError:
            self.fault(name, value, f"“{value[:20]}” is not a day: write it as 2026-01-31.")
            return None
        if not FIRST_YEAR <= found.year <= LAST_YEAR:
            self.fault(name, value, f"Write a year from {FIRST_YEAR} to {LAST_YEAR}.")
            return None
        return found

    def flag(self, name: str) -> bool:
        return self.text(name) == "yes"

    def places(self, name: str, text: str) -> tuple[Area, ...]:
        if not text:
            return ()
        try:
            return parse_all(text, self.known.country)
        except UnknownPlace as problem:
            self.fault(name, text, str(problem))
            return ()


def read(typed: Typed, known: Known) -> Read:
    """Check everything at once: each fault names its field, what was written, and what to write instead."""
    reader = _Reader(typed, known)
    roles = _roles(reader)
    lines = _lines(reader)
    since, until = _term(reader)
    made = {
        "territories": _territories(reader, lines),
        "expectations": _expectations(reader),
        "duties": _duties(reader),
        "licences": _licences(reader),
        "compliance": _compliance(reader),
        "covenants": _covenants(reader),
        "discount": _discount(reader),
        "payment_days": reader.whole("payment_days", 0, 365, unset=None),
        "notice_days": reader.whole("notice_days", 0, 1100) or 0,
        "price_list": reader.text("price_list"),
        "price_note": reader.text("price_note"),
        "brand_standards": reader.text("brand_standards"),
        "compliance_note": reader.text("compliance_note"),
    }
    renewal, months = _renewal(reader, until)
    if reader.faults or since is None:
        return Read(None, tuple(reader.faults))
    return Read(Particulars(roles, lines, since, until, renewal=renewal, renewal_months=months, **made), ())  # type: ignore[arg-type]


def _roles(reader: _Reader) -> tuple[str, ...]:
    found = tuple(dict.fromkeys(reader.texts("roles")))
    for role in found:
        if role not in reader.known.roles:
            reader.fault("roles", role, f"“{role}” is not a partner type: choose of {', '.join(reader.known.roles)}.")
    if not found:
        reader.fault("roles", "", "Choose as what the partner is appointed.")
    return found


def _lines(reader: _Reader) -> tuple[str, ...]:
    found = tuple("" if one == ALL else one for one in dict.fromkeys(reader.texts("lines")))
    for line in found:
        if line not in reader.known.lines:
            sentence = f"There is no product line “{line}”: add it under Territories, or choose another."
            reader.fault("lines", line, sentence)
    if not found:
        reader.fault("lines", "", "Choose the product lines, or all products.")
    return ("",) if "" in found else found


def _term(reader: _Reader) -> tuple[date | None, date | None]:
    since, until = reader.day("since_on"), reader.day("until_on")
    if not reader.text("since_on"):
        reader.fault("since_on", "", "Say from which day it holds.")
    if since is not None and until is not None and until <= since:
        reader.fault(
            "until_on", until,
            f"It would end on {until}, before it starts on {since}. The day it ends on is the first day it no longer "
            "holds: write a later one, or leave it empty for no end.",
        )  # fmt: skip
    notice = reader.text("notice_days")
    if since is not None and until is not None and until > since and notice.isdigit() and len(notice) < 6:
        term = (until - since).days
        if int(notice) > term:
            reader.fault("notice_days", notice, f"Notice of {notice} days is longer than the term of {term} days.")
    return since, until


def _renewal(reader: _Reader, until: date | None) -> tuple[str, int]:
    renewal = reader.text("renewal") or "none"
    months = reader.whole("renewal_months", 1, 120) or 0
    if renewal not in RENEWALS:
        reader.fault("renewal", renewal, "Choose whether it renews by itself.")
    if renewal == "automatic":
        if not months:
            reader.fault("renewal_months", "", "Say by how many months it renews, 1 to 120.")
        if until is None and not reader.text("until_on"):
            reader.fault("renewal", renewal, "An agreement without an end does not renew: give it an end, or none.")
    return renewal, months if renewal == "automatic" else 0


def _territories(reader: _Reader, lines: tuple[str, ...]) -> tuple[PlaceTerms, ...]:
    found = []
    for at, row in reader.rows("territories"):
        kind = reader.text("kind", row, at) or "open"
        if kind not in KINDS:
            reader.fault(at + "kind", kind, "A territory is open, exclusive or shared.")
        places = reader.text("places", row, at)
        areas = reader.places(at + "places", places)
        if not places:
            reader.fault(at + "places", "", "Name at least one place, such as DE or US-IA; US 50000-52899.")
        excepted = reader.places(at + "excepted", reader.text("excepted", row, at))
        if len({area.is_account for area in (*areas, *excepted)}) > 1:
            reader.fault(at + "places", places, "Named accounts and places on the map are granted apart: use two rows.")
        line = reader.text("line", row, at)
        wanted = None if not line else "" if line == ALL else line
        if wanted is not None and wanted not in reader.known.lines:
            reader.fault(at + "line", line, f"There is no product line “{line}”.")
        elif wanted is not None and lines and wanted not in lines and "" not in lines:
            reader.fault(at + "line", line, "The agreement is not about this product line: choose it above as well.")
        segment = reader.text("segment", row, at)
        if segment and segment not in reader.known.segments:
            reader.fault(at + "segment", segment, f"There is no segment “{segment}”.")
        found.append(PlaceTerms(kind, areas, excepted, wanted, segment, _seats(reader, at, row, kind)))
    return tuple(found)


def _seats(reader: _Reader, at: str, row: Typed, kind: str) -> int | None:
    value = reader.text("at_most", row, at)
    if kind != "shared":
        if value:
            reader.fault(at + "at_most", value, "Only a shared territory has a number of partners.")
        return None
    if not value.isascii() or not value.isdigit() or not 2 <= int(value[:4]) <= MOST_SEATS:
        reader.fault(at + "at_most", value, f"Say by how many partners at most: 2 to {MOST_SEATS}.")
        return None
    return int(value)


def _expectations(reader: _Reader) -> tuple[Expectation, ...]:
    found = []
    for at, row in reader.rows("expectations"):
        metric, period = reader.text("metric", row, at), reader.text("period", row, at) or "year"
        currency = reader.text("currency", row, at).upper()
        if metric not in METRICS:
            reader.fault(at + "metric", metric, "Choose what is measured.")
        if period not in PERIODS:
            reader.fault(at + "period", period, "Choose by which period it is counted.")
        if metric == "net_sales" and currency not in CURRENCIES:
            reader.fault(at + "currency", currency, "Net sales need a currency, such as EUR.")
        amount = reader.number(at + "amount", reader.text("amount", row, at), "0", "1000000000000")
        if amount is not None and not amount:
            reader.fault(at + "amount", "0", "An expectation of nought expects nothing: remove it.")
        months = _look_back(reader, at, row, metric)
        if amount:
            money = currency if metric == "net_sales" else ""
            found.append(Expectation(metric, period, amount, money, months))
    return tuple(found)


def _look_back(reader: _Reader, at: str, row: Typed, metric: str) -> int | None:
    value = reader.text("months", row, at)
    if not value:
        return None
    if metric != "new_customers":
        reader.fault(at + "months", value, "Only new customers become new again: leave it empty.")
    elif not value.isascii() or not value.isdigit() or not 1 <= int(value[:4]) <= MOST_LOOK_BACK:
        reader.fault(at + "months", value, f"Say after how many months, 1 to {MOST_LOOK_BACK}, or leave it empty.")
    else:
        return int(value)
    return None


def _duties(reader: _Reader) -> tuple[Duty, ...]:
    found = []
    for at, row in reader.rows("duties"):
        kind, note, value = (reader.text(name, row, at) for name in ("kind", "note", "amount"))
        if kind not in DUTIES:
            reader.fault(at + "kind", kind, "Choose what the vendor undertakes.")
            continue
        if kind == "other":
            if not note:
                reader.fault(at + "note", "", "Say what the vendor undertakes.")
            found.append(Duty(kind, None, note))
            continue
        most = "100" if DUTIES[kind][1].startswith("%") else "10000"
        amount = reader.number(at + "amount", value, "0", most)
        found.append(Duty(kind, amount, note))
    return tuple(found)


def _licences(reader: _Reader) -> tuple[Licence, ...]:
    found = []
    for at, row in reader.rows("licences"):
        subject, use = reader.text("subject", row, at), reader.text("use", row, at)
        if not subject:
            reader.fault(at + "subject", "", "Name what may be used, such as the vendor's logo.")
        if not use:
            reader.fault(at + "use", "", "Say what for.")
        found.append(Licence(subject, use))
    return tuple(found)


def _compliance(reader: _Reader) -> tuple[str, ...]:
    found = tuple(dict.fromkeys(reader.texts("compliance")))
    for one in found:
        if one not in COMPLIANCE:
            reader.fault("compliance", one, f"“{one}” is not a compliance duty.")
    return found


def _discount(reader: _Reader) -> Exact | None:
    value = reader.text("discount")
    return reader.number("discount", value, "0", "100") if value else None


def _covenants(reader: _Reader) -> Covenants:
    endless = reader.text("non_compete_months").lower() == "endless"
    parallel = {"yes": True, "no": False}.get(reader.text("parallel_imposition"))
    return Covenants(
        non_compete_months=0 if endless else reader.whole("non_compete_months", 0, 600) or 0,
        non_compete_endless=endless,
        purchase_share=reader.whole("purchase_share", 0, 100) or 0,
        post_term_months=reader.whole("post_term_months", 0, 600) or 0,
        post_term_know_how=reader.flag("post_term_know_how"),
        restricts_active_sales=reader.flag("restricts_active_sales"),
        restricts_passive_sales=reader.flag("restricts_passive_sales"),
        restricts_internet=reader.flag("restricts_internet"),
        levels_passed_on=reader.whole("levels_passed_on", 1, 9, unset=1) or 1,
        parallel_imposition=parallel,
        exclusive_dealing=reader.flag("exclusive_dealing"),
        share_of_outlets=reader.whole("share_of_outlets", 0, 100, unset=None),
        easy_exit=reader.flag("easy_exit"),
    )
