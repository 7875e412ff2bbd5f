"""What a partner asks about a figure: something, of a length that a person reads, and not too much at once."""

from __future__ import annotations

from fairway.incentives.rules.refusals import Refused

LONGEST = 4000
MOST_OPEN = 50
"""Questions of one partner that wait at the same time; more than these are one conversation."""


def asked(text: str, waiting: int) -> str:
    """:raises Refused: it asks nothing, or too many wait already."""
    if not text.strip():
        raise Refused("Write what you ask: whoever answers sees the figure, not what seems wrong with it.")
    if waiting >= MOST_OPEN:
        raise Refused(f"{waiting} of your questions wait for an answer. Wait for one of these first.")
    return text.strip()[:LONGEST]


def answered(text: str) -> str:
    """:raises Refused: it says nothing."""
    if not text.strip():
        raise Refused("Write the answer: the partner reads it beside its question.")
    return text.strip()[:LONGEST]
