"""Every fragment of the reference page is calculated, line by line by the oracle and by DuckDB, and both agree."""

from pathlib import Path

import pytest

from fairway.engine.backends.local import Session
from fairway.engine.check import check
from fairway.engine.inputs import Inputs, Scan
from fairway.engine.plan import build
from tests.engine.test_programme_documentation import FRAGMENTS, whole

PARTNERS = """\
partner_id,type,tier,country,parent_id,partner_since
P-001,value_added_reseller,gold,US,,2024-06-01
P-002,value_added_reseller,silver,US,P-001,2025-01-01
P-003,value_added_reseller,silver,DE,,2020-01-01
"""
PRODUCTS = """\
product_id,category,family,launched_on
1,Bikes,A,2025-01-01
2,Bikes,B,2020-01-01
3,Bikes,C,
4,Other,D,2025-02-01
5,Other,contracts,2020-01-01
6,Other,servers,2020-01-01
7,Other,F,2025-03-01
8,Other,6,2020-01-01
"""
HEADING = (
    "line_id,partner_id,invoice_date,product_id,quantity,net_amount,gross_amount,list_amount,cost_amount,event,kind,"
    "invoice_no,customer_id,deal_id,serial_no,person,claimed_on,original_on,unit_price,country,region,installed_on\n"
)
DEALS = "deal_id,partner_id,valid_from,valid_until\nD0,P-001,2025-01-01,2026-01-01\nD2,P-003,,\n"
TARGETS = "partner_id,target,period,amount\n" + "".join(
    f"P-00{partner},plan,{period},{amount}\n"
    for partner, amount in ((1, 150000), (2, 1000))
    for period in ("FY2025-Q2", "FY2025-Q3", "FY2025-Q4", "FY2026-Q1")
)
CERTIFICATES = (
    "partner_id,person,course,valid_from,valid_until\nP-001,ann,sales-foundation,2024-01-01,\n"
    "P-001,bob,sales-foundation,2024-01-01,\nP-002,cy,sales-foundation,2024-01-01,2025-02-01\n"
)
SPLITS = (
    "partner_id,incentive,person,share,override\nP-001,,ann,60,\nP-001,,bob,40,\nP-001,,eve,,2\nP-002,volume,cy,100,\n"
)


def lines() -> str:
    """A year and a half of sales, more each month: of every partner and product a line; every seventh is a return."""
    rows = []
    for number in range(432):
        month, rest = number % 18, number // 18
        partner, product = rest % 3 + 1, (rest // 3 + month) % 8 + 1
        day = f"{2024 + month // 12}-{month % 12 + 1:02}-{number % 27 + 1:02}"
        back = number % 7 == 0
        net = (-1 if back else 1) * (number * 37 + month * 400 + 1000)
        rows.append(
            f"{number},P-00{partner},{day},{product},{-5 if back else number * 20},{net}.55,{net + 10}.00,"
            f"{net + 100}.00,{net // 2}.25,sell_through,{'return' if back else 'sale'},I-{number // 2},K-{number % 11},"
            f"D{number % 4},S-{number % 40},{('ann', 'bob', '')[number % 3]},{day},{'2025-02-10' if back else ''},"
            f"{number + 1}.5,{('US', 'US', 'DE')[number % 3]},{('West', 'South', '', 'Mountain')[number % 4]},"
            f"{2024 + month // 12}-{month % 12 + 1:02}-01"
        )
    return HEADING + "\n".join(rows) + "\n"


@pytest.fixture(scope="module")
def inputs(tmp_path_factory: pytest.TempPathFactory) -> Inputs:
    """The channel as files."""
    folder: Path = tmp_path_factory.mktemp("channel")
    tables = {
        "partners": PARTNERS, "products": PRODUCTS, "deals": DEALS, "targets": TARGETS, "certificates": CERTIFICATES,
        "splits": SPLITS,
    }  # fmt: skip
    for name, text in {**tables, "sales": lines()}.items():
        (folder / f"{name}.csv").write_text(text)
    return Inputs(Scan((str(folder / "sales.csv"),)), **{name: str(folder / f"{name}.csv") for name in tables})


@pytest.mark.parametrize("fragment", FRAGMENTS)
def test_both_engines_calculate_every_fragment_alike(fragment: str, inputs: Inputs) -> None:
    programme = check(whole(fragment)).programme
    assert programme is not None
    with Session(programme, inputs) as session:
        every, shown = session.asked(None, None)
        slow = [one for one in session.by_oracle(every) if one.period in shown]
        with session.run(build(programme, every, session.columns), shown) as result:
            fast = result.payouts()
    assert {one.key: one for one in fast} == {one.key: one for one in slow}
    assert any(one.amount or one.goods for one in slow), "an example pays somebody something"
