"""The axis of a dispute: where the case stands, which deed leads where, and who may do it.

The vendor reads the case; each side reads its own part of it and nothing of the others. So a side has states of its
own, and who else takes part, appeals or is heard changes none of them.
"""

from __future__ import annotations

from collections.abc import Mapping

from fairway.deals.rules.axes.registration import PARTNER, VENDOR, Move, Side
from fairway.deals.rules.refusals import Refused

MOVES: Mapping[str, Move] = {
    "take": Move("investigating", ("opened",), VENDOR),
    "hear": Move("deciding", ("investigating",), VENDOR),
    "decide": Move("decided", ("investigating", "deciding"), VENDOR, reason=True),
    "appeal": Move("appealed", ("decided",), PARTNER, reason=True),
    "decide_appeal": Move("final", ("appealed",), VENDOR, reason=True),
    "withdraw": Move("withdrawn", ("opened", "investigating", "deciding"), (Side.PARTNER, Side.VENDOR)),
}
STATES = ("opened", "investigating", "deciding", "decided", "appealed", "final", "withdrawn")
OPEN = ("opened", "investigating", "deciding", "appealed")
"""States in which the vendor has yet to do something."""
UNDECIDED = ("opened", "investigating", "deciding")

VENDOR_WORDS: Mapping[str, str] = {
    "opened": "New",
    "investigating": "Being looked into",
    "deciding": "To be decided",
    "decided": "Decided",
    "appealed": "Appealed",
    "final": "Final",
    "withdrawn": "Withdrawn",
}
SIDE_STATES = ("opened", "decided", "appealed", "final", "withdrawn")
SIDE_WORDS: Mapping[str, tuple[str, str]] = {
    "opened": ("Being looked at", "Somebody who had no part in the decision looks at it. Say and show what counts."),
    "decided": ("Decided", "This is the decision."),
    "appealed": ("Appealed", "Another person looks at it again. The decision stands meanwhile."),
    "final": ("Final", "This is the last decision; it stands."),
    "withdrawn": ("Ended", "It ended without a decision. Nothing was changed."),
}
DEEDS: Mapping[str, str] = {
    "take": "take it up",
    "hear": "close the hearing",
    "decide": "decide it",
    "appeal": "appeal",
    "decide_appeal": "decide the appeal",
    "withdraw": "withdraw it",
}


def after(status: str, deed: str, by: Side, reason: str = "") -> str:
    """Answer the state of the case that a deed leads to.

    :raises Refused: the deed does not follow from this state, is not this side's to do, or lacks its reason.
    """
    move = MOVES[deed]
    if by not in move.by:
        raise Refused(f"{'A partner' if by is Side.PARTNER else 'The vendor'} cannot {DEEDS[deed]}.")
    if status not in move.since:
        raise Refused(
            f"The case is {VENDOR_WORDS[status].lower()} now, so nobody can {DEEDS[deed]}. Open it again to see why."
        )
    if move.reason and not reason.strip():
        raise Refused("Give the reasons: they are written down.")
    return move.to
