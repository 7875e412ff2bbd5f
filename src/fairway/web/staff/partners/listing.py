"""The list of partners, whole for the vendor's channel people, names only for direct sales."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from django.http import HttpResponseBase
from django.urls import reverse
from django.views.decorators.http import require_GET

from fairway.kit.access import Kind, NotAllowed, saved_views
from fairway.partners import queries as partners
from fairway.partners.rules import STATUSES, TYPES
from fairway.web.shared import lists
from fairway.web.shared.lists import Column, Filter, Listing, View
from fairway.web.shared.request import Request, today_of
from fairway.web.staff.partner_page import status_badge, titled

STATUS_TITLES = tuple(STATUSES.items())


NAMES = Listing(
    name="partner-names",
    columns=(
        Column("name", "Partner", is_key=True, sort="name", note=lambda row: row.code),
        Column("city", "City", sort="city"),
        Column("country", "Country", sort=("country", "name")),
        Column("status", "Status", kind="status", sort=("status", "name"), value=lambda row: status_badge(row.status)),
    ),
    search=("plain_name", "name", "code"),
    search_hint="Name or code",
    default_sort="name",
    empty_title="No partners yet",
    empty_text="Channel operations add them.",
    empty_icon="building-office-2",
)

PARTNERS = Listing(
    name="partners",
    columns=(
        Column(
            "name", "Partner", is_key=True, sort="name", link=lambda row: reverse("staff:partner", args=[row.id]),
            note=lambda row: row.code,
        ),
        Column("code", "Code", shown=False),
        Column("type_titles", "Type"),
        Column("tier", "Tier", value=lambda row: titled(row.tier)),
        Column("country", "Country", sort=("country", "name"), note=lambda row: row.city),
        Column("city", "City", shown=False),
        Column("currency", "Currency", sort=("currency", "name")),
        Column("status", "Status", kind="status", sort=("status", "name"), value=lambda row: status_badge(row.status)),
        Column("parent_name", "Belongs to", shown=False),
        Column("added_at", "Added", kind="day", sort="added_at", value=lambda row: row.added_at.date(), shown=False),
    ),
    search=("plain_name", "name", "code"),
    search_hint="Name or code",
    default_sort="name",
    views=(
        View("All partners"),
        View("Active", "status=active"),
        View("Onboarding", "status=onboarding"),
        View("Distributors", "type=distributor"),
        View("Resellers", "type=value_added_reseller"),
    ),
    empty_title="No partners yet",
    empty_text="Load them from a file with a heading row, or add the first by hand.",
    empty_icon="building-office-2",
)  # fmt: skip


def _with_duplicates(request: Request, listing: Listing) -> Listing:
    """The list whose duplicates name the organisation that stands for them."""
    last = partners.survivors(request.actor)
    names = partners.names_of(request.actor, last.values())
    stands = {number: names[survivor][1] for number, survivor in last.items() if survivor in names}

    def note(row: Any) -> str:
        return f"{row.code}, duplicate of {stands[row.id]}" if row.id in stands else str(row.code)

    return replace(listing, columns=(replace(listing.columns[0], note=note), *listing.columns[1:]))


@require_GET
def index(request: Request) -> HttpResponseBase:
    """Show partners, narrowed, sorted, a page at a time."""
    actor = request.actor
    if not (actor.may("partners.view") or actor.may("partners.names")):
        raise NotAllowed("partners.view")
    on = today_of(request)
    values = partners.choices(actor)
    countries = Filter("country", "Country", choices=tuple((one, one) for one in values["country"]))
    statuses = Filter("status", "Status", choices=STATUS_TITLES)
    if actor.kind is Kind.DIRECT:
        listing = replace(NAMES, filters=(statuses, countries))
    else:
        listing = replace(
            PARTNERS,
            filters=(
                Filter("type", "Type", choices=tuple(TYPES.items()), narrow=_held(request, "type")),
                Filter(
                    "tier",
                    "Tier",
                    choices=tuple((one, titled(one)) for one in values["tier"]),
                    narrow=_held(request, "tier"),
                ),
                statuses,
                countries,
            ),
        )
    found = partners.visible_to(actor)
    if actor.kind is not Kind.DIRECT:
        # a duplicate is found by its own name, and says so; a whole list shows each organisation once
        if request.GET.get("q"):
            listing = _with_duplicates(request, listing)
        else:
            found = found.exclude(pk__in=partners.merged_ids(actor))
    return lists.answer(
        request,
        "staff/partners/index.html",
        listing,
        found,
        rows=lambda found: partners.rows_of(actor, found, on=on),
        saved=saved_views.of(actor, listing.name),
    )


def _held(request: Request, what: str) -> Any:
    """Narrow by something a partner holds from a day to a day: its type or its tier."""
    on = today_of(request)

    def narrow(rows: Any, value: str) -> Any:
        held = partners.listed(request.actor, on=on, **{what: value})
        return rows.filter(pk__in=held.values("pk"))

    return narrow
