"""Entry points of the queue."""

from __future__ import annotations

from datetime import datetime

from django.utils import timezone

from fairway.incentives import actions, queries
from fairway.kit.access import WORKER, acting_as
from fairway.kit.jobs import defer_once, every, job

AGAIN_SECONDS = 20
MOST_TRIES = 30


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


@job("incentives.accrue_soon")
def accrue_soon(tries: int = 0) -> None:
    """Take up what new sales lines earn; a job that sales ask for by name.

    A run that is at work has read the lines already: what came since is taken up when it is done.
    """
    with acting_as(WORKER):
        actions.accrue(actor=WORKER, now=_clock())
        if tries < MOST_TRIES and queries.runs_at_work(WORKER):
            defer_once("incentives.accrue_soon", after_seconds=AGAIN_SECONDS, priority=-10, tries=tries + 1)


@job("incentives.take_compensations", attempts=5)
def take_compensations() -> None:
    """Propose what a dispute's decision gives; a job that deals ask for by name."""
    with acting_as(WORKER):
        actions.take_compensations(actor=WORKER, now=_clock())


@every("20 2 * * *", "incentives.take_compensations_again")
def take_compensations_again() -> None:
    """Find every night what a decision gave and nobody proposed."""
    take_compensations()


@every("30 2 * * *", "incentives.accrue")
def accrue() -> None:
    """Take up every night what is earned by then."""
    with acting_as(WORKER):
        actions.accrue(actor=WORKER, now=_clock())


@every("30 3 * * *", "incentives.estimate")
def estimate() -> None:
    """Take up every night what the running periods are expected to cost beyond what is earned."""
    now = _clock()
    with acting_as(WORKER):
        parts = actions.to_estimate(actor=WORKER, now=now)
    for part in parts:
        with acting_as(WORKER):
            actions.take_estimates(actor=WORKER, now=now, only=part)
