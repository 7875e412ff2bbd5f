"""Products and exchange rates: lists, one product, loading from files."""

from __future__ import annotations

from django.urls import URLPattern

from fairway.web.shared.permissions import STAFF, page
from fairway.web.staff.products import importing, listing, rates

VIEW, MANAGE = "catalogue.view", "catalogue.manage"
urlpatterns: list[URLPattern] = [
    page("products/", listing.index, name="products", right=VIEW, kinds=STAFF),
    page("products/import/", importing.PRODUCTS.upload, name="products_import", right=MANAGE, kinds=STAFF),
    page(
        "products/import/<str:token>/", importing.PRODUCTS.preview, name="products_preview", right=MANAGE, kinds=STAFF
    ),
    page("products/<int:product_id>/", listing.one, name="product", right=VIEW, kinds=STAFF),
    page("products/<int:product_id>/unit/", listing.unit, name="product_unit", right=MANAGE, kinds=STAFF),
    page("rates/", rates.index, name="rates", right=VIEW, kinds=STAFF),
    page("rates/import/", importing.RATES.upload, name="rates_import", right=MANAGE, kinds=STAFF),
    page("rates/import/<str:token>/", importing.RATES.preview, name="rates_preview", right=MANAGE, kinds=STAFF),
]
