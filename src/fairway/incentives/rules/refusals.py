"""Refusals, and the two rules that every decision about money shares."""

from __future__ import annotations


class Refused(Exception):
    """Something that may not be done; the message says why and what to do instead."""


class NotFound(Refused):
    """There is no such thing, or none that this actor may see."""


class ChangedMeanwhile(Refused):
    """Somebody saved another text since this one was opened."""

    def __init__(self, number: int) -> None:
        super().__init__(f"Version {number} was changed since you opened it: read it again.")


def another_person(*before: int | None, now: int | None, deed: str, doer: str) -> int:
    """Ask for a second pair of eyes: who does this may be none of those before. Answers who does it.

    :raises Refused: the same person again, or nobody in particular.
    """
    if now is None:
        raise Refused(f"{deed} needs a person: sign in and do it yourself.")
    if now in before:
        raise Refused(f"You {doer} it yourself: {deed[0].lower()}{deed[1:]} needs a second person.")
    return now


def with_reason(reason: str, *, deed: str) -> str:
    """:raises Refused: nobody said why."""
    said = reason.strip()
    if not said:
        raise Refused(f"Say why: {deed} is written down with its reason.")
    return said
