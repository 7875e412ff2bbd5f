"""Find by one box: a name, or a number somebody reads out on the telephone."""

from __future__ import annotations

from django.urls import URLPattern

from fairway.web.shared.permissions import STAFF, page
from fairway.web.staff.finding import views

urlpatterns: list[URLPattern] = [
    page("find/", views.find, name="find", right="partners.view", kinds=STAFF),
]
