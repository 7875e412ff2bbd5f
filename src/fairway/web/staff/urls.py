"""Addresses of the vendor's workspace, each with the right it needs: every area brings its own list."""

from __future__ import annotations

from django.urls import URLPattern

from fairway.web.staff import journal, programmes, today

app_name = "staff"
urlpatterns: list[URLPattern] = [
    *today.urlpatterns,
    *programmes.urlpatterns,
    *journal.urlpatterns,
]
