"""Pages of one payout: how it came about, every line that counted, every line that did not."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpResponse, HttpResponseBase
from django.urls import reverse
from django.views.decorators.http import require_GET

from fairway.incentives import queries as incentives
from fairway.incentives.queries import PayoutExplanation
from fairway.incentives.rules import NotFound
from fairway.web.partner.page import frame, show
from fairway.web.shared import explaining, lists
from fairway.web.shared.explaining import TO_PARTNER
from fairway.web.shared.lists import Listing
from fairway.web.shared.request import Request

LINES = explaining.counted_listing("partner-payout-lines", TO_PARTNER)
LEFT_OUT = explaining.left_out_listing("partner-payout-left-out", TO_PARTNER)


def _read(request: Request, payout_id: int) -> PayoutExplanation:
    try:
        return incentives.payout_explanation(request.actor, payout_id)
    except NotFound:
        raise Http404 from None


@require_GET
def payout(request: Request, payout_id: int) -> HttpResponse:
    """Show how one payout came about, down to its lines."""
    return show(request, "partner/earnings/payout.html", explaining.page_of(_read(request, payout_id), TO_PARTNER))


@require_GET
def lines(request: Request, payout_id: int) -> HttpResponseBase:
    """Show every line that counted, with its share; the shares add up to what was earned."""
    view = _read(request, payout_id)
    return _listed(request, view, LINES, explaining.counted_lines(view), "The lines that counted")


@require_GET
def left_out(request: Request, payout_id: int) -> HttpResponseBase:
    """Show every line of the period that counted for nothing, and why."""
    view = _read(request, payout_id)
    return _listed(request, view, LEFT_OUT, explaining.left_out_lines(view, TO_PARTNER), "Lines that do not count here")


def _listed(
    request: Request, view: PayoutExplanation, listing: Listing, rows: list[Any], title: str
) -> HttpResponseBase:
    tabs = (
        ("In words", reverse("partner:payout", args=[view.row.id])),
        ("Lines that counted", reverse("partner:payout_lines", args=[view.row.id])),
        ("Lines left out", reverse("partner:payout_left_out", args=[view.row.id])),
    )
    context = {**frame(request), "row": view.row, "view": view, "tabs": tabs, "heading": title}
    return lists.answer(request, "partner/earnings/lines.html", listing, rows, context=context)
