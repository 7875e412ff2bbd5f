"""What a match needs to be sure, and which accounts may be merged."""

from __future__ import annotations

from fairway.deals.rules.refusals import Refused

READING = 1
"""The version of how accounts are read; a higher one reads every account anew."""
VERDICTS = ("same", "branch", "family", "different")
UNDECIDED = "undecided"
"""Takes back what was said of a pair."""
SURE = 0.95
"""From this probability on, the likeliest company needs no person, if no other is near."""
MAYBE = 0.5
"""Chances of being known at all from which a person is asked before a company is called new."""
SHOWN = 0.05
"""Probability from which a known company, or a pair of accounts, is worth a person's look."""


def may_merge(kept: int, gone: int, kept_into: int | None, gone_into: int | None) -> None:
    """Refuse merges that would say nothing or run in a circle.

    :raises Refused: the two are one account, or one of them stands for no company any more.
    """
    if kept == gone:
        raise Refused("This is one account; choose another to merge it with.")
    if gone_into == kept:
        return
    if kept_into is not None or gone_into is not None:
        raise Refused("One of the two was merged into another account already: merge the one that stands for it.")
