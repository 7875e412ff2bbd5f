"""Addresses of the vendor's workspace, each with the right it needs."""

from __future__ import annotations

from django.urls import URLPattern

app_name = "staff"
urlpatterns: list[URLPattern] = []
