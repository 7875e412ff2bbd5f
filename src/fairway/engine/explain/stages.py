"""What happened to an amount after it was rounded: guarantees, caps, stacking, budgets, and what waits."""

from collections.abc import Mapping

from fairway.engine.explain.values import Given, Stage
from fairway.engine.oracle.stacking import combined_cap, in_order, under_cap
from fairway.engine.payout import Payout
from fairway.engine.programme import Choosing, Incentive, Payee, Programme
from fairway.values import Money


def stages(programme: Programme, incentive: Incentive, payout: Payout, given: Given) -> tuple[Stage, ...]:
    """Follow the amount from what was calculated to what is paid."""
    found, stands = _alone(incentive, payout)
    if incentive.payee is Payee.SPLITS:
        return (*found, *_waiting(incentive, payout))
    beaten = beaten_by(programme, incentive, payout, given)
    if beaten:
        stands = Money.zero(payout.currency)
        found.append(Stage("beaten", stands, names=beaten))
    combined = _combined(programme, incentive, payout, given, stands)
    if combined is not None and combined.amount < stands:
        stands = combined.amount
        found.append(combined)
    if payout.earned < stands:
        found.append(_over_periods(programme, incentive, payout, given))
    return (*found, *_waiting(incentive, payout))


def _alone(incentive: Incentive, payout: Payout) -> tuple[list[Stage], Money]:
    limits, stands, found = incentive.limits, payout.calculated, list[Stage]()
    alone = payout.alone if payout.alone is not None else payout.earned
    if incentive.payee is Payee.SPLITS:
        return found, alone
    if alone > stands:
        floor = limits.floor is not None and alone == limits.floor
        bound = limits.floor if floor else limits.guarantee
        found.append(Stage("floor" if floor or limits.guarantee is None else "guarantee", alone, bound))
        stands = alone
    elif alone < stands:
        found.append(Stage("cap", alone, limits.amount))
        stands = alone
    elif limits.floor is not None and limits.amount is not None and limits.floor > limits.amount == alone > stands:
        found.append(Stage("cap", alone, limits.amount))
    return found, stands


def beaten_by(programme: Programme, incentive: Incentive, payout: Payout, given: Given) -> tuple[str, ...]:
    """The incentive of the same choosing set that pays instead, if another one does."""
    stack = incentive.stack
    if stack is None or stack.choosing is None:
        return ()
    rivals = [
        one
        for one in programme.incentives
        if one.stack is not None
        and (one.stack.group, one.stack.choosing, one.stack.chosen) == (stack.group, stack.choosing, stack.chosen)
    ]
    alone = _amounts(payout, given)
    present = sorted((one for one in rivals if one.id in alone), key=in_order)
    if stack.choosing is Choosing.EXCLUSIVE:
        first = next((one for one in present if alone[one.id]), None)
        return () if first is None or first.id == incentive.id else (first.id,)
    best = max((alone[one.id] for one in present), default=None)
    winner = next((one for one in present if alone[one.id] == best), None)
    return () if winner is None or winner.id == incentive.id else (winner.id,)


def _amounts(payout: Payout, given: Given) -> dict[str, Money]:
    """What each of the partner's incentives earns by itself in the payout's period."""
    return {
        one.incentive: one.alone if one.alone is not None else one.earned for one in (*_present(payout, given), payout)
    }


def _present(payout: Payout, given: Given) -> list[Payout]:
    return [one for one in given.payouts if one.period == payout.period and one.partner == payout.partner]


def _combined(programme: Programme, incentive: Incentive, payout: Payout, given: Given, stands: Money) -> Stage | None:
    stack = incentive.stack
    group = next((one for one in programme.groups if stack is not None and one.id == stack.group), None)
    if group is None or (group.amount is None and group.rate is None):
        return None
    inside = [one for one in programme.incentives if one.stack is not None and one.stack.group == group.id]
    own = {one.incentive: one for one in (*_present(payout, given), payout)}
    present = {one.id: own[one.id] for one in inside if one.id in own}
    measures = {name: one.measure for name, one in present.items()}
    cap = combined_cap(group, inside, measures, programme.currency, programme.rounding.mode)
    if cap is None:
        return None
    alone: Mapping[str, Money] = {
        one.id: Money.zero(payout.currency)
        if beaten_by(programme, one, present[one.id], given)
        else present[one.id].alone or present[one.id].earned
        for one in inside
        if one.id in present
    }
    served = under_cap(cap, inside, {**alone, incentive.id: stands})
    others = tuple(one.id for one in sorted(inside, key=in_order) if one.id in present and one.id != incentive.id)
    return Stage("combined_cap", served[incentive.id], cap, others)


def _over_periods(programme: Programme, incentive: Incentive, payout: Payout, given: Given) -> Stage:
    """Caps over periods cut first, then budgets: it was the cap where exactly what was left of it is earned."""
    limits, year = incentive.limits, programme.calendar.fiscal.year_of(payout.period)
    budgeted = limits.budget is not None or limits.budget_per_year is not None
    bound = next((one for one in (limits.per_year, limits.lifetime) if one is not None), None)
    before = [
        one
        for one in given.payouts
        if one.incentive == incentive.id and one.person == payout.person and one.period < payout.period
    ]
    zero = Money.zero(payout.currency)
    if limits.per_year is not None:
        spent = sum((one.earned for one in before if one.period.start >= year.start), zero)
        if payout.earned == limits.per_year - spent:
            return Stage("used_up", payout.earned, limits.per_year)
    if limits.lifetime is not None and payout.earned == limits.lifetime - sum((one.earned for one in before), zero):
        return Stage("used_up", payout.earned, limits.lifetime)
    if not budgeted:
        return Stage("used_up", payout.earned, bound)
    return Stage("budget", payout.earned, limits.budget_per_year or limits.budget)


def _waiting(incentive: Incentive, payout: Payout) -> list[Stage]:
    found = list[Stage]()
    limits, zero = incentive.limits, Money.zero(payout.currency)
    if limits.holdback is not None:
        if payout.carried_out > zero:
            found.append(Stage("held_back", payout.carried_out, limits.minimum_payout))
    elif payout.carried_out:
        found.append(Stage("carried", payout.carried_out, limits.minimum_payout))
    if payout.carried_in and payout.carried_in != payout.carried_out and payout.amount:
        found.append(Stage("released", payout.carried_in))
    return found
