"""Sales outside a partner's territory: noted with their kind, never blocked, never held against anybody."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from django.http import HttpResponseBase
from django.urls import reverse
from django.views.decorators.http import require_GET

from fairway.agreements.queries import holdings, places
from fairway.agreements.rules.outside import KINDS, Kind
from fairway.catalogue import queries as catalogue
from fairway.kit.access import NotAllowed
from fairway.kit.lake.scanning import NothingToRead
from fairway.partners import queries as partners
from fairway.sales import queries as sales
from fairway.web.shared import lists
from fairway.web.shared.components import Badge
from fairway.web.shared.lists import Column, Filter, Listing
from fairway.web.shared.request import Request, today_of
from fairway.web.staff.territories.frame import frame

DAYS, MOST_LINES = 92, 5000


@dataclass(frozen=True)
class Noted:
    """One accepted line outside everything its partner held on that day."""

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
        Column("place", "Sold in", sort=True, note=lambda row: row.customer),
        Column("product", "Product", note=lambda row: row.invoice),
        Column("kind", "Kind", kind="status", value=lambda row: Badge(row.kind_title), sort=lambda row: row.kind),
        Column("sentence", "Why it is noted"),
    ),
    filters=(Filter("kind", "Kind", choices=tuple(KINDS.items())),),
    search=("partner", "place", "product"),
    search_hint="Partner, place or product",
    default_sort="-on",
    empty_title="No sale outside a territory",
    empty_text="Lines that name a country or region are compared with what their partner held on that day.",
    empty_icon="map-pin",
)  # fmt: skip


@require_GET
def index(request: Request) -> HttpResponseBase:
    """List the noted sales of the last three months."""
    actor = request.actor
    if not actor.may("sales.view"):
        raise NotAllowed("sales.view")
    since = today_of(request) - timedelta(days=DAYS)
    try:
        lines = sales.lines_of(actor, since=since, limit=MOST_LINES)
    except NothingToRead:
        lines = ()
    placed = [line for line in lines if line.country]
    notes = holdings.outside(
        actor,
        [holdings.Sale(line.line_id, line.partner_id, line.product_id, line.invoice_date, line.country, line.region)
         for line in placed],
    )  # fmt: skip
    names = partners.names_of(actor, {line.partner_id for line in placed if line.line_id in notes})
    products = catalogue.names_of(actor, {line.product_id for line in placed if line.line_id in notes})
    rows = [
        Noted(
            line.partner_id, names.get(line.partner_id, ("", "–"))[1], line.invoice_date,
            ", ".join(one for one in (line.region, places.place_names([line.country])[line.country]) if one),
            products.get(line.product_id, ("", "–"))[1], line.customer, notes[line.line_id].kind,
            notes[line.line_id].sentence, line.report_id, line.invoice_no,
        )
        for line in placed if line.line_id in notes
    ]  # fmt: skip
    context = frame(since=since, looked=len(placed), left=len(lines) - len(placed), was_cut=len(lines) == MOST_LINES)
    return lists.answer(request, "staff/territories/outside.html", OUTSIDE, rows, context=context)
