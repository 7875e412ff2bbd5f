"""The vendor's products, to look up a SKU."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from django.http import HttpResponseBase
from django.views.decorators.http import require_GET

from fairway.catalogue import queries as catalogue
from fairway.kit.access import saved_views
from fairway.web.partner.page import frame
from fairway.web.shared import lists
from fairway.web.shared.components import Badge
from fairway.web.shared.lists import Column, Filter, Listing, View
from fairway.web.shared.request import Request, today_of


def _sold(rows: Any, value: str) -> Any:
    return rows.filter(retired_on=None) if value == "yes" else rows.exclude(retired_on=None)


def _retired(row: Any) -> Badge | str:
    return Badge("Retired", "warn") if row.retired_on else Badge("Sold", "good")


PRODUCTS = Listing(
    name="partner-products",
    columns=(
        Column("name", "Product", is_key=True, sort="name", note=lambda row: row.family),
        Column("sku", "SKU", tight=True, sort="sku"),
        Column("gtin", "GTIN", sort="gtin"),
        Column("category", "Category", sort=("category", "subcategory"), note=lambda row: row.subcategory),
        Column("unit", "Unit", sort="unit"),
        Column("state", "State", kind="status", value=_retired, export=False),
        Column("retired_on", "Sold until", kind="day", sort="retired_on"),
    ),
    search=("sku", "name", "gtin"),
    search_hint="SKU, name or GTIN",
    default_sort="name",
    views=(View("All products"), View("Sold today", "sold=yes"), View("Retired", "sold=no")),
    empty_title="No products yet",
    empty_text="The vendor has not published a product list. Your sales files can be sent all the same.",
    empty_icon="cube",
)


@require_GET
def index(request: Request) -> HttpResponseBase:
    """Show what the vendor sells, with the SKUs that sales files need."""
    values = catalogue.choices(request.actor)
    filters = (
        Filter("category", "Category", choices=tuple((one, one) for one in values["category"])),
        Filter("family", "Family", choices=tuple((one, one) for one in values["family"])),
        Filter("sold", "Still sold", choices=(("yes", "Sold today"), ("no", "Retired")), narrow=_sold),
    )
    return lists.answer(
        request,
        "partner/products/index.html",
        replace(PRODUCTS, filters=filters),
        catalogue.visible_to(request.actor),
        row=lambda product: catalogue.rows_of([product])[0],
        saved=saved_views.of(request.actor, PRODUCTS.name),
        context={**frame(request), "on": today_of(request)},
    )
