"""The matcher's parameters: read from a versioned file, checked, and never changed in place."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cache, cached_property
from importlib.resources import files
from math import log2
from typing import Any, TypeAlias

import yaml

Kinds: TypeAlias = tuple[float, float, float, float]
"""One number for each of same, branch, family and neighbour."""
KINDS = ("same", "branch", "family", "neighbour")
COMPARED = ("name", "form", "place", "phone", "domain", "tax", "country")
"""The fields of a comparison, in the order of its levels."""


class BadWeights(ValueError):
    """A parameter file that cannot be used; the message says which line of it and why."""


@dataclass(frozen=True)
class Level:
    """The chances of a level among each kind of pair, and by chance among strangers that agree so far."""

    same: float
    branch: float
    family: float
    neighbour: float
    chance: float

    @property
    def bits(self) -> Kinds:
        """How much likelier the level is among each kind than among strangers, in bits."""
        return (
            log2(self.same / self.chance),
            log2(self.branch / self.chance),
            log2(self.family / self.chance),
            log2(self.neighbour / self.chance),
        )


@dataclass(frozen=True)
class Weights:
    """All parameters. ``prior`` counts counterparts for each company of the shorter list, by kind."""

    version: int
    prior: Kinds
    asked: float
    pseudo: float
    threshold: float
    sure: float
    levels: Mapping[str, Mapping[str, Level]]

    @cached_property
    def table(self) -> Mapping[tuple[str, str], Kinds]:
        """The bits of each level of each field."""
        return {(field, name): each.bits for field, of in self.levels.items() for name, each in of.items()}

    @cached_property
    def _sums(self) -> dict[tuple[str, ...], Kinds]:
        return {}

    def sums(self, levels: tuple[str, ...]) -> Kinds:
        """The bits of all levels of a comparison together; the same few hundred comparisons come again and again."""
        found = self._sums.get(levels)
        if found is None:
            each = [
                self.table[field, level] for field, level in zip(COMPARED, levels, strict=True) if level != "missing"
            ]
            found = (
                sum(bits[0] for bits in each),
                sum(bits[1] for bits in each),
                sum(bits[2] for bits in each),
                sum(bits[3] for bits in each),
            )
            self._sums[levels] = found
        return found

    def with_estimates(self, prior: Kinds, levels: Mapping[str, Mapping[str, Level]]) -> Weights:
        """The same parameters with what a batch estimated."""
        return replace(self, prior=prior, levels=levels)

    def as_document(self) -> dict[str, Any]:
        """The parameters as they stand in a file."""
        return {
            "version": self.version,
            "prior": dict(zip(KINDS, self.prior, strict=True)),
            "asked": self.asked,
            "pseudo": self.pseudo,
            "threshold": self.threshold,
            "sure": self.sure,
            "levels": {
                field: {
                    name: {kind: round(getattr(each, kind), 6) for kind in (*KINDS, "chance")}
                    for name, each in of.items()
                }
                for field, of in self.levels.items()
            },
        }


def read_weights(text: str, name: str = "weights.yaml") -> Weights:
    """Read a parameter file.

    :raises BadWeights: a part is missing or no chance between 0 and 1.
    """
    try:
        document = yaml.safe_load(text)
        levels = {
            field: {level: _level(field, level, chances, name) for level, chances in of.items()}
            for field, of in document["levels"].items()
        }
        prior = tuple(float(document["prior"][kind]) for kind in KINDS)
        return Weights(
            int(document["version"]),
            (prior[0], prior[1], prior[2], prior[3]),
            float(document["asked"]),
            float(document["pseudo"]),
            float(document["threshold"]),
            float(document["sure"]),
            levels,
        )
    except (KeyError, TypeError, AttributeError, yaml.YAMLError) as fault:
        raise BadWeights(f"{name} lacks or misspells {fault}; compare it with the packaged weights.yaml.") from fault


def _level(field: str, level: str, chances: Mapping[str, Any], name: str) -> Level:
    for kind in (*KINDS, "chance"):
        if not 0 < float(chances[kind]) <= 1:
            raise BadWeights(f"{name}: {field}, {level}: {kind} is {chances[kind]}; give a chance above 0 and up to 1.")
    return Level(*(float(chances[kind]) for kind in (*KINDS, "chance")))


@cache
def packaged() -> Weights:
    """The parameters that come with Fairway."""
    return read_weights(files("fairway.matching").joinpath("weights.yaml").read_text(encoding="utf-8"))
