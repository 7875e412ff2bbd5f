"""Say once how a layout is to be read: columns, numbers, dates; with the first lines as they would be decided."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods

from fairway.formats import CannotRead
from fairway.sales import actions as sales_actions
from fairway.sales import queries as sales
from fairway.sales.actions import CannotDo
from fairway.sales.queries import NoSuchReport, Preview, ReportRow
from fairway.web.partner.page import show
from fairway.web.shared import mapping
from fairway.web.shared.request import Request, today_of

MAPPABLE = {"needs_mapping", "refused", "to_confirm"}


@require_http_methods(["GET", "POST"])
def columns(request: Request, report_id: int) -> HttpResponse:
    """Show the mapping of a file, try it on its first lines, and take the file in with it."""
    try:
        row = sales.report(request.actor, report_id)
    except NoSuchReport:
        raise Http404 from None
    if row.status not in MAPPABLE:
        messages.info(request, "This file is not waiting for a mapping.")
        return redirect("partner:file", report_id)
    if row.by_vendor:
        messages.info(request, "This file was sent in your name; whoever sent it says how it is read.")
        return redirect("partner:file", report_id)
    try:
        preview = sales.preview(request.actor, report_id, today=today_of(request))
    except CannotRead as refusal:
        messages.error(request, f"{refusal.sentence} {refusal.remedy}")
        return redirect("partner:file", report_id)
    if request.method == "GET":
        return _page(request, row, preview)
    return _posted(request, row, preview)


def _posted(request: Request, row: ReportRow, before: Preview) -> HttpResponse:
    save_as = request.POST.get("save_as", "").strip()[:80]
    preview, fault = before, ""
    try:
        layout, fault = mapping.read_or_mend(request.POST, before.layout)
        anew = mapping.to_find(request.POST, layout, before.layout)
        preview = sales.preview(request.actor, row.id, today=today_of(request), layout=layout, anew=anew)
        if "take_in" in request.POST and preview.doubts and mapping.unlike(preview, request.POST):
            fault = mapping.LOOK_AGAIN
        if "take_in" in request.POST and not fault:
            sales_actions.map_columns(
                actor=request.actor, now=request.now, report_id=row.id, layout=preview.layout, save_as=save_as
            )
            messages.success(request, "The file is being taken in. You can leave this page.")
            return redirect("partner:file", row.id)
    except CannotDo as refusal:
        fault = str(refusal)
    except CannotRead as refusal:
        fault = f"{refusal.sentence} {refusal.remedy}"
    page = _page(request, row, preview, save_as=save_as, fault=fault)
    return mapping.retargeted(page, preview, request.POST)


def _page(request: Request, row: ReportRow, preview: Preview, *, save_as: str = "", fault: str = "") -> HttpResponse:
    if not save_as and request.method == "GET":
        save_as = row.layout_name or "Our layout"
    context = {"row": row, **mapping.context_of(preview, request, save_as=save_as, fault=fault)}
    status = 422 if fault and "HX-Request" not in request.headers else 200
    return show(request, "partner/files/mapping.html", context, status=status)
