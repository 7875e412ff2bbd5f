"""Entry points of the queue."""

from __future__ import annotations

from django.utils import timezone

from fairway.kit.access import WORKER, acting_as
from fairway.kit.jobs import every
from fairway.performance import actions


@every("10 3 * * *", "performance.review_tiers")
def review_tiers() -> None:
    """Make the tier reviews that are due; a day is reviewed once, whatever died when."""
    with acting_as(WORKER):
        actions.review_due(actor=WORKER, now=timezone.now())  # noqa: TID251 — jobs read the clock
