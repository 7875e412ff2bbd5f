"""Territories as reusable sets of places, and customers that are granted by name."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from fairway.agreements.actions import territories as actions
from fairway.agreements.actions.refusals import Refused
from fairway.agreements.queries import grants as grant_queries
from fairway.agreements.queries import places as queries
from fairway.agreements.queries.places import UnknownTerritory
from fairway.agreements.rules.files import AccountFacts
from fairway.agreements.rules.places import UnknownPlace, parse_all
from fairway.kit.access import NotAllowed
from fairway.web.shared import lists
from fairway.web.shared.countries import countries
from fairway.web.shared.lists import Column, Listing
from fairway.web.shared.request import Request, today_of
from fairway.web.staff.territories.frame import frame
from fairway.web.staff.territories.listing import BADGES, kind_badge

SETS = Listing(
    name="territories",
    columns=(
        Column("name", "Territory", is_key=True, sort="name", note=lambda row: row.code,
               link=lambda row: reverse("staff:territory", args=[row.id])),
        Column("words", "Places"),
        Column("note", "Note"),
    ),
    search=("name", "code"),
    search_hint="Name or code",
    default_sort="name",
    empty_title="No territories yet",
    empty_text="A territory is a set of places under a name: “Midwest” is Iowa, Nebraska and their neighbours.",
    empty_icon="map",
)  # fmt: skip
ACCOUNTS = Listing(
    name="accounts",
    columns=(
        Column("name", "Account", is_key=True, sort="name"),
        Column("code", "Code", sort="code"),
        Column("country", "Country", sort=("country", "name")),
    ),
    search=("name", "code"),
    search_hint="Name or code",
    default_sort="name",
    empty_title="No named accounts yet",
    empty_text="A customer that is granted by name is served by its partner alone, wherever it is.",
    empty_icon="identification",
)
HELD = Listing(
    name="territory-grants",
    columns=(
        Column("partner_name", "Partner", is_key=True, link=lambda row: reverse("staff:grant", args=[row.id])),
        Column("place", "Place as granted"),
        Column("line_name", "Product line", note=lambda row: row.segment_name),
        Column("kind", "Kind", kind="status", value=kind_badge),
        Column("since_on", "From", kind="day"),
        Column("until_on", "Until", kind="day"),
        Column("state", "State", kind="status", value=lambda row: BADGES[row.state]),
    ),
    empty_title="Granted to nobody yet",
    empty_text="Choose this territory when you make a grant.",
    empty_icon="map",
)


class TerritoryForm(forms.Form):
    """A set of places under a name."""

    code = forms.CharField(label="Code", max_length=40, help_text="As files name it. It does not change.")
    name = forms.CharField(label="Name", max_length=200)
    areas = forms.CharField(
        label="Places", max_length=8000, widget=forms.Textarea(attrs={"rows": 3}),
        help_text="DE, US-IA, Bayern, US 503, ZIP 50000–52899; several with semicolons.",
    )  # fmt: skip
    excepted = forms.CharField(
        label="Except", max_length=8000, required=False, widget=forms.Textarea(attrs={"rows": 1})
    )
    note = forms.CharField(label="Note", max_length=2000, required=False, widget=forms.Textarea(attrs={"rows": 2}))
    reason = forms.CharField(label="Reason", max_length=2000, required=False)


class AccountForm(forms.Form):
    """A customer that is granted by name."""

    code = forms.CharField(label="Code", max_length=40)
    name = forms.CharField(label="Name", max_length=200)
    country = forms.ChoiceField(label="Country", required=False, choices=lambda: [("", "–"), *countries()])


@require_GET
def index(request: Request) -> HttpResponseBase:
    """Show the territories, and where postal codes lie."""
    return lists.answer(
        request,
        "staff/territories/sets.html",
        SETS,
        queries.visible_territories(request.actor),
        row=queries.territory_row,
        context=frame(postal=queries.postal_tables(request.actor)),
    )


@require_http_methods(["GET", "POST"])
def add(request: Request) -> HttpResponse:
    """Add a territory."""
    form = TerritoryForm(request.POST or None)
    number = _saved(request, form, None)
    if number is not None:
        messages.success(request, f"{form.cleaned_data['name']} was added.")
        return redirect("staff:territory", number)
    context = frame(form=form, territory=None)
    return render(request, "staff/territories/set.html", context, status=422 if form.is_bound else 200)


@require_http_methods(["GET", "POST"])
def territory(request: Request, territory_id: int) -> HttpResponseBase:
    """Show a territory with the grants made of it, and change it."""
    try:
        row = queries.territory(request.actor, territory_id)
    except UnknownTerritory:
        raise Http404 from None
    if request.method == "POST" and not request.actor.may("territories.manage"):
        raise NotAllowed("territories.manage")
    known = {"name": row.name, "areas": row.areas_text, "excepted": row.excepted_text, "note": row.note}
    form = TerritoryForm(request.POST or None, initial=known)
    del form.fields["code"]
    number = _saved(request, form, row.code)
    if number is not None:
        messages.success(request, f"{form.cleaned_data['name']} was changed. Standing grants keep their places.")
        return redirect("staff:territory", number)
    on = today_of(request)
    held = grant_queries.listed(request.actor).filter(territory_id=row.id).order_by("partner__name", "since_on", "id")
    context = frame(
        form=form if request.actor.may("territories.manage") else None,
        territory=row,
        held=lists.read(request, HELD, held, rows=lambda found: grant_queries.rows_of(request.actor, found, on=on)),
    )
    return render(request, "staff/territories/set.html", context, status=422 if form.is_bound else 200)


def _saved(request: Request, form: TerritoryForm, code: str | None) -> int | None:
    if not form.is_valid():
        return None
    given: dict[str, Any] = dict(form.cleaned_data)
    said = {}
    for name in ("areas", "excepted"):
        try:
            said[name] = parse_all(given.pop(name))
        except UnknownPlace as problem:
            form.add_error(name, str(problem))
    if form.errors:
        return None
    try:
        return actions.save_territory(
            actor=request.actor, now=request.now, **{**given, **said, "code": code or given["code"]}
        )
    except Refused as refusal:
        for fault in refusal.faults:
            form.add_error(fault.field if fault.field in form.fields else None, fault.sentence)
    return None


@require_GET
def accounts(request: Request) -> HttpResponseBase:
    """Show the named accounts."""
    return lists.answer(
        request,
        "staff/territories/accounts.html",
        ACCOUNTS,
        queries.visible_accounts(request.actor),
        row=queries.account_row,
        context=frame(form=AccountForm() if request.actor.may("territories.manage") else None),
    )


@require_POST
def add_account(request: Request) -> HttpResponse:
    """Add a named account, or change the one with this code."""
    form = AccountForm(request.POST)
    if form.is_valid():
        try:
            actions.load_accounts(actor=request.actor, now=request.now, rows=[AccountFacts(**form.cleaned_data)])
        except Refused as refusal:
            for fault in refusal.faults:
                form.add_error(fault.field if fault.field in form.fields else None, fault.sentence)
        else:
            messages.success(
                request, f"{form.cleaned_data['name']} can be granted as @{form.cleaned_data['code'].upper()}."
            )
            return redirect("staff:accounts")
    listing = lists.read(request, ACCOUNTS, queries.visible_accounts(request.actor), row=queries.account_row)
    return render(request, "staff/territories/accounts.html", frame(form=form, list=listing), status=422)
