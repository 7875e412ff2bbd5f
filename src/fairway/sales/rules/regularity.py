"""Whether a report fits what its sender reported before: no month left out, in time, about as much as usual.

Rules F4 and F5. They warn; what a sender really sold is its own affair, so nothing is held for them.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from fairway.values import Exact, exact, plus, times

GRACE_DAYS = 15
"""Days after the last day reported within which a report is in time."""
LOOKED_AT = 6
FEWEST = 3
"""Reports of the past without which nobody can say what is usual."""
FACTOR = 5
_TWO, _FACTOR = exact(2), exact(FACTOR)


@dataclass(frozen=True, slots=True)
class Irregularity:
    """One thing to look at: the rule's code, what was found, and what to do."""

    code: str
    sentence: str
    remedy: str


def months_of(first: date, last: date) -> tuple[date, ...]:
    """The first days of the months that a span touches; ``last`` is included."""
    found = [first.replace(day=1)]
    while found[-1] < last.replace(day=1):
        found.append(next_month(found[-1]))
    return tuple(found)


def next_month(month: date) -> date:
    """The first day of the month after."""
    return date(month.year + month.month // 12, month.month % 12 + 1, 1)


def gap(reported: Collection[date], first: date) -> Irregularity | None:
    """Months without a report between the latest reported before a report and the report's first day (F4).

    ``reported`` holds the first days of the months that other reports are about.
    """
    month = first.replace(day=1)
    before = [one for one in reported if one < month]
    if not before or month in reported:
        return None
    missing = months_of(next_month(max(before)), month - timedelta(days=1)) if next_month(max(before)) < month else ()
    if not missing:
        return None
    said = f"{missing[0]:%Y-%m}" if len(missing) == 1 else f"{missing[0]:%Y-%m} to {missing[-1]:%Y-%m}"
    return Irregularity(
        "F4-gap",
        f"Nothing was reported for {said}.",
        "Send the file of that time, or say that nothing was sold then.",
    )


def late(last: date, received_on: date) -> Irregularity | None:
    """A report that came after the grace (F4); ``last`` is the last day it is about."""
    days = (received_on - last).days
    if days <= GRACE_DAYS:
        return None
    return Irregularity(
        "F4-late",
        f"It came {days} days after its last day, {last}.",
        f"Reports are in time up to {GRACE_DAYS} days after. What it changes in a closed period is booked in the next.",
    )


def unusual(net: Exact, before: Sequence[Exact], currency: str) -> Irregularity | None:
    """A total that is more than five times, or less than a fifth of, the median of the reports before (F5).

    ``before`` are the sender's totals in the same currency, newest first.
    """
    known = sorted(before[:LOOKED_AT])
    if len(known) < FEWEST:
        return None
    middle = len(known) // 2
    # twice the median, which needs no division
    doubled = times(_TWO, known[middle]) if len(known) % 2 else plus(known[middle - 1], known[middle])
    if doubled <= 0:
        return None
    if times(_TWO, net) > times(_FACTOR, doubled):
        said = f"more than {FACTOR} times"
    elif times(times(_TWO, net), _FACTOR) < doubled:
        said = "less than a fifth of"
    else:
        return None
    return Irregularity(
        "F5-volume",
        f"Its net amount in {currency} is {said} what the last {len(known)} reports had in the middle.",
        "Look at its decimal mark, its currency and its days before anything is paid on it.",
    )
