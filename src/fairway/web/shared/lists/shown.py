"""A list as its page shows it: headings, cells, filters, pages, and the addresses that change each of them."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

from django.http import QueryDict

from fairway.web.shared.lists.columns import Column, Filter, Listing

RESERVED = ("sort", "page", "export")


@dataclass(frozen=True)
class Head:
    """A column's heading: its label, the address that sorts by it, and how it is sorted now."""

    column: Column
    link: str = ""
    direction: str = ""


@dataclass(frozen=True)
class Cell:
    """One cell: the value, how to show it, and where it leads."""

    column: Column
    value: Any
    link: str = ""
    note: str = ""


@dataclass(frozen=True)
class Row:
    """One row of the page."""

    cells: tuple[Cell, ...]


@dataclass(frozen=True)
class Field:
    """One field of the filter bar with its choices and what is chosen."""

    filter: Filter
    value: str
    choices: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class Chip:
    """An active filter in words, and the address without it."""

    text: str
    link: str


@dataclass(frozen=True)
class Tab:
    """A saved view: its name, address, and whether it is the one shown."""

    name: str
    link: str
    current: bool
    count: int | None = None
    own_id: int | None = None


@dataclass(frozen=True)
class Reading:
    """A list as the template shows it."""

    listing: Listing
    heads: tuple[Head, ...]
    rows: tuple[Row, ...]
    fields: tuple[Field, ...]
    chips: tuple[Chip, ...]
    tabs: tuple[Tab, ...]
    notices: tuple[str, ...]
    search: str
    sort: str
    count: int
    page: int
    pages: tuple[int | None, ...]
    first: int
    last: int
    query: str
    state: QueryDict = field(repr=False)

    @property
    def is_narrowed(self) -> bool:
        return bool(self.chips)

    @property
    def has_filters(self) -> bool:
        """Whether there is something to narrow, and by what."""
        return bool(self.listing.search or self.fields) and bool(self.count or self.chips or self.notices)

    @property
    def export_link(self) -> str:
        return with_(self.state, export="csv", page=None)

    @property
    def workbook_link(self) -> str:
        return with_(self.state, export="xlsx", page=None)

    @property
    def clear_link(self) -> str:
        return with_(QueryDict(urlencode(self.kept)), sort=self.state.get("sort"))

    @property
    def kept(self) -> tuple[tuple[str, str], ...]:
        """What else stands in the address and must stay there."""
        own = {*RESERVED, "q", *(one.key for one in self.listing.filters)}
        keys = [key for key in self.state if key not in own] if self.listing.keeps else []
        return tuple((key, value) for key in keys for value in self.state.getlist(key))

    @property
    def page_links(self) -> tuple[tuple[int | None, str], ...]:
        return tuple((number, "" if number is None else self.link_of(number)) for number in self.pages)

    def link_of(self, number: int) -> str:
        return with_(self.state, page=str(number) if number > 1 else None)

    @property
    def before_link(self) -> str:
        return self.link_of(self.page - 1) if self.page > 1 else ""

    @property
    def after_link(self) -> str:
        return self.link_of(self.page + 1) if self.last < self.count else ""


@dataclass(frozen=True)
class Brief:
    """The first rows of a list as a part of another page, and the address of the whole list."""

    title: str
    reading: Reading
    link: str

    @property
    def more(self) -> str:
        """The words that lead to the whole list."""
        hidden = self.reading.count > len(self.reading.rows)
        return f"All {self.reading.count:,}" if hidden else "In the list"


def with_(state: QueryDict, /, **changes: str | None) -> str:
    """The address of this list with some of its state changed; None takes a part away."""
    copy = state.copy()
    for key, value in changes.items():
        copy.pop(key, None)
        if value:
            copy[key] = value
    return "?" + copy.urlencode()
