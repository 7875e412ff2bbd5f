"""Input that cannot be calculated with is refused by its place, and nothing is rounded on the way in."""

from pathlib import Path

import duckdb
import pyarrow as pa
import pytest

from fairway.engine.backends import local
from fairway.engine.check import check
from fairway.engine.inputs import InputProblem, Inputs, Scan
from fairway.engine.plan import MissingColumn
from fairway.values import exact

DOCUMENT = """
programme: plain
title: Plain
currency: USD
calendar: {year_starts: 01-01, period: quarter, grace: 15 days, time_zone: UTC}
fx: transaction_date
rounding: {mode: half_up, at: payout}
members: all
event: any
returns: restate
incentives:
  - {id: share, title: Share, kind: rebate, stack: add, measure: net, method: flat, percent: 1}
"""
HEADER = "partner_id,invoice_date,product_id,quantity,net_amount"
GOOD = "ola,2024-02-15,scope,1,100.00"


@pytest.fixture
def ask(tmp_path):
    def write(name, text):
        path = tmp_path / name
        path.write_text(text, encoding="utf-8")
        return str(path)

    def asked(lines=(GOOD,), header=HEADER, partners="partner_id\nola\n", document=DOCUMENT, **tables):
        sales = write("sales.csv", "\n".join([header, *lines]) + "\n")
        given = {name: write(f"{name}.csv", text) for name, text in tables.items()}
        held = partners if not isinstance(partners, str) else write("partners.csv", partners)
        checked = check(document)
        assert checked.programme is not None, checked.problems
        with local.calculate(checked.programme, Inputs(Scan((sales,)), held, **given)) as result:
            return result.payouts()

    return asked


@pytest.mark.parametrize(
    ("line", "column", "value", "reason"),
    [
        ("ola,2024-02-15,scope,1,1e3", "net_amount", "1e3", "plain decimal"),
        ('ola,2024-02-15,scope,1,"1,000.00"', "net_amount", "1,000.00", "plain decimal"),
        ("ola,2024-02-15,scope,one,1", "quantity", "one", "plain decimal"),
        ("ola,15.02.2024,scope,1,1", "invoice_date", "15.02.2024", "not a day"),
        ("ola,2024-02-30,scope,1,1", "invoice_date", "2024-02-30", "not a day"),
        ("ola,2024-2-3,scope,1,1", "invoice_date", "2024-2-3", "not a day"),
        ("ola,,scope,1,1", "invoice_date", None, "empty"),
        (",2024-02-15,scope,1,1", "partner_id", None, "empty"),
        ("ola,2024-02-15,scope,1,", "net_amount", None, "empty"),
    ],
)
def test_a_bad_cell_is_named_by_file_row_column_and_value(ask, line, column, value, reason):
    with pytest.raises(InputProblem, match=reason) as caught:
        ask([GOOD, GOOD, line, GOOD])
    fault = caught.value
    assert (Path(fault.file).name, fault.row, fault.column, fault.value) == ("sales.csv", 4, column, value)
    assert fault.remedy


def test_every_decimal_place_counts(ask):
    # 100.000000000000000001 and 0.5 are added exactly; sixteen places more than a float has
    (payout,) = ask(["ola,2024-02-15,scope,1,100.000000000000000001", "ola,2024-02-15,scope,1,0.5"])
    assert payout.measure == exact("100.500000000000000001")


def test_what_would_not_fit_is_refused_not_wrapped(ask):
    with pytest.raises(InputProblem, match=r"exactly|digits"):
        ask([f"ola,2024-02-15,scope,1,{'9' * 37}"] * 20)


def test_too_many_digits_are_refused(ask):
    with pytest.raises(InputProblem, match="digits"):
        ask([f"ola,2024-02-15,scope,1,{'9' * 30}.{'9' * 20}"])


def test_a_missing_column_says_which_and_what_there_is(ask):
    with pytest.raises(InputProblem, match=r"net_amount.*columns found: partner_id"):
        ask(["ola,2024-02-15,scope,1"], header="partner_id,invoice_date,product_id,quantity")


def test_a_scope_without_a_product_list_is_refused(ask):
    document = DOCUMENT.replace("measure: net", "measure: net, products: {category: [Bikes]}")
    with pytest.raises(MissingColumn, match="products have no column category"):
        ask(document=document)


def test_an_event_asked_for_but_not_given_is_refused(ask):
    with pytest.raises(InputProblem, match="no column event"):
        ask(document=DOCUMENT.replace("event: any", "event: sell_through"))


@pytest.mark.parametrize(
    ("tables", "message"),
    [
        ({"partners": "partner_id\nola\nola\n"}, "'ola' has two rows for the same day"),
        ({"partners": "partner_id,valid_from,valid_until\nola,,2024-03-01\nola,2024-02-29,\n"}, "two rows"),
        ({"products": "product_id\nscope\nscope\n"}, "'scope' is listed twice"),
        ({"rates": "currency,valid_from,rate\nEUR,2024-01-01,1.1\nEUR,2024-01-01,1.2\n"}, "has two rates for EUR"),
        ({"rates": "currency,valid_from,rate\nEUR,2024-01-01,0\n"}, "not above zero"),
        ({"rates": "currency,valid_from,rate\nEUR,1/1/24,1.1\n"}, "not a day"),
        ({"products": "sku\nscope\n"}, "no column product_id"),
    ],
)
def test_small_tables_are_checked(ask, tables, message):
    with pytest.raises(InputProblem, match=message):
        ask(**tables)


def test_a_kind_nobody_knows_is_refused(ask):
    with pytest.raises(InputProblem, match=r"'gift' is not known here\. Write one of: sale, return") as caught:
        ask([GOOD + ",sale", GOOD + ",gift"], header=HEADER + ",kind")
    assert caught.value.row == 3


def test_floats_in_parquet_are_refused(tmp_path):
    con = duckdb.connect()
    con.execute(
        "COPY (SELECT 'ola' AS partner_id, DATE '2024-02-15' AS invoice_date, 'scope' AS product_id, 1 AS quantity,"
        f" CAST(0.1 AS DOUBLE) AS net_amount) TO '{tmp_path}/sales.parquet'"
    )
    programme = check(DOCUMENT).programme
    with pytest.raises(InputProblem, match=r"DOUBLE.*floats lose cents"):
        local.calculate(programme, Inputs(Scan((f"{tmp_path}/sales.parquet",)), pa.table({"partner_id": ["ola"]})))


@pytest.mark.parametrize("ids", ["VARCHAR", "BIGINT"])
@pytest.mark.parametrize("listed", ["VARCHAR", "BIGINT"])
def test_ids_may_be_text_or_numbers(tmp_path, ids, listed):
    con = duckdb.connect()
    con.execute(
        f"COPY (SELECT CAST(partner AS {ids}) AS partner_id, DATE '2024-02-15' AS invoice_date,"
        f" CAST(product AS {ids}) AS product_id, 1 AS quantity, CAST(100 AS DECIMAL(18, 4)) AS net_amount"
        f" FROM (VALUES (7, 10), (7, 11), (7, 99), (8, 10)) AS t (partner, product)) TO '{tmp_path}/sales.parquet'"
    )
    partners = con.execute(f"SELECT CAST(7 AS {listed}) AS partner_id").to_arrow_table()
    products = con.execute(
        f"SELECT CAST(id AS {listed}) AS product_id, kind AS category"
        " FROM (VALUES (10, 'a'), (11, 'b')) AS t (id, kind)"
    ).to_arrow_table()
    scoped = DOCUMENT.replace("measure: net", "measure: net, products: {exclude: {category: [a]}}")
    programme = check(scoped).programme
    with local.calculate(programme, Inputs(Scan((f"{tmp_path}/sales.parquet",)), partners, products)) as result:
        # product 11 of category b and product 99 of no list
        assert [(one.partner, one.measure) for one in result.payouts()] == [("7", exact(200))]


def test_unlisted_products_are_found_whether_numbers_have_gaps_or_not(tmp_path):
    # the list of 10 to 12 is without gap; 13 is sold and not listed, a sample does not count
    con = duckdb.connect()
    con.execute(
        "COPY (SELECT CAST(7 AS BIGINT) AS partner_id, DATE '2024-02-15' AS invoice_date,"
        " CAST(product AS BIGINT) AS product_id, 1 AS quantity, CAST(100 AS DECIMAL(18, 4)) AS net_amount, kind"
        " FROM (VALUES (10, NULL), (11, 'sale'), (12, 'sample'), (sold, 'sale')) AS t (product, kind))"
        f" TO '{tmp_path}/gap.parquet'".replace("sold", "13")
    )
    con.execute(f"COPY (FROM '{tmp_path}/gap.parquet' WHERE product_id < 13) TO '{tmp_path}/dense.parquet'")
    products = con.execute("SELECT range AS product_id, 'a' AS category FROM range(10, 13)").to_arrow_table()
    programme = check(DOCUMENT.replace("measure: net", "measure: net, products: {exclude: {category: [b]}}")).programme
    partners = pa.table({"partner_id": [7]})
    for name, measure in (("gap", 300), ("dense", 200)):
        inputs = Inputs(Scan((f"{tmp_path}/{name}.parquet",)), partners, products)
        with local.calculate(programme, inputs) as result:
            assert [one.measure for one in result.payouts()] == [exact(measure)]


def test_a_padded_id_is_another_id(tmp_path, ask):
    con = duckdb.connect()
    con.execute(
        "COPY (SELECT CAST(7 AS BIGINT) AS partner_id, DATE '2024-02-15' AS invoice_date, 'x' AS product_id,"
        f" 1 AS quantity, CAST(100 AS DECIMAL(18, 4)) AS net_amount) TO '{tmp_path}/sales.parquet'"
    )
    programme = check(DOCUMENT).programme
    sales = Scan((f"{tmp_path}/sales.parquet",))
    with local.calculate(programme, Inputs(sales, pa.table({"partner_id": ["007"]}))) as result:
        assert result.payouts() == []


def test_semicolons_a_mark_and_quotes_are_read(ask, tmp_path):
    text = "﻿" + HEADER.replace(",", ";") + "\n" + '"ola";2024-02-15;"sco;pe";1;100.00\n'
    (tmp_path / "s.csv").write_text(text, encoding="utf-8")
    partners = pa.table({"partner_id": ["ola"]})
    with local.calculate(check(DOCUMENT).programme, Inputs(Scan((str(tmp_path / "s.csv"),)), partners)) as result:
        assert [one.measure for one in result.payouts()] == [exact(100)]


def test_ragged_rows_are_refused(ask):
    with pytest.raises(InputProblem, match="cannot be read"):
        ask([GOOD, "ola,2024-02-15"])


def test_text_from_a_programme_stays_text(ask):
    document = DOCUMENT.replace("measure: net", 'measure: net, products: {category: ["x\') OR TRUE --"]}')
    assert ask(document=document, products="product_id,category\nscope,Bikes\n") == []


UNITS = HEADER + ",unit"


@pytest.mark.parametrize(
    ("tables", "message"),
    [
        ({"deals": "deal_id\nd1\n"}, "has no column partner_id"),
        ({"deals": "deal_id,partner_id\nd1,\n"}, "row 2, column partner_id: is empty"),
        (
            {"deals": "deal_id,partner_id,valid_from\nd1,ola,1/1/24\n"},
            "row 2, column valid_from: '1/1/24' is not a day",
        ),
        (
            {"deals": "deal_id,partner_id,valid_from,valid_until\nd1,ola,2024-02-01,2024-02-01\n"},
            "deals, column valid_until: '2024-02-01' of d1 is not after its valid_from",
        ),
        ({"targets": "partner_id,target,period,amount\nola,plan,2024-Q1,\n"}, "column amount: is empty"),
        ({"targets": "partner_id,target,period,amount\nola,plan,2024-Q1,1e3\n"}, "'1e3' is not a plain decimal"),
        ({"targets": "partner_id,target,period,amount\nola,plan,Q1 2024,5\n"}, "'Q1 2024' is no period. Write such as"),
        (
            {"targets": "partner_id,target,period,amount\nola,plan,2024-Q1,5\nola,plan,2024-Q1,6\n"},
            "'ola' has two targets plan for 2024-Q1",
        ),
        ({"certificates": "partner_id,person\nola,ann\n"}, "has no column course"),
        ({"splits": "partner_id,person,share\nola,ann,101\n"}, "'101' of ann is not a percentage"),
        ({"splits": "partner_id,person,share,override\nola,ann,,\n"}, "'ann' has neither share nor override of ola"),
        ({"splits": "partner_id,person,share\nola,ann,50\nola,ann,50\n"}, "'ann' has two rows of ola for the same day"),
        ({"units": "product_id,unit,factor\nscope,case,0\n"}, "'0' of case of scope is not above zero"),
        ({"units": "product_id,unit,factor\nscope,case,2\nscope,case,3\n"}, "'scope' has two factors for case"),
        (
            {"units": "product_id,unit,factor\nscope,each,2\n", "products": "product_id,unit\nscope,each\n"},
            "'2' of each, the own unit of scope, is not 1",
        ),
    ],
)
def test_the_tables_beside_them_are_checked(ask, tables, message):
    with pytest.raises(InputProblem) as caught:
        ask(**tables)
    assert message in str(caught.value)
    assert caught.value.remedy


def test_targets_of_another_calendar_may_stand_beside(ask):
    rows = "partner_id,target,period,amount\nola,plan,2024,5\nola,plan,FY2024-Q1,6\nola,plan,2024-03,7\n"
    (payout,) = ask(targets=rows)
    assert payout.measure == exact(100)


def test_a_table_may_be_parquet_or_arrow_with_ids_as_numbers(tmp_path):
    con = duckdb.connect()
    con.execute(
        "COPY (SELECT CAST(7 AS BIGINT) AS partner_id, DATE '2024-02-15' AS invoice_date,"
        " CAST(3 AS BIGINT) AS product_id, 2 AS quantity, CAST(100 AS DECIMAL(18, 4)) AS net_amount, 'case' AS unit)"
        f" TO '{tmp_path}/sales.parquet'"
    )
    con.execute(
        "COPY (SELECT '3' AS product_id, 'case' AS unit, CAST(12 AS DECIMAL(6, 2)) AS factor)"
        f" TO '{tmp_path}/units.parquet'"
    )
    programme = check(DOCUMENT.replace("measure: net, method: flat, percent: 1", QUANTITY)).programme
    inputs = Inputs(
        Scan((f"{tmp_path}/sales.parquet",)), pa.table({"partner_id": ["7"]}), units=f"{tmp_path}/units.parquet"
    )
    with local.calculate(programme, inputs) as result:
        assert [one.measure for one in result.payouts()] == [exact(24)]


QUANTITY = "measure: quantity, method: per_unit, rates: [{from: 0, per_unit: 1}]"


def test_a_counted_line_in_an_unknown_unit_is_refused(ask):
    document = DOCUMENT.replace("measure: net, method: flat, percent: 1", QUANTITY)
    with pytest.raises(InputProblem) as caught:
        ask(
            [f"{GOOD},case", f"{GOOD},"], header=UNITS, document=document, units="product_id,unit,factor\nscope,box,6\n"
        )
    assert str(caught.value) == (
        "Nothing says how many base units one case of scope is, and 1 such lines count."
        " Add a row with product_id scope, unit case and its factor to the units."
    )
    # without a table of units, quantities are in base units already
    (payout,) = ask([f"{GOOD},case", f"{GOOD},"], header=UNITS, document=document)
    assert payout.measure == exact(2)
    # where only amounts count, units are nobody's business
    (payout,) = ask([f"{GOOD},case", f"{GOOD},"], header=UNITS)
    assert payout.measure == exact(200)


def test_an_amount_that_is_read_has_to_be_on_every_line(ask):
    document = DOCUMENT.replace("measure: net", "measure: list")
    with pytest.raises(InputProblem, match="row 3, column list_amount: is empty"):
        ask([f"{GOOD},5", f"{GOOD},"], header=f"{HEADER},list_amount", document=document)
    with pytest.raises(InputProblem, match="no column list_amount"):
        ask(document=document)


def test_shares_in_force_on_the_last_day_add_up(ask):
    document = DOCUMENT.replace("measure: net", "payee: splits, measure: net")
    header, ann = "partner_id,person,share,valid_until", "ola,ann,60,"
    assert len(ask(document=document, splits=f"{header}\n{ann}\nola,ben,40,\nola,eve,40,2024-03-31\n")) == 2
    with pytest.raises(InputProblem) as caught:
        ask(document=document, splits=f"{header}\n{ann}\nola,ben,40,\nola,eve,40,2024-04-01\n")
    assert str(caught.value) == (
        "splits, column share: add up to 140 for ola, share and 2024-Q1."
        " Let the shares in force on the period's last day add up to 100."
    )
    # a partner that sold nothing then may be written wrongly: nothing of it is shared
    assert len(ask(document=document, splits=f"{header}\n{ann}\nola,ben,40,\nbo,eve,40,\n")) == 2
