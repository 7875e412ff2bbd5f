"""Tells why another text of a programme would pay one partner otherwise: the difference, and both sides of it."""

from __future__ import annotations

from dataclasses import dataclass

from fairway.engine.explain import Explanation
from fairway.engine.telling.changes import changes
from fairway.engine.telling.differing import difference
from fairway.engine.telling.tell import Told, tell
from fairway.engine.telling.teller import Teller
from fairway.engine.words.messages import comparing as beside
from fairway.values import Money


@dataclass(frozen=True, slots=True)
class ToldTrial:
    """One payout as it stands and as it is tried: what differs, and how each came about; `None` where it has none."""

    before: Money
    after: Money
    differs: tuple[str, ...]
    was: Told | None
    now: Told | None


def tell_trial(
    before: Explanation | None, after: Explanation | None, by: Teller, version: int | None = None
) -> ToldTrial:
    """Tell one payout under two texts of a programme over the same sales; `version` is the number of the first.

    :raises ValueError: neither text has the payout.
    """
    one = after or before
    if one is None:
        raise ValueError("There is no payout to tell: neither text has it.")
    nothing, booked = Money.zero(one.payout.currency), by.speech.booked
    was = before.payout.earned if before is not None else nothing
    now = after.payout.earned if after is not None else nothing
    if before is None:
        differs: tuple[str, ...] = (by.say(beside.ONLY_TRIED, after=booked(now)),)
    elif after is None:
        differs = (by.say(beside.ONLY_BEFORE, before=booked(was)),)
    else:
        differs = difference(changes(before, after), by, tried=True)
    return ToldTrial(
        was,
        now,
        differs,
        tell(before, by, version) if before is not None else None,
        tell(after, by) if after is not None else None,
    )
