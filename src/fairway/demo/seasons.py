"""When things happen in the demo: its months, the shape of its year, its growth and its exchange rates.

Nothing here reads the clock. `today` is given, and for the same seed and the same `today` everything is the same.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

CLOSED_MONTHS = 24
TAKEN_OVER = 12
"""Months that came over from the old portal, a file for each quarter; since then partners report by month."""

_NORTH = (82, 92, 108, 98, 99, 113, 90, 80, 104, 109, 115, 110)
_JAPAN = (92, 101, 138, 84, 88, 101, 96, 82, 118, 97, 100, 103)
_HEATING = (125, 112, 92, 78, 70, 68, 72, 80, 104, 128, 140, 131)
_COOLING = (78, 82, 95, 108, 122, 131, 126, 110, 94, 86, 82, 80)

_FIRST_RATES = {"EUR": 1_084_000, "GBP": 1_271_000, "JPY": 6_710}
_MONTHLY_WANDER_PER_MILLE = {"EUR": 11, "GBP": 12, "JPY": 17}


@dataclass(frozen=True, slots=True)
class Month:
    """One calendar month, `index` months after the demo begins; `end` is exclusive and `partial` says it still runs."""

    index: int
    start: date
    end: date
    partial: bool = False

    @property
    def label(self) -> str:
        """Give the month's label, such as 2026-04."""
        return f"{self.start:%Y-%m}"

    @property
    def quarter(self) -> str:
        """Give the label of the calendar quarter the month lies in, such as 2026-Q2."""
        return f"{self.start.year}-Q{(self.start.month + 2) // 3}"


@dataclass(frozen=True, slots=True)
class Span:
    """The months one file reports: a quarter of the first year, a single month later; `end` is exclusive."""

    months: tuple[Month, ...]

    @property
    def index(self) -> int:
        """Give the index of the last month."""
        return self.months[-1].index

    @property
    def start(self) -> date:
        """Give the first day."""
        return self.months[0].start

    @property
    def end(self) -> date:
        """Give the day after the last; of a month that still runs, the first of the next."""
        return month_after(self.months[-1].start, 1)

    @property
    def partial(self) -> bool:
        """Tell whether the span still runs."""
        return self.months[-1].partial

    @property
    def label(self) -> str:
        """Give the label of the month, or of the quarter."""
        return self.months[0].quarter if len(self.months) > 1 else self.months[0].label


@dataclass(frozen=True, slots=True)
class Rate:
    """Millionths of a US dollar for one unit of `currency`, in force from `valid_from` until the next."""

    currency: str
    valid_from: date
    millionths: int

    @property
    def text(self) -> str:
        """Give the rate as exact decimal text."""
        return f"{self.millionths // 1_000_000}.{self.millionths % 1_000_000:06d}"


def month_after(day: date, months: int) -> date:
    """Give the first day of the month `months` after the month of `day`."""
    total = day.year * 12 + day.month - 1 + months
    return date(total // 12, total % 12 + 1, 1)


def calendar(today: date) -> tuple[Month, ...]:
    """Give 24 closed months up to the last closed quarter, then what has begun of the open quarter until yesterday."""
    quarter_start = date(today.year, (today.month - 1) // 3 * 3 + 1, 1)
    months = []
    for index in range(CLOSED_MONTHS + 3):
        start = month_after(quarter_start, index - CLOSED_MONTHS)
        end = month_after(start, 1)
        if start >= today:
            break
        months.append(Month(index, start, min(end, today), end > today))
    return tuple(months)


def spans(months: tuple[Month, ...]) -> tuple[Span, ...]:
    """Cut the months into what one file reports."""
    old = tuple(Span(months[at : at + 3]) for at in range(0, TAKEN_OVER, 3))
    return old + tuple(Span((month,)) for month in months[TAKEN_OVER:])


def season(month: Month, country: str, subcategory: str = "") -> int:
    """Give the seasonal strength of a month in per cent of an ordinary one.

    Offices and plants buy before summer and at the end of their budget year, which is March in Japan. Thermal cameras
    sell when buildings are heated, humidity sensors and solar clamps when they are cooled.
    """
    of_year = month.start.month - 1
    strength = (_JAPAN if country == "JP" else _NORTH)[of_year]
    if subcategory in {"Compact", "Professional"}:
        return strength * _HEATING[of_year] // 100
    if subcategory in {"Humidity", "Clamp"}:
        return strength * _COOLING[of_year] // 100
    return strength


def working_days(month: Month) -> list[date]:
    """Give the weekdays of a month, as far as it has run."""
    span = (month.start + timedelta(days=ahead) for ahead in range((month.end - month.start).days))
    return [day for day in span if day.weekday() < 5]


def rates(seed: str, months: tuple[Month, ...]) -> tuple[Rate, ...]:
    """Give the monthly dollar rates of every other currency: a slow random walk, as in life."""
    found = []
    for currency, first in _FIRST_RATES.items():
        random = Random(f"{seed}/rates/{currency}")  # noqa: S311  reproducible, not secret
        value = first
        for month in months:
            found.append(Rate(currency, month.start, value))
            wander = random.gauss(0, _MONTHLY_WANDER_PER_MILLE[currency])
            value += round(value * wander / 1_000 + (first - value) * 0.06)
    return tuple(sorted(found, key=lambda rate: (rate.valid_from, rate.currency)))
