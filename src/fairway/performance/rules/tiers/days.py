"""Days: windows as spans of days, and the days on which a cadence falls.

Everything is half-open. A standing *on* a day is what had been reached when the day began: a window that ends on it
holds the days before it, and the review of 1 January looks at a year that ended on 31 December.
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterator
from datetime import date, timedelta

from fairway.performance.rules.tiers.programme import Cadence, Span, Window
from fairway.values import FiscalCalendar

FIRST = date(1900, 1, 1)
"""Before anything: where the window `ever` begins."""
LAST = date(2199, 1, 1)


def moved(day: date, months: int) -> date:
    """The same day so many months later (or earlier); a month without it gives its last day."""
    index = day.year * 12 + day.month - 1 + months
    year, month = divmod(index, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def after(day: date, window: Window) -> date:
    """The day that lies a span of days, months or quarters after another."""
    if window.span is Span.DAYS:
        return day + timedelta(days=window.count)
    return moved(day, window.count * (3 if window.span is Span.QUARTERS else 1))


def bounds(window: Window, on: date, year_starts: int = 1) -> tuple[date, date]:
    """The first day that counts on a day, and the day after the last."""
    match window.span:
        case Span.DAYS:
            return on - timedelta(days=window.count), on
        case Span.MONTHS:
            return moved(on, -window.count), on
        case Span.QUARTERS:
            end = FiscalCalendar(year_starts, "quarter").period_of(on).start
            return moved(end, -3 * window.count), end
        case Span.FISCAL_YEAR:
            return FiscalCalendar(year_starts, "year").period_of(on - timedelta(days=1)).start, on
        case Span.LAST_FISCAL_YEAR:
            end = FiscalCalendar(year_starts, "year").period_of(on).start
            return moved(end, -12), end
        case _:
            return FIRST, on


def before(window: Window, on: date, year_starts: int = 1) -> tuple[date, date]:
    """The span of the same length before the one that counts on a day, for growth.

    A year that is still running is compared with the same part of the year before.
    """
    start, end = bounds(window, on, year_starts)
    match window.span:
        case Span.DAYS:
            return start - (end - start), start
        case Span.MONTHS:
            return moved(on, -2 * window.count), start
        case Span.QUARTERS:
            return moved(start, -3 * window.count), start
        case Span.EVER:
            return FIRST, FIRST
        case _:
            return moved(start, -12), moved(end, -12)


def is_due(cadence: Cadence, on: date) -> bool:
    """Whether a cadence falls on a day."""
    return cadence.any_time or (on.month in cadence.months and on.day == _day(cadence, on))


def next_due(cadence: Cadence, on: date) -> date:
    """The first day after this one on which a cadence falls; of one that falls on any day, the next."""
    if cadence.any_time:
        return on + timedelta(days=1)
    return next(days_due(cadence, on + timedelta(days=1), LAST))


def days_due(cadence: Cadence, start: date, end: date) -> Iterator[date]:
    """The days on which a cadence falls, from a day until another (exclusive); any day gives each."""
    if cadence.any_time:
        day = start
        while day < end:
            yield day
            day += timedelta(days=1)
        return
    month = start.replace(day=1)
    while month < end:
        day = month.replace(day=_day(cadence, month))
        if month.month in cadence.months and start <= day < end:
            yield day
        month = moved(month, 1)


def _day(cadence: Cadence, month: date) -> int:
    return min(cadence.day, monthrange(month.year, month.month)[1])
