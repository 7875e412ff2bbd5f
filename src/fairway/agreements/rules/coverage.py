"""Coverage: for a place and a product line on a day, how many partners may serve it, and what that means."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

STATES: Mapping[str, str] = {
    "gap": "Gap",
    "part": "Partly, one partner",
    "parts": "Partly, several partners",
    "single": "One partner",
    "exclusive": "Exclusive",
    "shared": "Shared",
    "several": "Several partners",
}
MEANINGS: Mapping[str, str] = {
    "gap": "Nobody may serve it.",
    "part": "One partner may serve some of it, nobody all of it.",
    "parts": "Several partners may each serve some of it, nobody all of it.",
    "single": "One partner away from none.",
    "exclusive": "One partner alone, by right: one away from none.",
    "shared": "A zone for a few partners, and nobody else.",
    "several": "Two or more partners overlap here.",
}


@dataclass(frozen=True, slots=True)
class Cell:
    """A place and a product line on a day.

    `whole` partners may serve all of it, `part` others some of it; `exclusive` tells that a whole one is there alone
    by right, `seats` are the partners of a shared zone that holds all of it. `only` is the one partner, if just one.
    """

    whole: int = 0
    part: int = 0
    exclusive: bool = False
    seats: int = 0
    only: int | None = None

    @property
    def partners(self) -> int:
        return self.whole + self.part

    @property
    def state(self) -> str:
        """One of :data:`STATES`."""
        if self.whole == 0:
            return "gap" if not self.part else "part" if self.part == 1 else "parts"
        if self.exclusive:
            return "exclusive"
        if self.whole == 1:
            return "single"
        return "shared" if self.seats >= self.whole else "several"

    @property
    def is_alone(self) -> bool:
        """One partner away from none."""
        return self.whole == 1 or (self.whole == 0 and self.part == 1)


@dataclass(frozen=True, slots=True)
class Loss:
    """What a cell becomes when a partner leaves: only cells that get worse are told."""

    before: Cell
    after: Cell

    @property
    def is_worse(self) -> bool:
        return self.after.partners < self.before.partners

    @property
    def becomes_gap(self) -> bool:
        return self.before.state != "gap" and self.after.state == "gap"


NOTHING = Cell()
