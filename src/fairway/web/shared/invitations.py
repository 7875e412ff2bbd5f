"""Say an invitation to the person it is for: the link, and the mail that brings it."""

from __future__ import annotations

import functools
from datetime import datetime

from django.conf import settings
from django.core.mail import send_mail
from django.db import transaction
from django.template.loader import render_to_string
from django.urls import reverse


def link_of(secret: str) -> str:
    """The address that accepts an invitation. The secret is kept nowhere: show it once."""
    return f"{settings.FAIRWAY.base_url.rstrip('/')}{reverse('entrance:join', args=[secret])}"


def send(*, email: str, name: str, link: str, organisation: str, invited_by: str, until: datetime) -> None:
    """Mail the link once the invitation is safely written; a mail that fails is logged and stops nothing."""
    words = {
        "name": name,
        "link": link,
        "organisation": organisation,
        "vendor": settings.FAIRWAY.vendor_name,
        "invited_by": invited_by,
        "until": until,
    }
    text = render_to_string("shared/mail/invitation.txt", words)
    subject = f"Join {organisation} on Fairway"
    transaction.on_commit(functools.partial(send_mail, subject, text, None, [email]), robust=True)
