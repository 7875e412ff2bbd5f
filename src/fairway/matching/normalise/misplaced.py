"""Values that stand in another column than their own, put where they belong; only where they can be nothing else."""

from __future__ import annotations

import re
from functools import lru_cache

from fairway.matching.company import Company
from fairway.matching.normalise.addresses import read_street
from fairway.matching.normalise.places import is_region, read_country

ADDRESS_FIRST = re.compile(r"^\s*\d+[a-zA-Z]?\s+\S|\S\s+\d+[a-zA-Z]?\s*$")
SAINT = re.compile(r"(?i)^\s*(?:st|saint|sankt|ste|mount|mt|fort|ft)\b")
WEB = re.compile(r"(?i)^\s*(?:https?://|www\.)\S+\s*$|^\s*[^\s@]+@[^\s@]+\.[a-z]{2,}\s*$")
NOT_DIGIT = re.compile(r"\D")
LEAST_DIGITS = 6
LONGEST_CODE = 3


def put_right(company: Company) -> Company:
    """A street in the column of the city beside an address without a number; the city and the region's code, or the
    phone and the domain, that changed places; a web or e-mail address in place of the name."""
    if company.city and _street(company.city) and not any(map(str.isdigit, company.address)):
        company = company._replace(address=company.city, city=company.address)
    if company.region and _code(company.city, company.country) and not _code(company.region, company.country):
        company = company._replace(city=company.region, region=company.city)
    if company.domain and _phone(company.domain) and not _phone(company.phone):
        company = company._replace(phone=company.domain, domain=company.phone)
    if company.name and not company.domain and WEB.match(company.name):
        company = company._replace(name="", domain=company.name)
    return company


@lru_cache(maxsize=10_000)
def _code(text: str, country: str) -> bool:
    return len(text.strip()) <= LONGEST_CODE and is_region(text, read_country(country))


@lru_cache(maxsize=10_000)
def _street(text: str) -> bool:
    if not ADDRESS_FIRST.search(text) or SAINT.match(text):
        return False
    street = read_street(text)
    return bool(street.number and street.street and street.further)


def _phone(text: str) -> bool:
    return not any(map(str.isalpha, text)) and len(NOT_DIGIT.sub("", text)) >= LEAST_DIGITS
