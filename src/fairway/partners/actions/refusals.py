"""How a change of partners is refused, and what a load answers."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from fairway.partners.rules import Fault


class Refused(Exception):
    """A change of a partner that cannot be made; ``faults`` say which values and why."""

    def __init__(self, faults: Iterable[Fault]) -> None:
        self.faults = tuple(faults)
        super().__init__(" ".join(fault.sentence for fault in self.faults))


class ChangedMeanwhile(Refused):
    """Somebody saved another text since this one was opened."""

    def __init__(self, number: int) -> None:
        super().__init__([Fault("text", "", f"Version {number} was changed since you opened it: read it again.")])


class DraftThere(ChangedMeanwhile):
    """Another draft of the same type stands there; ``text`` is what it says."""

    def __init__(self, number: int, text: str) -> None:
        super().__init__(number)
        self.text = text


@dataclass(frozen=True)
class Loaded:
    """What a load did: how many rows were new, changed, left as they were."""

    added: int
    changed: int
    unchanged: int
