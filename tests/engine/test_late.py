"""Lines that come late change the payouts they would have changed, and the other lines are not read again."""

import random
from datetime import date, timedelta

import duckdb
import pyarrow as pa
import pytest

from fairway.engine.backends.local import Session, late
from fairway.engine.backends.local.grouped import Grouped, NotGrouped
from fairway.engine.backends.local.whom import concerned
from fairway.engine.check import check
from fairway.engine.inputs import Inputs, Scan
from fairway.engine.plan import build
from fairway.engine.settle import Booked, settle

HEAD = """programme: late
title: Late lines
currency: USD
calendar: {year_starts: 01-01, period: quarter}
fx: transaction_date
rounding: {mode: half_up, at: payout}
returns: net
event: any
members: all
cliff: 100000
incentives:
"""
VOLUME = """  - id: volume
    measure: net
    method: retroactive
    rates: [{from: 100, percent: 1}, {from: 900, percent: 2}]
    stack: {group: sales, order: 1, best_of: one}
  - id: slices
    products: {family: [A]}
    measure: net
    method: marginal
    rates: [{from: 50, percent: 3}, {from: 300, percent: 5}]
    stack: {group: sales, order: 2, best_of: one}
  - id: growth
    measure: net
    qualifier: {growth_over: previous_period, measure: net, without_history: skip}
    pays_on: increment
    method: retroactive
    rates: [{from: 10 percent, percent: 4}]
    limits: {per_year: 40}
    stack: add
"""
NEW = """  - id: customers
    measure: new_customers
    new_customer: {look_back: ever, at_least: 20}
    method: per_unit
    per_unit: 10
    stack: add
"""
POOL = """  - id: pool
    measure: net
    pool: {by: country, share_from: 10}
    method: retroactive
    rates: [{from: 1000, percent: 1}]
    stack: add
"""
BUDGET = """  - id: budget
    measure: net
    method: flat
    percent: 5
    limits: {budget_per_year: 100}
    stack: add
"""
PERSONS = """  - id: serials
    once_per: serial_no
    measure: serials
    method: per_unit
    per_unit: 1
    stack: add
"""
COUNTRIES = {1: "US", 2: "US", 3: "DE", 4: "DE", 5: "FR", 6: "FR", 7: None}


def sold(count, seed, first_id):
    draw = random.Random(seed)
    for number in range(count):
        yield {
            "line_id": first_id + number,
            "partner_id": draw.randint(1, 7),
            "product_id": draw.randint(1, 4),
            "customer_id": draw.randint(1, 60),
            "invoice_date": date(2024, 1, 1) + timedelta(draw.randint(0, 540)),
            "quantity": draw.choice([1, 2, 3, -1]),
            "net_cents": draw.randint(-2000, 9000),
            "currency": draw.choice(["USD", "USD", "EUR"]),
            "serial_no": f"s{draw.randint(1, 30)}",
        }


def written(path, rows):
    table = pa.Table.from_pylist(list(rows))
    with duckdb.connect() as con:
        con.register("given", table)
        con.execute(
            "COPY (SELECT * EXCLUDE (net_cents, quantity), CAST(quantity AS DECIMAL(18, 4)) AS quantity,"
            " CAST(net_cents * 0.01 AS DECIMAL(18, 4)) AS net_amount FROM given ORDER BY partner_id, invoice_date)"
            f" TO '{path}' (FORMAT parquet)"
        )
    return str(path)


@pytest.fixture
def given(tmp_path):
    """The small tables, the lines there were, and more lines of one partner and of all."""
    partners = [{"partner_id": number, "country": country, "type": "reseller"} for number, country in COUNTRIES.items()]
    products = [{"product_id": number, "family": "AABB"[number - 1]} for number in range(1, 5)]
    tables = {"partners": pa.Table.from_pylist(partners), "products": pa.Table.from_pylist(products)}
    with duckdb.connect() as con:
        tables["rates"] = con.execute(
            "SELECT 'EUR' AS currency, DATE '2023-12-01' AS valid_from, CAST(1.1 AS DECIMAL(9, 6)) AS rate"
        ).to_arrow_table()
    lines = list(sold(400, 1, 1000))
    lines.append(lines[0] | {"line_id": 1, "invoice_date": date(2024, 1, 1), "net_cents": 100})
    lines.append(lines[0] | {"line_id": 2, "invoice_date": date(2025, 6, 20), "net_cents": 100})
    more = list(sold(80, 2, 500))  # some before, some after the others of their day
    one = [line | {"partner_id": 3} for line in more[:40]]
    return (
        tables,
        written(tmp_path / "lines.parquet", lines),
        written(tmp_path / "one.parquet", one),
        written(tmp_path / "all.parquet", more),
    )


def opened(text, tables, files):
    programme = check(text).programme
    assert programme is not None
    session = Session(programme, Inputs(Scan(files, checked=True), **tables))
    every, shown = session.asked(None, None)
    plan = build(programme, every, session.columns)
    return session, plan, shown


def books(payouts):
    """What was booked, as the ledger's reader gives it."""
    rows = [
        {
            "incentive": one.incentive, "period": one.period.label, "partner": one.partner, "person": one.person,
            "earned": one.earned.amount, "rate": one.rate, "measure": one.measure,
        }
        for one in payouts
    ]  # fmt: skip
    return pa.Table.from_pylist(rows)


def both_ways(text, given, late_file, folder):
    """Corrections by taking in, and by reading everything again; and how the payouts differ otherwise."""
    tables, before, *_ = given
    session, plan, shown = opened(text, tables, (before,))
    with session:
        was = session.run(plan, shown).payouts()
        Grouped.write(session.con, plan, folder)
        first, _ = session.days()
    grouped = Grouped.open(folder)
    taken = late.take_in(grouped, plan, Scan((late_file,)), first)
    found = late.corrections(grouped, plan, taken, books(was), shown)
    again, plan, shown = opened(text, tables, (before, late_file))
    with again:
        now = again.run(plan, shown).payouts()
    booked = [
        Booked(
            one.incentive, one.period, one.partner, one.earned, one.measure, one.rate, one.person,
            multiplied=one.multiplied,
        )
        for one in was
    ]  # fmt: skip
    return taken, found, settle(now, booked)


@pytest.mark.parametrize("which", [2, 3], ids=["one partner", "all partners"])
@pytest.mark.parametrize(
    "parts", [VOLUME, NEW, POOL, BUDGET, VOLUME + NEW + POOL, VOLUME + NEW + POOL + BUDGET],
    ids=["volume", "new customers", "pool", "budget", "three", "four"],
)  # fmt: skip
def test_late_lines_are_corrected_as_if_everything_were_read_again(parts, which, given, tmp_path):
    (tmp_path / "grouped").mkdir()
    _, found, expected = both_ways(HEAD + parts, given, given[which], tmp_path / "grouped")
    assert expected
    assert found == expected


def test_one_partners_lines_concern_that_partner_alone(given, tmp_path):
    (tmp_path / "grouped").mkdir()
    taken, _, _ = both_ways(HEAD + VOLUME, given, given[2], tmp_path / "grouped")
    assert taken.whom == dict.fromkeys(("volume", "slices", "growth"), ("3",))


def test_a_pool_is_calculated_together(given, tmp_path):
    (tmp_path / "grouped").mkdir()
    taken, _, _ = both_ways(HEAD + POOL, given, given[2], tmp_path / "grouped")
    assert taken.whom == {"pool": ("3", "4")}  # both in Germany


def test_a_budget_concerns_everybody(given, tmp_path):
    (tmp_path / "grouped").mkdir()
    taken, _, _ = both_ways(HEAD + BUDGET, given, given[2], tmp_path / "grouped")
    assert taken.whom == {"budget": None}


def test_what_cannot_be_put_together_is_refused(given, tmp_path):
    (tmp_path / "grouped").mkdir()
    with pytest.raises(NotGrouped, match="cannot be put together"):
        both_ways(HEAD + PERSONS, given, given[2], tmp_path / "grouped")


def test_lines_outside_the_periods_are_refused(given, tmp_path):
    (tmp_path / "grouped").mkdir()
    later = written(tmp_path / "later.parquet", [next(sold(1, 3, 9000)) | {"invoice_date": date(2026, 1, 1)}])
    with pytest.raises(NotGrouped, match="outside the periods"):
        both_ways(HEAD + VOLUME, given, later, tmp_path / "grouped")


def test_a_supposed_sale_earns_what_it_would_have_earned_however_often_it_is_asked(given, tmp_path):
    """The query is planned once and asked with other sales of other partners, whose pool counts."""
    tables, before, *_ = given
    (tmp_path / "grouped").mkdir()
    session, plan, shown = opened(HEAD + VOLUME + POOL, tables, (before,))
    with session:
        session.run(plan, shown).payouts()
        Grouped.write(session.con, plan, tmp_path / "grouped")
    grouped = Grouped.open(tmp_path / "grouped")
    for number, (partner, cents) in enumerate([(3, 90_000), (3, 91_001), (5, 1), (7, 2_500_000), (4, 90_000)]):
        sale = next(sold(1, 9, 9000)) | {"partner_id": partner, "net_cents": cents, "quantity": 2, "currency": "EUR"}
        line = {name: value for name, value in sale.items() if name != "net_cents"}
        line["net_amount"] = f"{cents // 100}.{cents % 100:02}"
        whom = concerned(grouped, plan.programme, [str(partner)])
        with grouped.run(plan, shown, whom=whom, more=[line]) as result:
            found = result.payouts(str(partner))
        again, other, _ = opened(
            HEAD + VOLUME + POOL, tables, (before, written(tmp_path / f"{number}.parquet", [sale]))
        )
        with again:
            assert found == again.run(other, shown).payouts(str(partner))
