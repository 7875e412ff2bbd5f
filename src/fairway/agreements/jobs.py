"""What time does: unsigned agreements lapse, others renew where their text says so; steps that wait for one are met."""

from __future__ import annotations

from django.utils import timezone

from fairway.agreements.actions import course, meeting
from fairway.kit.access import WORKER, acting_as
from fairway.kit.jobs import every


@every("10 * * * *", "agreements.daily")
def daily() -> None:
    """Look each hour, so that a last moment in any time zone is kept; what was done is not done again."""
    with acting_as(WORKER):
        now = timezone.now()  # noqa: TID251 - a job reads the clock
        course.lapse_due(actor=WORKER, now=now)
        course.renew_due(actor=WORKER, now=now)
        meeting.meet_all(actor=WORKER, now=now)
