"""Who acts for an organisation and what each may do; invite, change roles, dismiss.

The same pages serve the vendor's own people, a partner's people seen by the vendor, and a partner's own: a `Place` says
which, where the pages stand and in what frame.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render

from fairway.kit.access import people
from fairway.kit.access.people import Person
from fairway.partners import actions as partners
from fairway.web.shared import invitations, lists
from fairway.web.shared.lists import Column, Filter, Listing
from fairway.web.shared.request import Request

MANAGE = "staff.manage"
"""The right to administer people as the vendor; a partner has one of its own."""
STAFF_ROLES: Mapping[str, str] = {
    "channel_manager": "Keeps partners and programmes, sends sales files.",
    "operations": "Keeps partners, products, sales data and programmes right, starts runs, administers people.",
    "finance": "Publishes programmes, closes periods, approves and issues statements.",
    "auditor": "Reads everything and changes nothing.",
    "counsel": "Reads everything, notes findings of competition law, writes templates of agreements.",
    "direct_sales": "Sees the names of partners, and no more.",
}
PARTNER_ROLES: Mapping[str, str] = {
    "principal": "Everything of the partner's: sales files, earnings and statements, its people.",
    "operations": "Sends sales files and puts held lines right. Does not see earnings.",
    "sales": "Sees the programmes, the products and Today, without amounts.",
}
"""What each role may do, in a sentence; the rights themselves are in ``config.roles``."""


@dataclass(frozen=True)
class Place:
    """The organisation whose people are shown, and where: `frame` is what the templates around the pages ask for.

    `address` gives the address of one of these pages by its name and numbers; `called` names the list to go back to.
    """

    partner_id: int | None
    name: str
    address: Callable[..., str]
    index: str
    base: str
    crumbs: str
    manage: str
    called: str = "people"
    help: str = "reference/roles-and-permissions"
    frame: Mapping[str, Any] = field(default_factory=dict)

    @property
    def roles(self) -> Mapping[str, str]:
        return STAFF_ROLES if self.partner_id is None else PARTNER_ROLES

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
        name="people" if place.partner_id is None else "partner-people" if place.manage == MANAGE else "partner-staff",
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


def index(request: Request, place: Place) -> HttpResponseBase:
    """Show everybody with a role here, and open invitations to those who give them."""
    manages = request.actor.may(place.manage)
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
        for one in people.people_in(request.actor, partner_id=place.partner_id, now=request.now)
    ]
    waiting = people.open_invitations(request.actor, partner_id=place.partner_id, now=request.now) if manages else ()
    context = {
        **place.frame,
        "place": place,
        "manages": manages,
        "invitations": [
            (one, titled(one.role), place.address("withdraw_invitation", one.pk)) for one in waiting
        ],
    }  # fmt: skip
    return lists.answer(request, place.index, _listing(place), rows, context=context)


def invite(request: Request, place: Place) -> HttpResponse:
    """Invite somebody; the link is shown once and mailed."""
    context: dict[str, Any] = {**place.frame, "place": place}
    form = InviteForm(request.POST or None, choices=place.choices)
    if not form.is_valid():
        return render(
            request, "shared/people/invite.html", {**context, "form": form}, status=422 if form.is_bound else 200
        )
    invitation, secret = people.invite(
        actor=request.actor, now=request.now, partner_id=place.partner_id, **form.cleaned_data
    )  # fmt: skip
    link = invitations.link_of(secret)
    invitations.send(
        email=invitation.email, name=invitation.name, link=link, organisation=place.name,
        invited_by=request.actor.name, until=invitation.expires_at,
    )  # fmt: skip
    context |= {"invitation": invitation, "role": titled(invitation.role), "link": link}
    response = render(request, "shared/people/invited.html", context)
    response.headers["Cache-Control"] = "no-store"
    return response


def _person(request: Request, place: Place, user_id: int) -> Person:
    for one in people.people_in(request.actor, partner_id=place.partner_id, now=request.now):
        if one.user_id == user_id:
            return one
    raise Http404


def person(request: Request, place: Place, user_id: int) -> HttpResponse:
    """Show a person and change what they may do."""
    who = _person(request, place, user_id)
    form = RolesForm(request.POST or None, initial={"roles": who.roles}, choices=place.choices)
    if form.is_valid():
        fault = _change(request, place, who, **form.cleaned_data)
        if not fault:
            messages.success(request, f"{who.name}: {', '.join(map(titled, form.cleaned_data['roles']))}.")
            return redirect(place.people)
        form.add_error(None, fault)
    context = {
        **place.frame,
        "place": place,
        "who": who,
        "form": form,
        "is_self": user_id == request.actor.user_id,
        "dismiss": place.address("dismiss", user_id),
        "colleagues": _colleagues(request, place, user_id),
    }
    return render(request, "shared/people/person.html", context, status=422 if form.is_bound else 200)


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


def dismiss(request: Request, place: Place, user_id: int) -> HttpResponse:
    """Take somebody off the staff."""
    who = _person(request, place, user_id)
    reason = request.POST.get("reason", "").strip()[:2000]
    heir = request.POST.get("heir", "")
    others = {one.user_id for one in _colleagues(request, place, user_id)}
    to_id = int(heir) if heir.isascii() and heir.isdigit() and int(heir) in others else None
    fault = _change(request, place, who, roles=[], reason=reason) if reason else "Say why: it stands in the journal."
    if fault:
        messages.error(request, fault)
        return redirect(place.address("person", user_id))
    moved = partners.hand_over(
        actor=request.actor, now=request.now, partner_id=place.partner_id, from_id=user_id, to_id=to_id
    )
    over = f" {moved} open things were handed over." if moved else ""
    messages.success(request, f"{who.name} no longer acts for {place.name}.{over}")
    return redirect(place.people)


def _colleagues(request: Request, place: Place, user_id: int) -> list[Person]:
    everybody = people.people_in(request.actor, partner_id=place.partner_id, now=request.now)
    return [one for one in everybody if one.user_id != user_id]


def withdraw(request: Request, place: Place, invitation_id: int) -> HttpResponse:
    """Take an invitation back."""
    known = {
        one.pk: one for one in people.open_invitations(request.actor, partner_id=place.partner_id, now=request.now)
    }
    if invitation_id not in known:
        raise Http404
    people.withdraw_invitation(actor=request.actor, now=request.now, invitation_id=invitation_id)
    messages.success(request, f"The invitation of {known[invitation_id].email} no longer works.")
    return redirect(place.people)
