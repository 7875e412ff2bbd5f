"""The filters of `{% load fairway %}`: how a value is written."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString

from fairway.values import Exact, Money, Quantity, Rate
from fairway.web.shared import display

register = template.Library()


@register.filter
def money(value: Money | None) -> SafeString:
    """`{{ amount|money }}`: the exact amount with its currency."""
    return display.money_html(value)


@register.filter
def volume(value: Money | Quantity | None) -> SafeString | str:
    """`{{ sold|volume }}`: an amount with its currency, or a number of units."""
    return display.volume_text(value) if isinstance(value, Quantity) else display.money_html(value)


@register.filter
def amount(value: Money | None) -> SafeString:
    """`{{ amount|amount }}`: the exact amount alone, where the column's heading names the currency."""
    return display.money_html(value, code=False)


@register.filter
def number(value: Exact | int | Quantity | None) -> SafeString | str:
    """`{{ value|number }}`: an exact number in the reader's language."""
    if value is None:
        return display.NOTHING
    return display.quantity_text(value) if isinstance(value, Quantity) else display.number_text(value)


@register.filter
def counted(value: int, thing: str) -> SafeString:
    """`{{ rows|counted:"row" }}`: 1 row, 2 rows; `"entry,entries"` where the plural is another word."""
    one, _, more = thing.partition(",")
    return format_html("{} {}", number(value), one if value == 1 else more or f"{one}s")


@register.filter
def percent(value: Rate | Exact | None) -> SafeString | str:
    """`{{ rate|percent }}`: 0.015 as 1.5 %."""
    return display.NOTHING if value is None else display.rate_text(value)


@register.filter
def day(value: Any) -> SafeString:
    """`{{ on|day }}`: a day."""
    return display.day_html(value)


@register.filter
def moment(value: datetime | None) -> SafeString:
    """`{{ at|moment }}`: a moment in the reader's time zone."""
    return display.moment_html(value)


@register.filter
def deadline(value: datetime | None) -> SafeString:
    """`{{ at|deadline }}`: a moment with the name of its zone, for readers who are not signed in."""
    if value is None:
        return display.NOTHING
    return format_html('<time class="number" datetime="{}">{}</time>', value.isoformat(), display.deadline_text(value))


@register.filter
def since(value: datetime | None, now: datetime) -> SafeString:
    """`{{ at|since:now }}`: how long ago, with the moment on hover."""
    if value is None:
        return display.NOTHING
    return format_html(
        '<time datetime="{}" title="{}">{}</time>',
        value.isoformat(),
        display.moment_text(value),
        display.since_text(value, now),
    )


@register.filter
def file_size(octets: int) -> str:
    """`{{ octets|file_size }}`: 3.4 MB."""
    return display.size_text(octets)


@register.filter
def shown(value: Any) -> SafeString | str:
    """`{{ value|shown }}`: any value the way its type asks for."""
    return display.shown(value)


@register.filter
def may(actor: Any, right: str) -> bool:
    """`{% if actor|may:"runs.start" %}`: whether the reader has a right."""
    return bool(actor and actor.may(right))
