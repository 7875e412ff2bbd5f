"""Read a list for one request: narrow, sort, cut into pages, and show as frozen rows or as CSV."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date
from functools import reduce
from operator import or_
from typing import Any
from urllib.parse import urlencode

from django.db.models import F, Q, QuerySet
from django.db.models.expressions import OrderBy
from django.http import HttpRequest, HttpResponse, HttpResponseBase, QueryDict
from django.shortcuts import render

from fairway.values import Money
from fairway.web.shared.components import Badge
from fairway.web.shared.lists.columns import Column, Filter, Listing, attribute
from fairway.web.shared.lists.export import EXPORT_LIMIT, EXPORTS, answer_with
from fairway.web.shared.lists.shown import Brief, Cell, Chip, Field, Head, Reading, Row, Tab, with_

Rows = QuerySet[Any] | Sequence[Any]


def read(
    request: HttpRequest,
    listing: Listing,
    source: Rows,
    *,
    row: Callable[[Any], Any] | None = None,
    rows: Callable[[list[Any]], Sequence[Any]] | None = None,
    saved: Sequence[tuple[int, str, str]] = (),
) -> Reading:
    """Read one page of a list.

    `row` turns one model into a frozen row, `rows` a whole page of them at once (for what they share a query for);
    `saved` are (id, name, query) of the reader's own views.
    """
    return _read(request, listing, source, request.GET, row, rows, saved)


def _read(
    request: HttpRequest,
    listing: Listing,
    source: Rows,
    asked_for: QueryDict,
    row: Callable[[Any], Any] | None,
    rows: Callable[[list[Any]], Sequence[Any]] | None,
    saved: Sequence[tuple[int, str, str]],
) -> Reading:
    state = asked_for.copy()
    found, fields, chips, notices = _narrow(request, listing, source, state)
    sort, found = _sorted(listing, found, state.get("sort", ""))
    count = found.count() if isinstance(found, QuerySet) else len(found)
    last_page = max(1, -(-count // listing.per_page))
    asked = state.get("page", "1")
    number = min(max(int(asked), 1), last_page) if asked.isascii() and asked.isdigit() and len(asked) < 10 else 1
    start = (number - 1) * listing.per_page
    part = list(found[start : start + listing.per_page]) if count else []
    state.pop("export", None)
    return Reading(
        listing=listing,
        heads=_heads(listing, state, sort),
        rows=tuple(_row(listing, one) for one in _frozen(part, row, rows)),
        fields=fields,
        chips=chips,
        tabs=_tabs(listing, state, saved),
        notices=notices,
        search=state.get("q", ""),
        sort=sort,
        count=count,
        page=number,
        pages=_pages(number, last_page),
        first=start + 1 if part else 0,
        last=start + len(part),
        query=_query(state),
        state=state,
    )


def brief(
    request: HttpRequest,
    listing: Listing,
    source: Rows,
    *,
    title: str,
    page: str,
    columns: Sequence[str],
    size: int,
    found_by: str = "",
    words: str = "",
    rows: Callable[[list[Any]], Sequence[Any]] | None = None,
) -> Brief:
    """The first rows of a list as a part of another page: only these columns, whatever that page's own address says.

    `words` are looked for as the list's own search box does. The link leads to the list at `page`, narrowed by the same
    words, or by those in `found_by` where `source` is narrowed already.
    """
    shown = tuple(replace(column, shown=column.key in columns) for column in listing.columns)
    part = replace(listing, columns=shown, filters=(), views=(), per_page=size)
    reading = _read(request, part, source, QueryDict(urlencode({"q": words})), None, rows, ())
    heads = tuple(replace(head, link="", direction="") for head in reading.heads)
    return Brief(title, replace(reading, heads=heads), f"{page}?{urlencode({'q': words or found_by})}")


def answer(
    request: HttpRequest,
    template: str,
    listing: Listing,
    source: Rows,
    *,
    row: Callable[[Any], Any] | None = None,
    rows: Callable[[list[Any]], Sequence[Any]] | None = None,
    saved: Sequence[tuple[int, str, str]] = (),
    context: dict[str, Any] | None = None,
) -> HttpResponseBase:
    """Answer with the page, or with the whole narrowed list as a file where `?export=csv` or `xlsx` asks for it.

    The template finds the list as `list`.
    """
    if request.GET.get("export") in EXPORTS:
        return export(request, listing, source, row=row, rows=rows)
    reading = read(request, listing, source, row=row, rows=rows, saved=saved)
    return render(request, template, {"list": reading, **(context or {})})


def export(
    request: HttpRequest,
    listing: Listing,
    source: Rows,
    *,
    row: Callable[[Any], Any] | None = None,
    rows: Callable[[list[Any]], Sequence[Any]] | None = None,
) -> HttpResponse:
    """Make the file of a narrowed and sorted list, all at once, in the request's transaction.

    Money takes two columns, the amount and its currency.
    """
    found, *_ = _narrow(request, listing, source, request.GET.copy())
    _, found = _sorted(listing, found, request.GET.get("sort", ""))
    whole = _frozen(list(found[: EXPORT_LIMIT + 1]), row, rows)
    if len(whole) > EXPORT_LIMIT:
        sentence = f"This list has more than {EXPORT_LIMIT:,} rows. Narrow it with a filter, then export again.\n"
        return HttpResponse(sentence, status=400, content_type="text/plain; charset=utf-8")
    columns = [column for column in listing.columns if column.export]
    header: list[str] = []
    for column in columns:
        currency = listing.words.currency_of.format(label=column.label)
        header += [column.label, currency] if column.kind == "money" else [column.label]
    table = ([value for column in columns for value in _exported(column, one)] for one in whole)
    return answer_with(request.GET.get("export", "csv"), listing.name, header, table)


def _frozen(
    part: list[Any], row: Callable[[Any], Any] | None, rows: Callable[[list[Any]], Sequence[Any]] | None
) -> Sequence[Any]:
    if rows:
        return rows(part)
    return [row(one) for one in part] if row else part


def _exported(column: Column, row: Any) -> tuple[Any, ...]:
    value = column.of(row)
    if column.kind == "money":
        return (value, value.currency) if isinstance(value, Money) else (value, None)
    return (value,)


def _narrow(
    request: HttpRequest, listing: Listing, source: Rows, state: QueryDict
) -> tuple[Rows, tuple[Field, ...], tuple[Chip, ...], tuple[str, ...]]:
    chips: list[Chip] = []
    fields: list[Field] = []
    notices: list[str] = []
    words = state.get("q", "").strip()
    if words and listing.search:
        source = _searched(source, listing.search, words)
        chips.append(Chip(f"“{words}”", with_(state, q=None, page=None)))
    for one in listing.filters:
        value = state.get(one.key, "").strip()
        choices = tuple(one.choices(request) if callable(one.choices) else one.choices)
        fields.append(Field(one, value, choices))
        if not value:
            continue
        label = dict(choices).get(value) if one.kind == "choice" else value
        typed: Any = value
        if one.kind == "day":
            try:
                typed = date.fromisoformat(value)
            except ValueError:
                label = None
        if label is None:
            notices.append(f"“{value}” is not a choice of {one.label}, so it was left out.")
            continue
        source = _filtered(source, one, typed)
        chips.append(Chip(f"{one.label}: {label}", with_(state, **{one.key: None, "page": None})))
    return source, tuple(fields), tuple(chips), tuple(notices)


def _searched(source: Rows, fields: tuple[str, ...], words: str) -> Rows:
    if isinstance(source, QuerySet):
        for word in words.split():
            source = source.filter(reduce(or_, (Q(**{f"{name}__icontains": word}) for name in fields)))
        return source
    wanted = words.casefold().split()
    return [
        row
        for row in source
        if all(any(word in str(attribute(row, name) or "").casefold() for name in fields) for word in wanted)
    ]


def _filtered(source: Rows, one: Filter, value: Any) -> Rows:
    if one.narrow:
        return one.narrow(source, value)  # type: ignore[no-any-return]
    if isinstance(source, QuerySet):
        return source.filter(**{one.lookup or one.key: value})
    return [row for row in source if str(attribute(row, one.lookup or one.key)) == str(value)]


def _sorted(listing: Listing, source: Rows, asked: str) -> tuple[str, Rows]:
    by_key = {column.key: column for column in listing.columns if column.sort}
    sort = asked if asked.removeprefix("-") in by_key else listing.default_sort
    column = by_key.get(sort.removeprefix("-"))
    if column is None:
        return sort, source
    descending = sort.startswith("-")
    if isinstance(source, QuerySet):
        names = column.sort if isinstance(column.sort, tuple) else (str(column.sort),)
        order = [_downwards(source, name) if descending else name for name in names]
        return sort, source.order_by(*order, "-pk" if descending else "pk")
    key = column.sort if callable(column.sort) else column.of
    have = [row for row in source if key(row) is not None]
    rest = [row for row in source if key(row) is None]
    return sort, sorted(have, key=key, reverse=descending) + rest


def _downwards(source: QuerySet[Any], name: str) -> str | OrderBy:
    """From the highest down, what has no value last, as PostgreSQL does upwards and a sequence either way.

    A field that always has a value is left to its index, which does not serve `NULLS LAST` backwards.
    """
    field: Any = None
    model: Any = source.model
    for part in name.split("__"):
        field = next((one for one in model._meta.get_fields() if one.name == part), None)
        if field is None or field.null:
            return F(name).desc(nulls_last=True)
        model = field.related_model
    return f"-{name}"


def _heads(listing: Listing, state: QueryDict, sort: str) -> tuple[Head, ...]:
    heads = []
    for column in listing.columns:
        if not column.shown:
            continue
        if not column.sort:
            heads.append(Head(column))
            continue
        now = {column.key: "ascending", f"-{column.key}": "descending"}.get(sort, "")
        first_down = column.is_number or column.kind in {"day", "moment"}
        turn = f"-{column.key}" if now == "ascending" or (not now and first_down) else column.key
        heads.append(Head(column, with_(state, sort=turn, page=None), now))
    return tuple(heads)


def _row(listing: Listing, row: Any) -> Row:
    cells = []
    for column in listing.columns:
        if not column.shown:
            continue
        value = column.of(row)
        if column.kind == "status" and isinstance(value, str) and value:
            value = Badge.of(value)
        link = (column.link(row) or "") if column.link else ""
        cells.append(Cell(column, value, link, (column.note(row) or "") if column.note else ""))
    return Row(tuple(cells))


def _query(state: QueryDict) -> str:
    copy = state.copy()
    for key in ("page", "export"):
        copy.pop(key, None)
    return copy.urlencode()


def _tabs(listing: Listing, state: QueryDict, saved: Sequence[tuple[int, str, str]]) -> tuple[Tab, ...]:
    now = _same(_query(state))
    tabs = [Tab(view.name, f"?{view.query}", now == _same(view.query), view.count) for view in listing.views]
    own = [Tab(name, f"?{query}", now == _same(query), own_id=pk) for pk, name, query in saved]
    return (*tabs, *own)


def _same(query: str) -> frozenset[tuple[str, str]]:
    return frozenset((key, str(value)) for key, value in QueryDict(query).items() if value)


def _pages(number: int, last: int) -> tuple[int | None, ...]:
    """The page numbers to offer: the ends, the neighbours, and gaps as None."""
    near = sorted({1, last, *range(max(1, number - 1), min(last, number + 1) + 1)})
    shown: list[int | None] = []
    for at, page in enumerate(near):
        if at and page - near[at - 1] > 1:
            shown.append(None if page - near[at - 1] > 2 else page - 1)
        shown.append(page)
    return tuple(shown)
