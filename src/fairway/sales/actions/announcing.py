"""Say that the lines in force changed, to whoever calculates from them."""

from __future__ import annotations

from django.conf import settings

from fairway.kit.jobs import defer_once

JOB = "incentives.accrue_soon"
"""A job of a room above, by name: this room knows that somebody calculates, and not how."""
AFTER_OTHERS = -10


def lines_changed() -> None:
    """Ask for an accrual soon, in the open transaction, unless ``FAIRWAY_ACCRUE_AFTER`` leaves it to the night.

    A job of its own, so that its failure is none of the file's. It waits a little and lets the files that are in the
    queue go first, so that a thousand files that come together lead to one accrual.
    """
    after: int | None = settings.FAIRWAY.accrue_after
    if after is not None:
        defer_once(JOB, after_seconds=after, priority=AFTER_OTHERS)
