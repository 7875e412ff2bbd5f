"""A lead that partner A holds and was not answered yet, for tests that need something behind a lead's address."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from fairway.kit.access import acting_as
from fairway.leads import actions
from tests.builders import People
from tests.rooms.leads import stories


@dataclass(frozen=True)
class Held:
    """What names it: to the vendor, and to the partner."""

    code: str
    offer: str


def told(people: People, now: datetime) -> Held:
    """Publish a policy that asks for no grants, and offer a lead to partner A by hand."""
    stories.put_policy(people, now, stories.POLICY.replace("rights: needed", "rights: not_asked"))
    code = stories.asks(now)
    with acting_as(people.carl):
        offer = actions.offer_to(actor=people.carl, now=now, code=code, partner_id=people.a)
    return Held(code, offer)
