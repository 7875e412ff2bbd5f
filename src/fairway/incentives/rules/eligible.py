"""Who may earn: the part of eligibility that a partner's own facts decide."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from fairway.engine.programme import Eligibility, Incentive, PartnerScope, Programme


def may_earn(
    programme: Programme, incentive: Incentive, *, code: str, types: Collection[str], tier: str, country: str
) -> bool:
    """Whether a partner with these facts takes part in an incentive: let in by the programme and by the incentive."""
    facts = {"partners": {code}, "types": set(types), "tiers": {tier} - {""}, "countries": {country} - {""}}
    return _in(programme.members, facts) and _in(incentive.eligible, facts)


def took_part(
    programme: Programme,
    *,
    code: str,
    types: Collection[str],
    tier: str,
    country: str,
    since: date | None,
    until: date | None,
    governs_since: date | None,
    governs_until: date | None,
) -> bool:
    """Whether a partner that held these facts from ``since`` to ``until`` was let in by the programme in that time.

    ``governs_since`` and ``governs_until`` are the days between which the text governs; a day missing leaves that end
    open. All spans are half-open.
    """
    starts = [one for one in (since, governs_since, programme.validity.starts) if one is not None]
    ends = [one for one in (until, governs_until, programme.validity.until) if one is not None]
    if starts and ends and max(starts) >= min(ends):
        return False
    facts = {"partners": {code}, "types": set(types), "tiers": {tier} - {""}, "countries": {country} - {""}}
    return _in(programme.members, facts)


def _in(eligible: Eligibility, facts: dict[str, set[str]]) -> bool:
    include, exclude = _named(eligible.include), _named(eligible.exclude)
    inside = all(not wanted or wanted & facts[name] for name, wanted in include.items())
    return inside and not any(wanted & facts[name] for name, wanted in exclude.items())


def _named(scope: PartnerScope) -> dict[str, set[str]]:
    return {
        "partners": set(scope.partners), "types": set(scope.types), "tiers": set(scope.tiers),
        "countries": set(scope.countries),
    }  # fmt: skip
