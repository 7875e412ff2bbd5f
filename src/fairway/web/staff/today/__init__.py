"""The first page of the vendor's day."""

from __future__ import annotations

from django.urls import URLPattern

from fairway.web.shared.permissions import STAFF_AND_DIRECT, page
from fairway.web.staff.today import views

urlpatterns: list[URLPattern] = [
    page("", views.today, name="today", right=None, kinds=STAFF_AND_DIRECT),
]
