"""The programme document, version 1, as frozen values: what a checked document means.

The checker (``fairway.engine.check``) is the only writer of these; the plan, the oracle, the words and the comparison
read them. Everything a reader needs is spelled out here: what a slot inherits from its incentive, and every default, is
already resolved, so no reader repeats a rule of inheritance.

How one payout comes about, for one incentive, one period and one partner:

1. **Lines.** A line belongs to the period that holds its date (``Calendar.dated_by``). It counts for a measure when it
   lies in the validity of programme and incentive, its partner is eligible, and it passes the measure's ``LineScope``.
2. **Amounts** in another currency are turned into the programme's by the rate of ``CurrencyPolicy``, unrounded.
3. **Qualifier and measure** are summed separately, each over its own lines. Gates likewise.
4. **Gates.** If any gate is not reached the payout is nothing, whatever the guarantee says.
5. **Measure cap.** At most ``Limits.measure`` of the measure earns.
6. **Method.** See ``Method``. A qualifier below the first step, or missing, reaches no step and earns nothing.
7. **Rounding**, once: per line or per payout (``RoundingPolicy``).
8. **Guarantee**, then **amount cap**: the payout is raised to ``Limits.floor``, then cut to ``Limits.amount``.
9. **Minimum payout.** What was carried from earlier periods is added; a due amount below ``Limits.minimum_payout``
   (negative ones included) is not paid but carried to the next period of the same incentive and partner.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from fairway.policy.conditions import Condition
from fairway.values import Exact, FiscalCalendar, Length, Money, Rate, Rounding

LANGUAGE = 1
"""The version of the programme language these values carry."""


class LineDate(StrEnum):
    """Which date of a line places it in a period and picks its currency rate."""

    INVOICE = "invoice_date"
    SHIPMENT = "ship_date"


class StandingDate(StrEnum):
    """On which day a partner's type, tier and country are looked up (vector V34 of the mechanics).

    ``TRANSACTION`` asks on each line's date; ``PERIOD_START`` on the period's first day and ``PERIOD_END`` on its last
    day, once for all lines of the period.
    """

    TRANSACTION = "transaction"
    PERIOD_START = "period_start"
    PERIOD_END = "period_end"


class CurrencyPolicy(StrEnum):
    """Which rate turns a line's amount into the programme's currency (V27).

    ``TRANSACTION_DATE`` is the rate in force on the line's date. ``PERIOD_AVERAGE`` is the mean of the rates in force
    on every day of the line's period, rounded half-up to ``AVERAGE_PLACES``; ``PERIOD_END`` is the rate in force on
    the period's last day. Of a period that is not over, the days known so far count. ``CONTRACT`` is a rate written in
    the document, whatever the day.
    """

    TRANSACTION_DATE = "transaction_date"
    PERIOD_AVERAGE = "period_average"
    PERIOD_END = "period_end"
    CONTRACT = "contract"


AVERAGE_PLACES = 6
"""Decimal places of an average exchange rate."""


class RoundingLevel(StrEnum):
    """Where the one rounding happens (V28).

    ``PAYOUT`` rounds the sum of a payout. ``LINE`` rounds each line's own part (the line's measure times the value of
    the step reached) and then adds; it goes with flat, retroactive and per-unit methods only.
    """

    LINE = "line"
    PAYOUT = "payout"


class Event(StrEnum):
    """Which movement of goods a line reports."""

    SELL_IN = "sell_in"
    SELL_THROUGH = "sell_through"
    SELL_OUT = "sell_out"


class LineKind(StrEnum):
    """What a line is.

    A line whose kind is absent is a return when its quantity or its net amount is below zero, otherwise a sale.
    """

    SALE = "sale"
    RETURN = "return"
    SAMPLE = "sample"
    ADJUSTMENT = "adjustment"


class ReturnsPolicy(StrEnum):
    """What returns do: reduce the period their date lies in, which is then restated (V22a), or nothing at all."""

    RESTATE = "restate"
    EXCLUDE = "exclude"


class MeasureKind(StrEnum):
    """What is added up: net amount in the programme's currency, quantity in base units, or the number of lines.

    As a number of lines a sale (or a sample) counts 1, a return −1 and an adjustment 0.
    """

    NET = "net"
    QUANTITY = "quantity"
    LINES = "lines"


class Base(StrEnum):
    """The net or gross of what an amount is taken from: the line's net amount as reported."""

    NET = "net"


class Window(StrEnum):
    """The span a measure is taken over: the payout's own period."""

    PERIOD = "period"


class Method(StrEnum):
    """How the step table turns qualifier and measure into an amount.

    * ``FLAT``: one step, without bounds unless a ``from`` is written; measure × rate, or × amount per unit for
      quantity and lines. Negative when returns exceed sales (V01).
    * ``RETROACTIVE``: the highest step whose lower bound the qualifier reaches; whole measure × its rate, or × its
      amount per unit for quantity and lines (V04).
    * ``MARGINAL``: each slice of the measure between two bounds × that slice's rate (or amount per unit),
      added up (V05). The qualifier is the measure itself; a measure cap cuts the measure before it is sliced.
    * ``ROLLING``: every step the measure reaches × its own rate, on the measure up to that step's own end (V06). The
      qualifier is the measure itself.
    * ``TOTAL``: every step the qualifier reaches × its rate, each on the whole measure (V06).
    * ``LINEAR``: the steps are points; between two of them the rate changes evenly with the qualifier, outside them it
      stays that of the nearest point (V07). The rate is rounded half-up to ``LINEAR_PLACES`` and multiplies the whole
      measure.
    * ``PER_UNIT``: the step the qualifier reaches; whole measure (quantity or lines) × its amount per unit (V02).
    * ``FIXED``: the step the qualifier reaches pays its amount, once (V03).
    """

    FLAT = "flat"
    RETROACTIVE = "retroactive"
    MARGINAL = "marginal"
    ROLLING = "rolling"
    TOTAL = "total"
    LINEAR = "linear"
    PER_UNIT = "per_unit"
    FIXED = "fixed"


ITSELF = frozenset({Method.MARGINAL, Method.ROLLING})
"""Methods that cut the measure at the bounds of the steps, so that the measure is its own qualifier."""
BY_LINE = frozenset({Method.FLAT, Method.RETROACTIVE, Method.TOTAL, Method.LINEAR, Method.PER_UNIT})
"""Methods that multiply the whole measure with one number, so that each line has a part of its own."""
LINEAR_PLACES = 8
"""Decimal places of a rate between two points: as many as a written percentage has as a factor."""


class StackMode(StrEnum):
    """How an incentive goes with others on the same lines: each pays in full and the amounts add."""

    ADD = "add"


@dataclass(frozen=True, slots=True)
class Validity:
    """The days on which something counts: ``[starts, until)``; ``None`` leaves that side open.

    The document's ``ends`` is the last day that counts; ``until`` is the day after it.
    """

    starts: date | None = None
    until: date | None = None


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
class Measure:
    """Something added up over lines: the measure itself, a qualifier, or what a gate looks at."""

    kind: MeasureKind
    lines: LineScope
    base: Base = Base.NET
    over: Window = Window.PERIOD


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


@dataclass(frozen=True, slots=True)
class Limits:
    """Caps, guarantee and minimum of a payout (V21). Money is in the programme's currency; ``None`` means no limit.

    ``measure`` (in the measure's unit) caps what earns; ``amount`` caps the payout; ``floor`` is the guaranteed
    payout of an eligible partner that has a line counted for the measure in the period and meets the gates, whether
    or not a step is reached; ``minimum_payout`` carries.
    """

    measure: Exact | None = None
    amount: Money | None = None
    floor: Money | None = None
    minimum_payout: Money | None = None


@dataclass(frozen=True, slots=True)
class Stack:
    """How an incentive goes with the others of its programme on the same lines."""

    mode: StackMode = StackMode.ADD


@dataclass(frozen=True, slots=True)
class Incentive:
    """One way of earning. ``id`` is unique in the programme and names the payouts."""

    id: str
    title: str
    kind: str
    eligible: Eligibility
    measure: Measure
    qualifier: Measure
    method: Method
    steps: tuple[Step, ...]
    gates: tuple[Gate, ...] = ()
    limits: Limits = Limits()
    returns: ReturnsPolicy = ReturnsPolicy.RESTATE
    validity: Validity = Validity()
    stack: Stack | None = None
    description: str = ""


@dataclass(frozen=True, slots=True)
class Programme:
    """A checked programme. ``members`` and each incentive's ``eligible`` must both let a partner in.

    ``contract_rates`` gives units of programme currency for one unit of each named currency, where ``fx`` is
    ``CONTRACT``.
    """

    id: str
    title: str
    currency: str
    calendar: Calendar
    fx: CurrencyPolicy
    rounding: RoundingPolicy
    standing: StandingDate
    members: Eligibility
    incentives: tuple[Incentive, ...]
    validity: Validity = Validity()
    description: str = ""
    contract_rates: tuple[tuple[str, Exact], ...] = ()
    language: int = LANGUAGE
