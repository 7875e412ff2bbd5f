"""Refusals of the deals room."""

from __future__ import annotations


class Refused(Exception):
    """Something that may not be done; the message says why and what to do instead."""


class NotFound(Refused):
    """There is no such thing, or none that this actor may see."""


class ChangedMeanwhile(Refused):
    """Somebody saved another text since this one was opened."""

    def __init__(self, number: int) -> None:
        super().__init__(f"Version {number} was changed since you opened it: read it again.")
