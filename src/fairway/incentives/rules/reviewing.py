"""What a second person should look at before approving a statement."""

from __future__ import annotations


def remarks(
    *, earned: int, corrections: int, closing: int, before: int | None, adjusted: bool = False
) -> tuple[str, ...]:
    """Why a statement stands out, in words; nothing where it does not. Amounts in minor units of one currency.

    It stands out when it corrects an earlier period, was adjusted by hand, ends below zero, or when what was earned
    differs from the last statement's (``before``) by more than half of that.
    """
    found = []
    if corrections:
        found.append("Corrects earlier periods")
    if adjusted:
        found.append("Adjusted by hand")
    if closing < 0:
        found.append("Ends below zero")
    if before is not None and abs(earned - before) * 2 > abs(before):
        found.append("Earned much more than last time" if earned > before else "Earned much less than last time")
    return tuple(found)
