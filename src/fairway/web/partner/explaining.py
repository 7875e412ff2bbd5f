"""Pages of one payout: how it came about, every line that counted, every line that did not."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpResponse, HttpResponseBase
from django.urls import reverse
from django.views.decorators.http import require_GET

from fairway.engine.words.messages import statement as words
from fairway.incentives import queries as incentives
from fairway.incentives.queries import PayoutExplanation
from fairway.incentives.rules import NotFound
from fairway.web.partner.page import frame, show
from fairway.web.shared import explaining, lists
from fairway.web.shared.explaining import TO_PARTNER
from fairway.web.shared.language import words_of
from fairway.web.shared.lists import Listing
from fairway.web.shared.request import Request, today_of


def _read(request: Request, payout_id: int) -> PayoutExplanation:
    try:
        return incentives.payout_explanation(request.actor, payout_id)
    except NotFound:
        raise Http404 from None


@require_GET
def payout(request: Request, payout_id: int) -> HttpResponse:
    """Show how one payout came about, down to its lines."""
    page = explaining.page_of(_read(request, payout_id), TO_PARTNER, today_of(request))
    page["questions"] = incentives.questions(request.actor, payout_id=payout_id)
    return show(request, "partner/earnings/payout.html", page)


@require_GET
def lines(request: Request, payout_id: int) -> HttpResponseBase:
    """Show every line that counted, with its share; the shares add up to what was earned."""
    view = _read(request, payout_id)
    listing = explaining.counted_listing("partner-payout-lines", TO_PARTNER)
    return _listed(request, view, listing, explaining.counted_lines(view, by=TO_PARTNER.teller()), 1)


@require_GET
def left_out(request: Request, payout_id: int) -> HttpResponseBase:
    """Show every line of the period that counted for nothing, and why."""
    view = _read(request, payout_id)
    listing = explaining.left_out_listing("partner-payout-left-out", TO_PARTNER)
    return _listed(request, view, listing, explaining.left_out_lines(view, TO_PARTNER), 2)


def _listed(
    request: Request, view: PayoutExplanation, listing: Listing, rows: list[Any], side: int
) -> HttpResponseBase:
    names = ("payout", "payout_lines", "payout_left_out")
    first, second, third = (reverse(f"partner:{name}", args=[view.row.id]) for name in names)
    tabs = explaining.sides_of(TO_PARTNER, (first, second, third))
    context = {
        **frame(request),
        "row": view.row,
        "view": view,
        "tabs": tabs,
        "heading": tabs[side][0],
        "words": words_of(words),
    }
    return lists.answer(request, "partner/earnings/lines.html", listing, rows, context=context)
