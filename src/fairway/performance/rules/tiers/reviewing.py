"""Decides what a review proposes for one partner: keep, promote, give grace, or demote; each with its reasons.

The order in which things count, each stated in the document or granted by a person with a reason:

1. A level above the one held that is reached is proposed on a day on which promotion is looked at.
2. A level held that is reached is kept; grace that runs ends well.
3. One that is not reached is looked at when demotion is, or when grace is looked at again. Then it stays for now if a
   *waiver* covers it, if it is *locked* after a promotion, or if a *changed rule* leaves it for a time to those who
   meet the former one.
4. Otherwise a partner that makes progress is given *grace*, once until it has reached the level again; one whose grace
   is over, or whose progress stopped, is demoted.
5. A demotion takes effect when the *notice* is over.

Nothing here takes effect by itself: a person decides.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum

from fairway.performance.rules.tiers import days
from fairway.performance.rules.tiers.assessing import Assessment, Standing, Test, assess
from fairway.performance.rules.tiers.facts import Facts
from fairway.performance.rules.tiers.programme import Grace as GraceRule
from fairway.performance.rules.tiers.programme import Programme, Span
from fairway.values import Exact


class Deed(StrEnum):
    """What a review proposes."""

    KEEP = "keep"
    PROMOTE = "promote"
    GRACE = "grace"
    RECOVERED = "recovered"
    DEMOTE = "demote"


class Because(StrEnum):
    """Why."""

    REACHED = "reached"
    NOT_DUE = "not due"
    MISSED = "missed"
    LOCKED = "locked"
    WAIVED = "waived"
    GRANDFATHERED = "grandfathered"
    PROGRESS = "progress"
    NO_PROGRESS = "no progress"
    GRACE_OVER = "grace over"
    IN_GRACE = "in grace"
    UNDER_NOTICE = "under notice"
    UNKNOWN_LEVEL = "unknown level"


@dataclass(frozen=True, slots=True)
class Grace:
    """Time to catch up, with the values when it began; until a day (exclusive)."""

    since: date
    until: date
    values: tuple[tuple[str, Exact | None], ...] = ()


@dataclass(frozen=True, slots=True)
class Waiver:
    """A demotion (or one metric's requirement) is waived from a day until a day (exclusive), for a reason."""

    since: date
    until: date
    reason: str = ""
    metric: str = ""

    def holds(self, on: date) -> bool:
        """Whether it covers a day."""
        return self.since <= on < self.until


@dataclass(frozen=True, slots=True)
class Position:
    """Where a partner stands when a review looks at it.

    ``risen_on`` is when it last rose (or was first placed), from which a lock runs; ``locked_until`` a lock that a
    person set; ``leaves`` the level and day of a demotion that was decided and is under notice.
    """

    level: str
    since: date | None = None
    risen_on: date | None = None
    locked_until: date | None = None
    grace: Grace | None = None
    waivers: tuple[Waiver, ...] = ()
    leaves: tuple[str, date] | None = None
    invited: frozenset[str] = frozenset()

    def waived(self, on: date) -> frozenset[str]:
        """The metrics whose requirements are waived on a day."""
        return frozenset(one.metric for one in self.waivers if one.metric and one.holds(on))


@dataclass(frozen=True, slots=True)
class Former:
    """The document that governed before, and until when its levels are left to those who meet it."""

    programme: Programme
    until: date


@dataclass(frozen=True, slots=True)
class Proposal:
    """What a review proposes. ``effective`` is the day from which it would hold; ``until`` ends grace, lock or waiver.

    ``missing`` is what the level held lacks; ``qualified`` the highest level that counts as reached.
    """

    deed: Deed
    held: str
    to: str
    on: date
    effective: date
    because: tuple[Because, ...]
    qualified: str
    missing: tuple[Test, ...] = ()
    until: date | None = None
    note: str = ""


def assessed(programme: Programme, facts: Facts, position: Position, on: date) -> Assessment:
    """Assess with what a person granted: invitations and waived requirements."""
    return assess(programme, facts, on, invited=position.invited, waived=position.waived(on))


def qualified(programme: Programme, facts: Facts, position: Position, on: date, now: Assessment) -> str:
    """The highest level that counts as reached: on the day, or on any day of the window the document allows.

    Days between two changes are alike, so only days on which a value begins or ends to count are looked at.
    """
    within = programme.review.qualify_within
    if within is None:
        return now.reached
    start, _ = days.bounds(within, on, programme.year_starts)
    best = now.reached
    for day in change_days(programme, facts, start, on):
        reached = assessed(programme, facts, position, day).reached
        if programme.rank(reached) > programme.rank(best):
            best = reached
    return best


def change_days(programme: Programme, facts: Facts, start: date, end: date) -> tuple[date, ...]:
    """The first day, and every day after it on which a value's coming, ending or ageing could change something."""
    found = {start}
    windows = {metric.window for metric in programme.metrics} | {
        metric.expires for metric in programme.metrics if metric.expires is not None
    }
    for one in facts.values:
        begins = one.on + timedelta(days=1)
        found.add(begins)
        found.update(day for day in (one.until,) if day is not None)
        for window in windows:
            if window.span in {Span.DAYS, Span.MONTHS}:
                found.add(days.after(one.on, window) + timedelta(days=1))
    month = start.replace(day=1)
    while month < end:
        found.add(month)
        month = days.moved(month, 1)
    return tuple(sorted(day for day in found if start <= day < end))


def propose(
    programme: Programme, facts: Facts, position: Position, on: date, *, former: Former | None = None
) -> Proposal:
    """Say what a review on a day proposes for a partner, and why."""
    now = assessed(programme, facts, position, on)
    reached = qualified(programme, facts, position, on, now)
    held = position.level
    keep = Proposal(Deed.KEEP, held, held, on, on, (Because.REACHED,), reached)
    up, down = (days.is_due(cadence, on) for cadence in (programme.review.promotion, programme.review.demotion))
    standing = now.of(held)
    if programme.rank(reached) > programme.rank(held):
        if up:
            why = (Because.REACHED,) if standing is not None or not held else (Because.UNKNOWN_LEVEL,)
            return replace(keep, deed=Deed.PROMOTE, to=reached, because=why)
        if position.grace is not None:
            return replace(keep, deed=Deed.RECOVERED)
        return replace(keep, because=(Because.NOT_DUE,))
    if standing is None or programme.rank(reached) == programme.rank(held):
        recovered = position.grace is not None and standing is not None
        return replace(keep, deed=Deed.RECOVERED if recovered else Deed.KEEP)
    return _missed(programme, facts, position, standing, replace(keep, missing=standing.missing), down, former)


def _missed(
    programme: Programme, facts: Facts, position: Position, standing: Standing, keep: Proposal, down: bool,
    former: Former | None,
) -> Proposal:  # fmt: skip
    on, rule = keep.on, programme.review
    if position.leaves is not None:
        return replace(keep, because=(Because.MISSED, Because.UNDER_NOTICE), until=position.leaves[1])
    grace = position.grace
    looked_at = down or (
        grace is not None and rule.grace is not None and (on >= grace.until or days.is_due(rule.grace.recheck, on))
    )
    if not looked_at:
        why = Because.NOT_DUE if grace is None else Because.IN_GRACE
        return replace(keep, because=(Because.MISSED, why), until=None if grace is None else grace.until)
    for reason, until, note in _spared(programme, facts, position, on, former):
        return replace(keep, because=(Because.MISSED, reason), until=until, note=note)
    why = Because.MISSED
    if rule.grace is not None:
        going_on = progresses(rule.grace, standing, grace)
        if grace is None and going_on:
            end = days.after(on, rule.grace.length)
            return replace(keep, deed=Deed.GRACE, because=(Because.MISSED, Because.PROGRESS), until=end)
        if grace is not None and going_on and on < grace.until:
            return replace(keep, because=(Because.MISSED, Because.IN_GRACE, Because.PROGRESS), until=grace.until)
        why = Because.GRACE_OVER if grace is not None and on >= grace.until else Because.NO_PROGRESS
    rank = programme.rank(position.level)
    to = programme.levels[rank - 1].id if rule.one_step_down and rank > 0 else keep.qualified
    because = (Because.MISSED,) if why is Because.MISSED else (Because.MISSED, why)
    effective = on + timedelta(days=rule.notice)
    return replace(keep, deed=Deed.DEMOTE, to=to, effective=effective, because=because)


def _spared(
    programme: Programme, facts: Facts, position: Position, on: date, former: Former | None
) -> list[tuple[Because, date, str]]:
    """What keeps a demotion away on a day: a waiver, a lock, the former rule."""
    found = [(Because.WAIVED, one.until, one.reason) for one in position.waivers if not one.metric and one.holds(on)]
    lock = locked_until(programme, position)
    if lock is not None and on < lock:
        found.append((Because.LOCKED, lock, ""))
    if former is not None and on < former.until:
        then = assessed(former.programme, facts, position, on)
        same = former.programme.rank(position.level)
        if same >= 0 and former.programme.rank(then.reached) >= same:
            found.append((Because.GRANDFATHERED, former.until, ""))
    return found


def locked_until(programme: Programme, position: Position) -> date | None:
    """The day a lock ends (exclusive): by the document after a rise, or as a person set it."""
    ends = [position.locked_until] if position.locked_until is not None else []
    if programme.review.lock is not None and position.risen_on is not None:
        ends.append(days.after(position.risen_on, programme.review.lock))
    return max(ends, default=None)


def progresses(rule: GraceRule, standing: Standing, grace: Grace | None) -> bool:
    """Whether what is missed passes the test of progress."""
    begun = dict(grace.values) if grace is not None else {}
    for test in standing.missing:
        if rule.at_least is not None and test.share < rule.at_least:
            return False
        before = begun.get(test.metric)
        if rule.improving and before is not None:
            worse = test.value is None or (test.value > before if test.at_most else test.value < before)
            if worse:
                return False
    return True


def begun(proposal: Proposal) -> tuple[tuple[str, Exact | None], ...]:
    """The values that grace remembers when it begins."""
    return tuple((test.metric, test.value) for test in proposal.missing)


def applied(programme: Programme, position: Position, proposal: Proposal) -> Position:
    """Where a partner stands once a proposal is accepted."""
    match proposal.deed:
        case Deed.PROMOTE:
            return replace(
                position,
                level=proposal.to,
                since=proposal.effective,
                risen_on=proposal.effective,
                grace=None,
                leaves=None,
            )
        case Deed.GRACE:
            assert proposal.until is not None
            return replace(position, grace=Grace(proposal.on, proposal.until, begun(proposal)))
        case Deed.RECOVERED:
            return replace(position, grace=None)
        case Deed.DEMOTE if proposal.effective > proposal.on:
            return replace(position, grace=None, leaves=(proposal.to, proposal.effective))
        case Deed.DEMOTE:
            return replace(position, level=proposal.to, since=proposal.effective, grace=None, leaves=None)
        case _:
            return position


def review_days(programme: Programme, start: date, end: date, changes: Callable[[], tuple[date, ...]]) -> list[date]:
    """The days of reviews from a day until another (exclusive); a cadence of any time looks at the days of changes."""
    rule = programme.review
    cadences = [rule.promotion, rule.demotion, *([rule.grace.recheck] if rule.grace is not None else [])]
    found = {day for cadence in cadences if not cadence.any_time for day in days.days_due(cadence, start, end)}
    if any(cadence.any_time for cadence in cadences):
        found.update(changes())
    return sorted(day for day in found if start <= day < end)
