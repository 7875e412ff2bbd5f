"""Which known company is this? Ask an index for candidates, score them, and say which it is or that it is new.

An index answers which records share keys with a question; where it lives is its own affair. PostgreSQL's is in the room
`deals`, the one here lies in memory. What a candidate is worth is the scorer's to say, so the answer to one question
and the cleaning of a whole list agree.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from heapq import nlargest
from math import log
from typing import Any, Protocol

from fairway.matching.background import Background
from fairway.matching.company import Company
from fairway.matching.compare import compare
from fairway.matching.explain import reasons
from fairway.matching.keys import hashed, keys_of
from fairway.matching.normalise import Known, known
from fairway.matching.normalise.addresses import Street
from fairway.matching.normalise.names import Name
from fairway.matching.score import Score, judged, odds, score
from fairway.matching.weights import Weights

COMMON = 200
"""Records from which a key is too common to look by."""
LOOKED_AT = 30
"""Candidates that are scored: those that share the most keys, rare ones counting for more."""


class Index(Protocol):
    """Where records are kept by their keys."""

    def sharing(self, keys: Sequence[int], most: int) -> Iterable[Known]:
        """The records that share the most of these keys, at most so many."""
        ...


@dataclass(frozen=True, slots=True)
class Found:
    """A known company that may be meant: how probably, and why."""

    known: Known
    score: Score
    reasons: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Answer:
    """What is known of a company: the likeliest first, and how probably it is among them at all."""

    found: tuple[Found, ...]
    known: float

    @property
    def new(self) -> bool:
        """Whether it is more likely a company that nobody knows yet."""
        return self.known < 0.5


def look_up(
    company: Company, index: Index, background: Background, weights: Weights, *, country: str = "", most: int = 5
) -> Answer:
    """Say which known company is meant.

    The candidates are rivals, since at most one of them is meant; each keeps the share it has beside the others and
    beside "none of them".
    """
    asked = known(company, country)
    scored = []
    for each in index.sharing([hashed(key) for key in keys_of(asked)], LOOKED_AT):
        evidence = compare(asked, each, background)
        scored.append((each, evidence, odds(evidence, weights, background)))
    # a candidate's odds of being meant, against being one of its branches, family, neighbours, or a stranger
    against = [found[0] / (1.0 + sum(found[1:])) for _, _, found in scored]
    total = sum(against)
    answered = []
    for (each, evidence, found), own in zip(scored, against, strict=True):
        rivals = (total - own) * (1.0 + sum(found[1:]))
        answered.append((each, judged(evidence, found, weights, max(rivals, 0.0))))
    answered.sort(key=lambda pair: -pair[1].same)
    return Answer(
        tuple(Found(each, one, reasons(asked, each, one)) for each, one in answered[:most]),
        total / (1.0 + total),
    )


def alike(
    asked: Known, index: Index, background: Background, weights: Weights, least: float
) -> list[tuple[Known, Score]]:
    """The other records that are the same company with at least a probability; they are no rivals of each other."""
    found = []
    for each in index.sharing([hashed(key) for key in keys_of(asked)], LOOKED_AT):
        if each.id != asked.id and (judged_so := score(asked, each, weights, background)).same >= least:
            found.append((each, judged_so))
    return found


class MemoryIndex:
    """An index in memory, for tests and for lists that fit."""

    def __init__(self, records: Iterable[Known] = ()) -> None:
        self.records: dict[str, Known] = {}
        self.holders: dict[int, list[str]] = {}
        for each in records:
            self.add(each)

    def add(self, one: Known) -> None:
        """Keep a record; the next question finds it."""
        self.records[one.id] = one
        for key in keys_of(one):
            self.holders.setdefault(hashed(key), []).append(one.id)

    def sharing(self, keys: Sequence[int], most: int) -> Iterable[Known]:
        """The records that share the keys worth most, at most so many."""
        worth: defaultdict[str, float] = defaultdict(float)
        size = len(self.records) + 1
        for key in keys:
            holders = self.holders.get(key, ())
            if len(holders) <= COMMON:
                for each in holders:
                    worth[each] += log(size / len(holders))
        return [self.records[each] for each in nlargest(most, worth, key=lambda each: worth[each])]


def packed(one: Known) -> list[Any]:
    """A record as plain lists, to be kept as JSON beside its keys and not be normalised again."""
    name, street = one.name, one.street
    return [
        one.id,
        [name.text, name.words, name.kinds, name.spelled, name.form, name.joined, name.pairs],
        [street.text, street.number, street.street, street.further, street.unit],
        one.city, one.region, one.postal, one.country,
        one.domain, one.phone, one.tax,
    ]  # fmt: skip


def unpacked(kept: Sequence[Any]) -> Known:
    """A record from what `packed` made of it."""
    name, street = kept[1], kept[2]
    return Known(
        str(kept[0]),
        Name(
            name[0], tuple(name[1]), name[2], tuple(name[3]), name[4], name[5],
            tuple((word, kind) for word, kind in name[6]),
        ),
        Street(street[0], street[1], tuple(street[2]), tuple(street[3]), street[4]),
        *kept[3:],
    )  # fmt: skip
