"""Register many deals from a CSV file: every fault row by row, and no way in skips a check."""

from __future__ import annotations

from collections.abc import Iterable

from django import forms
from django.contrib import messages
from django.core import signing
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods

from fairway.deals import actions
from fairway.deals import queries as deals
from fairway.deals.rules.refusals import NotFound, Refused
from fairway.formats import CannotRead
from fairway.formats.writing import csv_text
from fairway.kit import files
from fairway.policy.problems import counted
from fairway.web.partner.page import partner_of, show
from fairway.web.shared.fixing import Found, fix_file, table_of
from fairway.web.shared.request import Request

SHOWN = 200
SALT, HOURS = "fairway.partner.deals.import", 12 * 3600


class FileForm(forms.Form):
    """The file of deals."""

    file = forms.FileField(label="File", widget=forms.ClearableFileInput(attrs={"accept": ".csv,.tsv,.xlsx"}))


@require_http_methods(["GET", "POST"])
def index(request: Request, policy_id: int) -> HttpResponseBase:
    """Take a file: with a fault nothing is sent and every fault is shown; without one all rows are sent."""
    try:
        found = deals.published_by_id(request.actor, policy_id)
    except NotFound:
        raise Http404 from None
    headings = deals.headings_shown(found)
    if request.GET.get("export") == "empty":
        return _empty_file(headings.values())
    if request.GET.get("export") == "fix":
        return _fix_file(request, found)
    form = FileForm(request.POST or None, request.FILES or None)
    faults: tuple[deals.RowFault, ...] = ()
    sent_as = ""
    if request.method == "POST" and form.is_valid():
        sent = form.cleaned_data["file"]
        name = sent.name[-200:]
        try:
            kept = files.store(sent.chunks())
            table = table_of(kept.sha256, name)
            read, faults = deals.read_deals(request.actor, partner_of(request), found, table, request.now)
            if not faults and read:
                actions.submit_all(actor=request.actor, now=request.now, policy_id=policy_id, read=read, way_in="csv")
                messages.success(request, f"{counted(len(read), 'deal')} sent. You read here what becomes of each.")
                return redirect("partner:deals")
            if not faults:
                form.add_error("file", "The file has a heading and no row below it.")
            sent_as = signing.dumps([kept.sha256, name, request.actor.person, policy_id], salt=SALT)
        except (files.TooLarge, CannotRead, Refused) as refusal:
            form.add_error("file", str(refusal))
    needed = deals.needed_in(found)
    context = {"form": form, "found": found, "faults": faults[:SHOWN], "more": max(0, len(faults) - SHOWN),
               "wrong_rows": len({fault.row for fault in faults} - {None}), "policy_id": policy_id,
               "sent_as": sent_as, "needed": [headings[name] for name in headings if name in needed],
               "optional": [headings[name] for name in headings if name not in needed]}  # fmt: skip
    return show(request, "partner/deals/import.html", context, status=422 if request.method == "POST" else 200)


def _empty_file(headings: Iterable[str]) -> HttpResponseBase:
    return HttpResponse(
        b"".join(csv_text(list(headings), [])), content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": 'attachment; filename="deals.csv"'},
    )  # fmt: skip


def _fix_file(request: Request, found: deals.Published) -> HttpResponseBase:
    """The file that was sent, with what is wrong beside each row."""
    try:
        sha256, name, person, policy_id = signing.loads(request.GET.get("sent", ""), salt=SALT, max_age=HOURS)
    except signing.BadSignature:
        raise Http404 from None
    if (person, policy_id) != (request.actor.person, found.policy_id) or not files.place(sha256).is_file():
        raise Http404
    table = table_of(sha256, name)
    _, faults = deals.read_deals(request.actor, partner_of(request), found, table, request.now)
    return fix_file(sha256, name, [Found(one.row, one.column, one.value, one.sentence) for one in faults])
