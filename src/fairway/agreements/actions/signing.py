"""Sign and decline: in the browser with an account, by a link with a code, or on paper."""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from fairway.agreements.actions import concluding, sending, sheet
from fairway.agreements.actions.drafting import locked, move
from fairway.agreements.actions.refusals import Refused
from fairway.agreements.models import Agreement, Decline, Signature, Signer, SigningLink
from fairway.agreements.queries import agreements, drafts
from fairway.agreements.queries import signing as queries
from fairway.agreements.queries.agreements import SignerRow
from fairway.agreements.queries.signing import digest
from fairway.agreements.rules import signing
from fairway.agreements.rules.trees import Fault
from fairway.kit import journal
from fairway.kit.access import WORKER, Actor, acting_as

LARGEST_SCAN = 20 * 2**20


@dataclass(frozen=True)
class Evidence:
    """How somebody signed: the words agreed to, from which address, and with which program."""

    consent: str
    address: str
    agent: str


@dataclass(frozen=True)
class Signed:
    """What a signature led to: whether everybody has signed, whether it is concluded, and the mails to send.

    `sealed` tells that this very signature was the last one, and sealed the document.
    """

    complete: bool
    concluded: bool
    calls: tuple[sending.Call, ...] = ()
    sealed: bool = False


def sign(*, actor: Actor, now: datetime, agreement_id: int, sha256: str, evidence: Evidence) -> Signed:
    """Sign as the person who is signed in; the last signature seals the document and concludes the agreement.

    `sha256` is that of the document the person was shown. Signing twice does one thing.

    :raises Refused: it is not this person's turn, the document is another, or consent is missing.
    """
    actor.require("own.agreements.sign" if actor.is_partner else "agreements.sign")
    agreements.found(actor, agreement_id)
    side = "partner" if actor.is_partner else "vendor"
    with acting_as(actor.as_worker()) as worker:
        one = locked(worker, agreement_id)
        mine = Signer.objects.filter(agreement=one, user_id=actor.person, side=side).order_by("-pk").first()
        if mine is None:
            raise Refused([Fault("signer", "", "You are not among those who are asked to sign it.")])
        return _sign(worker, now, one, mine, sha256, evidence, "account")


def ask_code(*, now: datetime, secret: str) -> tuple[str, str]:
    """Make a code for a signing link; answers the address it must go to, and the code, which is kept nowhere.

    So that a link that was passed on signs nothing: the code goes to the address of the signer alone.

    :raises Refused: the link does not work, or has asked for too many codes.
    """
    with acting_as(WORKER):
        link = _link(now, secret)
        if link.codes >= signing.MOST_CODES:
            raise Refused([Fault("code", "", "Too many codes were asked for by this link. Ask for a new link.")])
        code = f"{secrets.randbelow(10**6):06}"
        link.code_digest, link.code_at, link.code_tries = _code_digest(secret, code), now, 0
        link.codes += 1
        link.save(update_fields=["code_digest", "code_at", "code_tries", "codes"])
        return link.signer.email, code


def check_code(*, now: datetime, secret: str, code: str) -> str:
    """Tell why a code does not prove the address; empty where it does. A wrong one stays counted as a try."""
    with acting_as(WORKER):
        link = _link(now, secret)
        if not link.code_digest or link.code_at is None:
            return "Ask for a code first: it goes to your address."
        if now > link.code_at + timedelta(minutes=signing.CODE_MINUTES):
            return f"The code worked for {signing.CODE_MINUTES} minutes. Ask for a new one."
        if link.code_tries >= signing.CODE_TRIES:
            return "Too many wrong codes. Ask for a new one."
        if not secrets.compare_digest(link.code_digest, _code_digest(secret, code.strip())):
            link.code_tries += 1
            link.save(update_fields=["code_tries"])
            left = signing.CODE_TRIES - link.code_tries
            return f"This is not the code that was sent. {left} more tries." if left else "Too many wrong codes."
        return ""


def sign_by_link(*, now: datetime, secret: str, code: str, sha256: str, evidence: Evidence) -> Signed:
    """Sign by a link, with the code that proves the address. The link is used up by it.

    :raises Refused: the link or the code does not work, it is not this signer's turn, or consent is missing.
    """
    wrong = check_code(now=now, secret=secret, code=code)
    if wrong:
        raise Refused([Fault("code", "", wrong)])
    with acting_as(WORKER):
        link = _link(now, secret)
        one = locked(WORKER, link.signer.agreement_id)
        done = _sign(WORKER, now, one, link.signer, sha256, evidence, "link")
        link.used_at = now
        link.save(update_fields=["used_at"])
        return done


def decline_by_link(*, now: datetime, secret: str, code: str, reason: str) -> None:
    """Say no by a link, with the code that proves the address. :raises Refused: as for signing, or without a reason."""
    wrong = check_code(now=now, secret=secret, code=code)
    if wrong:
        raise Refused([Fault("code", "", wrong)])
    with acting_as(WORKER):
        link = _link(now, secret)
        one = locked(WORKER, link.signer.agreement_id)
        _decline(WORKER, now, one, link.signer, reason)
        link.used_at = now
        link.save(update_fields=["used_at"])


def _link(now: datetime, secret: str) -> SigningLink:
    found = queries.link(WORKER, secret, now=now)
    if found is None:
        raise Refused([Fault("link", "", "There is no such link. Open it from the mail as it came.")])
    if found.refusal:
        raise Refused([Fault("link", "", found.refusal)])
    return SigningLink.objects.select_for_update(of=("self",)).select_related("signer").get(pk=found.id)


def _code_digest(secret: str, code: str) -> str:
    return digest(f"{secret}:{code}")


def _sign(
    actor: Actor, now: datetime, one: Agreement, signer: Signer, sha256: str, evidence: Evidence, way: str
) -> Signed:
    if Signature.objects.filter(signer=signer).exists():
        return Signed(one.stage != "sent", one.stage == "concluded")
    _refuse_unless_on_turn(actor, now, one, signer)
    if sha256 != one.digest:
        sentence = "The document changed since you read it: read this one, and sign then."
        raise Refused([Fault("document", sha256[:16], sentence)])
    if evidence.consent != signing.CONSENT:
        raise Refused([Fault("consent", "", "Tick that you agree: without it there is no signature.")])
    made = Signature.objects.create(
        signer=signer, agreement=one, partner_id=one.partner_id, user_id=signer.user_id, name=signer.name, way=way,
        address=evidence.address[:64], agent=evidence.agent[:400], consent=evidence.consent, sha256=sha256,
        signed_at=now,
    )  # fmt: skip
    journal.record(
        actor=actor, now=now, verb="agreements.agreement.signed", subject=f"agreements.agreement:{one.pk}",
        partner_id=one.partner_id, both_sides=True,
        payload={"number": one.number, "side": signer.side, "way": way, "digest": sha256, "signature": made.pk},
    )  # fmt: skip
    if signing.complete(row.seat for row in agreements.signers_of(actor, one.pk)):
        return Signed(True, concluding.finish(actor, now, one), sealed=True)
    # in sequence, the next one hears of it now; in parallel everybody has heard already
    return Signed(False, False, sending.calls(actor, now, one) if one.order == "sequential" else ())


def _refuse_unless_on_turn(actor: Actor, now: datetime, one: Agreement, signer: Signer) -> None:
    if signer.revoked_at is not None:
        raise Refused([Fault("signer", signer.name, "Somebody else signs in your place.")])
    if one.stage != "sent":
        raise Refused([Fault("stage", one.stage, "It does not wait for signatures any more.")])
    if one.sign_by is not None and now >= one.sign_by:
        last = signing.last_moment(one.sign_by)
        raise Refused([Fault("stage", last, f"It could be signed until {last}. Ask the vendor to send it again.")])
    rows = agreements.signers_of(actor, one.pk)
    if signer.pk not in {seat.id for seat in signing.on_turn([row.seat for row in rows], one.order)}:
        before = next((row.name for row in rows if row.seat.waits), "somebody")
        raise Refused([Fault("signer", signer.name, f"It is not your turn yet: {before} signs first.")])


def decline(*, actor: Actor, now: datetime, agreement_id: int, reason: str) -> None:
    """Say no as the person who is signed in, with the reason; signatures made so far stay on record.

    :raises Refused: the person is not asked to sign, or gives no reason.
    """
    actor.require("own.agreements.sign" if actor.is_partner else "agreements.sign")
    agreements.found(actor, agreement_id)
    side = "partner" if actor.is_partner else "vendor"
    with acting_as(actor.as_worker()) as worker:
        one = locked(worker, agreement_id)
        mine = Signer.objects.filter(agreement=one, user_id=actor.person, side=side).order_by("-pk").first()
        if mine is None:
            raise Refused([Fault("signer", "", "You are not among those who are asked to sign it.")])
        _decline(worker, now, one, mine, reason)


def _decline(actor: Actor, now: datetime, one: Agreement, signer: Signer, reason: str) -> None:
    if Decline.objects.filter(signer=signer).exists():
        return
    if not reason.strip():
        raise Refused([Fault("reason", "", "Say why: the other side reads it, and can offer something else.")])
    if signer.revoked_at is not None or Signature.objects.filter(signer=signer).exists():
        raise Refused([Fault("signer", signer.name, "You have signed, or somebody else signs in your place.")])
    one.stage = move(one, "decline")
    one.changed_at = now
    one.save(update_fields=["stage", "changed_at"])
    Decline.objects.create(
        signer=signer, agreement=one, partner_id=one.partner_id, reason=reason.strip(), declined_at=now
    )
    journal.record(
        actor=actor, now=now, verb="agreements.agreement.declined", subject=f"agreements.agreement:{one.pk}",
        partner_id=one.partner_id, reason=reason.strip(), payload={"number": one.number, "side": signer.side},
        both_sides=True,
    )  # fmt: skip


def sign_on_paper(*, actor: Actor, now: datetime, agreement_id: int, content: bytes, name: str, reason: str) -> Signed:
    """Take in a scan of an agreement that both sides signed by hand: kept as it is, with its digest and who brought it.

    :raises Refused: it is no PDF or too large, the draft is not ready, or no word says who signed it when.
    """
    actor.require("agreements.sign")
    one = locked(actor, agreement_id)
    digest_ = hashlib.sha256(content).hexdigest()
    if one.stage in {"signed", "concluded"} and one.digest == digest_:
        return Signed(True, one.stage == "concluded")
    stage = move(one, "sign_on_paper")
    faults = _scan_faults(content, reason)
    if one.stage == "drafted":
        draft = drafts.draft(actor, agreement_id)
        faults += draft.faults
        if not faults and not draft.waiting and draft.particulars is not None:
            said = draft.particulars
            one.text, one.clauses = draft.text, [[clause.anchor, clause.title] for clause in draft.clauses]
            one.since_on, one.until_on = said.since_on, said.until_on
            one.notice_days, one.renewal_months = said.notice_days, said.renewal_months
            one.sent_by_id, one.sent_at, one.digest = actor.user_id, now, digest_
        elif draft.waiting:
            raise Refused(faults, findings=draft.waiting)
    if faults:
        raise Refused(faults)
    one.stage, one.changed_at = stage, now
    one.save()
    sheet.keep(actor, now, one, "on_paper", content, name[:200], made_by=actor.user_id)
    journal.record(
        actor=actor, now=now, verb="agreements.agreement.signed_on_paper", subject=f"agreements.agreement:{one.pk}",
        partner_id=one.partner_id, reason=reason.strip(), both_sides=True,
        payload={"number": one.number, "digest": digest_},
    )  # fmt: skip
    return Signed(True, concluding.conclude(actor=actor, now=now, agreement_id=one.pk))


def _scan_faults(content: bytes, reason: str) -> list[Fault]:
    faults = []
    if len(content) > LARGEST_SCAN:
        faults.append(Fault("file", "", f"The scan is larger than {LARGEST_SCAN // 2**20} MB: scan it in grey."))
    elif not content.startswith(b"%PDF-") or b"%%EOF" not in content[-2048:]:
        faults.append(Fault("file", "", "This is not a whole PDF file: scan the signed agreement as PDF."))
    if not reason.strip():
        faults.append(Fault("reason", "", "Say who signed it, and when."))
    return faults


def seat_of(actor: Actor, agreement_id: int) -> SignerRow | None:
    """The actor's own place among the signers, the latest."""
    rows = [row for row in agreements.signers_of(actor, agreement_id) if row.user_id == actor.user_id]
    return rows[-1] if rows else None
