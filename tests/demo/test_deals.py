"""The demo's deals: one in each state, told again without harm."""

from __future__ import annotations

from datetime import date, datetime

from fairway.deals import queries
from fairway.deals.models import Dispute, Likeness, Look, Merge, Registration
from fairway.deals.rules.axes import dispute as axis
from fairway.deals.rules.axes import registration
from fairway.demo import adjustments, deals
from fairway.demo.ground import morning
from fairway.incentives import queries as incentives
from fairway.kit.access import WORKER, acting_as
from tests.builders import People
from tests.rooms.deals.stories import put_products
from tests.rooms.incentives.stories import publish


def test_each_state_is_alive(people: People, now: datetime) -> None:
    put_products(now)
    cast = deals.Cast(people.carl, people.maya, people.ola, people.sam, people.dirk)
    for _ in range(2):
        deals.tell(cast, date(2026, 2, 10))
        with acting_as(WORKER):
            held = list(Registration.objects.values_list("status", flat=True))
            cases = sorted(Dispute.objects.values_list("about", "status"))
            looks = sorted((look.company, look.until is not None) for look in Look.objects.all())
            ways = set(Registration.objects.values_list("way_in", flat=True))
            clocks = {queries.deal(WORKER, row.code, morning(date(2026, 2, 10))).clock.state
                      for row in queries.visible_to(WORKER)}  # fmt: skip
            stages = set(Registration.objects.values_list("stage", flat=True))
    assert looks == [("Hotel Fjordlys", False), ("Studio Lindenhof", True)]
    assert sorted(status for _, status in cases) == sorted(axis.STATES)
    assert set(held) == set(registration.STATES)
    assert len(held) == 31
    assert ways == {"page", "mail", "api", "csv"}
    assert {"won", "lost", "quoted"} <= stages
    assert clocks == {"not_started", "running", "paused", "expired", "lapsed", "released", "ended"}
    with acting_as(people.carl):
        merged = sorted((made.gone.name, made.undone_at is not None) for made in Merge.objects.select_related("gone"))
        assert merged == [("Bergbahnen Tirol AG", False), ("Klinik Harzrand", True)]
        assert Likeness.objects.filter(settled_at=None).count() > 3, "pairs wait for a person"
    with acting_as(people.sam):
        (part,) = queries.own_parts(people.sam)
    assert (part.company, part.role, str(part.share)) == ("Weserlicht Theater", "influence", "30.00")


def test_what_is_adjusted_is_there_in_each_state(people: People, now: datetime) -> None:
    put_products(now)
    publish(people)
    cast = deals.Cast(people.carl, people.maya, people.ola, people.sam, people.dirk)
    deals.tell(cast, date(2026, 2, 10))
    for _ in range(2):
        adjustments.tell(adjustments.Cast(people.carl, people.theo, people.maya, people.a, people.b), date(2026, 2, 10))
    with acting_as(people.theo):
        found = [(row.state, row.taken_back, str(row.amount)) for row in incentives.adjustments(people.theo)]
    assert sorted(found) == [
        ("booked", False, "-240.00 USD"), ("booked", False, "1500.00 USD"), ("booked", True, "240.00 USD"),
        ("dropped", False, "90.00 USD"), ("waiting", False, "385.50 USD"),
    ]  # fmt: skip
