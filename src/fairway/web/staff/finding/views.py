"""What the vendor's box looks through, and its page."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from fairway.agreements.queries import agreements
from fairway.catalogue import queries as catalogue
from fairway.deals import queries as deals
from fairway.incentives import queries as incentives
from fairway.leads import queries as leads
from fairway.partners import queries as partners
from fairway.web.shared.finding import FOUND, Place, found
from fairway.web.shared.request import Request, today_of
from fairway.web.staff.agreements.reading import AGREEMENTS
from fairway.web.staff.deals import disputes, queue
from fairway.web.staff.leads import listing as lead_list
from fairway.web.staff.partners.listing import PARTNERS
from fairway.web.staff.products.listing import PRODUCTS
from fairway.web.staff.programmes.reading import PROGRAMMES
from fairway.web.staff.recruiting.pipeline import APPLICATIONS, list_rows
from fairway.web.staff.statements.reading import STATEMENTS

PLACES = (
    Place(
        "Partners", "partners.view", "staff:partners", lambda _: PARTNERS,
        lambda request: partners.visible_to(request.actor),
        lambda request, found: partners.rows_of(request.actor, found, on=today_of(request)),
    ),
    Place(
        "Deals", "deals.view", "staff:deals", lambda request: queue.listing(request.now),
        lambda request: deals.queue(request.actor), lambda request, found: deals.rows_of(request.actor, found),
    ),
    Place(
        "Disputes", "deals.view", "staff:disputes", lambda request: disputes.listing(request.now),
        lambda request: deals.visible_disputes(request.actor),
        lambda request, found: deals.case_rows(request.actor, found),
    ),
    Place(
        "Leads", "leads.view", "staff:leads", lambda request: lead_list.listing(request.now),
        lambda request: leads.visible_to(request.actor), lambda request, found: leads.rows_of(request.actor, found),
    ),
    Place(
        "Agreements", "agreements.view", "staff:agreements", lambda _: AGREEMENTS,
        lambda request: agreements.rows(request.actor, on=today_of(request)),
    ),
    Place(
        "Applications", "partners.view", "staff:applications", lambda _: APPLICATIONS,
        lambda request: partners.visible_applications(request.actor),
        lambda request, found: list_rows(request.actor, found),
    ),
    Place(
        "Statements", "statements.view", "staff:statements", lambda _: STATEMENTS,
        lambda request: incentives.statements_for(request.actor),
    ),
    Place(
        "Programmes", "programmes.view", "staff:programmes", lambda _: PROGRAMMES,
        lambda request: incentives.programmes_for(request.actor),
    ),
    Place(
        "Products", "catalogue.view", "staff:products", lambda _: PRODUCTS,
        lambda request: catalogue.visible_to(request.actor), lambda _, found: catalogue.rows_of(found),
    ),
)  # fmt: skip


@require_GET
def find(request: Request) -> HttpResponse:
    """Show what is found, list by list, or go straight to it."""
    return found(request, PLACES, lambda context: render(request, FOUND, {**context, "base": "staff/base.html"}))
