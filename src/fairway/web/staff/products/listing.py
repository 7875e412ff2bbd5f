"""The list of products, and one product with its units and prices."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from fairway.catalogue import actions
from fairway.catalogue import queries as catalogue
from fairway.kit.access import saved_views
from fairway.values import Money, NotExact, exact
from fairway.web.shared import lists
from fairway.web.shared.components import Badge
from fairway.web.shared.lists import Column, Filter, Listing, View
from fairway.web.shared.request import Request


def _sold(rows: Any, value: str) -> Any:
    return rows.filter(retired_on=None) if value == "yes" else rows.exclude(retired_on=None)


def _state(row: Any) -> Badge:
    return Badge("Retired", "warn") if row.retired_on else Badge("Sold", "good")


PRODUCTS = Listing(
    name="products",
    columns=(
        Column(
            "name", "Product", is_key=True, sort="name", link=lambda row: reverse("staff:product", args=[row.id]),
            note=lambda row: row.family,
        ),
        Column("sku", "SKU", tight=True, sort="sku"),
        Column("category", "Category", sort=("category", "subcategory", "sku"), note=lambda row: row.subcategory),
        Column("subcategory", "Subcategory", shown=False),
        Column("brand", "Brand", sort=("brand", "sku")),
        Column("gtin", "GTIN"),
        Column("unit", "Unit"),
        Column("state", "State", kind="status", value=_state),
    ),
    search=("sku", "name", "gtin"),
    search_hint="SKU, name or GTIN",
    default_sort="name",
    views=(View("All products"), View("Sold today", "sold=yes"), View("Retired", "sold=no")),
    empty_title="No products yet",
    empty_text="Load them from a file with a heading row; sales files are read against them.",
    empty_icon="cube",
)  # fmt: skip


@require_GET
def index(request: Request) -> HttpResponseBase:
    """Show what the vendor sells."""
    values = catalogue.choices(request.actor)
    filters = (
        Filter("category", "Category", choices=tuple((one, one) for one in values["category"])),
        Filter("family", "Family", choices=tuple((one, one) for one in values["family"])),
        Filter("brand", "Brand", choices=tuple((one, one) for one in values["brand"])),
        Filter("sold", "Still sold", choices=(("yes", "Sold today"), ("no", "Retired")), narrow=_sold),
    )
    return lists.answer(
        request,
        "staff/products/index.html",
        replace(PRODUCTS, filters=tuple(one for one in filters if one.choices)),
        catalogue.visible_to(request.actor),
        rows=catalogue.rows_of,
        saved=saved_views.of(request.actor, PRODUCTS.name),
    )


class UnitForm(forms.Form):
    """A unit in which files count this product."""

    unit = forms.CharField(label="Unit", max_length=12, help_text="As files write it, such as CS.")
    factor = forms.CharField(label="Holds", max_length=20, help_text="How many base units, such as 12.")


@require_GET
def one(request: Request, product_id: int) -> HttpResponse:
    """Show one product."""
    return _show(request, product_id, UnitForm())


def _show(request: Request, product_id: int, form: UnitForm) -> HttpResponse:
    try:
        product = catalogue.profile(request.actor, product_id)
    except catalogue.UnknownProduct:
        raise Http404 from None
    row = product.row
    context = {
        "product": row,
        "state": _state(row),
        "facts": [
            ("SKU", row.sku),
            ("GTIN", row.gtin),
            ("Category", row.category),
            ("Subcategory", row.subcategory),
            ("Family", row.family),
            ("Brand", row.brand),
            ("Line", row.line),
            ("Base unit", row.unit),
            ("Sold until", row.retired_on),
        ],
        "further": [(name.replace("_", " ").capitalize(), value) for name, value in row.attributes.items()],
        "units": product.units,
        "prices": [(one.valid_from, Money.of(one.price, one.currency)) for one in product.prices],
        "form": form if request.actor.may("catalogue.manage") else None,
    }
    return render(request, "staff/products/product.html", context, status=422 if form.is_bound else 200)


@require_POST
def unit(request: Request, product_id: int) -> HttpResponse:
    """Say how many base units a unit of this product holds."""
    form = UnitForm(request.POST)
    if form.is_valid():
        name = form.cleaned_data["unit"].strip()
        try:
            factor = exact(form.cleaned_data["factor"].strip())
            actions.set_unit(actor=request.actor, now=request.now, product_id=product_id, unit=name, factor=factor)
        except NotExact as problem:
            form.add_error("factor", str(problem))
        except actions.Refused as refusal:
            form.add_error("factor", str(refusal))
        else:
            messages.success(request, f"One {name} holds {factor}. Held lines can be decided again.")
            return redirect("staff:product", product_id)
    return _show(request, product_id, form)
