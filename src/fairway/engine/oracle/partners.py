"""Who takes part, and what a partner's own attributes do to its payout."""

from datetime import date
from functools import lru_cache

from fairway.engine.oracle.facts import Facts
from fairway.engine.oracle.rows import Row, text
from fairway.engine.programme import Eligibility, Incentive, Multiplier, PartnerScope, StandingDate
from fairway.values import Exact, Period, exact, times

EMPTY: Row = {}


def eligible(who: Eligibility, partner: str, row: Row) -> bool:
    """Whether a partner with this row is inside."""
    include, exclude = _named(who.include), _named(who.exclude)
    if not include and not exclude:
        return True
    held = _holdings(partner, row)
    inside = all(held[part] & named for part, named in include.items())
    outside = any(held[part] & named for part, named in exclude.items())
    return inside and not outside


@lru_cache
def _named(scope: PartnerScope) -> dict[str, frozenset[str]]:
    """What a scope names; what it does not name is left out."""
    named = {"type": scope.types, "tier": scope.tiers, "country": scope.countries, "partner": scope.partners}
    return {part: frozenset(values) for part, values in named.items() if values}


def _holdings(partner: str, row: Row) -> dict[str, frozenset[str]]:
    tier, country = text(row, "tier"), text(row, "country")
    return {
        "type": frozenset(types_of(row)),
        "tier": frozenset({tier} if tier else ()),
        "country": frozenset({country} if country else ()),
        "partner": frozenset({partner}),
    }


def types_of(row: Row) -> tuple[str, ...]:
    """The types of a partner, written one after the other between semicolons."""
    return tuple(part.strip() for part in (text(row, "type") or "").split(";") if part.strip())


def looked_up_on(facts: Facts, period: Period) -> date:
    """The day on which a partner's attributes are looked up, once for the whole period."""
    return period.start if facts.programme.standing is StandingDate.PERIOD_START else facts.last_day(period)


def multiplier(facts: Facts, incentive: Incentive, partner: str, period: Period) -> Exact:
    """What the payout of a partner is multiplied with, all multipliers together."""
    row = facts.partner_on(partner, looked_up_on(facts, period)) or EMPTY
    product = exact(1)
    for one in incentive.multipliers:
        product = times(product, _factor(one, row))
    return product


def _factor(one: Multiplier, row: Row) -> Exact:
    """The largest factor of the values the partner has, `otherwise` where none of them is named."""
    own = types_of(row) if one.column == "type" else (text(row, one.column),)
    factors = dict(one.factors)
    return max((factors[value] for value in own if value is not None and value in factors), default=one.otherwise)
