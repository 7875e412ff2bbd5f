"""What price whoever does not get a deal has; what the registration itself is worth is in `stacking`."""

from __future__ import annotations

from fairway.deals.rules.policy.document import PRICES, Policy


def fallback(policy: Policy, tender: str) -> str:
    """The price of whoever does not get the deal, in words, in a published tender maybe another; empty for none."""
    if not policy.exclusive:
        return ""
    named = policy.losers_public_tender if tender == "published" and policy.losers_public_tender else policy.losers
    return PRICES.get(named, "")
