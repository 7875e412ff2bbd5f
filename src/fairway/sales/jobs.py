"""Work of the sales room that outlives a request."""

from __future__ import annotations

from django.utils import timezone

from fairway.kit.access import WORKER, acting_as
from fairway.kit.jobs import defer, every, job
from fairway.kit.lake import keeping
from fairway.sales import actions
from fairway.sales.queries import DATASET


@job("sales.take_in", attempts=5)
def take_in(report_id: int) -> None:
    actions.process(actor=WORKER, now=timezone.now(), report_id=report_id)  # noqa: TID251  a job reads the clock
    defer("sales.compact")


@job("sales.replay", attempts=5)
def replay(text: str = "", reporter_id: int | None = None) -> None:
    actions.replay_held(actor=WORKER, now=timezone.now(), text=text or None, reporter_id=reporter_id)  # noqa: TID251


@job("sales.compact")
def compact() -> None:
    with acting_as(WORKER):
        keeping.compact(now=timezone.now(), dataset=DATASET)  # noqa: TID251


@every("17 3 * * *", "sales.sweep")
def sweep() -> None:
    with acting_as(WORKER):
        keeping.sweep(now=timezone.now(), dataset=DATASET)  # noqa: TID251
