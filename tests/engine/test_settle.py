"""Proposed against booked: only differences are appended, each split into what volume and what rate caused."""

from dataclasses import replace

import pytest

from fairway.engine.payout import Payout
from fairway.engine.settle import Booked, DifferentCurrency, settle
from fairway.values import Money, Period, exact

Q1, Q2 = Period.parse("2024-Q1"), Period.parse("2024-Q2")


def usd(amount):
    return Money.of(amount, "USD")


def payout(measure, rate, earned, partner="ola", period=Q1, **more):
    measure, zero = exact(measure), usd(0)
    value = None if rate is None else exact(rate)
    made = Payout(
        incentive="volume", period=period, partner=partner, person="", currency="USD", qualifier=measure, rate=value,
        measure=measure, amount=usd(earned), step=None, gates=(), gates_met=True, lines=1, calculated=usd(earned),
        earned=usd(earned), carried_in=zero, carried_out=zero,
    )  # fmt: skip
    return replace(made, **more)


def booked(measure, rate, amount, partner="ola", period=Q1, **more):
    value = None if rate is None else exact(rate)
    return Booked("volume", period, partner, usd(amount), exact(measure), value, **more)


def test_v22a_a_return_restates_the_origin_period():
    # 120,000 × 3 % = 3,600 booked; 25,000 come back: 95,000 × 2 % = 1,900
    (one,) = settle([payout("95000", "0.02", "1900.00")], [booked("120000", "0.03", "3600.00")])
    assert one.amount == usd("-1700.00")
    assert one.volume == usd("-750.00")  # −25,000 × 3 %
    assert one.rate == usd("-950.00")  # 95,000 × (2 % − 3 %)
    assert (one.period, one.partner, one.first) == (Q1, "ola", False)


def test_v23_late_lines_split_into_volume_and_rate():
    # 49,500 × 1 % = 495 booked; 2,000 late: 51,500 × 2 % = 1,030
    (one,) = settle([payout("51500", "0.02", "1030.00")], [booked("49500", "0.01", "495.00")])
    assert (one.amount, one.volume, one.rate) == (usd("535.00"), usd("20.00"), usd("515.00"))


def test_v25_a_changed_rate_is_all_rate():
    # H1 300,000: 2.5 % instead of 2 %
    (one,) = settle([payout("300000", "0.025", "7500.00")], [booked("300000", "0.02", "6000.00")])
    assert (one.amount, one.volume, one.rate) == (usd("1500.00"), usd(0), usd("1500.00"))


def test_settling_twice_books_nothing():
    assert settle([payout("95000", "0.02", "1900.00")], [booked("95000", "0.02", "1900.00")]) == ()


def test_the_first_booking_is_an_accrual():
    (one,) = settle([payout("95000", "0.02", "1900.00")], [])
    assert one.first and one.amount == one.volume == usd("1900.00")
    assert settle([payout("100", None, "0")], []) == ()


def test_what_is_no_longer_proposed_is_taken_back():
    (one,) = settle([], [booked("95000", "0.02", "1900.00")])
    assert one.amount == one.volume == usd("-1900.00")


def test_a_fixed_amount_has_no_volume_part():
    now = payout("99999", None, "0.00", multiplied=False)
    (one,) = settle([now], [booked("100000", "2500", "2500.00", multiplied=False)])
    assert (one.volume, one.rate) == (usd(0), usd("-2500.00"))


def test_the_earned_amount_is_compared_not_the_one_that_waits():
    waiting = replace(payout("3800", "0.01", "38.00"), amount=usd(0), carried_out=usd("38.00"))
    (one,) = settle([waiting], [])
    assert one.amount == usd("38.00")


def test_corrections_are_sorted_and_parts_always_add_up():
    proposed = [
        payout("12345.67", "0.03", "370.37", "sam", Q2),
        payout("51500.55", "0.02", "1030.01", "ola", Q2),
        payout("51500.55", "0.02", "1030.01", "ola", Q1),
    ]
    held = [booked("49500.11", "0.01", "495.00", "ola", Q2), booked("100", "0.03", "3.00", "sam", Q2)]
    found = settle(proposed, held)
    assert [(one.period, one.partner) for one in found] == [(Q1, "ola"), (Q2, "ola"), (Q2, "sam")]
    for one in found:
        assert one.volume + one.rate == one.amount


def test_a_change_of_currency_is_refused():
    held = replace(booked("1", "0.01", "1"), amount=Money.of(1, "EUR"))
    with pytest.raises(DifferentCurrency, match="EUR"):
        settle([payout("100", "0.01", "1.00")], [held])
