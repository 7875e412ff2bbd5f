"""Numbers enter exactly or not at all; rounding happens only where it is named."""

import decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fairway.values import NotExact, Rounding, divided, exact, exactly, plain, plus, rounded, times, typed


@pytest.mark.parametrize(
    "text", ["1e5", "1,000.00", " 1", "1 ", "", "NaN", "Infinity", "1_000", "--1", "٣", "0x1", "."]
)
def test_what_is_not_plain_decimal_text_is_refused(text):
    with pytest.raises(NotExact):
        exact(text)


@pytest.mark.parametrize("number", [1.5, True, None, b"1", decimal.Decimal("NaN"), decimal.Decimal("Infinity")])
def test_what_is_not_exact_is_refused(number):
    with pytest.raises(NotExact):
        exact(number)


def test_seventy_seven_digits_are_refused_not_shortened():
    with pytest.raises((NotExact, decimal.Inexact)):
        exact("1" * 77)


@pytest.mark.parametrize(
    ("text", "half_up", "half_even"),
    [
        ("0.125", "0.13", "0.12"),
        ("-0.125", "-0.13", "-0.12"),  # a clawback is exactly minus the accrual
        ("0.135", "0.14", "0.14"),
        ("0.1250000000000000000000000001", "0.13", "0.13"),
        ("0.1249999999999999999999999999", "0.12", "0.12"),
    ],
)
def test_rounding_by_name(text, half_up, half_even):
    assert rounded(exact(text), 2, Rounding.HALF_UP) == exact(half_up)
    assert rounded(exact(text), 2, Rounding.HALF_EVEN) == exact(half_even)


def test_an_operator_that_would_lose_a_digit_raises():
    long = exact("1." + "1" * 50)
    with pytest.raises(decimal.Inexact):
        times(long, long)
    with exactly(), pytest.raises(decimal.Inexact):
        exact(1) / exact(3)


def test_a_float_does_not_mix_in():
    with exactly(), pytest.raises((decimal.FloatOperation, TypeError)):
        assert exact("1.5") < 1.6


def test_plain_text_has_no_exponent():
    assert plain(exact("1000000000000000000000.500")) == "1000000000000000000000.5"
    assert plain(exact("-0.00")) == "0"
    assert plain(exact("100")) == "100"


@given(st.decimals(-(10**12), 10**12, places=6), st.integers(1, 10**6), st.sampled_from(Rounding))
def test_division_rounds_once_and_mirrors(value, divisor, mode):
    quotient = divided(value, exact(divisor), 2, mode)
    assert divided(-value, exact(divisor), 2, mode) == -quotient
    # at most half a cent away from the true quotient
    assert abs(times(quotient, exact(divisor)) - value) * 2 <= times(exact(divisor), exact("0.01"))


@given(st.decimals(-(10**20), 10**20, places=8), st.integers(0, 6))
def test_half_up_is_symmetric(value, digits):
    assert rounded(-value, digits, Rounding.HALF_UP) == -rounded(value, digits, Rounding.HALF_UP)


def test_sums_do_not_depend_on_order():
    parts = [exact("0.1")] * 10 + [exact("1000000000000000000000000000000")]
    forward = backward = exact(0)
    for part in parts:
        forward = plus(forward, part)
    for part in reversed(parts):
        backward = plus(backward, part)
    assert forward == backward == exact("1000000000000000000000000000001")


@pytest.mark.parametrize(
    ("text", "number"), [(" 1,250.50 ", "1250.50"), ("-1,250,000", "-1250000"), ("1250.5", "1250.5"), ("+3", "3")]
)
def test_what_people_type_is_read(text: str, number: str) -> None:
    assert typed(text) == exact(number)


@pytest.mark.parametrize("text", ["1250,50", "1,25", "1.250,50", "12,34,567.00", ",500", "1,250,", "", "ten", "1 250"])
def test_what_may_be_read_in_two_ways_is_refused(text: str) -> None:
    with pytest.raises(NotExact):
        typed(text)
