"""The partner's first page: what of its deals waits for it, and where the feed leads."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from django.test import Client

from fairway.deals import actions
from fairway.deals.models import Registration
from fairway.kit.access import acting_as
from tests.builders import People
from tests.doors.conftest import SignIn
from tests.doors.staff import dispute_stories
from tests.rooms.deals.stories import asked, put_policy, put_products, register


@pytest.fixture(autouse=True)
def on_the_day(monkeypatch: pytest.MonkeyPatch, now: datetime) -> None:
    monkeypatch.setattr("fairway.kit.access.middleware.timezone.now", lambda: now + timedelta(hours=1))


@pytest.fixture
def policy(people: People, now: datetime) -> int:
    return put_policy(people, now)


def today(client: Client) -> str:
    return client.get("/partner/").content.decode()


def test_a_deal_that_came_back_waits_until_it_is_sent_again(
    ola: Client, sam: Client, people: People, now: datetime, policy: int
) -> None:
    code = register(people.ola, now, policy, asked(put_products(now)))
    assert "came back" not in today(ola)
    with acting_as(people.carl):
        actions.return_to_partner(actor=people.carl, now=now, code=code, fields=("website",), text="Which site?")
    page = today(ola)
    assert "Deal that came back" in page
    assert "/partner/deals/?status=returned" in page
    assert f'href="/partner/deals/{code}/"' in page  # from the feed
    assert "came back" not in today(sam)


def test_a_protection_is_told_of_in_its_last_fortnight(
    sign_in: SignIn, people: People, now: datetime, policy: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    code = register(people.ola, now, policy, asked(put_products(now)))
    with acting_as(people.carl):
        actions.approve(actor=people.carl, now=now, code=code, reason="Yours")
    with acting_as(people.ola):
        until = Registration.objects.get(code=code).protected_until
    assert until is not None

    def at(moment: datetime) -> str:
        monkeypatch.setattr("fairway.kit.access.middleware.timezone.now", lambda: moment)
        return today(sign_in(people.ola))

    assert "Protection that ends soon" not in at(until - timedelta(days=14, minutes=1))
    shown = at(until - timedelta(days=14))
    assert "Protection that ends soon" in shown
    assert "First: " in shown
    assert "Protection that ends soon" not in at(until)


def test_a_case_waits_for_the_word_of_who_is_asked(
    ola: Client, sam: Client, people: People, now: datetime, policy: int
) -> None:
    products = put_products(now)
    held = register(people.sam, now, policy, asked(products))
    with acting_as(people.carl):
        actions.approve(actor=people.carl, now=now, code=held, reason="First")
    lost = register(people.ola, now, policy, asked(products))
    with acting_as(people.carl):
        actions.refuse(actor=people.carl, now=now, code=lost, answer="not_available", text="We cannot.")
    _, case = dispute_stories.case_about(people, now, lost)
    with acting_as(people.theo):
        actions.take_up(actor=people.theo, now=now, code=case)
        side = actions.add_side(actor=people.theo, now=now, code=case, registration=held)
    assert "Case in which you are asked" in today(sam)
    assert f'href="/partner/deals/disputes/{side}/"' in today(sam)
    assert "Case in which you are asked" not in today(ola)
    with acting_as(people.sam):
        actions.say(actor=people.sam, now=now, code=side, text="We met them.", may_be_shown=True)
    assert "Case in which you are asked" not in today(sam)
