"""Decisions on lines: what becomes of each, and that SQL and Python decide alike."""

import random
from collections import Counter
from datetime import date
from typing import Any

import duckdb
import pyarrow as pa
import pytest

from fairway.formats import Layout
from fairway.sales.rules.levels import Level
from fairway.sales.rules.lines import (
    Decision,
    KnownPartner,
    KnownProduct,
    Terms,
    decide,
    judge_duplicates,
    permitted,
    readable,
)
from fairway.sales.rules.reasons import BY_CODE, codes_in
from fairway.sales.rules.relations import accepted_sql, decided_sql, duplicates_sql
from fairway.values import CURRENCIES, exact

HEADINGS = (
    "Partner",
    "Invoice",
    "Line",
    "Date",
    "Shipped",
    "SKU",
    "Qty",
    "Unit",
    "Price",
    "Net",
    "Cur",
    "Event",
    "Kind",
    "Serial",
    "Claimed",
    "Cost",
    "Gross",
    "List",
    "Undone",
    "Who",
    "Deal",
)
COLUMNS = dict(
    zip(
        (
            "partner_id",
            "invoice_no",
            "invoice_line",
            "invoice_date",
            "ship_date",
            "product_id",
            "quantity",
            "unit",
            "unit_price",
            "net_amount",
            "currency",
            "event",
            "kind",
            "serial_no",
            "claimed_on",
            "cost_amount",
            "gross_amount",
            "list_amount",
            "original_on",
            "customer_id",
            "deal_id",
        ),
        HEADINGS,
        strict=True,
    )
)
LAYOUT = Layout(
    columns=COLUMNS, units={"PAL": "480"}, kinds={"RX": "return", "ADJ": "adjustment"}, events={"ST": "sell_through"}
)
TERMS = Terms(
    today=date(2025, 6, 30),
    products={
        "AX": KnownProduct(1, "EA", {"CS": exact("12")}, {"EUR": exact("10")}),
        "BX": KnownProduct(2, "EA"),
    },
    partners={"A": KnownPartner(10, "EUR"), "B": KnownPartner(11)},
    period_start=date(2025, 1, 1),
    period_end=date(2025, 7, 1),
)
GOOD = {
    "Partner": "A",
    "Invoice": "INV-1",
    "Line": "1",
    "Date": "2025-03-04",
    "Shipped": "2025-03-05",
    "SKU": "AX",
    "Qty": "2",
    "Unit": "EA",
    "Price": "10.00",
    "Net": "20.00",
    "Cur": "EUR",
    "Event": "sell_through",
    "Kind": "",
    "Serial": "",
    "Claimed": "",
    "Cost": "",
    "Gross": "",
    "List": "",
    "Undone": "",
    "Who": "",
    "Deal": "",
}


def decided(**cells: str) -> Decision:
    return decide({**GOOD, **cells}, LAYOUT, TERMS)


@pytest.mark.parametrize(
    ("cells", "outcome", "codes"),
    [
        ({}, "accepted", ()),
        ({"Date": ""}, "refused", ("L7-no-date",)),
        ({"Date": "31/31/2025"}, "refused", ("L7-bad-date",)),
        ({"Date": "1899-12-31"}, "refused", ("L7-too-old", "L7-outside-period")),
        ({"Date": "2099-01-01", "Shipped": ""}, "refused", ("L7-future", "L7-outside-period")),
        ({"Date": "2024-12-31"}, "held", ("L7-outside-period",)),
        ({"SKU": ""}, "refused", ("L5-no-product",)),
        ({"SKU": "ZZ"}, "held", ("L5-unknown-product",)),
        ({"SKU": "1.2E+11"}, "held", ("L5-scientific-product",)),
        ({"Qty": ""}, "refused", ("L3-no-quantity",)),
        ({"Qty": "two"}, "refused", ("L3-bad-quantity",)),
        ({"Qty": "2,5"}, "refused", ("L3-bad-quantity",)),
        ({"Net": "", "Price": ""}, "refused", ("L10-no-amount",)),
        ({"Net": "abc"}, "refused", ("L10-bad-amount",)),
        ({"Partner": ""}, "refused", ("L6-no-partner",)),
        ({"Partner": "Z"}, "held", ("L6-unknown-partner",)),
        ({"Cur": "", "Partner": "B"}, "held", ("L8-no-currency",)),
        ({"Cur": "XYZ"}, "held", ("L8-unknown-currency",)),
        ({"Unit": "BOX"}, "held", ("L8-unknown-unit",)),
        ({"Net": "-20"}, "held", ("L3-sign", "L10-extension")),
        ({"Net": "-20", "Kind": "ADJ", "Price": ""}, "accepted", ()),
        ({"Kind": "RX"}, "held", ("L3-sign",)),
        ({"Kind": "??"}, "held", ("L16-unknown-kind",)),
        ({"Event": "??"}, "held", ("L16-unknown-event",)),
        ({"Qty": "0", "Net": "0", "Price": ""}, "dropped", ("L4-nothing",)),
        ({"Net": "0", "Price": ""}, "accepted", ("L4-free",)),
        ({"Qty": "0", "Price": ""}, "accepted", ("L4-no-units", "L9-price-band")),
        ({"Shipped": "2025-03-01"}, "accepted", ("L7-shipped-before",)),
        ({"Shipped": "soon"}, "accepted", ("L7-bad-ship-date",)),
        ({"Claimed": "2025-04-03", "Serial": "S-1", "Cost": "12.50"}, "accepted", ()),
        ({"Claimed": "3rd of May"}, "refused", ("L7-bad-claim-date",)),
        ({"Claimed": "2025-03-03"}, "accepted", ("L7-claimed-before",)),
        ({"Cost": "dear"}, "refused", ("L10-bad-cost",)),
        ({"Cost": "-12.50"}, "held", ("L3-cost-sign",)),
        ({"Qty": "-2", "Net": "-20", "Cost": "-12.50"}, "accepted", ()),
        ({"Cost": "12.00001"}, "accepted", ("L14-rounded",)),
        ({"Serial": "=1+1"}, "accepted", ("L14-formula",)),
        ({"Gross": "22", "List": "25.00", "Who": "C-1", "Deal": "D-1"}, "accepted", ()),
        ({"Gross": "much"}, "refused", ("L10-bad-gross",)),
        ({"List": "99999999999999999"}, "refused", ("L10-bad-list",)),
        ({"Gross": "-22"}, "held", ("L3-gross-sign",)),
        ({"Qty": "-2", "Net": "-20", "List": "25"}, "held", ("L3-list-sign",)),
        ({"Gross": "22.00005"}, "accepted", ("L14-rounded",)),
        ({"Qty": "-2", "Net": "-20", "Undone": "2025-02-28"}, "accepted", ()),
        ({"Qty": "-2", "Net": "-20", "Undone": "2025-04-01"}, "held", ("L7-original-after",)),
        ({"Qty": "-2", "Net": "-20", "Undone": "1899-12-30"}, "refused", ("L7-bad-original-date",)),
        ({"Undone": "lately"}, "refused", ("L7-bad-original-date",)),
        ({"Undone": "2025-02-28"}, "accepted", ("L7-original-unused",)),
        ({"Deal": "@D"}, "accepted", ("L14-formula",)),
        ({"Net": "900", "Price": "450"}, "accepted", ("L9-price-band",)),  # 900 > 5 × 10 × 2
        ({"Net": "19.50"}, "accepted", ("L10-extension",)),  # 20.00 - 19.50 > 0.01
        ({"Net": "19.99"}, "accepted", ()),
        ({"Net": "20.00001"}, "accepted", ("L14-rounded",)),
        ({"Invoice": "=1+1"}, "accepted", ("L14-formula",)),
        ({"Invoice": "x" * 10_001}, "refused", ("L14-long-cell",)),
        ({"Invoice": "a\u2400"}, "refused", ("L14-nul",)),
        ({"Invoice": "a\ufffd"}, "refused", ("L14-encoding",)),
    ],
)
def test_a_line_is_decided(cells: dict[str, str], outcome: str, codes: tuple[str, ...]) -> None:
    decision = decided(**cells)
    assert (decision.outcome, decision.codes) == (outcome, codes)


def test_a_return_is_told_by_its_sign() -> None:
    line = decided(Qty="-2", Net="-20.00").line
    assert (line.kind, line.quantity) == ("return", exact("-2"))


def test_a_case_is_twelve_and_a_pallet_what_the_layout_says() -> None:
    assert decided(Unit="CS", Price="120.00", Net="240.00").line.quantity == exact("24")  # 2 × 12
    assert decided(Unit="PAL", Price="", Net="9600.00").line.quantity == exact("960")  # 2 × 480


def test_the_net_amount_is_completed_from_quantity_and_price() -> None:
    assert decided(Net="", Price="9.9999999").line.net_amount == exact("20")  # 2 × 10.000000, kept with six places


def test_every_reason_has_a_sentence_and_a_remedy() -> None:
    assert all(reason.sentence.endswith(".") and reason.remedy.endswith(".") for reason in BY_CODE.values())


POOLS: dict[str, list[str]] = {
    "Partner": ["A", "B", "", "Z", " A "],
    "Invoice": ["INV-1", "INV-2", "", "=x", "\u2400", "x" * 10_001],
    "Line": ["1", "2", ""],
    "Date": ["2025-03-04", "2025-03-05", "", "1899-12-31", "2099-01-01", "4/3/2025", "2024-12-31", "2025-07-01", "x"],
    "Shipped": ["", "2025-03-01", "2025-04-01", "x"],
    "SKU": ["AX", "BX", "", "ZZ", "1.2E+11", " AX\u00a0"],
    "Qty": ["1", "2", "-2", "0", "", "x", "2,5", "0.00005", "99999999999999", "999999999999", "(3)"],
    "Unit": ["", "EA", "ea", "CS", "PAL", "BOX"],
    "Price": ["", "10.00", "-1", "x", "0.1234567", "0", "99999999999", "1e3"],
    "Net": ["", "20.00", "-20.00", "0", "x", "12.345678", "900", "0.00005", "99999999999999.9999", "1,000.00"],
    "Cur": ["", "EUR", "eur", "JPY", "KWD", "XYZ"],
    "Event": ["", "sell_in", "ST", "SELL_OUT", "??"],
    "Kind": ["", "RX", "ADJ", "sample", "Return", "sale", "??"],
    "Serial": ["", "S-1", "S-2", "=S"],
    "Claimed": ["", "2025-03-01", "2025-03-20", "2099-01-01", "x"],
    "Cost": ["", "12.50", "-12.50", "0", "x", "1.23456", "99999999999999.9999"],
    "Gross": ["", "22", "-22", "0", "x", "1.23456"],
    "List": ["", "25", "-25", "0", "x", "99999999999999.9999", "999999999999999"],
    "Undone": ["", "2025-02-28", "2025-03-20", "1999-12-31", "x"],
    "Who": ["", "C-1", "+C"],
    "Deal": ["", "D-1", "=D"],
}
OTHER_TERMS = Terms(today=TERMS.today, products=TERMS.products, about_partner=KnownPartner(10, "EUR"), event="sell_out")


def workbench(lines: list[dict[str, str]], terms: Terms) -> duckdb.DuckDBPyConnection:
    bench = duckdb.connect()
    raw = pa.table(  # noqa: F841  the engine finds it by name
        {
            "row": pa.array(range(2, len(lines) + 2), pa.int64()),
            "cells_problem": pa.nulls(len(lines), pa.string()),
            **{f"c{place}": [line[name] for line in lines] for place, name in enumerate(HEADINGS)},
        }
    )
    bench.execute("CREATE TABLE raw AS SELECT * FROM raw")
    bench.execute("CREATE TABLE product_known (text VARCHAR, product_id BIGINT, unit VARCHAR)")
    bench.execute("CREATE TABLE product_price (product_id BIGINT, currency VARCHAR, price DECIMAL(18, 6))")
    bench.execute("CREATE TABLE product_unit (product_id BIGINT, unit VARCHAR, factor DECIMAL(18, 6))")
    bench.execute("CREATE TABLE partner_known (text VARCHAR, partner_id BIGINT, currency VARCHAR)")
    bench.execute("CREATE TABLE currency_known (code VARCHAR, digits INTEGER)")
    for text, product in terms.products.items():
        bench.execute("INSERT INTO product_known VALUES (?, ?, ?)", [text, product.product_id, product.unit])
        for currency, price in product.prices.items():
            bench.execute("INSERT INTO product_price VALUES (?, ?, ?)", [product.product_id, currency, price])
        for unit, factor in product.units.items():
            bench.execute("INSERT INTO product_unit VALUES (?, ?, ?)", [product.product_id, unit, factor])
    for text, partner in terms.partners.items():
        bench.execute("INSERT INTO partner_known VALUES (?, ?, ?)", [text, partner.partner_id, partner.currency])
    known = pa.table(  # noqa: F841
        {"code": list(CURRENCIES), "digits": [each.digits for each in CURRENCIES.values()]}
    )
    bench.execute("INSERT INTO currency_known SELECT * FROM known")
    return bench


@pytest.mark.parametrize("signs", ["signed", "returns_positive", "all_negated"])
@pytest.mark.parametrize("terms", [TERMS, OTHER_TERMS], ids=["about partners", "own"])
@pytest.mark.parametrize("dates", ["ymd", "mdy"])
def test_sql_and_python_decide_alike(signs: str, terms: Terms, dates: str) -> None:
    layout = Layout(**{**LAYOUT.to_dict(), "signs": signs, "dates": dates})
    draw = random.Random(f"{signs}{dates}")
    lines = [
        {name: draw.choice(pool) if draw.random() < 0.3 else GOOD[name] for name, pool in POOLS.items()}
        for _ in range(1_000)
    ]
    bench = workbench(lines, terms)
    bench.execute(decided_sql(layout, HEADINGS, terms, dirty=True))
    bench.execute(duplicates_sql())
    alone = {row: decide(line, layout, terms) for row, line in enumerate(lines, start=2)}
    repeated = judge_duplicates(alone)
    rows = bench.execute(
        "SELECT row, reasons, kind, event, quantity, net_amount, currency, invoice_date, product_id, partner_id,"
        " serial_no, claimed_on, cost_amount, gross_amount, list_amount, original_on, customer_id, deal_id"
        " FROM decided ORDER BY row"
    ).fetchall()
    assert len(rows) == len(lines)
    for row, bits, *values in rows:
        decision = alone[row]
        expected = Counter(decision.codes)
        if row in repeated:
            expected[repeated[row]] += 1
        assert Counter(codes_in(bits)) == expected, lines[row - 2]
        line = decision.line
        read: list[Any] = [
            line.kind,
            line.event,
            line.quantity,
            line.net_amount,
            line.currency,
            line.invoice_date,
            line.product_id,
            line.partner_id,
            line.texts["serial_no"],
            line.claimed_on,
            line.cost_amount,
            line.gross_amount,
            line.list_amount,
            line.original_on,
            line.texts["customer_id"],
            line.texts["deal_id"],
        ]
        assert values == read, lines[row - 2]


def test_duplicates_within_a_file() -> None:
    lines = [
        GOOD,
        GOOD,  # equal: dropped
        {**GOOD, "Net": "19.00"},  # the same line says something else: held
        {**GOOD, "Line": "2"},  # an equal line with its own number: legitimate
        {**GOOD, "Qty": "-2", "Net": "-20"},  # its return: another kind
        {**GOOD, "Invoice": "", "Line": ""},
        {**GOOD, "Invoice": "", "Line": ""},  # without an invoice number nothing is compared
        {**GOOD, "Invoice": "INV-7", "Line": ""},
        {**GOOD, "Invoice": "INV-7", "Line": "", "Qty": "3"},  # no line numbers: same product again is held
        {**GOOD, "Invoice": "INV-8", "Line": "", "Serial": "S-1"},
        {**GOOD, "Invoice": "INV-8", "Line": "", "Serial": "S-2"},  # two items, each with its number
        {**GOOD, "Invoice": "INV-8", "Line": "", "Serial": "S-2"},  # one of them twice
    ]
    found = judge_duplicates({row: decide(line, LAYOUT, TERMS) for row, line in enumerate(lines)})
    assert found == {1: "L1-duplicate", 2: "L2-near-duplicate", 8: "L2-near-duplicate", 11: "L1-duplicate"}


def test_the_lake_gets_base_units_and_exact_prices() -> None:
    bench = workbench([{**GOOD, "Unit": "CS", "Price": "100.00", "Net": "200.00"}], TERMS)
    bench.execute(decided_sql(LAYOUT, HEADINGS, TERMS))
    bench.execute(f"CREATE TABLE accepted AS {accepted_sql(LAYOUT, report_id=7, reporter_id=None)}")
    row = bench.execute("SELECT line_id, reporter_id, quantity, unit, unit_price, net_amount FROM accepted").fetchone()
    assert row == (7_000_000_002, None, exact("24"), "EA", exact("8.333333"), exact("200"))  # 100 / 12, cut
    types = dict(
        bench.execute("SELECT column_name, data_type FROM duckdb_columns() WHERE table_name='accepted'").fetchall()
    )
    assert (types["quantity"], types["unit_price"], types["net_amount"]) == (
        "DECIMAL(18,4)",
        "DECIMAL(18,6)",
        "DECIMAL(18,4)",
    )


def test_a_file_that_the_vendor_did_not_send_says_nothing_about_costs() -> None:
    line = decide({**GOOD, "Cost": "dear"}, permitted(LAYOUT, by_vendor=False), TERMS)
    assert (line.outcome, line.line.cost_amount) == ("accepted", None)
    assert permitted(LAYOUT, by_vendor=True) is LAYOUT


def test_a_partner_reads_its_own_file_whole_and_of_the_vendors_what_is_read_as_a_field() -> None:
    headings = ("Invoice", "Cost", "Our note")
    assert readable(LAYOUT, headings, by_vendor=False) == (True, True, True)
    assert readable(LAYOUT, headings, by_vendor=True) == (True, False, False)


def test_a_further_column_whose_name_became_a_fields_is_read_as_that() -> None:
    old = {"columns": {"invoice_no": "Invoice"}, "extras": {"serial_no": "SN", "colour": "Farbe"}}
    layout = Layout.from_dict(old)
    assert dict(layout.columns) == {"invoice_no": "Invoice", "serial_no": "SN"}
    assert dict(layout.extras) == {"colour": "Farbe"}


def test_levels_are_told_apart() -> None:
    assert {reason.level for reason in BY_CODE.values()} == set(Level)
