"""Settling what a merge of companies brought together."""

from __future__ import annotations

from datetime import datetime

from fairway.deals.models import Conflict
from fairway.deals.rules.refusals import NotFound, Refused
from fairway.kit import journal
from fairway.kit.access import Actor


def close_conflict(*, actor: Actor, now: datetime, conflict_id: int, outcome: str) -> None:
    """Say how a conflict was settled; rights change by the ordinary actions. :raises Refused: nobody said how."""
    actor.require("deals.decide")
    found = Conflict.objects.select_for_update().filter(pk=conflict_id).first()
    if found is None:
        raise NotFound("There is no such conflict.")
    if found.closed_at is not None:
        return
    if not outcome.strip():
        raise Refused("Say how it was settled: it is written down.")
    found.closed_at, found.closed_by_id, found.outcome = now, actor.person, outcome.strip()
    found.save()
    journal.record(
        actor=actor, now=now, verb="deals.conflict.closed", subject=f"deals.account:{found.account_id}",
        reason=outcome.strip(),
    )  # fmt: skip
