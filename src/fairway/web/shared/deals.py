"""How deals are shown on both sides: the clock as a countdown, the steps of a deal, and mails about it."""

from __future__ import annotations

import functools
from collections.abc import Collection, Iterable
from datetime import date, datetime, timedelta
from typing import Any

from django.conf import settings
from django.core.mail import send_mail
from django.db import transaction
from django.http import HttpResponse
from django.template.loader import render_to_string
from django.utils.dateformat import format as date_format

from fairway.deals.queries import DealView, EventRow
from fairway.deals.rules.asked import day_of
from fairway.deals.rules.axes import registration, stage
from fairway.deals.rules.axes.clock import last_day
from fairway.deals.rules.policy.document import FIELDS
from fairway.kit.files import place
from fairway.web.shared.components import Badge, Event, Tone
from fairway.web.shared.countries import country_name

TONES: dict[str, Tone] = {
    "draft": "calm", "submitted": "info", "in_review": "info", "returned": "warn", "waitlisted": "warn",
    "approved": "good", "closed": "calm", "rejected": "bad", "duplicate": "calm", "withdrawn": "calm",
    "expired": "bad", "revoked": "bad", "superseded": "bad",
}  # fmt: skip
DEEDS: dict[str, tuple[str, str]] = {
    "submit": ("Sent", "paper-airplane"),
    "take": ("Taken up for review", "eye"),
    "return": ("Given back to be put right", "arrow-uturn-left"),
    "approve": ("Approved", "check"),
    "refuse": ("Not approved", "x-mark"),
    "call_duplicate": ("Registered before", "document-duplicate"),
    "queue": ("Keeps its place", "clock"),
    "promote": ("Looked at again", "arrow-path"),
    "withdraw": ("Taken back", "arrow-uturn-left"),
    "expire": ("Protection ended", "clock"),
    "revoke": ("Approval taken back", "x-mark"),
    "supersede": ("Superseded by the customer's letter", "document-text"),
    "close": ("Closed", "flag"),
    "reopen": ("Looked at again after a dispute", "arrow-path"),
    "credited": ("Credit", "scale"),
    "priced": ("Another price", "receipt-percent"),
    "price_ended": ("Another price ends", "receipt-percent"),
    "released": ("No longer protected", "lock-open"),
    "weighed": ("Approved against what was found", "scale"),
    "proved": ("Proof shown", "document-check"),
    "proof_refused": ("Proof not accepted", "x-mark"),
    "extended": ("Protection lengthened", "calendar-days"),
    "paused": ("Clock paused", "pause"),
    "resumed": ("Clock runs on", "play"),
    "activity": ("Told how it goes", "chat-bubble-left"),
    "stage": ("Stage", "arrow-trending-up"),
    "won": ("Won", "trophy"),
    "lost": ("Lost", "flag"),
}
OVER = ("closed", "withdrawn", "expired")
OPEN_AGAIN = {"lines": "Products", "roles": "Partners on the deal", "attachments": "Files"}
"""What can be open again besides the fields of the form."""
HIDDEN = {("clock", "started"), ("clock", "ended"), ("clock", "stage")}


def left_text(due_at: datetime | None, now: datetime) -> str:
    """How long until a clock runs out, or since when it has: in hours for two days, then in days; empty without one."""
    if due_at is None:
        return ""
    hours = abs(due_at - now) // timedelta(hours=1)
    length = f"{hours} h" if hours < 48 else f"{hours // 24} days"
    return f"{length} late" if due_at < now else f"{length} left"


def vendor_badge(status: str) -> Badge:
    """A registration's state in the vendor's words."""
    return Badge(registration.VENDOR_WORDS[status], TONES[status])


def partner_badge(status: str) -> Badge:
    """A registration's state in the partner's words."""
    return Badge(registration.PARTNER_WORDS[status][0], TONES[status])


def written(view: DealView, *, without: Collection[str] = ()) -> list[tuple[str, Any]]:
    """What the registration says, label by label, in the order of the form: choices in words, days as days."""
    found: list[tuple[str, Any]] = []
    for name, field in FIELDS.items():
        value = view.fields.get(name)
        if value and name not in without:
            if name == "country":
                shown: Any = country_name(value)
            else:
                shown = day_of(value) if field.kind == "day" else dict(field.choices).get(value)
            found.append((field.label, shown or value))
    return found


def answer_of(view: DealView) -> tuple[str, str]:
    """What the vendor answered, as the partner reads it: why, in the words of a code, and what was written.

    Nothing while an answer is due, and nothing once the deal is over: what an earlier one said no longer holds. What
    was written with the usual words of the code, or of the state, says it once.
    """
    if view.row.status in (*registration.WAITING, *OVER):
        return "", ""
    words, text = registration.CODES.get(view.answer_code, ""), view.answer_text
    if text == registration.PARTNER_WORDS[view.row.status][1]:
        text = ""
    return ("" if words == text else words), text


def events_of(events: Iterable[EventRow], other_side: str) -> tuple[Event, ...]:
    """A deal's steps as a feed, newest first; ``other_side`` stands for people whose names the reader may not see."""
    found = []
    for one in events:
        if (one.axis, one.kind) in HIDDEN:
            continue
        words, icon = DEEDS.get(one.kind, (one.kind.replace("_", " ").capitalize(), "pencil"))
        if one.kind == "stage":
            words = f"Stage: {stage.WORDS.get(one.what, one.what)}"
        if one.kind == "credited":
            words = f"Credit: {one.what} % from this day on"
        if one.kind in ("priced", "price_ended"):
            words = f"{words}: {one.what}"
        who = one.who or ("A rule of the programme" if one.side == "rule" else other_side)
        tone: Tone = "good" if one.kind in ("approve", "won", "extended") else "calm"
        found.append(Event(one.at, who, words, icon=icon, tone=tone, reason=one.reason))
    return tuple(reversed(found))


def clock_days(view: DealView) -> dict[str, Any]:
    """The days of a deal's clock, each the last one that counts where the policy is at home.

    ``through`` is the last day that is covered if nothing more happens, ``fully`` the last one once everything due is
    shown, ``owing`` what has to be shown for that, and ``due_days`` each thing due with its day and its latest day.
    """
    clock, policy = view.clock, view.policy

    def day(until: datetime | None) -> date | None:
        return last_day(policy, until) if until is not None else None

    early = clock.until is not None and clock.window_until is not None and clock.until < clock.window_until
    return {
        "through": day(clock.until), "fully": day(clock.window_until) if early and clock.protects else None,
        "owing": [one.title for one in clock.dues if one.lapses_at == clock.until],
        "due_days": [(one.title, day(one.by), day(one.lapses_at)) for one in clock.dues],
    }  # fmt: skip


def through_words(view: DealView) -> str:
    """The last day that is covered, to go on a sentence with; empty while nothing is protected."""
    through = clock_days(view)["through"]
    return f", protected through {date_format(through, 'j F Y')}" if view.clock.protects and through else ""


def acknowledge(view: DealView, email: str) -> None:
    """Mail that a registration was received. It says the code and the day of the answer, whoever else there is."""
    _mail("received", view, email, f"We have your registration {view.row.code}")


def answered(view: DealView, email: str) -> None:
    """Mail the vendor's answer, as the partner reads it on its page."""
    _mail("answered", view, email, f"About your registration {view.row.code}")


def _mail(name: str, view: DealView, email: str, subject: str) -> None:
    if not email:
        return
    title, sentence = registration.PARTNER_WORDS[view.row.status]
    code_words, answer_text = answer_of(view)
    words = {
        "view": view, "vendor": settings.FAIRWAY.vendor_name, "title": title, "sentence": sentence,
        "code_words": code_words, "answer_text": answer_text,
        "link": f"{settings.FAIRWAY.base_url.rstrip('/')}/partner/deals/{view.row.code}/",
    }  # fmt: skip
    text = render_to_string(f"shared/mail/deal_{name}.txt", words)
    transaction.on_commit(functools.partial(send_mail, subject, text, None, [email]), robust=True)


def download(name: str, sha256: str) -> HttpResponse:
    """Hand out an attached file, to be saved and never shown inside a page."""
    answer = HttpResponse(place(sha256).read_bytes(), content_type="application/octet-stream")
    answer["Content-Disposition"] = f'attachment; filename="{name.encode("ascii", "replace").decode()}"'
    answer["X-Content-Type-Options"] = "nosniff"
    return answer
