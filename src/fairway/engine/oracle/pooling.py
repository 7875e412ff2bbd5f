"""Partners whose sales count together, and how what they earn together is shared (V36)."""

from collections.abc import Mapping

from fairway.engine.oracle.asked import Together
from fairway.engine.oracle.facts import Facts
from fairway.engine.oracle.partners import looked_up_on
from fairway.engine.oracle.rows import text
from fairway.engine.oracle.sums import Owner
from fairway.engine.programme import Pool
from fairway.values import Exact, Money, Period, allocate

PARENT = "parent_id"


def pools(facts: Facts, pool: Pool, period: Period) -> dict[str, Together]:
    """The pool of each partner that is on record."""
    members: dict[tuple[str, str], list[str]] = {}
    for partner in sorted(facts.partners):
        members.setdefault(_name(facts, pool, partner, period), []).append(partner)
    return {
        partner: Together(tuple(Owner(one) for one in partners), tuple(partners))
        for partners in members.values()
        for partner in partners
    }


def _name(facts: Facts, pool: Pool, partner: str, period: Period) -> tuple[str, str]:
    """What a partner's pool is called: by the value of the column, or by the partner where it has none."""
    row = facts.partner_on(partner, looked_up_on(facts, period))
    value = text(row, pool.column) if row is not None else None
    if pool.column == PARENT:
        return PARENT, value or partner
    return (pool.column, value) if value is not None else ("", partner)


def share(facts: Facts, pool: Pool, amount: Money, measures: Mapping[Owner, Exact | None]) -> dict[Owner, Money]:
    """Share what the pool earns by the partners' own measures, among those that have enough of one."""
    nothing = Money.zero(amount.currency)
    sharing = {
        owner: measure
        for owner, measure in measures.items()
        if measure is not None and measure > 0 and (pool.at_least is None or measure >= pool.at_least)
    }
    shares = by_rank(facts, amount, sharing) if sharing else {}
    return {owner: shares.get(owner, nothing) for owner in measures}


def by_rank(facts: Facts, amount: Money, weights: Mapping[Owner, Exact]) -> dict[Owner, Money]:
    """Share an amount by largest remainder, ties to the lower partner id, then to the lower person."""
    ranked = sorted(weights, key=lambda owner: (facts.partners_rank(owner.partner), owner.person))
    shares = allocate(amount, {place: weights[owner] for place, owner in enumerate(ranked)})
    return {owner: shares[place] for place, owner in enumerate(ranked)}
