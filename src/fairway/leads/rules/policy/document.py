"""What a routing policy says, once it is read: frozen values."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from fairway.deals.rules.policy import BusinessCalendar, Span

FACTORS: Mapping[str, str] = {
    "right": "the right to sell there",
    "capability": "what the products ask for",
    "tier": "the tier",
    "capacity": "room for more leads",
    "language": "the customer's language",
    "response": "how earlier leads were answered",
}
"""What a partner is weighed by. The weights of a policy add up to 100 points."""
USUAL_WEIGHTS: Mapping[str, int] = {
    "right": 25, "capability": 20, "tier": 15, "capacity": 10, "language": 10, "response": 20,
}  # fmt: skip
ANSWER, CONTACT, LOOK_BACK, KEEP = (
    Span(8, "business hours"), Span(3, "business days"), Span(12, "months"), Span(24, "months"),
)  # fmt: skip
OURS = BusinessCalendar()
WHOLE = 100
"""Points of a partner that has everything, and percent of a factor."""


@dataclass(frozen=True, slots=True)
class Capable:
    """What a product line asks of a partner: ``needs`` keeps others out, ``wants`` counts."""

    line: str = ""
    needs: tuple[str, ...] = ()
    wants: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Answering:
    """How soon a partner takes or declines a lead, by whose working days, and when it is reminded."""

    within: Span = ANSWER
    calendar: BusinessCalendar = OURS
    days: Literal["ours", "theirs"] = "ours"
    remind: Span | None = None

    def calendar_for(self, country: str, time_zone: str) -> BusinessCalendar:
        """The calendar for one partner: where the policy says ``theirs``, its own country's holidays and time."""
        if self.days == "ours" or not country:
            return self.calendar
        return BusinessCalendar(
            country, "", time_zone or self.calendar.time_zone, self.calendar.opens, self.calendar.closes,
            self.calendar.closed,
        )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Contacting:
    """How soon a partner that took a lead speaks with the customer, and what happens otherwise."""

    within: Span = CONTACT
    otherwise: Literal["pull_back", "remind"] = "remind"


@dataclass(frozen=True, slots=True)
class Responding:
    """How earlier answers count: over how long, and how much is assumed of somebody who had few leads."""

    looks_back: Span = LOOK_BACK
    assumed: int = 60
    leads: int = 5


@dataclass(frozen=True, slots=True)
class Routing:
    """A routing policy: what one document says."""

    id: str
    title: str
    source: str = ""
    rights: Literal["needed", "preferred", "not_asked"] = "needed"
    types: tuple[str, ...] = ()
    only_tiers: tuple[str, ...] = ()
    language: Literal["needed", "preferred"] = "preferred"
    wish: Literal["first", "ignored"] = "first"
    registered: Literal["first", "ignored"] = "first"
    capabilities: tuple[Capable, ...] = ()
    weights: Mapping[str, int] = field(default_factory=lambda: dict(USUAL_WEIGHTS))
    tiers: Mapping[str, int] = field(default_factory=dict)
    capacity: int = 10
    response: Responding = Responding()
    equal_within: int = 5
    rounds: int = 3
    answer: Answering = Answering()
    contact: Contacting = Contacting()
    keep: Span = KEEP

    def capable(self, line: str) -> Capable:
        """What a lead for a product line asks for: of its own line, and of all products."""
        found = [one for one in self.capabilities if one.line in ("", line)]
        return Capable(
            line,
            tuple(dict.fromkeys(word for one in found for word in one.needs)),
            tuple(dict.fromkeys(word for one in found for word in one.wants)),
        )
