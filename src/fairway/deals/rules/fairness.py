"""Whether decisions treat partners alike: how often each group is approved, how fast, and how often it was overturned.

Small numbers swing: three of four approved says little. So every share has its Wilson interval (95 %), which stays
between 0 and 1 and is honest for a handful of cases, and a group is called different from the rest only where its
interval and that of all the others do not touch. That is careful: it misses small leanings and seldom cries wolf. A
difference is a question to ask, not a finding of unfairness: groups differ in what they register.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from math import sqrt
from statistics import median

from fairway.values import Exact

Z = 1.959964
"""Of the normal distribution, for 95 %."""
BANDS = ((10_000, "under 10,000"), (50_000, "10,000 to 50,000"), (250_000, "50,000 to 250,000"))
LARGEST = "250,000 and more"
BY: Mapping[str, str] = {
    "partner": "Partner",
    "tier": "Tier when sent",
    "size": "Size of the deal",
    "region": "Country of the customer",
    "decider": "Who decided",
    "direct": "Direct against partner",
}
DIRECT = {True: "We had an opportunity of our own", False: "No opportunity of our own"}


@dataclass(frozen=True, slots=True)
class Interval:
    """Between what a share lies with 95 % confidence."""

    low: float
    high: float

    def apart(self, other: Interval) -> bool:
        """Whether the two do not touch."""
        return self.low > other.high or other.low > self.high


def wilson(successes: int, of: int) -> Interval:
    """The Wilson score interval of a share; everything between 0 and 1 where there is no case.

    (p + z²/2n ± z·√(p(1-p)/n + z²/4n²)) / (1 + z²/n)
    """
    if of <= 0:
        return Interval(0.0, 1.0)
    share, square = successes / of, Z * Z
    centre = share + square / (2 * of)
    spread = Z * sqrt(share * (1 - share) / of + square / (4 * of * of))
    whole = 1 + square / of
    low = 0.0 if successes == 0 else (centre - spread) / whole
    high = 1.0 if successes == of else (centre + spread) / whole
    return Interval(max(0.0, low), min(1.0, high))


@dataclass(frozen=True, slots=True)
class Decided:
    """One registration with its first answer: for whom, what it was, who gave it, how long it took, what became of it.

    ``outcome`` is approved, refused or waitlisted. ``direct``: the vendor's own pipeline had an opportunity there.
    """

    partner: str
    tier: str
    value: Exact
    region: str
    decider: str
    direct: bool
    outcome: str
    hours: float
    overturned: bool = False


@dataclass(frozen=True, slots=True)
class Row:
    """One group: how many decisions, what they were, and how sure the shares are."""

    group: str
    count: int
    approved: int
    refused: int
    waitlisted: int
    share: float
    interval: Interval
    hours: float
    overturned: int
    overturned_interval: Interval
    stands_out: str


def band(value: Exact) -> str:
    """The size of a deal, by its value in the currency of its programme."""
    return next((words for below, words in BANDS if value < below), LARGEST)


KEYS: Mapping[str, Callable[[Decided], str]] = {
    "partner": lambda one: one.partner,
    "tier": lambda one: one.tier or "none",
    "size": lambda one: band(one.value),
    "region": lambda one: one.region or "none",
    "decider": lambda one: one.decider,
    "direct": lambda one: DIRECT[one.direct],
}
ORDER = [words for _, words in BANDS] + [LARGEST]


def rows(decided: Iterable[Decided], by: str) -> tuple[Row, ...]:
    """Group decisions; sizes in their order, everything else by how many there are.

    ``by`` is one of :data:`BY`.
    """
    held = list(decided)
    groups: dict[str, list[Decided]] = {}
    for one in held:
        groups.setdefault(KEYS[by](one), []).append(one)
    approved = sum(one.outcome == "approved" for one in held)
    made = [_row(name, found, len(held), approved) for name, found in groups.items()]
    if by == "size":
        return tuple(sorted(made, key=lambda row: ORDER.index(row.group)))
    return tuple(sorted(made, key=lambda row: (-row.count, row.group)))


def total(decided: Iterable[Decided]) -> Row:
    """All decisions in one row."""
    held = list(decided)
    return _row("All", held, len(held), sum(one.outcome == "approved" for one in held))


def _row(name: str, found: list[Decided], of: int, all_approved: int) -> Row:
    count = len(found)
    approved = sum(one.outcome == "approved" for one in found)
    overturned = sum(one.overturned for one in found)
    mine = wilson(approved, count)
    rest = wilson(all_approved - approved, of - count)
    stands_out = ""
    if of > count > 0 and mine.apart(rest):
        stands_out = "approved less often than the rest" if mine.high < rest.low else "approved more often"
    return Row(
        name, count, approved, sum(one.outcome == "refused" for one in found),
        sum(one.outcome == "waitlisted" for one in found), approved / count if count else 0.0, mine,
        median(one.hours for one in found) if found else 0.0, overturned, wilson(overturned, count), stands_out,
    )  # fmt: skip
