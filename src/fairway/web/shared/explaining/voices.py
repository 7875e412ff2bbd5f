"""To whom a payout is explained: the partner that earned it, or the vendor that owes it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class Voice:
    """How sentences name the partner: ``whose`` net sales, ``here`` at a step, whose ``share`` of the payout."""

    whose: str
    here: str
    share: str
    reasons: Mapping[str, str]


def _reasons(was: str, whose: str) -> Mapping[str, str]:
    return {
        "outside_period": "Its date lies outside this period.",
        "after_as_of": "It is dated after the day of this calculation; the next one counts it.",
        "outside_validity": "The incentive was not in force on its date.",
        "unknown_partner": f"{was} not in the programme on its date.",
        "not_eligible": f"{whose} tier, type or country did not take part on its date.",
        "event": "It reports another movement of goods than this incentive pays for.",
        "kind": "Lines of its kind (return, sample, adjustment) do not count here.",
        "product": "Its product is not among those this incentive pays for.",
        "unknown_product": "Its product is not in the product list.",
        "territory": "It was sold outside the territory of this incentive.",
        "where": "It does not meet the incentive's further condition.",
    }


TO_PARTNER = Voice("Your", "You are here", "Your share of the payout", _reasons("You were", "Your"))
TO_VENDOR = Voice(
    "The partner's", "The partner is here", "Share of the payout", _reasons("The partner was", "The partner's")
)
