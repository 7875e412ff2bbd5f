"""Working time: which hours of which days count, by the public holidays of a country (the kept `holidays` data)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

import holidays


@lru_cache(maxsize=256)
def _holidays(country: str, region: str, year: int) -> frozenset[date]:
    if not country:
        return frozenset()
    return frozenset(holidays.country_holidays(country, subdiv=region or None, years=year))


@lru_cache(maxsize=1)
def known_countries() -> dict[str, tuple[str, ...]]:
    """Countries whose holidays are known, with their regions."""
    return {code: tuple(regions) for code, regions in holidays.list_supported_countries().items()}


@dataclass(frozen=True, slots=True)
class BusinessCalendar:
    """Monday to Friday between two hours, without the public holidays of a place and days of one's own."""

    country: str = ""
    region: str = ""
    time_zone: str = "UTC"
    opens: time = time(9)
    closes: time = time(17)
    closed: tuple[date, ...] = ()

    @property
    def day_length(self) -> timedelta:
        """How long one business day is."""
        return datetime.combine(date.min, self.closes) - datetime.combine(date.min, self.opens)

    def works_on(self, on: date) -> bool:
        """Tell whether a day is a business day."""
        return on.weekday() < 5 and on not in self.closed and on not in _holidays(self.country, self.region, on.year)

    def after(self, start: datetime, length: timedelta) -> datetime:
        """When so much working time has passed since a moment; nights, weekends and holidays do not count."""
        zone = ZoneInfo(self.time_zone)
        at, left = start.astimezone(zone), length
        while True:
            opens = datetime.combine(at.date(), self.opens, zone)
            closes = datetime.combine(at.date(), self.closes, zone)
            begins = max(at, opens)
            if self.works_on(at.date()) and begins < closes:
                if begins + left <= closes:
                    return begins + left
                left -= closes - begins
            at = datetime.combine(at.date() + timedelta(days=1), time(), zone)
