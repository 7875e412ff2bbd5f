"""The mapping page: which column is which field, with the first lines decided as they would be."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from fairway.formats import CannotRead
from fairway.sales import actions
from fairway.sales import queries as sales
from fairway.sales.actions import CannotDo
from fairway.sales.queries import Preview, ReportRow
from fairway.web.shared import mapping
from fairway.web.shared.request import Request, today_of
from fairway.web.staff.sales.finding import found

OPEN = ("received", "needs_mapping", "to_confirm", "refused")
USUAL = "Standard"


@require_http_methods(["GET", "POST"])
def edit(request: Request, report_id: int) -> HttpResponse:
    """Map the columns of a file; ``take_in`` takes it in, anything else shows the first lines again."""
    row = found(request, report_id)
    if row.status not in OPEN:
        messages.info(request, "This file is decided already. To read it differently, withdraw it and send it again.")
        return redirect("staff:sales_file", row.id)
    saved = dict(sales.layouts_of(request.actor, row.reporter_id))
    chosen = request.GET.get("layout", "")
    try:
        before = sales.preview(request.actor, row.id, today=today_of(request), layout=saved.get(chosen))
    except CannotRead as refusal:
        return render(request, "staff/sales/unreadable.html", {"file": row, "refusal": refusal}, status=422)
    if request.method == "POST":
        return _posted(request, row, before, tuple(saved))
    name = chosen or row.layout_name or next(iter(saved), USUAL)
    return _page(request, row, before, tuple(saved), save_as=name)


def _posted(request: Request, row: ReportRow, before: Preview, saved: tuple[str, ...]) -> HttpResponse:
    save_as = request.POST.get("save_as", "").strip()[:80]
    preview, fault = before, ""
    try:
        layout, fault = mapping.read_or_mend(request.POST, before.layout)
        anew = mapping.to_find(request.POST, layout, before.layout)
        preview = sales.preview(request.actor, row.id, today=today_of(request), layout=layout, anew=anew)
        if "take_in" in request.POST and preview.doubts and mapping.unlike(preview, request.POST):
            fault = mapping.LOOK_AGAIN
        if "take_in" in request.POST and not fault:
            actions.map_columns(
                actor=request.actor, now=request.now, report_id=row.id, layout=preview.layout, save_as=save_as
            )
            return redirect("staff:sales_file", row.id)
    except CannotDo as refusal:
        fault = str(refusal)
    except CannotRead as refusal:
        fault = f"{refusal.sentence} {refusal.remedy}"
    page = _page(request, row, preview, saved, save_as=save_as, fault=fault)
    return mapping.retargeted(page, preview, request.POST)


def _page(
    request: Request, row: ReportRow, preview: Preview, saved: tuple[str, ...], *, save_as: str, fault: str = ""
) -> HttpResponse:
    context = {
        "file": row,
        "saved": saved,
        "chosen": request.GET.get("layout", ""),
        **mapping.context_of(preview, request, save_as=save_as, fault=fault),
    }
    status = 422 if fault and "HX-Request" not in request.headers else 200
    return render(request, "staff/sales/mapping.html", context, status=status)
