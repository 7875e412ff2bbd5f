"""People: the vendor's own staff, and those of a partner, as the vendor administers them."""

from __future__ import annotations

from django.urls import URLPattern

from fairway.web.shared.permissions import STAFF, page
from fairway.web.staff.people import views

MANAGE = "staff.manage"
urlpatterns: list[URLPattern] = [
    page("people/", views.index, name="people", right=None, kinds=STAFF),
    page("people/erase/", views.erase, name="erase_person", right=MANAGE, kinds=STAFF),
    page("people/invite/", views.invite, name="invite", right=MANAGE, kinds=STAFF),
    page("people/<int:user_id>/", views.person, name="person", right=MANAGE, kinds=STAFF),
    page("people/<int:user_id>/dismiss/", views.dismiss, name="dismiss", right=MANAGE, kinds=STAFF),
    page(
        "people/invitations/<int:invitation_id>/withdraw/", views.withdraw, name="withdraw_invitation", right=MANAGE,
        kinds=STAFF,
    ),
]  # fmt: skip
