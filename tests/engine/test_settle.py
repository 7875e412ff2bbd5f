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


def test_v24_each_settlement_is_the_total_so_far_less_what_was_settled():
    # 2 % from 5,000, 4 % from 20,000: 3,000, then 7,000, then 27,000
    assert settle([payout("3000", None, "0.00")], []) == ()
    (second,) = settle([payout("7000", "0.02", "140.00")], [])
    (third,) = settle([payout("27000", "0.04", "1080.00")], [booked("7000", "0.02", "140.00")])
    assert (second.amount, third.amount) == (usd("140.00"), usd("940.00"))
    assert (third.volume, third.rate) == (usd("400.00"), usd("540.00"))  # 20,000 × 2 %; 27,000 × 2 %


def test_each_person_is_settled_by_itself():
    # 60 % of 10 %: 50,000 booked, 60,000 now; max is new, lee is gone
    proposed = [
        payout("60000", "0.06", "3600.00", person="kim"),
        payout("60000", "0.02", "1200.00", person="max"),
    ]
    held = [booked("50000", "0.06", "3000.00", person="kim"), booked("50000", "0.04", "2000.00", person="lee")]
    assert [(one.person, one.amount, one.volume, one.first) for one in settle(proposed, held)] == [
        ("kim", usd("600.00"), usd("600.00"), False),
        ("lee", usd("-2000.00"), usd("-2000.00"), False),
        ("max", usd("1200.00"), usd("1200.00"), True),
    ]


def test_without_one_rate_more_volume_is_volume_and_other_rates_are_rates():
    held = booked("300", None, "9.00")
    (more,) = settle([payout("400", None, "12.00")], [held])
    assert (more.volume, more.rate) == (usd("3.00"), usd(0))
    (dearer,) = settle([payout("300", None, "10.00")], [held])
    assert (dearer.volume, dearer.rate) == (usd(0), usd("1.00"))


def test_more_multiples_are_volume_and_another_amount_is_rate():
    # 50 for every 100: 150 booked, 250 now; then 60 for every 100
    held = booked("150", "50", "50.00", multiplied=False)
    (more,) = settle([payout("250", "50", "100.00", multiplied=False)], [held])
    assert (more.volume, more.rate) == (usd("50.00"), usd(0))
    (dearer,) = settle([payout("150", "60", "60.00", multiplied=False)], [held])
    assert (dearer.volume, dearer.rate) == (usd(0), usd("10.00"))


def test_free_goods_without_a_worth_book_nothing():
    assert settle([payout("150", "2", "0.00", goods=exact(2), multiplied=False)], []) == ()


def test_what_a_return_takes_back_is_volume():
    # −25,000 × 3 %, first alone and then more of it in a period without a sale
    (first,) = settle([payout("0", None, "-750.00", lines=0)], [])
    assert (first.amount, first.volume) == (usd("-750.00"), usd("-750.00"))
    (second,) = settle([payout("0", None, "-900.00", lines=0)], [booked("0", None, "-750.00")])
    assert (second.volume, second.rate) == (usd("-150.00"), usd(0))


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
