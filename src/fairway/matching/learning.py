"""Learn from people's decisions, and try what was learned before it counts.

What people decide is the uncertain middle only, so counting the decided pairs alone would teach that companies seldom
share a phone. Therefore all candidates of the lists are weighed again, as without decisions, and the decided ones are
held to what people said. Only the chances of the levels change; how many counterparts a company has is each list's own.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from csv import DictReader
from dataclasses import dataclass, replace
from importlib.resources import files

from fairway.matching.background import Background, background_of
from fairway.matching.company import FIELDS, Company
from fairway.matching.compare import compare
from fairway.matching.estimate import estimate
from fairway.matching.lists import SAMPLE, Positions
from fairway.matching.normalise import Known, known
from fairway.matching.score import score
from fairway.matching.weights import Weights

VERDICTS = ("same", "branch", "family", "different")
SLACK = 1e-9


@dataclass(frozen=True, slots=True)
class Labelled:
    """A pair of which it is known whether it is one company."""

    left: Company
    right: Company
    same: bool


@dataclass(frozen=True, slots=True)
class Tried:
    """How weights did on a labelled set at their own threshold. ``error`` is the probabilities' mean squared error."""

    pairs: int
    precision: float
    recall: float
    f1: float
    error: float

    def worse_than(self, other: Tried) -> bool:
        """Whether these weights decide less well than others."""
        return self.f1 < other.f1 - SLACK


def learn(
    left: Sequence[Known], right: Sequence[Known] | None, candidates: Positions,
    decided: Mapping[tuple[int, int], str], weights: Weights,
) -> Weights:  # fmt: skip
    """Weigh all candidates of the lists anew, the decided pairs held to what people said; the version counts on."""
    other = left if right is None else right
    background = background_of(left) if right is None else background_of(left, right)
    step = max(1, len(candidates) // SAMPLE)
    sample = [pair for pair in candidates[::step] if pair not in decided]
    evidence = [compare(left[one], other[two], background) for one, two in [*decided, *sample]]
    said = dict(enumerate(decided.values()))
    found = estimate(evidence, weights, background, min(len(left), len(other)), 1 / step, decided=said)
    return replace(weights, version=weights.version + 1, levels=found.levels)


def try_on(labelled: Sequence[Labelled], weights: Weights) -> Tried:
    """Score labelled pairs as single ones, and say how often the answer is right."""
    background = Background()
    said = right = true = 0
    error = 0.0
    for pair in labelled:
        found = score(known(pair.left), known(pair.right), weights, background).same
        said += found >= weights.threshold
        right += found >= weights.threshold and pair.same
        true += pair.same
        error += (found - pair.same) ** 2
    return Tried(
        len(labelled), right / max(said, 1), right / max(true, 1), 2 * right / max(said + true, 1),
        error / max(len(labelled), 1),
    )  # fmt: skip


def packaged_labels() -> list[Labelled]:
    """The labelled pairs that come with Fairway: made up, with the truth of each."""
    text = files("fairway.matching").joinpath("labelled.csv").read_text(encoding="utf-8")
    return list(read_labels(DictReader(text.splitlines())))


def read_labels(rows: Iterator[Mapping[str, str]] | DictReader[str]) -> Iterator[Labelled]:
    """Pairs from rows of `left_name`, `left_address`, … `right_name`, … `same` (yes or no).

    :raises ValueError: a row says neither yes nor no.
    """
    for number, row in enumerate(rows, start=2):
        same = (row.get("same") or "").strip().lower()
        if same not in ("yes", "no"):
            raise ValueError(f"Line {number} says “{same[:20]}” in the column same; write yes or no.")
        left, right = (
            Company.of({field: row.get(f"{side}_{field}") for field in FIELDS if field != "id"})
            for side in ("left", "right")
        )
        yield Labelled(left, right, same == "yes")
