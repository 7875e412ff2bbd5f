"""Addresses of the partner's workspace, each with the right it needs."""

from __future__ import annotations

from django.urls import URLPattern

from fairway.web.partner import products, staff, today
from fairway.web.shared.permissions import PARTNER, page

app_name = "partner"
urlpatterns: list[URLPattern] = [
    page("", today.today, name="today", right="own.view", kinds=PARTNER),
    page("products/", products.index, name="products", right="own.view", kinds=PARTNER),
    page("staff/", staff.index, name="staff", right="own.view", kinds=PARTNER),
    page("staff/invite/", staff.invite, name="invite", right="own.staff.manage", kinds=PARTNER),
    page("staff/<int:user_id>/", staff.person, name="person", right="own.staff.manage", kinds=PARTNER),
    page("staff/<int:user_id>/dismiss/", staff.dismiss, name="dismiss", right="own.staff.manage", kinds=PARTNER),
    page(
        "staff/invitations/<int:invitation_id>/withdraw/",
        staff.withdraw,
        name="withdraw_invitation",
        right="own.staff.manage",
        kinds=PARTNER,
    ),
]
