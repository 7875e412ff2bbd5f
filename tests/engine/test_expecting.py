"""What is expected at a period's end, and what to accrue for it."""

from datetime import date

import pytest

from fairway.engine.trial import (
    Likely,
    Prospect,
    accrual,
    expected_per_unit,
    expected_rate,
    expected_value,
    in_units,
    most_likely,
    run_rate,
)
from fairway.values import FiscalCalendar, Money, Rate, exact

QUARTER = FiscalCalendar().parse("2023-Q1")  # 90 days


def usd(amount):
    return Money.of(amount, "USD")


CASES = (
    Likely(Rate.percent(60), exact(120000), usd("3600")),
    Likely(Rate.percent(40), exact(95000), usd("1900")),
)


def test_v29_the_expected_value():
    # 60 % × 3,600 + 40 % × 1,900 = 2,920; 60 % × 120,000 + 40 % × 95,000 = 110,000
    assert expected_value(CASES) == (usd("2920"), exact(110000))
    assert expected_rate(CASES) == exact("2.6545")
    # 10,000 × 2,920 ÷ 110,000 = 265.4545…
    assert accrual(CASES, exact(10000)) == usd("265.45")


def test_v29_the_most_likely_case():
    assert most_likely(CASES, exact(10000)) == usd("300.00")


def test_shares_must_add_up():
    with pytest.raises(ValueError, match="100 %"):
        accrual(CASES[:1], exact(1))
    with pytest.raises(ValueError, match="No volume"):
        accrual((Likely(Rate.percent(100), exact(0), usd(0)),), exact(1))


def test_the_pace_is_carried_on_with_the_range_of_earlier_periods():
    # 30,000 in 30 of 90 days: 60,000 to come; earlier periods 80 to 120 % of their mean: 48,000 to 72,000
    found = run_rate(exact(30000), QUARTER, date(2023, 1, 30), [exact(80000), exact(100000), exact(120000)])
    assert (found.low, found.expected, found.high) == (exact(78000), exact(90000), exact(102000))


def test_a_pipeline_is_weighed_and_widens_the_range():
    # 50 % of 20,000 is expected; the range ends where all of it is won
    found = run_rate(exact(30000), QUARTER, date(2023, 1, 30), (), [Prospect(exact(20000), Rate.percent(50))])
    assert (found.low, found.expected, found.high) == (exact(90000), exact(100000), exact(110000))


def test_the_last_day_leaves_nothing_to_expect():
    found = run_rate(exact(90000), QUARTER, date(2023, 3, 31), [exact(1), exact(9)])
    assert found.low == found.expected == found.high == exact(90000)


def test_more_returns_than_sales_are_not_carried_on():
    assert run_rate(exact(-500), QUARTER, date(2023, 1, 30)).expected == exact(-500)


def test_v29_with_units_instead_of_amounts():
    # 60 % × (1,200 units → 3,600) + 40 % × (950 → 1,900) = 2,920 on 1,100 units: 2.6545… each, 100 × that are 265.45
    cases = (
        Likely(Rate.percent(60), exact(1200), usd("3600")),
        Likely(Rate.percent(40), exact(950), usd("1900")),
    )
    assert expected_per_unit(cases) == exact("2.6545")
    assert accrual(cases, exact(100)) == usd("265.45")
    assert most_likely(cases, exact(100)) == usd("300.00")


def test_units_are_carried_on_as_amounts_are_and_to_whole_ones():
    # 100 in 45 of 90 days: 100 more; a deal of 25 that is half likely 12.5: 212.5, to whole ones 213; the range to 225
    told = in_units(
        [
            Prospect(exact(90000), Rate.percent(50), units=exact(25)),
            Prospect(exact(90000), Rate.percent(50)),  # nobody said how many
        ]
    )
    assert told == (Prospect(exact(25), Rate.percent(50), units=exact(25)),)
    found = run_rate(exact(100), QUARTER, date(2023, 2, 14), (), told, digits=0)
    assert (found.low, found.expected, found.high) == (exact(200), exact(213), exact(225))


def test_a_day_outside_the_period_is_refused():
    with pytest.raises(ValueError, match="does not lie"):
        run_rate(exact(1), QUARTER, date(2023, 4, 1))
