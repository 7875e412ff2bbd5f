"""The parts of a programme: calendars, scopes of partners, products and lines, measures, gates and steps."""

from __future__ import annotations

from dataclasses import dataclass, replace

from fairway.engine.programme.choices import Base, Event, LineDate, LineKind, MeasureKind, RoundingLevel, Window
from fairway.policy.conditions import Condition
from fairway.values import Exact, FiscalCalendar, Length, Money, Period, Rate, Rounding


@dataclass(frozen=True, slots=True)
class Calendar:
    """The programme's year and periods.

    ``year_starts_month`` is 1 to 12 (years begin on the first day of that month); ``grace_days`` is how long after a
    period's end late lines are still expected; ``time_zone`` is an IANA name and decides when grace runs out.
    """

    year_starts_month: int
    period: Length
    grace_days: int = 0
    time_zone: str = "UTC"
    dated_by: LineDate = LineDate.INVOICE

    @property
    def fiscal(self) -> FiscalCalendar:
        """The calendar that cuts time into the programme's periods."""
        return FiscalCalendar(self.year_starts_month, self.period)


@dataclass(frozen=True, slots=True)
class RoundingPolicy:
    """The one rounding of a payout, to the digits ISO 4217 gives the programme's currency."""

    mode: Rounding
    level: RoundingLevel


@dataclass(frozen=True, slots=True)
class PartnerScope:
    """Partners named by type, tier, country or id. Empty means any; named attributes must all hold.

    A partner may have several types and passes ``types`` with any one of them. ``countries`` is the partner's own
    country (ISO 3166 code), not the line's.
    """

    types: tuple[str, ...] = ()
    tiers: tuple[str, ...] = ()
    countries: tuple[str, ...] = ()
    partners: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Eligibility:
    """Who takes part: inside ``include`` and matched by nothing in ``exclude``.

    ``exclude`` is a list of alternatives: a partner is out when its type, or its tier, or its country, or its id is
    named there (an empty part of ``exclude`` excludes nobody).
    """

    include: PartnerScope = PartnerScope()
    exclude: PartnerScope = PartnerScope()


@dataclass(frozen=True, slots=True)
class AttributeValues:
    """One attribute and the values it may have, compared as text, exactly as written."""

    attribute: str
    values: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ProductScope:
    """Products by attribute (``product_id``, ``category``, ``family``… or any other column of the product list).

    A product is in when every part of ``include`` names its value and no part of ``exclude`` does. A line whose
    product is not in the product list is in only when ``include`` is empty.
    """

    include: tuple[AttributeValues, ...] = ()
    exclude: tuple[AttributeValues, ...] = ()


@dataclass(frozen=True, slots=True)
class Territory:
    """Where the line was sold: the line's own ``country`` and ``region``; empty means anywhere."""

    countries: tuple[str, ...] = ()
    regions: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class LineScope:
    """Which lines of an eligible partner count. All parts must hold.

    ``events`` empty means every movement counts. ``kinds`` is never empty (see ``LineKind`` for lines without one).
    """

    events: tuple[Event, ...]
    kinds: tuple[LineKind, ...]
    products: ProductScope = ProductScope()
    territory: Territory = Territory()
    where: Condition | None = None


@dataclass(frozen=True, slots=True)
class Over:
    """A window; ``periods`` is how many periods a rolling one has, the payout's own among them."""

    window: Window = Window.PERIOD
    periods: int = 1

    def first(self, calendar: FiscalCalendar, period: Period) -> Period | None:
        """The first period of the window that ends with ``period``; ``None`` where it reaches back without end."""
        match self.window:
            case Window.PERIOD:
                return period
            case Window.YEAR_TO_DATE:
                return calendar.period_of(calendar.year_of(period).start)
            case Window.ROLLING:
                first = period
                for _ in range(self.periods - 1):
                    first = calendar.previous(first)
                return first
            case Window.LIFETIME:
                return None


@dataclass(frozen=True, slots=True)
class Measure:
    """Something added up over lines: the measure itself, a qualifier, or what a gate looks at."""

    kind: MeasureKind
    lines: LineScope
    base: Base = Base.NET
    over: Over = Over()

    @property
    def by_period(self) -> Measure:
        """The same, of one period alone: what a window is added up from."""
        return replace(self, over=Over())

    @property
    def looks_back(self) -> bool:
        """Whether lines of earlier periods count."""
        return self.over.window is not Window.PERIOD


@dataclass(frozen=True, slots=True)
class Gate:
    """A condition on another population: ``measure`` must reach ``at_least`` (in the measure's own unit) (V10)."""

    measure: Measure
    at_least: Exact


@dataclass(frozen=True, slots=True)
class Step:
    """One step of a table: qualifiers from ``lower`` (inclusive) to ``upper`` (exclusive), in the qualifier's unit.

    ``None`` leaves that side open. Exactly one of ``rate``, ``per_unit`` (programme currency for one unit or line,
    exact, any number of digits) and ``amount`` is set.
    """

    lower: Exact | None
    upper: Exact | None
    rate: Rate | None = None
    per_unit: Exact | None = None
    amount: Money | None = None
