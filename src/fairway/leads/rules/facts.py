"""What a lead says, however it comes in: a form, a file, a person's hand. Every way in asks the same."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields

from fairway.deals.rules.asked import CONTROL, MAIL, Fault
from fairway.values import COUNTRIES

LANGUAGE = re.compile(r"[a-z]{2,3}")
LONGEST: Mapping[str, int] = {
    "reference": 40, "source": 80, "company": 200, "website": 200, "country": 60, "region": 80, "postal_code": 20,
    "city": 120, "address": 300, "product": 120, "language": 12, "need": 4000, "contact_name": 120,
    "contact_email": 254, "contact_phone": 60, "consent": 200,
}  # fmt: skip
COLUMNS: Mapping[str, tuple[str, ...]] = {
    "reference": ("reference", "lead id", "lead", "id", "number"),
    "source": ("source", "campaign", "lead source"),
    "company": ("company", "account", "customer", "company name"),
    "website": ("website", "web", "domain"),
    "country": ("country", "country code"),
    "region": ("region", "state", "state or region", "province"),
    "postal_code": ("postal code", "zip", "zip code", "postcode"),
    "city": ("city", "town"),
    "address": ("address", "street"),
    "product": ("product", "sku", "product line", "line"),
    "language": ("language",),
    "need": ("need", "comment", "message", "description", "notes"),
    "contact_name": ("contact", "name", "contact name"),
    "contact_email": ("email", "e mail", "contact email", "mail"),
    "contact_phone": ("phone", "telephone", "contact phone"),
    "consent": ("consent", "consent basis", "opt in"),
}
"""The columns of a file of leads, each with the headings by which it is recognised."""
REFUSED_CONSENT = frozenset({"no", "false", "0", "n", "none", "refused"})


@dataclass(frozen=True, slots=True)
class LeadFacts:
    """One lead as it comes in. ``reference`` is its number where it comes from; ``consent`` how the person agreed."""

    reference: str = ""
    source: str = ""
    company: str = ""
    website: str = ""
    country: str = ""
    region: str = ""
    postal_code: str = ""
    city: str = ""
    address: str = ""
    product: str = ""
    language: str = ""
    need: str = ""
    contact_name: str = ""
    contact_email: str = ""
    contact_phone: str = ""
    consent: str = ""


NAMES = tuple(one.name for one in fields(LeadFacts))


def facts_from(row: Mapping[str, str], columns: Mapping[str, str]) -> LeadFacts:
    """Read one row of a file by its recognised headings."""
    values = {name: row.get(columns.get(name, ""), "").strip() for name in NAMES}
    values["country"] = values["country"].upper()
    values["language"] = values["language"].lower()
    return LeadFacts(**values)


def faults_of(facts: LeadFacts, *, products: Mapping[str, object] | None = None) -> tuple[Fault, ...]:
    """Everything wrong with one lead. ``products`` are the texts by which a product or a line is known."""
    return tuple(_faults(facts, products))


def _faults(facts: LeadFacts, products: Mapping[str, object] | None) -> Iterable[Fault]:
    for name in NAMES:
        value = getattr(facts, name)
        if len(value) > LONGEST[name]:
            yield Fault(name, value[:40], f"It is longer than {LONGEST[name]} letters. Shorten it.")
        elif CONTROL.search(value):
            yield Fault(name, "", "It holds control characters. Write it again by hand.")
    if not facts.company:
        yield Fault("company", "", "Name the company.")
    if facts.country not in COUNTRIES:
        said = "Name the country" if not facts.country else f"“{facts.country[:40]}” is no country code. Write it"
        yield Fault("country", facts.country[:40], f"{said} in two letters, such as DE or US.")
    if not facts.contact_email and not facts.contact_phone:
        yield Fault("contact_email", "", "Give an e-mail address or a phone number: somebody has to be asked back.")
    if facts.contact_email and not MAIL.fullmatch(facts.contact_email):
        yield Fault("contact_email", facts.contact_email[:40], "Write an address such as name@example.com.")
    if facts.language and not LANGUAGE.fullmatch(facts.language):
        yield Fault("language", facts.language[:40], "Write the language in two letters, such as en or de.")
    if not facts.consent or facts.consent.casefold() in REFUSED_CONSENT:
        yield Fault(
            "consent", facts.consent[:40],
            "Say how this person agreed that a partner writes to them, such as “fair, 12 May, on paper”.",
        )  # fmt: skip
    if facts.product and products is not None and facts.product.casefold() not in products:
        yield Fault("product", facts.product[:40], "This is no product and no product line of ours.")
