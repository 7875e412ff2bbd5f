"""How common words, places and numbers are, so that agreeing on a rare one counts for more.

Two companies named "Global Trading" are seldom one; two named "Zwickelmoser" nearly always are. The background of a
batch is counted from its own lists and smoothed by the reference shares of the word list; a single comparison without
a list uses the reference alone.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from math import log2

from fairway.matching.normalise import Known
from fairway.matching.normalise.names import GENERIC, NUMBER, PLACE, STOP
from fairway.matching.words import shares

REFERENCE_SIZE = 1_000_000
"""The number of companies that a single comparison imagines around the two."""
REFERENCE_WEIGHT = 200.0
"""Names the reference shares are worth beside counted ones."""
RARE_GENERIC, RARE_PLACE, RARE_NUMBER, LITTLE = 1e-3, 2e-3, 4e-3, 0.1
ONCE, RAREST = 0.2, 3.0
"""What a word seen in no other name counts as, and bits that one word is worth at most beyond the size of the lists."""
DOUBTFUL = 0.5
"""Records that a word is said to have been seen in where it was seen in none."""


@dataclass
class Background:
    """Counts over the companies around a comparison. ``size`` is how many there are on the larger side.

    Words are counted once for each different name, so that a chain's hundred shops do not make its name a common word.
    """

    size: int = REFERENCE_SIZE
    counted: int = 0
    named: int = 0
    words: Counter[str] = field(default_factory=Counter)
    names: Counter[str] = field(default_factory=Counter)
    cities: Counter[str] = field(default_factory=Counter)
    postals: Counter[str] = field(default_factory=Counter)
    streets: Counter[str] = field(default_factory=Counter)
    regions: Counter[str] = field(default_factory=Counter)
    domains: Counter[str] = field(default_factory=Counter)
    phones: Counter[str] = field(default_factory=Counter)

    def __post_init__(self) -> None:
        self._bits: dict[tuple[str, str], float] = {}
        self.most = log2(max(self.size, 2))

    def add(self, one: Known) -> None:
        """Count a company."""
        self.counted += 1
        if one.name.joined not in self.names:
            self.named += 1
            self.words.update(set(one.name.words))
        for counter, value in (
            (self.names, one.name.joined),
            (self.cities, one.city),
            (self.postals, one.postal),
            (self.streets, one.street.key),
            (self.regions, one.region),
            (self.domains, one.domain),
            (self.phones, one.phone),
        ):
            if value:
                counter[value] += 1

    def word(self, word: str, kind: str) -> float:
        """Bits that agreeing on a word is worth: minus the logarithm of the share of names that hold it."""
        found = self._bits.get((word, kind))
        if found is None:
            reference = shares().get(word) or {
                GENERIC: RARE_GENERIC,
                PLACE: RARE_PLACE,
                NUMBER: RARE_NUMBER,
                STOP: LITTLE,
            }.get(kind, DOUBTFUL / REFERENCE_SIZE)
            if self.counted:
                weight = min(REFERENCE_WEIGHT, self.named / 4 + 1)
                seen = max(self.words[word] - 1, 0) + ONCE
                share = (seen + weight * reference) / (self.named + weight)
            else:
                share = reference
            found = min(-log2(share), self.most + RAREST)
            self._bits[word, kind] = found
        return found

    def place(self, counter: Counter[str], value: str, unseen: float) -> float:
        """Bits that agreeing on a value is worth, from how many records hold it."""
        if not self.counted:
            return -log2(unseen)
        total = max(sum_of(counter), 1)
        seen = counter[value]
        # two records of one company hold it in both lists: beyond them it is shared
        return -log2(min(1.0, max(seen - 1, DOUBTFUL) / total))


_sums: dict[int, tuple[int, int]] = {}


def sum_of(counter: Counter[str]) -> int:
    """The total of a counter, remembered while its length stands."""
    found = _sums.get(id(counter))
    if found is None or found[0] != len(counter):
        found = (len(counter), counter.total())
        _sums[id(counter)] = found
    return found[1]


def background_of(*lists: Iterable[Known]) -> Background:
    """Count the lists of a batch; the size is that of the longest."""
    counted = [list(each) for each in lists]
    found = Background(size=max((len(each) for each in counted), default=1))
    for each in counted:
        for one in each:
            found.add(one)
    return found
