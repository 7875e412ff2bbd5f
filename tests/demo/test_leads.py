"""The demo's leads: one in each state, told again without harm."""

from __future__ import annotations

from datetime import date, datetime

from fairway.demo import deals, leads
from fairway.kit.access import WORKER, acting_as
from fairway.leads.models import Lead, Offer
from fairway.leads.rules.life import STATES
from tests.builders import People
from tests.rooms.deals.stories import put_products


def test_each_state_is_alive(people: People, now: datetime) -> None:
    put_products(now)
    cast = deals.Cast(people.carl, people.maya, people.ola, people.sam, people.dirk)
    for _ in range(2):
        deals.tell(cast, date(2026, 2, 10))
        leads.tell(cast, date(2026, 2, 10))
        with acting_as(WORKER):
            held = list(Lead.objects.values_list("status", flat=True))
            offers = set(Offer.objects.values_list("state", flat=True))
            won = Lead.objects.get(status="won")
    assert set(held) == set(STATES)
    assert len(held) == 14
    assert {"declined", "lapsed", "undone"} <= offers
    assert (won.source, str(won.value)) == ("Spring fair", "12600.00")
