"""Addresses of the vendor's workspace, each with the right it needs: every area brings its own list."""

from __future__ import annotations

from django.urls import URLPattern

from fairway.web.staff import (
    agreements,
    deals,
    finding,
    journal,
    leads,
    partners,
    people,
    periods,
    products,
    programmes,
    recruiting,
    runs,
    sales,
    statements,
    territories,
    tiers,
    today,
)

app_name = "staff"
urlpatterns: list[URLPattern] = [
    *today.urlpatterns,
    *finding.urlpatterns,
    *partners.urlpatterns,
    *agreements.urlpatterns,
    *recruiting.urlpatterns,
    *products.urlpatterns,
    *territories.urlpatterns,
    *sales.urlpatterns,
    *people.urlpatterns,
    *deals.urlpatterns,
    *leads.urlpatterns,
    *programmes.urlpatterns,
    *runs.urlpatterns,
    *periods.urlpatterns,
    *statements.urlpatterns,
    *tiers.urlpatterns,
    *journal.urlpatterns,
]
