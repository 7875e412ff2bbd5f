"""The cells of a list's table, written in Python."""

from __future__ import annotations

from functools import lru_cache

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString

from fairway.web.shared.display import money_html
from fairway.web.shared.lists import Cell
from fairway.web.shared.templatetags.fairway import cell

register = template.Library()
LONGEST_NUMBER = 16


@register.simple_tag
def table_cell(one: Cell) -> SafeString:
    """Write a whole cell of a list: a page has hundreds, and a template takes its time for each."""
    column = one.column
    shown = money_html(one.value, code=False) if column.currency and one.value is not None else cell(one.value)
    blank = one.value is None or one.value == ""
    opening = _opening(column.heading, column.is_key, column.is_number, column.tight, blank)
    if one.link:
        shown = format_html('<a href="{}">{}</a>', one.link, shown)
    # a number is read out and copied whole: it does not break at its hyphens
    whole = " is-whole" if "-" in one.note and " " not in one.note and len(one.note) <= LONGEST_NUMBER else ""
    note = format_html('<span class="table__sub{}">{}</span>', whole, one.note) if one.note else ""
    return format_html("{}<span>{}{}</span></{}>", opening, shown, note, "th" if column.is_key else "td")


@lru_cache(maxsize=2000)
def _opening(label: str, is_key: bool, is_number: bool, tight: bool, blank: bool) -> SafeString:
    marks = {"is-number": is_number, "is-key": is_key, "is-tight": tight, "is-blank": blank}
    named = " ".join(name for name, holds in marks.items() if holds)
    if is_key:
        return format_html('<th role="rowheader" scope="row" data-label="{}" class="{}">', label, named)
    return format_html('<td role="cell" data-label="{}" class="{}">', label, named)
