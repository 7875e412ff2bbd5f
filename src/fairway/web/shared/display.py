"""Show values to people: exact amounts, numbers, days and moments, by the reader's language and time zone.

No digit is ever dropped here: an amount finer than its currency's minor unit shows all its decimal places. Numbers
written for machines (CSV, JSON) never pass through this module.
"""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta
from typing import Any

from django.utils import timezone
from django.utils.dateformat import format as format_date
from django.utils.html import format_html
from django.utils.safestring import SafeString

from fairway.engine.programme import MeasureKind
from fairway.engine.words.messages.parts import UNITS
from fairway.values import Exact, Money, Quantity, Rate, UnknownCode, exact
from fairway.web.shared.language import language, speech

KEPT_MONEY = re.compile(r"-?[0-9]+(\.[0-9]+)? [A-Z]{3}$")
ISO = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}(T[0-9]{2}:[0-9]{2}|$)")
NOTHING = format_html('<span class="none" aria-label="{}">{}</span>', "none", "–")


def number_text(value: Exact | int, digits: int = 0) -> str:
    """Write an exact number in the reader's language, with at least `digits` decimal places and all that it has."""
    return speech().number(exact(value), digits)


def money_text(value: Money) -> str:
    """Write an amount as plain text: `USD 1,234.50`, or `1.234,50 USD` where the currency follows."""
    return speech().booked(value)


def money_html(value: Money | None, *, code: bool = True) -> SafeString:
    """Write an amount as markup; negative amounts carry a minus and the colour, zero steps back."""
    if value is None:
        return NOTHING
    tone = " money--zero" if not value else " money--negative" if value.amount < 0 else ""
    number = number_text(value.amount, value.digits)
    if not code:
        return format_html('<span class="money{}">{}</span>', tone, number)
    marked = format_html('<span class="money__code">{}</span>', value.currency)
    if speech().currency_first:
        return format_html('<span class="money{}">{} {}</span>', tone, marked, number)
    return format_html('<span class="money money--code-after{}">{}\N{NO-BREAK SPACE}{}</span>', tone, number, marked)


def quantity_text(value: Quantity) -> str:
    """Write a quantity with its unit: `12 EA`."""
    return f"{number_text(value.value)} {value.unit}"


def volume_text(value: Money | Quantity) -> str:
    """Write what was sold, an amount or a number: `USD 1,234.50`, `1,040 units`, `1 unit`."""
    if isinstance(value, Money):
        return money_text(value)
    return speech().count(value.value, UNITS[MeasureKind.QUANTITY])


def rate_text(value: Rate | Exact) -> str:
    """Write a factor as percent: 0.015 is `1.5 %`."""
    factor = value.value if isinstance(value, Rate) else exact(value)
    return speech().percent(factor).replace(" ", "\N{NO-BREAK SPACE}")


def day_text(value: date) -> str:
    """Write a day: `22 Nov 2012` in English, the language's own order elsewhere."""
    return format_date(value, "j M Y") if language() == "en" else speech().day(value)


def days_text(first: date, last: date) -> str:
    """Write a span of days, its last one included: `1–30 Nov 2012`, `28 Oct – 3 Nov 2012`, `22 Nov 2012`."""
    if first == last:
        return day_text(last)
    if language() != "en" or first.year != last.year:
        return f"{day_text(first)} – {day_text(last)}"
    if first.month != last.month:
        return f"{format_date(first, 'j M')} – {day_text(last)}"
    return f"{first.day}–{day_text(last)}"


def moment_text(value: datetime) -> str:
    """Write a moment in the reader's time zone: `22 Nov 2012, 14:05`."""
    local = timezone.localtime(value) if timezone.is_aware(value) else value
    return f"{day_text(local.date())}, {format_date(local, 'H:i')}"


def iso_text(text: str) -> str:
    """Write a day or a moment that is kept in ISO 8601 as the reader does; empty where it is neither."""
    if not ISO.match(text):
        return ""
    try:
        at = datetime.fromisoformat(text)
    except ValueError:
        return ""
    return moment_text(at) if "T" in text else day_text(at.date())


def kept_money_text(text: str) -> str:
    """Write an amount that is kept as "1500.00 USD" as the reader does; empty where it is none."""
    if not KEPT_MONEY.match(text):
        return ""
    amount, code = text.split(" ")
    try:
        return money_text(Money(exact(amount), code))
    except UnknownCode:
        return ""


def day_html(value: date | None) -> SafeString:
    """Write a day as a time element."""
    if value is None:
        return NOTHING
    if isinstance(value, datetime):
        return moment_html(value)
    return format_html('<time class="number" datetime="{}">{}</time>', value.isoformat(), day_text(value))


def moment_html(value: datetime | None) -> SafeString:
    """Write a moment as a time element that names its zone on hover."""
    if value is None:
        return NOTHING
    zone = timezone.get_current_timezone_name()
    return format_html(
        '<time class="number" datetime="{}" title="{}">{}</time>', value.isoformat(), zone, moment_text(value)
    )


def deadline_text(value: datetime) -> str:
    """Write a moment with its zone, for readers who never chose one: `22 Nov 2012, 14:05 UTC`."""
    return f"{moment_text(value)} {timezone.localtime(value).tzname()}"


def since_text(value: datetime, now: datetime) -> str:
    """Write how long ago, in the one unit that matters: `just now`, `5 min ago`, `3 h ago`, `yesterday`, a day."""
    passed = now - value
    if passed < timedelta(minutes=1):
        return "just now"
    if passed < timedelta(hours=1):
        return f"{passed.seconds // 60} min ago"
    days = (timezone.localtime(now).date() - timezone.localtime(value).date()).days
    if days == 0:
        return f"{passed.seconds // 3600} h ago" if passed >= timedelta(hours=1) else "just now"
    if days == 1:
        return "yesterday"
    return f"{days} days ago" if days < 7 else day_text(timezone.localtime(value).date())


def size_text(octets: int) -> str:
    """Write a file size in binary steps with at most one decimal: `3.4 MB`."""
    if octets < 1024:
        return f"{number_text(octets)} bytes"
    tenths = octets * 10
    unit = ""
    for unit in ("kB", "MB", "GB", "TB"):  # noqa: B007 - the unit reached is shown below
        tenths = (tenths + 512) // 1024
        if tenths < 10_240:
            break
    return f"{number_text(exact(f'{tenths // 10}.{tenths % 10}'))} {unit}"


def shown(value: Any) -> SafeString | str:
    """Show any value the way its type asks for."""
    if value is None or value == "":
        return NOTHING
    if isinstance(value, Money):
        return money_html(value)
    if isinstance(value, Rate):
        return rate_text(value)
    if isinstance(value, Quantity):
        return quantity_text(value)
    if isinstance(value, datetime):
        return moment_html(value)
    if isinstance(value, date):
        return day_html(value)
    if isinstance(value, bool):
        return "Yes" if value else "No"
    if isinstance(value, Exact | int):
        return number_text(value)
    return value if isinstance(value, SafeString) else str(value)
