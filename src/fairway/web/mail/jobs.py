"""Read the mailbox, once a minute, where one is set; send reminders, once an hour."""

from __future__ import annotations

import logging

from django.conf import settings
from django.db import Error
from django.utils import timezone

from fairway.deals import actions
from fairway.deals.actions.writing_in import TooMany
from fairway.kit.access import WORKER, acting_as
from fairway.kit.jobs import every
from fairway.kit.mail import box
from fairway.web.mail.receiving import receive
from fairway.web.mail.reminding import mail_reminder

LARGEST = 25 * 2**20
"""Bytes of one mail; larger ones are marked for a person."""
MOST = 50
"""Mails in one go; the next minute goes on."""
log = logging.getLogger(__name__)


@every("* * * * *", "mail.read_box")
def read_box() -> None:
    """Read what is unread. One that cannot be dealt with is flagged and left for a person."""
    if settings.FAIRWAY.inbox_url is None:
        return
    with box.opened(box.box_at(settings.FAIRWAY.inbox_url)) as line:
        for uid, raw in box.unread(line, limit=LARGEST, most=MOST):
            if raw is None:
                log.warning("Mail %s is larger than %d bytes, so it is left for a person.", uid, LARGEST)
                box.mark(line, uid, look=True)
                continue
            try:
                receive(raw, now=timezone.now())  # noqa: TID251
            except TooMany:
                continue
            except (Error, OSError):
                raise
            except Exception:
                log.exception("Mail %s could not be read, so it is left for a person.", uid)
                box.mark(line, uid, look=True)
                continue
            box.mark(line, uid)


@every("20 * * * *", "mail.remind")
def remind() -> None:
    """Send what is due, each once."""
    with acting_as(WORKER):
        for one in actions.remind(actor=WORKER, now=timezone.now()):  # noqa: TID251
            mail_reminder(one)
