"""The demo's agreements: in force, amended, ending soon, waiting for a signature, suspended, terminated, half-drafted.

Each is drafted, sent and signed through the room's actions, on the days on which it would have happened. Who has no
sign-in signs by a link, with the code that would have been mailed.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from typing import Any

from fairway.agreements.actions import course, drafting, sending, signing, templates
from fairway.agreements.actions.sending import Asked
from fairway.agreements.actions.signing import Evidence
from fairway.agreements.queries import agreements
from fairway.agreements.queries import templates as wordings
from fairway.agreements.rules.example import EXAMPLE
from fairway.agreements.rules.signing import CONSENT
from fairway.demo.ground import morning
from fairway.kit.access import WORKER, Actor, acting_as

SECOND = EXAMPLE.replace(
    "Both sides keep the law that applies to them.",
    "Both sides keep the law that applies to them, and tell each other at once of any inquiry by an authority.",
)
EVIDENCE = Evidence(CONSENT, "198.51.100.24", "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Firefox/140.0")
DUTIES = ("anti_bribery", "export_control", "data_protection")


@dataclass(frozen=True)
class Desk:
    """Who drafts and signs for the vendor, who publishes templates, who signs for partners, and the day it is."""

    jonas: Actor
    maya: Actor
    priya: Actor
    principals: Mapping[str, Actor]
    partners: Mapping[str, int]
    today: date
    version: int = 0
    later: int = field(default=0)


def settle(desk: Desk, starts: date) -> None:
    """Make every agreement of the demo whose partner is there."""
    if agreements_there():
        return
    first, second = _templates(desk, starts)
    desk = replace(desk, version=first, later=second)
    _kesselring(desk, starts)
    _elbmark(desk)
    _thistlewood(desk)
    _dunmore(desk, starts)
    _copperline(desk, starts)
    _alcoraz(desk)


def agreements_there() -> bool:
    """Tell whether it was done already."""
    with acting_as(WORKER):
        return agreements.visible_to(WORKER).exists()


def _templates(desk: Desk, starts: date) -> tuple[int, int]:
    with acting_as(desk.maya):
        made = templates.create(
            actor=desk.maya, now=morning(starts, 9), code="partner-agreement", title="Partner agreement", text=EXAMPLE
        )
        first = wordings.template(desk.maya, made).versions[0].id
    with acting_as(desk.priya):
        templates.publish(actor=desk.priya, now=morning(starts, 10), version_id=first)
    with acting_as(desk.maya):
        later = morning(desk.today - timedelta(days=60), 9)
        second = templates.save(
            actor=desk.maya, now=later, template_id=made, text=SECOND, note="Inquiries of authorities are passed on"
        )
    with acting_as(desk.priya):
        templates.publish(actor=desk.priya, now=later, version_id=second)
    return first, second


def _typed(since: date, until: date | None, **more: Any) -> dict[str, Any]:
    return {
        "roles": ["value_added_reseller"], "lines": ["*"], "since_on": since.isoformat(),
        "until_on": until.isoformat() if until else "", "notice_days": "60", "renewal": "none", "payment_days": "30",
        "price_list": "Channel list", "discount": "28", "compliance": list(DUTIES),
        "duties": [{"kind": "answer_time", "amount": "8", "note": "on working days"},
                   {"kind": "training", "amount": "2", "note": ""}],
        **more,
    }  # fmt: skip


def _draft(desk: Desk, code: str, at: datetime, typed: Mapping[str, Any], title: str, *, version: int = 0) -> int:
    with acting_as(desk.jonas):
        return drafting.draft(
            actor=desk.jonas, now=at, partner_id=desk.partners[code], version_id=version or desk.version, title=title,
            typed=typed,
        )  # fmt: skip


def _send(desk: Desk, agreement_id: int, code: str, name: str, at: datetime) -> tuple[sending.Call, ...]:
    principal = desk.principals.get(code)
    email = f"{name.partition(' ')[0].lower()}@{code.lower()}.example"
    signers = [
        Asked("partner", name, email, principal.user_id if principal else None),
        Asked("vendor", desk.jonas.name, "jonas@halden.example", desk.jonas.user_id),
    ]
    with acting_as(desk.jonas):
        return sending.send(actor=desk.jonas, now=at, agreement_id=agreement_id, signers=signers)


def _conclude(desk: Desk, agreement_id: int, code: str, name: str, at: datetime) -> None:
    """Send it and let both sides sign within two days."""
    (call,) = _send(desk, agreement_id, code, name, at)
    with acting_as(WORKER):
        digest = agreements.found(WORKER, agreement_id).digest
    signed = at + timedelta(days=1, hours=3, minutes=12)
    principal = desk.principals.get(code)
    if principal is not None:
        with acting_as(principal):
            signing.sign(actor=principal, now=signed, agreement_id=agreement_id, sha256=digest, evidence=EVIDENCE)
    else:
        _, secret_code = signing.ask_code(now=signed, secret=call.secret)
        signing.sign_by_link(now=signed, secret=call.secret, code=secret_code, sha256=digest, evidence=EVIDENCE)
    with acting_as(desk.jonas):
        signing.sign(
            actor=desk.jonas, now=signed + timedelta(hours=4), agreement_id=agreement_id, sha256=digest,
            evidence=EVIDENCE,
        )  # fmt: skip


def _sold_in(places: str) -> dict[str, str]:
    """An open territory for sales to end customers: sales to resellers are the distributors'."""
    return {"kind": "open", "places": places, "segment": "end"}


def _kesselring(desk: Desk, starts: date) -> None:
    """In force for years and amended: a larger discount, and the Saarland beside the Rhine."""
    if "KESSELRING" not in desk.partners:
        return
    germany = _sold_in("DE-HE; DE-RP; DE-NW")
    target = {"metric": "net_sales", "period": "year", "amount": "400000", "currency": "EUR"}
    typed = _typed(
        starts, date(desk.today.year + 2, 1, 1), territories=[germany], renewal="automatic",
        expectations=[
            target,
            {"metric": "new_customers", "period": "year", "amount": "12", "currency": "", "months": "24"},
            {"metric": "satisfaction", "period": "year", "amount": "8.5", "currency": ""},
        ],
        renewal_months="12", roles=["value_added_reseller", "system_integrator"],
        licences=[{"subject": "The Halden wordmark", "use": "on offers, the website and at fairs"}],
    )  # fmt: skip
    at = morning(starts - timedelta(days=20), 9)
    base = _draft(desk, "KESSELRING", at, typed, "Partner agreement Germany")
    _conclude(desk, base, "KESSELRING", "Ola Kesselring", at)
    amended = morning(desk.today - timedelta(days=45), 9)
    with acting_as(desk.jonas):
        amendment = drafting.amend(actor=desk.jonas, now=amended, agreement_id=base, reason="Asked for in the review.")
        since = (desk.today - timedelta(days=30)).isoformat()
        said = {**typed, "since_on": since, "discount": "31",
                "territories": [germany, _sold_in("DE-SL")]}  # fmt: skip
        drafting.save(actor=desk.jonas, now=amended, agreement_id=amendment, typed=said)
    _conclude(desk, amendment, "KESSELRING", "Ola Kesselring", amended)


def _elbmark(desk: Desk) -> None:
    """In force, and within the days in which notice counts."""
    if "ELBMARK" not in desk.partners:
        return
    until = desk.today + timedelta(days=75)
    target = {"metric": "net_sales", "period": "quarter", "amount": "60000", "currency": "EUR"}
    typed = _typed(
        until - timedelta(days=730), until, territories=[_sold_in("DE-HH; DE-SH")],
        expectations=[target],
    )  # fmt: skip
    at = morning(until - timedelta(days=744), 10)
    made = _draft(desk, "ELBMARK", at, typed, "Partner agreement Hamburg")
    _conclude(desk, made, "ELBMARK", "Birte Hansen", at)


def _thistlewood(desk: Desk) -> None:
    """Sent a few days ago: it waits for Sam."""
    if "THISTLEWOOD" not in desk.partners:
        return
    since = desk.today + timedelta(days=25)
    typed = _typed(
        since, date(since.year + 2, since.month, 1), territories=[_sold_in("GB-ENG")],
        expectations=[{"metric": "net_sales", "period": "year", "amount": "180000", "currency": "GBP"}],
    )  # fmt: skip
    at = morning(desk.today - timedelta(days=4), 11)
    made = _draft(desk, "THISTLEWOOD", at, typed, "Partner agreement United Kingdom", version=desk.later)
    _send(desk, made, "THISTLEWOOD", "Sam Thistlewood", at)


def _dunmore(desk: Desk, starts: date) -> None:
    """Suspended until the missing insurance is there."""
    if "DUNMORE" not in desk.partners:
        return
    typed = _typed(
        starts, None, roles=["sales_representative"], territories=[_sold_in("US-GA; US-FL; US-AL")],
        price_list="", discount="",
    )  # fmt: skip
    at = morning(starts - timedelta(days=12), 9)
    made = _draft(desk, "DUNMORE", at, typed, "Representative agreement South-East")
    _conclude(desk, made, "DUNMORE", "Renee Dunmore", at)
    with acting_as(desk.jonas):
        course.suspend(
            actor=desk.jonas, now=morning(desk.today - timedelta(days=6), 15), agreement_id=made,
            since_on=desk.today - timedelta(days=5), reason="The certificate of insurance has run out.",
        )  # fmt: skip


def _copperline(desk: Desk, starts: date) -> None:
    """Terminated by both."""
    if "COPPERLINE" not in desk.partners:
        return
    typed = _typed(starts, None, territories=[_sold_in("US-AZ; US-NM")])
    at = morning(starts - timedelta(days=15), 9)
    made = _draft(desk, "COPPERLINE", at, typed, "Partner agreement Arizona")
    _conclude(desk, made, "COPPERLINE", "Hector Ruiz", at)
    with acting_as(desk.jonas):
        course.terminate(
            actor=desk.jonas, now=morning(desk.today - timedelta(days=90), 14), agreement_id=made, side="both",
            ends_on=desk.today - timedelta(days=20), reason="Sales moved to the distributor; both sides agreed.",
        )  # fmt: skip


def _alcoraz(desk: Desk) -> None:
    """Half drafted: the territory and the end are not written yet."""
    if "ALCORAZ" not in desk.partners:
        return
    typed = {"roles": ["value_added_reseller"], "lines": ["*"], "price_list": "Channel list", "discount": "22"}
    at = morning(desk.today - timedelta(days=2), 16)
    _draft(desk, "ALCORAZ", at, typed, "Partner agreement Spain", version=desk.later)
