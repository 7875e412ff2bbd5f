"""A row of the vendor's own pipeline, as a CRM exports it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from fairway.deals.rules.asked import Fault, day_of
from fairway.values import Exact, NotExact, exact

COLUMNS: Mapping[str, tuple[str, ...]] = {
    "number": ("opportunity", "opportunity id", "opportunity number", "number", "id"),
    "company": ("company", "account", "account name", "customer"),
    "country": ("country",),
    "product": ("product", "sku", "product name"),
    "stage": ("stage", "deal stage", "status"),
    "opened_on": ("opened", "engage date", "created", "open date"),
    "closed_on": ("closed", "close date"),
    "value": ("value", "close value", "amount"),
    "owner": ("owner", "sales agent"),
}


@dataclass(frozen=True, slots=True)
class OpportunityFacts:
    """One opportunity of a file. ``company`` may be empty: some are written down before the customer is known."""

    number: str
    company: str
    country: str
    product: str
    stage: str
    opened_on: str
    closed_on: str
    value: str
    owner: str

    @property
    def amount(self) -> Exact | None:
        return exact(self.value) if self.value else None


def facts_from(row: Mapping[str, str], columns: Mapping[str, str]) -> OpportunityFacts:
    """Read one row by its recognised headings."""
    return OpportunityFacts(**{name: row.get(columns.get(name, ""), "").strip() for name in COLUMNS})


def faults_of(facts: OpportunityFacts) -> tuple[Fault, ...]:
    """Everything wrong with one row."""
    found = []
    if not facts.number or len(facts.number) > 40:
        found.append(Fault("number", facts.number[:40], "Give each opportunity its number, of at most 40 letters."))
    if not facts.stage or len(facts.stage) > 40:
        found.append(Fault("stage", facts.stage[:40], "Say the stage, such as Engaging, Won or Lost."))
    if len(facts.company) > 200 or len(facts.product) > 120 or len(facts.owner) > 120 or len(facts.country) > 60:
        found.append(Fault("company", facts.company[:40], "A name is longer than 200 letters."))
    for name in ("opened_on", "closed_on"):
        value = getattr(facts, name)
        if value and day_of(value) is None:
            found.append(Fault(name, value[:40], "Write the day as 2026-01-31."))
    if facts.value:
        try:
            if not 0 <= exact(facts.value) < 10**13:
                raise NotExact
        except NotExact:
            found.append(Fault("value", facts.value[:40], "Write the value as a number, such as 1250.50."))
    return tuple(found)
