"""Who has to sign what: for a page, for a link, and for a first page of the day."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import date, datetime

from fairway.agreements.models import Agreement, Signer, SigningLink
from fairway.agreements.queries import agreements
from fairway.agreements.queries.agreements import AgreementRow, SignerRow
from fairway.agreements.rules.signing import last_moment
from fairway.kit.access import Actor


def digest(secret: str) -> str:
    """What is kept of a secret."""
    return hashlib.sha256(secret.encode()).hexdigest()


@dataclass(frozen=True)
class Link:
    """A signing link that was opened: whose it is, for what, and why it does not work (empty: it does)."""

    id: int
    agreement_id: int
    signer: SignerRow
    refusal: str
    code_at: datetime | None


def link(actor: Actor, secret: str, *, now: datetime) -> Link | None:
    """The link of a secret, or None for a secret that never was one. Runs as the worker: the link is the proof."""
    one = SigningLink.objects.select_related("signer__agreement").filter(secret_digest=digest(secret)).first()
    if one is None:
        return None
    agreement = one.signer.agreement
    (signer,) = (row for row in agreements.signers_of(actor, agreement.pk) if row.id == one.signer_id)
    return Link(one.pk, agreement.pk, signer, _refusal(one, agreement, signer, now), one.code_at)


def _refusal(one: SigningLink, agreement: Agreement, signer: SignerRow, now: datetime) -> str:
    if signer.signed_at is not None:
        return f"{signer.name} has signed already, on {signer.signed_at:%-d %B %Y}. Nothing more is needed."
    if signer.revoked_at is not None:
        return "Somebody else signs in your place: you were taken off the list of signers. Nothing is asked of you."
    if agreement.stage != "sent":
        words = {
            "declined": "It was declined", "withdrawn": "The vendor withdrew it", "lapsed": "Its last day has passed",
        }.get(agreement.stage, "It is signed")  # fmt: skip
        return f"{words}, so it can no longer be signed."
    if agreement.sign_by is not None and agreement.sign_by <= now:
        return f"It could be signed until {last_moment(agreement.sign_by)}. Ask the vendor to send it again."
    if one.used_at is not None:
        return "This link was used already. Ask for a new one, or sign in to sign."
    if one.withdrawn_at is not None:
        return "A newer link was sent to you: use that one."
    if one.expires_at <= now:
        last = last_moment(one.expires_at)
        return f"This link worked until {last}. Ask for a new one: the agreement still waits for you."
    return ""


def waiting_for(actor: Actor, *, on: date) -> tuple[AgreementRow, ...]:
    """The agreements this person can sign now, the earliest deadline first."""
    mine = Signer.objects.filter(user_id=actor.person, revoked_at=None, agreement__stage="sent")
    ids = set(mine.values_list("agreement_id", flat=True))
    held = list(agreements.visible_to(actor).filter(pk__in=ids).defer("typed", "text", "clauses").order_by("sign_by"))
    ready = []
    for one in held:
        view = agreements.view(actor, one.pk, on=on)
        if any(signer.user_id == actor.user_id for signer in view.on_turn):
            ready.append(view.row)
    return tuple(ready)
