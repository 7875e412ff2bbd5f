"""One box that finds: what only one list holds by that number opens, the rest is shown list by list."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

import pytest
from django.test import Client
from django.urls import reverse

from tests.builders import People
from tests.doors.staff.deal_stories import told
from tests.rooms.deals.stories import asked, put_products, register

Limit = Callable[..., object]
FIND = "/vendor/find/"


def test_a_number_read_out_on_the_telephone_opens_what_it_is_of(carl: Client, people: People, now: datetime) -> None:
    deal = told(people, now)
    for number in (deal.code, deal.code.lower(), f" {deal.code} "):
        found = carl.get(FIND, {"q": number})
        assert (found.status_code, found.headers["Location"]) == (302, f"/vendor/deals/{deal.code}/")


def test_a_code_or_whole_name_opens_the_partner_whatever_else_names_it(
    carl: Client, people: People, now: datetime
) -> None:
    told(people, now)
    for words in ("a-1", "anker mess"):
        assert carl.get(FIND, {"q": words}).headers["Location"] == reverse("staff:partner", args=[people.a])


def test_a_name_shows_each_list_with_the_way_to_all_of_it(
    carl: Client, people: People, now: datetime, django_assert_max_num_queries: Limit
) -> None:
    deal = told(people, now)
    register(people.sam, now, deal.policy_id, asked(put_products(now)))
    with django_assert_max_num_queries(40):
        page = carl.get(FIND, {"q": "northwind"}).content.decode()
    assert deal.code in page
    assert f"{reverse('staff:deals')}?q=northwind" in page
    assert "Nothing found" not in page
    assert 'value="northwind"' in page


def test_a_list_is_cut_and_says_how_many_there_are(carl: Client, people: People, now: datetime) -> None:
    deal = told(people, now)
    for _ in range(5):
        register(people.sam, now, deal.policy_id, asked(put_products(now)))
    page = carl.get(FIND, {"q": "northwind"}).content.decode()
    assert "All 6" in page
    assert page.count("Northwind Traders Inc.") == 5


def test_who_may_not_read_a_list_does_not_find_in_it(
    carl: Client, people: People, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    deal = told(people, now)
    monkeypatch.setattr("fairway.kit.access.Actor.may", lambda self, right: right == "partners.view")
    page = carl.get(FIND, {"q": deal.code})
    assert page.status_code == 200
    assert "Nothing found" in page.content.decode()


@pytest.mark.parametrize("words", ["", "   ", "nobody of that name", "%", "💥", "a" * 5000])
def test_nothing_is_said_plainly(carl: Client, words: str) -> None:
    page = carl.get(FIND, {"q": words})
    assert page.status_code == 200
    assert ("Nothing found" if words.strip() else "Nothing asked yet") in page.content.decode()


def test_direct_sales_and_partners_have_no_such_page(dirk: Client, ola: Client) -> None:
    assert dirk.get(FIND).status_code == 404
    assert ola.get(FIND).status_code == 404
    assert f'action="{reverse("staff:partners")}"' in dirk.get(reverse("staff:partners")).content.decode()
