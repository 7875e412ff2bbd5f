"""The partner's own people: who they are, what they may do, and who was asked to join."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from zoneinfo import ZoneInfo

from django import forms
from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from fairway.kit.access import people
from fairway.kit.access.people import Person
from fairway.web.partner.page import Request, frame, partner_of, show
from fairway.web.shared import invitations, lists
from fairway.web.shared.lists import Column, Listing

ROLES = {
    "principal": "Everything: sales files, earnings and statements, and these people.",
    "operations": "Sends sales files and puts held lines right. Does not see earnings.",
    "sales": "Sees the programmes, the products and Today, without amounts.",
}
"""What each role may do, in a sentence; the rights themselves are in ``config.roles``."""


def titled(role: str) -> str:
    """The role's name as people read it."""
    return str(settings.FAIRWAY_ROLE_TITLES.get(role, role))


def role_choices() -> list[tuple[str, str]]:
    """Roles a partner can give, each with what it may do."""
    return [(role, f"{titled(role)}: {ROLES[role]}") for role in ROLES]


class InviteForm(forms.Form):
    """Ask somebody to join."""

    email = forms.EmailField(label="E-mail address", max_length=254)
    name = forms.CharField(label="Name", max_length=200, required=False)
    role = forms.ChoiceField(label="Role", choices=role_choices, widget=forms.RadioSelect)


class RolesForm(forms.Form):
    """What a person may do, and why it changes."""

    roles = forms.MultipleChoiceField(
        label="Roles",
        choices=role_choices,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Choose at least one role, or take the person off the staff."},
    )
    reason = forms.CharField(
        label="Reason", max_length=2000, widget=forms.Textarea(attrs={"rows": 2}), strip=True,
        help_text="It stands in the journal beside your name.",
    )  # fmt: skip


@dataclass(frozen=True)
class StaffRow:
    """A colleague as the list shows them."""

    person: Person
    roles: str
    since: date
    link: str


PEOPLE = Listing(
    name="partner-staff",
    columns=(
        Column(
            "name",
            "Name",
            is_key=True,
            value=lambda row: row.person.name,
            link=lambda row: row.link,
            sort=lambda row: row.person.name.casefold(),
        ),
        Column("email", "E-mail", value=lambda row: row.person.email, sort=lambda row: row.person.email),
        Column("roles", "Roles", sort=True),
        Column("since", "Since", kind="day", value=lambda row: row.since, sort=True),
    ),
    search=("person.name", "person.email"),
    search_hint="Name or e-mail",
    default_sort="name",
    empty_title="Nobody yet",
    empty_icon="users",
)


@require_GET
def index(request: Request) -> HttpResponseBase:
    """Show everybody who acts for the organisation, and open invitations to those who may give them."""
    number = partner_of(request)
    manages = request.actor.may("own.staff.manage")
    zone = ZoneInfo(request.actor.time_zone)
    rows = [
        StaffRow(
            one,
            ", ".join(map(titled, one.roles)),
            one.since_at.astimezone(zone).date(),
            reverse("partner:person", args=[one.user_id]) if manages else "",
        )
        for one in people.people_in(request.actor, partner_id=number, now=request.now)
    ]
    waiting = people.open_invitations(request.actor, partner_id=number, now=request.now) if manages else ()
    context = {**frame(request), "invitations": [(one, titled(one.role)) for one in waiting], "manages": manages}
    return lists.answer(request, "partner/staff/index.html", PEOPLE, rows, context=context)


@require_http_methods(["GET", "POST"])
def invite(request: Request) -> HttpResponse:
    """Invite somebody; the link is shown once and mailed."""
    form = InviteForm(request.POST or None, initial={"role": "operations"})
    if not form.is_valid():
        return show(request, "partner/staff/invite.html", {"form": form}, status=422 if form.is_bound else 200)
    given = form.cleaned_data
    invitation, secret = people.invite(
        actor=request.actor, now=request.now, email=given["email"], name=given["name"], role=given["role"],
        partner_id=partner_of(request),
    )  # fmt: skip
    page, link = frame(request), invitations.link_of(secret)
    invitations.send(
        email=invitation.email, name=invitation.name, link=link, organisation=page["organisation"],
        invited_by=request.actor.name, until=invitation.expires_at,
    )  # fmt: skip
    context = {**page, "invitation": invitation, "role": titled(invitation.role), "link": link}
    response = render(request, "partner/staff/invited.html", context)
    response.headers["Cache-Control"] = "no-store"
    return response


def _colleague(request: Request, user_id: int) -> Person:
    number = partner_of(request)
    for one in people.people_in(request.actor, partner_id=number, now=request.now):
        if one.user_id == user_id:
            return one
    raise Http404


@require_http_methods(["GET", "POST"])
def person(request: Request, user_id: int) -> HttpResponse:
    """Show a colleague and change what they may do."""
    colleague = _colleague(request, user_id)
    form = RolesForm(request.POST or None, initial={"roles": colleague.roles})
    if form.is_valid():
        given = form.cleaned_data
        if _changed(request, form, colleague, given["roles"], given["reason"]):
            messages.success(request, f"{colleague.name}: {', '.join(titled(role) for role in given['roles'])}.")
            return redirect("partner:staff")
    context = {"colleague": colleague, "form": form, "is_self": user_id == request.actor.user_id}
    return show(request, "partner/staff/person.html", context, status=422 if form.is_bound else 200)


def _changed(request: Request, form: forms.Form | None, colleague: Person, roles: list[str], reason: str) -> bool:
    try:
        people.change_roles(
            actor=request.actor, now=request.now, user_id=colleague.user_id, partner_id=partner_of(request),
            roles=roles, reason=reason,
        )  # fmt: skip
    except people.Refused as refusal:
        if form is None:
            messages.error(request, str(refusal))
        else:
            form.add_error(None, str(refusal))
        return False
    return True


@require_POST
def dismiss(request: Request, user_id: int) -> HttpResponse:
    """Take somebody off the staff: they can no longer act for the organisation."""
    colleague = _colleague(request, user_id)
    reason = request.POST.get("reason", "").strip()[:2000]
    if not reason:
        messages.error(request, "Say why: the reason stands in the journal.")
        return redirect("partner:person", user_id)
    if not _changed(request, None, colleague, [], reason):
        return redirect("partner:person", user_id)
    messages.success(request, f"{colleague.name} no longer acts for you.")
    return redirect("partner:staff")


@require_POST
def withdraw(request: Request, invitation_id: int) -> HttpResponse:
    """Take an invitation back."""
    number = partner_of(request)
    known = {one.pk: one for one in people.open_invitations(request.actor, partner_id=number, now=request.now)}
    if invitation_id not in known:
        raise Http404
    people.withdraw_invitation(actor=request.actor, now=request.now, invitation_id=invitation_id)
    messages.success(request, f"The invitation of {known[invitation_id].email} no longer works.")
    return redirect("partner:staff")
