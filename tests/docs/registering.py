"""Fills an installation in which the pages about registering by mail and by programs can be followed word by word.

Run as a program, in the surroundings of a site: `python -m tests.docs.registering`. Prints two tokens.
"""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta

POLICY = """registration: fy26-deals
title: FY26 deal registration
currency: USD
asks: {optional: [website, expected_close]}
answer: {within: 2 business days}
protects: {for: 90 days}
"""


def seed() -> dict[str, str]:
    """Write everything down; answers Ola's token and that of the vendor's operations."""
    from fairway.catalogue import actions as catalogue
    from fairway.catalogue.rules import ProductFacts
    from fairway.kit.access import WORKER, Actor, acting_as, tokens
    from tests import builders
    from tests.rooms.deals.stories import put_policy

    now = datetime.now(UTC) - timedelta(minutes=5)
    people = builders.people(now)
    with acting_as(WORKER):
        catalogue.load_products(
            actor=WORKER, now=now, prices_from=now.date(), reason="First list",
            rows=[ProductFacts(sku="CAM-1", name="Camera"), ProductFacts(sku="LENS-1", name="Lens")],
        )  # fmt: skip
    put_policy(people, now, POLICY)

    def token(who: Actor, *scopes: str) -> str:
        with acting_as(who):
            return tokens.issue(actor=who, now=now, name="Pages", scopes=scopes, days=30)

    return {
        "partner": token(people.ola, "registrations:read", "registrations:write"),
        "vendor": token(people.maya, "pipeline:write"),
    }


if __name__ == "__main__":
    import fairway.config

    fairway.config.start()
    from django.db import transaction

    with transaction.atomic():
        made = seed()
    print(json.dumps(made))
