"""The vendor's own pipeline: what its CRM says, so that registrations are held against it."""

from __future__ import annotations

from django.http import HttpResponseBase
from django.views.decorators.http import require_GET

from fairway.deals import actions
from fairway.deals import queries as deals
from fairway.deals.actions.pipeline import PipelineRefused
from fairway.deals.rules import pipeline
from fairway.kit.access import Actor, saved_views
from fairway.web.shared import lists
from fairway.web.shared.lists import Column, Filter, Listing
from fairway.web.shared.request import Request
from fairway.web.staff.importing import Import

OPPORTUNITIES = Listing(
    name="pipeline",
    columns=(
        Column("number", "Opportunity", is_key=True, sort="number"),
        Column("company", "Company", sort="company", note=lambda row: row.country),
        Column("product_text", "Product", sort="product_text"),
        Column("stage", "Stage", sort="stage"),
        Column("opened_on", "Opened", kind="day", sort="opened_on"),
        Column("closed_on", "Closed", kind="day", sort="closed_on"),
        Column("value", "Value", kind="number", sort="value"),
        Column("owner", "Owner", sort="owner"),
    ),
    filters=(
        Filter("stage", "Stage", kind="text", lookup="stage__iexact"),
        Filter("since", "Opened since", kind="day", lookup="opened_on__gte"),
    ),
    search=("number", "company", "product_text"),
    search_hint="Number, company or product",
    default_sort="-opened_on",
    empty_title="No opportunities yet",
    empty_text="Load what your CRM exports, and registrations are held against your own pipeline.",
    empty_icon="funnel",
)


@require_GET
def index(request: Request) -> HttpResponseBase:
    """Show the pipeline."""
    return lists.answer(
        request, "staff/deals/pipeline.html", OPPORTUNITIES, deals.visible_opportunities(request.actor),
        saved=saved_views.of(request.actor, OPPORTUNITIES.name),
    )  # fmt: skip


def _numbers(actor: Actor) -> list[str]:
    return list(deals.visible_opportunities(actor).values_list("number", flat=True))


PIPELINE = Import(
    name="pipeline",
    title="Load the pipeline",
    back="staff:pipeline",
    rows="opportunities",
    help="how-to/decide-registrations",
    known=pipeline.COLUMNS,
    needed=("number", "stage"),
    facts_from=pipeline.facts_from,
    faults_of=pipeline.faults_of,
    key=lambda facts: facts.number,
    standing=_numbers,
    load=actions.load_opportunities,
    refused=PipelineRefused,
    example="opportunity_id,account,product,deal_stage,engage_date\nO-104,Northwind Traders,CAM-1,Engaging,2026-02-01",
)
