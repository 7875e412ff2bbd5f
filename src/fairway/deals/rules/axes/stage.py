"""The second axis: the partner's own sales stage. It moves freely while the deal is open; won and lost end it."""

from __future__ import annotations

from collections.abc import Mapping

from fairway.deals.rules.policy.document import STAGES
from fairway.deals.rules.refusals import Refused

WORDS: Mapping[str, str] = {
    "lead": "Lead",
    "engaged": "Engaged",
    "confirmed": "Confirmed",
    "quoted": "Quoted",
    "negotiating": "Negotiating",
    "ordering": "Waiting for the order",
    "won": "Won",
    "lost": "Lost",
}
ENDS = ("won", "lost")
LOST_REASONS: Mapping[str, str] = {
    "price": "Price",
    "competitor": "A competitor's product",
    "no_budget": "No budget",
    "no_decision": "The customer decided nothing",
    "features": "Something was missing",
    "other": "Something else",
}


def after(stage: str, to: str, reason: str = "") -> str:
    """Answer the stage after a move.

    :raises Refused: an unknown stage, a deal that has ended, or a lost one without a reason.
    """
    if to not in WORDS:
        raise Refused(f"“{to[:40]}” is no stage. Choose one of {', '.join(WORDS.values())}.")
    if stage in ENDS and to != stage:
        raise Refused(f"The deal is {WORDS[stage].lower()}; register a new one if it comes back.")
    if to == "lost" and reason not in LOST_REASONS:
        raise Refused("Say why it was lost: it helps the next one.")
    return to


__all__ = ["ENDS", "LOST_REASONS", "STAGES", "WORDS", "after"]
