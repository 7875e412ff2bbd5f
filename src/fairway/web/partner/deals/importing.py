"""Register many deals from a CSV file: every fault row by row, and no way in skips a check."""

from __future__ import annotations

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods

from fairway.deals import actions
from fairway.deals import queries as deals
from fairway.deals.rules.refusals import NotFound, Refused
from fairway.formats import CannotRead
from fairway.formats.tables import read_table
from fairway.kit import files
from fairway.web.partner.page import partner_of, show
from fairway.web.shared.request import Request

SHOWN = 200


class FileForm(forms.Form):
    """The file of deals."""

    file = forms.FileField(label="File", widget=forms.ClearableFileInput(attrs={"accept": ".csv,.tsv,.xlsx"}))


@require_http_methods(["GET", "POST"])
def index(request: Request, policy_id: int) -> HttpResponse:
    """Take a file: with a fault nothing is registered and every fault is shown; without one all are kept as drafts."""
    try:
        found = deals.published_by_id(request.actor, policy_id)
    except NotFound:
        raise Http404 from None
    form, count = FileForm(request.POST or None, request.FILES or None), 0
    faults: tuple[deals.RowFault, ...] = ()
    if request.method == "POST" and form.is_valid():
        sent = form.cleaned_data["file"]
        try:
            kept = files.store(sent.chunks())
            table = read_table(kept.path, sent.name[-200:], wrong_rows=True)
            read, faults = deals.read_deals(request.actor, partner_of(request), found, table, request.now)
            count = len(read)
            if not faults and read:
                actions.submit_all(actor=request.actor, now=request.now, policy_id=policy_id, read=read, way_in="csv")
                messages.success(request, f"{count} deals were sent.")
                return redirect("partner:deals")
            if not faults:
                form.add_error("file", "The file has a heading and no row below it.")
        except (files.TooLarge, CannotRead, Refused) as refusal:
            form.add_error("file", str(refusal))
    status = 422 if request.method == "POST" else 200
    context = {"form": form, "found": found, "faults": faults[:SHOWN], "more": max(0, len(faults) - SHOWN),
               "wrong_rows": len({fault.row for fault in faults}), "policy_id": policy_id,
               "headings": list(deals.headings_shown(found).values())}  # fmt: skip
    return show(request, "partner/deals/import.html", context, status=status)
