"""Entry points of the queue."""

from __future__ import annotations

from datetime import datetime

from django.utils import timezone

from fairway.incentives import actions
from fairway.kit.access import WORKER, acting_as
from fairway.kit.jobs import every, job


def _clock() -> datetime:
    return timezone.now()  # noqa: TID251 — jobs read the clock


@job("incentives.perform_run")
def perform_run(run_id: int) -> None:
    """Perform a run that somebody asked for."""
    actions.perform_run(actor=WORKER, now=_clock(), run_id=run_id, clock=_clock)


@job("incentives.admit_members")
def admit_members() -> None:
    """Show programmes to partners whose facts let them in since."""
    with acting_as(WORKER):
        actions.admit_members(actor=WORKER, now=_clock())


@every("30 2 * * *", "incentives.accrue")
def accrue() -> None:
    """Take up every night what is earned by then."""
    with acting_as(WORKER):
        actions.accrue(actor=WORKER, now=_clock())
