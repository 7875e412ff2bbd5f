"""The accepted lines of one file."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.http import HttpResponseBase
from django.urls import reverse
from django.views.decorators.http import require_GET

from fairway.catalogue import queries as catalogue
from fairway.kit.lake.scanning import NothingToRead
from fairway.partners import queries as partners
from fairway.sales import queries as sales
from fairway.values import Exact, Money
from fairway.web.shared import lists
from fairway.web.shared.lists import Column, Listing
from fairway.web.shared.request import Request
from fairway.web.staff.sales.finding import found

SHOWN = 5_000
"""Lines that are read for the page; the file as it came has them all."""


@dataclass(frozen=True)
class Row:
    """One accepted line with the names of what it is about."""

    row: int
    invoice_no: str
    invoice_date: date
    partner: str
    partner_id: int
    sku: str
    product: str
    product_id: int
    kind: str
    quantity: Exact
    unit: str
    net: Money
    person: str
    serial_no: str
    claimed_on: date | None
    customer: str
    deal_id: str
    original_on: date | None
    gross: Money | None
    at_list: Money | None
    cost: Money | None


LINES = Listing(
    name="accepted-lines",
    columns=(
        Column("row", "Line", kind="number", sort=True),
        Column("invoice_no", "Invoice", is_key=True, tight=True, sort=True, note=lambda row: row.serial_no),
        Column("invoice_date", "Date", kind="day", sort=True),
        Column(
            "partner", "Partner", sort=True, link=lambda row: reverse("staff:partner", args=[row.partner_id])
        ),
        Column(
            "sku", "Product", sort=True, link=lambda row: reverse("staff:product", args=[row.product_id]),
            note=lambda row: row.product,
        ),
        Column("product", "Name", shown=False),
        Column("kind", "Kind", sort=True),
        Column("quantity", "Quantity", kind="number", sort=True, note=lambda row: row.unit),
        Column("net", "Net", kind="money", sort=lambda row: row.net.amount),
        Column("person", "Salesperson", sort=True, shown=False),
        Column("serial_no", "Serial number", sort=True, shown=False),
        Column("claimed_on", "Claimed", kind="day", shown=False),
        Column("customer", "Customer", sort=True, shown=False),
        Column("deal_id", "Deal", sort=True, shown=False),
        Column("original_on", "Sale undone", kind="day", shown=False),
        Column("gross", "Before discounts", kind="money", shown=False),
        Column("at_list", "At list price", kind="money", shown=False),
        Column("cost", "Cost", kind="money", shown=False),
    ),
    search=("invoice_no", "sku", "product", "partner", "serial_no", "deal_id", "customer"),
    search_hint="Invoice, product, partner, customer, deal or serial number",
    default_sort="row",
    per_page=100,
    empty_title="No line of this file counts",
    empty_icon="document",
)  # fmt: skip


@require_GET
def index(request: Request, report_id: int) -> HttpResponseBase:
    """Show the lines of a file that count."""
    file = found(request, report_id)
    actor = request.actor
    try:
        read = sales.lines_of(actor, report_id=report_id, limit=SHOWN)
        costs = sales.costs_of(actor, report_id=report_id)
    except NothingToRead:
        read, costs = (), {}
    names = partners.names_of(actor, [line.partner_id for line in read])
    products = catalogue.names_of(actor, [line.product_id for line in read])
    rows = [
        Row(
            line.row, line.invoice_no, line.invoice_date, names.get(line.partner_id, ("", ""))[1], line.partner_id,
            *products.get(line.product_id, ("", "")), line.product_id, line.kind, line.quantity, line.unit,
            Money.of(line.net_amount, line.currency), line.person, line.serial_no, line.claimed_on,
            line.customer_id or line.customer, line.deal_id, line.original_on, _money(line.gross_amount, line),
            _money(line.list_amount, line), _money(costs.get(line.line_id), line),
        )
        for line in read
    ]  # fmt: skip
    context = {"file": file, "cut": SHOWN if len(rows) == SHOWN and file.accepted > SHOWN else 0}
    return lists.answer(request, "staff/sales/accepted.html", LINES, rows, context=context)


def _money(amount: Exact | None, line: sales.LineRow) -> Money | None:
    return None if amount is None else Money.of(amount, line.currency)
