"""Reminders as mails, in the reader's time zone."""

from __future__ import annotations

from django.conf import settings
from django.template.loader import render_to_string
from django.utils import timezone, translation

from fairway.deals.actions.reminding import ToSend
from fairway.kit.mail import send

SUBJECTS = {
    "end": "The protection of {code} ends soon",
    "milestone": "Something is due for {code}",
    "late": "Something is overdue for {code}",
    "activity": "Tell us how {code} goes",
    "answer": "The answer to {code} is late",
    "untaken": "Nobody has taken up {code}",
}


def mail_reminder(one: ToSend) -> None:
    """Send one reminder after the open transaction has ended well."""
    space = "vendor" if one.reminder.kind in ("answer", "untaken") else "partner"
    words = {
        "one": one, "vendor": settings.FAIRWAY.vendor_name,
        "link": f"{settings.FAIRWAY.base_url.rstrip('/')}/{space}/deals/{one.code}/",
    }  # fmt: skip
    with timezone.override(one.reader.time_zone), translation.override(one.reader.locale or "en"):
        text = render_to_string(f"mail/reminder_{one.reminder.kind}.txt", words)
    send(
        to=one.reader.email, subject=SUBJECTS[one.reminder.kind].format(code=one.code), text=text,
        headers={"Auto-Submitted": "auto-generated"},
    )  # fmt: skip
