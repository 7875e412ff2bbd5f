"""Periods: half-open spans of days, and the fiscal calendars that cut time into them.

A fiscal year is named by the calendar year it *ends* in: with `year_starts: 02-01`, FY2012-Q3 is 2011-08-01 until
2011-11-01. A calendar that starts on 1 January needs no FY: 2012-Q4.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Literal, get_args

Length = Literal["month", "quarter", "half", "year"]
MONTHS: dict[Length, int] = {"month": 1, "quarter": 3, "half": 6, "year": 12}
LABEL = re.compile(
    r"(?P<fiscal>FY)?(?P<year>[0-9]{4})(?:-(?:(?P<kind>[QHM])(?P<part>[0-9]{1,2})|(?P<month>[0-9]{2})))?\Z"
)
PARTS: dict[str, Length] = {"Q": "quarter", "H": "half", "M": "month"}


class UnknownPeriod(ValueError):
    """A text names no period of the calendar."""


def day_in_words(on: date) -> str:
    """A day as the vendor's pages write it, for texts that are kept: ``3 Feb 2026``."""
    return f"{on.day} {on:%b} {on.year}"


@dataclass(frozen=True, slots=True, order=True)
class Period:
    """Days from `start` (inclusive) until `end` (exclusive), with the label people use.

    :raises ValueError: the period is empty or runs backwards.
    """

    start: date
    end: date
    label: str

    def __post_init__(self) -> None:
        if self.start >= self.end:
            raise ValueError(f"Period {self.label} starts on {self.start} and ends before {self.end}: it is empty.")

    def __contains__(self, day: date) -> bool:
        return self.start <= day < self.end

    @property
    def days(self) -> int:
        """Number of days."""
        return (self.end - self.start).days

    def overlaps(self, other: "Period") -> bool:
        """Tell whether the two share a day."""
        return self.start < other.end and other.start < self.end

    @staticmethod
    def parse(label: str) -> "Period":
        """Read 2012-Q4, 2012-04, 2012-H1 or 2012; a fiscal label needs its calendar's `parse`.

        :raises UnknownPeriod: the text names no calendar period.
        """
        return FiscalCalendar().parse(label)

    def __str__(self) -> str:
        return self.label


@dataclass(frozen=True, slots=True)
class FiscalCalendar:
    """A year start and a period length; cuts all of time into periods without gap or overlap.

    `year_starts` is the month (1 to 12) and `day` the day (1 to 28) on which the year begins.

    :raises ValueError: month, day or length out of range.
    """

    year_starts: int = 1
    period: Length = "quarter"
    day: int = 1

    def __post_init__(self) -> None:
        if not 1 <= self.year_starts <= 12:
            raise ValueError(f"A year cannot start in month {self.year_starts}; give 1 to 12.")
        if not 1 <= self.day <= 28:
            raise ValueError(f"A year cannot start on day {self.day}; give 1 to 28, which every month has.")
        if self.period not in get_args(Length):
            raise ValueError(f"'{self.period}' is no period length; give month, quarter, half or year.")

    @property
    def fiscal(self) -> bool:
        """Whether the year differs from the calendar year."""
        return (self.year_starts, self.day) != (1, 1)

    def period_of(self, day: date) -> Period:
        """Find the period that contains the day."""
        return self._number(self._index(day))

    def next(self, period: Period) -> Period:
        """The period right after."""
        return self._number(self._index(period.start) + 1)

    def previous(self, period: Period) -> Period:
        """The period right before."""
        return self._number(self._index(period.start) - 1)

    def same_last_year(self, period: Period) -> Period:
        """The same period one year earlier."""
        return self._number(self._index(period.start) - 12 // MONTHS[self.period])

    def periods(self, start: date, end: date) -> Iterator[Period]:
        """Go through the periods that share a day with [start, end), in order."""
        if start < end:
            period = self.period_of(start)
            while period.start < end:
                yield period
                period = self.next(period)

    def year_of(self, period: Period) -> Period:
        """The year that contains the period."""
        return FiscalCalendar(self.year_starts, "year", self.day).period_of(period.start)

    def parse(self, label: str) -> Period:
        """Read a label of this calendar: 2012-Q4, FY2012-Q3, 2012-04, 2012-H1, 2012.

        The label alone says how long the period is, so a half can be read from a calendar of quarters.

        :raises UnknownPeriod: the text names no period.
        """
        match = LABEL.match(label)
        if not match or not 1 <= int(match["year"]) <= 9998:
            raise UnknownPeriod(f"'{label}' is no period; write such as {self.example}.")
        year = int(match["year"])
        if match["month"] is not None:
            return self._month(label, year, int(match["month"]))
        if bool(match["fiscal"]) != self.fiscal:
            raise UnknownPeriod(f"'{label}' is no period of this calendar; write such as {self.example}.")
        length = PARTS[match["kind"]] if match["kind"] else "year"
        part = int(match["part"] or 1)
        if not 1 <= part <= 12 // MONTHS[length] or (length == "month" and self.day == 1):
            raise UnknownPeriod(f"'{label}' is no period of a year; write such as {self.example}.")
        calendar = FiscalCalendar(self.year_starts, length, self.day)
        first = year - 1 if self.fiscal else year
        return calendar._number(first * 12 // MONTHS[length] + part - 1)

    def _month(self, label: str, year: int, month: int) -> Period:
        if not 1 <= month <= 12 or self.day != 1 or label.startswith("FY"):
            raise UnknownPeriod(f"'{label}' is no month of this calendar; write such as {self.example}.")
        return FiscalCalendar(self.year_starts, "month").period_of(date(year, month, 1))

    @property
    def example(self) -> str:
        """A label of this calendar, to show in messages."""
        return self.period_of(date(2012, 11, 15)).label

    def _index(self, day: date) -> int:
        months = day.year * 12 + day.month - 1 - (1 if day.day < self.day else 0) - (self.year_starts - 1)
        return months // MONTHS[self.period]

    def _starts(self, index: int) -> date:
        months = index * MONTHS[self.period] + self.year_starts - 1
        return date(months // 12, months % 12 + 1, self.day)

    def _number(self, index: int) -> Period:
        start = self._starts(index)
        per_year = 12 // MONTHS[self.period]
        year, part = index // per_year, index % per_year + 1
        name = f"FY{year + 1}" if self.fiscal else str(year)
        if self.period == "month":
            label = f"{start.year}-{start.month:02}" if self.day == 1 else f"{name}-M{part:02}"
        else:
            label = {"quarter": f"{name}-Q{part}", "half": f"{name}-H{part}", "year": name}[self.period]
        return Period(start, self._starts(index + 1), label)
