"""Tells whether two scopes can meet: the same partner, the same line, the same day.

The answer is *apart* only where the document proves it; what depends on data counts as meeting.
"""

from __future__ import annotations

from fairway.engine.programme import (
    Eligibility,
    Incentive,
    LineScope,
    PartnerScope,
    ProductScope,
    Programme,
    Validity,
)


def share_lines(programme: Programme, one: Incentive, other: Incentive) -> bool:
    """Tell whether a line of some partner can earn by both incentives."""
    if apart(one.validity, other.validity) or nobody(one.eligible, other.eligible):
        return False
    if nobody(programme.members, one.eligible) or nobody(programme.members, other.eligible):
        return False
    return _lines_meet(one.measure.lines, other.measure.lines)


def apart(one: Validity, other: Validity) -> bool:
    """Tell whether two spans have no day in common."""
    before = one.until is not None and other.starts is not None and one.until <= other.starts
    after = other.until is not None and one.starts is not None and other.until <= one.starts
    return before or after


def nobody(one: Eligibility, other: Eligibility) -> str:
    """Say why nobody can pass both, or nothing when somebody can.

    Types are not looked at side by side: a partner may have several.
    """
    for name, left, right in (
        ("tier", one.include.tiers, other.include.tiers),
        ("country", one.include.countries, other.include.countries),
        ("partner", one.include.partners, other.include.partners),
    ):
        if left and right and not set(left) & set(right):
            return f"no {name} is in both"
    return _all_excluded(one.include, other.exclude) or _all_excluded(other.include, one.exclude) or _both(one, other)


def _both(one: Eligibility, other: Eligibility) -> str:
    return _all_excluded(one.include, one.exclude) or _all_excluded(other.include, other.exclude)


def _all_excluded(include: PartnerScope, exclude: PartnerScope) -> str:
    for name, inside, outside in (
        ("type", include.types, exclude.types),
        ("tier", include.tiers, exclude.tiers),
        ("country", include.countries, exclude.countries),
        ("partner", include.partners, exclude.partners),
    ):
        if inside and set(inside) <= set(outside):
            return f"every {name} that is let in is excluded again"
    return ""


def _lines_meet(one: LineScope, other: LineScope) -> bool:
    if one.events and other.events and not set(one.events) & set(other.events):
        return False
    places = (
        (one.territory.countries, other.territory.countries),
        (one.territory.regions, other.territory.regions),
    )
    if any(left and right and not set(left) & set(right) for left, right in places):
        return False
    return _products_meet(one.products, other.products)


def _products_meet(one: ProductScope, other: ProductScope) -> bool:
    for left in one.include:
        for right in other.include:
            if left.attribute == right.attribute and not set(left.values) & set(right.values):
                return False
    return not (_swallowed(one, other) or _swallowed(other, one))


def _swallowed(inside: ProductScope, outside: ProductScope) -> bool:
    return any(
        named.attribute == banned.attribute and set(named.values) <= set(banned.values)
        for named in inside.include
        for banned in outside.exclude
    )
