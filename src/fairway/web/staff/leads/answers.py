"""How partners answer leads, and what came of leads by their source, with how sure each share is."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, time, timedelta
from typing import Any

from django.http import HttpResponseBase
from django.urls import reverse
from django.views.decorators.http import require_GET

from fairway.leads import queries as leads
from fairway.leads.rules.answers import FunnelRow, Scored, Share
from fairway.partners import queries as partners
from fairway.values import Exact, exact
from fairway.web.shared import lists
from fairway.web.shared.intervals import Share as Drawn
from fairway.web.shared.intervals import intervals
from fairway.web.shared.leads import time_text
from fairway.web.shared.lists import Column, Filter, Listing
from fairway.web.shared.request import Request, today_of

USUAL, DRAWN = timedelta(days=365), 20


def _percent(share: Share) -> Exact | None:
    return exact(f"{share.share * 100:.1f}") if share.of else None


def _between(share: Share) -> str:
    return f"{share.hits} of {share.of}: {share.interval.low * 100:.0f} to {share.interval.high * 100:.0f} %" if (
        share.of
    ) else ""  # fmt: skip


def _same(rows: Any, value: str) -> Any:
    """The period is applied before rows are made."""
    return rows


SINCE = Filter("since", "Since", kind="day", narrow=_same)


def _since(request: Request) -> datetime:
    text = request.GET.get("since", "")
    try:
        day = datetime.fromisoformat(text[:10]).date() if len(text) >= 10 else today_of(request) - USUAL
    except ValueError:
        day = today_of(request) - USUAL
    return datetime.combine(day, time(), UTC)


def _share(key: str, label: str) -> Column:
    return Column(
        key, label, kind="number", value=lambda row: _percent(getattr(row[1], key)),
        sort=lambda row: getattr(row[1], key).share, note=lambda row: _between(getattr(row[1], key)),
    )  # fmt: skip


def scorecard() -> Listing:
    """The scorecards; each row is a partner's name with its score."""
    return Listing(
        name="lead-answers",
        columns=(
            Column(
                "partner", "Partner", is_key=True, value=lambda row: row[0], sort=lambda row: row[0].casefold(),
                link=lambda row: reverse("staff:partner", args=[row[1].partner_id]),
            ),
            Column("leads", "Leads", kind="number", value=lambda row: row[1].leads, sort=lambda row: row[1].leads),
            Column(
                "time", "Time to answer", value=lambda row: time_text(row[1].time), figure=True,
                sort=lambda row: row[1].time or timedelta(days=9999),
            ),
            _share("taken", "Taken in time, %"), _share("contacted", "Contacted, %"),
            _share("converted", "Registered, %"), _share("won", "Won, %"),
            Column(
                "waiting", "To answer", kind="number", value=lambda row: row[1].waiting,
                sort=lambda row: row[1].waiting,
            ),
        ),
        filters=(SINCE,),
        search=(),
        default_sort="-leads",
        empty_title="Nobody was offered a lead in this time",
        empty_text="Choose a longer time. Leads count with the day they were offered.",
        empty_icon="chart-bar",
    )  # fmt: skip


FUNNEL = Listing(
    name="lead-sources",
    columns=(
        Column("source", "Source", is_key=True, sort=True),
        Column("came", "Came", kind="number", sort=True),
        Column("offered", "Offered", kind="number", sort=True),
        Column("accepted", "Taken", kind="number", sort=True),
        Column("contacted", "Contacted", kind="number", sort=True),
        Column("converted", "Registered", kind="number", sort=True),
        Column("won", "Won", kind="number", sort=True),
        Column(
            "won_share", "Won, %", kind="number", value=lambda row: _percent(row.won_share),
            sort=lambda row: row.won_share.share, note=lambda row: _between(row.won_share),
        ),
    ),
    filters=(SINCE,),
    search=("source",),
    search_hint="Source",
    default_sort="-came",
    empty_title="No lead came in this time",
    empty_text="Choose a longer time.",
    empty_icon="funnel",
)  # fmt: skip


@require_GET
def partners_index(request: Request) -> HttpResponseBase:
    """Show every partner's scorecard."""
    actor, since = request.actor, _since(request)
    found = leads.scores(actor, since=since)
    names = partners.names_of(actor, {one.partner_id for one in found})
    rows = [(names.get(one.partner_id, ("", ""))[1], one) for one in found]
    context = {"since": since.date(), "figure": None if "export" in request.GET else _taken(rows)}
    return lists.answer(request, "staff/leads/answers.html", scorecard(), rows, context=context)


def _taken(rows: list[tuple[str, Scored]]) -> object:
    shares = [
        Drawn(name, one.taken.share, one.taken.interval.low, one.taken.interval.high, one.taken.of)
        for name, one in rows[:DRAWN]
        if one.taken.of
    ]
    return intervals(shares, title="Taken in time", label_head="Partner", value_head="Taken") if shares else None


@require_GET
def sources_index(request: Request) -> HttpResponseBase:
    """Show what came of leads, by source."""
    since = _since(request)
    rows = leads.by_source(request.actor, since=since)
    context = {"since": since.date(), "total": _total(rows)}
    return lists.answer(request, "staff/leads/sources.html", FUNNEL, rows, context=context)


def _total(rows: tuple[FunnelRow, ...]) -> Mapping[str, int]:
    names = ("came", "accepted", "converted", "won")
    return {name: sum(getattr(row, name) for row in rows) for name in names}
