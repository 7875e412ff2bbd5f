"""What a partner's box looks through, and its page."""

from __future__ import annotations

from django.http import HttpResponse
from django.views.decorators.http import require_GET

from fairway.agreements.queries import agreements
from fairway.catalogue import queries as catalogue
from fairway.deals import queries as deals
from fairway.incentives import queries as incentives
from fairway.leads import queries as leads
from fairway.sales import queries as sales
from fairway.sales.queries.reports import rows_of
from fairway.web.partner import leads as lead_pages
from fairway.web.partner.agreements import AGREEMENTS
from fairway.web.partner.deals.disputes import CASES
from fairway.web.partner.deals.listing import DEALS
from fairway.web.partner.earnings import STATEMENTS
from fairway.web.partner.files import FILES
from fairway.web.partner.page import partner_of, show
from fairway.web.partner.products import PRODUCTS
from fairway.web.shared.finding import FOUND, Place, found
from fairway.web.shared.request import Request, today_of

PLACES = (
    Place(
        "Deals", "own.deals.view", "partner:deals", lambda _: DEALS,
        lambda request: deals.visible_to(request.actor), lambda request, rows: deals.rows_of(request.actor, rows),
    ),
    Place(
        "Leads", "own.leads.view", "partner:leads", lambda request: lead_pages.listing(request.now),
        lambda request: leads.visible_offers(request.actor), lambda request, rows: leads.own_rows(request.actor, rows),
    ),
    Place(
        "Disputes", "own.deals.view", "partner:disputes", lambda _: CASES,
        lambda request: deals.visible_sides(request.actor).select_related("registration"),
        lambda request, rows: deals.own_rows(request.actor, rows),
    ),
    Place(
        "Agreements", "own.agreements.view", "partner:agreements", lambda _: AGREEMENTS,
        lambda request: agreements.rows(request.actor, on=today_of(request), partner_id=partner_of(request)),
    ),
    Place(
        "Statements", "own.earnings.view", "partner:statements", lambda _: STATEMENTS,
        lambda request: incentives.statements_for(request.actor, partner_id=partner_of(request)),
    ),
    Place(
        "Sales files", "own.sales.view", "partner:files", lambda _: FILES,
        lambda request: sales.reports_listed(request.actor, status=""),
        lambda request, rows: rows_of(request.actor, rows),
    ),
    Place(
        "Products", "own.view", "partner:products", lambda _: PRODUCTS,
        lambda request: catalogue.visible_to(request.actor), lambda _, rows: catalogue.rows_of(rows),
    ),
)  # fmt: skip


@require_GET
def find(request: Request) -> HttpResponse:
    """Show what is found of the partner's own and in the catalogue, or go straight to it."""
    return found(request, PLACES, lambda context: show(request, FOUND, {**context, "base": "partner/base.html"}))
