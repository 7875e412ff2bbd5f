"""How the incentives of a programme go together: after one another, one of several, and under a combined cap."""

from collections.abc import Iterable, Mapping, Sequence

from fairway.engine.programme import AMOUNTS, Choosing, Group, Incentive
from fairway.values import Exact, Money, Rounding, exact, rounded, times

Node = tuple[Incentive, ...]
"""Incentives that are decided together: a choosing set, or one alone."""


def nodes_in_order(incentives: Sequence[Incentive]) -> list[Node]:
    """Put incentives in an order in which each comes after those it is reduced by.

    :raises ValueError: incentives wait for each other, or for one that is not there.
    """
    sets: dict[tuple[str, ...], list[Incentive]] = {}
    for incentive in sorted(incentives, key=lambda one: one.id):
        sets.setdefault(_name(incentive), []).append(incentive)
    waiting, done, ordered = list(sets.values()), set[str](), list[Node]()
    while waiting:
        ready = [node for node in waiting if all(set(_after(one)) <= done for one in node)]
        if not ready:
            stuck = ", ".join(one.id for node in waiting for one in node)
            raise ValueError(f"Incentives wait for each other, or for one that is not there: {stuck}.")
        for node in ready:
            ordered.append(tuple(node))
            done |= {one.id for one in node}
            waiting.remove(node)
    return ordered


def _name(incentive: Incentive) -> tuple[str, ...]:
    stack = incentive.stack
    if stack is None or stack.choosing is None:
        return ("alone", incentive.id)
    return ("chosen", stack.group, stack.choosing.value, stack.chosen)


def _after(incentive: Incentive) -> tuple[str, ...]:
    return incentive.stack.after if incentive.stack is not None else ()


def in_order(incentive: Incentive) -> tuple[int, str]:
    """The place of an incentive in its group."""
    return (incentive.stack.order if incentive.stack is not None else 0, incentive.id)


def chosen(node: Node, alone: Mapping[str, Money]) -> set[str]:
    """Which incentives of a set pay, given what each of those with a payout earns by itself."""
    present = sorted((one for one in node if one.id in alone), key=in_order)
    choosing = node[0].stack.choosing if node[0].stack is not None else None
    if choosing is None:
        return {one.id for one in present}
    if not present:
        return set()
    if choosing is Choosing.EXCLUSIVE:
        return {next((one.id for one in present if alone[one.id]), present[0].id)}
    best = max(alone[one.id] for one in present)
    return {next(one.id for one in present if alone[one.id] == best)}


def combined_cap(
    group: Group, incentives: Iterable[Incentive], measures: Mapping[str, Exact], currency: str, mode: Rounding
) -> Money | None:
    """What the incentives of a group pay a partner at most for a period; `None` where nothing limits them."""
    caps = [] if group.amount is None else [group.amount]
    money = [measures[one.id] for one in incentives if one.measure.kind in AMOUNTS and one.id in measures]
    if group.rate is not None and money:
        share = rounded(times(max(money), group.rate.value), Money.zero(currency).digits, mode)
        caps.append(Money(max(share, exact(0)), currency))
    return min(caps, default=None)


def under_cap(cap: Money, incentives: Iterable[Incentive], earned: Mapping[str, Money]) -> dict[str, Money]:
    """Serve the incentives of a group in their order; the last in are cut first, what is below zero gives room."""
    nothing = Money.zero(cap.currency)
    left = cap - sum((amount for amount in earned.values() if amount < nothing), nothing)
    found = dict(earned)
    for one in sorted(incentives, key=in_order):
        if earned.get(one.id, nothing) > nothing:
            found[one.id] = min(earned[one.id], left)
            left = left - found[one.id]
    return found
