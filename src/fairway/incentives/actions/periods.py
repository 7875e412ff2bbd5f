"""Close a period; reopen it, by two."""

from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from fairway.engine.check import check
from fairway.incentives.actions.discarding import discard
from fairway.incentives.models import (
    PeriodClosing,
    PeriodReopening,
    Programme,
    Publication,
    Run,
    Statement,
    StatementIssue,
    StatementShare,
)
from fairway.incentives.rules import NotFound, Refused, another_person, with_reason
from fairway.incentives.rules.adjusting import with_beside
from fairway.incentives.rules.periods import check_closable
from fairway.kit import journal
from fairway.kit.access import Actor
from fairway.values import UnknownPeriod


def close_period(*, actor: Actor, now: datetime, programme_id: int, period: str, reason: str) -> int:
    """Close a period of a programme, with the reason; answers the closing's id.

    From then on what concerns it is booked in the first open period after it.

    :raises Refused: the period or its days of grace are not over, it was never calculated, or is closed already.
    """
    actor.require("periods.close")
    said = with_reason(reason, deed="closing a period")
    programme = Programme.objects.select_for_update().filter(pk=programme_id).first()
    if programme is None:
        raise NotFound(f"There is no programme {programme_id}.")
    publication = Publication.objects.filter(version__programme=programme).order_by("pk").last()
    document = check(publication.version.text).programme if publication is not None else None
    if document is None:
        raise Refused(f"{programme.code} has no published version, so it has no periods to close.")
    try:
        span = document.calendar.fiscal.parse(period)
    except UnknownPeriod as problem:
        raise Refused(str(problem)) from None
    today = now.astimezone(ZoneInfo(document.calendar.time_zone)).date()
    check_closable(span, today=today, grace_days=document.calendar.grace_days)
    if PeriodClosing.objects.filter(programme=programme, period_start=span.start, reopened_at=None).exists():
        raise Refused(f"{period} of {programme.code} is closed already.")
    run = Run.objects.filter(programme=programme, state=Run.SUCCEEDED).order_by("-pk").first()
    if run is None or run.as_of < span.end - timedelta(days=1):
        raise Refused(f"{period} was not calculated to its end yet: start a run, look at it, then close the period.")
    closing = PeriodClosing.objects.create(
        programme=programme, period=span.label, period_start=span.start, period_end=span.end, run=run, reason=said,
        closed_by_id=actor.person, closed_at=now,
    )  # fmt: skip
    journal.record(
        actor=actor, now=now, verb="incentives.period.closed", subject=f"incentives.programme:{programme.pk}",
        reason=said, payload={"period": span.label, "closing": closing.pk, "run": run.pk},
    )  # fmt: skip
    return closing.pk


def request_reopen(*, actor: Actor, now: datetime, closing_id: int, reason: str) -> int:
    """Ask to reopen a closed period; a second person confirms. Answers the request's id.

    :raises Refused: the period is open, a statement of it is issued, or somebody has asked already.
    """
    actor.require("periods.close")
    said = with_reason(reason, deed="reopening a period")
    closing = _closing(closing_id)
    if closing.reopened_at is not None:
        raise Refused(f"{closing.period} is open again already.")
    if PeriodReopening.objects.filter(closing=closing).exists():
        raise Refused(f"Somebody has asked to reopen {closing.period} already: a second person confirms it.")
    _nothing_issued(closing)
    asked = PeriodReopening.objects.create(closing=closing, reason=said, requested_by_id=actor.person, requested_at=now)
    journal.record(
        actor=actor, now=now, verb="incentives.period.reopening_requested",
        subject=f"incentives.programme:{closing.programme_id}", reason=said,
        payload={"period": closing.period, "closing": closing.pk},
    )  # fmt: skip
    return asked.pk


def confirm_reopen(*, actor: Actor, now: datetime, reopening_id: int) -> None:
    """Reopen a period, as a second person. Statements of it that were not issued are discarded.

    :raises Refused: the same person asked, it is done already, or a statement of it was issued meanwhile.
    """
    actor.require("periods.close")
    asked = PeriodReopening.objects.select_for_update().filter(pk=reopening_id).first()
    if asked is None:
        raise NotFound(f"There is no request {reopening_id} to reopen a period.")
    second = another_person(asked.requested_by_id, now=actor.user_id, deed="Reopening a period", doer="asked for")
    if asked.confirmed_by_id is not None:
        raise Refused("This request was confirmed already.")
    closing = _closing(asked.closing_id)
    _nothing_issued(closing)
    for statement in _statements(closing):
        discard(statement)
    asked.confirmed_by_id, asked.confirmed_at = second, now
    asked.save(update_fields=["confirmed_by", "confirmed_at"])
    closing.reopened_at = now
    closing.save(update_fields=["reopened_at"])
    journal.record(
        actor=actor, now=now, verb="incentives.period.reopened", subject=f"incentives.programme:{closing.programme_id}",
        reason=asked.reason, payload={"period": closing.period, "closing": closing.pk},
    )  # fmt: skip


def _closing(closing_id: int) -> PeriodClosing:
    closing = PeriodClosing.objects.select_for_update().filter(pk=closing_id).first()
    if closing is None:
        raise NotFound(f"There is no closing {closing_id}.")
    return closing


def _statements(closing: PeriodClosing) -> list[Statement]:
    shares = StatementShare.objects.filter(programme__in=with_beside([closing.programme.code]))
    about = Statement.objects.filter(period_start=closing.period_start, period_end=closing.period_end)
    return list(about.filter(pk__in=shares.values("statement_id")))


def _nothing_issued(closing: PeriodClosing) -> None:
    issued = StatementIssue.objects.filter(statement__in=_statements(closing)).order_by("number").first()
    if issued is not None:
        raise Refused(
            f"Statement {issued.number} of {closing.period} is issued: the period stays closed. What comes late is "
            "booked in the first open period and stands on its statement as a correction."
        )
