"""The fairness report: outcomes, time to answer and overturned decisions by group, with how sure each share is."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_GET

from fairway.deals import queries as deals
from fairway.deals.rules import fairness
from fairway.deals.rules.fairness import Interval, Row
from fairway.values import Exact, exact
from fairway.web.shared import lists
from fairway.web.shared.components import Badge
from fairway.web.shared.intervals import Share, intervals
from fairway.web.shared.lists import Column, Filter, Listing
from fairway.web.shared.request import Request, today_of

DRAWN, USUAL = 20, timedelta(days=365)
"""Groups in the chart; how far back is looked where nobody says."""


def _percent(share: float) -> Exact:
    return exact(f"{share * 100:.1f}")


def _between(interval: Interval) -> str:
    return f"{interval.low * 100:.0f} to {interval.high * 100:.0f} %"


def _same(rows: Any, value: str) -> Any:
    """The period is applied before rows are made: what is left of the list is as it is."""
    return rows


def _stands_out(row: Row) -> Badge | None:
    return Badge(row.stands_out[:1].upper() + row.stands_out[1:], "warn") if row.stands_out else None


def listing(by: str) -> Listing:
    """The table of one grouping."""
    return Listing(
        name=f"fairness-{by}",
        columns=(
            Column("group", fairness.BY[by], is_key=True, sort=True),
            Column("count", "Decided", kind="number", sort=True),
            Column("approved", "Approved", kind="number", sort=True),
            Column(
                "share", "Approved, %", kind="number", value=lambda row: _percent(row.share),
                sort=lambda row: row.share, note=lambda row: _between(row.interval),
            ),
            Column("low", "at least, %", kind="number", value=lambda row: _percent(row.interval.low), shown=False),
            Column("high", "at most, %", kind="number", value=lambda row: _percent(row.interval.high), shown=False),
            Column("refused", "Refused", kind="number", sort=True),
            Column("waitlisted", "Waitlisted", kind="number", sort=True),
            Column(
                "hours", "Hours to answer", kind="number", value=lambda row: exact(f"{row.hours:.1f}"),
                sort=lambda row: row.hours,
            ),
            Column(
                "overturned", "Overturned", kind="number", sort=True,
                note=lambda row: _between(row.overturned_interval) if row.overturned else "",
            ),
            Column("stands_out", "Against the rest", kind="status", value=_stands_out),
        ),
        filters=(
            Filter("since", "Decided since", kind="day", narrow=_same),
            Filter("until", "Decided before", kind="day", narrow=_same),
        ),
        search=("group",),
        search_hint=fairness.BY[by],
        empty_title="Nothing was decided in this time",
        empty_text="Choose a longer time. Registrations count with the day of their first answer.",
        empty_icon="chart-bar",
    )  # fmt: skip


def _day(text: str, usual: date) -> datetime:
    try:
        found = date.fromisoformat(text)
    except ValueError:
        found = usual
    return datetime.combine(found if found.year > 1 else usual, time(), UTC)


@require_GET
def index(request: Request) -> HttpResponse:
    """Begin with partners."""
    return redirect("staff:fairness_by", "partner")


@require_GET
def report(request: Request, by: str) -> HttpResponseBase:
    """Show one grouping: chart, table, and what the whole is."""
    if by not in fairness.BY:
        raise Http404
    actor, today = request.actor, today_of(request)
    since = _day(request.GET.get("since", ""), today - USUAL)
    until = _day(request.GET.get("until", ""), today + timedelta(days=1))
    decided = deals.first_answers(actor, since=since, until=until)
    rows, all_of_them = fairness.rows(decided, by), fairness.total(decided)
    shares = [Share(row.group, row.share, row.interval.low, row.interval.high, row.count) for row in rows[:DRAWN]]
    query = request.GET.urlencode()
    context = {
        "by": by, "title": fairness.BY[by], "all": all_of_them, "between": _between(all_of_them.interval),
        "share": _percent(all_of_them.share), "hours": exact(f"{all_of_them.hours:.1f}"), "since": since.date(),
        "until": until.date() - timedelta(days=1), "appeals": deals.appeals(actor, since=since, until=until),
        "more": max(0, len(rows) - DRAWN),
        "figure": intervals(shares, title="Approved at the first answer", label_head=fairness.BY[by],
                            value_head="Approved") if shares and "export" not in request.GET else None,
        "tabs": [(words, f"{reverse('staff:fairness_by', args=[key])}{f'?{query}' if query else ''}")
                 for key, words in fairness.BY.items()],
    }  # fmt: skip
    return lists.answer(request, "staff/deals/fairness.html", listing(by), rows, context=context)
