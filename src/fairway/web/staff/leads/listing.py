"""The list of leads: what needs a person, what waits for an answer, what became of the others."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.http import HttpResponseBase
from django.urls import reverse
from django.views.decorators.http import require_GET

from fairway.kit.access import saved_views
from fairway.leads import queries as leads
from fairway.leads.rules import life
from fairway.web.shared import lists
from fairway.web.shared.deals import left_text
from fairway.web.shared.leads import vendor_badge
from fairway.web.shared.lists import Column, Filter, Listing, View
from fairway.web.shared.request import Request


def _state(rows: Any, value: str) -> Any:
    groups = {"open": (*life.LOOSE, *life.HELD), "worked": life.WORKED}
    return rows.filter(status__in=groups.get(value, (value,)))


def listing(now: datetime) -> Listing:
    """The list as it is declared, with the clock of the answer seen from now."""
    return Listing(
        name="leads",
        columns=(
            Column("code", "Code", shown=False),
            Column(
                "company", "Company", is_key=True, sort="company", note=lambda row: row.code,
                link=lambda row: reverse("staff:lead", args=[row.code]),
            ),
            Column("city", "Place", sort=("country", "city"), note=lambda row: row.country),
            Column("country", "Country", shown=False),
            Column("product", "About", sort="line"),
            Column("status", "State", kind="status", value=lambda row: vendor_badge(row.status), sort="status"),
            Column(
                "partner", "Held by", sort="partner__name",
                link=lambda row: reverse("staff:partner", args=[row.partner_id]) if row.partner_id else None,
            ),
            Column(
                "answer_by", "Answer by", kind="moment", note=lambda row: left_text(row.answer_by, now),
            ),
            Column("source", "Source", sort="source", note=lambda row: row.way),
            Column("way", "Way in", shown=False),
            Column("rounds", "Times offered", kind="number", sort="rounds", shown=False),
            Column("received_at", "Came", kind="moment", sort="received_at"),
            Column("ended_at", "Ended", kind="moment", sort="ended_at", shown=False),
            Column("value", "Won", kind="money", sort="value", shown=False),
        ),
        filters=(
            Filter(
                "state", "State", narrow=_state,
                choices=[("open", "Open"), ("worked", "Being worked on"), *life.VENDOR_WORDS.items()],
            ),
            Filter("source", "Source", choices=lambda request: [(one, one) for one in leads.sources(request.actor)]),
            Filter("way", "Way in", choices=list(leads.WAYS.items()), lookup="way_in"),
            Filter("country", "Country", kind="text", lookup="country__iexact"),
            Filter("person", "Person", kind="text", narrow=leads.narrowed),
            Filter("since", "Came since", kind="day", lookup="received_at__date__gte"),
        ),
        search=("company", "code", "city", "partner__name"),
        search_hint="Company, city, partner or code",
        default_sort="-received_at",
        views=(
            View("Needs a person", "state=unrouted"), View("Offered", "state=offered"), View("Open", "state=open"),
            View("Won", "state=won"), View("All"),
        ),
        empty_title="No lead yet",
        empty_text="Leads come by the public form and the partner locator, from a file, or by hand.",
        empty_icon="megaphone",
    )  # fmt: skip


@require_GET
def index(request: Request) -> HttpResponseBase:
    """Show the leads."""
    actor = request.actor
    declared = listing(request.now)
    return lists.answer(
        request, "staff/leads/index.html", declared, leads.visible_to(actor),
        rows=lambda found: leads.rows_of(actor, found), saved=saved_views.of(actor, declared.name),
        context={"in_force": leads.in_force(actor)},
    )  # fmt: skip
