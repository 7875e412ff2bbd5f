"""The queue: what waits for an answer, the latest first to come due."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.http import HttpResponseBase
from django.urls import reverse
from django.views.decorators.http import require_GET

from fairway.deals import queries as deals
from fairway.deals.rules.axes import registration, stage
from fairway.kit.access import saved_views
from fairway.web.shared import lists
from fairway.web.shared.deals import left_text, vendor_badge
from fairway.web.shared.lists import Column, Filter, Listing, View
from fairway.web.shared.request import Request

NOTHING: Mapping[str, tuple[str, int | None]] = {}


def _state(rows: Any, value: str) -> Any:
    return rows.filter(status__in=registration.WAITING) if value == "waiting" else rows.filter(status=value)


def listing(now: datetime, weights: Mapping[str, tuple[str, int | None]] = NOTHING) -> Listing:
    """The queue as it is declared, with the clock of the answer seen from now and what weighs against each."""

    def left(row: deals.DealRow) -> str:
        return left_text(row.due_at, now) if row.status in registration.WAITING else ""

    def narrowed(rows: Any, value: str) -> Any:
        return rows.filter(status__in=registration.WAITING, due_at__lt=now) if value == "late" else rows

    return Listing(
        name="deals",
        columns=(
            Column("code", "Code", shown=False),
            Column(
                "name", "Deal", is_key=True, sort="name", note=lambda row: row.code,
                link=lambda row: reverse("staff:deal", args=[row.code]),
            ),
            Column("partner", "Partner", sort="partner__name"),
            Column("company", "End customer", sort="company", note=lambda row: row.country),
            Column(
                "status", "State", kind="status", value=lambda row: vendor_badge(row.status), sort="status",
                note=lambda row: stage.WORDS[row.stage],
            ),
            Column("value", "Value", kind="money", sort="value"),
            Column(
                "due_at", "Answer by", kind="moment", sort="waits_until", note=left,
                value=lambda row: row.due_at if row.status in registration.WAITING else None,
            ),
            Column("submitted_at", "Received", kind="moment", sort="submitted_at", shown=False),
            Column("protected_through", "Protected through", kind="day", sort="protected_until"),
            Column("findings", "Findings", value=lambda row: weights.get(row.code, ("", None))[0]),
            Column(
                "score", "Highest score", kind="number", value=lambda row: weights.get(row.code, ("", None))[1],
                sort="highest_score",
            ),
            Column("stage", "Stage", value=lambda row: stage.WORDS[row.stage], sort="stage", shown=False),
        ),
        filters=(
            Filter(
                "state", "State", narrow=_state,
                choices=[("waiting", "Waits for us"), *registration.VENDOR_WORDS.items()],
            ),
            Filter("clock", "Answer", choices=[("late", "Late")], narrow=narrowed),
            Filter("country", "Country", kind="text"),
            Filter("since", "Received since", kind="day", lookup="submitted_at__date__gte"),
        ),
        search=("name", "company", "code", "partner__name"),
        search_hint="Deal, customer, partner or code",
        default_sort="due_at",
        views=(
            View("Waits for us", "state=waiting"), View("Late", "clock=late"), View("Waitlisted", "state=waitlisted"),
            View("Approved", "state=approved"), View("All"),
        ),
        empty_title="No registration yet",
        empty_text="Publish a registration policy, and partners can register their deals.",
        empty_icon="briefcase",
    )  # fmt: skip


@require_GET
def index(request: Request) -> HttpResponseBase:
    """Show the registrations."""
    actor = request.actor
    weights: dict[str, tuple[str, int | None]] = {}
    declared = listing(request.now, weights)

    def rows_of(found: Any) -> Sequence[deals.DealRow]:
        rows = deals.rows_of(actor, found)
        weights.update(deals.heaviest(actor, [row.code for row in rows]))
        return rows

    return lists.answer(
        request, "staff/deals/index.html", declared, deals.queue(actor), rows=rows_of,
        saved=saved_views.of(actor, declared.name),
    )  # fmt: skip
