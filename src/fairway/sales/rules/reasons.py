"""Every reason a line is refused, held, dropped or remarked upon: its code, sentence, remedy, and the rule itself.

The letters and numbers are those of the channel-data reference (F: files, L: lines). Each rule stands twice on one
line of the table: as a condition of the database engine's SQL, which decides a million lines at once, and as Python
over one line, which explains and is the check of the first. A test runs both over the same lines.

Levels. *Refused*: the line cannot be used; the sender corrects it and sends it again. *Held*: the line is readable but
somebody has to say what it means; nothing is guessed into money. *Dropped*: it says what was said already.
*Remarked*: accepted, and worth a look.
"""

from __future__ import annotations

from datetime import timedelta

from fairway.sales.rules.further import CONTRADICTING, ODD, UNREADABLE
from fairway.sales.rules.levels import EARLIEST, Level, Reason
from fairway.values import exact, minus, times

LONGEST_CELL = 10_000
"""Bytes a cell may hold."""
DEAR, CHEAP = 5, 20
"""A net price above 5 times or below a twentieth of the list price is remarked upon (9.00 for 900)."""

_R, _H, _D, _W = Level.REFUSED, Level.HELD, Level.DROPPED, Level.REMARKED
_ZERO = exact(0)

REASONS: tuple[Reason, ...] = (
    Reason(
        "L14-cells",
        _R,
        "The line has more cells than the heading.",
        "Put cells that hold the delimiter in quotation marks.",
        "cells_problem IS NOT NULL AND cells_problem <> 'quote'",
        lambda x, t: x.cells_problem is not None and x.cells_problem != "quote",
    ),
    Reason(
        "L14-encoding",
        _R,
        "A letter of the line is in another encoding than the file.",
        "Export the file in one encoding, UTF-8 at best.",
        "lost",
        lambda x, t: x.lost,
    ),
    Reason(
        "L14-nul",
        _R,
        "The line holds a zero byte.",
        "Export the file again; zero bytes come from damage.",
        "nul",
        lambda x, t: x.nul,
    ),
    Reason(
        "L14-long-cell",
        _R,
        f"A cell holds more than {LONGEST_CELL:,} bytes.",
        "Look for a quotation mark that is never closed, or shorten the cell.",
        f"longest > {LONGEST_CELL}",
        lambda x, t: x.longest > LONGEST_CELL,
    ),
    Reason(
        "L7-no-date",
        _R,
        "The invoice date is missing.",
        "Fill in the date of the invoice.",
        "date_text = ''",
        lambda x, t: x.date_text == "",
    ),
    Reason(
        "L7-bad-date",
        _R,
        "The invoice date is no date in the order of the layout.",
        "Write dates like the other lines, or correct the date order of the layout.",
        "date_text <> '' AND invoice_date IS NULL",
        lambda x, t: x.date_text != "" and x.invoice_date is None,
    ),
    Reason(
        "L7-too-old",
        _R,
        "The invoice date lies before the year 2000; spreadsheets write 1899 or 1900 for an empty date.",
        "Correct the date.",
        f"invoice_date < DATE '{EARLIEST}'",
        lambda x, t: x.invoice_date is not None and x.invoice_date.isoformat() < EARLIEST,
    ),
    Reason(
        "L7-future",
        _R,
        "The invoice date lies in the future.",
        "Correct the date, or send the line once it is invoiced.",
        "invoice_date > DATE '{today}' + 1",
        lambda x, t: x.invoice_date is not None and x.invoice_date > t.today + timedelta(days=1),
    ),
    Reason(
        "L5-no-product",
        _R,
        "The product is missing.",
        "Fill in the vendor's product number.",
        "sku = ''",
        lambda x, t: x.sku == "",
    ),
    Reason(
        "L3-no-quantity",
        _R,
        "The quantity is missing.",
        "Fill in how many units were sold; returns are negative.",
        "quantity_text = ''",
        lambda x, t: x.quantity_text == "",
    ),
    Reason(
        "L3-bad-quantity",
        _R,
        "The quantity is no number in the layout's way of writing, or too large.",
        "Write numbers like the other lines, or correct the decimal mark of the layout.",
        "quantity_text <> '' AND quantity IS NULL",
        lambda x, t: x.quantity_text != "" and x.quantity is None,
    ),
    Reason(
        "L10-no-amount",
        _R,
        "Neither a net amount nor a unit price is given.",
        "Fill in the net amount of the line.",
        "net_text = '' AND price_text = ''",
        lambda x, t: x.net_text == "" and x.price_text == "",
    ),
    Reason(
        "L10-bad-amount",
        _R,
        "The net amount or unit price is no number in the layout's way of writing, or too large.",
        "Write numbers like the other lines, or correct the decimal mark of the layout.",
        "(net_text <> '' AND net_given IS NULL) OR (price_text <> '' AND unit_price IS NULL)"
        " OR (net_amount IS NULL AND quantity IS NOT NULL AND (net_text <> '' OR price_text <> ''))",
        lambda x, t: (
            (x.net_text != "" and x.net_given is None)
            or (x.price_text != "" and x.unit_price is None)
            or (x.net_amount is None and x.quantity is not None and (x.net_text != "" or x.price_text != ""))
        ),
    ),
    *UNREADABLE,
    Reason(
        "L6-no-partner",
        _R,
        "The partner whose sale it is is missing.",
        "Fill in the partner's number.",
        "NOT own AND partner_text = ''",
        lambda x, t: t.about_partner is None and x.partner_text == "",
    ),
    Reason(
        "L4-nothing",
        _D,
        "Quantity and amount are both zero: the line says nothing.",
        "Nothing to do.",
        "quantity = 0 AND net_amount = 0",
        lambda x, t: x.quantity == _ZERO and x.net_amount == _ZERO,
    ),
    Reason(
        "L6-unknown-partner",
        _H,
        "No partner whose sales this sender reports is known under this number or name.",
        "Pick the partner once; the choice then applies to every line and file alike.",
        "NOT own AND partner_text <> '' AND partner_id IS NULL",
        lambda x, t: t.about_partner is None and x.partner_text != "" and x.partner_id is None,
    ),
    Reason(
        "L5-scientific-product",
        _H,
        "The product number was turned into a rounded number (such as 1.2E+11) by a spreadsheet.",
        "Format the column as text before exporting, or pick the product.",
        "product_id IS NULL AND regexp_full_match(sku, '[0-9]([.,][0-9]+)?[eE][+]?[0-9]+')",
        lambda x, t: x.product_id is None and x.sku_scientific,
    ),
    Reason(
        "L5-unknown-product",
        _H,
        "No product is known under this number.",
        "Pick the product once; the cross-reference then applies to every line and file alike.",
        "sku <> '' AND product_id IS NULL AND NOT regexp_full_match(sku, '[0-9]([.,][0-9]+)?[eE][+]?[0-9]+')",
        lambda x, t: x.sku != "" and x.product_id is None and not x.sku_scientific,
    ),
    Reason(
        "L8-no-currency",
        _H,
        "No currency is given: neither in the line, nor by the layout, nor by the partner.",
        "Name the currency in the layout.",
        "currency = ''",
        lambda x, t: x.currency == "",
    ),
    Reason(
        "L8-unknown-currency",
        _H,
        "The currency is not an ISO 4217 code.",
        "Write three letters such as EUR.",
        "currency <> '' AND digits IS NULL",
        lambda x, t: x.currency != "" and x.digits is None,
    ),
    Reason(
        "L8-unknown-unit",
        _H,
        "How many base units this unit holds is not known.",
        "Add the unit to the product or to the layout.",
        "unit_text <> '' AND product_id IS NOT NULL AND factor IS NULL",
        lambda x, t: x.unit_text != "" and x.product_id is not None and x.factor is None,
    ),
    Reason(
        "L3-sign",
        _H,
        "Quantity and amount, or the kind of line and its quantity, point in opposite directions.",
        "A return has a negative quantity and a negative amount; say in the layout how the file writes returns.",
        "(quantity > 0 AND net_amount < 0 AND kind_said <> 'adjustment')"
        " OR (quantity < 0 AND net_amount > 0 AND kind_said <> 'adjustment')"
        " OR (kind_said = 'return' AND quantity > 0) OR (kind_said = 'sale' AND quantity < 0)",
        lambda x, t: bool(
            x.quantity is not None
            and (
                (
                    x.net_amount is not None
                    and x.kind_said != "adjustment"
                    and (x.quantity > _ZERO > x.net_amount or x.quantity < _ZERO < x.net_amount)
                )
                or (x.kind_said == "return" and x.quantity > _ZERO)
                or (x.kind_said == "sale" and x.quantity < _ZERO)
            )
        ),
    ),
    *CONTRADICTING,
    Reason(
        "L16-unknown-kind",
        _H,
        "The kind of line is none that the layout knows.",
        "Say in the layout which of sale, return, sample and adjustment it is.",
        "kind_text <> '' AND kind_said = ''",
        lambda x, t: x.kind_text != "" and x.kind_said == "",
    ),
    Reason(
        "L16-unknown-event",
        _H,
        "Whether the line is sell-in, sell-through or sell-out is not said in words the layout knows.",
        "Say it in the layout.",
        "event = ''",
        lambda x, t: x.event == "",
    ),
    Reason(
        "L7-outside-period",
        _H,
        "The invoice date lies outside the period this file reports.",
        "Accept the line if it is late; else correct the date or the file's period.",
        "{outside}",
        lambda x, t: (
            x.invoice_date is not None
            and t.period_start is not None
            and t.period_end is not None
            and not t.period_start <= x.invoice_date < t.period_end
        ),
    ),
    Reason(
        "L2-near-duplicate",
        _H,
        "Another line has the same invoice and the same line or product, but says something else.",
        "Say which of the two is right; two equal lines of one invoice need different line numbers.",
        "FALSE",
        lambda x, t: False,
    ),
    Reason(
        "L1-duplicate",
        _D,
        "The same line (partner, invoice, line, product, quantity and amount) was accepted already.",
        "Nothing to do.",
        "FALSE",
        lambda x, t: False,
    ),
    Reason(
        "L4-free",
        _W,
        "Quantity without amount: taken as samples or free goods.",
        "Say in the layout if such lines mean something else.",
        "quantity <> 0 AND net_amount = 0",
        lambda x, t: x.quantity is not None and x.quantity != _ZERO and x.net_amount == _ZERO,
    ),
    Reason(
        "L4-no-units",
        _W,
        "Amount without quantity: taken as an adjustment.",
        "Say in the layout if such lines mean something else.",
        "quantity = 0 AND net_amount <> 0",
        lambda x, t: x.quantity == _ZERO and x.net_amount is not None and x.net_amount != _ZERO,
    ),
    Reason(
        "L7-shipped-before",
        _W,
        "The goods were shipped before the invoice date.",
        "Nothing to do if that is right.",
        "ship_date < invoice_date",
        lambda x, t: x.ship_date is not None and x.invoice_date is not None and x.ship_date < x.invoice_date,
    ),
    Reason(
        "L7-bad-ship-date",
        _W,
        "The ship date cannot be read and is left empty.",
        "Write dates like the other lines.",
        "ship_text <> '' AND ship_date IS NULL",
        lambda x, t: x.ship_text != "" and x.ship_date is None,
    ),
    *ODD,
    Reason(
        "L9-price-band",
        _W,
        f"The net price is above {DEAR} times or below a {CHEAP}th of the list price.",
        "Look for a slipped decimal point.",
        "list_price > 0 AND net_amount <> 0"
        f" AND (abs(net_amount) > CAST(list_price AS DECIMAL(38, 6)) * abs(quantity) * CAST({DEAR} AS DECIMAL(1, 0))"
        f" OR CAST(abs(net_amount) AS DECIMAL(38, 10)) * CAST({CHEAP} AS DECIMAL(2, 0))"
        " < CAST(list_price AS DECIMAL(38, 6)) * abs(quantity))",
        lambda x, t: bool(
            x.list_price is not None
            and x.list_price > _ZERO
            and x.quantity is not None
            and x.net_amount
            and (
                abs(x.net_amount) > times(times(exact(DEAR), x.list_price), abs(x.quantity))
                or times(abs(x.net_amount), exact(CHEAP)) < times(x.list_price, abs(x.quantity))
            )
        ),
    ),
    Reason(
        "L10-extension",
        _W,
        "Net amount and quantity times unit price differ by more than one minor unit.",
        "Nothing to do if a discount explains it.",
        "abs(net_given - extension) > minor_unit",
        lambda x, t: (
            x.net_given is not None
            and x.extension is not None
            and x.digits is not None
            and abs(minus(x.net_given, x.extension)) > exact(1).scaleb(-x.digits)
        ),
    ),
    Reason(
        "L14-rounded",
        _W,
        "A number has more decimal places than are kept (4 for quantity and amount, 6 for prices); it was rounded.",
        "Nothing to do if the digits do not matter.",
        "finer",
        lambda x, t: x.finer,
    ),
    Reason(
        "L14-formula",
        _W,
        "A cell begins like a formula; it is kept as text and never computed.",
        "Export values, not formulas.",
        "formula",
        lambda x, t: x.formula,
    ),
    # the newest stands last: the places of the others are their bits
    Reason(
        "L14-quote",
        _R,
        "The line opens a quotation mark that is never closed.",
        "Close it, write it twice where it belongs to the text, or take it out.",
        "coalesce(cells_problem = 'quote', false)",
        lambda x, t: x.cells_problem == "quote",
    ),
)
"""In the order in which they are shown; the place in this table is the bit in a decided line's ``reasons``."""

BIT = {reason.code: 1 << place for place, reason in enumerate(REASONS)}
BY_CODE = {reason.code: reason for reason in REASONS}
MASK = {level: sum(BIT[reason.code] for reason in REASONS if reason.level is level) for level in Level}


def codes_in(bits: int) -> tuple[str, ...]:
    """The codes that a decided line's ``reasons`` carry, in the order of the table."""
    return tuple(reason.code for reason in REASONS if bits & BIT[reason.code])


def level_of(bits: int) -> Level | None:
    """The level that decides: refused before dropped before held before remarked; None for a clean line."""
    for level in (Level.REFUSED, Level.DROPPED, Level.HELD, Level.REMARKED):
        if bits & MASK[level]:
            return level
    return None


def sentences(codes: tuple[str, ...] | list[str]) -> str:
    """Say the reasons of a line in sentences, code first."""
    return " ".join(f"{code}: {BY_CODE[code].sentence}" for code in codes if code in BY_CODE)
