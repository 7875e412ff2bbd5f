"""The demo's deals: one in each state, told again without harm."""

from __future__ import annotations

from datetime import date, datetime

from fairway.deals.models import Dispute, Look, Registration
from fairway.demo import deals
from fairway.kit.access import WORKER, acting_as
from tests.builders import People
from tests.rooms.deals.stories import put_products


def test_each_state_is_alive(people: People, now: datetime) -> None:
    put_products(now)
    cast = deals.Cast(people.carl, people.maya, people.ola, people.sam, people.dirk)
    for _ in range(2):
        deals.tell(cast, date(2026, 2, 10))
        with acting_as(WORKER):
            held = list(Registration.objects.values_list("status", flat=True))
            cases = sorted(Dispute.objects.values_list("about", "status"))
            looks = sorted((look.company, look.until is not None) for look in Look.objects.all())
    assert looks == [("Hotel Fjordlys", False), ("Studio Lindenhof", True)]
    assert cases == [("lost", "investigating"), ("refused", "appealed")]
    assert len(held) == 11
    assert set(held) == {
        "draft", "submitted", "returned", "in_review", "approved", "waitlisted", "expired", "closed", "rejected",
    }  # fmt: skip
