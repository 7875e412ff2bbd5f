"""The calendar of agreements: by month, narrowed, exported, and as an iCalendar file."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from itertools import groupby
from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpResponse, HttpResponseBase
from django.urls import reverse
from django.views.decorators.http import require_GET

from fairway.agreements.queries import dates
from fairway.agreements.rules import calendar as rules
from fairway.agreements.rules.calendar import KINDS, Date
from fairway.agreements.rules.life import months_later
from fairway.web.shared import lists
from fairway.web.shared.components import Badge, Tone
from fairway.web.shared.lists import Column, Filter, Listing
from fairway.web.shared.request import Request, today_of

MONTHS = 24
TONES: dict[str, Tone] = {"sign": "warn", "begin": "good", "notice": "warn", "renewal": "info", "end": "bad"}

CALENDAR = Listing(
    name="agreement-dates",
    columns=(
        Column("on", "Day", kind="day", is_key=True, tight=True, sort=True,
               link=lambda row: reverse("staff:agreement", args=[row.agreement_id])),
        Column("kind", "What", kind="status", value=lambda row: Badge(row.kind_title, TONES[row.kind]), sort=True),
        Column("number", "Agreement", sort=True, note=lambda row: row.title,
               link=lambda row: reverse("staff:agreement", args=[row.agreement_id])),
        Column("partner", "Partner", sort=lambda row: row.partner.casefold(),
               link=lambda row: reverse("staff:partner", args=[row.partner_id])),
        Column("owner", "Owner", sort=lambda row: row.owner.casefold()),
        Column("title", "Title", shown=False),
    ),
    search=("number", "partner", "title", "owner"),
    search_hint="Agreement, partner or owner",
    default_sort="on",
    empty_title="Nothing to watch",
    empty_text="Ends, last days for notice, renewals and signatures that are due stand here once agreements are sent.",
    empty_icon="calendar-days",
)  # fmt: skip


def _dates(request: Request) -> tuple[Date, ...]:
    today = today_of(request)
    first = today.replace(day=1)
    return dates.dates(request.actor, since=first, until=months_later(first, MONTHS))


@require_GET
def calendar(request: Request) -> HttpResponseBase:
    """Show what is to be watched in the next two years."""
    rows = _dates(request)
    months = [(month, len(list(found))) for month, found in groupby(rows, key=lambda row: row.on.strftime("%Y-%m"))]
    owners = sorted({(str(row.owner_id), row.owner) for row in rows if row.owner_id}, key=lambda one: one[1])
    listing = replace(
        CALENDAR,
        filters=(
            Filter("month", "Month", choices=tuple((key, _month(key)) for key, _ in months),
                   narrow=lambda found, key: [row for row in found if row.on.strftime("%Y-%m") == key]),
            Filter("kind", "What", choices=tuple(KINDS.items())),
            Filter("owner_id", "Owner", choices=tuple(owners),
                   narrow=lambda found, key: [row for row in found if str(row.owner_id) == key]),
        ),
    )  # fmt: skip
    chosen = request.GET.get("month", "")
    context = {
        "months": [(_month(key), f"?month={key}", count, key == chosen) for key, count in months],
        "chosen": chosen,
    }
    return lists.answer(request, "staff/agreements/calendar.html", listing, rows, context=context)


def _month(key: str) -> str:
    return date.fromisoformat(f"{key}-01").strftime("%B %Y")


@require_GET
def ics(request: Request) -> HttpResponse:
    """Hand out the calendar as a file that calendar programs read; `mine=1` leaves only the reader's own."""
    rows = _dates(request)
    if request.GET.get("mine"):
        rows = tuple(row for row in rows if row.owner_id == request.actor.user_id)
    base = settings.FAIRWAY.base_url.rstrip("/")
    address = {row.agreement_id: base + reverse("staff:agreement", args=[row.agreement_id]) for row in rows}
    made = rules.ics(rows, now=request.now, host=urlsplit(base).hostname or "fairway", address=address)
    headers = {"Content-Disposition": 'attachment; filename="agreements.ics"'}
    return HttpResponse(made, content_type="text/calendar; charset=utf-8", headers=headers)
