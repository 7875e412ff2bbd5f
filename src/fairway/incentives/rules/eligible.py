"""Who may earn: the part of eligibility that a partner's own facts decide."""

from __future__ import annotations

from collections.abc import Collection

from fairway.engine.programme import Eligibility, Incentive, PartnerScope, Programme


def may_earn(
    programme: Programme, incentive: Incentive, *, code: str, types: Collection[str], tier: str, country: str
) -> bool:
    """Whether a partner with these facts takes part in an incentive: let in by the programme and by the incentive."""
    facts = {"partners": {code}, "types": set(types), "tiers": {tier} - {""}, "countries": {country} - {""}}
    return _in(programme.members, facts) and _in(incentive.eligible, facts)


def _in(eligible: Eligibility, facts: dict[str, set[str]]) -> bool:
    include, exclude = _named(eligible.include), _named(eligible.exclude)
    inside = all(not wanted or wanted & facts[name] for name, wanted in include.items())
    return inside and not any(wanted & facts[name] for name, wanted in exclude.items())


def _named(scope: PartnerScope) -> dict[str, set[str]]:
    return {
        "partners": set(scope.partners), "types": set(scope.types), "tiers": set(scope.tiers),
        "countries": set(scope.countries),
    }  # fmt: skip
