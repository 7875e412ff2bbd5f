"""A tier programme as it was read: metrics, levels, what they ask and unlock, and when standing is reviewed. Frozen."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import TypeAlias

from fairway.values import Exact

LANGUAGE = 1


class Source(StrEnum):
    """Where a metric comes from."""

    SALES = "sales"
    """Sales lines that Fairway holds."""
    VALUES = "values"
    """Dated values that are entered or imported under a name."""
    PEOPLE = "people"
    """Persons who hold a valid certificate on the day."""
    GROWTH = "growth"
    """Another metric's change over the window before, in percent."""
    SHARE = "share"
    """One metric as a share of another, in percent."""
    RETENTION = "retention"
    """Customers won in the window who are still customers, in percent."""
    DATA_QUALITY = "data_quality"
    """Reported sales lines that needed nobody's help, in percent."""
    POINTS = "points"
    """Points for other metrics, by category, with caps."""


class Counted(StrEnum):
    """What is added up of sales lines."""

    NET = "net"
    GROSS = "gross"
    UNITS = "units"


class Take(StrEnum):
    """How dated values in a window become one number."""

    SUM = "sum"
    LAST = "last"
    AVERAGE = "average"
    MEDIAN = "median"
    COUNT = "count"
    HIGHEST = "highest"
    LOWEST = "lowest"


class Unit(StrEnum):
    """How a metric's number is written."""

    MONEY = "money"
    PERCENT = "percent"
    PEOPLE = "people"
    POINTS = "points"
    NUMBER = "number"


class Span(StrEnum):
    """What a window is made of."""

    DAYS = "days"
    MONTHS = "months"
    QUARTERS = "quarters"
    FISCAL_YEAR = "fiscal year"
    LAST_FISCAL_YEAR = "last fiscal year"
    EVER = "ever"


@dataclass(frozen=True, slots=True)
class Window:
    """The days that count. Rolling spans end as the day begins; quarters and the last fiscal year are whole ones."""

    span: Span
    count: int = 1


@dataclass(frozen=True, slots=True)
class Multiplier:
    """A value counts so many times, by one attribute of what it was for (market, product category, source)."""

    by: str
    factors: tuple[tuple[str, Exact], ...]
    otherwise: Exact


@dataclass(frozen=True, slots=True)
class Item:
    """What one metric brings in points: ``points`` for each ``each``, or in proportion up to ``target``."""

    metric: str
    points: Exact
    each: Exact | None = None
    target: Exact | None = None


@dataclass(frozen=True, slots=True)
class Category:
    """A group of items whose points together are at most ``at_most``."""

    id: str
    title: str
    items: tuple[Item, ...]
    at_most: Exact | None = None


@dataclass(frozen=True, slots=True)
class Metric:
    """One number of a partner on a day. Which parts are used depends on the source."""

    id: str
    title: str
    source: Source
    window: Window
    unit: Unit
    counted: Counted = Counted.NET
    events: tuple[str, ...] = ()
    only: tuple[tuple[str, tuple[str, ...]], ...] = ()
    name: str = ""
    take: Take = Take.SUM
    expires: Window | None = None
    certificates: tuple[str, ...] = ()
    of: str = ""
    to: str = ""
    within: Window | None = None
    multipliers: tuple[Multiplier, ...] = ()
    categories: tuple[Category, ...] = ()
    at_most: Exact | None = None


@dataclass(frozen=True, slots=True)
class Asked:
    """A metric must be at least, or at most, so much; ``places`` gives other thresholds by the partner's country.

    ``positive`` asks that every item of a points metric brings something.
    """

    metric: str
    at_least: Exact | None = None
    at_most: Exact | None = None
    places: tuple[tuple[str, Exact], ...] = ()
    positive: bool = False


@dataclass(frozen=True, slots=True)
class Every:
    """All parts must hold."""

    parts: tuple[Requirement, ...]
    title: str = ""


@dataclass(frozen=True, slots=True)
class Either:
    """One of the parts must hold: paths to the same level."""

    parts: tuple[Requirement, ...]
    title: str = ""


Requirement: TypeAlias = "Asked | Every | Either"


@dataclass(frozen=True, slots=True)
class Benefit:
    """Something a level brings, in words, at most from a day until a day (exclusive)."""

    title: str
    starts: date | None = None
    ends: date | None = None


@dataclass(frozen=True, slots=True)
class Unlocks:
    """What a level brings. ``cost`` is what it costs the vendor in a year, as far as the vendor states it;
    ``price_discount`` what the price list takes off, in percent."""

    price_list: str = ""
    registration: bool | None = None
    fund_rate: Exact | None = None
    benefits: tuple[Benefit, ...] = ()
    cost: Exact | None = None
    price_discount: Exact | None = None


@dataclass(frozen=True, slots=True)
class Level:
    """One level. The lowest may ask nothing. ``invitation``: reached only by those who were invited to it."""

    id: str
    title: str
    requires: Every = Every(())
    invitation: bool = False
    unlocks: Unlocks = Unlocks()
    description: str = ""


@dataclass(frozen=True, slots=True)
class Cadence:
    """The days on which standing is looked at: any day, or the ``day`` of these ``months``."""

    months: tuple[int, ...] = ()
    day: int = 1

    @property
    def any_time(self) -> bool:
        return not self.months


@dataclass(frozen=True, slots=True)
class Grace:
    """A time to catch up before a demotion, for those who make progress.

    ``at_least`` is the share of every missed threshold that must be there; ``improving`` asks that none of them stands
    lower than when grace began. ``recheck`` says when progress is looked at again.
    """

    length: Window
    at_least: Exact | None = None
    improving: bool = False
    recheck: Cadence = Cadence(tuple(range(1, 13)))


@dataclass(frozen=True, slots=True)
class Review:
    """When and how standing moves."""

    promotion: Cadence = Cadence()
    demotion: Cadence = Cadence((1, 4, 7, 10))
    qualify_within: Window | None = None
    lock: Window | None = None
    grace: Grace | None = None
    notice: int = 0
    grandfathered: Window | None = None
    one_step_down: bool = False


@dataclass(frozen=True, slots=True)
class Members:
    """Who takes part: all, or those who match."""

    types: tuple[str, ...] = ()
    countries: tuple[str, ...] = ()
    partners: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()

    def admits(self, *, code: str, types: tuple[str, ...], country: str) -> bool:
        """Whether a partner takes part."""
        return (
            code not in self.exclude
            and (not self.partners or code in self.partners)
            and (not self.types or bool(set(self.types) & set(types)))
            and (not self.countries or country in self.countries)
        )


@dataclass(frozen=True, slots=True)
class Programme:
    """A tier programme. Levels go from the lowest to the highest.

    ``each`` names the attribute by whose values standing is held separately (per portfolio, per country); empty: a
    partner has one standing, which is its tier.
    """

    id: str
    title: str
    currency: str
    levels: tuple[Level, ...]
    metrics: tuple[Metric, ...]
    review: Review = field(default_factory=Review)
    year_starts: int = 1
    members: Members = field(default_factory=Members)
    each: str = ""
    parts: tuple[str, ...] = ()
    description: str = ""
    language: int = LANGUAGE

    def metric(self, name: str) -> Metric:
        """The metric of an id. :raises KeyError: there is none."""
        found = next((one for one in self.metrics if one.id == name), None)
        if found is None:
            raise KeyError(name)
        return found

    def rank(self, level: str) -> int:
        """How high a level is: the lowest is 0, no level or one the programme does not know is -1."""
        return next((at for at, one in enumerate(self.levels) if one.id == level), -1)

    def level(self, name: str) -> Level | None:
        """The level of an id, if the programme knows it."""
        return next((one for one in self.levels if one.id == name), None)


def leaves(requirement: Requirement) -> tuple[Asked, ...]:
    """Every metric that a requirement asks, on all paths."""
    if isinstance(requirement, Asked):
        return (requirement,)
    return tuple(leaf for part in requirement.parts for leaf in leaves(part))
