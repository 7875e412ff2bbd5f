"""Who works here and what each may do; invite, change roles, dismiss.

The same pages serve the vendor's own staff and, with a partner's number, that partner's.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
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
from fairway.web.shared import invitations, lists
from fairway.web.shared.lists import Column, Filter, Listing
from fairway.web.staff.partner_page import found, frame
from fairway.web.staff.request import Request

STAFF_ROLES: Mapping[str, str] = {
    "channel_manager": "Keeps partners and programmes, sends sales files.",
    "operations": "Keeps partners, products, sales data and programmes right, starts runs, administers people.",
    "finance": "Publishes programmes, closes periods, approves and issues statements.",
    "auditor": "Reads everything and changes nothing.",
    "direct_sales": "Sees the names of partners, and no more.",
}
PARTNER_ROLES: Mapping[str, str] = {
    "principal": "Everything of the partner's: sales files, earnings, its people.",
    "operations": "Sends sales files and puts held lines right. Does not see earnings.",
    "sales": "Sees programmes and products, without amounts.",
}
"""What each role may do, in a sentence; the rights themselves are in ``config.roles``."""


@dataclass(frozen=True)
class Place:
    """The organisation whose people are shown: the vendor's own, or a partner."""

    partner_id: int | None
    name: str

    @property
    def roles(self) -> Mapping[str, str]:
        return STAFF_ROLES if self.partner_id is None else PARTNER_ROLES

    def address(self, page: str, *numbers: int) -> str:
        """The address of one of these pages for this organisation."""
        if self.partner_id is None:
            return reverse(f"staff:{page}", args=numbers)
        return reverse(f"staff:partner_{page}", args=[self.partner_id, *numbers])

    @property
    def people(self) -> str:
        return self.address("people")

    @property
    def invite(self) -> str:
        return self.address("invite")

    @property
    def choices(self) -> list[tuple[str, str]]:
        return [(role, f"{titled(role)}: {words}") for role, words in self.roles.items()]


def titled(role: str) -> str:
    """The role's name as people read it."""
    return str(settings.FAIRWAY_ROLE_TITLES.get(role, role))


class InviteForm(forms.Form):
    """Ask somebody to join."""

    email = forms.EmailField(label="E-mail address", max_length=254)
    name = forms.CharField(label="Name", max_length=200, required=False)
    role = forms.ChoiceField(label="Role", widget=forms.RadioSelect)

    def __init__(self, *args: Any, choices: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["role"].choices = choices  # type: ignore[attr-defined]


class RolesForm(forms.Form):
    """What a person may do, and why it changes."""

    roles = forms.MultipleChoiceField(
        label="Roles",
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Choose at least one role, or take the person off the staff."},
    )
    reason = forms.CharField(
        label="Reason", max_length=2000, widget=forms.Textarea(attrs={"rows": 2}),
        help_text="It stands in the journal beside your name.",
    )  # fmt: skip

    def __init__(self, *args: Any, choices: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["roles"].choices = choices  # type: ignore[attr-defined]


@dataclass(frozen=True)
class Row:
    """A person as the list shows them."""

    name: str
    email: str
    roles: str
    role_names: tuple[str, ...]
    since: date
    link: str


def _listing(place: Place) -> Listing:
    def holds(rows: Any, role: str) -> Any:
        return [row for row in rows if role in row.role_names]

    return Listing(
        name="people" if place.partner_id is None else "partner-people",
        columns=(
            Column("name", "Name", is_key=True, link=lambda row: row.link, sort=lambda row: row.name.casefold()),
            Column("email", "E-mail", sort=True),
            Column("roles", "Roles", sort=True),
            Column("since", "Since", kind="day", sort=True),
        ),
        filters=(
            Filter("role", "Role", choices=tuple((role, titled(role)) for role in place.roles), narrow=holds),
        ),
        search=("name", "email"),
        search_hint="Name or e-mail",
        default_sort="name",
        empty_title="Nobody yet",
        empty_text="Invite the first person: they get a link by e-mail.",
        empty_icon="users",
    )  # fmt: skip


def _place(request: Request, partner_id: int | None) -> tuple[Place, dict[str, Any]]:
    """The organisation, and what its pages share: the tabs of a partner, or nothing."""
    if partner_id is None:
        place = Place(None, str(settings.FAIRWAY.vendor_name))
        return place, {"place": place}
    row = found(request, partner_id).row
    place = Place(row.id, row.name)
    return place, {**frame(request, row), "place": place}


@require_GET
def index(request: Request, partner_id: int | None = None) -> HttpResponseBase:
    """Show everybody with a role here, and open invitations to those who give them."""
    place, context = _place(request, partner_id)
    manages = request.actor.may("staff.manage")
    zone = ZoneInfo(request.actor.time_zone)
    rows = [
        Row(
            one.name,
            one.email,
            ", ".join(map(titled, one.roles)),
            one.roles,
            one.since_at.astimezone(zone).date(),
            place.address("person", one.user_id) if manages else "",
        )
        for one in people.people_in(request.actor, partner_id=partner_id, now=request.now)
    ]
    waiting = people.open_invitations(request.actor, partner_id=partner_id, now=request.now) if manages else ()
    context |= {
        "manages": manages,
        "invitations": [
            (one, titled(one.role), place.address("withdraw_invitation", one.pk)) for one in waiting
        ],
    }  # fmt: skip
    template = "staff/people/index.html" if partner_id is None else "staff/partners/people.html"
    return lists.answer(request, template, _listing(place), rows, context=context)


@require_http_methods(["GET", "POST"])
def invite(request: Request, partner_id: int | None = None) -> HttpResponse:
    """Invite somebody; the link is shown once and mailed."""
    place, context = _place(request, partner_id)
    form = InviteForm(request.POST or None, choices=place.choices)
    if not form.is_valid():
        context |= {"form": form}
        return render(request, "staff/people/invite.html", context, status=422 if form.is_bound else 200)
    invitation, secret = people.invite(
        actor=request.actor, now=request.now, partner_id=partner_id, **form.cleaned_data
    )  # fmt: skip
    link = invitations.link_of(secret)
    invitations.send(
        email=invitation.email, name=invitation.name, link=link, organisation=place.name,
        invited_by=request.actor.name, until=invitation.expires_at,
    )  # fmt: skip
    context |= {"invitation": invitation, "role": titled(invitation.role), "link": link}
    response = render(request, "staff/people/invited.html", context)
    response.headers["Cache-Control"] = "no-store"
    return response


def _person(request: Request, partner_id: int | None, user_id: int) -> Person:
    for one in people.people_in(request.actor, partner_id=partner_id, now=request.now):
        if one.user_id == user_id:
            return one
    raise Http404


@require_http_methods(["GET", "POST"])
def person(request: Request, user_id: int, partner_id: int | None = None) -> HttpResponse:
    """Show a person and change what they may do."""
    place, context = _place(request, partner_id)
    who = _person(request, partner_id, user_id)
    form = RolesForm(request.POST or None, initial={"roles": who.roles}, choices=place.choices)
    if form.is_valid():
        fault = _change(request, place, who, **form.cleaned_data)
        if not fault:
            messages.success(request, f"{who.name}: {', '.join(map(titled, form.cleaned_data['roles']))}.")
            return redirect(place.people)
        form.add_error(None, fault)
    context |= {
        "who": who,
        "form": form,
        "is_self": user_id == request.actor.user_id,
        "dismiss": place.address("dismiss", user_id),
    }
    return render(request, "staff/people/person.html", context, status=422 if form.is_bound else 200)


def _change(request: Request, place: Place, who: Person, *, roles: list[str], reason: str) -> str:
    """Change roles; answers why not, or nothing."""
    try:
        people.change_roles(
            actor=request.actor, now=request.now, user_id=who.user_id, partner_id=place.partner_id, roles=roles,
            reason=reason,
        )  # fmt: skip
    except people.Refused as refusal:
        return str(refusal)
    return ""


@require_POST
def dismiss(request: Request, user_id: int, partner_id: int | None = None) -> HttpResponse:
    """Take somebody off the staff."""
    place, _ = _place(request, partner_id)
    who = _person(request, partner_id, user_id)
    reason = request.POST.get("reason", "").strip()[:2000]
    fault = _change(request, place, who, roles=[], reason=reason) if reason else "Say why: it stands in the journal."
    if fault:
        messages.error(request, fault)
        return redirect(place.address("person", user_id))
    messages.success(request, f"{who.name} no longer acts for {place.name}.")
    return redirect(place.people)


@require_POST
def withdraw(request: Request, invitation_id: int, partner_id: int | None = None) -> HttpResponse:
    """Take an invitation back."""
    place, _ = _place(request, partner_id)
    known = {one.pk: one for one in people.open_invitations(request.actor, partner_id=partner_id, now=request.now)}
    if invitation_id not in known:
        raise Http404
    people.withdraw_invitation(actor=request.actor, now=request.now, invitation_id=invitation_id)
    messages.success(request, f"The invitation of {known[invitation_id].email} no longer works.")
    return redirect(place.people)
