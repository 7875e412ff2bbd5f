"""What a registrant is told before it sends: no fault, for a person decides, but it speaks against the registration.

Only what the form says and the registrant's own papers are looked at: nothing here knows of other registrations.
"""

from __future__ import annotations

from collections.abc import Iterable

from fairway.deals.rules.asked import Asked, Fault
from fairway.deals.rules.findings import FREE_MAIL, domain_of
from fairway.deals.rules.identity import keys_of
from fairway.deals.rules.policy import Policy


def doubts_of(policy: Policy, asked: Asked, own_keys: Iterable[str], uncovered: str) -> tuple[Fault, ...]:
    """Everything to look at again, each at its field; what the policy only notes is left out.

    ``own_keys`` are the registrant's own keys of identity, ``uncovered`` says what its agreements do not cover.
    """
    weighs = {kind for kind in ("own_company", "free_mail", "no_right") if policy.severity_of(kind) != "note"}
    return tuple(one for kind, one in _all(asked, set(own_keys), uncovered) if kind in weighs)


def _all(asked: Asked, own_keys: set[str], uncovered: str) -> Iterable[tuple[str, Fault]]:
    company, website = asked.text("company"), asked.text("website")
    if own_keys & set(keys_of(company, asked.text("country"), website, asked.text("tax_number"))):
        said = "This looks like your own organisation. A deal is registered for a customer: write who buys and uses it."
        yield "own_company", Fault("company", company[:40], said)
    if (host := domain_of(website)) in FREE_MAIL:
        said = f"{host} is open to everybody and says nothing of a company. Write the company's own."
        yield "free_mail", Fault("website", host, said)
    mail = asked.text("contact_email")
    if (host := mail.rpartition("@")[2].lower()) in FREE_MAIL:
        said = (
            f"{host} is open to everybody and says nothing of a company. Write their address there, if they have one."
        )
        yield "free_mail", Fault("contact_email", mail[:80], said)
    if uncovered:
        said = f"{uncovered} Leave out what is not covered, or ask your channel manager first."
        yield "no_right", Fault("lines", "", said)
