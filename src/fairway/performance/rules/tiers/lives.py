"""Lets a programme's reviews happen one after the other over a partner's history, each proposal accepted at once.

For trials of a changed document, and for the cases of real programmes told by date. What each review saw is what had
been recorded by then.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from fairway.performance.rules.tiers import days
from fairway.performance.rules.tiers.facts import Facts
from fairway.performance.rules.tiers.programme import Programme
from fairway.performance.rules.tiers.reviewing import (
    Deed,
    Former,
    Position,
    Proposal,
    Waiver,
    applied,
    change_days,
    propose,
    review_days,
)


@dataclass(frozen=True, slots=True)
class Invitation:
    """A partner was invited to a level on a day."""

    level: str
    on: date


@dataclass(frozen=True, slots=True)
class Life:
    """What happened: every proposal but to keep, and where the partner stood from which day.

    ``seen`` has every proposal, those to keep included, where that was asked for.
    """

    proposals: tuple[Proposal, ...]
    stood: tuple[tuple[date, str], ...]
    position: Position
    seen: tuple[Proposal, ...] = ()

    def on(self, day: date) -> str:
        """The level held on a day."""
        return next((level for since, level in reversed(self.stood) if since <= day), "")


def live(
    programme: Programme,
    facts: Facts,
    start: date,
    end: date,
    position: Position,
    *,
    former: Former | None = None,
    invitations: Sequence[Invitation] = (),
    at: Iterable[date] | None = None,
    waivers: Sequence[Waiver] = (),
    watch: bool = False,
) -> Life:
    """Review from a day until another (exclusive), accepting each proposal on its day.

    ``at`` gives the days to look at instead of all that the document asks for.
    """
    happened: list[Proposal] = []
    seen: list[Proposal] = []
    position = replace(position, waivers=(*position.waivers, *waivers))
    stood = [(start, position.level)]
    dates = list(at) if at is not None else review_days(
        programme, start, end, lambda: change_days(programme, facts, start, end)
    )  # fmt: skip
    if at is None and programme.review.promotion.any_time:
        dates += [day for one in invitations if start <= (day := one.on + timedelta(days=1)) < end]
    waiting = sorted(set(dates))
    while waiting:
        day = waiting.pop(0)
        position, fell = _left(position, day)
        if fell is not None:
            stood.append(fell)
        invited = position.invited | {one.level for one in invitations if one.on < day}
        position = replace(position, invited=frozenset(invited))
        if (
            not watch
            and position.grace is None
            and not (days.is_due(programme.review.promotion, day) or days.is_due(programme.review.demotion, day))
        ):
            continue
        proposal = propose(programme, facts.known(day), position, day, former=former)
        if watch:
            seen.append(proposal)
        if proposal.deed is Deed.KEEP:
            continue
        happened.append(proposal)
        position = applied(programme, position, proposal)
        if position.level != stood[-1][1]:
            stood.append((day, position.level))
        if proposal.deed is Deed.GRACE and proposal.until is not None and start <= proposal.until < end and at is None:
            waiting = sorted({*waiting, proposal.until})
    position, fell = _left(position, end)
    if fell is not None:
        stood.append(fell)
    return Life(tuple(happened), tuple(stood), position, tuple(seen))


def _left(position: Position, day: date) -> tuple[Position, tuple[date, str] | None]:
    """Let a demotion under notice take effect, if its day has come."""
    if position.leaves is None or position.leaves[1] > day:
        return position, None
    level, since = position.leaves
    return replace(position, level=level, since=since, leaves=None), (since, level)


def months_of(start: date, end: date) -> tuple[date, ...]:
    """The first days of the months from a day until another (exclusive)."""
    month = start.replace(day=1) if start.day == 1 else days.moved(start.replace(day=1), 1)
    found = []
    while month < end:
        found.append(month)
        month = days.moved(month, 1)
    return tuple(found)
