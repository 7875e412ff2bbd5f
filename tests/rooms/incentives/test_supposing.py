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
from tests.rooms.incentives.stories import BY_UNITS, NOW, UNITS, VOLUME, Sold, publish, put, run

pytestmark = pytest.mark.django_db

ON = date(2012, 11, 14)
"""Day 45 of the 92 of the fourth quarter."""


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


def test_a_programme_of_units_alone_is_carried_on_in_units(people: People) -> None:
    put(Sold(people.a, "2012-08-01", "60000", "120"), Sold(people.a, "2012-10-15", "45000", "90"))
    run(people, publish(people, BY_UNITS), "2012-11-14")
    deals = [Prospect(exact(9999), Rate.percent(50), units=exact(20)), Prospect(exact(5000), Rate.percent(50))]
    with acting_as(people.ola):
        alone = queries.forecast(people.ola, people.a, "fy12", on=ON)
        found = queries.forecast(people.ola, people.a, "fy12", on=ON, pipeline=deals)
    # 90 in 45 of 92 days: 94 more: 184 × 2 = 368; for the 90 so far 90 × 368 ÷ 184
    assert (str(alone.so_far), str(alone.expected.volume), alone.expected.payout) == (
        "90 units", "184 units", usd("368.00"),
    )  # fmt: skip
    assert (alone.earned, alone.accrued, alone.rate, alone.unsaid) == (usd("90.00"), usd("180.00"), exact(2), 0)
    # 184 × 2, 194 × 2 and 204 × 3; a deal that says no units is left out: (92 + 194 + 153) ÷ 194 × 90
    assert [(str(one.volume), str(one.payout.amount)) for one in found.cases] == [
        ("184 units", "368.00"),
        ("194 units", "388.00"),
        ("204 units", "612.00"),
    ]
    assert (found.accrued, found.likeliest, found.unsaid) == (usd("203.66"), usd("180.00"), 1)


def test_units_are_supposed_without_a_price(people: People) -> None:
    put(Sold(people.a, "2012-10-15", "45000", "90"))
    run(people, publish(people, BY_UNITS), "2012-11-14")
    with acting_as(people.ola):
        found = queries.what_if(people.ola, people.a, "fy12", on=ON, amount=None, units=exact(70))
        with pytest.raises(Refused, match="counts units"):
            queries.what_if(people.ola, people.a, "fy12", on=ON, amount=exact(5000))
    # 160 × 2 instead of 90 × 1; 40 more to the step of 200: 70 + 40
    assert (found.before, found.after, found.added, found.units) == (usd("90.00"), usd("320.00"), None, exact(70))
    assert (found.moved[0].gap, found.moved[0].enough) == (exact(40), exact(110))


def test_units_of_several_classes_of_products_keep_their_mix(people: People) -> None:
    from fairway.catalogue.models import Product

    with acting_as(WORKER):
        lamp = Product.objects.create(sku="LAMP-1", name="Lamp", unit="EA", added_at=NOW)
        cable = Product.objects.create(sku="CABLE-2", name="Cable", unit="EA", added_at=NOW)
    put(
        Sold(people.a, "2012-10-15", "30000", "60", product=lamp.pk),
        Sold(people.a, "2012-10-16", "300", "30", product=cable.pk),
    )
    lamps = UNITS.replace("id: units", "id: lamps").replace(
        "    method", "    products: {product_id: [LAMP-1]}\n    method"
    )
    run(people, publish(people, BY_UNITS + lamps), "2012-11-14")
    with acting_as(people.ola):
        found = queries.what_if(people.ola, people.a, "fy12", on=ON, amount=None, units=exact(60))
    # 90 + 60 = 150 × 2 instead of 90; of 60 more two in three are lamps: 100 × 2 instead of 60 × 2
    assert [(one.before, one.after) for one in found.moved] == [
        (usd("90.00"), usd("300.00")),
        (usd("120.00"), usd("200.00")),
    ]


def test_where_only_persons_are_paid_they_sell_on_as_they_sold(people: People) -> None:
    put(
        Sold(people.a, "2012-10-15", "45000", "90", person="p-1"),
        Sold(people.a, "2012-10-15", "9000", "18", person="p-2"),
    )
    by_person = UNITS + "    payee: person\n    limits: {amount: 300}\n"
    run(people, publish(people, VOLUME.split("  - id: volume")[0] + by_person), "2012-11-14")
    with acting_as(people.ola):
        found = queries.forecast(people.ola, people.a, "fy12", on=ON)
        more = queries.what_if(people.ola, people.a, "fy12", on=ON, amount=None, units=exact(6))
    # 108 in 45 of 92 days: 113 more, five in six of the first: 94 and 19. 184 × 2 is limited to 300; 37 × 2 = 74
    assert (str(found.expected.volume), found.expected.payout) == ("221 units", usd("374.00"))
    # 95 × 2 + 19 × 2
    assert (more.before, more.after) == (usd("216.00"), usd("228.00"))


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
