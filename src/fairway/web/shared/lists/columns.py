"""What a list is made of: columns, filters, views."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from functools import reduce
from typing import Any, Literal

Shape = Literal["text", "number", "money", "quantity", "rate", "day", "moment", "status"]
Choices = Iterable[tuple[str, str]]


def attribute(row: Any, path: str) -> Any:
    """Follow a dotted path through attributes and mappings; a missing part is an error, None ends the walk."""

    def step(value: Any, name: str) -> Any:
        if value is None:
            return None
        return value[name] if isinstance(value, dict) else getattr(value, name)

    return reduce(step, path.split("."), row)


@dataclass(frozen=True)
class Column:
    """One column: where its value comes from and how it is shown.

    `value` is a function of the row; without it the dotted `key` is read. `sort` is the database field (or a tuple of
    them) for querysets, or a function of the row for sequences; True sorts a sequence by the value itself. `link` and
    `note` are functions of the row: the address of the cell, and a second, quieter line below it. `export=False` keeps
    the column out of CSV, `shown=False` out of the page; `figure` sets a text that is a number with its unit among
    numbers; `currency` is said in the heading instead of in every cell, where a list has only one.
    """

    key: str
    label: str
    kind: Shape = "text"
    value: Callable[[Any], Any] | None = None
    sort: str | tuple[str, ...] | Callable[[Any], Any] | bool = False
    link: Callable[[Any], str | None] | None = None
    note: Callable[[Any], str | None] | None = None
    is_key: bool = False
    tight: bool = False
    figure: bool = False
    export: bool = True
    shown: bool = True
    currency: str = ""

    @property
    def heading(self) -> str:
        """The label as it stands over the column."""
        return f"{self.label}, {self.currency}" if self.currency else self.label

    @property
    def is_number(self) -> bool:
        return self.figure or self.kind in {"number", "money", "quantity", "rate"}

    def of(self, row: Any) -> Any:
        """The value of this column in one row."""
        return self.value(row) if self.value else attribute(row, self.key)


@dataclass(frozen=True)
class Filter:
    """One field of the filter bar.

    `choices` are (value, label) pairs or a function of the request that gives them. `narrow` takes the rows and the
    chosen value and gives fewer rows; without it a queryset is filtered by `lookup` (by default the key), a sequence
    by equality of the dotted key. `kind` is `choice`, `text` or `day`.
    """

    key: str
    label: str
    kind: Literal["choice", "text", "day"] = "choice"
    choices: Choices | Callable[[Any], Choices] = ()
    narrow: Callable[[Any, Any], Any] | None = None
    lookup: str = ""


@dataclass(frozen=True)
class View:
    """A view that comes with the list: a name and the query string it stands for."""

    name: str
    query: str = ""
    count: int | None = None


@dataclass(frozen=True)
class Words:
    """What a list says by itself; a list whose rows are told in the reader's language brings its own."""

    every: str = "All"
    narrow: str = "Narrow"
    clear: str = "Clear all"
    take_away: str = "remove"
    save_view: str = "Save as a view"
    view_name: str = "Name of the view"
    save: str = "Save"
    of: str = "of"
    pages: str = "Pages"
    previous: str = "Previous page"
    following: str = "Next page"
    as_csv: str = "Export as CSV"
    as_workbook: str = "Excel"
    currency_of: str = "{label} currency"
    nothing_fits: str = "Nothing matches"
    take_one_away: str = "No row fits all of these filters. Take one away, or clear them all."
    clear_filters: str = "Clear all filters"


@dataclass(frozen=True)
class Listing:
    """A list as a page declares it; `name` is its address in saved views and file names.

    `search` names the fields that the search box looks in: lookups of a queryset, dotted keys of rows. `default_sort`
    is a column key, with a minus for descending. `keeps` says that the rest of the address says what is listed: it
    stays when the list is narrowed.
    """

    name: str
    columns: tuple[Column, ...]
    filters: tuple[Filter, ...] = ()
    search: tuple[str, ...] = ()
    search_hint: str = "Search"
    default_sort: str = ""
    per_page: int = 50
    views: tuple[View, ...] = field(default=())
    empty_title: str = "Nothing here yet"
    empty_text: str = ""
    empty_icon: str = "inbox"
    keeps: bool = False
    words: Words = Words()
