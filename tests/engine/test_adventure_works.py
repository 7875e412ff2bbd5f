"""Real lines, exact figures: two years of a bicycle maker's reseller sales, and a made-up twin that always runs."""

import csv
import gzip
from pathlib import Path

import duckdb
import pytest

from fairway.engine.backends import local
from fairway.engine.check import check
from fairway.engine.inputs import Inputs, Scan
from fairway.engine.plan import build
from fairway.values import Money, exact

DATA = Path(__file__).parents[3] / "shared" / "data"
ADVENTURE_WORKS, IOWA = DATA / "adventureworks", DATA / "iowa_liquor_2021"
HEAD = """
currency: USD
calendar: {year_starts: 01-01, period: quarter, grace: 15 days, time_zone: UTC}
fx: transaction_date
rounding: {mode: half_up, at: payout}
members: all
event: any
returns: restate
incentives:
"""
STEPS = """    rates:
      - {from: 0, percent: 0}
      - {from: 25000, percent: 1}
      - {from: 50000, percent: 2}
      - {from: 100000, percent: 3}
"""
INCENTIVES = f"""
  - id: bikes
    title: Bikes
    kind: rebate
    stack: add
    products: {{category: [Bikes]}}
    measure: net
    method: flat
    percent: 1.5
  - id: volume
    title: Volume
    kind: rebate
    stack: add
    measure: net
    method: retroactive
{STEPS}    limits: {{amount: 3000}}
  - id: slices
    title: Slices
    kind: rebate
    stack: add
    measure: net
    method: marginal
{STEPS}
  - id: helmets
    title: Helmets
    kind: rebate
    stack: add
    products: {{subcategory: [Helmets]}}
    measure: quantity
    method: per_unit
    rates:
      - {{from: 30, per_unit: 0.75}}
"""


def programme(incentives=INCENTIVES):
    checked = check("programme: adventure-works\ntitle: Adventure Works" + HEAD + incentives)
    assert checked.errors == ()
    return checked.programme


def write(path, header, rows):
    with path.open("w", newline="", encoding="utf-8") as handle:
        writer = csv.writer(handle)
        writer.writerow(header)
        writer.writerows(rows)
    return str(path)


def read(path):
    raw = path.read_bytes()
    text = (gzip.decompress(raw) if path.suffix == ".gz" else raw).decode("utf-8-sig")
    yield from csv.DictReader(text.splitlines(keepends=True))


@pytest.fixture(scope="module")
def adventure_works(tmp_path_factory):
    if not ADVENTURE_WORKS.is_dir():
        pytest.skip(f"{ADVENTURE_WORKS} is not here: real data is not part of the project")
    folder = tmp_path_factory.mktemp("adventure-works")
    categories = read(ADVENTURE_WORKS / "DimProductCategory.csv")
    names = {row["ProductCategoryKey"]: row["EnglishProductCategoryName"] for row in categories}
    groups = {
        row["ProductSubcategoryKey"]: (row["EnglishProductSubcategoryName"], names[row["ProductCategoryKey"]])
        for row in read(ADVENTURE_WORKS / "DimProductSubcategory.csv")
    }
    products = []
    for row in read(ADVENTURE_WORKS / "DimProduct.csv"):
        subcategory, category = groups.get(row["ProductSubcategoryKey"], ("", ""))
        products.append((row["ProductKey"], category, subcategory))
    partners = [(row["ResellerKey"], row["BusinessType"]) for row in read(ADVENTURE_WORKS / "DimReseller.csv")]
    sales = [
        (row["ResellerKey"], row["OrderDate"][:10], row["ProductKey"], row["OrderQuantity"], row["SalesAmount"])
        for row in read(ADVENTURE_WORKS / "FactResellerSales_to_2012.csv.gz")
    ]
    assert len(sales) == 32_315
    header = ("partner_id", "invoice_date", "product_id", "quantity", "net_amount")
    return Inputs(
        Scan((write(folder / "sales.csv", header, sales),)),
        write(folder / "partners.csv", ("partner_id", "type"), partners),
        write(folder / "products.csv", ("product_id", "category", "subcategory"), products),
    )


@pytest.mark.real_data
def test_adventure_works_to_the_cent(adventure_works):
    with local.calculate(programme(), adventure_works) as result:
        assert [(name, count, str(total)) for name, count, total in result.totals()] == [
            ("bikes", 1_735, "590395.04 USD"),
            ("volume", 760, "637368.54 USD"),
            ("slices", 760, "281443.38 USD"),
            ("helmets", 24, "664.50 USD"),
        ]


@pytest.mark.real_data
def test_adventure_works_in_one_quarter(adventure_works):
    quarter = programme().calendar.fiscal.parse("2012-Q4")
    with local.calculate(programme(), adventure_works, periods=[quarter]) as result:
        assert [(name, count, str(total)) for name, count, total in result.totals()] == [
            ("bikes", 267, "87187.06 USD"),
            ("volume", 130, "108289.82 USD"),
            ("slices", 130, "48861.94 USD"),
            ("helmets", 12, "355.50 USD"),
        ]


def iowa(tmp_path):
    """A brand owner's rebate in all shops of Iowa, and the year's lines."""
    con = duckdb.connect()
    con.execute("SET memory_limit = '2GB'")
    con.execute(
        f"""COPY (SELECT "Store Number" AS partner_id, "Item Number" AS product_id, "Date" AS invoice_date,
        "Bottles Sold" AS quantity, "Sale (Dollars)" AS net_amount
        FROM read_csv('{IOWA}/sales_2021.csv.gz', all_varchar = true, header = true))
        TO '{tmp_path}/sales.csv' (HEADER)"""
    )
    con.execute(
        f"""COPY (SELECT "Item Number" AS product_id, "Vendor" AS brand
        FROM read_csv('{IOWA}/products.csv', all_varchar = true, header = true))
        TO '{tmp_path}/products.csv' (HEADER)"""
    )
    con.execute(
        f"""COPY (SELECT DISTINCT partner_id FROM read_csv('{tmp_path}/sales.csv', all_varchar = true))
        TO '{tmp_path}/partners.csv' (HEADER)"""
    )
    con.close()
    brand = """
  - id: brand
    title: Brand owner's rebate
    kind: rebate
    stack: add
    products: {brand: ["260"]}
    measure: net
    method: flat
    percent: 1.5
"""
    files = Inputs(Scan((f"{tmp_path}/sales.csv",)), f"{tmp_path}/partners.csv", f"{tmp_path}/products.csv")
    return programme(brand), files


@pytest.mark.real_data
def test_iowa_to_the_cent(tmp_path):
    if not IOWA.is_dir():
        pytest.skip(f"{IOWA} is not here: real data is not part of the project")
    document, files = iowa(tmp_path)
    with local.calculate(document, files) as result:
        assert [(name, count, str(total)) for name, count, total in result.totals()] == [
            ("brand", 7_312, "1275282.35 USD")
        ]


def twin(folder):
    """Made-up lines of the same shape, from a fixed sequence: 40 resellers, 8 quarters, returns among them."""
    state, sales = 12345, []
    for _ in range(4_000):
        numbers = []
        for _ in range(5):
            state = (state * 1_103_515_245 + 12_345) % 2**31
            numbers.append(state >> 8)
        month = numbers[0] % 24
        quantity = numbers[1] % 12 - 1 or 1
        amount = exact(quantity * (numbers[2] % 40_000_000)).scaleb(-4)
        day = f"{2011 + month // 12}-{month % 12 + 1:02}-{numbers[3] % 28 + 1:02}"
        sales.append((f"r{numbers[3] % 40}", day, f"p{numbers[4] % 9}", quantity, amount))
    products = [(f"p{n}", ("Bikes", "Accessories", "")[n % 3], ("Helmets", "Road")[n % 2]) for n in range(8)]
    header = ("partner_id", "invoice_date", "product_id", "quantity", "net_amount")
    return Inputs(
        Scan((write(folder / "sales.csv", header, sales),)),
        write(folder / "partners.csv", ("partner_id",), [(f"r{n}",) for n in range(39)]),
        write(folder / "products.csv", ("product_id", "category", "subcategory"), products),
    )


def test_the_twin_on_both_engines(tmp_path):
    document = programme()
    with local.Session(document, twin(tmp_path)) as session:
        periods = session.periods()
        slowly = session.by_oracle(periods)
        result = session.run(build(document, periods, session.columns))
        assert result.payouts() == slowly
        totals = result.totals()
    assert len(slowly) > 1_000
    for name, count, total in totals:
        own = [one.amount for one in slowly if one.incentive == name]
        assert total == sum(own, Money.zero("USD"))
        assert count == sum(1 for amount in own if amount)
        assert total.amount > 0
