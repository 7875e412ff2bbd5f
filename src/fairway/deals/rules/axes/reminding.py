"""What somebody is reminded of, and when: the end of a protection, what is due, an answer that is late.

Each reminder has a key. A reminder whose key was sent is not sent again; when a day moves, by an extension or a pause,
its key is another. Of several days before the end that passed unseen, only the last is spoken of.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from fairway.deals.rules.axes.clock import Clock, Due
from fairway.deals.rules.policy.document import Policy

FIRST_HOUR, LAST_HOUR = 7, 19
"""Reminders come in these hours of the day, where the reader is."""
UNTAKEN_LEFT = 4
"""One part in so many of the time to answer is left when those who could take a registration up are told of it."""
BEFORE_SILENCE = 3
"""Days before the clock runs out for want of activity."""


@dataclass(frozen=True, slots=True)
class Reminder:
    """One thing to be said once: ``kind`` is end, milestone, late, activity, answer or untaken; ``by`` the moment it
    speaks of."""

    key: str
    kind: str
    title: str
    by: datetime


def due_reminders(policy: Policy, clock: Clock, now: datetime) -> tuple[Reminder, ...]:
    """The reminders whose time has come, by the clock of a deal; none while it stands still."""
    if clock.state != "running" or clock.since is None or clock.window_until is None:
        return ()
    return (*_end(policy, clock, now), *(one for due in clock.dues for one in _of(policy, clock, due, now)))


def _end(policy: Policy, clock: Clock, now: datetime) -> Iterable[Reminder]:
    assert clock.since is not None and clock.window_until is not None
    until = clock.window_until
    passed = [days for days in policy.reminders if clock.since < _days_before(policy, until, days) <= now]
    if passed:
        yield Reminder(f"end:{until.isoformat()}:{min(passed)}", "end", "", until)


def _of(policy: Policy, clock: Clock, due: Due, now: datetime) -> Iterable[Reminder]:
    assert clock.since is not None
    if due.by <= now < due.lapses_at:
        yield Reminder(f"late:{due.what}:{due.lapses_at.isoformat()}", "late", due.title, due.lapses_at)
        return
    if due.kind == "activity":
        at = _days_before(policy, due.by, BEFORE_SILENCE)
        if clock.since < at <= now:
            yield Reminder(f"activity:{due.by.isoformat()}", "activity", due.title, due.by)
        return
    milestone = next((one for one in policy.milestones if one.id == due.what), None)
    if milestone is None or milestone.remind is None:
        return
    calendar = policy.answer.calendar
    # a pause moves the day, and the reminder with it
    ahead = milestone.within.after(clock.since, calendar) - milestone.remind.after(clock.since, calendar)
    if due.by - ahead <= now < due.by:
        yield Reminder(f"milestone:{due.what}:{due.by.isoformat()}", "milestone", due.title, due.by)


def untaken_reminders(sent_at: datetime, due_at: datetime, now: datetime) -> tuple[Reminder, ...]:
    """What is said of a registration that nobody took up: once before its answer is due, and once when it is late."""
    if now >= due_at:
        return (Reminder(f"untaken:late:{due_at.isoformat()}", "untaken", "", due_at),)
    if now >= due_at - (due_at - sent_at) / UNTAKEN_LEFT:
        return (Reminder(f"untaken:{due_at.isoformat()}", "untaken", "", due_at),)
    return ()


def _days_before(policy: Policy, moment: datetime, days: int) -> datetime:
    return moment.astimezone(ZoneInfo(policy.answer.calendar.time_zone)) - timedelta(days=days)


def is_day(now: datetime, time_zone: str) -> bool:
    """Whether it is a time of day there at which people read."""
    return FIRST_HOUR <= now.astimezone(ZoneInfo(time_zone)).hour < LAST_HOUR
