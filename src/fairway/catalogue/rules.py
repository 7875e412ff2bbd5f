"""Decisions about products and exchange rates: what a row must say to be taken."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from fairway.formats.tables import further
from fairway.values import CURRENCIES, Exact, exact


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


COLUMNS: Mapping[str, tuple[str, ...]] = {
    "sku": ("sku", "product id", "item number", "item", "part number", "id"),
    "name": ("name", "product name", "description", "item description"),
    "category": ("category", "category name"),
    "subcategory": ("subcategory", "subcategory name"),
    "family": ("family", "product family"),
    "brand": ("brand", "vendor name"),
    "line": ("line", "product line"),
    "unit": ("unit", "uom", "base unit"),
    "gtin": ("gtin", "ean", "upc"),
    "list_price": ("list price", "price"),
    "currency": ("currency", "currency code"),
}
"""The columns of a product file, each with the headings by which it is recognised."""

RATE_COLUMNS: Mapping[str, tuple[str, ...]] = {
    "currency": ("currency", "from currency"),
    "to_currency": ("to currency", "into"),
    "valid_from": ("valid from", "date", "from"),
    "rate": ("rate", "exchange rate"),
}
"""The columns of a file of exchange rates."""


def facts_from(row: Mapping[str, str], columns: Mapping[str, str]) -> ProductFacts:
    """What one row of a file says about a product; headings of no field become attributes.

    :raises fairway.values.NotExact: when the list price is not a number with a decimal point.
    """
    values = {field: row.get(heading, "").strip() for field, heading in columns.items()}
    price = values.pop("list_price", "")
    attributes = further(row, columns.values())
    return ProductFacts(
        sku=values.pop("sku", ""),
        name=values.pop("name", ""),
        unit=values.pop("unit", "") or "EA",
        list_price=exact(price) if price else None,
        attributes=attributes,
        **values,
    )


def rate_from(row: Mapping[str, str], columns: Mapping[str, str]) -> RateFacts:
    """What one row of a file says about an exchange rate.

    :raises ValueError: when the day is not written YYYY-MM-DD or the rate is not a number.
    """
    values = {field: row.get(heading, "").strip() for field, heading in columns.items()}
    return RateFacts(
        currency=values.get("currency", "").upper(),
        to_currency=values.get("to_currency", "").upper(),
        valid_from=date.fromisoformat(values.get("valid_from", "")[:10]),
        rate=exact(values.get("rate", "")),
    )
