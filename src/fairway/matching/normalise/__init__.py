"""Write a company the way it is compared: one spelling for each meaning, and no accident of typing.

`known` turns a :class:`~fairway.matching.company.Company` into a :class:`Known`: its name as words with their kinds,
its address as house number and street, its phone as an international number, its domain without host names. What is
read wrongly in every list alike does no harm; what is read differently in two lists does, so each rule is one that
both sides pass through.
"""

from __future__ import annotations

from typing import Any, NamedTuple, TypeAlias

from fairway.matching.company import Company
from fairway.matching.normalise.addresses import Street, read_street
from fairway.matching.normalise.contacts import read_domain, read_phone, read_tax
from fairway.matching.normalise.misplaced import put_right
from fairway.matching.normalise.names import Name, read_name
from fairway.matching.normalise.places import read_city, read_country, read_postal, read_region

__all__ = ["Known", "Name", "Street", "flat", "known", "of_flat"]


class Known(NamedTuple):
    """A company in comparable form. Empty text means that nothing is known, never that there is none."""

    id: str
    name: Name
    street: Street
    city: str
    region: str
    postal: str
    country: str
    domain: str
    phone: str
    tax: str


def known(company: Company, country: str = "") -> Known:
    """Normalise a company. ``country`` is assumed for phone, tax and postal code where the company names none."""
    company = put_right(company)
    named = read_country(company.country)
    assumed = named or country
    name, domain = company.name, company.domain
    domain = read_domain(domain) or read_domain(company.email)
    if not name and domain:
        name = domain.partition(".")[0]
    return Known(
        company.id,
        read_name(name),
        read_street(company.address),
        read_city(company.city),
        read_region(company.region, assumed),
        read_postal(company.postal_code),
        named,
        domain,
        read_phone(company.phone, assumed),
        read_tax(company.tax_id, assumed),
    )


Flat: TypeAlias = tuple[Any, ...]
_made = tuple.__new__
"""Makes a named tuple of what was one before: its fields need not be looked at again."""


def flat(one: Known) -> Flat:
    """A comparable form as tuples of text, which one process hands another cheaply."""
    ident, name, street, *rest = one
    return (ident, tuple(name), tuple(street), *rest)


def of_flat(one: Flat) -> Known:
    """A comparable form from what `flat` made of it."""
    ident, name, street, *rest = one
    return _made(Known, (ident, _made(Name, name), _made(Street, street), *rest))
