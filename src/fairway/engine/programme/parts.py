"""The parts of a programme: calendars, scopes of partners, products and lines, measures, gates and steps."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TypeAlias

from fairway.engine.programme.choices import (
    AMOUNTS,
    Baseline,
    Event,
    LineDate,
    LineKind,
    MeasureKind,
    NoHistory,
    RoundingLevel,
    Window,
)
from fairway.policy.conditions import Condition, Source
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
class Span:
    """A length of time: ``months`` and ``days``, whichever is written; from a day, that many later, exclusive.

    Months are added first; a day the month does not have becomes its last.
    """

    months: int = 0
    days: int = 0


@dataclass(frozen=True, slots=True)
class EventWindow:
    """A window that begins with an event: lines dated from it until ``span`` later (exclusive).

    The event's day stands in ``column`` of the line, its product (a launch) or its partner (the start of the
    partnership). A line without such a day is out.
    """

    source: Source
    column: str
    span: Span


@dataclass(frozen=True, slots=True)
class LineScope:
    """Which lines of an eligible partner count. All parts must hold.

    ``events`` empty means every movement counts. ``kinds`` is never empty (see ``LineKind`` for lines without one).
    ``registered``: only lines whose ``deal_id`` is registered, in the table of deals, for the line's own partner on
    the line's date (V14). Lines with a ``deal_credit`` only move a part of another line's credit from one partner of
    such a deal to another: they count in sums with ``registered``, and nowhere else. ``claimed_within`` days of its
    date a line must have been claimed (``claimed_on``), that day included, and earlier is no fault (V18). The line's
    date is the day it is placed on: of a return that restates, that of the sale it undoes. ``once_per`` names a line
    column: of the lines that count otherwise, of all partners together and of the same kind, only the first with each
    value counts, by date and then by ``line_id`` (as a number where all are numbers); lines without a value do not
    count. Without a column ``line_id`` the calculation is refused.
    """

    events: tuple[Event, ...]
    kinds: tuple[LineKind, ...]
    products: ProductScope = ProductScope()
    territory: Territory = Territory()
    where: Condition | None = None
    registered: bool = False
    since: tuple[EventWindow, ...] = ()
    claimed_within: int | None = None
    once_per: str | None = None


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
class NewCustomer:
    """Which first orders count (V13).

    An order is the lines of one ``invoice_no``, partner and period, or one line where it has none. An order is its
    customer's first when no line of the customer (``customer_id``) with a quantity above zero, of any partner and
    product, counted or not, is dated within ``look_back`` before it (ever, where that is ``None``); of several on one
    day the one with the lowest ``line_id`` is first. A purchase keeps its customer known until ``look_back`` after its
    day, exclusive: with 24 months, who bought on 15 February 2022 is new again on 15 February 2024. Only if that first
    order's line (the one that makes it the first) passes the measure's scope, and the order's counted net amount is at
    least ``at_least``, does it count, once, for the partner and the day of that line. A line counts for the order where
    it has a customer and passes the scope. Which line is first goes by the lines' own dates and needs a ``line_id``.
    """

    look_back: Span | None = None
    at_least: Exact | None = None


@dataclass(frozen=True, slots=True)
class Measure:
    """Something added up over lines: the measure itself, a qualifier, or what a gate looks at.

    ``new`` stands with ``NEW_CUSTOMERS`` only.
    """

    kind: MeasureKind
    lines: LineScope
    over: Over = Over()
    new: NewCustomer | None = None

    @property
    def by_period(self) -> Measure:
        """The same, of one period alone: what a window is added up from."""
        return replace(self, over=Over())

    @property
    def looks_back(self) -> bool:
        """Whether lines of earlier periods count."""
        return self.over.window is not Window.PERIOD

    @property
    def shares_credit(self) -> bool:
        """Whether lines count that only share another's credit for a deal: in sums of registered deals (V14)."""
        summed = self.kind in AMOUNTS or self.kind is MeasureKind.QUANTITY
        return summed and self.lines.registered and self.lines.once_per is None

    @property
    def measures(self) -> tuple[Measure, ...]:
        """What is added up: itself."""
        return (self,)


@dataclass(frozen=True, slots=True)
class Growth:
    """How much more than a baseline: (actual − baseline) / baseline, as a ratio (V08).

    The baseline is the same measure in an earlier period (``over``), whether or not programme and incentive were in
    force then and the partner eligible; or the amount the table of targets gives the partner under ``named`` for the
    payout's period. A baseline below ``least``, or not above zero, is none: see ``NoHistory``. ``target`` names the
    target that stands in with ``NoHistory.TARGET``.
    """

    measure: Measure
    over: Baseline | None = Baseline.SAME_PERIOD_LAST_YEAR
    named: str | None = None
    without_history: NoHistory = NoHistory.SKIP
    least: Exact | None = None
    target: str | None = None

    @property
    def looks_back(self) -> bool:
        """Whether lines of earlier periods count."""
        return self.over is not None or self.measure.looks_back

    @property
    def measures(self) -> tuple[Measure, ...]:
        """What is added up."""
        return (self.measure,)


@dataclass(frozen=True, slots=True)
class Attainment:
    """Which share of a target was reached: actual / target, as a ratio (V09).

    The table of targets gives the partner's ``target`` for the payout's period; without one, or with one that is not
    above zero, no step is reached.
    """

    measure: Measure
    target: str

    @property
    def looks_back(self) -> bool:
        """Whether lines of earlier periods count."""
        return self.measure.looks_back

    @property
    def measures(self) -> tuple[Measure, ...]:
        """What is added up."""
        return (self.measure,)


@dataclass(frozen=True, slots=True)
class Ratio:
    """One population against another: ``of`` / ``to``, as a ratio (V11).

    Where nothing counted for ``to``, or it is not above zero, there is no ratio and no bound is reached; where nothing
    counted for ``of`` it is 0.
    """

    of: Measure
    to: Measure

    @property
    def looks_back(self) -> bool:
        """Whether lines of earlier periods count."""
        return self.of.looks_back or self.to.looks_back

    @property
    def measures(self) -> tuple[Measure, ...]:
        """What is added up."""
        return (self.of, self.to)


@dataclass(frozen=True, slots=True)
class Threshold:
    """A population that must come to ``at_least`` (in the measure's unit), inclusive."""

    measure: Measure
    at_least: Exact


@dataclass(frozen=True, slots=True)
class Breadth:
    """How many of several populations reach their threshold (V12): 0 and more, never missing."""

    parts: tuple[Threshold, ...]

    @property
    def looks_back(self) -> bool:
        """Whether lines of earlier periods count."""
        return any(part.measure.looks_back for part in self.parts)

    @property
    def measures(self) -> tuple[Measure, ...]:
        """What is added up."""
        return tuple(part.measure for part in self.parts)


@dataclass(frozen=True, slots=True)
class Certified:
    """How many of the partner's people hold a certificate of ``course`` on the payout period's last day: 0 and more.

    The table of certificates says who holds which, from when until when; a person counts once. Of a period that is not
    over, the day of the calculation counts.
    """

    course: str

    @property
    def looks_back(self) -> bool:
        """Whether lines of earlier periods count: none count at all."""
        return False

    @property
    def measures(self) -> tuple[Measure, ...]:
        """What is added up over lines: nothing."""
        return ()


Asked: TypeAlias = Measure | Growth | Attainment | Ratio | Breadth | Certified
"""What can be compared with a bound: as a qualifier with the steps, as a gate with what it asks for."""
RATIOS = (Growth, Attainment, Ratio)
"""Of these, the ones whose bounds are written in percent and held as factors: 10 percent is 0.1."""


@dataclass(frozen=True, slots=True)
class Gate:
    """A condition on another population: ``measure`` must reach ``at_least``, in its own unit or as a factor (V10)."""

    measure: Asked
    at_least: Exact


@dataclass(frozen=True, slots=True)
class Step:
    """One step of a table: qualifiers from ``lower`` (inclusive) to ``upper`` (exclusive), in the qualifier's unit.

    ``None`` leaves that side open. Exactly one of ``rate``, ``per_unit`` (programme currency for one unit or line,
    exact, any number of digits), ``amount`` and ``free`` (units given free of charge) is set.
    """

    lower: Exact | None
    upper: Exact | None
    rate: Rate | None = None
    per_unit: Exact | None = None
    amount: Money | None = None
    free: Exact | None = None


@dataclass(frozen=True, slots=True)
class Multiplier:
    """What a payout is multiplied with, before it is rounded, by an attribute of the partner.

    ``column`` is ``type``, ``tier``, ``country`` or any other column of the partners, as it stands on the day the
    programme looks standings up; with ``StandingDate.TRANSACTION`` on the period's last day. Of several types the
    largest factor holds. A value that is not named multiplies with ``otherwise``.
    """

    column: str
    factors: tuple[tuple[str, Exact], ...]
    otherwise: Exact


@dataclass(frozen=True, slots=True)
class Pool:
    """Partners whose sales count together (V36).

    Partners with the same value in ``column`` (``parent_id``, ``country`` or any other column of the partners, looked
    up as for a ``Multiplier``) are one pool; a partner without a value is a pool of its own, and a parent belongs to
    the pool of its children (a partner without ``parent_id`` whose id is another's ``parent_id``). Measures,
    qualifiers, baselines, targets and gates of the pool are the sums of its partners'. What the pool earns is rounded
    once and shared in the minor unit by the partners' own measures, among those whose measure is above zero and at
    least ``at_least``: largest remainder, ties to the lower partner id (as a number where all are numbers). Without any
    such partner nothing is paid. Limits act on each partner's share; ``Limits.measure`` on the pool's measure.
    """

    column: str
    at_least: Exact | None = None
