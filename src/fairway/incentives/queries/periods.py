"""Read periods: which are open, which are closed, what waits for a second person."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from fairway.incentives.models import Payout, PeriodClosing, PeriodReopening, Programme, Run
from fairway.incentives.queries.documents import of_versions
from fairway.incentives.queries.payouts import latest_runs
from fairway.kit.access import Actor
from fairway.kit.access.people import names_of
from fairway.ledger import queries as books
from fairway.ledger.rules import Account
from fairway.values import Money


@dataclass(frozen=True, slots=True)
class PeriodRow:
    """A period of a programme. ``booked`` is what the books hold as earned in it, corrections it received included."""

    programme_id: int
    programme: str
    period: str
    period_start: date
    period_end: date
    closed: bool
    closing_id: int | None
    closed_by: str
    closed_at: datetime | None
    reason: str
    reopening_id: int | None
    reopening_requested_by_id: int | None
    booked: tuple[Money, ...]


@dataclass(frozen=True, slots=True)
class ReopeningRow:
    """A request to reopen a period that waits for a second person."""

    id: int
    programme: str
    period: str
    reason: str
    requested_by_id: int
    requested_by: str
    requested_at: datetime


@dataclass(frozen=True, slots=True)
class DueRow:
    """A period that can be closed: it is over since ``closable_on``, days of grace included, and was calculated."""

    programme_id: int
    programme: str
    title: str
    period: str
    period_end: date
    closable_on: date


def periods_due(actor: Actor, *, on: date) -> tuple[DueRow, ...]:
    """Periods whose grace is over and that nobody closed yet, the oldest first, of all programmes."""
    if not actor.may("periods.close"):
        return ()
    runs = latest_runs()
    titles = {row.code: row for row in Programme.objects.filter(code__in=runs)}
    of_run = dict(Run.objects.filter(pk__in=[pk for pk, _ in runs.values()]).values_list("pk", "version_id"))
    documents = of_versions(of_run.values())
    closed = set(PeriodClosing.objects.filter(reopened_at=None).values_list("programme_id", "period_start"))
    spans = (
        Payout.objects.filter(run_id__in=of_run, period_end__lte=on)
        .order_by("period_start", "programme")
        .values_list("run_id", "programme", "period", "period_start", "period_end")
        .distinct()
    )
    made = []
    for run_id, code, label, start, end in spans:
        document, programme = documents.get(of_run[run_id]), titles[code]
        opens = end + timedelta(days=document.calendar.grace_days if document is not None else 0)
        if opens <= on and (programme.pk, start) not in closed:
            made.append(DueRow(programme.pk, code, programme.title, label, end, opens))
    return tuple(made)


def periods_of(actor: Actor, programme_id: int) -> tuple[PeriodRow, ...]:
    """All periods of a programme that were calculated or closed, newest first."""
    actor.require("runs.view")
    programme = Programme.objects.filter(pk=programme_id).first()
    if programme is None:
        return ()
    run = Run.objects.filter(programme=programme, state=Run.SUCCEEDED).order_by("-pk").first()
    spans = {}
    if run is not None:
        rows = Payout.objects.filter(run=run).values_list("period", "period_start", "period_end").distinct()
        spans = {start: (label, start, end) for label, start, end in rows}
    closings = {row.period_start: row for row in PeriodClosing.objects.filter(programme=programme, reopened_at=None)}
    spans |= {row.period_start: (row.period, row.period_start, row.period_end) for row in closings.values()}
    asked = {
        row.closing_id: row for row in PeriodReopening.objects.filter(closing__in=closings.values(), confirmed_by=None)
    }
    booked: dict[date, list[Money]] = {}
    for row in books.balances(actor, accounts=[Account.CONTRA_REVENUE], by=("period_start",), programme=programme.code):
        if row.period_start is not None:
            booked.setdefault(row.period_start, []).append(row.amount)
    names = names_of(row.closed_by_id for row in closings.values())
    made = []
    for label, start, end in sorted(spans.values(), key=lambda span: span[1], reverse=True):
        closing = closings.get(start)
        request = asked.get(closing.pk) if closing else None
        made.append(
            PeriodRow(
                programme.pk, programme.code, label, start, end, closing is not None, closing.pk if closing else None,
                names.get(closing.closed_by_id, "") if closing else "", closing.closed_at if closing else None,
                closing.reason if closing else "", request.pk if request else None,
                request.requested_by_id if request else None, tuple(booked.get(start, ())),
            )
        )  # fmt: skip
    return tuple(made)


def reopenings_waiting(actor: Actor) -> tuple[ReopeningRow, ...]:
    """Requests to reopen a period that a second person has not confirmed, oldest first."""
    if not actor.may("periods.close"):
        return ()
    rows = list(PeriodReopening.objects.filter(confirmed_by=None).select_related("closing__programme").order_by("pk"))
    names = names_of(row.requested_by_id for row in rows)
    return tuple(
        ReopeningRow(
            row.pk, row.closing.programme.code, row.closing.period, row.reason, row.requested_by_id,
            names.get(row.requested_by_id, ""), row.requested_at,
        )
        for row in rows
    )  # fmt: skip
