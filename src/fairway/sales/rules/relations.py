"""The decision on a million lines at once: relations, in order, each a page of SQL an auditor can read.

    raw        the file's cells as text, with the number of each line
    cells      the cells of the canonical fields, blanks taken off
    named      partner, product, currency and unit looked up
    readings   numbers and dates read by the layout
    amounts    signs settled, units converted, the net amount completed
    decided    every line with the bits of its reasons

It says the same as `lines.decide`, from the same table of reasons.
"""

# ruff: noqa: S608  every text that goes into these statements is quoted by text_sql, every name by identifier

from __future__ import annotations

from fairway.formats import Layout, date_sql, finer_sql, number_sql, text_sql
from fairway.sales.rules.levels import Level
from fairway.sales.rules.lines import AMOUNT, BLANKS, PRICE, QUANTITY, RUNNING, TEXTS, Terms
from fairway.sales.rules.reasons import BIT, MASK, REASONS

USED = MASK[Level.REFUSED] | MASK[Level.HELD] | MASK[Level.DROPPED]
"""A line with any of these bits is not accepted."""
KINDS = ("sale", "return", "sample", "adjustment")
EVENTS = ("sell_in", "sell_through", "sell_out")


def cell_sql(name: str, layout: Layout, headings: tuple[str, ...]) -> str:
    """The text of one canonical field: its column without blanks around it, or its constant."""
    if name in layout.columns:
        return _trimmed(f"c{headings.index(layout.columns[name])}")
    return text_sql(layout.constants.get(name, ""))


def _trimmed(column: str) -> str:
    # most cells have no blanks around them, and looking is half the price of trimming
    return (
        f"CASE WHEN regexp_matches({column}, {text_sql(f'^[{BLANKS}]|[{BLANKS}]$')})"
        f" THEN trim({column}, {text_sql(BLANKS)}) ELSE {column} END"
    )


def distinct_texts(name: str, layout: Layout, headings: tuple[str, ...]) -> str:
    """Every text that a field of the file holds, once: what has to be looked up before deciding."""
    if name == "product_id" and "gtin" in (*layout.columns, *layout.constants):
        return f"SELECT DISTINCT {_sku(layout, headings)} AS text FROM raw"
    return f"SELECT DISTINCT {cell_sql(name, layout, headings)} AS text FROM raw"


def _sku(layout: Layout, headings: tuple[str, ...]) -> str:
    sku = cell_sql("product_id", layout, headings)
    if "gtin" not in (*layout.columns, *layout.constants):
        return sku
    return f"CASE WHEN {sku} <> '' THEN {sku} ELSE {cell_sql('gtin', layout, headings)} END"


def decided_sql(layout: Layout, headings: tuple[str, ...], terms: Terms, *, dirty: bool = False) -> str:
    """Write the whole chain as one statement that makes the table ``decided``.

    It reads ``raw`` (columns ``row``, ``cells_problem``, ``c0`` …) and the small tables ``product_known`` (text,
    product_id, unit), ``product_price`` (product_id, currency, price), ``product_unit`` (product_id, unit, factor),
    ``partner_known`` (text, partner_id, currency) and ``currency_known`` (code, digits).
    ``dirty`` asks for the search for lost letters and zero bytes, which clean files spare.
    """
    steps = (
        ("cells", _cells(layout, headings, dirty=dirty)),
        ("named", _named(layout, terms)),
        ("readings", _readings(layout)),
        ("amounts", _amounts(layout)),
        ("judged", _judged(terms)),
    )
    chain = ",\n".join(f"{name} AS (\n{sql}\n)" for name, sql in steps)
    return f"CREATE OR REPLACE TABLE decided AS\nWITH {chain}\nSELECT * FROM judged"


def _cells(layout: Layout, headings: tuple[str, ...], *, dirty: bool) -> str:
    columns = [f"c{index}" for index in range(len(headings))]
    everything = f"concat({', '.join(columns)})"
    lost = f"contains({everything}, '\ufffd')" if dirty else "FALSE"
    nul = f"contains({everything}, '\u2400')" if dirty else "FALSE"
    fields = {
        "partner_text": "partner_id",
        "date_text": "invoice_date",
        "ship_text": "ship_date",
        "quantity_text": "quantity",
        "unit_text": "unit",
        "price_text": "unit_price",
        "net_text": "net_amount",
        "claim_text": "claimed_on",
        "original_text": "original_on",
        "gross_text": "gross_amount",
        "list_text": "list_amount",
        "cost_text": "cost_amount",
        "currency_text": "currency",
        "event_text": "event",
        "kind_text": "kind",
        **{name: name for name in TEXTS},
    }
    selected = [
        "row",
        "cells_problem",
        f"{lost} AS lost",
        f"{nul} AS nul",
        f"greatest({', '.join(f'strlen({column})' for column in columns)}, 0) AS longest",
        f"{_sku(layout, headings)} AS sku",
        *(f"{cell_sql(field, layout, headings)} AS {name}" for name, field in fields.items()),
        *(
            f"{_trimmed(f'c{headings.index(heading)}')} AS extra{index}"
            for index, heading in enumerate(layout.extras.values())
        ),
    ]
    filled = " OR ".join(f"{column} <> ''" for column in columns)
    # over the trimmed texts, which the engine would otherwise trim again for each look
    named = {"product_id": "sku", **{name: name for name in TEXTS}}
    formula = " OR ".join(
        f"starts_with({named[name]}, {text_sql(mark)})"
        for name in named
        if name in layout.columns
        for mark in RUNNING
        if mark.strip()
    )
    return f"SELECT *, ({formula or 'FALSE'}) AS formula\nFROM (SELECT {', '.join(selected)}\nFROM raw\nWHERE {filled})"


def identifier(name: str) -> str:
    """Quote a column's name."""
    return '"' + name.replace('"', '""') + '"'


def _named(layout: Layout, terms: Terms) -> str:
    if terms.about_partner is not None:
        partner = f"CAST({terms.about_partner.partner_id} AS BIGINT)"
        default = text_sql(terms.about_partner.currency)
        join = ""
    else:
        partner, default = "partner_known.partner_id", "coalesce(partner_known.currency, '')"
        join = "\nLEFT JOIN partner_known ON partner_known.text = cells.partner_text"
    joins = f"{join}\nLEFT JOIN product_known ON product_known.text = cells.sku"
    currency = f"upper(CASE WHEN currency_text <> '' THEN currency_text ELSE {default} END)"
    factor = "CAST(1 AS DECIMAL(18, 6))"
    if "unit" in (*layout.columns, *layout.constants):
        said = " ".join(
            f"WHEN unit_text = {text_sql(unit)} THEN CAST({text_sql(value)} AS DECIMAL(18, 6))"
            for unit, value in layout.units.items()
        )
        factor = (
            "CASE WHEN unit_text = '' OR product_known.product_id IS NULL THEN CAST(1 AS DECIMAL(18, 6))"
            f" {said} WHEN upper(unit_text) = upper(product_known.unit) THEN CAST(1 AS DECIMAL(18, 6))"
            " ELSE product_unit.factor END"
        )
        joins += (
            "\nLEFT JOIN product_unit ON product_unit.product_id = product_known.product_id"
            " AND product_unit.unit = upper(cells.unit_text)"
        )
    inner = (
        f"SELECT cells.*, {partner} AS partner_id, product_known.product_id,\n"
        "coalesce(product_known.unit, '') AS unit,\n"
        f"{currency} AS currency, {factor} AS factor\nFROM cells{joins}"
    )
    return (
        f"SELECT found.*, currency_known.digits, product_price.price AS list_price FROM (\n{inner}\n) AS found\n"
        "LEFT JOIN currency_known ON currency_known.code = found.currency\n"
        "LEFT JOIN product_price ON product_price.product_id = found.product_id"
        " AND product_price.currency = found.currency"
    )


def _readings(layout: Layout) -> str:
    mark = layout.decimal
    numbers = {
        "reported": ("quantity_text", QUANTITY),
        "unit_price": ("price_text", PRICE),
        "net_read": ("net_text", AMOUNT),
        "gross_read": ("gross_text", AMOUNT),
        "list_read": ("list_text", AMOUNT),
        "cost_read": ("cost_text", AMOUNT),
    }
    read = ", ".join(f"{number_sql(text, mark, *kept)} AS {name}" for name, (text, kept) in numbers.items())
    finer = " OR ".join(
        f"(coalesce({name} IS NOT NULL, FALSE) AND {finer_sql(text, mark, kept[1])})"
        for name, (text, kept) in numbers.items()
    )
    return (
        f"SELECT *, {finer} AS finer FROM (SELECT *, {read},\n"
        f"{date_sql('date_text', layout.dates)} AS invoice_date,\n{date_sql('ship_text', layout.dates)} AS ship_date,\n"
        f"{date_sql('claim_text', layout.dates)} AS claimed_on,\n"
        f"{date_sql('original_text', layout.dates)} AS original_on,\n"
        f"{_said('kind_text', dict(layout.kinds), KINDS)} AS kind_said,\n"
        f"{_said('event_text', dict(layout.events), EVENTS)} AS event_said\nFROM named)"
    )


def _said(column: str, words: dict[str, str], canonical: tuple[str, ...]) -> str:
    cases = " ".join(f"WHEN {column} = {text_sql(word)} THEN {text_sql(value)}" for word, value in words.items())
    known = ", ".join(text_sql(value) for value in canonical)
    return f"CASE {cases} WHEN lower({column}) IN ({known}) THEN lower({column}) ELSE '' END"


def _amounts(layout: Layout) -> str:
    quantity, net = (_signed(name, layout.signs) for name in ("reported", "net_read"))
    in_lake = f"DECIMAL({AMOUNT[0]}, {AMOUNT[1]})"
    further = ", ".join(
        f"CAST({_signed(f'{name}_read', layout.signs)} AS {in_lake}) AS {name}_amount"
        for name in ("gross", "list", "cost")
    )
    # two numbers of 18 digits multiply in 38: the engine would otherwise keep the product in 18 and overflow
    wide = "CAST(signed AS DECIMAL(38, 4))"
    converted = "unit" in (*layout.columns, *layout.constants)
    base = f"TRY_CAST({wide} * coalesce(factor, 1) AS DECIMAL(18, 4))" if converted else "signed"
    priced = "unit_price" in (*layout.columns, *layout.constants)
    extension = f"{wide} * unit_price" if priced else "CAST(NULL AS DECIMAL(38, 10))"
    return (
        f"SELECT *, CASE WHEN net_text = '' THEN TRY_CAST(extension AS {in_lake}) ELSE net_given END AS net_amount\n"
        f"FROM (SELECT *, {base} AS quantity, {extension} AS extension\n"
        f"FROM (SELECT *, CAST({quantity} AS DECIMAL(18, 4)) AS signed, CAST({net} AS {in_lake}) AS net_given,\n"
        f"{further}\nFROM readings))"
    )


def _signed(name: str, signs: str) -> str:
    if signs == "all_negated":
        return f"-{name}"
    if signs == "returns_positive":
        return f"CASE WHEN kind_said = 'return' AND {name} > 0 THEN -{name} ELSE {name} END"
    return name


def _judged(terms: Terms) -> str:
    outside = "FALSE"
    if terms.period_start and terms.period_end:
        start, end = terms.period_start.isoformat(), terms.period_end.isoformat()
        outside = f"invoice_date < DATE '{start}' OR invoice_date >= DATE '{end}'"
    own = "TRUE" if terms.about_partner is not None else "FALSE"
    bits = []
    for reason in REASONS:
        condition = reason.sql.replace("{today}", terms.today.isoformat()).replace("{outside}", outside)
        if condition != "FALSE":
            bits.append(f"CASE WHEN {condition} THEN CAST({BIT[reason.code]} AS BIGINT) ELSE 0 END")
    kind = (
        "CASE WHEN kind_said IN ('sample', 'adjustment') THEN kind_said WHEN quantity < 0 THEN 'return'"
        " WHEN quantity = 0 THEN 'adjustment' WHEN net_amount = 0 THEN 'sample' ELSE 'sale' END"
    )
    minor = "CASE digits WHEN 0 THEN 1.0000 WHEN 2 THEN 0.0100 WHEN 3 THEN 0.0010 WHEN 4 THEN 0.0001 END"
    dropped = (
        "reported, net_read, gross_read, list_read, cost_read, signed, net_given, extension, digits, list_price,"
        " currency_text, event_text, date_text, claim_text, original_text, gross_text, list_text, cost_text,"
        " ship_text, quantity_text, unit_text, price_text, net_text, kind_text, lost, nul, longest, formula, finer,"
        " minor_unit, own, kind_said, cells_problem"
    )
    return (
        f"SELECT * EXCLUDE ({dropped}), {kind} AS kind,\n" + "\n + ".join(bits) + " AS reasons\n"
        "FROM (SELECT * EXCLUDE (event_said), "
        f"CASE WHEN event_text = '' THEN {text_sql(terms.event)} ELSE event_said END AS event,\n"
        f"{minor} AS minor_unit, {own} AS own FROM amounts)"
    )


def duplicates_sql() -> str:
    """Mark lines of ``decided`` that repeat an earlier line of the file: equal ones dropped, others held (L1, L2)."""
    key = "partner_id, event, invoice_no, kind, place"
    content = "product_id, quantity, net_amount, invoice_date"
    return f"""
UPDATE decided SET reasons = reasons | CASE WHEN again.equal > 1 THEN {BIT["L1-duplicate"]}
                                            ELSE {BIT["L2-near-duplicate"]} END
FROM (
  WITH judged AS (
    SELECT row, partner_id, event, invoice_no, kind, product_id, quantity, net_amount, invoice_date,
           {_PLACE} AS place
    FROM decided WHERE reasons & {USED} = 0 AND invoice_no <> ''
  ),
  suspects AS (SELECT hash({key}) AS mark FROM judged GROUP BY mark HAVING count(*) > 1)
  SELECT row,
         row_number() OVER (PARTITION BY {key}, {content} ORDER BY row) AS equal,
         row_number() OVER (PARTITION BY {key} ORDER BY row) AS same
  FROM judged WHERE hash({key}) IN (SELECT mark FROM suspects)
  QUALIFY same > 1
) AS again
WHERE again.row = decided.row"""


_PLACE = (
    "CASE WHEN invoice_line <> '' THEN 'l' || invoice_line WHEN serial_no <> '' THEN 's' || serial_no"
    " ELSE 'p' || CAST(product_id AS VARCHAR) END"
)


def repeated_sql(report_id: int) -> str:
    """Mark lines that repeat a line of ``earlier``: what the same reporter said before and what stays in force.

    ``earlier`` has the lake's columns. Equal lines are dropped; the same invoice line with other content, or the same
    content under another line number in another report, is held. Two items with serial numbers of their own
    are two lines.
    """
    same_invoice = (
        "new.partner_id = old.partner_id AND new.event = old.event AND new.invoice_no = old.invoice_no"
        " AND new.kind = old.kind"
    )
    content = (
        "new.product_id = old.product_id AND new.quantity = old.quantity AND new.net_amount = old.net_amount"
        " AND new.invoice_date = old.invoice_date"
    )
    place = (
        "(CASE WHEN new.invoice_line <> '' OR old.invoice_line IS NOT NULL"
        " THEN coalesce(old.invoice_line, '') = new.invoice_line"
        " ELSE new.product_id = old.product_id AND coalesce(old.serial_no, '') = new.serial_no END)"
    )
    another = "new.serial_no <> '' AND old.serial_no IS NOT NULL AND old.serial_no <> new.serial_no"
    return f"""
UPDATE decided SET reasons = reasons | again.mark
FROM (
  SELECT new.row, CASE WHEN bool_or({place} AND {content}) THEN {BIT["L1-duplicate"]}
                       ELSE {BIT["L2-near-duplicate"]} END AS mark
  FROM decided AS new JOIN earlier AS old ON {same_invoice}
  WHERE new.reasons & {USED} = 0 AND new.invoice_no <> ''
    AND ({place} OR ({content} AND old.report_id <> {report_id} AND NOT ({another})))
  GROUP BY new.row
) AS again
WHERE again.row = decided.row"""


def accepted_sql(layout: Layout, *, report_id: int, reporter_id: int | None) -> str:
    """The accepted lines of ``decided`` as the lake keeps them; a line's number is its report's and its row's."""
    reporter = "CAST(NULL AS BIGINT)" if reporter_id is None else f"CAST({reporter_id} AS BIGINT)"
    extras = "".join(f", nullif(extra{index}, '') AS {identifier(name)}" for index, name in enumerate(layout.extras))
    return f"""
SELECT CAST({report_id} AS BIGINT) * {ROWS_PER_REPORT} + row AS line_id, CAST({report_id} AS BIGINT) AS report_id,
       {reporter} AS reporter_id, partner_id, nullif(person, '') AS person, event, kind,
       nullif(invoice_no, '') AS invoice_no, nullif(invoice_line, '') AS invoice_line, invoice_date, ship_date,
       product_id, quantity, nullif(unit, '') AS unit, {_BASE_PRICE} AS unit_price, net_amount, currency,
       nullif(upper(country), '') AS country, nullif(region, '') AS region,
       nullif(customer, '') AS customer, nullif(customer_id, '') AS customer_id, nullif(deal_id, '') AS deal_id,
       nullif(serial_no, '') AS serial_no, claimed_on, original_on, gross_amount, list_amount, cost_amount{extras}
FROM decided WHERE reasons & {USED} = 0"""


_BASE_PRICE = (
    "CASE WHEN factor = 1 OR factor IS NULL THEN unit_price ELSE TRY_CAST(CAST(CAST(unit_price * 1000000 AS HUGEINT)"
    " * 1000000 // CAST(factor * 1000000 AS HUGEINT) AS VARCHAR) || 'e-6' AS DECIMAL(18, 6)) END"
)  # a decimal division would pass through a float
ROWS_PER_REPORT = 1_000_000_000


def line_place(line_id: int) -> tuple[int, int]:
    """The report and the row of the raw file that a line of the lake came from."""
    return divmod(line_id, ROWS_PER_REPORT)


HELD_CODES = frozenset(reason.code for reason in REASONS if reason.level is Level.HELD)


def outcome_rows_sql(outcome: str) -> str:
    """The rows of ``decided`` that were dropped, or refused."""
    bits = {"dropped": MASK[Level.DROPPED], "refused": MASK[Level.REFUSED]}[outcome]
    spared = MASK[Level.REFUSED] if outcome == "dropped" else 0
    return f"SELECT row FROM decided WHERE reasons & {bits} <> 0 AND reasons & {spared} = 0"
