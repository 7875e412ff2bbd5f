"""Look through every list the reader may open, and go straight to what only one of them holds by that number."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET

from fairway.agreements.queries import agreements
from fairway.catalogue import queries as catalogue
from fairway.deals import queries as deals
from fairway.incentives import queries as incentives
from fairway.leads import queries as leads
from fairway.partners import queries as partners
from fairway.web.shared import lists
from fairway.web.shared.lists import Brief, Listing, Reading
from fairway.web.shared.request import Request, today_of
from fairway.web.staff.agreements.reading import AGREEMENTS
from fairway.web.staff.deals import disputes, queue
from fairway.web.staff.leads import listing as lead_list
from fairway.web.staff.partners.listing import PARTNERS
from fairway.web.staff.products.listing import PRODUCTS
from fairway.web.staff.programmes.reading import PROGRAMMES
from fairway.web.staff.recruiting.pipeline import APPLICATIONS, list_rows
from fairway.web.staff.statements.reading import STATEMENTS

SHOWN = 5
"""Rows of each list on the page; the rest stands behind a link to the list itself."""
COLUMNS = 4


@dataclass(frozen=True)
class Place:
    """A list to look in: the right that opens it, its page, and its rows as that page reads them."""

    title: str
    right: str
    page: str
    listing: Callable[[Request], Listing]
    rows: Callable[[Request], lists.Rows]
    freeze: Callable[[Request, list[Any]], Any] | None = None


PLACES = (
    Place(
        "Partners", "partners.view", "staff:partners", lambda _: PARTNERS,
        lambda request: partners.visible_to(request.actor),
        lambda request, found: partners.rows_of(request.actor, found, on=today_of(request)),
    ),
    Place(
        "Deals", "deals.view", "staff:deals", lambda request: queue.listing(request.now),
        lambda request: deals.queue(request.actor), lambda request, found: deals.rows_of(request.actor, found),
    ),
    Place(
        "Disputes", "deals.view", "staff:disputes", lambda request: disputes.listing(request.now),
        lambda request: deals.visible_disputes(request.actor),
        lambda request, found: deals.case_rows(request.actor, found),
    ),
    Place(
        "Leads", "leads.view", "staff:leads", lambda request: lead_list.listing(request.now),
        lambda request: leads.visible_to(request.actor), lambda request, found: leads.rows_of(request.actor, found),
    ),
    Place(
        "Agreements", "agreements.view", "staff:agreements", lambda _: AGREEMENTS,
        lambda request: agreements.rows(request.actor, on=today_of(request)),
    ),
    Place(
        "Applications", "partners.view", "staff:applications", lambda _: APPLICATIONS,
        lambda request: partners.visible_applications(request.actor),
        lambda request, found: list_rows(request.actor, found),
    ),
    Place(
        "Statements", "statements.view", "staff:statements", lambda _: STATEMENTS,
        lambda request: incentives.statements_for(request.actor),
    ),
    Place(
        "Programmes", "programmes.view", "staff:programmes", lambda _: PROGRAMMES,
        lambda request: incentives.programmes_for(request.actor),
    ),
    Place(
        "Products", "catalogue.view", "staff:products", lambda _: PRODUCTS,
        lambda request: catalogue.visible_to(request.actor), lambda _, found: catalogue.rows_of(found),
    ),
)  # fmt: skip


@require_GET
def find(request: Request) -> HttpResponse:
    """Show what is found, list by list; a number or a whole name that is one thing alone leads straight to it."""
    words = request.GET.get("q", "").strip()
    groups = tuple(_groups(request, words)) if words else ()
    straight = [link for group in groups for link in _exact(group.reading, words)]
    if len(straight) == 1:
        return redirect(straight[0])
    return render(request, "staff/finding/index.html", {"sought": words, "groups": groups})


def _groups(request: Request, words: str) -> Iterator[Brief]:
    for place in PLACES:
        if not request.actor.may(place.right):
            continue
        declared, freeze = place.listing(request), place.freeze
        found = lists.brief(
            request, declared, place.rows(request),
            title=place.title, page=reverse(place.page), size=SHOWN, words=words,
            columns=[column.key for column in declared.columns if column.shown][:COLUMNS],
            rows=partial(freeze, request) if freeze else None,
        )  # fmt: skip
        if found.reading.count:
            yield found


def _exact(reading: Reading, words: str) -> Iterator[str]:
    """The addresses of rows whose name or number is what was asked, letter by letter."""
    asked = words.casefold()
    for row in reading.rows:
        key = next(cell for cell in row.cells if cell.column.is_key)
        numbers = [cell.note for cell in row.cells] if any(letter.isdigit() for letter in asked) else []
        if key.link and asked in {text.casefold() for text in (str(key.value), key.note, *numbers)}:
            yield key.link
