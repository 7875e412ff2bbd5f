"""What was sold under a deal, beside what was registered: the lines that name its code."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from fairway.catalogue import queries as catalogue
from fairway.deals.queries import DealView
from fairway.kit.lake.scanning import NothingToRead
from fairway.sales import queries as sales
from fairway.values import Exact, Money
from fairway.web.shared.lists import Column, Listing
from fairway.web.shared.request import Request

SHOWN = 1_000
"""Lines that are read; a deal has a few."""


@dataclass(frozen=True)
class Line:
    """One sold line that names the deal."""

    invoice_no: str
    invoice_date: date
    sku: str
    product: str
    kind: str
    quantity: Exact
    unit: str
    net: Money


@dataclass(frozen=True)
class Met:
    """One product in one currency: what was registered of it, and what was sold under the deal, returns taken off."""

    sku: str
    product: str
    registered: Money | None
    sold: Money | None


LINES = Listing(
    name="sold-under-a-deal",
    columns=(
        Column("invoice_no", "Invoice", is_key=True, sort=True),
        Column("invoice_date", "Date", kind="day", sort=True),
        Column("sku", "Product", sort=True, note=lambda row: row.product),
        Column("kind", "Kind", sort=True),
        Column("quantity", "Quantity", kind="number", sort=True, note=lambda row: row.unit),
        Column("net", "Net", kind="money", sort=lambda row: row.net.amount),
    ),
    search=("invoice_no", "sku", "product"),
    search_hint="Invoice or product",
    default_sort="-invoice_date",
    empty_title="Nothing sold under it yet",
    empty_text="A line of a sales file counts for the deal when it names the deal's code in its deal column.",
    empty_icon="document-arrow-up",
)


def met(view: DealView, lines: Iterable[Line]) -> tuple[Met, ...]:
    """Lay what was sold beside what was registered, product by product, in the order of the registration."""
    sums: dict[tuple[str, str], Money] = {}
    names: dict[str, str] = {}
    for line in lines:
        key = (line.sku, line.net.currency)
        sums[key] = sums.get(key, Money.zero(line.net.currency)) + line.net
        names[line.sku] = line.product
    asked = {(one.sku, one.value.currency): one for one in view.lines}
    rows = [Met(one.sku, one.name, one.value, sums.pop(key, None)) for key, one in asked.items()]
    return (*rows, *(Met(sku, names[sku], None, amount) for (sku, _), amount in sorted(sums.items())))


def context_of(request: Request, view: DealView) -> dict[str, Any]:
    """The list of lines, and what was registered beside what was sold."""
    code = view.row.code
    try:
        read = sales.lines_of(request.actor, partner_id=view.row.partner_id, deal=code, limit=SHOWN)
    except NothingToRead:
        read = ()
    products = catalogue.names_of(request.actor, [line.product_id for line in read])
    rows = [
        Line(
            line.invoice_no, line.invoice_date, *products.get(line.product_id, ("", "")), line.kind, line.quantity,
            line.unit, Money.of(line.net_amount, line.currency),
        )
        for line in read
    ]  # fmt: skip
    return {"view": view, "met": met(view, rows), "cut": SHOWN if len(rows) == SHOWN else 0, "lines": rows}
