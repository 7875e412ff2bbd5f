"""Money knows its currency, Rate and Quantity are not money, and shares add up to the cent."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fairway.values import CurrencyMismatch, Money, NotExact, Quantity, Rate, Rounding, UnknownCode, allocate, exact

USD, JPY, KWD = "USD", "JPY", "KWD"


@pytest.mark.parametrize(
    ("amount", "currency", "payable"),
    [
        ("154.95", JPY, "155"),  # V28: yen have no minor unit
        ("154.950", KWD, "154.950"),  # V28: dinars have three digits
        ("154.9505", KWD, "154.951"),
        ("0.125", USD, "0.13"),
        ("-0.125", USD, "-0.13"),
    ],
)
def test_v28_digits_come_from_iso_4217(amount, currency, payable):
    assert Money.of(amount, currency).rounded(Rounding.HALF_UP) == Money.of(payable, currency)


def test_minor_units():
    assert Money.of("12.34", USD).minor == 1234
    assert Money.of("155", JPY).minor == 155
    assert Money.of("0.001", KWD).minor == 1
    assert Money.from_minor(-1234, USD) == Money.of("-12.34", USD)
    with pytest.raises(NotExact):
        _ = Money.of("0.001", USD).minor


def test_currencies_do_not_mix():
    with pytest.raises(CurrencyMismatch):
        Money.of(1, USD) + Money.of(1, JPY)
    with pytest.raises(CurrencyMismatch):
        assert Money.of(1, USD) < Money.of(2, JPY)
    assert Money.of(1, USD) != Money.of(1, JPY)


def test_money_rate_and_quantity_do_not_compare():
    money, rate, quantity = Money.of(1, USD), Rate.of(1), Quantity.of(1)
    assert money != rate and rate != quantity and money != quantity
    for left, right in [
        (money, rate),
        (rate, quantity),
        (quantity, money),
        (money, 1),
        (quantity, Quantity.of(1, "KG")),
    ]:
        with pytest.raises(TypeError):
            assert left < right
    with pytest.raises(TypeError):
        money * 2
    with pytest.raises(TypeError):
        money + quantity


def test_v01_percent_of_revenue():
    # 12,345.67 × 3 % = 370.3701
    assert (Money.of("12345.67", USD) * Rate.percent(3)).rounded(Rounding.HALF_UP) == Money.of("370.37", USD)


def test_v02_per_unit():
    # 840 × 1.25
    assert Money.of("1.25", USD).per_unit(Quantity.of(840)) == Money.of("1050.00", USD)


def test_an_unknown_currency_is_refused():
    with pytest.raises(UnknownCode, match="ISO 4217"):
        Money.of(1, "XYZ")


def test_text():
    assert str(Money.of("1050", USD)) == "1050.00 USD"
    assert str(Money.of("0.0725", USD)) == "0.0725 USD"
    assert str(Rate.percent("7.25")) == "7.25 %"
    assert str(Quantity.of("84.50", "CA")) == "84.5 CA"
    assert str(-Money.of("0", USD)) == "0.00 USD"


def test_v19_three_equal_parts_and_the_tie_goes_to_the_lower_id():
    shares = allocate(Money.of("100.00", USD), {3: exact(1), 1: exact(1), 2: exact(1)})
    assert {key: str(share.amount) for key, share in shares.items()} == {1: "33.34", 2: "33.33", 3: "33.33"}


def test_returns_take_a_negative_share():
    # 10.00 over 120 and −20 of 100: 12.00 and −2.00
    shares = allocate(Money.of("10.00", USD), {"a": exact(120), "b": exact(-20)})
    assert shares == {"a": Money.of("12.00", USD), "b": Money.of("-2.00", USD)}


def test_nobody_to_share_among():
    with pytest.raises(ValueError, match="nobody"):
        allocate(Money.of(1, USD), {})


@given(
    st.integers(-(10**12), 10**12),
    st.dictionaries(st.text(max_size=3), st.decimals(-(10**6), 10**6, places=4), min_size=1, max_size=12),
)
def test_shares_add_up_and_mirror(minor, weights):
    total = Money.from_minor(minor, USD)
    shares = allocate(total, weights)
    assert sum(share.minor for share in shares.values()) == minor
    assert {key: -share for key, share in allocate(-total, weights).items()} == shares
    assert allocate(total, dict(reversed(weights.items()))) == shares
