"""Decisions about products and exchange rates: what a row must say to be taken."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from fairway.values import CURRENCIES, Exact


@dataclass(frozen=True)
class Fault:
    """One value that cannot be taken: which field, what it was, why, and what to write instead."""

    field: str
    value: str
    sentence: str


@dataclass(frozen=True)
class ProductFacts:
    """What the vendor says about a product. ``unit`` is the base unit; ``attributes`` are free columns."""

    sku: str
    name: str
    category: str = ""
    subcategory: str = ""
    family: str = ""
    brand: str = ""
    line: str = ""
    unit: str = "EA"
    gtin: str = ""
    list_price: Exact | None = None
    currency: str = ""
    attributes: Mapping[str, str] | None = None


@dataclass(frozen=True)
class RateFacts:
    """Units of ``to_currency`` for one unit of ``currency``, in force from a day until the next."""

    currency: str
    to_currency: str
    valid_from: date
    rate: Exact


def faults_of(facts: ProductFacts) -> tuple[Fault, ...]:
    """Everything that keeps a product's row from being taken, all at once."""
    found: list[Fault] = []
    if not facts.sku.strip() or len(facts.sku) > 80:
        found.append(Fault("sku", facts.sku[:40], "A product needs a SKU of at most 80 characters."))
    if not facts.name.strip():
        found.append(Fault("name", facts.name, "A product needs a name."))
    if facts.list_price is not None and facts.list_price < 0:
        found.append(Fault("list_price", str(facts.list_price), "A list price is not negative."))
    if facts.list_price is not None and facts.currency not in CURRENCIES:
        found.append(Fault("currency", facts.currency, "A list price needs an ISO 4217 currency such as USD."))
    return tuple(found)


def rate_faults(facts: RateFacts) -> tuple[Fault, ...]:
    """Everything that keeps an exchange rate from being taken."""
    found = [
        Fault(field, code, f"“{code}” is not an ISO 4217 currency code such as EUR.")
        for field, code in (("currency", facts.currency), ("to_currency", facts.to_currency))
        if code not in CURRENCIES
    ]
    if facts.rate <= 0:
        found.append(Fault("rate", str(facts.rate), "An exchange rate is above zero."))
    return tuple(found)
