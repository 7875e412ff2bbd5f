"""Find by one box: look through every list the reader may open, a few rows of each."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from fairway.web.shared import lists
from fairway.web.shared.lists import Brief, Listing, Reading
from fairway.web.shared.request import Request

SHOWN = 5
"""Rows of each list on the page; the rest stands behind a link to the list itself."""
COLUMNS = 4
FOUND = "shared/finding/found.html"
"""The page of what was found; it extends the ``base`` of its side."""


@dataclass(frozen=True)
class Place:
    """A list to look in: the right that opens it, its page, and its rows as that page reads them."""

    title: str
    right: str
    page: str
    listing: Callable[[Request], Listing]
    rows: Callable[[Request], lists.Rows]
    freeze: Callable[[Request, list[Any]], Any] | None = None


def found(request: Request, places: Sequence[Place], show: Callable[[dict[str, Any]], HttpResponse]) -> HttpResponse:
    """Answer with what each place holds of `?q=`; what one of them knows by just that name or number opens.

    `show` makes the page of `sought`, the words, and `groups`, what was found.
    """
    words = request.GET.get("q", "").strip()
    groups = tuple(_groups(request, places, words)) if words else ()
    exact = (list(_exact(group.reading, words)) for group in groups)
    first = next((links for links in exact if links), [])
    if len(first) == 1:
        return redirect(first[0])
    return show({"sought": words, "groups": groups})


def _groups(request: Request, places: Sequence[Place], words: str) -> Iterator[Brief]:
    for place in places:
        if not request.actor.may(place.right):
            continue
        declared, freeze = place.listing(request), place.freeze
        part = lists.brief(
            request, declared, place.rows(request),
            title=place.title, page=reverse(place.page), size=SHOWN, words=words,
            columns=[column.key for column in declared.columns if column.shown][:COLUMNS],
            rows=partial(freeze, request) if freeze else None,
        )  # fmt: skip
        if part.reading.count:
            yield part


def _exact(reading: Reading, words: str) -> Iterator[str]:
    """The addresses of rows whose name or number is what was asked, letter by letter."""
    asked = words.casefold()
    for row in reading.rows:
        key = next(cell for cell in row.cells if cell.column.is_key)
        numbers = [cell.note for cell in row.cells] if any(letter.isdigit() for letter in asked) else []
        if key.link and asked in {text.casefold() for text in (str(key.value), key.note, *numbers)}:
            yield key.link
