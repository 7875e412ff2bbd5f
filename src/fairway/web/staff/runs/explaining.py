"""Pages of one payout, with the same numbers from the same lines as its partner sees."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET

from fairway.incentives import queries as incentives
from fairway.incentives.queries import PayoutExplanation
from fairway.incentives.rules import NotFound
from fairway.web.shared import explaining, lists
from fairway.web.shared.explaining import TO_VENDOR
from fairway.web.shared.lists import Listing
from fairway.web.shared.request import Request, today_of
from fairway.web.staff.places import address_of


def _read(request: Request, payout_id: int) -> PayoutExplanation:
    try:
        return incentives.payout_explanation(request.actor, payout_id)
    except NotFound:
        raise Http404 from None


def _file(row: Any) -> str:
    """The line in the sales file it came with, found by its invoice; else the file."""
    if row.report_id and row.invoice_no:
        return f"{reverse('staff:sales_lines', args=[row.report_id])}?{urlencode({'q': row.invoice_no})}"
    return address_of(f"sales.report:{row.report_id}", None) if row.report_id else ""


@require_GET
def payout(request: Request, payout_id: int) -> HttpResponse:
    """Show how one payout came about, down to its lines."""
    view = _read(request, payout_id)
    context = {**explaining.page_of(view, TO_VENDOR, today_of(request)), "run_label": f"Run {view.row.run_id}"}
    return render(request, "staff/runs/payout.html", context)


@require_GET
def lines(request: Request, payout_id: int) -> HttpResponseBase:
    """Show every line that counted, with its share; the shares add up to what was earned."""
    view = _read(request, payout_id)
    listing = explaining.counted_listing("payout-lines", TO_VENDOR, _file)
    return _listed(request, view, listing, explaining.counted_lines(view, by=TO_VENDOR.teller()), 1)


@require_GET
def left_out(request: Request, payout_id: int) -> HttpResponseBase:
    """Show every line of the period that counted for nothing, and why."""
    view = _read(request, payout_id)
    listing = explaining.left_out_listing("payout-left-out", TO_VENDOR, _file)
    return _listed(request, view, listing, explaining.left_out_lines(view, TO_VENDOR), 2)


def _listed(
    request: Request, view: PayoutExplanation, listing: Listing, rows: list[Any], side: int
) -> HttpResponseBase:
    names = ("payout", "payout_lines", "payout_left_out")
    first, second, third = (reverse(f"staff:{name}", args=[view.row.id]) for name in names)
    tabs = explaining.sides_of(TO_VENDOR, (first, second, third))
    context = {
        "row": view.row, "view": view, "tabs": tabs, "heading": tabs[side][0], "run_label": f"Run {view.row.run_id}",
    }  # fmt: skip
    return lists.answer(request, "staff/runs/lines.html", listing, rows, context=context)
