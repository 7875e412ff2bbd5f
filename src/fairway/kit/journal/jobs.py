"""Seal the journal every five minutes."""

from __future__ import annotations

from django.utils import timezone

from fairway.kit.access import WORKER, acting_as
from fairway.kit.jobs import every
from fairway.kit.journal import sealing


@every("*/5 * * * *", "journal.seal")
def seal() -> None:
    with acting_as(WORKER):
        sealing.seal(now=timezone.now())  # noqa: TID251 - a job reads the clock
