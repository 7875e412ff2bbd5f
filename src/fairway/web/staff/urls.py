"""Addresses of the vendor's workspace, each with the right it needs: every area brings its own list."""

from __future__ import annotations

from django.urls import URLPattern

from fairway.web.staff import journal, partners, people, products, programmes, sales, today

app_name = "staff"
urlpatterns: list[URLPattern] = [
    *today.urlpatterns,
    *partners.urlpatterns,
    *products.urlpatterns,
    *sales.urlpatterns,
    *people.urlpatterns,
    *programmes.urlpatterns,
    *journal.urlpatterns,
]
