"""Work of the deals room that outlives a request."""

from __future__ import annotations

from django.utils import timezone

from fairway.deals import actions
from fairway.kit.access import WORKER, acting_as
from fairway.kit.jobs import every, job


@job("deals.look_at", attempts=5)
def look_at(registration_id: int) -> None:
    with acting_as(WORKER):
        actions.look_at(actor=WORKER, now=timezone.now(), registration_id=registration_id)  # noqa: TID251


@job("deals.look_at_open")
def look_at_open() -> None:
    with acting_as(WORKER):
        actions.look_at_open(actor=WORKER, now=timezone.now())  # noqa: TID251


@every("17 * * * *", "deals.look_at_open_again")
def look_at_open_again() -> None:
    look_at_open()


@job("deals.settle", attempts=5)
def settle(registration_id: int) -> None:
    with acting_as(WORKER):
        actions.settle(actor=WORKER, now=timezone.now(), registration_id=registration_id)  # noqa: TID251


@job("deals.follow_dispute", attempts=5)
def follow_dispute(side_id: int) -> None:
    with acting_as(WORKER):
        actions.follow(actor=WORKER, now=timezone.now(), side_id=side_id)  # noqa: TID251


@every("*/5 * * * *", "deals.settle_due")
def settle_due() -> None:
    with acting_as(WORKER):
        actions.settle_due(actor=WORKER, now=timezone.now())  # noqa: TID251


@every("40 2 * * *", "deals.read_accounts")
def read_accounts() -> None:
    with acting_as(WORKER):
        actions.read_all(actor=WORKER, now=timezone.now())  # noqa: TID251
        actions.find_alike(actor=WORKER, now=timezone.now())  # noqa: TID251
