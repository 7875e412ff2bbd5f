"""What time does: agreements renew where their text says so, and steps that wait for one are met."""

from __future__ import annotations

import logging
from datetime import datetime

from django.utils import timezone

from fairway.agreements.actions import course, meeting
from fairway.kit.access import WORKER, acting_as
from fairway.kit.jobs import every


@every("10 * * * *", "agreements.daily")
def daily() -> None:
    """Look each hour, so that a last moment in any time zone is kept; what was done is not done again."""
    now = timezone.now()  # noqa: TID251 - a job reads the clock
    renew_each(now)
    with acting_as(WORKER):
        meeting.meet_all(actor=WORKER, now=now)


def renew_each(now: datetime) -> tuple[int, ...]:
    """Renew each agreement that is due in a transaction of its own: one that fails holds up no other."""
    with acting_as(WORKER):
        due = course.due_to_renew(actor=WORKER, now=now)
    renewed = []
    for agreement_id in due:
        try:
            with acting_as(WORKER):
                if course.renew(actor=WORKER, now=now, agreement_id=agreement_id):
                    renewed.append(agreement_id)
        except Exception:
            logging.getLogger("fairway.agreements").exception("Agreement %s was not renewed.", agreement_id)
            with acting_as(WORKER):
                course.fail_to_renew(actor=WORKER, now=now, agreement_id=agreement_id)
    return tuple(renewed)
