"""Whose payouts change with the sums of some partners: their own, and of those who share with them."""
# ruff: noqa: S608 — names are quoted by the dialect

from collections.abc import Collection, Sequence
from functools import lru_cache
from pathlib import Path

from fairway.engine import dialect
from fairway.engine.backends.local.bunches import Whom
from fairway.engine.backends.local.explaining import concerning
from fairway.engine.backends.local.grouped import Grouped
from fairway.engine.programme import Growth, Incentive, NoHistory, Programme

FEW = 100
"""Partners up to which somebody is always calculated alone."""


def concerned(grouped: Grouped, programme: Programme, partners: Collection[str], firsts: Collection[str] = ()) -> Whom:
    """For each incentive, everybody whose payout may change where the sums of these partners do.

    Of incentives that count new customers, also where `firsts` win or lose a customer's first line. Where it is more
    than half of all partners it is everybody, who are calculated as quickly.
    """
    half = len({partner for partner, _ in _pairs(grouped.folder, grouped.version, "partner_id")}) // 2

    found: dict[str, tuple[str, ...] | None] = {}
    for incentive in programme.incentives:
        together = concerning(programme, incentive.id).incentives
        if any(_of_all(one) for one in together):
            found[incentive.id] = None
            continue
        news = any(measure.new is not None for one in together for measure in one.measures)
        own = {*partners, *firsts} if news else set(partners)
        columns = {one.pool.column for one in together if one.pool is not None}
        own = _closed(own, [_pairs(grouped.folder, grouped.version, column) for column in sorted(columns)])
        found[incentive.id] = None if len(own) > max(half, FEW) else tuple(sorted(own))
    return found


@lru_cache(maxsize=64)
def _pairs(folder: Path, version: str, column: str) -> Sequence[tuple[str, str | None]]:
    """Each partner with its value of a column; what a version of a folder holds never changes."""
    value = f"CAST({dialect.name(column)} AS VARCHAR)"
    if column == "parent_id":
        value = f"coalesce({value}, CAST(partner_id AS VARCHAR))"
    return Grouped.open(folder).ask(("partners",), f"SELECT CAST(partner_id AS VARCHAR), {value} FROM partners")


def _of_all(incentive: Incentive) -> bool:
    """Whether every partner's payout may hang on every other's."""
    limits = incentive.limits
    peers = any(isinstance(each, Growth) and each.without_history is NoHistory.PEERS for each in incentive.asked)
    return peers or limits.budget is not None or limits.budget_per_year is not None


def _closed(found: set[str], by_column: Sequence[Sequence[tuple[str, str | None]]]) -> set[str]:
    """The partners, and all who share a pool with one of them, near and far."""
    size = -1
    while size != len(found):
        size = len(found)
        for pairs in by_column:
            pools = {pool for partner, pool in pairs if partner in found and pool is not None}
            found |= {partner for partner, pool in pairs if pool in pools}
    return found
