"""Decisions about partners: what they may be, and what a partner's row must say."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from fairway.formats import plain_heading
from fairway.formats.tables import further
from fairway.values import COUNTRIES, CURRENCIES

TYPES: Mapping[str, str] = {
    "distributor": "Distributor",
    "value_added_reseller": "Value-added reseller",
    "system_integrator": "System integrator",
    "sales_representative": "Independent sales representative",
    "oem": "OEM",
}
STATUSES: Mapping[str, str] = {
    "prospect": "Prospect",
    "applied": "Applied",
    "in_review": "In review",
    "onboarding": "Onboarding",
    "active": "Active",
    "suspended": "Suspended",
    "terminated": "Terminated",
}
# Partner life of the product plan; a terminated partner does not come back under the same agreement.
NEXT_STATUSES: Mapping[str, frozenset[str]] = {
    "prospect": frozenset({"applied", "onboarding", "active", "terminated"}),
    "applied": frozenset({"in_review", "terminated"}),
    "in_review": frozenset({"onboarding", "applied", "terminated"}),
    "onboarding": frozenset({"active", "terminated"}),
    "active": frozenset({"suspended", "terminated"}),
    "suspended": frozenset({"active", "terminated"}),
    "terminated": frozenset(),
}
_CODE = re.compile(r"[A-Za-z0-9][A-Za-z0-9._/-]{0,39}")


@dataclass(frozen=True)
class Fault:
    """One value that cannot be taken: which field, what it was, why, and what to write instead."""

    field: str
    value: str
    sentence: str


@dataclass(frozen=True)
class PartnerFacts:
    """What a vendor says about a partner. ``types`` are keys of :data:`TYPES`; ``attributes`` are free columns.

    ``parent_code`` is None where nothing is said about it, and empty for a partner that belongs to nobody.
    ``stated`` names the fields and attributes that the source has a column for; of a partner that is known already the
    others stay as they are. None: all are stated.
    """

    code: str
    name: str
    types: tuple[str, ...] = ()
    country: str = ""
    region: str = ""
    city: str = ""
    postal_code: str = ""
    address: str = ""
    currency: str = ""
    tier: str = ""
    time_zone: str = ""
    website: str = ""
    phone: str = ""
    tax_number: str = ""
    parent_code: str | None = None
    attributes: Mapping[str, str] | None = None
    stated: frozenset[str] | None = None


def type_of(text: str) -> str | None:
    """The partner type somebody means by a word: its key, its title, or the initials of the field (VAR, SI)."""
    wanted = re.sub(r"[^a-z]+", "_", _plain(text)).strip("_")
    short = {
        "var": "value_added_reseller",
        "reseller": "value_added_reseller",
        "si": "system_integrator",
        "integrator": "system_integrator",
        "rep": "sales_representative",
        "independent_sales_representative": "sales_representative",
        "independent_representative": "sales_representative",
    }
    return wanted if wanted in TYPES else short.get(wanted)


def faults_of(facts: PartnerFacts) -> tuple[Fault, ...]:
    """Everything that keeps a partner's row from being taken, all at once."""
    found: list[Fault] = []
    if not _CODE.fullmatch(facts.code):
        found.append(
            Fault(
                "code",
                facts.code,
                "A partner code has 1 to 40 letters, digits, points, hyphens, underscores or slashes.",
            )
        )
    if not facts.name.strip():
        found.append(Fault("name", facts.name, "A partner needs a name."))
    if len(facts.name) > 200:
        found.append(Fault("name", facts.name[:40] + "…", "A name has at most 200 characters."))
    found.extend(
        Fault("types", name, f"“{name}” is not a partner type: write one of {', '.join(TYPES)}.")
        for name in facts.types
        if name not in TYPES
    )
    if facts.parent_code and facts.parent_code == facts.code:
        found.append(Fault("parent_code", facts.code, "A partner does not belong to itself: leave the parent empty."))
    if facts.country and facts.country not in COUNTRIES:
        found.append(Fault("country", facts.country, f"“{facts.country}” is not an ISO 3166 country code such as DE."))
    if facts.currency and facts.currency not in CURRENCIES:
        found.append(
            Fault("currency", facts.currency, f"“{facts.currency}” is not an ISO 4217 currency code such as EUR.")
        )
    return tuple(found)


def may_become(status: str, new: str) -> bool:
    return new in NEXT_STATUSES[status]


def plain_name(name: str) -> str:
    """A name as it is compared: without accents, case, punctuation and double blanks."""
    return re.sub(r"\s+", " ", re.sub(r"[^\w\s]", " ", _plain(name))).strip()


def tier_as_used(tier: str, in_use: Iterable[str]) -> str:
    """A tier as others hold it already: blanks joined, and in the spelling in use where only the case differs.

    Programmes compare tiers as they are written, so “Gold ” and “gold” beside each other would be two tiers.
    """
    tidy = " ".join(tier.split())
    spelled = {name.casefold(): name for name in sorted(in_use, reverse=True)}
    return tidy if tidy in spelled.values() else spelled.get(tidy.casefold(), tidy)


def _plain(text: str) -> str:
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    return "".join(character for character in decomposed if not unicodedata.combining(character))


COLUMNS: Mapping[str, tuple[str, ...]] = {
    "code": ("code", "partner id", "partner code", "partner", "id", "number"),
    "name": ("name", "partner name", "company", "legal name"),
    "types": ("types", "type", "partner type"),
    "country": ("country", "country code"),
    "region": ("region", "state", "province"),
    "city": ("city", "town"),
    "postal_code": ("postal code", "zip", "zip code", "postcode"),
    "address": ("address", "street", "address line 1"),
    "currency": ("currency", "currency code"),
    "tier": ("tier", "level"),
    "time_zone": ("time zone", "timezone"),
    "website": ("website", "web", "url"),
    "phone": ("phone", "telephone"),
    "tax_number": ("tax number", "tax id", "vat", "vat number"),
    "parent_code": ("parent code", "parent id", "parent"),
}
"""The columns of a partner file, each with the headings by which it is recognised."""


def facts_from(row: Mapping[str, str], columns: Mapping[str, str]) -> PartnerFacts:
    """What one row of a file says about a partner.

    ``columns`` gives the heading for each field; headings of no field become attributes. A type nobody knows stays as
    it is written, so that :func:`faults_of` can name it.
    """
    values = {field: row.get(heading, "").strip() for field, heading in columns.items()}
    types = tuple(type_of(part) or part.strip() for part in re.split(r"[;,]", values.pop("types", "")) if part.strip())
    country = values.pop("country", "").upper()
    attributes = further(row, columns.values())
    used = set(columns.values())
    return PartnerFacts(
        code=values.pop("code", ""),
        name=values.pop("name", ""),
        types=types,
        country=country,
        attributes=attributes,
        stated=frozenset(columns) | {plain_heading(name).replace(" ", "_") for name in row if name not in used},
        **values,
    )
