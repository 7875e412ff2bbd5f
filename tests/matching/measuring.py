"""How good an answer is: F1 at a threshold, average precision, and the share of pairs that need no person."""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Set
from typing import TypeVar

Pair = TypeVar("Pair", bound=Hashable)


def f1(scored: Mapping[Pair, float], truth: Set[Pair], threshold: float) -> float:
    """The balance of what was found and what was right among it."""
    said = {pair for pair, probability in scored.items() if probability >= threshold}
    return 2 * len(said & truth) / (len(said) + len(truth))


def average_precision(scored: Mapping[Pair, float], truth: Set[Pair]) -> float:
    """The precision at each true pair, averaged over all of them."""
    found, total = 0, 0.0
    for place, pair in enumerate(_ranked(scored), start=1):
        if pair in truth:
            found += 1
            total += found / place
    return total / len(truth)


def precise(scored: Mapping[Pair, float], truth: Set[Pair], precision: float) -> float:
    """The share of true pairs above the lowest point at which the pairs so far are right this often."""
    found = best = 0
    for place, pair in enumerate(_ranked(scored), start=1):
        found += pair in truth
        if found / place >= precision:
            best = found
    return best / len(truth)


def _ranked(scored: Mapping[Pair, float]) -> list[Pair]:
    return sorted(scored, key=lambda pair: -scored[pair])
