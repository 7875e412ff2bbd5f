"""From evidence to a probability: five explanations for a pair, weighed against each other.

Any two records are the same company, branches of one, family, neighbours, or strangers. For each explanation the
weights of the levels found are added, in bits, to what it starts with; the probability of "same" is its share of all
five. A phone and an address alone do not make one company, because neighbours have them too; a name alone does not
where the place differs, because branches have it too. This is the model of Fellegi and Sunter with the near-misses
given a place of their own.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from math import log2

from fairway.matching.background import Background
from fairway.matching.compare import Evidence, compare
from fairway.matching.normalise import Known
from fairway.matching.weights import Kinds, Weights


class Verdict(StrEnum):
    """What a pair is said to be."""

    SAME = "same"
    BRANCH = "branch"
    FAMILY = "family"
    NEIGHBOUR = "neighbour"
    DIFFERENT = "different"
    UNCERTAIN = "uncertain"


@dataclass(frozen=True, slots=True)
class Score:
    """The shares of the explanations; ``same`` is the calibrated probability of one company."""

    same: float
    branch: float
    family: float
    neighbour: float
    evidence: Evidence
    verdict: Verdict


FURTHEST = 300.0
"""Bits beyond which nothing is added: floats end there, and so does meaning."""


def start(weights: Weights, background: Background) -> Kinds:
    """The bits each kind starts with: its expected pairs among all pairs of the lists."""
    size = background.most - (0.0 if background.counted else log2(weights.asked))
    same, branch, family, neighbour = weights.prior
    return log2(same) - size, log2(branch) - size, log2(family) - size, log2(neighbour) - size


def odds(evidence: Evidence, weights: Weights, background: Background) -> Kinds:
    """The odds of each kind against strangers."""
    return odds_of(weights.sums(evidence.levels), evidence.rarity, start(weights, background), evidence.crowd)


def odds_of(found: Kinds, rarity: float, first: Kinds, crowd: float) -> Kinds:
    """Add the weights of the levels, the rarity of what agrees and what each kind starts with, and leave the bits.

    A crowd that bears the name speaks for branches alone.
    """
    return (
        2.0 ** max(-FURTHEST, min(FURTHEST, found[0] + rarity + first[0])),
        2.0 ** max(-FURTHEST, min(FURTHEST, found[1] + rarity + first[1] + crowd)),
        2.0 ** max(-FURTHEST, min(FURTHEST, found[2] + rarity + first[2])),
        2.0 ** max(-FURTHEST, min(FURTHEST, found[3] + rarity + first[3])),
    )


def score(left: Known, right: Known, weights: Weights, background: Background) -> Score:
    """Score one pair. The same two companies against the same background always get the same answer."""
    evidence = compare(left, right, background)
    return judged(evidence, odds(evidence, weights, background), weights)


def judged(evidence: Evidence, found: Kinds, weights: Weights, rivals: float = 0.0) -> Score:
    """Turn odds into shares and a verdict; ``rivals`` are the odds of pairs that exclude this one."""
    total = 1.0 + sum(found) + rivals
    same, branch, family, neighbour = (each / total for each in found)
    return Score(same, branch, family, neighbour, evidence, verdict(same, branch, family, neighbour, weights))


def verdict(same: float, branch: float, family: float, neighbour: float, weights: Weights) -> Verdict:
    """Name what a pair most probably is; uncertain where neither "same" nor its opposite is sure enough."""
    if same >= weights.threshold:
        return Verdict.SAME if same >= weights.sure else Verdict.UNCERTAIN
    if same > 1 - weights.sure:
        return Verdict.UNCERTAIN
    strangers = 1.0 - same - branch - family - neighbour
    most = max(branch, family, neighbour, strangers)
    if most == branch:
        return Verdict.BRANCH
    if most == family:
        return Verdict.FAMILY
    return Verdict.NEIGHBOUR if most == neighbour else Verdict.DIFFERENT
