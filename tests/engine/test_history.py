"""What a review is told of the year's sales: added up by DuckDB from plain files."""

import sys
from datetime import date
from pathlib import Path

import pytest

from fairway.engine.backends.local import Session, TooLong, history
from fairway.engine.check import check, review
from fairway.engine.check.review import Alike, Apart, Reached, Shared, Unrated
from fairway.engine.inputs import Inputs, Scan
from fairway.values import Period, exact

PROGRAMME = """\
programme: volume-2026
title: Volume
currency: USD
calendar: {year_starts: 01-01, period: quarter}
fx: transaction_date
rounding: {mode: half_up, at: payout}
returns: restate
cliff: 2000
event: any
members: {tiers: [gold, silver], as_of: period_end}
starts: 2026-01-01
incentives:
  - id: volume
    measure: net
    method: retroactive
    rates:
      - {from: 0, percent: 1}
      - {from: 1000, percent: 2}
      - {from: 5000, percent: 3}
    requires:
      - {measure: quantity, at_least: 100}
      - {measure: lines, at_least: 1}
  - id: nobody
    eligible: {tiers: [platinum, gold], countries: [FR]}
    measure: net
    method: flat
    percent: 1
    stack: add
  - id: bikes
    products: {category: [Bikes]}
    measure: net
    method: flat
    percent: 1
    stack: add
exemptions:
  - {partner: A, incentive: volume, percent: 4, reason: Agreed in December}
"""
PARTNERS = """\
partner_id,type,tier,country,segment
A,reseller; integrator,gold,US,large
B,integrator;reseller,gold,US,small
C,reseller,gold,US,
D,integrator; reseller,gold,US,large
E,reseller,bronze,US,
"""
SALES = """\
line_id,partner_id,invoice_date,product_id,quantity,net_amount,currency
1,A,2024-12-31,P1,900,90000,USD
2,A,2025-02-01,P1,10,800,USD
3,A,2025-03-31,P2,5,400,USD
4,B,2025-05-01,P1,50,4999.99,USD
5,E,2025-06-01,P1,999,9999,USD
6,C,2025-12-31,P2,1,10,USD
"""
PRODUCTS = "product_id,category\nP1,Bikes\nP2,Helmets\n"


@pytest.fixture
def inputs(tmp_path: Path) -> Inputs:
    """A small channel: A, B and D are alike, D sold nothing."""
    for name, text in (("sales", SALES), ("partners", PARTNERS), ("products", PRODUCTS)):
        (tmp_path / f"{name}.csv").write_text(text)
    return Inputs(Scan((str(tmp_path / "sales.csv"),)), str(tmp_path / "partners.csv"), str(tmp_path / "products.csv"))


def document(text: str = PROGRAMME):  # type: ignore[no-untyped-def]
    checked = check(text)
    assert checked.programme is not None, checked.problems
    return checked.programme


def test_the_year_is_the_last_whole_periods_whatever_the_programmes_days(inputs: Inputs) -> None:
    found = history(document(), inputs)
    assert found is not None
    assert (found.starts, found.ends) == (date(2025, 1, 1), date(2026, 1, 1))
    # the newest quarter ended on the day of the newest line; asked in the middle of one, it is the quarter before
    earlier = history(document(), inputs, until=date(2025, 8, 15))
    assert earlier is not None
    assert (earlier.starts, earlier.ends) == (date(2024, 7, 1), date(2025, 7, 1))
    assert history(document(), inputs, until=date(2024, 10, 1)) is None


def test_adds_up_who_took_part_and_what_was_reached(inputs: Inputs) -> None:
    found = history(document(), inputs)
    assert found is not None
    volume, nobody, bikes = found.reached
    # B's 4,999.99 in the second quarter is the most of one partner and period; A's 1,200 is in the first
    assert volume == Reached("volume", 4, 3, exact("4999.99"), 1, (exact(50), exact(2)))
    assert nobody == Reached("nobody", 0, 0)
    assert (bikes.eligible, bikes.partners, bikes.highest) == (4, 2, exact("4999.99"))


def test_counts_the_lines_that_two_incentives_pay_for(inputs: Inputs) -> None:
    found = history(document(), inputs)
    assert found is not None
    # lines 2 and 4: bikes of members within the year; 1 is older, 5 is of no member
    assert found.shared == (Shared("volume", "nobody", 0), Shared("volume", "bikes", 2))


def test_knows_who_is_alike_and_sold_something(inputs: Inputs) -> None:
    found = history(document(), inputs)
    assert found is not None
    assert found.alike == (Alike("A", "integrator; reseller, gold, US", ("B",)),)
    assert found.apart == ()
    factors = "    multipliers: [{by: segment, factors: {large: 2}, otherwise: 1}]\n"
    text = PROGRAMME.replace("    measure: net\n    method: retro", factors + "    measure: net\n    method: retro")
    again = history(document(text), inputs)
    assert again is not None
    assert again.apart == (Apart("segment", "integrator; reseller, gold, US", ("A", "large"), ("B", "small")),)


@pytest.mark.parametrize(
    ("fx", "rates", "lacking"),
    [
        ("transaction_date", "EUR,2025-05-02,1.1\nJPY,2025-01-01,0.006\n", (Unrated("EUR", 1, date(2025, 5, 1)),)),
        ("transaction_date", "EUR,2025-05-01,1.1\nJPY,2025-01-01,0.006\n", ()),
        ("period_average", "EUR,2025-04-02,1.1\nJPY,2025-01-01,0.006\n", (Unrated("EUR", 1, date(2025, 5, 1)),)),
        ("period_end", "EUR,2025-06-30,1.1\nJPY,2025-01-01,0.006\n", ()),
        ("{contract: {JPY: 0.006}}", "EUR,2025-01-01,1.1\n", (Unrated("EUR", 1, date(2025, 5, 1)),)),
    ],
)
def test_finds_currencies_without_rates(
    inputs: Inputs, tmp_path: Path, fx: str, rates: str, lacking: tuple[Unrated, ...]
) -> None:
    mixed = SALES.replace("4999.99,USD", "4999.99,EUR").replace("1,10,USD", "1,10,JPY")
    (tmp_path / "sales.csv").write_text(mixed)
    (tmp_path / "rates.csv").write_text("currency,valid_from,rate\n" + rates)
    with_rates = Inputs(inputs.lines, inputs.partners, inputs.products, str(tmp_path / "rates.csv"))
    found = history(document(PROGRAMME.replace("fx: transaction_date", f"fx: {fx}")), with_rates)
    assert found is not None
    assert found.unrated == lacking
    assert bool(found.reached) is not bool(lacking)  # nothing is said of what cannot be calculated


def test_a_review_says_it_all_at_the_place_in_the_document(inputs: Inputs) -> None:
    found = history(document(), inputs)
    assert found is not None
    assert [(problem.line, problem.code) for problem in review(PROGRAMME, found).problems] == [
        (13, "paid-twice"),
        (19, "step-not-reached"),
        (21, "gate-not-met"),
        (24, "nobody-was-eligible"),
        (36, "unlike-terms"),
    ]


def test_it_stops_when_its_time_is_up(inputs: Inputs, monkeypatch: pytest.MonkeyPatch) -> None:
    def endless(session: Session, until: date | None) -> list[Period]:
        session.con.execute("SELECT sum(a.range * b.range) FROM range(10000000) AS a, range(10000000) AS b").fetchone()
        raise AssertionError("Nobody stopped it.")

    monkeypatch.setattr(sys.modules[history.__module__], "_year", endless)
    with pytest.raises(TooLong, match=r"longer than 0\.1 seconds"):
        history(document(), inputs, seconds=0.1)


def test_what_is_done_in_time_is_answered(inputs: Inputs) -> None:
    assert history(document(), inputs, seconds=60) == history(document(), inputs)
