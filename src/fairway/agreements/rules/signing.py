"""Who signs when, and when a signing link or a signature is refused."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime

CONSENT = (
    "I have read this agreement. I agree to it on behalf of the organisation named beside my name, I am entitled to do "
    "so, and I agree to sign it electronically."
)
"""What a signer confirms; the very words are kept with the signature."""
LINK_DAYS = 14
CODE_MINUTES = 15
CODE_TRIES = 5
MOST_CODES = 5
"""Codes that one link may ask for."""
SIDES = {"vendor": "Vendor", "partner": "Partner"}
ORDERS = {"sequential": "One after the other", "parallel": "In any order"}


@dataclass(frozen=True)
class Seat:
    """A signer's place: its turn, and what became of it."""

    id: int
    side: str
    turn: int
    signed_at: datetime | None = None
    revoked_at: datetime | None = None

    @property
    def waits(self) -> bool:
        return self.signed_at is None and self.revoked_at is None


def on_turn(seats: Iterable[Seat], order: str) -> tuple[Seat, ...]:
    """Those who can sign now: everybody who has not, or only the first of them where the order counts."""
    waiting = sorted((one for one in seats if one.waits), key=lambda one: (one.turn, one.id))
    return tuple(waiting if order == "parallel" else waiting[:1])


def last_moment(by: datetime) -> str:
    """A deadline in words, with its hour and zone: whoever signs by a link chose no zone."""
    return f"{by.astimezone(UTC):%-d %B %Y, %H:%M} UTC"


def complete(seats: Iterable[Seat]) -> bool:
    """Tell whether everybody has signed, and somebody of each side has."""
    left = [one for one in seats if one.revoked_at is None]
    return {one.side for one in left} == set(SIDES) and all(one.signed_at is not None for one in left)


def reminder_due(sent_at: datetime, by: datetime, last: datetime | None, now: datetime) -> bool:
    """Tell whether a signer is to be reminded: three days after the sending, then weekly, and in the last two days."""
    if now >= by:
        return False
    since = (now - (last or sent_at)).days
    if (by - now).days < 2:
        return since >= 1
    return since >= (3 if last is None else 7)
