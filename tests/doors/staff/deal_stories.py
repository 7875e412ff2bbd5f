"""One registration of partner A's, with a file, for tests that need something behind a deal's address."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from fairway.deals import actions
from fairway.kit.access import acting_as
from tests.builders import People
from tests.rooms.deals.stories import asked, put_policy, put_products, register


@dataclass(frozen=True)
class Deal:
    """The numbers of what was made."""

    code: str
    policy_id: int
    attachment_id: int


def told(people: People, now: datetime) -> Deal:
    """Register a deal for partner A, look at it, and attach a file."""
    policy_id = put_policy(people, now)
    code = register(people.ola, now, policy_id, asked(put_products(now), expected_close="2099-01-01"))
    with acting_as(people.ola):
        number = actions.attach(actor=people.ola, now=now, code=code, name="notes.txt", content=b"We met.")
    return Deal(code, policy_id, number)
