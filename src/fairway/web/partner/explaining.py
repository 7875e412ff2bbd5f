"""Pages of one payout: how it came about, every line that counted, every line that did not."""

from __future__ import annotations

from collections import Counter
from typing import Any

from django.http import Http404, HttpResponse, HttpResponseBase
from django.urls import reverse
from django.views.decorators.http import require_GET

from fairway.incentives import queries as incentives
from fairway.incentives.queries import PayoutExplanation
from fairway.incentives.rules import NotFound
from fairway.values import exact
from fairway.web.partner import telling
from fairway.web.partner.page import Request, frame, show
from fairway.web.shared import charts, lists
from fairway.web.shared.lists import Column, Filter, Listing

FEW = 8


def _read(request: Request, payout_id: int) -> PayoutExplanation:
    try:
        return incentives.payout_explanation(request.actor, payout_id)
    except NotFound:
        raise Http404 from None


@require_GET
def payout(request: Request, payout_id: int) -> HttpResponse:
    """Show how one payout came about, down to its lines."""
    view = _read(request, payout_id)
    lines, out = telling.lines_of(view)
    reached = view.explanation.payout.step if view.explanation else view.place.reached if view.place else None
    qualifier = view.explanation.payout.qualifier if view.explanation else None
    currency = view.row.earned.currency
    context: dict[str, Any] = {
        "view": view,
        "row": view.row,
        "facts": telling.facts_of(view),
        "sentences": telling.sentences(view),
        "lines": sorted(lines, key=lambda line: -abs(line.share.amount))[:FEW],
        "line_count": len(lines),
        "reasons": Counter(line.sentence for line in out).most_common(),
        "left_out_count": len(out),
    }
    if view.incentive is not None and len(view.incentive.steps) > 1:
        context["steps"] = telling.steps_of(view.incentive, qualifier, reached, currency)
        bounds = [step.lower for step in view.incentive.steps if step.lower is not None]
        if qualifier is not None and bounds:
            words = f"Where you stand: {telling.measured(view.incentive.qualifier.kind, qualifier, currency)}"
            context["gauge"] = charts.gauge(max(qualifier, exact(0)), bounds, name=words)
    return show(request, "partner/earnings/payout.html", context)


LINES = Listing(
    name="partner-payout-lines",
    columns=(
        Column("day", "Date", kind="day", sort=True),
        Column("invoice_no", "Invoice", is_key=True, sort=True),
        Column("sku", "Product", sort=True, note=lambda row: row.product),
        Column("quantity", "Quantity", kind="number"),
        Column("net", "Net amount", kind="money"),
        Column("counted", "Counts as"),
        Column("share", "Your share of the payout", kind="money", sort=lambda row: row.share.amount),
    ),
    search=("invoice_no", "sku", "product"),
    search_hint="Invoice, SKU or product",
    default_sort="day",
    per_page=100,
    empty_title="No line counted",
    empty_icon="document-magnifying-glass",
)

LEFT_OUT = Listing(
    name="partner-payout-left-out",
    columns=(
        Column("day", "Date", kind="day", sort=True),
        Column("invoice_no", "Invoice", is_key=True, sort=True),
        Column("sku", "Product", sort=True, note=lambda row: row.product),
        Column("quantity", "Quantity", kind="number"),
        Column("net", "Net amount", kind="money"),
        Column("sentence", "Why it does not count", sort=True),
    ),
    filters=(Filter("reason", "Why", choices=tuple(telling.REASONS.items())),),
    search=("invoice_no", "sku", "product"),
    search_hint="Invoice, SKU or product",
    default_sort="day",
    per_page=100,
    empty_title="Every line of the period counted",
    empty_icon="check",
)


@require_GET
def lines(request: Request, payout_id: int) -> HttpResponseBase:
    """Show every line that counted, with its share; the shares add up to what was earned."""
    view = _read(request, payout_id)
    return _listed(request, view, LINES, telling.lines_of(view)[0], "The lines that counted")


@require_GET
def left_out(request: Request, payout_id: int) -> HttpResponseBase:
    """Show every line of the period that counted for nothing, and why."""
    view = _read(request, payout_id)
    return _listed(request, view, LEFT_OUT, telling.lines_of(view)[1], "Lines that do not count here")


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
