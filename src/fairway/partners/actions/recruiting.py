"""What the vendor does with applications: write the forms, take up, return, refuse, approve; and referrals."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from anyascii import anyascii
from django.db.models import F

from fairway.kit import journal
from fairway.kit.access import Actor, acting_as, people
from fairway.partners.actions import onboarding
from fairway.partners.actions.applying import fresh_link
from fairway.partners.actions.partners import change_status, save
from fairway.partners.actions.refusals import Refused
from fairway.partners.models import Application, Paper, Partner, Referral
from fairway.partners.rules import TYPES, Fault, PartnerFacts, plain_name
from fairway.partners.rules.applying import (
    NEXT,
    STATES,
    CompanyFacts,
    domain_of,
    faults_of_company,
    tax_key,
)
from fairway.partners.rules.documents import check_form

MOST_TEXT = 4000


@dataclass(frozen=True)
class Approved:
    """The partner an approval made, and the secret that lets its first person in."""

    partner_id: int
    secret: str
    until: datetime | None


def note_prospect(*, actor: Actor, now: datetime, facts: CompanyFacts, note: str = "") -> int:
    """Write down a company that might become a partner; what a person sends twice is one, until somebody moves it.

    :raises Refused: with everything wrong about it.
    """
    actor.require("partners.manage")
    faults = faults_of_company(facts, whole=False)
    if faults:
        raise Refused(faults)
    said = {name: value.strip() for name, value in vars(facts).items()}
    there = Application.objects.filter(state="prospect", owner=actor.user_id, moved_at=F("begun_at"), **said).first()
    if there is not None:
        return there.pk
    one = _prospect(facts, now, note, actor.user_id)
    _record(actor, now, one, "partners.prospect.noted")
    return one.pk


def _prospect(facts: CompanyFacts, now: datetime, note: str, owner_id: int | None) -> Application:
    return Application.objects.create(
        state="prospect",
        plain_name=plain_name(facts.name),
        tax_key=tax_key(facts.country, facts.tax_number),
        domain=domain_of(facts.website, facts.email),
        note=note[:MOST_TEXT],
        owner_id=owner_id,
        begun_at=now,
        moved_at=now,
        **{name: value.strip() for name, value in vars(facts).items()},
    )


def refer(*, actor: Actor, now: datetime, facts: CompanyFacts, note: str = "") -> int:
    """A partner tells the vendor about a company; the same company named twice by a partner is one referral.

    The vendor's own table is written by the worker in this person's name: the partner's role cannot read it, so that
    a referral tells nobody whether a company is known.

    :raises Refused: with everything wrong about it.
    """
    actor.require("own.refer")
    faults = faults_of_company(facts, whole=False)
    if faults:
        raise Refused(faults)
    again = Referral.objects.filter(partner_id=actor.partner, company__iexact=facts.name.strip()).exclude(
        status__in=["refused", "withdrawn"]
    )
    if (there := again.first()) is not None:
        return there.pk
    with acting_as(actor.as_worker()):
        one = _prospect(facts, now, "", None)
        referral = Referral.objects.create(
            partner_id=actor.partner,
            application=one,
            company=one.name,
            country=one.country,
            note=note[:MOST_TEXT],
            referred_by_id=actor.user_id,
            referred_at=now,
            moved_at=now,
        )
    journal.record(
        actor=actor,
        now=now,
        verb="partners.referral.made",
        subject=f"partners.referral:{referral.pk}",
        partner_id=actor.partner,
        both_sides=True,
    )
    return referral.pk


def ask_to_apply(*, actor: Actor, now: datetime, application_id: int) -> str:
    """Invite a prospect to apply; answers the secret of the link, which is kept nowhere.

    :raises Refused: when it is no prospect, has no address, or no form of its type is open.
    """
    one = _locked(actor, application_id)
    if one.state != "prospect":
        raise Refused([Fault("state", one.state, f"This is no prospect any more: it is {STATES[one.state].lower()}.")])
    if not one.email:
        raise Refused([Fault("email", "", "Write down the contact's e-mail address first.")])
    if not Paper.objects.filter(kind="form", type=one.type, published_at__isnull=False, closed_at=None).exists():
        kind = TYPES.get(one.type, "this type")
        raise Refused([Fault("type", one.type, f"No form is open for {kind}: choose the type, or publish a form.")])
    secret = fresh_link(one, now)
    one.save(update_fields=["secret_digest", "link_until"])
    _record(actor, now, one, "partners.prospect.asked")
    return secret


def change_prospect(*, actor: Actor, now: datetime, application_id: int, facts: CompanyFacts, note: str) -> None:
    """Put right what is known of a company that has not applied yet. :raises Refused: with everything wrong."""
    one = _locked(actor, application_id)
    if one.state != "prospect":
        raise Refused([Fault("state", one.state, "The applicant has written this: return it to have it changed.")])
    faults = faults_of_company(facts, whole=False)
    if faults:
        raise Refused(faults)
    for name, value in vars(facts).items():
        setattr(one, name, value.strip())
    one.plain_name, one.note = plain_name(facts.name), note[:MOST_TEXT]
    one.tax_key, one.domain = tax_key(facts.country, facts.tax_number), domain_of(facts.website, facts.email)
    one.save()
    _record(actor, now, one, "partners.prospect.changed")


def take_up(*, actor: Actor, now: datetime, application_id: int, state: str = "in_review") -> None:
    """Move an application between applied and in review, without a word to the applicant; whoever takes it up owns it.

    :raises Refused: for a move that says something to the applicant, or does not follow.
    """
    one = _locked(actor, application_id)
    if one.state == state:
        return
    if state not in {"applied", "in_review"} or state not in NEXT[one.state]:
        raise _does_not_follow(one, state)
    _move(one, state, now)
    if state == "in_review" and one.owner_id is None:
        one.owner_id = actor.user_id
    one.save(update_fields=["state", "moved_at", "owner"])
    _record(actor, now, one, "partners.application.moved", payload={"to": state})


def assign(*, actor: Actor, now: datetime, application_id: int, owner_id: int | None) -> None:
    """Say who looks after an application."""
    one = _locked(actor, application_id)
    if one.owner_id == owner_id:
        return
    if owner_id is not None and owner_id not in people.holders_of("partners.manage", partner_id=None, now=now):
        raise Refused([Fault("owner", str(owner_id), "Choose somebody of your own organisation who may recruit.")])
    one.owner_id = owner_id
    one.save(update_fields=["owner"])
    _record(actor, now, one, "partners.application.assigned", payload={"to": owner_id})


def return_(*, actor: Actor, now: datetime, application_id: int, questions: Iterable[str], message: str) -> str:
    """Ask for some answers again; only these open. Answers the secret of the link for the applicant's mail.

    :raises Refused: without a question or a message, or where it does not follow.
    """
    one = _locked(actor, application_id)
    if "returned" not in NEXT[one.state]:
        raise _does_not_follow(one, "returned")
    asked = _questions_of(one)
    opened = [question for question in ["company", *asked] if question in set(questions)]
    faults = []
    if not opened:
        faults.append(Fault("questions", "", "Choose what the applicant is to answer again."))
    if not message.strip():
        faults.append(Fault("message", "", "Write what is missing: the applicant reads it."))
    if faults:
        raise Refused(faults)
    one.reopened, one.message = opened, message.strip()[:MOST_TEXT]
    secret = fresh_link(one, now)
    _decide(one, "returned", actor, now)
    _record(actor, now, one, "partners.application.returned", reason=one.message, payload={"open": opened})
    return secret


def refuse(*, actor: Actor, now: datetime, application_id: int, message: str) -> bool:
    """Say no, in words that the applicant reads; answers whether this was the first time it was said.

    :raises Refused: without words, or where it does not follow.
    """
    one = _locked(actor, application_id)
    if one.state == "refused":
        return False
    if "refused" not in NEXT[one.state]:
        raise _does_not_follow(one, "refused")
    if not message.strip():
        raise Refused([Fault("message", "", "Write why: the applicant reads it, and you will, later.")])
    one.message = message.strip()[:MOST_TEXT]
    _decide(one, "refused", actor, now)
    _record(actor, now, one, "partners.application.refused", reason=one.message)
    return True


def reopen(*, actor: Actor, now: datetime, application_id: int, reason: str) -> None:
    """Take a refused, withdrawn or returned application into review again: the no stands in the journal, and this, too.

    :raises Refused: without a reason, or for an approved one: its partner is ended, not undone.
    """
    one = _locked(actor, application_id)
    if one.state not in {"refused", "withdrawn", "returned"}:
        raise _does_not_follow(one, "in_review")
    if not reason.strip():
        raise Refused([Fault("reason", "", "Say why: it stands in the journal beside your name.")])
    _move(one, "in_review", now)
    one.reopened, one.decided_at, one.decided_by_id = [], None, None
    one.save(update_fields=["state", "moved_at", "reopened", "decided_at", "decided_by"])
    _record(actor, now, one, "partners.application.reopened", reason=reason)


def approve(
    *, actor: Actor, now: datetime, application_id: int, code: str = "", message: str = "", known: bool = False
) -> Approved:
    """Make the applicant a partner: its record, its onboarding, and the invitation of its first person.

    A second approval answers the partner of the first and sends nothing. ``known`` says that the duplicates beside the
    button were looked at; the page asks for it where there are any.

    :raises Refused: where it does not follow, or the code is taken.
    """
    one = _locked(actor, application_id)
    if one.state == "approved" and one.partner_id is not None:
        return Approved(one.partner_id, "", None)
    if "approved" not in NEXT[one.state]:
        raise _does_not_follow(one, "approved")
    code = code.strip() or _code_for(one.name)
    if Partner.objects.filter(code=code).exists():
        raise Refused([Fault("code", code, f"{code} is another partner's code: choose another one.")])
    facts = PartnerFacts(
        code, one.name, (one.type,), one.country, one.region, one.city, one.postal_code, one.address,
        website=one.website, phone=one.phone, tax_number=one.tax_number,
    )  # fmt: skip
    partner_id = save(actor=actor, now=now, facts=facts, reason=f"Application {one.pk}")
    Partner.objects.filter(pk=partner_id).update(status="in_review")
    reason = "The application was approved."
    change_status(actor=actor, now=now, partner_id=partner_id, status="onboarding", reason=reason)
    onboarding.begin(actor=actor, now=now, partner_id=partner_id, type=one.type)
    secret, until = "", None
    if one.email:
        # who may approve may let the first person in, and nobody else: others are for the partner to invite
        with acting_as(actor.as_worker()):
            invitation, secret = people.invite(
                actor=actor.as_worker(), now=now, email=one.email, name=one.contact, role="principal",
                partner_id=partner_id,
            )  # fmt: skip
        until = invitation.expires_at
    one.partner_id, one.message = partner_id, message.strip()[:MOST_TEXT]
    one.secret_digest, one.link_until = None, None
    _decide(one, "approved", actor, now)
    _record(
        actor, now, one, "partners.application.approved", reason=one.message, partner_id=partner_id,
        payload={"partner": partner_id, "duplicates_seen": known},
    )  # fmt: skip
    return Approved(partner_id, secret, until)


def erase_contact(*, actor: Actor, now: datetime, application_id: int, reason: str) -> None:
    """Blank the person of an application that is decided; the company and the decision stay.

    :raises Refused: without a reason, or while the application is open.
    """
    one = _locked(actor, application_id)
    if one.state not in {"approved", "refused", "withdrawn"}:
        raise Refused([Fault("state", one.state, "Decide the application first: its applicant must be reachable.")])
    if not reason.strip():
        raise Refused([Fault("reason", "", "Say why: it stands in the journal, without the person's name.")])
    one.contact, one.email, one.phone = "", "", ""
    one.secret_digest, one.link_until = None, None
    one.save(update_fields=["contact", "email", "phone", "secret_digest", "link_until"])
    _record(actor, now, one, "partners.application.erased", reason=reason)


def _code_for(name: str) -> str:
    """A code nobody has yet, from the name's first word: ALPINE, ALPINE-2."""
    word = re.sub(r"[^A-Z0-9]", "", anyascii(name.split()[0] if name.split() else "").upper())[:20] or "PARTNER"
    taken = set(Partner.objects.filter(code__startswith=word).values_list("code", flat=True))
    return next(
        code for code in (word, *(f"{word}-{number}" for number in range(2, len(taken) + 3))) if code not in taken
    )


def _questions_of(one: Application) -> tuple[str, ...]:
    form = check_form(one.paper.text).document if one.paper is not None else None
    return tuple(question.id for question in form.questions) if form is not None else ()


def _locked(actor: Actor, application_id: int) -> Application:
    actor.require("partners.manage")
    return Application.objects.select_for_update().get(pk=application_id)


def _does_not_follow(one: Application, state: str) -> Refused:
    allowed = ", ".join(STATES[name].lower() for name in STATES if name in NEXT[one.state]) or "nothing else"
    return Refused(
        [Fault("state", state, f"This application is {STATES[one.state].lower()}; it can become {allowed}.")]
    )


def _move(one: Application, state: str, now: datetime) -> None:
    one.state, one.moved_at = state, now


def _decide(one: Application, state: str, actor: Actor, now: datetime) -> None:
    _move(one, state, now)
    one.decided_at, one.decided_by_id = now, actor.user_id
    one.owner_id = one.owner_id or actor.user_id
    one.save()


def _record(
    actor: Actor,
    now: datetime,
    one: Application,
    verb: str,
    *,
    reason: str = "",
    partner_id: int | None = None,
    payload: dict[str, object] | None = None,
) -> None:
    journal.record(
        actor=actor, now=now, verb=verb, subject=f"partners.application:{one.pk}", partner_id=partner_id,
        reason=reason, payload=payload,
    )  # fmt: skip
