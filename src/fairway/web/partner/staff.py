"""The partner's own people: pages shared with the vendor's workspace."""

from __future__ import annotations

from django.http import HttpResponse, HttpResponseBase
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from fairway.web.partner.page import frame, partner_of
from fairway.web.shared import people
from fairway.web.shared.people import Place
from fairway.web.shared.request import Request

PAGES = {"people": "staff"}
"""Pages that have another name here."""


def _place(request: Request) -> Place:
    around = frame(request)
    return Place(
        partner_of(request), around["organisation"],
        lambda page, *numbers: reverse(f"partner:{PAGES.get(page, page)}", args=numbers),
        "partner/staff/index.html", "partner/base.html", "partner/staff/crumbs.html", "own.staff.manage", "staff",
        "reference/roles-and-permissions#at-a-partner", around,
    )  # fmt: skip


@require_GET
def index(request: Request) -> HttpResponseBase:
    """Show everybody who acts for the organisation, and open invitations to those who may give them."""
    return people.index(request, _place(request))


@require_http_methods(["GET", "POST"])
def invite(request: Request) -> HttpResponse:
    """Invite somebody; the link is shown once and mailed."""
    return people.invite(request, _place(request))


@require_http_methods(["GET", "POST"])
def person(request: Request, user_id: int) -> HttpResponse:
    """Show a colleague and change what they may do."""
    return people.person(request, _place(request), user_id)


@require_POST
def dismiss(request: Request, user_id: int) -> HttpResponse:
    """Take somebody off the staff: they can no longer act for the organisation."""
    return people.dismiss(request, _place(request), user_id)


@require_POST
def withdraw(request: Request, invitation_id: int) -> HttpResponse:
    """Take an invitation back."""
    return people.withdraw(request, _place(request), invitation_id)
