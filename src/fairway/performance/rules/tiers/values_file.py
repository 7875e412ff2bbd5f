"""Dated values as people keep them in a table: which columns there are, and what one row says.

Columns: partner, metric, date, value; and where they apply until (exclusive end), key (person or customer, a number or
short name of the vendor's own), recorded. Any other column is an attribute of the value (market, source, portfolio).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from fairway.performance.rules.tiers.facts import Facts, Value
from fairway.values import Exact, NotExact, exact

COLUMNS: Mapping[str, tuple[str, ...]] = {
    "partner": ("partner", "partner code", "partner id", "code"),
    "metric": ("metric", "name", "measure", "certificate"),
    "date": ("date", "on", "since", "valid from", "from"),
    "value": ("value", "amount", "number"),
    "until": ("until", "valid until", "expires", "ends"),
    "key": ("key", "person", "customer", "person key"),
    "person_name": ("person name", "full name"),
    "recorded": ("recorded", "recorded on", "known from"),
}
"""The columns of a file of dated values, each with the headings by which it is recognised."""
NEEDED = ("partner", "metric", "date")
LONGEST = 80
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}\Z")


@dataclass(frozen=True, slots=True)
class Fault:
    """One cell that cannot be taken."""

    field: str
    value: str
    sentence: str


@dataclass(frozen=True, slots=True)
class ValueFacts:
    """What one row says. Dates and numbers stay text until :func:`faults_of` has looked at them."""

    partner: str
    metric: str
    date: str
    value: str
    until: str = ""
    key: str = ""
    person_name: str = ""
    recorded: str = ""
    about: tuple[tuple[str, str], ...] = ()

    @property
    def identity(self) -> tuple[object, ...]:
        """Two rows that say this alike are about the same thing."""
        return (self.partner, self.metric, self.date, self.key, self.about)

    def as_value(self) -> Value:
        """The row as a value. :raises ValueError: it has faults."""
        return Value(
            self.metric,
            date.fromisoformat(self.date),
            amount_of(self.value),
            date.fromisoformat(self.until) if self.until else None,
            self.key,
            self.about,
            date.fromisoformat(self.recorded) if self.recorded else None,
        )


def facts_from(row: Mapping[str, str], columns: Mapping[str, str]) -> ValueFacts:
    """What one row of a file says; headings of no column become attributes."""
    said = {field: row.get(heading, "").strip() for field, heading in columns.items()}
    used = set(columns.values())
    about = tuple(
        sorted(
            ("_".join(heading.casefold().split()), cell.strip())
            for heading, cell in row.items()
            if heading not in used and cell.strip()
        )
    )
    return ValueFacts(
        said.get("partner", ""), " ".join(said.get("metric", "").split()), said.get("date", ""), said.get("value", ""),
        said.get("until", ""), said.get("key", ""), said.get("person_name", ""), said.get("recorded", ""), about,
    )  # fmt: skip


def faults_of(facts: ValueFacts) -> tuple[Fault, ...]:
    """Everything that keeps a row from being taken."""
    found = [
        Fault(name, "", f"The {name} is empty.") for name in ("partner", "metric", "date") if not getattr(facts, name)
    ]
    for name in ("metric", "key", "partner"):
        if len(getattr(facts, name)) > LONGEST:
            found.append(Fault(name, getattr(facts, name)[:40] + "…", f"At most {LONGEST} characters."))
    for name in ("date", "until", "recorded"):
        text = getattr(facts, name)
        if text and not _is_day(text):
            found.append(Fault(name, text, "Write the day as year-month-day: 2025-01-31."))
    try:
        amount_of(facts.value)
    except NotExact:
        found.append(Fault("value", facts.value, "Write a number such as 12.5, without separators or signs."))
    if _is_day(facts.date) and _is_day(facts.until) and facts.until <= facts.date:
        found.append(Fault("until", facts.until, "It ends before it begins: until is the first day after it."))
    return tuple(found)


def amount_of(text: str) -> Exact:
    """The number of a row; an empty one is 1, as for a certificate. :raises NotExact: it is no number."""
    value = exact(text or "1")
    if len(text.lstrip("+-").partition(".")[0]) > 14 or len(text.partition(".")[2]) > 6:
        raise NotExact("At most 14 digits before and 6 after the point.")
    return value


def facts_by_partner(rows: Iterable[ValueFacts], partners: Mapping[str, Mapping[str, str]]) -> dict[str, Facts]:
    """Facts for a calculation from plain files; ``partners`` gives a partner's country and type by code."""
    values: dict[str, list[Value]] = {code: [] for code in partners}
    for row in rows:
        values.setdefault(row.partner, []).append(row.as_value())
    return {
        code: Facts(
            tuple(found), code, partners.get(code, {}).get("country", ""),
            tuple(part for part in partners.get(code, {}).get("type", "").split(";") if part),
        )
        for code, found in sorted(values.items())
    }  # fmt: skip


def _is_day(text: str) -> bool:
    if not _DAY.match(text):
        return False
    try:
        return 1900 < date.fromisoformat(text).year < 2200
    except ValueError:
        return False
