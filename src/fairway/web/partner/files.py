"""Sales files: sent, mapped, taken in, put right, taken back."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from fairway.kit.access import saved_views
from fairway.kit.files import TooLarge
from fairway.kit.lake.scanning import NothingToRead
from fairway.partners import queries as partners
from fairway.sales import actions as sales_actions
from fairway.sales import queries as sales
from fairway.sales.actions import CannotDo
from fairway.sales.queries import NoSuchReport, Progress, ReportRow
from fairway.sales.queries.reports import rows_of
from fairway.values import Exact, Money, exact
from fairway.web.partner import amounts
from fairway.web.partner.page import frame, partner_of, show
from fairway.web.shared import lists
from fairway.web.shared.components import Badge
from fairway.web.shared.display import day_text, days_text
from fairway.web.shared.lists import Column, Filter, Listing, View
from fairway.web.shared.mapping import EVENT_TITLES
from fairway.web.shared.request import Request

STATES: dict[str, Badge] = {
    "received": Badge("Arrived", "info"),
    "reading": Badge("Being read", "info"),
    "needs_mapping": Badge("Columns to map", "warn"),
    "to_confirm": Badge("To confirm", "warn"),
    "decided": Badge("Taken in", "good"),
    "refused": Badge("Refused", "bad"),
    "superseded": Badge("Replaced", "calm"),
    "withdrawn": Badge("Withdrawn", "calm"),
}
FEW = 20
CODE = re.compile(r"\bL[0-9]+-[a-z-]+: ")
"""Reason codes stand beside the file's sums; a line's own sentence reads better without."""


def state_of(row: ReportRow | Progress) -> Badge:
    """The state of a file in a word; one with held lines says so."""
    if row.status == "decided" and row.held:
        return Badge("Lines held", "warn")
    return STATES.get(row.status, Badge(row.status))


def span_of(row: ReportRow) -> str:
    """The days a file is about: what it says, or what its lines show."""
    if row.period_start and row.period_end:
        return days_text(row.period_start, row.period_end - timedelta(days=1))
    if row.first_on and row.last_on:
        return days_text(row.first_on, row.last_on)
    return ""


FILES = Listing(
    name="partner-files",
    columns=(
        Column(
            "file_name",
            "File",
            is_key=True,
            sort="file_name",
            link=lambda row: reverse("partner:file", args=[row.id]),
            note=span_of,
        ),
        Column("received_at", "Arrived", kind="moment", sort="received_at"),
        Column("state", "State", kind="status", value=state_of),
        Column("accepted", "Accepted", kind="number", sort="accepted"),
        Column("held", "Held", kind="number", sort="held"),
        Column("refused", "Refused", kind="number", sort="refused"),
        Column("dropped", "Repeated", kind="number", sort="dropped"),
    ),
    filters=(
        Filter(
            "state",
            "State",
            choices=(("open", "Waits for you"), *((key, badge.text) for key, badge in STATES.items())),
            narrow=lambda rows, _: rows,
        ),
        Filter("since", "Arrived since", kind="day", narrow=lambda rows, day: rows.filter(received_at__date__gte=day)),
    ),
    search=("file_name",),
    search_hint="File name",
    default_sort="-received_at",
    views=(View("All files"), View("Waiting for you", "state=open"), View("Taken in", "state=decided")),
    empty_title="No sales file yet",
    empty_text="Send the first one: CSV or Excel, as your system writes it. You say once what its columns mean.",
    empty_icon="document-arrow-up",
)


@require_GET
def index(request: Request) -> HttpResponseBase:
    """Show the files that were sent."""
    status = request.GET.get("state", "")
    return lists.answer(
        request,
        "partner/files/index.html",
        FILES,
        sales.reports_listed(request.actor, status=status if status in {"open", *STATES} else ""),
        rows=lambda page: rows_of(request.actor, page),
        saved=saved_views.of(request.actor, FILES.name),
        context=frame(request),
    )


class UploadForm(forms.Form):
    """One sales file, and what it is about."""

    file = forms.FileField(label="Sales file")
    about = forms.ChoiceField(label="Whose sales are in it?", required=False, widget=forms.RadioSelect)
    event = forms.ChoiceField(label="What does it report?", choices=list(EVENT_TITLES.items()), initial="sell_through")
    first = forms.DateField(label="First day", required=False, widget=forms.DateInput(attrs={"type": "date"}))
    last = forms.DateField(label="Last day", required=False, widget=forms.DateInput(attrs={"type": "date"}))

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        first, last = cleaned.get("first"), cleaned.get("last")
        if (first is None) != (last is None):
            self.add_error("last" if first else "first", "Give both days, or neither.")
        elif first and last and last < first:
            self.add_error("last", f"The last day ({last}) lies before the first ({first}).")
        return cleaned

    def period(self) -> tuple[date, date] | None:
        """The days as a half-open period."""
        first, last = self.cleaned_data.get("first"), self.cleaned_data.get("last")
        return (first, last + timedelta(days=1)) if first and last else None


@require_http_methods(["GET", "POST"])
def upload(request: Request) -> HttpResponse:
    """Take a file from the browser; what becomes of it happens in the background."""
    number = partner_of(request)
    form = UploadForm(request.POST or None, request.FILES or None)
    supplies = _supplies(request, number)
    about = form.fields["about"]
    assert isinstance(about, forms.ChoiceField)
    about.choices = [("own", "Our own sales"), ("partners", "Sales of the resellers we supply, named in each line")]
    about.initial = "own"
    if form.is_valid():
        chosen = form.cleaned_data
        try:
            received = sales_actions.receive(
                actor=request.actor,
                now=request.now,
                reporter_id=number,
                file_name=chosen["file"].name,
                content=chosen["file"].chunks(),
                about=chosen["about"] if supplies and chosen["about"] else "own",
                event=chosen["event"],
                period=form.period(),
            )
        except TooLarge as refusal:
            form.add_error("file", str(refusal))
        else:
            if received.repeated:
                messages.info(
                    request, "These very bytes came before: this is the file they became. Nothing counts twice."
                )
            return redirect("partner:file", received.report_id)
    layouts = sales.layouts_of(request.actor, number)
    context = {"form": form, "supplies": supplies, "layouts": [name for name, _ in layouts]}
    return show(request, "partner/files/upload.html", context, status=422 if form.is_bound else 200)


def _supplies(request: Request, number: int) -> bool:
    code = partners.names_of(request.actor, [number])[number][0]
    return bool(partners.profile(request.actor, code, on=request.now.date()).supplied)


def _report(request: Request, report_id: int) -> ReportRow:
    try:
        return sales.report(request.actor, report_id)
    except NoSuchReport:
        raise Http404 from None


@require_GET
def file(request: Request, report_id: int) -> HttpResponse:
    """Show what has become of one file, whatever its state."""
    row = _report(request, report_id)
    context: dict[str, Any] = {
        "row": row,
        "state": state_of(row),
        "span": span_of(row),
        "event": EVENT_TITLES.get(row.event, row.event),
        "is_open": row.status in {"received", "reading", "needs_mapping", "to_confirm", "refused"},
        "reasons": [reason for reason in row.reasons if reason.level != "remarked"],
        "irregular": sales.irregularities(request.actor, report_id),
        "remarks": [reason for reason in row.reasons if reason.level == "remarked"],
    }
    if row.status in {"received", "reading"}:
        context |= {"progress": sales.report_progress(request.actor, report_id), "refresh_seconds": 3}
    elif row.status == "to_confirm":
        found = sales.difference(request.actor, report_id)
        context |= {"difference": found, "changes": changes_of(found) if found else ()}
    elif row.status == "decided":
        context["lines"] = _lines(request, report_id)
        context["groups"] = sales.held_groups(request.actor, report_id=report_id) if row.held else ()
    return show(request, "partner/files/file.html", context)


def _lines(request: Request, report_id: int) -> tuple[tuple[sales.LineRow, Money, Exact], ...]:
    try:
        lines = sales.lines_of(request.actor, report_id=report_id, limit=FEW)
    except NothingToRead:
        return ()
    return tuple((line, amounts.net(line.net_amount, line.currency), amounts.whole(line.quantity)) for line in lines)


@dataclass(frozen=True)
class Change:
    """What one number of a restated file was and would be."""

    whose: str
    what: str
    before: Any
    after: Any


def changes_of(found: sales.Difference) -> tuple[Change, ...]:
    """The numbers of a difference, one to a row."""
    changes = []
    for row in found.rows:
        net = [amounts.net(exact(text), row.currency) for text in (row.net_before, row.net_after)]
        quantity = [amounts.whole(exact(text)) for text in (row.quantity_before, row.quantity_after)]
        changes += [
            Change(row.partner_name, "Net sales", *net),
            Change(row.partner_name, "Quantity", *quantity),
            Change(row.partner_name, "Lines", row.lines_before, row.lines_after),
        ]
    return tuple(changes)


@require_GET
def progress(request: Request, report_id: int) -> HttpResponse:
    """Answer the progress bar's question; when the work is done, ask the page to show its result."""
    try:
        found = sales.report_progress(request.actor, report_id)
    except NoSuchReport:
        raise Http404 from None
    response = show(request, "partner/files/progress.html", {"progress": found, "report_id": report_id})
    if found.finished:
        response.headers["HX-Refresh"] = "true"
    return response


@require_GET
def refused(request: Request, report_id: int) -> StreamingHttpResponse:
    """Hand out the refused lines in the sender's own layout, each with its reason."""
    row = _report(request, report_id)
    try:
        content = sales.refused_file(request.actor, report_id)
    except NoSuchReport:
        raise Http404 from None
    stem = "".join(sign if sign.isalnum() or sign in "-_" else "_" for sign in row.file_name.rpartition(".")[0])
    headers = {"Content-Disposition": f'attachment; filename="{stem or "file"}-refused.csv"'}
    # The rows come from files, not from the database: nothing is asked of it after the request's transaction ended.
    return StreamingHttpResponse(content, content_type="text/csv", headers=headers)


def _why(row: sales.HeldRow) -> str:
    return CODE.sub("", row.sentence)


HELD = Listing(
    name="partner-held",
    columns=(
        Column("row", "Line", kind="number", sort=True, is_key=True),
        Column("sku", "Product in the file", sort=True),
        Column("partner_text", "Partner in the file", sort=True),
        Column("invoice_no", "Invoice", sort=True, note=lambda row: row.invoice_date and day_text(row.invoice_date)),
        Column("invoice_date", "Date", kind="day", shown=False),
        Column("quantity", "Quantity", kind="number", value=lambda row: row.quantity and amounts.whole(row.quantity)),
        Column("net_amount", "Net amount", kind="number"),
        Column("currency", "Currency"),
        Column("why", "Why it is held", value=_why),
    ),
    search=("sku", "invoice_no", "partner_text"),
    search_hint="Product, invoice or partner",
    default_sort="row",
    per_page=100,
    empty_title="No line is held",
    empty_text="Every readable line of this file has been decided.",
    empty_icon="check",
)
HELD_SHOWN = 5000


@require_GET
def held(request: Request, report_id: int) -> HttpResponseBase:
    """Show the lines that wait for somebody to say what they mean."""
    row = _report(request, report_id)
    groups = sales.held_groups(request.actor, report_id=report_id)
    codes = {group.code: group.sentence for group in groups}
    listing = replace(
        HELD,
        filters=(
            Filter(
                "reason",
                "Why",
                choices=tuple(codes.items()),
                narrow=lambda rows, code: [one for one in rows if code in one.codes],
            ),
        ),
    )
    found = sales.held_lines(request.actor, report_id=report_id, limit=HELD_SHOWN)
    context = {**frame(request), "row": row}
    return lists.answer(request, "partner/files/held.html", listing, found, context=context)


@require_POST
def confirm(request: Request, report_id: int) -> HttpResponse:
    """Say that a restated file replaces what was reported, or adds to it."""
    _report(request, report_id)
    how, reason = request.POST.get("how", ""), request.POST.get("reason", "")[:2000]
    try:
        sales_actions.confirm_restatement(
            actor=request.actor, now=request.now, report_id=report_id, how=how, reason=reason
        )
    except CannotDo as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, "Thank you. The file is being taken in.")
    return redirect("partner:file", report_id)


@require_POST
def withdraw(request: Request, report_id: int) -> HttpResponse:
    """Take back a file that does not count yet."""
    _report(request, report_id)
    try:
        sales_actions.withdraw(
            actor=request.actor,
            now=request.now,
            report_id=report_id,
            reason=request.POST.get("reason", "").strip()[:2000],
        )
    except CannotDo as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, "The file was withdrawn. Nothing of it counts.")
    return redirect("partner:file", report_id)
