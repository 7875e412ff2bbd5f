"""How one question about payouts is cut into parts that can be answered side by side."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import TypeAlias

from fairway.engine.backends.local.at_once import UNION, bare, reads
from fairway.engine.backends.local.part import Part
from fairway.engine.plan import Plan

WINDOW, DIVISION, FIRSTS = 3_000, 10_000, 50_000
"""What a window, an exact division and, for some partners, looking through the first rows of all customers cost, in
characters of other SQL: about so it came out of the clock."""

Whom: TypeAlias = Mapping[str, tuple[str, ...] | None]
"""The partners for whom an incentive is calculated, by its id; `None` is everybody."""
Bunch: TypeAlias = tuple[tuple[str, ...] | None, tuple[str, ...]]
"""Some partners, and incentives that are calculated for them by one query."""


def bunches(plan: Plan, part: Part, whom: Whom, ready: Collection[str], hands: int) -> list[Bunch]:
    """Incentives for the same partners together, the costliest first; those for everybody are cut for every hand.

    What several incentives of a bunch are made of is made once for them, and once more for another bunch: for some
    partners that is most of the work.
    """
    made = _made(plan, part, whom, ready)
    found: list[Bunch] = [
        (partners, tuple(one for one, own in whom.items() if own == partners))
        for partners in dict.fromkeys(whom.values())
    ]
    while len(found) % hands and any(partners is None and len(only) > 1 for partners, only in found):
        large = max((one for one in found if one[0] is None and len(one[1]) > 1), key=lambda one: _cost(made, one[1]))
        found.remove(large)
        found += [(large[0], only) for only in _halves(made, large[1])]
    return sorted(found, key=lambda one: _cost(made, one[1]), reverse=True)


def _halves(made: Mapping[str, Mapping[str, int]], only: Sequence[str]) -> Iterable[tuple[str, ...]]:
    """Two bunches that cost about the same: each incentive goes where it costs less in the end."""
    halves: tuple[list[str], list[str]] = ([], [])
    for one in sorted(only, key=lambda name: _cost(made, [name]), reverse=True):
        min(halves, key=lambda half: _cost(made, [*half, one])).append(one)
    return (tuple(one for one in only if one in half) for half in halves if half)


def _cost(made: Mapping[str, Mapping[str, int]], only: Iterable[str]) -> int:
    costs: dict[str, int] = {}
    for one in only:
        costs |= made[one]
    return sum(costs.values())


def _made(plan: Plan, part: Part, whom: Whom, ready: Collection[str]) -> dict[str, dict[str, int]]:
    """The relations that each incentive needs, itself included, with what each may cost.

    What is ready costs nothing, but that some partners' first rows are looked for among everybody's.
    """
    by_bare = {bare(one.name): one for one in plan.relations[:-1]}
    found = {}
    for incentive, sql in zip(plan.programme.incentives, plan.relations[-1].sql.split(UNION), strict=True):
        if incentive.id not in whom:
            continue
        costs = {f"payouts {incentive.id}": _weight(sql)}
        open_ones = [by_bare[name].name for name in reads(sql) if name in by_bare]
        while open_ones:
            name = open_ones.pop()
            if name in ready:
                if by_bare[bare(name)].order and whom[incentive.id] is not None:
                    costs[name] = FIRSTS
            elif name not in costs:
                costs[name] = _weight(by_bare[bare(name)].sql)
                open_ones += part.sources[name]
        found[incentive.id] = costs
    return found


def _weight(sql: str) -> int:
    return len(sql) + WINDOW * sql.count("OVER (") + DIVISION * sql.count("//")
