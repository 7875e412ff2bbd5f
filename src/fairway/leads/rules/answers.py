"""How partners answer leads: what a scorecard and a funnel say, and how sure it is.

Small numbers swing, so every share has its Wilson interval (95 %), as in the fairness report of registrations. An offer
that was undone, or whose lead was put away while it waited, counts for nobody.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from statistics import median

from fairway.deals.rules.fairness import Interval, wilson

UNCOUNTED = ("undone", "withdrawn")
FEW = 10
"""Below so many leads a share is called uncertain."""


@dataclass(frozen=True, slots=True)
class Answered:
    """One offer: to whom, when it was made and due, when it was taken, and how far it came."""

    partner_id: int
    state: str
    offered_at: datetime
    due_at: datetime
    taken_at: datetime | None = None
    answered_at: datetime | None = None
    contacted_at: datetime | None = None
    converted_at: datetime | None = None

    @property
    def counts(self) -> bool:
        return self.state not in UNCOUNTED and self.state != "offered"

    @property
    def in_time(self) -> bool:
        return self.taken_at is not None and self.taken_at <= self.due_at


@dataclass(frozen=True, slots=True)
class Share:
    """A share of cases, with its interval."""

    hits: int
    of: int

    @property
    def share(self) -> float:
        return self.hits / self.of if self.of else 0.0

    @property
    def interval(self) -> Interval:
        return wilson(self.hits, self.of)

    @property
    def is_unsure(self) -> bool:
        return self.of < FEW

    @property
    def text(self) -> str:
        """``7 of 9, 78 % (45–94 %)``; only the numbers where there are none."""
        if not self.of:
            return "none yet"
        low, high = self.interval.low, self.interval.high
        return f"{self.hits} of {self.of}, {self.share * 100:.0f} % ({low * 100:.0f}–{high * 100:.0f} %)"


@dataclass(frozen=True, slots=True)
class Scored:
    """How one partner answered: leads, the median time to an answer, and how many came how far."""

    partner_id: int
    leads: int
    waiting: int
    time: timedelta | None
    taken: Share
    contacted: Share
    converted: Share
    won: Share


def score(partner_id: int, answered: Iterable[Answered]) -> Scored:
    """The scorecard of one partner. Shares of what was contacted, registered and won are of the leads it took."""
    held = list(answered)
    counted = [one for one in held if one.counts]
    taken = [one for one in counted if one.taken_at is not None]
    times = [one.answered_at - one.offered_at for one in counted if one.answered_at is not None]
    return Scored(
        partner_id, len(counted), sum(one.state == "offered" for one in held), _middle(times),
        Share(sum(one.in_time for one in counted), len(counted)),
        Share(sum(one.contacted_at is not None for one in taken), len(taken)),
        Share(sum(one.converted_at is not None for one in taken), len(taken)),
        Share(sum(one.state == "won" for one in taken), len(taken)),
    )  # fmt: skip


def _middle(times: list[timedelta]) -> timedelta | None:
    return timedelta(seconds=round(median(time.total_seconds() for time in times))) if times else None


def scorecards(answered: Iterable[Answered]) -> tuple[Scored, ...]:
    """Everybody's scorecard, the most leads first."""
    by_partner: dict[int, list[Answered]] = {}
    for one in answered:
        by_partner.setdefault(one.partner_id, []).append(one)
    made = [score(number, held) for number, held in by_partner.items()]
    return tuple(sorted(made, key=lambda one: (-one.leads, one.partner_id)))


REACHED = ("offered", "accepted", "contacted", "converted", "won")


@dataclass(frozen=True, slots=True)
class Come:
    """One lead: where it came from, and which steps it ever reached."""

    source: str
    reached: frozenset[str]
    won_value: object = None


@dataclass(frozen=True, slots=True)
class FunnelRow:
    """One source: how many leads came, and how many reached each step."""

    source: str
    came: int
    offered: int
    accepted: int
    contacted: int
    converted: int
    won: int
    won_share: Share


def funnel(come: Iterable[Come]) -> tuple[FunnelRow, ...]:
    """Leads by source, the most first."""
    groups: dict[str, list[Come]] = {}
    for one in come:
        groups.setdefault(one.source or "none", []).append(one)
    made = []
    for source, held in groups.items():
        counts = {step: sum(step in one.reached for one in held) for step in REACHED}
        made.append(FunnelRow(source, len(held), **counts, won_share=Share(counts["won"], len(held))))
    return tuple(sorted(made, key=lambda row: (-row.came, row.source)))
