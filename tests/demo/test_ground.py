"""Partners, people and price list stand in the rooms as the generator drew them, however often they are laid."""

from dataclasses import replace
from datetime import date

import pytest

from fairway.catalogue import queries as catalogue
from fairway.demo import ground
from fairway.demo.channel import Channel
from fairway.demo.partners import LOGINS, PARTNERS
from fairway.demo.products import price_list
from fairway.demo.seasons import calendar, rates
from fairway.kit.access import WORKER, acting_as
from fairway.partners import queries as partners

TODAY = date(2026, 11, 22)


@pytest.fixture
def channel() -> Channel:
    months = calendar(TODAY)
    return Channel("halden-1", TODAY, months, price_list(), rates("halden-1", months), PARTNERS, ())


def test_partners_stand_with_types_tiers_and_endings(db: None, channel: Channel) -> None:
    ids = ground.load_partners(channel)
    assert len(ids) == 40
    with acting_as(WORKER):
        rows = {code: partners.one(WORKER, number, on=TODAY) for code, number in ids.items()}
        before = partners.one(WORKER, ids["BLUESTEM"], on=date(2025, 9, 30))
    assert rows["BLUESTEM"].tier == "gold"  # since month 12, October 2025
    assert before.tier == "silver"
    assert rows["PALISADE"].status == "terminated"
    assert rows["KESSELRING"].status == "active"


def test_laying_the_ground_twice_changes_nothing(db: None, channel: Channel) -> None:
    small = replace(channel, products=channel.products[:5], months=channel.months[:2])
    first = ground.load_partners(channel)
    ground.load_catalogue(small)
    users = ground.admit_people(channel, first)
    assert ground.load_partners(channel) == first
    ground.load_catalogue(small)
    assert ground.admit_people(channel, first) == users
    with acting_as(WORKER):
        assert len(partners.ids_by_code(WORKER)) == 40


def test_everybody_who_is_promised_a_sign_in_is_an_actor_with_their_role(db: None, channel: Channel) -> None:
    ids = ground.load_partners(channel)
    users = ground.admit_people(channel, ids)
    actors = {login.email: ground.actor_of(login, users, ids) for login in LOGINS}
    assert actors["maya@halden.example"].may("programmes.publish")
    assert not actors["colette@halden.example"].may("sales.view")
    assert actors["ola@kesselring.example"].partner_id == ids["KESSELRING"]


def test_the_price_list_has_every_price_with_its_day(db: None, channel: Channel) -> None:
    ground.load_catalogue(replace(channel, products=channel.products[:3]))
    with acting_as(WORKER):
        listed = catalogue.ids_by_sku(WORKER)
        on_day = {on: catalogue.prices_by_product(WORKER, on=on) for on in (date(2024, 12, 31), date(2025, 1, 1))}
    assert set(listed) == {product.sku for product in channel.products[:3]}
    cheapest = listed["FX-2070"]
    assert on_day[date(2024, 12, 31)][cheapest, "USD"] == 690
    assert on_day[date(2025, 1, 1)][cheapest, "USD"] == 709  # 690 + 2.8 %, whole dollars
    assert on_day[date(2025, 1, 1)][cheapest, "JPY"] == 105_700  # 690 × 1.028 × 149 = 105,688, to the next 100
