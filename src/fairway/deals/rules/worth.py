"""What a registration is worth in the price: to whom it is given, and to whoever does not get it."""

from __future__ import annotations

from fairway.deals.rules.policy.document import PRICES, Policy
from fairway.values import Money, Rate, Rounding


def discount_of(policy: Policy, value: Money) -> Money | None:
    """What the discount of a registration comes to on a value; None where the policy gives none."""
    if policy.price.discount is None:
        return None
    percent = policy.price.discount if policy.price.cap is None else min(policy.price.discount, policy.price.cap)
    return (value * Rate.percent(percent)).rounded(Rounding.HALF_UP)


def fallback(policy: Policy, tender: str) -> str:
    """The price of whoever does not get the deal, in words, in a published tender maybe another; empty for none."""
    if not policy.exclusive:
        return ""
    named = policy.losers_public_tender if tender == "published" and policy.losers_public_tender else policy.losers
    return PRICES.get(named, "")
