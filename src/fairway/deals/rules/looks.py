"""What the vendor's direct sales may ask, and for what: whether a company is protected, and until when. Nothing else.

Rule EU-12: between a supplier that also sells directly and its distributors, only what is directly related to the
agreement and necessary may pass. Identified end customers and future prices do not; that an account is protected until
a day is what keeps the two from selling against each other.
"""

from __future__ import annotations

from collections.abc import Mapping

from fairway.deals.rules.refusals import Refused

PURPOSES: Mapping[str, str] = {
    "approach": "Before I approach this company",
    "enquiry": "The company asked us itself",
    "quote": "Before I send a quote",
    "handover": "To hand the lead to a partner",
}
PURPOSES_FOR_PARTNERS: Mapping[str, str] = {
    "approach": "Before approaching the company",
    "enquiry": "The company asked the vendor itself",
    "quote": "Before sending a quote",
    "handover": "To hand a lead to a partner",
}


def may_ask(company: str, country: str, purpose: str, note: str) -> None:
    """Refuse a question without a company or a purpose.

    :raises Refused: which says what is missing.
    """
    if len(company.strip()) < 2:
        raise Refused("Write the company's name as on an order: a question is about one company.")
    if len(country) != 2:
        raise Refused("Choose the country.")
    if purpose not in PURPOSES:
        raise Refused("Say what you need it for. It is written down, and the partner reads the purpose.")
    if len(note.strip()) < 5:
        raise Refused("Say in a few words what it is about, such as the number of your opportunity.")
