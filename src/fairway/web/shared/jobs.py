"""Mails that time asks for: signatures that still wait."""

from __future__ import annotations

from django.utils import timezone

from fairway.agreements.actions import sending
from fairway.kit.access import WORKER, acting_as
from fairway.kit.jobs import every
from fairway.web.shared import agreements


@every("40 7 * * *", "agreements.remind")
def remind() -> None:
    """Remind those whose signature is due, each morning."""
    with acting_as(WORKER):
        now = timezone.now()  # noqa: TID251 - a job reads the clock
        agreements.mail(sending.due_reminders(actor=WORKER, now=now), reminder=True)
