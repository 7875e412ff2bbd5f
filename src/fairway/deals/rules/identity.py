"""The keys by which a company is known again: its tax number, its domain, its plain name with the country.

Keys only bring what is surely the same together, and say which lock to take. Whether two that differ are the same
company is asked of `fairway.matching`.
"""

from __future__ import annotations

import re

from anyascii import anyascii
from cleanco import basename

from fairway.deals.rules.findings import FREE_MAIL, domain_of


def plain_company(name: str) -> str:
    """A company's name without legal form, accents, case and punctuation."""
    latin = anyascii(name).strip()
    bare = basename(latin) or latin
    return re.sub(r"[^a-z0-9]+", "", bare.lower()) or re.sub(r"\s+", "", name.lower())[:200]


def lock_key(company: str, country: str) -> str:
    """The key whose lock orders registrations: everybody gives a name and a country."""
    return f"name:{plain_company(company)[:200]}|{country}"


def keys_of(company: str, country: str, website: str = "", tax_number: str = "") -> tuple[str, ...]:
    """All keys of a company, the surest first."""
    found = []
    tax = re.sub(r"[^A-Z0-9]", "", tax_number.upper())
    if len(tax) >= 5:
        found.append(f"tax:{tax}|{country}"[:260])
    domain = domain_of(website)
    if "." in domain and domain not in FREE_MAIL:
        found.append(f"domain:{domain}"[:260])
    found.append(lock_key(company, country))
    return tuple(found)
