"""The list of files, sending one, and a file's own page: progress, result, restatement, withdrawal."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from fairway.kit.access import saved_views
from fairway.kit.files import TooLarge
from fairway.partners import queries as partners
from fairway.sales import actions
from fairway.sales import queries as sales
from fairway.sales.actions import CannotDo
from fairway.sales.queries import DifferenceRow, NoSuchReport, ReportRow
from fairway.values import Money, exact
from fairway.web.shared import lists
from fairway.web.shared.lists import Column, Listing
from fairway.web.shared.mapping import EVENT_TITLES
from fairway.web.shared.request import Request
from fairway.web.staff.sales.finding import found
from fairway.web.staff.sales.forms import VENDOR, UploadForm
from fairway.web.staff.sales.listing import listing, period_of
from fairway.web.staff.sales.words import state_of

REFRESH_SECONDS = 3
RUNNING = ("received", "reading")


@require_GET
def index(request: Request) -> HttpResponseBase:
    """Show the files this person may see."""
    actor = request.actor
    table = listing(vendor=str(settings.FAIRWAY.vendor_name))
    return lists.answer(
        request,
        "staff/sales/index.html",
        table,
        sales.visible_reports(actor),
        rows=lambda reports: sales.rows_of(actor, reports),
        saved=saved_views.of(actor, table.name),
    )


def reporters(request: Request) -> list[tuple[str, str]]:
    """Whose files may be sent here: the vendor's own, and every partner's."""
    rows = partners.visible_to(request.actor).order_by("name").values_list("pk", "name", "code")
    own = f"{settings.FAIRWAY.vendor_name} (the vendor's own file)"
    return [(VENDOR, own), *((str(pk), f"{name} · {code}") for pk, name, code in rows)]


@require_http_methods(["GET", "POST"])
def upload(request: Request) -> HttpResponseBase:
    """Take a file and begin to read it; the same bytes again lead to the file they were."""
    asked = {"reporter": request.GET.get("reporter", VENDOR)}
    if asked["reporter"] == VENDOR:
        asked["about"] = "partners"
    form = UploadForm(request.POST or None, request.FILES or None, reporters=reporters(request), initial=asked)
    if form.is_valid():
        given = form.cleaned_data
        reporter = given["reporter"]
        start, end = given["period_start"], given["period_end"]
        try:
            received = actions.receive(
                actor=request.actor,
                now=request.now,
                reporter_id=None if reporter == VENDOR else int(reporter),
                file_name=given["file"].name,
                content=given["file"].chunks(),
                about=given["about"],
                event=given["event"],
                period=(start, end + timedelta(days=1)) if start and end else None,
            )
        except (CannotDo, TooLarge) as refusal:
            form.add_error("file", str(refusal))
        else:
            if received.repeated:
                messages.info(request, "These very bytes came before: this is that file. Nothing was taken in twice.")
            return redirect("staff:sales_file", received.report_id)
    return render(request, "staff/sales/upload.html", {"form": form}, status=422 if form.is_bound else 200)


def _money(row: DifferenceRow, text: str) -> Any:
    amount = exact(text)
    return Money.of(text, row.currency) if row.currency else amount


DIFFERENCE = Listing(
    name="difference",
    columns=(
        Column("partner_name", "Partner", is_key=True, sort=True),
        Column("lines_before", "Lines before", kind="number", sort=True),
        Column("lines_after", "Lines after", kind="number", sort=True),
        Column("net_before", "Net before", kind="money", value=lambda row: _money(row, row.net_before)),
        Column("net_after", "Net after", kind="money", value=lambda row: _money(row, row.net_after)),
    ),
    default_sort="partner_name",
)


@require_GET
def one(request: Request, report_id: int) -> HttpResponseBase:
    """Show one file: how far it is, what became of its lines, what to do next."""
    row = found(request, report_id)
    context: dict[str, Any] = {
        "file": row,
        "state": state_of(row.status),
        "facts": _facts(row),
        "counted": [one for one in row.reasons if one.lines],
        "irregular": sales.irregularities(request.actor, report_id),
    }
    if row.status in RUNNING:
        progress = sales.report_progress(request.actor, report_id)
        context |= {"progress": progress, "total": progress.rows_total or 0, "refresh_seconds": REFRESH_SECONDS}
    elif request.headers.get("HX-Request"):
        return HttpResponse(headers={"HX-Refresh": "true"})  # the bar of a finished file: show its result instead
    if row.status == "to_confirm":
        difference = sales.difference(request.actor, report_id)
        if difference is not None:
            if request.GET.get("export") in lists.EXPORTS:
                return lists.answer(request, "staff/sales/file.html", DIFFERENCE, difference.rows)
            context |= {
                "difference": difference,
                "until": difference.until - timedelta(days=1),
                "list": lists.read(request, DIFFERENCE, difference.rows),
            }
    return render(request, "staff/sales/file.html", context)


def _facts(row: ReportRow) -> list[tuple[str, Any]]:
    return [
        ("Reported by", row.reporter_name or settings.FAIRWAY.vendor_name),
        ("Kind of sales", EVENT_TITLES[row.event]),
        ("Whose sales", "The sender's own" if row.about == "own" else "Several partners'"),
        ("Days", period_of(row)),
        ("Mapping", row.layout_name or ("For this file" if row.layout else "")),
        ("Arrived", row.received_at),
        ("Taken in", row.decided_at),
        ("SHA-256", f"{row.sha256[:16]}…"),
    ]


@require_GET
def refused(request: Request, report_id: int) -> HttpResponseBase:
    """Give the refused lines back in the sender's own layout, each with its reasons."""
    row = found(request, report_id)
    try:
        body = b"".join(sales.refused_file(request.actor, report_id))
    except NoSuchReport:
        raise Http404 from None
    stem = "".join(
        sign for sign in row.file_name.rpartition(".")[0] or row.file_name if sign.isalnum() or sign in "-_ "
    )
    name = f'attachment; filename="{stem[:80] or "file"}-refused.csv"'
    return HttpResponse(body, content_type="text/csv", headers={"Content-Disposition": name})


@require_POST
def restate(request: Request, report_id: int) -> HttpResponseBase:
    """Say that a restated file replaces what was reported, or adds to it."""
    row = found(request, report_id)
    how, reason = request.POST.get("how", ""), request.POST.get("reason", "")[:2000]
    try:
        actions.confirm_restatement(actor=request.actor, now=request.now, report_id=row.id, how=how, reason=reason)
    except CannotDo as refusal:
        messages.error(request, str(refusal))
    return redirect("staff:sales_file", row.id)


@require_POST
def withdraw(request: Request, report_id: int) -> HttpResponseBase:
    """Take a file back, with the reason."""
    row = found(request, report_id)
    reason = request.POST.get("reason", "").strip()[:2000]
    try:
        actions.withdraw(actor=request.actor, now=request.now, report_id=row.id, reason=reason)
    except CannotDo as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, f"{row.file_name} was withdrawn.")
    return redirect("staff:sales_file", row.id)
