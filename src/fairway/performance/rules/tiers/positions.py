"""Where a partner stands on a day, told from its dated standings and from what was granted to it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from fairway.performance.rules.tiers.programme import Programme
from fairway.performance.rules.tiers.reviewing import Grace, Position, Waiver


@dataclass(frozen=True, slots=True)
class Held:
    """A level from a day until another (exclusive; None: until further notice)."""

    level: str
    since: date
    until: date | None
    reason: str = ""


def position_on(
    programme: Programme,
    held: Sequence[Held],
    on: date,
    *,
    grace: Grace | None = None,
    waivers: Iterable[Waiver] = (),
    locked_until: date | None = None,
    invited: Iterable[str] = (),
) -> Position:
    """Say where a partner stands on a day. ``held`` are its standings, oldest first.

    It last rose when a level followed a lower one, or when it was first placed. A standing that begins later and is
    lower is a demotion under notice.
    """
    level, since, risen, rank = "", None, None, -1
    leaves = None
    for one in held:
        here = programme.rank(one.level)
        if one.since > on:
            if here < rank:
                leaves = (one.level, one.since)
            break
        if one.until is not None and one.until <= on:
            level, since = "", None
        else:
            level, since = one.level, one.since
        if here > rank:
            risen = one.since
        rank = here
    return Position(level, since, risen, locked_until, grace, tuple(waivers), leaves, frozenset(invited))


def level_on(held: Sequence[Held], on: date) -> Held | None:
    """The standing that holds on a day."""
    return next((one for one in held if one.since <= on and (one.until is None or one.until > on)), None)
