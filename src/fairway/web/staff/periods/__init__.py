"""Periods: open or closed; closed by one person with a reason, reopened by two."""

from __future__ import annotations

from django.urls import URLPattern

from fairway.web.shared.permissions import STAFF, page
from fairway.web.staff.periods import views

VIEW, CLOSE = "runs.view", "periods.close"
ONE = "periods/<int:programme_id>/<str:label>/"

urlpatterns: list[URLPattern] = [
    page("periods/", views.index, name="periods", right=VIEW, kinds=STAFF),
    page("periods/<int:programme_id>/", views.index, name="programme_periods", right=VIEW, kinds=STAFF),
    page(ONE, views.one, name="period", right=VIEW, kinds=STAFF),
    page(f"{ONE}close/", views.close, name="period_close", right=CLOSE, kinds=STAFF),
    page(
        "periods/<int:programme_id>/<str:label>/reopen/", views.reopen, name="period_reopen", right=CLOSE, kinds=STAFF
    ),
    page(
        f"{ONE}confirm/<int:reopening_id>/",
        views.confirm,
        name="period_confirm",
        right=CLOSE,
        kinds=STAFF,
    ),
]
