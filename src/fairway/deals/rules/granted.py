"""From when until when a registration was granted, read off what happened to it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

ENDS = ("withdraw", "expire", "revoke", "supersede")


def granted(
    happened: Iterable[tuple[datetime, str]], stage: str, protected_until: datetime | None
) -> tuple[tuple[datetime, datetime | None], ...]:
    """The spans in which a registration was granted: from a moment to a moment, or to no end that is known.

    ``happened`` are the moments and kinds of its events, of the registration and of the clock. A span begins where the
    protection does (with the approval, or with the submission if the policy says so). It ends when the approval is
    withdrawn, revoked, superseded or has expired; of one that is still protected, with the protection. A deal that was
    won stays registered: what is delivered for it afterwards belongs to it. One that was lost ends with its closing.
    """
    found: list[tuple[datetime, datetime | None]] = []
    begun: datetime | None = None
    approved = closed = None
    for at, kind in sorted(happened, key=lambda one: one[0]):
        if kind == "started":
            begun = at
        elif kind == "approve":
            approved, closed = at, None
        elif kind == "close":
            closed = at
        elif kind in ENDS and approved is not None:
            found.append((min(begun or approved, approved), at))
            begun = approved = None
    if approved is not None:
        end = protected_until
        if closed is not None:
            end = None if stage == "won" else closed
        found.append((min(begun or approved, approved), end))
    return tuple(found)
