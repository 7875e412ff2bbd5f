"""Fills a fresh installation with deals: one that is held, one refused, a case of another; and with a programme.

Run as a program, in the surroundings of a site: `python -m tests.journeys.dealing`. Prints the codes that pages need.
"""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta


def seed() -> dict[str, object]:
    """Write everything down and answer the codes of what there is."""
    from fairway.deals import actions
    from fairway.kit.access import SIGNING_IN, acting_as
    from tests import builders
    from tests.doors.staff.dispute_stories import told
    from tests.rooms.deals.stories import accounts_alike, asked, put_policy, put_products, register
    from tests.rooms.incentives.stories import publish

    now = datetime.now(UTC) - timedelta(days=3)
    with acting_as(SIGNING_IN):
        people = builders.people(now)
    policy = put_policy(people, now)
    close = (now + timedelta(days=90)).date().isoformat()
    other = {"name": "Halls", "company": "Fabrikam", "website": "fabrikam.example", "expected_close": close}
    made = told(people, now, policy, **other)
    products = put_products(now)
    fields = {"name": "New studios", "company": "Contoso", "website": "contoso.example", "expected_close": close}
    held = register(people.sam, now, policy, asked(products, **fields))
    with acting_as(people.carl):
        actions.approve(actor=people.carl, now=now, code=held)
    lost = register(people.ola, now, policy, asked(products, **fields))
    with acting_as(people.carl):
        actions.refuse(actor=people.carl, now=now, code=lost, answer="not_available", text="We cannot.")
    accounts_alike(people, now)
    publish(people)
    return {"held": held, "lost": lost, "case": made.case, "mine": made.mine}


if __name__ == "__main__":
    import fairway.config

    fairway.config.start()
    print(json.dumps(seed()))
