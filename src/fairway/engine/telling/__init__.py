"""Tells how a payout came about and what changed it, in the reader's language, to the partner or to the vendor."""

from fairway.engine.telling.changes import Change, Changed, Difference, changes
from fairway.engine.telling.differing import difference
from fairway.engine.telling.tell import Told, tell
from fairway.engine.telling.teller import Rung, Teller, ladder, paying, spanned, teller
from fairway.engine.telling.trying import ToldTrial, tell_trial

__all__ = [
    "Change",
    "Changed",
    "Difference",
    "Rung",
    "Teller",
    "Told",
    "ToldTrial",
    "changes",
    "difference",
    "ladder",
    "paying",
    "spanned",
    "tell",
    "tell_trial",
    "teller",
]
