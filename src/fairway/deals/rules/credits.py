"""Who has which part of the credit for a deal, and from when until when.

A registration's credit is its registrant's. What the form gives to other partners, by their roles, is theirs for the
days of those roles, and the registrant keeps the rest. From the day on which a decision sets how much of the credit
goes to this registration at all, only the roles that are written down have a part: what is missing to 100 percent is
nobody's here.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from fairway.values import Exact, exact, minus, plus

HUNDRED = exact(100)


@dataclass(frozen=True, slots=True)
class Part:
    """A role's share of the credit in percent on some days (half-open); no partner where it is none we know."""

    partner_id: int | None
    share: Exact
    since_on: date
    until_on: date | None = None

    def holds(self, on: date) -> bool:
        """Whether it holds on a day."""
        return self.since_on <= on and (self.until_on is None or on < self.until_on)


@dataclass(frozen=True, slots=True)
class Credit:
    """A deal's credit: its registrant, the roles, and the first day on which a decision says how much there is."""

    deal: str
    registrant: int
    parts: tuple[Part, ...]
    decided_on: date | None = None

    def on(self, day: date) -> Mapping[int, Exact]:
        """The shares of the partners we know on a day, in percent; together at most 100."""
        found: dict[int, Exact] = {}
        rest = HUNDRED
        for part in self.parts:
            if part.holds(day):
                rest = minus(rest, part.share)
                if part.partner_id is not None:
                    found[part.partner_id] = plus(found.get(part.partner_id, exact(0)), part.share)
        if self.decided_on is None or day < self.decided_on:
            found[self.registrant] = plus(found.get(self.registrant, exact(0)), max(rest, exact(0)))
        return {partner: share for partner, share in found.items() if share > 0}

    @property
    def shared(self) -> bool:
        """Whether on any day somebody else than the registrant has a part, or a part is nobody's."""
        days = {part.since_on for part in self.parts} | {part.until_on for part in self.parts if part.until_on}
        days |= {self.decided_on} if self.decided_on else set()
        return any(self.on(day) != {self.registrant: HUNDRED} for day in days)


def windows(
    parts: Iterable[Part], registrant: int, spans: Iterable[tuple[date, date | None]]
) -> tuple[tuple[int, date, date | None], ...]:
    """The days on which other partners than the registrant have a part in what was granted on some days."""
    held = list(spans)
    found = []
    for part in parts:
        if part.partner_id is None or part.partner_id == registrant or part.share <= 0:
            continue
        for since, until in held:
            first = max(since, part.since_on)
            after = min((day for day in (until, part.until_on) if day is not None), default=None)
            if after is None or first < after:
                found.append((part.partner_id, first, after))
    return tuple(found)
