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
    """The span a qualifier or a gate is taken over, always up to and with the payout's own period.

    ``YEAR_TO_DATE`` begins with the programme's year, ``ROLLING`` a number of periods back, ``LIFETIME`` with the first
    line. Every line of the span must count in its own period: in its validity, and by its partner's standing then.
    """

    PERIOD = "period"
    YEAR_TO_DATE = "year_to_date"
    ROLLING = "rolling"
    LIFETIME = "lifetime"


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
