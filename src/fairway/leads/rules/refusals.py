"""Refusals of the leads room."""

from __future__ import annotations

from collections.abc import Iterable

from fairway.deals.rules.asked import Fault


class Refused(Exception):
    """Something that may not be done; the message says why and what to do instead."""


class NotFound(Refused):
    """There is no such thing, or none that this actor may see."""


class Faulty(Refused):
    """What cannot be taken as it is; ``faults`` say which values and why."""

    def __init__(self, faults: Iterable[Fault]) -> None:
        self.faults = tuple(faults)
        super().__init__(" ".join(fault.sentence for fault in self.faults))


class ChangedMeanwhile(Refused):
    """Somebody saved another text since this one was opened."""

    def __init__(self, number: int) -> None:
        super().__init__(f"Version {number} was changed since you opened it: read it again.")
