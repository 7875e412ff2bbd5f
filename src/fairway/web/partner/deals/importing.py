"""Register many deals from a CSV file: every fault row by row, and no way in skips a check."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django import forms
from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods

from fairway.catalogue import queries as catalogue
from fairway.deals import actions
from fairway.deals import queries as deals
from fairway.deals.rules.asked import Asked, AskedLine, faults_of, shape_of
from fairway.deals.rules.policy import FIELDS
from fairway.deals.rules.refusals import NotFound, Refused
from fairway.formats import CannotRead
from fairway.formats.fields import plain_heading
from fairway.formats.tables import read_table, recognised
from fairway.kit import files
from fairway.values import Exact, NotExact, exact
from fairway.web.partner.page import partner_of, show
from fairway.web.shared.request import Request

MOST, SHOWN = 5_000, 200
KNOWN = {
    **{name: (plain_heading(field.label), plain_heading(name)) for name, field in FIELDS.items()},
    "sku": ("product", "sku"), "units": ("units", "quantity"), "value": ("value", "amount"),
}  # fmt: skip


@dataclass(frozen=True)
class RowFault:
    """One thing wrong in one row."""

    row: int
    field: str
    value: str
    sentence: str


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
    faults: list[RowFault] = []
    if request.method == "POST" and form.is_valid():
        sent = form.cleaned_data["file"]
        try:
            kept = files.store(sent.chunks())
            table = read_table(kept.path, sent.name[-200:])
            read, faults = _read(request, found, table, request.now)
            count = len(read)
            if not faults and read:
                with transaction.atomic():
                    for asked in read:
                        code = actions.new_code()
                        actions.save_draft(
                            actor=request.actor,
                            now=request.now,
                            code=code,
                            policy_id=policy_id,
                            asked=asked,
                            way_in="csv",
                        )
                        actions.submit(actor=request.actor, now=request.now, code=code)
                messages.success(request, f"{count} deals were sent.")
                return redirect("partner:deals")
            if not faults:
                form.add_error("file", "The file has a heading and no row below it.")
        except (files.TooLarge, CannotRead, Refused) as refusal:
            form.add_error("file", str(refusal))
    status = 422 if request.method == "POST" else 200
    context = {"form": form, "found": found, "faults": faults[:SHOWN], "more": max(0, len(faults) - SHOWN),
               "wrong_rows": len({fault.row for fault in faults}), "policy_id": policy_id,
               "headings": [names[0] for names in _asked(found).values()]}  # fmt: skip
    return show(request, "partner/deals/import.html", context, status=status)


def _asked(found: deals.Published) -> dict[str, tuple[str, ...]]:
    wanted = {field.name for field, _ in found.policy.form} | {"sku", "units", "value"}
    return {name: words for name, words in KNOWN.items() if name in wanted}


def _read(request: Request, found: deals.Published, table: object, now: datetime) -> tuple[list[Asked], list[RowFault]]:
    columns = recognised(table.headings, _asked(found))  # type: ignore[attr-defined]
    registrant = deals.registrant_of(request.actor, partner_of(request), now)
    skus = {one.sku: one for one in catalogue.visible_to(request.actor)}
    read: list[Asked] = []
    faults: list[RowFault] = []
    for line in table.rows:  # type: ignore[attr-defined]
        if len(read) >= MOST:
            faults.append(RowFault(line.number, "", "", f"A file has at most {MOST:,} rows. Split it here."))
            break
        said = {name: line.cells.get(heading, "").strip() for name, heading in columns.items()}
        product = skus.get(said.get("sku", ""))
        lines: tuple[AskedLine, ...] = ()
        units, value = _number(said.get("units") or "1"), _number(said.get("value") or "0")
        if product is None:
            faults.append(
                RowFault(line.number, "Product", said.get("sku", "")[:40], "This is no product number of ours.")
            )
        elif units is None or value is None:
            faults.append(
                RowFault(line.number, "Units", "", "Write units and value as numbers, such as 10 and 1250.50.")
            )
        else:
            lines = (AskedLine(product.pk, product.sku, product.category, units, value),)
        asked = Asked({name: text for name, text in said.items() if name in FIELDS and text}, lines)
        checks = faults_of(found.policy, asked, registrant, now) if lines else tuple(shape_of(asked))
        for fault in checks:
            label = FIELDS[fault.field].label if fault.field in FIELDS else fault.field
            faults.append(RowFault(line.number, label, fault.value[:40], fault.sentence))
        read.append(asked)
    return read, faults


def _number(text: str) -> Exact | None:
    try:
        found = exact(text.replace(",", ""))
    except NotExact:
        return None
    return found if abs(found) < 10**11 else None
