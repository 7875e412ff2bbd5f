"""Match two lists, or one with itself: estimate on these lists, score every candidate, let rivals exclude each other.

A backend finds the candidates; this module never sees a pair that shares no key. Three passes: the background is
counted and the weights are fitted to a sample of the candidates; every candidate is scored; and where a list names no
company twice, the counterparts found for one row are rivals, since at most one of them can be right.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from math import log2
from typing import TypeAlias

from fairway.matching.background import Background, background_of
from fairway.matching.compare import Evidence, compare
from fairway.matching.estimate import estimate
from fairway.matching.normalise import Known
from fairway.matching.score import Score, judged, odds, odds_of, start
from fairway.matching.weights import Kinds, Weights, packaged

SAMPLE = 20_000
"""Candidates that the weights are fitted to."""
LOOKED_AT = 2_000
"""Rows of a list that are looked at to see whether it repeats companies."""
NO_REPEATS, MANY_REPEATS = 0.01, 0.05
"""Shares of repeated rows: below the first a list counts as naming each company once, from the second as not."""
PLAIN, FAINT = 0.5, 0.001
"""Probabilities from which a row counts as a repeat, and below which a pair is dropped."""

Candidates = Callable[[], Iterable[tuple[int, int]]]
Positions = Sequence[tuple[int, int]]
Scored: TypeAlias = tuple[int, int, Kinds, Evidence]
"""Two rows by their places, the odds of each kind, and what was found of the two."""


class Repeats(StrEnum):
    """Whether a company may stand in a list more than once."""

    LOOK = "look"
    NEVER = "never"
    OFTEN = "often"


@dataclass(frozen=True, slots=True)
class Pair:
    """Two rows by their places in the lists, and their score."""

    left: int
    right: int
    score: Score


@dataclass(frozen=True)
class Fitted:
    """What was learned from the lists: how common things are, the weights, and how far rivals exclude each other."""

    background: Background
    weights: Weights
    once_left: float = 0.0
    once_right: float = 0.0


def fit_sample(
    evidence: Sequence[Evidence], background: Background, weights: Weights, shorter: int, share: float
) -> Fitted:
    """Fit the weights to a sample of the candidates, ``share`` of them all."""
    return Fitted(background, estimate(evidence, weights, background, shorter, share=share))


def fit(
    left: Sequence[Known], right: Sequence[Known] | None, candidates: Positions, weights: Weights | None = None,
    background: Background | None = None,
) -> Fitted:  # fmt: skip
    """Fit the weights to the candidates of lists, without labels; the background is counted where none is given."""
    first = weights or packaged()
    other = left if right is None else right
    if background is None:
        background = background_of(left) if right is None else background_of(left, right)
    step = max(1, len(candidates) // SAMPLE)
    sample = candidates[::step]
    evidence = [compare(left[one], other[two], background) for one, two in sample]
    shorter = min(len(left), len(other))
    return fit_sample(evidence, background, first, shorter, 1 / step)


def repeats(rows: Sequence[Known], candidates: Positions, looked_at: int, fitted: Fitted) -> float:
    """The share of rows of one list that more likely than not repeat another row of it."""
    found = set()
    for one, two in candidates:
        evidence = compare(rows[one], rows[two], fitted.background)
        each = odds(evidence, fitted.weights, fitted.background)
        if each[0] >= PLAIN * (1 + sum(each)):
            found.add(max(one, two))
    return len(found) / max(looked_at, 1)


def once(share: float) -> float:
    """How far a list counts as naming each company once: 1 below the first mark, 0 from the second."""
    return min(1.0, max(0.0, (MANY_REPEATS - share) / (MANY_REPEATS - NO_REPEATS)))


def score_pairs(
    left: Sequence[Known], right: Sequence[Known] | None, candidates: Iterable[tuple[int, int]], fitted: Fitted
) -> Iterator[Scored]:
    """Every candidate that is not plainly two strangers, with its odds and what they follow from."""
    other = left if right is None else right
    begin = start(fitted.weights, fitted.background)
    hopeless = log2(FAINT)
    for one, two in candidates:
        evidence = compare(left[one], other[two], fitted.background)
        sums = fitted.weights.sums(evidence.levels)
        if sums[0] + evidence.rarity + begin[0] < hopeless:
            continue
        found = odds_of(sums, evidence.rarity, begin, evidence.crowd)
        if found[0] > FAINT * (1.0 + sum(found)):
            yield one, two, found, evidence


def decide(scored: Sequence[Scored], fitted: Fitted, at_least: float, *, rivals: bool) -> Iterator[Pair]:
    """Turn odds into probabilities and yield the pairs that reach ``at_least``; with ``rivals``, of two lists, the
    counterparts of one row may exclude each other."""
    of_left: dict[int, float] = {}
    of_right: dict[int, float] = {}
    if rivals:
        for one, two, found, _ in scored:
            of_left[one] = of_left.get(one, 0.0) + found[0]
            of_right[two] = of_right.get(two, 0.0) + found[0]
    for one, two, found, evidence in scored:
        against = 0.0
        if rivals:
            against = fitted.once_right * (of_left[one] - found[0]) + fitted.once_left * (of_right[two] - found[0])
        against = max(against, 0.0)
        if found[0] >= at_least * (1.0 + sum(found) + against):
            yield Pair(one, two, judged(evidence, found, fitted.weights, against))
