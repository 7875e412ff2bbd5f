"""Amounts as a file's lines carry them, with four decimal places, brought to what people write."""

from __future__ import annotations

from fairway.values import Exact, Money, Rounding, rounded


def net(amount: Exact, currency: str) -> Money:
    """Write a net amount in its currency's own digits where the rest is zero; no digit that counts is dropped."""
    payable = rounded(amount, Money.zero(currency).digits, Rounding.HALF_UP)
    return Money(payable if payable == amount else amount, currency)


def whole(quantity: Exact) -> Exact:
    """Write a quantity without decimal places where they are zero."""
    found = rounded(quantity, 0, Rounding.HALF_UP)
    return found if found == quantity else quantity
