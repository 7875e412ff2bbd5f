"""Why a room refuses."""

from __future__ import annotations


class NotFound(Exception):
    """There is no such thing that the actor may see."""


class Refused(Exception):
    """It cannot be done; the sentence says why and what to do."""


class ChangedMeanwhile(Refused):
    """Somebody saved another text since this one was opened."""

    def __init__(self, number: int) -> None:
        super().__init__(f"Version {number} was changed since you opened it: read it again.")
