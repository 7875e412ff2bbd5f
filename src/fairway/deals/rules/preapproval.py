"""Whether a rule may approve a registration by itself. Only people refuse, and they answer whatever is not clear."""

from __future__ import annotations

from collections.abc import Iterable

from fairway.deals.rules.asked import Asked
from fairway.deals.rules.findings import Found
from fairway.deals.rules.policy.document import FINDINGS, Policy
from fairway.deals.rules.policy.words import amount
from fairway.policy.problems import listed


def why_a_person(policy: Policy, asked: Asked, tier: str, seen: Iterable[Found]) -> str:
    """Why no rule may approve it, in words; empty where one may."""
    rule = policy.preapproval
    if rule is None:
        return "no rule approves anything"
    against = [FINDINGS[one.kind] for one in seen if one.severity != "note"]
    if against:
        return f"found: {listed(dict.fromkeys(against), last='and')}"
    if rule.below is not None and asked.value >= rule.below:
        return f"its value is not below {amount(policy, rule.below)}"
    if rule.tiers and tier.casefold() not in {one.casefold() for one in rule.tiers}:
        return f"a rule approves for the tiers {listed(rule.tiers, last='and')} only"
    if rule.deal_types and asked.text("deal_type") not in rule.deal_types:
        return "no rule approves this kind of deal"
    return ""
