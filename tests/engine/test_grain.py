"""What the lines come to before any incentive looks at it: each mechanic by hand, on a handful of lines."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from fairway.engine.backends.local import Session
from fairway.engine.check import check
from fairway.engine.inputs import Inputs, Scan
from fairway.engine.plan import MissingColumn, build
from fairway.engine.plan.grain import Grain
from fairway.engine.programme import (
    AttributeValues,
    Baseline,
    EventWindow,
    Growth,
    LineKind,
    Measure,
    MeasureKind,
    NewCustomer,
    Payee,
    ProductScope,
    ReturnsPolicy,
    Span,
    Validity,
)
from fairway.policy.conditions import Source
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
PLAIN = check(DOCUMENT).programme
KINDS = (LineKind.SALE, LineKind.RETURN, LineKind.ADJUSTMENT)


def incentive(kind=MeasureKind.NET, *, new=None, over=None, returns=ReturnsPolicy.RESTATE, ident="share", **scope):
    one = PLAIN.incentives[0]
    lines = replace(one.measure.lines, kinds=KINDS, **scope)
    measure = Measure(kind, lines, new=new)
    return replace(one, id=ident, measure=measure, qualifier=over(measure) if over else measure, returns=returns)


def programme(*incentives, **changes):
    return replace(PLAIN, incentives=incentives, **changes)


@pytest.fixture
def grain(tmp_path):
    """Fill the relations of the grain over tables written as text, and read what one of them holds."""

    def write(name, text):
        path = tmp_path / f"{name}.csv"
        path.write_text("\n".join(line.strip() for line in text.strip().splitlines()) + "\n", encoding="utf-8")
        return str(path)

    def filled(document, lines, relation, columns, *, partners="partner_id\nola\nbo", as_of=None, shown=None, **tables):
        given = {name: write(name, text) for name, text in tables.items()}
        inputs = Inputs(Scan((write("sales", lines),)), write("partners", partners), **given)
        with Session(document, inputs) as session:
            every, _ = session.asked(shown, as_of)
            made = Grain(document, every, session.columns, as_of)
            for one in made.relations():
                session.con.execute(f"CREATE TEMP TABLE {one.name} AS {one.sql}")
                if one.wider:  # the wide form answers the same
                    session.con.execute(f"CREATE TEMP TABLE wider AS {one.wider}")
                    both = f"(FROM {one.name} EXCEPT FROM wider) UNION ALL (FROM wider EXCEPT FROM {one.name})"
                    assert session.con.execute(f"SELECT count(*) FROM ({both})").fetchone() == (0,)
                    session.con.execute("DROP TABLE wider")
            joins = "" if relation == "periods" else " JOIN periods USING (period_no)"
            if {"span_no"} & {row[0] for row in session.con.execute(f"DESCRIBE {relation}").fetchall()}:
                joins = f" JOIN spans USING (span_no){joins}"
            sql = f"SELECT {columns} FROM {relation}{joins} ORDER BY ALL"
            return session.con.execute(sql).fetchall()

    return filled


def numbers(rows):
    """Rows with their decimals as text, so that 1.50 and 1.5 are the same."""
    return [tuple(f"{cell.normalize():f}" if isinstance(cell, Decimal) else cell for cell in row) for row in rows]


@pytest.mark.parametrize(
    ("kind", "total"),
    [(MeasureKind.NET, "130"), (MeasureKind.GROSS, "155"), (MeasureKind.LIST, "168"), (MeasureKind.MARGIN, "55.75")],
)
def test_amounts_are_added_up_in_the_programmes_currency(grain, kind, total):
    # EUR at 1.10: net 20 + 110, gross 45 + 110, list 58 + 110, margin (20 − 8.25) + (100 − 60) × 1.1
    lines = """
        partner_id,invoice_date,product_id,quantity,net_amount,gross_amount,list_amount,cost_amount,currency
        ola,2024-02-15,scope,1,20,45,58,8.25,
        ola,2024-02-16,scope,1,100,100,100,60,EUR
    """
    rates = "currency,valid_from,rate\nEUR,2024-01-01,1.1"
    found = grain(programme(incentive(kind)), lines, "measured", "m1, m1_lines, m1_unrated", rates=rates)
    assert numbers(found) == [(total, 2, 0)]


def test_quantities_are_counted_in_base_units(grain):
    lines = """
        partner_id,invoice_date,product_id,quantity,unit,net_amount
        ola,2024-02-15,scope,84,case,1
        ola,2024-02-15,scope,5,each,1
        ola,2024-02-15,scope,2,,1
        ola,2024-02-15,rope,1.5,m,1
        bo,2024-02-15,rope,1,roll,1
    """
    tables = {
        "products": "product_id,unit\nscope,each\nrope,m",
        "units": "product_id,unit,factor\nscope,case,12\nrope,case,30",
    }
    found = grain(programme(incentive(MeasureKind.QUANTITY)), lines, "measured", "partner_id, m1, m1_unrated", **tables)
    assert numbers(found) == [("bo", None, 1), ("ola", "1016.5", 0)]


RETURNED = """
    partner_id,invoice_date,product_id,quantity,net_amount,original_on
    ola,2024-02-15,scope,10,1000,
    ola,2024-05-15,scope,8,800,
    ola,2024-05-20,scope,-1,-100,2024-02-15
    ola,2024-05-21,scope,-1,-10,
    ola,2024-05-22,scope,1,7,2024-02-15
"""
# what a sale says of an origin changes nothing: 7 stays in the second quarter


@pytest.mark.parametrize(
    ("returns", "quarters"),
    [
        (ReturnsPolicy.RESTATE, [("2024-Q1", "900"), ("2024-Q2", "797")]),
        (ReturnsPolicy.NET, [("2024-Q1", "1000"), ("2024-Q2", "697")]),
        (ReturnsPolicy.EXCLUDE, [("2024-Q1", "1000"), ("2024-Q2", "807")]),
        (ReturnsPolicy.REVERSE, [("2024-Q1", "1000"), ("2024-Q2", "807")]),
    ],
)
def test_returns_are_placed_by_the_policy(grain, returns, quarters):
    assert numbers(grain(programme(incentive(returns=returns)), RETURNED, "measured", "period, m1")) == quarters


def test_incentives_with_different_policies_stand_in_one_programme(grain):
    both = programme(incentive(ident="a"), incentive(ident="b", returns=ReturnsPolicy.NET))
    found = numbers(grain(both, RETURNED, "measured", "period, m1, m2, m1_lines, m2_lines"))
    assert found == [("2024-Q1", "900", "1000", 2, 1), ("2024-Q2", "797", "697", 3, 4)]


def test_a_return_not_known_yet_restates_nothing(grain):
    found = grain(programme(incentive()), RETURNED, "measured", "period, m1", as_of=date(2024, 5, 20))
    assert numbers(found) == [("2024-Q1", "900"), ("2024-Q2", "800")]
    found = grain(programme(incentive()), RETURNED, "measured", "period, m1", as_of=date(2024, 5, 19))
    assert numbers(found) == [("2024-Q1", "1000"), ("2024-Q2", "800")]


def test_a_return_of_a_sale_before_all_lines_has_a_period_of_its_own(grain):
    lines = RETURNED + "ola,2024-05-23,scope,-1,-3,2023-12-31\n"
    assert numbers(grain(programme(incentive()), lines, "measured", "period, m1"))[0] == ("2023-Q4", "-3")


def test_what_is_taken_back_is_told_by_the_period_of_the_sale(grain):
    lines = RETURNED + "ola,2024-05-24,scope,-1,-5,2020-01-01\n"
    document = programme(incentive(returns=ReturnsPolicy.REVERSE))
    found = numbers(grain(document, lines, "returned_share", "period, origin_no, amount, lines"))
    assert found == [("2024-Q2", 1, "-100", 1), ("2024-Q2", 2, "-10", 1), ("2024-Q2", None, "-5", 1)]


def test_returns_are_not_taken_back_outside_the_validity(grain):
    valid = replace(incentive(returns=ReturnsPolicy.REVERSE), validity=Validity(date(2024, 5, 21)))
    found = numbers(grain(programme(valid), RETURNED, "returned_share", "origin_no, amount"))
    assert found == [(2, "-10")]


def test_only_lines_of_a_deal_registered_for_the_partner_on_the_day_count(grain):
    lines = """
        partner_id,invoice_date,product_id,quantity,net_amount,deal_id
        ola,2024-02-09,scope,1,1,D1
        ola,2024-02-10,scope,1,2,D1
        ola,2024-02-19,scope,1,4,D1
        ola,2024-02-20,scope,1,8,D1
        bo,2024-02-15,scope,1,16,D1
        ola,2024-02-15,scope,1,32,D2
        ola,2024-02-15,scope,1,64,
        bo,2024-02-15,scope,1,128,D3
    """
    # two registrations of D1 that overlap count a line once
    deals = """
        deal_id,partner_id,valid_from,valid_until
        D1,ola,2024-02-10,2024-02-18
        D1,ola,2024-02-12,2024-02-20
        D2,bo,,
        D3,bo,2024-02-15,
    """
    found = grain(programme(incentive(registered=True)), lines, "measured", "partner_id, m1", deals=deals)
    assert numbers(found) == [("bo", "128"), ("ola", "6")]


def test_a_window_begins_with_an_event_and_ends_that_much_later(grain):
    # from 31 January one month: until 29 February, which does not count; and with one day more it does
    lines = """
        partner_id,invoice_date,product_id,quantity,net_amount,started
        ola,2024-01-30,scope,1,1,2024-01-31
        ola,2024-01-31,scope,1,2,2024-01-31
        ola,2024-02-28,scope,1,4,2024-01-31
        ola,2024-02-29,scope,1,8,2024-01-31
        ola,2024-02-29,other,1,16,
        ola,2024-02-10,bare,1,32,2024-02-01
    """
    products = "product_id,launched_on\nscope,2024-01-31\nother,2024-02-29\nbare,"
    partners = "partner_id,partner_since\nola,2024-01-31\nbo,"

    def total(source, column, span):
        window = EventWindow(source, column, span)
        document = programme(incentive(since=(window,)))
        ((found,),) = grain(document, lines, "measured", "sum(m1)", products=products, partners=partners)
        return str(found)

    month, more = Span(months=1), Span(months=1, days=1)
    assert [total(Source.LINE, "started", span) for span in (month, more)] == ["38", "46"]
    assert [total(Source.PRODUCT, "launched_on", span) for span in (month, more)] == ["22", "30"]
    assert [total(Source.PARTNER, "partner_since", span) for span in (month, more)] == ["38", "62"]


def test_a_claim_counts_within_its_days_that_day_included(grain):
    lines = """
        partner_id,invoice_date,product_id,quantity,net_amount,claimed_on
        ola,2024-01-01,scope,1,1,2024-01-31
        ola,2024-01-01,scope,1,2,2024-02-01
        ola,2024-01-01,scope,1,4,
        ola,2024-01-01,scope,1,8,2023-12-31
    """
    assert numbers(grain(programme(incentive(claimed_within=30)), lines, "measured", "m1")) == [("9",)]


def test_of_several_lines_alike_the_first_that_counts_counts(grain):
    # by day, then by line_id as a number; another kind counts apart; bo is no member before February
    lines = """
        line_id,partner_id,invoice_date,product_id,quantity,net_amount,serial_no
        10,ola,2024-01-15,scope,1,1,A
        9,ola,2024-01-15,scope,1,2,A
        8,bo,2024-01-14,scope,1,4,A
        7,ola,2024-04-20,scope,-1,-8,A
        6,ola,2024-04-20,scope,1,16,A
        5,bo,2024-04-20,scope,1,32,B
        4,bo,2024-04-20,scope,1,64,
    """
    partners = "partner_id,valid_from\nola,\nbo,2024-02-01"
    document = programme(incentive(once_per="serial_no"))
    found = grain(document, lines, "measured", "partner_id, period, m1, m1_lines", partners=partners)
    assert numbers(found) == [("bo", "2024-Q2", "32", 1), ("ola", "2024-Q1", "2", 1), ("ola", "2024-Q2", "-8", 1)]


def test_what_counted_before_the_periods_shown_counts(grain):
    lines = """
        line_id,partner_id,invoice_date,product_id,quantity,net_amount,serial_no
        a,ola,2024-01-15,scope,1,1,A
        b,ola,2024-04-15,scope,1,2,A
    """
    document = programme(incentive(once_per="serial_no"))
    shown = [PLAIN.calendar.fiscal.parse("2024-Q2")]
    assert numbers(grain(document, lines, "measured", "period, m1", shown=shown)) == [("2024-Q1", "1")]


def test_the_first_is_refused_where_lines_have_no_number(tmp_path):
    (tmp_path / "sales.csv").write_text("partner_id,invoice_date,product_id,quantity,net_amount,serial_no\n")
    (tmp_path / "partners.csv").write_text("partner_id\nola\n")
    inputs = Inputs(Scan((str(tmp_path / "sales.csv"),)), str(tmp_path / "partners.csv"))
    with pytest.raises(ValueError, match="no column line_id"):
        Session(programme(incentive(once_per="serial_no")), inputs)


@pytest.mark.parametrize(
    ("kind", "column"),
    [
        (MeasureKind.CUSTOMERS, "customer_id"),
        (MeasureKind.DEALS, "deal_id"),
        (MeasureKind.DOCUMENTS, "invoice_no"),
        (MeasureKind.SERIALS, "serial_no"),
    ],
)
def test_of_each_id_what_was_bought_is_told(grain, kind, column):
    lines = f"""
        partner_id,invoice_date,product_id,quantity,net_amount,{column}
        ola,2024-01-15,scope,2,1,A
        ola,2024-01-16,scope,3,1,A
        ola,2024-01-17,scope,1,1,B
        ola,2024-04-17,scope,-1,-1,B
        ola,2024-04-17,scope,1,1,
    """
    found = numbers(grain(programme(incentive(kind)), lines, "ids_m1", "period, id, quantity, lines"))
    assert found == [("2024-Q1", "A", "5", 2), ("2024-Q1", "B", "1", 1), ("2024-Q2", "B", "-1", 1)]


CUSTOMERS = """
    line_id,partner_id,invoice_date,product_id,quantity,net_amount,customer_id,invoice_no
    1,ola,2022-02-15,scope,1,5,c1,
    2,ola,2024-02-14,scope,1,2000,c1,
    3,ola,2024-02-15,scope,1,2000,c2,
    4,bo,2024-02-15,scope,-1,-5,c3,
    10,bo,2024-02-16,scope,1,700,c3,I1
    9,ola,2024-02-16,cord,1,800,c3,I1
    11,ola,2024-02-16,scope,1,300,c3,I1
    12,ola,2024-03-16,scope,1,300,c4,I2
    13,ola,2024-03-17,scope,1,700,c4,I2
    14,ola,2024-04-01,scope,1,900,c4,I2
    15,ola,2024-04-01,scope,1,900,c5,
    16,ola,2024-04-01,scope,1,900,,
"""


def new(**changes):
    return incentive(MeasureKind.NEW_CUSTOMERS, new=NewCustomer(**changes))


def test_a_customer_is_new_once_at_its_first_line(grain):
    # c3 is ola's: on that day 9 is before 10, as a number
    found = grain(programme(new()), CUSTOMERS, "measured", "partner_id, period, m1, m1_lines")
    assert [row for row in numbers(found) if row[2]] == [
        ("ola", "2022-Q1", 1, 1), ("ola", "2024-Q1", 3, 6), ("ola", "2024-Q2", 1, 2)
    ]  # fmt: skip
    # and where bo sold to a customer without winning one, none is counted of two lines
    assert ("bo", "2024-Q1", 0, 2) in numbers(found)


def test_with_a_look_back_a_customer_is_new_again(grain):
    # 15 February 2022 and 24 months: 14 February 2024 is a day too early, 15 February is not
    for day, known in (("2024-02-14", True), ("2024-02-15", False)):
        lines = CUSTOMERS.replace("2,ola,2024-02-14", f"2,ola,{day}")
        found = grain(programme(new(look_back=Span(months=24))), lines, "measured", "partner_id, period, m1")
        assert ("ola", "2024-Q1", 3 if known else 4) in numbers(found)


def test_a_first_order_has_to_be_large_enough(grain):
    # c2 2,000 alone; c3 its order with ola 800 + 300; c4 its order in this quarter 300 + 700; c5 900: not enough
    found = numbers(grain(programme(new(at_least=exact(1000))), CUSTOMERS, "measured", "partner_id, period, m1"))
    assert found == [("bo", "2024-Q1", 0), ("ola", "2022-Q1", 0), ("ola", "2024-Q1", 3), ("ola", "2024-Q2", 0)]
    # without cord, c3's first line is out of the scope: it counts for nobody
    scope = ProductScope(include=(AttributeValues("product_id", ("scope",)),))
    narrow = incentive(MeasureKind.NEW_CUSTOMERS, new=NewCustomer(at_least=exact(1000)), products=scope)
    products = "product_id\nscope\ncord"
    found = numbers(grain(programme(narrow), CUSTOMERS, "measured", "partner_id, period, m1", products=products))
    assert ("ola", "2024-Q1", 2) in found


def test_an_order_is_one_line_where_lines_have_no_invoice(grain):
    lines = "\n".join(row.rpartition(",")[0] for row in CUSTOMERS.strip().splitlines())
    found = numbers(grain(programme(new(at_least=exact(800))), lines, "measured", "partner_id, period, m1"))
    assert found == [("bo", "2024-Q1", 0), ("ola", "2022-Q1", 0), ("ola", "2024-Q1", 2), ("ola", "2024-Q2", 1)]


def test_an_order_without_a_rate_is_told(grain):
    lines = """
        line_id,partner_id,invoice_date,product_id,quantity,net_amount,customer_id,invoice_no,currency
        1,ola,2024-02-15,scope,1,700,c1,I1,USD
        2,ola,2024-02-15,scope,1,200,c1,I1,EUR
        3,ola,2024-02-15,scope,1,900,c2,,EUR
        4,ola,2024-02-16,scope,1,900,c2,I2,EUR
    """
    document = programme(new(at_least=exact(800)))
    assert grain(document, lines, "measured", "m1, m1_lines, m1_unrated") == [(0, 4, 2)]
    rates = "currency,valid_from,rate\nEUR,2024-01-01,0.5"
    assert grain(document, lines, "measured", "m1, m1_lines, m1_unrated", rates=rates) == [(1, 4, 0)]


def test_persons_are_added_up_by_themselves(grain):
    lines = """
        partner_id,invoice_date,product_id,quantity,net_amount,person
        ola,2024-02-15,scope,1,10,ann
        ola,2024-02-16,scope,1,20,ann
        ola,2024-02-16,scope,1,40,ben
        bo,2024-02-16,scope,1,80,ann
        bo,2024-02-16,scope,1,160,
    """
    both = programme(replace(incentive(ident="a"), payee=Payee.PERSON), incentive(ident="b"))
    assert numbers(grain(both, lines, "measured_persons", "partner_id, person, m1")) == [
        ("bo", "ann", "80"), ("ola", "ann", "30"), ("ola", "ben", "40")
    ]  # fmt: skip
    assert numbers(grain(both, lines, "measured", "partner_id, m2")) == [("bo", "240"), ("ola", "70")]


def test_growth_reaches_back_before_everything_was_valid(grain):
    lines = """
        partner_id,invoice_date,product_id,quantity,net_amount
        ola,2022-02-15,scope,1,1
        ola,2023-02-15,scope,1,10
        ola,2024-02-15,scope,1,20
        ola,2024-05-15,scope,1,40
    """
    document = programme(incentive(over=Growth), validity=Validity(date(2024, 1, 1)))
    assert numbers(grain(document, lines, "measured", "period, m1")) == [
        ("2023-Q1", "10"), ("2024-Q1", "20"), ("2024-Q2", "40")
    ]  # fmt: skip
    found = grain(document, lines, "periods", "period, period_no, same_period_last_year_no")
    assert found == [("2023-Q1", 1, None), ("2023-Q2", 2, None), ("2024-Q1", 3, 1), ("2024-Q2", 4, 2)]
    previous = programme(incentive(over=lambda measure: Growth(measure, Baseline.PREVIOUS_PERIOD)))
    found = grain(previous, lines, "periods", "period, previous_period_no", shown=None)
    assert found[-1] == ("2024-Q2", 9)


def test_a_table_that_is_asked_for_has_to_be_given(grain):
    with pytest.raises(ValueError, match=r"deals: are not given.*Give them as deals"):
        grain(programme(incentive(registered=True)), "partner_id,invoice_date,product_id,quantity,net_amount,deal_id",
              "measured", "m1")  # fmt: skip


def test_every_relation_made_of_lines_says_so(tmp_path):
    header = "partner_id,invoice_date,product_id,quantity,net_amount,original_on,currency,unit,line_id,customer_id,"
    (tmp_path / "sales.csv").write_text(header + "invoice_no,serial_no,person,deal_id,claimed_on\n")
    (tmp_path / "partners.csv").write_text("partner_id\nola\n")
    (tmp_path / "deals.csv").write_text("deal_id,partner_id\n")
    paths = {name: str(tmp_path / f"{name}.csv") for name in ("partners", "deals")}
    document = programme(
        incentive(ident="a", registered=True, claimed_within=3),
        incentive(ident="b", returns=ReturnsPolicy.REVERSE, once_per="serial_no"),
        incentive(MeasureKind.CUSTOMERS, ident="c"),
        incentive(MeasureKind.NEW_CUSTOMERS, ident="d", new=NewCustomer(Span(days=3), exact(5))),
        replace(incentive(MeasureKind.QUANTITY, ident="e"), payee=Payee.PERSON),
        incentive(ident="f", returns=ReturnsPolicy.NET),
    )
    with Session(document, Inputs(Scan((str(tmp_path / "sales.csv"),)), **paths)) as session:
        made = Grain(document, [PLAIN.calendar.fiscal.parse("2024-Q1")], session.columns, None).relations()
    reads = {one.name for one in made if " lines AS l" in one.sql or "FROM lines" in one.sql}
    assert {one.name for one in made if one.reads_lines} == reads
    assert {"cells", "cells_persons", "moved_cells", "ids_m3", "orders_m4", "once_m2", "returned_b"} <= reads


def test_a_plan_says_which_tables_it_lacks(tmp_path):
    (tmp_path / "sales.csv").write_text("partner_id,invoice_date,product_id,quantity,net_amount,deal_id\n")
    (tmp_path / "partners.csv").write_text("partner_id\nola\n")
    inputs = Inputs(Scan((str(tmp_path / "sales.csv"),)), str(tmp_path / "partners.csv"))
    with Session(programme(incentive()), inputs) as session:
        columns = replace(session.columns, lines={**session.columns.lines, "deal_id": "VARCHAR"})
        with pytest.raises(MissingColumn, match="reads the table deals"):
            build(programme(incentive(registered=True)), [PLAIN.calendar.fiscal.parse("2024-Q1")], columns)
