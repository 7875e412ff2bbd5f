"""The vendor's own people and, with a partner's number, that partner's: pages shared with the partner's workspace."""

from __future__ import annotations

from django import forms
from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from fairway.kit.access import forgetting
from fairway.kit.access import people as access
from fairway.web.shared import people
from fairway.web.shared.people import Place
from fairway.web.shared.request import Request
from fairway.web.staff.partner_page import found, frame


def _place(request: Request, partner_id: int | None) -> Place:
    """The organisation, and what its pages share: the tabs of a partner, or nothing."""
    base, crumbs = "staff/base.html", "staff/people/crumbs.html"
    if partner_id is None:
        return Place(
            None, str(settings.FAIRWAY.vendor_name), lambda page, *numbers: reverse(f"staff:{page}", args=numbers),
            "staff/people/index.html", base, crumbs, people.MANAGE,
        )  # fmt: skip
    row = found(request, partner_id).row
    return Place(
        row.id, row.name, lambda page, *numbers: reverse(f"staff:partner_{page}", args=[row.id, *numbers]),
        "staff/partners/people.html", base, crumbs, people.MANAGE, frame=frame(request, row),
    )  # fmt: skip


@require_GET
def index(request: Request, partner_id: int | None = None) -> HttpResponseBase:
    """Show everybody with a role here, and open invitations to those who give them."""
    return people.index(request, _place(request, partner_id))


class EraseForm(forms.Form):
    """Whom to forget, and why."""

    email = forms.EmailField(label="E-mail address", max_length=254)
    reason = forms.CharField(
        label="Reason", max_length=2000, widget=forms.Textarea(attrs={"rows": 2}),
        help_text="It stands in the journal: leave the person's name out of it.",
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
def erase(request: Request) -> HttpResponse:
    """Blank a person who acts for nobody any more; what they did stays under their number."""
    form = EraseForm(request.POST or None)
    if form.is_valid():
        number = forgetting.number_of(request.actor, form.cleaned_data["email"])
        try:
            if number is None:
                raise access.Refused("Nobody has this address.")
            forgetting.erase(actor=request.actor, now=request.now, user_id=number, reason=form.cleaned_data["reason"])
        except access.Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, f"Person {number} is blanked.")
            return redirect("staff:people")
    return render(request, "staff/people/erase.html", {"form": form}, status=422 if form.is_bound else 200)


@require_http_methods(["GET", "POST"])
def invite(request: Request, partner_id: int | None = None) -> HttpResponse:
    """Invite somebody; the link is shown once and mailed."""
    return people.invite(request, _place(request, partner_id))


@require_http_methods(["GET", "POST"])
def person(request: Request, user_id: int, partner_id: int | None = None) -> HttpResponse:
    """Show a person and change what they may do."""
    return people.person(request, _place(request, partner_id), user_id)


@require_POST
def dismiss(request: Request, user_id: int, partner_id: int | None = None) -> HttpResponse:
    """Take somebody off the staff."""
    return people.dismiss(request, _place(request, partner_id), user_id)


@require_POST
def withdraw(request: Request, invitation_id: int, partner_id: int | None = None) -> HttpResponse:
    """Take an invitation back."""
    return people.withdraw(request, _place(request, partner_id), invitation_id)
