"""What every story of agreements begins with: a published template, particulars, and who signs."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from fairway.agreements.actions import drafting, sending, signing, templates
from fairway.agreements.actions.sending import Asked
from fairway.agreements.actions.signing import Evidence
from fairway.agreements.models import Agreement
from fairway.agreements.queries import templates as reading
from fairway.agreements.rules.example import EXAMPLE
from fairway.agreements.rules.signing import CONSENT
from fairway.kit.access import WORKER, Actor, acting_as
from tests.builders import People

YES = Evidence(CONSENT, "192.0.2.7", "Mozilla/5.0 (X11) Firefox")
TYPED: dict[str, Any] = {
    "roles": ["value_added_reseller"],
    "lines": ["bikes"],
    "territories": [{"kind": "exclusive", "places": "DE", "excepted": "", "line": "", "segment": "", "at_most": ""}],
    "since_on": "2026-03-01",
    "until_on": "2027-03-01",
    "notice_days": "90",
    "renewal": "none",
    "price_list": "Standard 2026",
    "discount": "32.5",
    "payment_days": "30",
    "expectations": [{"metric": "net_sales", "period": "year", "amount": "250000", "currency": "EUR"}],
    "duties": [{"kind": "answer_time", "amount": "8", "note": "on working days"}],
    "compliance": ["anti_bribery"],
}


def template(people: People, now: datetime, text: str = EXAMPLE) -> int:
    """Maya writes a template and Theo publishes it; answers the version."""
    with acting_as(people.maya):
        made = templates.create(actor=people.maya, now=now, code="reseller", title="Reseller agreement", text=text)
        version = reading.template(people.maya, made).versions[0].id
    with acting_as(people.theo):
        templates.publish(actor=people.theo, now=now, version_id=version)
    return version


def draft(people: People, now: datetime, version: int, *, partner: int | None = None, **typed: Any) -> int:
    """Carl drafts an agreement with partner A, unless said otherwise."""
    with acting_as(people.carl):
        return drafting.draft(
            actor=people.carl, now=now, partner_id=partner or people.a, version_id=version,
            title="Reseller agreement Germany", typed={**TYPED, **typed},
        )  # fmt: skip


def asked(people: People, *, partner: Actor | None = None) -> list[Asked]:
    """The partner's principal first, then Carl."""
    principal = partner or people.ola
    return [
        Asked("partner", principal.name, f"{principal.name.lower()}@a.example", principal.user_id),
        Asked("vendor", "Carl", "carl@vendor.example", people.carl.user_id),
    ]


def send(people: People, now: datetime, agreement_id: int, **more: Any) -> tuple[sending.Call, ...]:
    """Carl sends it."""
    with acting_as(people.carl):
        signers = more.pop("signers", None) or asked(people)
        return sending.send(actor=people.carl, now=now, agreement_id=agreement_id, signers=signers, **more)


def digest_of(agreement_id: int) -> str:
    with acting_as(WORKER):
        return Agreement.objects.get(pk=agreement_id).digest


def sign(actor: Actor, now: datetime, agreement_id: int) -> signing.Signed:
    """Somebody signs what was sent."""
    digest = digest_of(agreement_id)
    with acting_as(actor):
        return signing.sign(actor=actor, now=now, agreement_id=agreement_id, sha256=digest, evidence=YES)


def concluded(people: People, now: datetime, version: int, *, principal: Actor | None = None, **typed: Any) -> int:
    """Drafted, sent and signed by both."""
    who = principal or people.ola
    made = draft(people, now, version, partner=who.partner_id, **typed)
    send(people, now, made, signers=asked(people, partner=who))
    sign(who, now, made)
    sign(people.carl, now, made)
    return made


def stage(agreement_id: int) -> str:
    with acting_as(WORKER):
        return Agreement.objects.get(pk=agreement_id).stage
