"""The pipeline: companies that may become partners, by state on a board, and as a list."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import partial
from operator import attrgetter
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from fairway.kit.access import Actor, people, saved_views
from fairway.partners import actions, queries
from fairway.partners.queries import Card, Exported
from fairway.partners.queries.recruiting import ON_BOARD
from fairway.partners.rules import TYPES
from fairway.partners.rules.applying import BOARD, STATES, CompanyFacts
from fairway.web.shared import lists
from fairway.web.shared.components import Badge
from fairway.web.shared.countries import countries
from fairway.web.shared.lists import Column, Filter, Listing, View
from fairway.web.shared.request import Request

SHOWN = 25
"""Cards of one column; the list has the rest."""
EMPTY = {
    "prospect": "Nobody is noted. Add a company, or wait for a referral.",
    "applied": "Nobody waits to be read.",
    "in_review": "Nothing is in review.",
    "returned": "Nobody has to answer again.",
    "approved": "Nobody was approved yet.",
    "refused": "Nobody was refused.",
}


@dataclass(frozen=True)
class Lane:
    """A column of the board."""

    state: str
    title: str
    count: int
    cards: tuple[Card, ...]
    nothing: str

    @property
    def more(self) -> int:
        return self.count - len(self.cards)


class ProspectForm(forms.Form):
    """A company that might become a partner."""

    name = forms.CharField(label="Company", max_length=200)
    type = forms.ChoiceField(label="As", choices=[("", "Not known yet"), *TYPES.items()], required=False)
    country = forms.ChoiceField(label="Country", choices=lambda: [("", "–"), *countries()], required=False)
    city = forms.CharField(label="City", max_length=120, required=False)
    website = forms.CharField(label="Website", max_length=200, required=False)
    tax_number = forms.CharField(label="Tax number", max_length=60, required=False)
    contact = forms.CharField(label="Contact", max_length=200, required=False)
    email = forms.EmailField(label="E-mail", max_length=254, required=False)
    phone = forms.CharField(label="Phone", max_length=60, required=False)
    note = forms.CharField(
        label="Note", max_length=4000, required=False, widget=forms.Textarea(attrs={"rows": 3}),
        help_text="For your colleagues only.",
    )  # fmt: skip

    def facts(self) -> CompanyFacts:
        given = {name: value for name, value in self.cleaned_data.items() if name != "note"}
        return CompanyFacts(**given)


def badge(state: str) -> Badge:
    """An application's state, in a word and with the tone of who has to do something."""
    tone: Any = {"applied": "info", "in_review": "warn", "returned": "calm", "approved": "good", "refused": "bad"}
    return Badge(STATES[state], tone.get(state, "calm"))


def _narrowed(request: Request, rows: Any) -> Any:
    for key in ("type", "country"):
        if value := request.GET.get(key, ""):
            rows = rows.filter(**{key: value})
    owner = request.GET.get("owner", "")
    if owner.isascii() and owner.isdigit() and len(owner) < 10:
        rows = rows.filter(owner_id=int(owner))
    for word in request.GET.get("q", "").split()[:8]:
        rows = rows.filter(name__icontains=word)
    return rows


@require_GET
def board(request: Request) -> HttpResponse:
    """Show the pipeline by state; a card is moved by its buttons, so no mouse is needed."""
    actor = request.actor
    rows = _narrowed(request, queries.visible_applications(actor))
    by_lane = {state: list(rows.filter(state=state).order_by("-moved_at", "-pk")[:SHOWN]) for state in BOARD}
    counts = {state: rows.filter(state=state).count() if len(found) == SHOWN else len(found)
              for state, found in by_lane.items()}  # fmt: skip
    cards = {card.id: card for card in queries.cards_of(actor, [row for found in by_lane.values() for row in found])}
    owners = people.names_of({card.owner_id for card in cards.values() if card.owner_id is not None})
    context = {
        "lanes": [
            Lane(state, "Approved" if state == "approved" else STATES[state], counts[state],
                 tuple(cards[row.pk] for row in by_lane[state]), EMPTY[state])
            for state in BOARD
        ],
        "owners": owners,
        "types": TYPES.items(),
        "people": sorted(people.names_of(queries.application_owners(actor)).items(), key=lambda row: row[1]),
        "chosen": {key: request.GET.get(key, "") for key in ("q", "type", "owner")},
        "manages": actor.may("partners.manage"),
    }  # fmt: skip
    return render(request, "staff/recruiting/board.html", context)


APPLICATIONS = Listing(
    name="applications",
    columns=(
        Column("name", "Company", is_key=True, sort="name",
               link=lambda row: reverse("staff:application", args=[row.card.id]), value=lambda row: row.card.name,
               note=lambda row: row.card.type_title),
        Column("state", "State", kind="status", sort=("state", "name"), value=lambda row: badge(row.card.state)),
        Column("country", "Country", sort=("country", "name"), value=lambda row: row.card.country,
               note=lambda row: row.card.city),
        Column("score", "Points", kind="number", sort="score", value=lambda row: row.card.score),
        Column("most", "Most points", kind="number", value=lambda row: row.card.most, shown=False),
        Column("duplicates", "Alike", kind="number", value=lambda row: row.card.duplicates or None),
        Column("owner", "Owner", value=lambda row: row.owner),
        Column("referrer", "Referred by", value=lambda row: row.card.referrer),
        Column("applied", "Applied", kind="day", sort="applied_at", value=lambda row: row.card.applied_at),
        Column("since", "In this state since", kind="day", sort="moved_at", value=lambda row: row.card.since),
        # what a file needs that can be loaded again
        Column("number", "Number", shown=False, value=lambda row: str(row.card.id)),
        Column("as", "As", shown=False, value=lambda row: row.card.type),
        *(
            Column(name, title, shown=False, value=attrgetter(f"more.facts.{name}"))
            for name, title in (
                ("region", "Region"), ("city", "City"), ("postal_code", "Postal code"), ("address", "Address"),
                ("website", "Website"), ("tax_number", "Tax number"), ("contact", "Contact"), ("email", "E-mail"),
                ("phone", "Phone"),
            )
        ),
        Column("owner_email", "Owner e-mail", shown=False, value=lambda row: row.more.owner_email),
        Column("referrer_code", "Referrer code", shown=False, value=lambda row: row.more.referrer_code),
        Column("note", "Note", shown=False, value=lambda row: row.more.note),
        Column("message", "Message", shown=False, value=lambda row: row.more.message),
    ),
    search=("name", "plain_name"),
    search_hint="Company",
    default_sort="-since",
    views=(
        View("All"),
        View("Prospects", "state=prospect"),
        View("To take up", "state=applied"),
        View("In review", "state=in_review"),
        View("Withdrawn", "state=withdrawn"),
    ),
    empty_title="No applications yet",
    empty_text="Publish a form, add a prospect, or let partners refer companies.",
    empty_icon="inbox-arrow-down",
)  # fmt: skip


@dataclass(frozen=True)
class ListRow:
    """A card with its owner's name."""

    card: Card
    owner: str
    more: Exported


def list_rows(actor: Actor, found: list[Any]) -> list[ListRow]:
    """A page of applications as the list shows them."""
    cards = queries.cards_of(actor, found)
    owners = people.names_of({card.owner_id for card in cards if card.owner_id is not None})
    more = queries.exported(actor, found)
    return [ListRow(card, owners.get(card.owner_id or 0, ""), more[card.id]) for card in cards]


def _said(ask: str, row: ListRow) -> str:
    """The answer to one question, as a file has it."""
    return row.more.answers.get(ask, "")


@require_GET
def index(request: Request) -> HttpResponseBase:
    """Show applications as a list that can be narrowed, sorted and exported."""
    actor = request.actor
    owners = people.names_of(queries.application_owners(actor))
    answers = tuple(
        Column(f"answer-{number}", ask, shown=False, value=partial(_said, ask))
        for number, ask in enumerate(queries.asked(actor), 1)
    )
    listing = replace(
        APPLICATIONS,
        columns=(*APPLICATIONS.columns, *answers),
        filters=(
            Filter("state", "State", choices=tuple((state, STATES[state]) for state in ON_BOARD)),
            Filter("type", "Type", choices=tuple(TYPES.items())),
            Filter("owner", "Owner", lookup="owner_id",
                   choices=tuple((str(number), name) for number, name in owners.items())),
        ),
    )  # fmt: skip
    context = {"manages": actor.may("partners.manage")}
    return lists.answer(
        request, "staff/recruiting/index.html", listing, queries.visible_applications(actor),
        rows=lambda found: list_rows(actor, found), saved=saved_views.of(actor, listing.name), context=context,
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
def add(request: Request) -> HttpResponse:
    """Note a company."""
    form = ProspectForm(request.POST or None)
    if form.is_valid():
        try:
            made = actions.note_prospect(
                actor=request.actor, now=request.now, facts=form.facts(), note=form.cleaned_data["note"]
            )
        except actions.Refused as refusal:
            for fault in refusal.faults:
                form.add_error(fault.field if fault.field in form.fields else None, fault.sentence)
        else:
            messages.success(request, f"{form.cleaned_data['name']} is on the board.")
            return redirect("staff:application", made)
    context = {"form": form, "view": None}
    return render(request, "staff/recruiting/prospect.html", context, status=422 if form.is_bound else 200)
