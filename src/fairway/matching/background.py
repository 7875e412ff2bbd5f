"""How common words, places and numbers are, so that agreeing on a rare one counts for more.

Two companies named "Global Trading" are seldom one; two named "Zwickelmoser" nearly always are. The background of a
batch is counted from its own lists and smoothed by the reference shares of the word list; a single comparison without
a list uses the reference alone.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from math import log2
from typing import Any

from fairway.matching.normalise import Known
from fairway.matching.normalise.names import GENERIC, NUMBER, PLACE, STOP
from fairway.matching.words import shares

REFERENCE_SIZE = 1_000_000
"""The number of companies that a single comparison imagines around the two."""
REFERENCE_WEIGHT = 200.0
"""Names the reference shares are worth beside counted ones."""
USUAL = {GENERIC: 1e-3, PLACE: 2e-3, NUMBER: 4e-3, STOP: 0.1}
"""Shares of names that hold a word of a kind, where nothing is known of the word."""
ONCE, RAREST = 0.2, 3.0
"""What a word seen in no other name counts as, and bits that one word is worth at most beyond the size of the lists."""
DOUBTFUL = 0.5
"""Records that a value is said to have been seen in where it was seen in none."""
COUNTED = ("name", "city", "postal", "street", "region", "domain", "phone")


def values_of(one: Known) -> tuple[str, ...]:
    """What a company has in each of `COUNTED`."""
    return one.name.joined, one.city, one.postal, one.street.key, one.region, one.domain, one.phone


class Background:
    """Counts over the companies around a comparison. ``size`` is how many there are on the larger side.

    Words are counted once for each different name, so that a chain's hundred shops do not make its name a common word.
    """

    def __init__(self, size: int = REFERENCE_SIZE) -> None:
        self.size = size
        self.most = log2(max(size, 2))
        self.counted = 0
        self.named = 0
        self.words: Counter[str] = Counter()
        self.values: dict[str, Counter[str]] = {field: Counter() for field in COUNTED}
        self.filled: Counter[str] = Counter()
        self._bits: dict[tuple[str, str], float] = {}
        self._worth: dict[str, dict[str, float]] = {field: {} for field in COUNTED}

    def add(self, rows: Sequence[Known]) -> None:
        """Count companies."""
        self._bits.clear()
        self._worth = {field: {} for field in COUNTED}
        self.counted += len(rows)
        names = self.values["name"]
        new: list[str] = []
        for one in rows:
            name = one.name
            if name.joined not in names:
                self.named += 1
                new.extend(set(name.words) if len(name.words) > 1 else name.words)
            if name.joined:
                names[name.joined] += 1
                self.filled["name"] += 1
        self.words.update(new)
        columns = zip(*map(values_of, rows), strict=True)
        for field, values in list(zip(COUNTED, columns, strict=False))[1:]:
            filled = [value for value in values if value]
            self.values[field].update(filled)
            self.filled[field] += len(filled)

    def word(self, word: str, kind: str) -> float:
        """Bits that agreeing on a word is worth: minus the logarithm of the share of names that hold it."""
        found = self._bits.get((word, kind))
        if found is None:
            share = shares().get(word) or USUAL.get(kind, DOUBTFUL / REFERENCE_SIZE)
            if self.counted:
                weight = min(REFERENCE_WEIGHT, self.named / 4 + 1)
                seen = max(self.words[word] - 1, 0) + ONCE
                share = (seen + weight * share) / (self.named + weight)
            found = min(-log2(share), self.most + RAREST)
            self._bits[word, kind] = found
        return found

    def value(self, field: str, value: str, usual: float) -> float:
        """Bits that agreeing on a value is worth, by how many others hold it; else ``usual``, as a share."""
        if not self.counted:
            return -log2(usual)
        found = self._worth[field].get(value)
        if found is None:
            # two records of one company hold it in both lists: beyond them it is shared
            others = max(self.values[field].get(value, 0) - 1, DOUBTFUL)
            found = self._worth[field][value] = -log2(min(1.0, others / max(self.filled[field], 1)))
        return found

    def crowd(self, one: str, other: str) -> float:
        """How many bear one of two names beyond the two that are compared: half their number, in bits, since some of a
        list's repeats are repeats."""
        if not self.counted:
            return 0.0
        names = self.values["name"]
        most = max(names.get(one, 0), names.get(other, 0))
        return log2(most - 1) / 2 if most > 2 else 0.0

    def as_document(self, least: int) -> dict[str, Any]:
        """The counts as they are kept: values held by fewer than ``least`` are left out, for they are all rare."""

        def kept(counter: Counter[str]) -> dict[str, int]:
            return {value: count for value, count in counter.items() if count >= least}

        return {
            "size": self.size,
            "counted": self.counted,
            "named": self.named,
            "words": kept(self.words),
            "values": {field: kept(counter) for field, counter in self.values.items()},
            "filled": dict(self.filled),
        }

    @classmethod
    def from_document(cls, document: Mapping[str, Any]) -> Background:
        """The counts that `as_document` kept."""
        found = cls(int(document["size"]))
        found.counted, found.named = int(document["counted"]), int(document["named"])
        found.words.update(document["words"])
        for field, counts in document["values"].items():
            found.values[field].update(counts)
        found.filled.update(document["filled"])
        return found


def together(parts: Iterable[Mapping[str, Any]], size: int) -> Background:
    """Add up counts made apart, each name's records in one of them, as `as_document` keeps them."""
    found = Background(size)
    for part in parts:
        found.counted += int(part["counted"])
        found.named += int(part["named"])
        found.words.update(part["words"])
        for field, counts in part["values"].items():
            found.values[field].update(counts)
        found.filled.update(part["filled"])
    return found


def background_of(*lists: Iterable[Known]) -> Background:
    """Count the lists of a batch; the size is that of the longest."""
    counted = [list(each) for each in lists]
    found = Background(size=max((len(each) for each in counted), default=1))
    for each in counted:
        found.add(each)
    return found
