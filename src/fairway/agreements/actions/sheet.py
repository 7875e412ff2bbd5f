"""The documents of an agreement: the PDF that is sent, and the sealed one with the record of the signatures."""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from django.conf import settings

from fairway.agreements.actions.refusals import Refused
from fairway.agreements.models import Agreement, Paper
from fairway.agreements.queries import agreements
from fairway.agreements.queries.agreements import SignerRow
from fairway.agreements.rules import particulars
from fairway.agreements.rules.blocks import blocks_of
from fairway.agreements.rules.particulars import SECTIONS, TITLES
from fairway.agreements.rules.particulars.changes import SECTION_OF
from fairway.agreements.rules.particulars.fields import Value
from fairway.agreements.rules.trees import Fault
from fairway.kit import documents
from fairway.kit.access import Actor
from fairway.partners import queries as partners

TEMPLATE = Path(__file__).with_name("agreement.typ").read_bytes()
WAYS = {"account": "signing in with an account", "link": "a link and a code sent to the address", "paper": "hand"}


def keep(
    actor: Actor, now: datetime, one: Agreement, kind: str, content: bytes, name: str, *, made_by: int | None
) -> Paper:
    """Keep a document's bytes with their digest."""
    return Paper.objects.create(
        agreement=one, partner_id=one.partner_id, kind=kind, name=name, size=len(content), content=content,
        sha256=hashlib.sha256(content).hexdigest(), made_by_id=made_by, made_at=now,
    )  # fmt: skip


def keep_unsigned(actor: Actor, now: datetime, one: Agreement) -> Paper:
    """Typeset the document to be signed. :raises Refused: it cannot be typeset."""
    made = _typeset(actor, now, one, ())
    return keep(actor, now, one, "to_sign", made, f"{one.number}.pdf", made_by=actor.user_id)


def keep_sealed(actor: Actor, now: datetime, one: Agreement) -> Paper:
    """Typeset the document with the record of the signatures, and seal it.

    :raises Refused: it cannot be typeset or sealed; nothing was signed then, and the message says what to put right.
    """
    signers = tuple(row for row in agreements.signers_of(actor, one.pk) if row.revoked_at is None)
    made = _typeset(actor, now, one, signers)
    try:
        sealed = documents.seal(made, reason=f"Agreement {one.number}, signed by both sides")
    except documents.CannotSeal as fault:
        raise Refused([Fault("document", one.number, str(fault))]) from fault
    return keep(actor, now, one, "sealed", sealed, f"{one.number}-signed.pdf", made_by=None)


def _typeset(actor: Actor, now: datetime, one: Agreement, signed: tuple[SignerRow, ...]) -> bytes:
    try:
        return documents.pdf(TEMPLATE, data(actor, now, one, signed), at=now)
    except documents.CannotTypeset as fault:
        raise Refused([Fault("document", one.number, str(fault))]) from fault


def data(actor: Actor, now: datetime, one: Agreement, signed: tuple[SignerRow, ...]) -> dict[str, Any]:
    """Everything the template prints, as texts."""
    names = agreements.known(actor)
    said = agreements.settled(one, names)
    values = agreements.values(actor, one, said, names)
    code, name = partners.names_of(actor, [one.partner_id])[one.partner_id]
    rows = signed or tuple(row for row in agreements.signers_of(actor, one.pk) if row.revoked_at is None)
    organisations = {"vendor": settings.FAIRWAY.vendor_name, "partner": name}
    return {
        "number": one.number, "title": one.title, "vendor": settings.FAIRWAY.vendor_name,
        "partner": {"name": name, "code": code}, "dated": f"{now.astimezone(UTC):%-d %B %Y}",
        "footer": f"signed document {one.digest[:16]}" if signed else "to be signed", "digest": one.digest,
        "since": values["term.since"], "blocks": blocks_of(one.text), "schedule": schedule(values),
        "changes": _changes(actor, one, values),
        "signatures": [row.name for row in signed if row.signed_at],
        "signers": [_signer(row, organisations[row.side]) for row in rows],
    }  # fmt: skip


def _signer(row: SignerRow, organisation: str) -> dict[str, str]:
    signed = f"{row.signed_at.astimezone(UTC):%-d %B %Y, %H:%M:%S} UTC" if row.signed_at else ""
    return {
        "organisation": organisation, "name": row.name, "email": row.email, "signed": signed,
        "way": WAYS.get(row.way, ""), "address": row.address or "not known", "agent": row.agent or "not known",
        "consent": row.consent, "sha256": row.sha256,
    }  # fmt: skip


def schedule(values: dict[str, Value] | Any) -> list[dict[str, Any]]:
    """The particulars as a schedule: every part that says something, with its rows."""
    parts: dict[str, list[tuple[str, list[str]]]] = {}
    for name, title in TITLES.items():
        section, value = SECTION_OF.get(name.partition(".")[0]), values.get(name)
        if section is None or not value or value == "0":
            continue
        said = ["yes"] if value is True else list(value) if isinstance(value, tuple) else [str(value)]
        parts.setdefault(section, []).append((title, said))
    return [{"title": title, "rows": parts[name]} for name, title in SECTIONS.items() if name in parts]


def _changes(actor: Actor, one: Agreement, values: Any) -> list[dict[str, Any]]:
    if one.amends_id is None:
        return []
    before = last_before(one)
    names = agreements.known(actor)
    old = agreements.values(actor, before, agreements.settled(before, names), names)
    return [
        {"what": change.what, "before": list(change.before), "after": list(change.after)}
        for change in particulars.changes(old, values)
    ]


def last_before(one: Agreement) -> Agreement:
    """What an amendment changes: the amendment concluded last before it, or the agreement."""
    last = Agreement.objects.filter(amends_id=one.amends_id, stage="concluded").exclude(pk=one.pk)
    if one.concluded_at is not None:
        last = last.filter(concluded_at__lt=one.concluded_at)
    return last.order_by("-since_on", "-concluded_at").first() or Agreement.objects.get(pk=one.amends_id or 0)
