"""The life of an agreement: from a draft to both signatures, and what it is on any day after that.

Stages are what people did; a state is what a concluded agreement is on a day. An amendment is an agreement of its own
that changes another from a day on, so it lives the same life.

    drafted ── send ──> sent ── last signature ──> signed ── its territories are free ──> concluded
       │                 ├── decline ──> declined
       │                 ├── deadline ─> lapsed
       └── withdraw ─────┴── withdraw ─> withdrawn          drafted ── on paper ──> signed
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

STAGES: Mapping[str, str] = {
    "drafted": "Draft",
    "sent": "Waits for signatures",
    "signed": "Signed, not in force",
    "concluded": "Concluded",
    "declined": "Declined",
    "withdrawn": "Withdrawn",
    "lapsed": "Lapsed unsigned",
}
_MOVES: Mapping[str, tuple[frozenset[str], str]] = {
    "send": (frozenset({"drafted"}), "sent"),
    "sign_on_paper": (frozenset({"drafted", "sent"}), "signed"),
    "complete": (frozenset({"sent"}), "signed"),
    "conclude": (frozenset({"signed"}), "concluded"),
    "decline": (frozenset({"sent"}), "declined"),
    "lapse": (frozenset({"sent"}), "lapsed"),
    "withdraw": (frozenset({"drafted", "sent", "signed"}), "withdrawn"),
}
STATES: Mapping[str, str] = {
    **{stage: title for stage, title in STAGES.items() if stage != "concluded"},
    "coming": "Begins later",
    "in_force": "In force",
    "suspended": "Suspended",
    "terminated": "Terminated",
    "expired": "Expired",
}
"""What an agreement is on a day, with the word people read."""


class NoSuchMove(Exception):
    """A step that does not follow; the sentence says what the stage allows."""


def after(stage: str, move: str) -> str:
    """The stage that a move leads to. :raises NoSuchMove: it does not follow from this one."""
    begins, ends = _MOVES[move]
    if stage not in begins:
        allowed = ", ".join(name.replace("_", " ") for name, (from_, _) in _MOVES.items() if stage in from_)
        words = f"It can: {allowed}." if allowed else "Nothing follows; copy it to a new draft."
        raise NoSuchMove(f"“{STAGES[stage]}” does not allow to {move.replace('_', ' ')}. {words}")
    return ends


def may(stage: str, move: str) -> bool:
    """Tell whether a move follows from a stage."""
    return stage in _MOVES[move][0]


@dataclass(frozen=True)
class Pause:
    """Days on which an agreement gives no rights; `until_on` None while it lasts."""

    since_on: date
    until_on: date | None = None

    def on(self, day: date) -> bool:
        return self.since_on <= day and (self.until_on is None or day < self.until_on)


@dataclass(frozen=True)
class Said:
    """A word about the end: who concluded what when, and the end it gives (None: no end)."""

    at: datetime
    until_on: date | None


@dataclass(frozen=True)
class Course:
    """The dated course of a concluded agreement: the last word about its end, its pauses, its termination."""

    since_on: date
    said: tuple[Said, ...]
    pauses: tuple[Pause, ...] = ()
    terminated_on: date | None = None

    @property
    def term_end(self) -> date | None:
        """The end by its term, as renewals and amendments last said it."""
        return max(self.said, key=lambda one: one.at).until_on if self.said else None

    @property
    def end(self) -> date | None:
        """The first day it no longer holds: its term's, or earlier by termination."""
        days = [day for day in (self.term_end, self.terminated_on) if day is not None]
        return min(days, default=None)

    def state(self, on: date) -> str:
        """What it is on a day."""
        if self.end is not None and on >= self.end:
            return "terminated" if self.terminated_on is not None and self.terminated_on <= on else "expired"
        if on < self.since_on:
            return "coming"
        return "suspended" if any(one.on(on) for one in self.pauses) else "in_force"

    @property
    def turns(self) -> tuple[date, ...]:
        """The days on which something changes, in order: a page offers them."""
        days = {self.since_on, *(one.since_on for one in self.pauses)}
        days |= {one.until_on for one in self.pauses if one.until_on is not None}
        if self.end is not None:
            days.add(self.end)
        return tuple(sorted(days))


def overlapping(pauses: Iterable[Pause], wanted: Pause) -> Pause | None:
    """The pause that a wanted one would meet."""
    for one in pauses:
        if (one.until_on is None or wanted.since_on < one.until_on) and (
            wanted.until_on is None or one.since_on < wanted.until_on
        ):
            return one
    return None


def months_later(day: date, months: int) -> date:
    """The same day so many months on; the last of the month where there is none."""
    index = day.year * 12 + day.month - 1 + months
    year, month = divmod(index, 12)
    last = (date(year + (month == 11), (month + 1) % 12 + 1, 1) - date(year, month + 1, 1)).days
    return date(year, month + 1, min(day.day, last))
