"""Lengths of time, added to a day."""

import calendar
from datetime import date, timedelta

from fairway.engine.programme import Span


def later(on: date, span: Span) -> date:
    """The day a span later: months first, where a day the month does not have becomes its last."""
    months = on.year * 12 + on.month - 1 + span.months
    year, month = months // 12, months % 12 + 1
    last = calendar.monthrange(year, month)[1]
    return date(year, month, min(on.day, last)) + timedelta(days=span.days)
