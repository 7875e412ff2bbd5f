"""Sales outside a partner's territory: noted with their kind, never blocked, never held against anybody."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from fairway.agreements.actions import origins
from fairway.agreements.actions.refusals import Refused
from fairway.agreements.queries import holdings, places
from fairway.agreements.rules.outside import KINDS, SOUGHT, UNSOUGHT, Kind
from fairway.catalogue import queries as catalogue
from fairway.kit.access import NotAllowed
from fairway.kit.access.people import names_of
from fairway.kit.lake.scanning import NothingToRead
from fairway.partners import queries as partners
from fairway.sales import queries as sales
from fairway.web.shared import lists
from fairway.web.shared.components import Badge, Tone
from fairway.web.shared.lists import Column, Filter, Listing
from fairway.web.shared.request import Request, today_of
from fairway.web.staff.territories.frame import frame

DAYS, MOST_LINES = 92, 5000
TONES: Mapping[Kind, Tone] = {"passive": "calm", "active": "info", "cross_border": "calm"}


class OriginForm(forms.Form):
    """What shows how a sale came about."""

    evidence = forms.ChoiceField(
        label="What shows how it came about",
        choices=[
            ("", "–"),
            ("Active: the partner sought the sale", list(SOUGHT.items())),
            ("Passive: the customer came by itself", list(UNSOUGHT.items())),
        ],
    )
    reason = forms.CharField(
        label="What you know, and from whom", max_length=2000, widget=forms.Textarea(attrs={"rows": 4}),
        help_text="Kept as it is written, with your name and the day. Partners do not read it.",
    )  # fmt: skip


@dataclass(frozen=True)
class Noted:
    """One accepted line outside everything its partner held on that day."""

    line_id: int
    partner_id: int
    partner: str
    on: date
    place: str
    product: str
    customer: str
    kind: Kind
    sentence: str
    report_id: int
    invoice: str

    @property
    def kind_title(self) -> str:
        return KINDS[self.kind]


OUTSIDE = Listing(
    name="outside",
    columns=(
        Column("partner", "Partner", is_key=True, sort=True,
               link=lambda row: reverse("staff:partner_territories", args=[row.partner_id])),
        Column("on", "Date", kind="day", sort=True),
        Column("place", "Sold in", sort=True, note=lambda row: row.customer,
               link=lambda row: reverse("staff:outside_sale", args=[row.line_id])),
        Column("product", "Product", note=lambda row: row.invoice),
        Column("kind", "Kind", kind="status", value=lambda row: Badge(row.kind_title, TONES[row.kind]),
               sort=lambda row: row.kind),
        Column("sentence", "Why it is noted"),
    ),
    filters=(
        Filter("kind", "Kind", choices=tuple(KINDS.items())),
        Filter("since", "Sold from", kind="day", narrow=lambda rows, day: [row for row in rows if row.on >= day]),
        Filter("until", "Sold until", kind="day", narrow=lambda rows, day: [row for row in rows if row.on <= day]),
    ),
    search=("partner", "place", "product"),
    search_hint="Partner, place or product",
    default_sort="-on",
    empty_title="No sale outside a territory",
    empty_text="Lines that name a country or region are compared with what their partner held on that day.",
    empty_icon="map-pin",
)  # fmt: skip


@require_GET
def index(request: Request) -> HttpResponseBase:
    """List the noted sales of the days asked for; of the last three months where none are."""
    actor = request.actor
    if not actor.may("sales.view"):
        raise NotAllowed("sales.view")
    until = _day(request, "until")
    since = _day(request, "since") or (until or today_of(request)) - timedelta(days=DAYS)
    try:
        lines = sales.lines_of(actor, since=since, until=until and until + timedelta(days=1), limit=MOST_LINES + 1)
    except NothingToRead:
        lines = ()
    is_cut, lines = len(lines) > MOST_LINES, lines[:MOST_LINES]
    placed = [line for line in lines if line.country]
    notes = holdings.outside(actor, [_sale(line) for line in placed])
    names = partners.names_of(actor, {line.partner_id for line in placed if line.line_id in notes})
    products = catalogue.names_of(actor, {line.product_id for line in placed if line.line_id in notes})
    rows = [
        Noted(
            line.line_id, line.partner_id, names.get(line.partner_id, ("", "–"))[1], line.invoice_date,
            _where(line),
            products.get(line.product_id, ("", "–"))[1], line.customer, notes[line.line_id].kind,
            notes[line.line_id].sentence, line.report_id, line.invoice_no,
        )
        for line in placed if line.line_id in notes
    ]  # fmt: skip
    context = frame(
        since=since, until=until, looked=len(placed), left=len(lines) - len(placed),
        cut_at=lines[-1].invoice_date if is_cut else None,
    )  # fmt: skip
    return lists.answer(request, "staff/territories/outside.html", OUTSIDE, rows, context=context)


def _day(request: Request, name: str) -> date | None:
    """A day of the filter bar, which itself says what is none; none either where nothing lies beyond it."""
    try:
        day = date.fromisoformat(request.GET.get(name, "").strip())
    except ValueError:
        return None
    return day if date(1900, 1, 1) <= day <= date(2999, 12, 31) else None


def _sale(line: sales.LineRow) -> holdings.Sale:
    return holdings.Sale(
        line.line_id, line.partner_id, line.product_id, line.invoice_date, line.country, line.region
    )  # fmt: skip


def _where(line: sales.LineRow) -> str:
    return ", ".join(one for one in (line.region, places.place_names([line.country])[line.country]) if one)


@require_http_methods(["GET", "POST"])
def sale(request: Request, line_id: int) -> HttpResponse:
    """Show one noted sale with what was recorded about how it came about, and record what somebody found out."""
    actor = request.actor
    if not actor.may("sales.view"):
        raise NotAllowed("sales.view")
    line = _line(request, line_id)
    note = holdings.outside(actor, [_sale(line)]).get(line_id)
    recorded = holdings.origins_of(actor, line_id)
    if note is None and not recorded:
        raise Http404
    form = OriginForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            is_new = origins.record(
                actor=actor, now=request.now, line_id=line_id, partner_id=line.partner_id, **form.cleaned_data
            )
        except Refused as refusal:
            for fault in refusal.faults:
                form.add_error(fault.field, fault.sentence)
        else:
            said = "It is recorded. The sale counts as before." if is_new else "This was recorded already."
            messages.success(request, said)
            return redirect("staff:outside_sale", line_id)
    people = names_of([one.recorded_by_id for one in recorded])
    partner = partners.names_of(actor, [line.partner_id])[line.partner_id][1]
    context = {
        "form": form,
        "note": note,
        "badge": Badge(KINDS[note.kind], TONES[note.kind]) if note else None,
        "facts": [
            ("Partner", partner), ("Date", line.invoice_date), ("Sold in", _where(line)), ("Customer", line.customer),
            ("Product", catalogue.names_of(actor, [line.product_id]).get(line.product_id, ("", "–"))[1]),
            ("Invoice", line.invoice_no),
        ],
        "recorded": [(one, people.get(one.recorded_by_id, "")) for one in recorded],
        "may_record": actor.may("territories.manage"),
    }  # fmt: skip
    return render(request, "staff/territories/sale.html", context, status=422 if form.is_bound else 200)


def _line(request: Request, line_id: int) -> sales.LineRow:
    try:
        found = sales.lines_of(request.actor, line_ids=[line_id], limit=1)
    except NothingToRead:
        found = ()
    if not found or not found[0].country:
        raise Http404
    return found[0]
