"""The periods of each programme, and closing or reopening one with the evidence beside."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from fairway.incentives import actions
from fairway.incentives import queries as incentives
from fairway.incentives.queries import PeriodRow, ProgrammeRow
from fairway.incentives.rules import Refused
from fairway.sales import queries as sales
from fairway.sales.queries import Undecided
from fairway.values import Money
from fairway.web.shared import lists
from fairway.web.shared.components import Badge
from fairway.web.shared.lists import Column, Filter, Listing
from fairway.web.shared.request import Request, today_of
from fairway.web.staff.sales.words import state_of

LONGEST_REASON = 2000


@dataclass(frozen=True)
class Line:
    """A period as the list shows it: one row for each currency of what is booked in it."""

    row: PeriodRow
    booked: Money | None
    today: date

    @property
    def last(self) -> date:
        return self.row.period_end - timedelta(days=1)

    @property
    def state(self) -> Badge:
        return state(self.row, self.today)


def state(row: PeriodRow, today: date) -> Badge:
    """What a period is, in a word."""
    if row.reopening_id is not None:
        return Badge("Closed, reopening asked", "warn")
    if row.closed:
        return Badge("Closed", "good")
    return Badge("Runs", "info") if row.period_end > today else Badge("Over, open", "warn")


def _address(line: Line) -> str:
    return reverse("staff:period", args=[line.row.programme_id, line.row.period])


PERIODS = Listing(
    name="periods",
    columns=(
        Column(
            "period", "Period", is_key=True, value=lambda line: line.row.period, link=_address,
            sort=lambda line: line.row.period_start,
        ),
        Column("start", "From", kind="day", value=lambda line: line.row.period_start),
        Column("last", "To", kind="day"),
        Column("state", "State", kind="status"),
        Column("booked", "Booked as earned in it", kind="money"),
        Column("closed_by", "Closed by", value=lambda line: line.row.closed_by),
        Column("closed_at", "Closed", kind="moment", value=lambda line: line.row.closed_at),
        Column("reason", "Reason", value=lambda line: line.row.reason, shown=False),
    ),
    filters=(
        Filter(
            "closed", "State", choices=(("no", "Open"), ("yes", "Closed")),
            narrow=lambda lines, value: [line for line in lines if line.row.closed == (value == "yes")],
        ),
    ),
    default_sort="-period",
    empty_title="No periods yet",
    empty_text="The first run of this programme brings them.",
    empty_icon="calendar-days",
)  # fmt: skip


def _programmes(request: Request) -> list[ProgrammeRow]:
    return [row for row in incentives.programmes_for(request.actor) if row.published is not None]


@require_GET
def index(request: Request, programme_id: int | None = None) -> HttpResponseBase:
    """Show the periods of a programme, those of the first one unless said."""
    programmes = _programmes(request)
    if programme_id is None and programmes:
        return redirect("staff:programme_periods", programmes[0].id)
    chosen = next((row for row in programmes if row.id == programme_id), None)
    if chosen is None and programme_id is not None:
        raise Http404
    rows = incentives.periods_of(request.actor, chosen.id) if chosen is not None else ()
    today = today_of(request)
    lines = [Line(row, amount, today) for row in rows for amount in (row.booked or (None,))]
    numbers = {row.code: row.id for row in programmes}
    waiting = [
        (one, numbers[one.programme], one.requested_by_id == request.actor.user_id)
        for one in incentives.reopenings_waiting(request.actor)
        if one.programme in numbers
    ]
    context: dict[str, Any] = {
        "programmes": [(row.title, reverse("staff:programme_periods", args=[row.id])) for row in programmes],
        "chosen": chosen,
        "waiting": waiting,
    }
    return lists.answer(request, "staff/periods/index.html", PERIODS, lines, context=context)


def _found(request: Request, programme_id: int, label: str) -> tuple[ProgrammeRow, PeriodRow]:
    """The programme and period of the address, or 404."""
    programme = next((row for row in _programmes(request) if row.id == programme_id), None)
    if programme is None:
        raise Http404
    row = next((row for row in incentives.periods_of(request.actor, programme_id) if row.period == label), None)
    if row is None:
        raise Http404
    return programme, row


@require_GET
def one(request: Request, programme_id: int, label: str) -> HttpResponse:
    """Show a period: what is booked in it, what is undecided about it, and what may be done."""
    programme, row = _found(request, programme_id, label)
    actor, today = request.actor, today_of(request)
    undecided = sales.undecided(actor, row.period_start, row.period_end)
    asked = next((one for one in incentives.reopenings_waiting(actor) if one.id == row.reopening_id), None)
    statements = incentives.statements_for(actor, period=label)
    context = {
        "programme": programme,
        "period": row,
        "last": row.period_end - timedelta(days=1),
        "state": state(row, today),
        "over": row.period_end <= today,
        "undecided": undecided,
        "files_title": f"Sales files not taken in yet: {undecided.file_count}",
        "files": [(one, state_of(one.status)) for one in undecided.files],
        "asked": asked,
        "own": asked is not None and asked.requested_by_id == actor.user_id,
        "statements": statements,
        "issued": sum(1 for one in statements if one.state == "issued"),
        "may_close": actor.may("periods.close"),
    }
    return render(request, "staff/periods/period.html", context)


def _counted(undecided: Undecided) -> str:
    lines, files = undecided.held_lines, undecided.file_count
    return f"{lines} held line{'' if lines == 1 else 's'}, {files} undecided file{'' if files == 1 else 's'}"


@require_POST
def close(request: Request, programme_id: int, label: str) -> HttpResponse:
    """Close a period with its reason; what is undecided about it is waived by name, or settled first."""
    _, row = _found(request, programme_id, label)
    reason = request.POST.get("reason", "").strip()[:LONGEST_REASON]
    waiver = request.POST.get("waiver", "").strip()[:LONGEST_REASON]
    undecided = sales.undecided(request.actor, row.period_start, row.period_end, files=0)
    if undecided and not waiver:
        messages.error(
            request, f"{label} has {_counted(undecided)}: settle them first, or say why they may stay out of it."
        )
        return redirect("staff:period", programme_id, label)
    if undecided:
        reason = f"{reason} Left out on purpose ({_counted(undecided)}): {waiver}" if reason else ""
    try:
        actions.close_period(
            actor=request.actor, now=request.now, programme_id=programme_id, period=label, reason=reason
        )
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, f"{label} is closed. What comes late is booked in the first open period.")
    return redirect("staff:period", programme_id, label)


@require_POST
def reopen(request: Request, programme_id: int, label: str) -> HttpResponse:
    """Ask to reopen a closed period; somebody else confirms."""
    _, row = _found(request, programme_id, label)
    reason = request.POST.get("reason", "").strip()[:LONGEST_REASON]
    try:
        if row.closing_id is None:
            raise Refused(f"{label} is open.")
        actions.request_reopen(actor=request.actor, now=request.now, closing_id=row.closing_id, reason=reason)
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, f"Asked to reopen {label}: a second person confirms it.")
    return redirect("staff:period", programme_id, label)


@require_POST
def confirm(request: Request, programme_id: int, label: str, reopening_id: int) -> HttpResponse:
    """Reopen a period, as the second person."""
    _, row = _found(request, programme_id, label)
    if row.reopening_id != reopening_id:
        raise Http404
    try:
        actions.confirm_reopen(actor=request.actor, now=request.now, reopening_id=reopening_id)
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, f"{label} is open again. Statements of it that were not issued are discarded.")
    return redirect("staff:period", programme_id, label)
