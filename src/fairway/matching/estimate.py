"""Learn the weights from the lists themselves, without a single labelled pair.

Expectation and maximisation: with the weights at hand each candidate pair is shared out among the five explanations;
from the shares each level's chances are counted anew; and again, until nothing moves. The packaged parameters count
as some pairs already seen (`pseudo`), so that a short list moves them little and a long one much. Chances of
agreement among strangers are not learned here: they are counted over the whole lists (see `background`).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence

from fairway.matching.background import Background
from fairway.matching.compare import Evidence
from fairway.matching.score import odds_of, start
from fairway.matching.weights import COMPARED, KINDS, Kinds, Level, Weights

ROUNDS = 10
SETTLED = 1e-3
LEAST = 1e-4
BRANCH = KINDS.index("branch")
TELLS_PLACES = frozenset({"place", "phone"})
FURTHEST = 2.0
"""How far a chance may move from the packaged one, as a factor: lists cannot talk the matcher out of its senses."""
DIFFERENT, CERTAIN = "different", 1e9
"""What people call two that are no branches and no family, and the odds of what they said."""
PRIOR_SHARE = 0.2
"""How much of the first guess of the number of counterparts stays in the last."""


def estimate(
    evidence: Sequence[Evidence], weights: Weights, background: Background, shorter: int, share: float = 1.0,
    decided: Mapping[int, str] | None = None,
) -> Weights:  # fmt: skip
    """Fit the weights to candidate pairs. ``share`` says which part of all candidates they are; ``shorter`` is the
    length of the shorter list. ``decided`` says what people called some of the pairs, by their places: those are not
    shared out but counted as what they are; "different" leaves open whether they are neighbours or strangers."""
    first = weights
    seen = [
        (each.levels, each.rarity, each.crowd, any(each.level(field) != "missing" for field in TELLS_PLACES))
        for each in evidence
    ]
    for _ in range(ROUNDS):
        sums, placed = [0.0] * len(KINDS), [0.0] * len(KINDS)
        told_by: dict[tuple[str, ...], list[float]] = defaultdict(lambda: [0.0] * len(KINDS))
        begin = start(weights, background)
        for place, (found_levels, rarity, crowd, tells) in enumerate(seen):
            found = odds_of(weights.sums(found_levels), rarity, begin, crowd)
            if decided and place in decided:
                found = _as_decided(found, decided[place])
            total = 1.0 + sum(found)
            if total - 1.0 < LEAST:
                continue
            told_of = told_by[found_levels]
            for kind, odd in enumerate(found):
                part = odd / total
                if part < LEAST:
                    continue
                # a chain's hundred pairs say that it is a chain, not that every company has branches
                told = part * 2.0**-crowd if kind == BRANCH else part
                sums[kind] += told
                placed[kind] += told if tells else 0.0
                told_of[kind] += told
        counts = _by_field(told_by, weights)
        prior = _prior(sums, placed, first, max(shorter, 1) * share)
        levels = {field: _refitted(first.levels[field], counts[field], first.pseudo) for field in first.levels}
        moved = max(abs(new - old) / old for new, old in zip(prior, weights.prior, strict=True))
        weights = first.with_estimates(prior, levels)
        if moved < SETTLED:
            break
    return weights


def _by_field(
    told_by: Mapping[tuple[str, ...], Sequence[float]], weights: Weights
) -> dict[str, list[dict[str, float]]]:
    """Count each field's levels by kind: the few hundred comparisons that were found, each as often as it was told."""
    counts: dict[str, list[dict[str, float]]] = {field: [defaultdict(float) for _ in KINDS] for field in weights.levels}
    for levels, told_of in told_by.items():
        for field, level in zip(COMPARED, levels, strict=True):
            if level != "missing":
                for kind, told in enumerate(told_of):
                    counts[field][kind][level] += told
    return counts


def _as_decided(found: Kinds, verdict: str) -> Kinds:
    if verdict == DIFFERENT:
        return 0.0, 0.0, 0.0, found[3]
    same, branch, family, neighbour = (CERTAIN if kind == verdict else 0.0 for kind in KINDS)
    return same, branch, family, neighbour


def _prior(sums: list[float], placed: list[float], first: Weights, rows: float) -> Kinds:
    """Count the counterparts of each kind anew.

    How many of a name's counterparts are branches or sisters can only be seen where places or phones are known; lists
    of names alone keep the packaged shares between the three, or they would be talked into anything.
    """
    alike = sum(sums[:3])
    usual = sum(first.prior[:3])
    seen = sum(placed[:3]) + first.pseudo
    found = [alike * (placed[kind] + first.pseudo * first.prior[kind] / usual) / seen for kind in range(3)]
    found.append(sums[3])
    same, branch, family, neighbour = (
        max(each / rows * (1 - PRIOR_SHARE) + PRIOR_SHARE * was, LEAST)
        for each, was in zip(found, first.prior, strict=True)
    )
    return same, branch, family, neighbour


def _refitted(first: Mapping[str, Level], counts: Sequence[Mapping[str, float]], pseudo: float) -> Mapping[str, Level]:
    totals = [sum(seen.values()) + pseudo for seen in counts]

    def chance(kind: int, level: str, begun: float) -> float:
        found = (counts[kind].get(level, 0.0) + pseudo * begun) / totals[kind]
        return max(min(found, begun * FURTHEST, 1.0), begun / FURTHEST)

    return {
        level: Level(
            chance(0, level, was.same),
            chance(1, level, was.branch),
            chance(2, level, was.family),
            chance(3, level, was.neighbour),
            was.chance,
        )
        for level, was in first.items()
    }
