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
from fairway.web.shared.request import Request
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


LINES = explaining.counted_listing("payout-lines", TO_VENDOR, _file)
LEFT_OUT = explaining.left_out_listing("payout-left-out", TO_VENDOR, _file)


@require_GET
def payout(request: Request, payout_id: int) -> HttpResponse:
    """Show how one payout came about, down to its lines."""
    view = _read(request, payout_id)
    context = {**explaining.page_of(view, TO_VENDOR), "run_label": f"Run {view.row.run_id}"}
    return render(request, "staff/runs/payout.html", context)


@require_GET
def lines(request: Request, payout_id: int) -> HttpResponseBase:
    """Show every line that counted, with its share; the shares add up to what was earned."""
    view = _read(request, payout_id)
    return _listed(request, view, LINES, explaining.counted_lines(view), "The lines that counted")


@require_GET
def left_out(request: Request, payout_id: int) -> HttpResponseBase:
    """Show every line of the period that counted for nothing, and why."""
    view = _read(request, payout_id)
    return _listed(request, view, LEFT_OUT, explaining.left_out_lines(view, TO_VENDOR), "Lines that do not count here")


def _listed(
    request: Request, view: PayoutExplanation, listing: Listing, rows: list[Any], title: str
) -> HttpResponseBase:
    tabs = (
        ("In words", reverse("staff:payout", args=[view.row.id])),
        ("Lines that counted", reverse("staff:payout_lines", args=[view.row.id])),
        ("Lines left out", reverse("staff:payout_left_out", args=[view.row.id])),
    )
    context = {"row": view.row, "view": view, "tabs": tabs, "heading": title, "run_label": f"Run {view.row.run_id}"}
    return lists.answer(request, "staff/runs/lines.html", listing, rows, context=context)
