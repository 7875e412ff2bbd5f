"""The words of the programme language that choose one of several meanings, each with its meaning."""

from enum import StrEnum


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
    """What returns do (V22). A return may name the day of the sale it undoes in the column ``original_on``.

    * ``RESTATE``: a return belongs to the day of the sale it undoes, where it names one, otherwise to its own; that
      period is calculated again (V22a). That day decides on standing, exchange rate and scope too. A return is known
      from its own date on, and a line without one never counts.
    * ``NET``: a return reduces the period of its own date (V22b).
    * ``REVERSE``: a return changes no measure; in the period of its own date it takes back its amount times the value
      that the period of the sale it undoes was paid at (V22c); one that names no sale undoes one of its own period.
      The amount is at the rate of the return's own date. It goes with methods of one value, and with sums only.
    * ``EXCLUDE``: returns change nothing; the kinds that count leave them out.
    """

    RESTATE = "restate"
    NET = "net"
    REVERSE = "reverse"
    EXCLUDE = "exclude"


class MeasureKind(StrEnum):
    """What is added up over lines.

    Amounts are in the programme's currency: ``NET`` as reported, ``GROSS`` before discounts, ``LIST`` at list price,
    ``MARGIN`` net less cost. ``QUANTITY`` is in base units. As a number of ``LINES`` a sale (or a sample) counts 1, a
    return −1 and an adjustment 0. The rest count distinct ids of which more was bought than returned over the window:
    ``CUSTOMERS``, ``DEALS``, ``DOCUMENTS``, ``SERIALS``, by base units; a line without an id does not count.
    ``NEW_CUSTOMERS`` counts first orders of customers (see ``NewCustomer``); every line with a customer counts for it.
    """

    NET = "net"
    GROSS = "gross"
    LIST = "list"
    MARGIN = "margin"
    QUANTITY = "quantity"
    LINES = "lines"
    CUSTOMERS = "customers"
    NEW_CUSTOMERS = "new_customers"
    DEALS = "deals"
    DOCUMENTS = "documents"
    SERIALS = "serials"


AMOUNTS: dict[MeasureKind, tuple[str, ...]] = {
    MeasureKind.NET: ("net_amount",),
    MeasureKind.GROSS: ("gross_amount",),
    MeasureKind.LIST: ("list_amount",),
    MeasureKind.MARGIN: ("net_amount", "cost_amount"),
}
"""Measures in money, with the line columns they read: the first, less the others."""
IDS: dict[MeasureKind, str] = {
    MeasureKind.CUSTOMERS: "customer_id",
    MeasureKind.DEALS: "deal_id",
    MeasureKind.DOCUMENTS: "invoice_no",
    MeasureKind.SERIALS: "serial_no",
}
"""Measures that count distinct ids, with the line column that holds them."""


class Window(StrEnum):
    """The span a qualifier or a gate is taken over, always up to and with the payout's own period.

    ``YEAR_TO_DATE`` begins with the programme's year, ``ROLLING`` a number of periods back, ``LIFETIME`` with the first
    line. Every line of the span must count in its own period: in its validity, and by its partner's standing then.
    """

    PERIOD = "period"
    YEAR_TO_DATE = "year_to_date"
    ROLLING = "rolling"
    LIFETIME = "lifetime"


class Unit(StrEnum):
    """What the step table is asked of, one by one; what the units of a period earn is added up.

    * ``PERIOD``: everything the partner sold in the period, at once.
    * ``LINE``: each sales line by itself.
    * ``DOCUMENT``: the lines of one ``invoice_no`` (of one partner, in one period) together; a line without a number
      is a document of its own.
    * ``PERIOD_TO_DATE``: each day's lines, at the step that the qualifier reaches with everything of the period up to
      and with that day. Lines of one day count together, so that their order changes nothing.
    """

    PERIOD = "period"
    LINE = "line"
    DOCUMENT = "document"
    PERIOD_TO_DATE = "period_to_date"


class Baseline(StrEnum):
    """What growth is measured against: the same period of the year before, or the period before.

    A baseline by name stands in the table of targets instead (``Growth.named``).
    """

    SAME_PERIOD_LAST_YEAR = "same_period_last_year"
    PREVIOUS_PERIOD = "previous_period"


class NoHistory(StrEnum):
    """What growth is for a partner without a baseline, or with one below ``Growth.least`` (V08c).

    * ``SKIP``: no step is reached, nothing is earned.
    * ``ZERO``: the baseline is 0 and the highest step is reached, where the measure is above zero.
    * ``PEERS``: the baseline is the mean of the baselines of all other partners that have one for that period (of the
      incentive's partners with a payout row in it), rounded half-up to the currency's digits (to whole units
      for quantities and counts); without any peer like ``SKIP``.
    * ``TARGET``: the partner's target of the name ``Growth.target`` is the baseline; without one like ``SKIP``.
    """

    SKIP = "skip"
    ZERO = "zero"
    PEERS = "peers"
    TARGET = "target"


class PaysOn(StrEnum):
    """What of the measure earns: the whole, or what it exceeds the baseline of a growth qualifier by (V08a, b)."""

    WHOLE = "whole"
    INCREMENT = "increment"


class Payee(StrEnum):
    """Who is paid.

    * ``PARTNER``: the partner of the lines.
    * ``PERSON``: each person named in the lines' ``person`` column by itself; lines without one do not count (V18).
    * ``SPLITS``: what the partner earns is shared among persons by the table of splits (V19).
    """

    PARTNER = "partner"
    PERSON = "person"
    SPLITS = "splits"


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
    * ``ATTAINMENT``: steps by share of a target; every step reached × its rate, on what the measure exceeds the step's
      own share of the target by (V09: 2 % from 0 and 1 % more from 100 percent).
    * ``LINEAR``: the steps are points; between two of them the rate changes evenly with the qualifier, outside them it
      stays that of the nearest point (V07). The rate is rounded half-up to ``LINEAR_PLACES`` and multiplies the whole
      measure.
    * ``PER_UNIT``: the step the qualifier reaches; whole measure (quantity or lines) × its amount per unit (V02).
    * ``FIXED``: the step the qualifier reaches pays its amount, once (V03).
    * ``MULTIPLES``: the step the qualifier reaches pays its amount, or its free units, for every full ``every`` of the
      measure (V38). Free units are worth ``worth`` each, or nothing in money. A measure below zero pays nothing.
    """

    FLAT = "flat"
    RETROACTIVE = "retroactive"
    MARGINAL = "marginal"
    ROLLING = "rolling"
    TOTAL = "total"
    ATTAINMENT = "attainment"
    LINEAR = "linear"
    PER_UNIT = "per_unit"
    FIXED = "fixed"
    MULTIPLES = "multiples"


ADDING = frozenset({Method.ROLLING, Method.TOTAL, Method.ATTAINMENT})
"""Methods with which every step that is reached pays something more."""
ITSELF = frozenset({Method.MARGINAL, Method.ROLLING})
"""Methods that cut the measure at the bounds of the steps, so that the measure is its own qualifier."""
BY_LINE = frozenset({Method.FLAT, Method.RETROACTIVE, Method.TOTAL, Method.LINEAR, Method.PER_UNIT})
"""Methods that multiply the whole measure with one number, so that each line has a part of its own."""
LINEAR_PLACES = 8
"""Decimal places of a rate between two points: as many as a written percentage has as a factor."""


RATIO_PLACES = 8
"""Decimal places of growth, attainment and other ratios, cut off (towards minus infinity) and not rounded.

A bound is written with at most as many, so that a ratio reaches a bound exactly when the exact quotient does.
"""


class Choosing(StrEnum):
    """Which incentives of one set pay, for one partner and period.

    * ``BEST_OF``: the one that earns most; of equals the first in order.
    * ``EXCLUSIVE``: the first in order that earns anything but nothing; where none does, the first in order.
    """

    BEST_OF = "best_of"
    EXCLUSIVE = "exclusive"
