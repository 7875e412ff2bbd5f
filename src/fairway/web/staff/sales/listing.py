"""The list of sales files."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.db.models import Q
from django.urls import reverse

from fairway.sales.queries import ReportRow
from fairway.web.shared.display import days_text
from fairway.web.shared.lists import Column, Filter, Listing, View
from fairway.web.staff.sales.words import STATES, state_of


def _waits(rows: Any, value: str) -> Any:
    held = Q(status="decided", held__gt=0)
    return rows.filter(held if value == "held" else held | Q(status__in=["needs_mapping", "to_confirm"]))


def period_of(row: ReportRow) -> str:
    """The days a file is about: as it says, else from its first to its last line."""
    if row.period_start and row.period_end:
        return days_text(row.period_start, row.period_end - timedelta(days=1))
    if row.first_on and row.last_on:
        return days_text(row.first_on, row.last_on)
    return ""


def listing(*, vendor: str = "", name: str = "sales-files") -> Listing:
    """The list of sales files; with ``vendor``, its name, the sender of each is shown."""
    reporter = (
        Column("reporter_name", "Reported by", sort="reporter__name", value=lambda row: row.reporter_name or vendor),
    )
    return Listing(
        name=name,
        columns=(
            Column(
                "file_name", "File", is_key=True, sort="file_name",
                link=lambda row: reverse("staff:sales_file", args=[row.id]), note=period_of,
            ),
            *(reporter if vendor else ()),
            Column("status", "State", kind="status", sort=("status", "id"), value=lambda row: state_of(row.status)),
            Column("accepted", "Accepted", kind="number", sort="accepted"),
            Column("held", "Held", kind="number", sort="held"),
            Column("refused", "Refused", kind="number", sort="refused"),
            Column("received_at", "Arrived", kind="moment", sort=("received_at", "id")),
        ),
        filters=(
            Filter("status", "State", choices=tuple((name, badge.text) for name, badge in STATES.items())),
            Filter("waits", "Waits for", choices=(("any", "Anything"), ("held", "Held lines")), narrow=_waits),
            Filter("since", "Arrived from", kind="day", lookup="received_at__date__gte"),
            Filter("until", "Arrived until", kind="day", lookup="received_at__date__lte"),
        ),
        search=("file_name", "reporter__name") if vendor else ("file_name",),
        search_hint="File or sender" if vendor else "File",
        default_sort="-received_at",
        views=(View("All files"), View("Waiting for somebody", "waits=any"), View("With held lines", "waits=held"),
            View("Refused", "status=refused")),
        empty_title="No sales files yet",
        empty_text="Send the first one: CSV or Excel, as your system writes it.",
        empty_icon="document-arrow-up",
    )  # fmt: skip
