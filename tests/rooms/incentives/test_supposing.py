"""What if a partner sells more, and where does its pace lead: the same engine, nobody else's rows."""

from __future__ import annotations

from datetime import date

import pytest

from fairway.engine.trial import Prospect
from fairway.incentives import queries
from fairway.incentives.rules import NotFound, Refused
from fairway.kit.access import WORKER, acting_as
from fairway.values import Money, Rate, exact
from tests.builders import People
from tests.rooms.incentives.stories import NOW, VOLUME, Sold, publish, put, run

pytestmark = pytest.mark.django_db

ON = date(2012, 11, 14)
"""Day 45 of the 92 of the fourth quarter."""
UNITS = """
  - id: units
    title: For each one
    kind: spiff
    event: sell_in
    measure: quantity
    method: per_unit
    per_unit: 2
    returns: restate
    stack: add
"""


def usd(amount: str) -> Money:
    return Money.of(amount, "USD")


@pytest.fixture
def programme(people: People) -> int:
    # partner A in Q4: 45,000 in 90 pieces, 500 each: 1 % is 450; and 2 for each piece: 180
    put(
        Sold(people.a, "2012-08-01", "60000", "120"),
        Sold(people.a, "2012-10-15", "45000", "90"),
        Sold(people.b, "2012-10-16", "990000", "5"),
    )
    number = publish(people, VOLUME + UNITS)
    run(people, number, "2012-11-14")
    return number


def test_more_sales_reach_the_next_step(people: People, programme: int) -> None:
    with acting_as(people.ola):
        found = queries.what_if(people.ola, people.a, "fy12", on=ON, amount=exact(20000))
    # 65,000 × 2 % = 1,300 instead of 450; 20,000 at 500 each are 40 pieces: 130 × 2 = 260 instead of 180
    assert [(one.incentive, one.before, one.after) for one in found.moved] == [
        ("volume", usd("450.00"), usd("1300.00")),
        ("units", usd("180.00"), usd("260.00")),
    ]
    assert (found.added, found.units, found.difference) == (usd("20000"), exact(40), usd("930.00"))
    # 100,000 − 65,000
    assert found.moved[0].gap == exact(35000)


def test_units_alone_count_at_the_own_average_price(people: People, programme: int) -> None:
    with acting_as(people.ola):
        found = queries.what_if(people.ola, people.a, "fy12", on=ON, amount=None, units=exact(10))
    assert (found.added, found.difference) == (usd("5000.00"), usd("570.00"))  # 50,000 × 2 % − 450 + 20


def test_nothing_is_read_of_the_lines_again(people: People, programme: int, monkeypatch: pytest.MonkeyPatch) -> None:
    with acting_as(people.ola):
        queries.what_if(people.ola, people.a, "fy12", on=ON, amount=exact(1))
        monkeypatch.setattr("fairway.incentives.queries.inputs.of_programme", None)
        found = queries.what_if(people.ola, people.a, "fy12", on=ON, amount=exact(5000))
    assert found.after == usd("1200.00")  # 50,000 × 2 % + 100 × 2


def test_another_partner_learns_nothing(people: People, programme: int) -> None:
    with acting_as(people.sam), pytest.raises(NotFound):
        queries.what_if(people.sam, people.a, "fy12", on=ON, amount=exact(1))
    with acting_as(people.ines), pytest.raises(NotFound):  # no right to see money
        queries.what_if(people.ines, people.a, "fy12", on=ON, amount=exact(1))


def test_nothing_supposed_is_refused(people: People, programme: int) -> None:
    with acting_as(people.ola), pytest.raises(Refused, match="how much more"):
        queries.what_if(people.ola, people.a, "fy12", on=ON, amount=None)


def test_the_pace_so_far_leads_somewhere(people: People, programme: int) -> None:
    with acting_as(people.ola):
        found = queries.forecast(people.ola, people.a, "fy12", on=ON)
    # 45,000 in 45 of 92 days: 47,000 more at 500 each are 94 pieces: 92,000 × 2 % + 184 × 2
    assert found.expected.volume == usd("92000.00")
    assert found.expected.payout == usd("2208.00")
    # one earlier period says nothing of a range
    assert {case.volume for case in found.cases} == {usd("92000.00")}
    # 45,000 × 2,208 ÷ 92,000
    assert found.accrued == usd("1080.00")


def test_the_pipeline_widens_the_range(people: People, programme: int) -> None:
    with acting_as(people.ola):
        found = queries.forecast(
            people.ola, people.a, "fy12", on=ON, pipeline=[Prospect(exact(10000), Rate.percent(50))]
        )
    low, expected, high = found.cases
    assert (low.volume, expected.volume, high.volume) == (usd("92000.00"), usd("97000.00"), usd("102000.00"))
    # 102,000 × 3 % + 204 × 2
    assert high.payout == usd("3468.00")


def test_products_that_count_for_nothing_are_not_counted_as_sold(people: People) -> None:
    from fairway.catalogue.models import Product

    with acting_as(WORKER):
        lamp = Product.objects.create(sku="LAMP-1", name="Lamp", unit="EA", added_at=NOW)
        cable = Product.objects.create(sku="CABLE-2", name="Cable", unit="EA", added_at=NOW)
    put(
        Sold(people.a, "2012-10-15", "30000", "60", product=lamp.pk),
        Sold(people.a, "2012-10-16", "10000", "10", product=cable.pk),
    )
    lamps = VOLUME.replace("    measure: net\n", "    products: {product_id: [LAMP-1]}\n    measure: net\n")
    number = publish(people, lamps)
    run(people, number, "2012-11-14")
    with acting_as(people.ola):
        found = queries.what_if(people.ola, people.a, "fy12", on=ON, amount=exact(40000))
        volume = queries.forecast(people.ola, people.a, "fy12", on=ON)
        with pytest.raises(Refused, match="None of these products counts"):
            queries.what_if(people.ola, people.a, "fy12", on=ON, amount=exact(1), among=("product_id", str(cable.pk)))
    # cables count for nothing, so all that is supposed are lamps: 70,000 × 2 % instead of 30,000 × 1 %
    assert [(one.before, one.after) for one in found.moved] == [(usd("300.00"), usd("1400.00"))]
    # 30,000 in 45 of 92 days, 40,000 of which 10,000 are cables: 31,333.33 more lamps × 2 %
    assert (volume.so_far, volume.expected.volume) == (usd("30000.00"), usd("61333.33"))
    assert volume.expected.payout == usd("1226.67")
