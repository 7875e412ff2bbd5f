"""What both workspaces and the entrance share of agreements: their text, their mails, and who signed from where."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from django import forms
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.safestring import SafeString
from markdown_it import MarkdownIt

from fairway.agreements.actions import sheet
from fairway.agreements.actions.sending import Call
from fairway.agreements.actions.signing import Evidence
from fairway.agreements.queries import agreements
from fairway.agreements.queries.agreements import AgreementRow, PaperRow
from fairway.agreements.rules.life import STATES
from fairway.agreements.rules.particulars import changes
from fairway.agreements.rules.rights import KINDS, Right, Rights
from fairway.agreements.rules.signing import CONSENT
from fairway.kit.access import WORKER, Actor, acting_as, people
from fairway.kit.mail import send
from fairway.web.shared.components import Badge, Tone

TONES: dict[str, Tone] = {
    "in_force": "good", "coming": "info", "sent": "warn", "signed": "warn", "suspended": "warn", "terminated": "bad",
    "declined": "bad", "expired": "calm", "lapsed": "calm", "withdrawn": "calm", "drafted": "calm",
}  # fmt: skip


def state_badge(row: AgreementRow) -> Badge:
    """What an agreement is on the day, in a word."""
    return Badge(STATES[row.state], TONES[row.state])


def html_of(markdown: str) -> SafeString:
    """An agreement's text as markup: raw HTML in it stays text, and no link leads to a script."""
    parser = MarkdownIt("commonmark", {"html": False}).enable("table")
    return SafeString(parser.render(markdown))  # made here, raw HTML switched off


def changes_of(actor: Actor, agreement_id: int) -> Any:
    """What a sent amendment changes, part by part, as its document says it; nothing for an agreement."""
    kept = agreements.found(actor, agreement_id)
    if kept.amends_id is None:
        return ()
    names = agreements.known(actor)
    before, after = (
        agreements.values(actor, one, agreements.settled(one, names), names) for one in (sheet.last_before(kept), kept)
    )
    return changes(before, after)


def schedule_of(actor: Actor, agreement_id: int) -> list[dict[str, Any]]:
    """The particulars of a sent agreement, as its document prints them."""
    kept = agreements.found(actor, agreement_id)
    names = agreements.known(actor)
    return sheet.schedule(agreements.values(actor, kept, agreements.settled(kept, names), names))


def pdf_answer(row: PaperRow, content: bytes) -> HttpResponse:
    """Hand out a document as it is kept."""
    name = row.name.replace('"', "").replace("\\", "").encode("ascii", "replace").decode()
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(content, content_type="application/pdf", headers=headers)


def address_of(request: HttpRequest) -> str:
    """From where somebody signs. Behind a proxy of ours it is the address that the proxy saw."""
    seen = str(request.META.get("REMOTE_ADDR", ""))
    forwarded = request.META.get("HTTP_X_FORWARDED_FOR", "") if settings.FAIRWAY.secure else ""
    return forwarded.rpartition(",")[2].strip() or seen


def evidence_of(request: HttpRequest) -> Evidence:
    """How somebody signs, as far as the request says it; the consent is that of the ticked box."""
    consent = CONSENT if request.POST.get("consent") == "yes" else ""
    return Evidence(consent, address_of(request), request.META.get("HTTP_USER_AGENT", ""))


class SuspendForm(forms.Form):
    """Days on which an agreement gives no rights."""

    since_on = forms.DateField(label="From", widget=forms.DateInput(attrs={"type": "date"}))
    until_on = forms.DateField(
        label="Until", required=False, widget=forms.DateInput(attrs={"type": "date"}),
        help_text="The first day it gives rights again; empty until it is resumed.",
    )  # fmt: skip


def link_of(call: Call) -> str:
    """The address a signer opens: the page to sign on, or the link that is theirs alone."""
    base = settings.FAIRWAY.base_url.rstrip("/")
    if call.secret:
        return f"{base}{reverse('entrance:sign', args=[call.secret])}"
    name = "partner:agreement_sign" if call.side == "partner" else "staff:agreement_sign"
    return f"{base}{reverse(name, args=[call.agreement_id])}"


def mail(calls: Iterable[Call], *, reminder: bool = False) -> None:
    """Mail those on turn once everything is safely written; a mail that fails is logged and stops nothing."""
    for call in calls:
        words = {"call": call, "link": link_of(call), "vendor": settings.FAIRWAY.vendor_name, "reminder": reminder}
        text = render_to_string("shared/mail/sign.txt", words)
        subject = f"{'Still to sign' if reminder else 'Please sign'}: {call.title}, {call.number}"
        send(to=call.email, subject=subject, text=text)


def mail_code(email: str, code: str) -> None:
    """Mail the code that proves an address."""
    text = render_to_string("shared/mail/code.txt", {"code": code, "vendor": settings.FAIRWAY.vendor_name})
    send(to=email, subject=f"{code} is your code to sign", text=text)


def mail_signed(agreement_id: int, *, on: date) -> None:
    """Tell everybody who signed that all have; who has no account gets the sealed document, the others its page."""
    with acting_as(WORKER):
        view = agreements.view(WORKER, agreement_id, on=on)
        sealed = agreements.paper(WORKER, agreement_id, view.sealed.id) if view.sealed else None
    base = settings.FAIRWAY.base_url.rstrip("/")
    for one in view.signers:
        if one.signed_at is None or one.revoked_at is not None:
            continue
        name = "partner:agreement" if one.side == "partner" else "staff:agreement"
        link = f"{base}{reverse(name, args=[agreement_id])}" if one.user_id is not None else ""
        words = {"signer": one, "row": view.row, "link": link, "digest": sealed[0].sha256 if sealed else ""}
        kept = [(sealed[0].name, sealed[1], "application/pdf")] if sealed and not link else []
        send(
            to=one.email, subject=f"Signed by everybody: {view.row.title}, {view.row.number}",
            text=render_to_string("shared/mail/signed.txt", words), documents=kept,
        )  # fmt: skip


def mail_declined(agreement_id: int, reason: str, *, on: date) -> None:
    """Tell who watches over an agreement that it was declined, and why."""
    _mail_owner(agreement_id, "declined", "Declined", on=on, reason=reason.strip())


def mail_lapsed(agreement_id: int, *, on: date) -> None:
    """Tell who watches over an agreement that nobody signed it in time, and who had not."""
    with acting_as(WORKER):
        signers = agreements.view(WORKER, agreement_id, on=on).signers
    missing = [one.name for one in signers if one.revoked_at is None and one.signed_at is None]
    _mail_owner(agreement_id, "lapsed", "Not signed in time", on=on, missing=missing)


def _mail_owner(agreement_id: int, name: str, subject: str, *, on: date, **words: object) -> None:
    with acting_as(WORKER):
        row = agreements.view(WORKER, agreement_id, on=on).row
        told = people.addresses_of([row.owner_id] if row.owner_id else [])
    link = f"{settings.FAIRWAY.base_url.rstrip('/')}{reverse('staff:agreement', args=[agreement_id])}"
    for email in told.values():
        text = render_to_string(f"shared/mail/{name}.txt", {"row": row, "link": link, **words})
        send(to=email, subject=f"{subject}: {row.title}, {row.number}", text=text)


def rights_context(found: Rights, today: date, *, hide: frozenset[str] = frozenset()) -> dict[str, Any]:
    """What the page of rights shows: the answer by kind, and the days on which it changes."""
    groups = _groups(found.rights, hide)
    return {
        "rights": found,
        "groups": groups,
        "titles": [title for title, _ in groups],
        "withheld": _groups(found.withheld, hide),
        "holders": [(one, Badge(STATES[one.state], TONES[one.state])) for one in found.agreements],
        "turns": [day for day in found.turns if day != found.on][:24],
        "today": today,
    }


def _groups(rights: Iterable[Right], hide: frozenset[str]) -> list[tuple[str, list[Right]]]:
    found: dict[str, list[Right]] = {}
    for one in rights:
        if one.kind not in hide:
            found.setdefault(one.kind, []).append(one)
    return [(title, found[kind]) for kind, (title, _) in KINDS.items() if kind in found]


def day_asked(request: HttpRequest, today: date) -> date:
    """The day a page is asked for; today where none is said, or none that is one."""
    try:
        return date.fromisoformat(request.GET.get("on", ""))
    except ValueError:
        return today
