"""A partner's box: finds its own and the catalogue, and tells nothing of what a rival has."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import datetime

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.builders import People
from tests.rooms.deals.stories import asked, put_policy, put_products, register

Limit = Callable[..., object]
FIND = "/partner/find/"


def test_a_number_opens_what_it_is_of_and_a_name_shows_list_by_list(
    ola: Client, people: People, now: datetime, django_assert_max_num_queries: Limit
) -> None:
    policy_id, products = put_policy(people, now), put_products(now)
    code = register(people.ola, now, policy_id, asked(products))
    assert ola.get(FIND, {"q": code.lower()}).headers["Location"] == f"/partner/deals/{code}/"
    with django_assert_max_num_queries(32):
        page = ola.get(FIND, {"q": "northwind"}).content.decode()
    assert f"{reverse('partner:deals')}?q=northwind" in page
    assert code in page
    assert "CAM-1" in ola.get(FIND, {"q": "CAM-1"}).content.decode()


def test_a_rivals_number_is_as_unknown_as_any_other(ola: Client, people: People, now: datetime) -> None:
    policy_id = put_policy(people, now)
    theirs = register(people.sam, now, policy_id, asked(put_products(now)))
    ola.get(FIND, {"q": "first"})
    seen = []
    for words in (theirs, "D-22222-33333", "Northwind"):
        with CaptureQueriesContext(connection) as queries:
            answer = ola.get(FIND, {"q": words})
        body = re.sub(r"[A-Za-z0-9]{64}", "TOKEN", answer.content.decode())  # what a form is signed with
        seen.append((answer.status_code, len(queries), re.sub(r'nonce="[^"]*"', "", body).replace(words, "WORDS")))
    assert seen[0] == seen[1] == seen[2]
    assert "Nothing found" in seen[0][2]


def test_a_salesperson_finds_no_statements(ines: Client) -> None:
    assert ines.get(FIND, {"q": "2026"}).status_code == 200
