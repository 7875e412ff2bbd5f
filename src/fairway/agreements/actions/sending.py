"""Send an agreement to be signed, and say who signs it: links, replacements, reminders."""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings

from fairway.agreements.actions import sheet
from fairway.agreements.actions.drafting import locked, move
from fairway.agreements.actions.refusals import Refused
from fairway.agreements.models import Agreement, Signature, Signer, SigningLink
from fairway.agreements.queries import agreements, drafts
from fairway.agreements.queries.signing import digest
from fairway.agreements.rules import signing
from fairway.agreements.rules.trees import Fault
from fairway.kit import journal
from fairway.kit.access import Actor, people

SIGN_DAYS = 30
MOST_SIGNERS = 12


@dataclass(frozen=True)
class Asked:
    """Somebody who is asked to sign; `user_id` is None for who has no account and signs by a link."""

    side: str
    name: str
    email: str
    user_id: int | None = None


@dataclass(frozen=True)
class Call:
    """A mail to send: to whom, about which agreement, with which link (empty for who signs in)."""

    email: str
    name: str
    agreement_id: int
    number: str
    title: str
    by: datetime
    secret: str = ""
    side: str = "partner"


def send(
    *, actor: Actor, now: datetime, agreement_id: int, signers: Iterable[Asked], order: str = "sequential",
    days: int = SIGN_DAYS,
) -> tuple[Call, ...]:  # fmt: skip
    """Send a draft to be signed: its text and document are written now and never change. Answers the mails to send.

    Sending twice does one thing. Counsel's notes are needed for what competition law stops.

    :raises Refused: something of the draft is not right, the law asks for counsel, a territory is taken, or a side has
        no signer.
    """
    actor.require("agreements.draft")
    one = locked(actor, agreement_id)
    if one.stage == "sent":
        return ()
    stage = move(one, "send")
    asked = list(signers)
    draft = drafts.draft(actor, agreement_id)
    faults = [*draft.faults, *_faults(asked, order, days, now)]
    told = [each for _, answer in draft.meets for each in answer.collisions]
    faults += [each for _, answer in draft.meets for each in answer.faults]
    if faults or draft.waiting or told:
        offers = [offer for _, answer in draft.meets for offer in answer.offers]
        raise Refused(faults, collisions=told, offers=offers, findings=draft.waiting)
    said = draft.particulars
    assert said is not None
    one.stage, one.order, one.changed_at = stage, order, now
    one.text, one.clauses = draft.text, [[clause.anchor, clause.title] for clause in draft.clauses]
    one.since_on, one.until_on = said.since_on, said.until_on
    one.notice_days, one.renewal_months = said.notice_days, said.renewal_months
    made = [
        Signer.objects.create(
            agreement=one, partner_id=one.partner_id, side=each.side, turn=turn, user_id=each.user_id,
            name=each.name.strip(), email=each.email.strip().lower(),
        )
        for turn, each in enumerate(asked, 1)
    ]  # fmt: skip
    one.digest = sheet.keep_unsigned(actor, now, one).sha256
    one.sent_by_id, one.sent_at, one.sign_by = actor.user_id, now, now + timedelta(days=days)
    one.save()
    journal.record(
        actor=actor, now=now, verb="agreements.agreement.sent", subject=f"agreements.agreement:{one.pk}",
        partner_id=one.partner_id, both_sides=True,
        payload={
            "number": one.number, "digest": one.digest, "signers": len(made), "by": one.sign_by.date().isoformat(),
        },
    )  # fmt: skip
    return calls(actor, now, one)


def _faults(asked: list[Asked], order: str, days: int, now: datetime) -> Iterable[Fault]:
    if order not in signing.ORDERS:
        yield Fault("order", order, "Choose whether the order counts.")
    if not 1 <= days <= 365:
        yield Fault("days", str(days), "Give 1 to 365 days to sign.")
    if len(asked) > MOST_SIGNERS:
        yield Fault("signers", str(len(asked)), f"At most {MOST_SIGNERS} people sign.")
    for side, title in signing.SIDES.items():
        if not any(one.side == side for one in asked):
            yield Fault("signers", "", f"Say who signs for the {title.lower()}.")
    seen = set()
    for one in asked:
        if not one.name.strip() or "@" not in one.email:
            yield Fault("signers", one.email, "A signer needs a name and an e-mail address.")
        if one.email.strip().lower() in seen:
            yield Fault("signers", one.email, f"{one.email} signs once: name somebody else for the other place.")
        seen.add(one.email.strip().lower())


def calls(actor: Actor, now: datetime, one: Agreement, *, only: Iterable[int] | None = None) -> tuple[Call, ...]:
    """The mails to those on turn: who has an account signs in, everybody else gets a fresh link."""
    seats = [row.seat for row in agreements.signers_of(actor, one.pk)]
    numbers = {seat.id for seat in signing.on_turn(seats, one.order)}
    if only is not None:
        numbers &= set(only)
    return tuple(
        Call(
            each.email, each.name, one.pk, one.number, one.title, one.sign_by or now,
            "" if each.user_id else _link(now, each, one), each.side,
        )
        for each in Signer.objects.filter(pk__in=numbers).order_by("turn", "pk")
    )  # fmt: skip


def _link(now: datetime, signer: Signer, one: Agreement) -> str:
    """A fresh link; older ones stop working. Its secret is kept nowhere."""
    SigningLink.objects.filter(signer=signer, used_at=None, withdrawn_at=None).update(withdrawn_at=now)
    secret = secrets.token_urlsafe(32)
    ends = min(now + timedelta(days=signing.LINK_DAYS), one.sign_by or now + timedelta(days=signing.LINK_DAYS))
    SigningLink.objects.create(signer=signer, secret_digest=digest(secret), made_at=now, expires_at=ends)
    return secret


def remind(*, actor: Actor, now: datetime, agreement_id: int) -> tuple[Call, ...]:
    """Remind those on turn; answers the mails to send.

    :raises Refused: nothing waits for a signature.
    """
    actor.require("agreements.draft")
    one = locked(actor, agreement_id)
    if one.stage != "sent":
        raise Refused([Fault("stage", one.stage, "Nobody has to sign it now.")])
    found = calls(actor, now, one)
    _reminded(actor, now, one)
    return found


def _reminded(actor: Actor, now: datetime, one: Agreement) -> None:
    seats = [row.seat for row in agreements.signers_of(actor, one.pk)]
    Signer.objects.filter(pk__in=[seat.id for seat in signing.on_turn(seats, one.order)]).update(reminded_at=now)
    journal.record(
        actor=actor, now=now, verb="agreements.agreement.reminded", subject=f"agreements.agreement:{one.pk}",
        partner_id=one.partner_id, payload={"number": one.number}, both_sides=True,
    )  # fmt: skip


def due_reminders(*, actor: Actor, now: datetime) -> tuple[Call, ...]:
    """Remind everybody whose reminder is due; the job that calls it sends the mails. Twice a day does one thing."""
    actor.require("agreements.draft")
    found: list[Call] = []
    for one in Agreement.objects.select_for_update(of=("self",)).filter(stage="sent", sign_by__gt=now).order_by("pk"):
        rows = agreements.signers_of(actor, one.pk)
        seats = {seat.id for seat in signing.on_turn([row.seat for row in rows], one.order)}
        last = max((row.reminded_at for row in rows if row.id in seats and row.reminded_at), default=None)
        if one.sent_at and one.sign_by and signing.reminder_due(one.sent_at, one.sign_by, last, now):
            found += calls(actor, now, one)
            _reminded(actor, now, one)
    return tuple(found)


def replace_signer(
    *, actor: Actor, now: datetime, agreement_id: int, signer_id: int, by: Asked, reason: str
) -> tuple[Call, ...]:
    """Let somebody else sign in a signer's place; the former one's link stops working. Answers the mails to send.

    :raises Refused: the signer has signed, or the new one lacks a name, or no reason is given.
    """
    actor.require("agreements.draft")
    one = locked(actor, agreement_id)
    old = Signer.objects.select_for_update().filter(pk=signer_id, agreement=one).first()
    faults = []
    if old is None or one.stage != "sent":
        raise Refused([Fault("signer", str(signer_id), "Nobody waits here for a signature.")])
    if Signature.objects.filter(signer=old).exists():
        faults.append(Fault("signer", old.name, f"{old.name} has signed: a signature is not taken back."))
    if old.revoked_at is not None:
        faults.append(Fault("signer", old.name, f"{old.name} was replaced already."))
    if not reason.strip():
        faults.append(Fault("reason", "", "Say why: both sides read it later."))
    if not by.name.strip() or "@" not in by.email:
        faults.append(Fault("signers", by.email, "A signer needs a name and an e-mail address."))
    there = Signer.objects.filter(agreement=one, revoked_at=None, email=by.email.strip().lower())
    if there.exists():
        faults.append(Fault("signers", by.email, f"{by.email} is asked to sign already."))
    if faults:
        raise Refused(faults)
    old.revoked_at, old.reason = now, reason.strip()
    old.save(update_fields=["revoked_at", "reason"])
    SigningLink.objects.filter(signer=old, used_at=None, withdrawn_at=None).update(withdrawn_at=now)
    made = Signer.objects.create(
        agreement=one, partner_id=one.partner_id, side=old.side, turn=old.turn, user_id=by.user_id,
        name=by.name.strip(), email=by.email.strip().lower(),
    )  # fmt: skip
    journal.record(
        actor=actor, now=now, verb="agreements.signer.replaced", subject=f"agreements.agreement:{one.pk}",
        partner_id=one.partner_id, reason=reason.strip(), both_sides=True,
        payload={"number": one.number, "signer": old.pk, "by": made.pk},
    )  # fmt: skip
    return calls(actor, now, one, only=[made.pk])


def candidates(actor: Actor, *, partner_id: int | None, now: datetime) -> tuple[people.Person, ...]:
    """Who may sign for a side: the vendor's people with the right, or the partner's principals."""
    right = "agreements.sign" if partner_id is None else "own.agreements.sign"
    return tuple(
        one for one in people.people_in(actor, partner_id=partner_id, now=now)
        if one.active and right in settings.FAIRWAY_RIGHTS_OF(frozenset(one.roles), partner=partner_id is not None)
    )  # fmt: skip
