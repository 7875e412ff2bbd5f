"""A draft of a registration policy tried on history: the page, what it says, and its files."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.test import Client

from fairway.deals import actions
from fairway.kit.access import acting_as
from tests.builders import People
from tests.doors.staff.stories import text_of
from tests.rooms.deals.stories import POLICY, asked, put_policy, put_products, register

DRAFT = POLICY.replace("for: 90 days", "for: 60 days").replace("discount: 12", "discount: 10")


@pytest.fixture
def carl(people: People, sign_in: Any, monkeypatch: pytest.MonkeyPatch, now: datetime) -> Client:
    later = now + timedelta(days=30)
    monkeypatch.setattr("fairway.kit.access.middleware.timezone.now", lambda: later)
    return sign_in(people.carl)  # type: ignore[no-any-return]


def told(people: People, now: datetime) -> tuple[str, str]:
    """One registration that a person approved, and a draft; answers the page of its trial, and the code."""
    number = put_policy(people, now)
    code = register(people.ola, now, number, asked(put_products(now)))
    with acting_as(people.carl):
        actions.approve(actor=people.carl, now=now + timedelta(hours=1), code=code)
    with acting_as(people.maya):
        actions.save_policy_draft(actor=people.maya, now=now, policy_id=number, text=DRAFT)
    return f"/vendor/deals/policies/{number}/try/", code


def test_the_draft_is_tried_before_it_is_published(carl: Client, people: People, now: datetime) -> None:
    page, code = told(people, now)
    policy = carl.get(page.removesuffix("try/")).content.decode()
    assert page in policy
    shown = text_of(carl.get(page))
    assert "1 of 1 registration sent from" in shown
    assert "0 would be protected longer, 1 shorter" in shown
    # 12 % and 10 % of 20,000
    assert "take USD 2,000.00 off the price instead of USD 2,400.00" in shown
    assert "It is protected for 60 days instead of 90." in shown
    assert "What a person answers is not guessed" in shown
    assert code in shown
    assert "No row fits" in text_of(carl.get(f"{page}?differ=sending"))
    assert code in text_of(carl.get(f"{page}?differ=protection"))


def test_every_registration_is_exported_with_what_each_says(carl: Client, people: People, now: datetime) -> None:
    page, code = told(people, now)
    table = carl.get(f"{page}?export=csv").content.decode("utf-8-sig").splitlines()
    assert table[0].startswith("Number,Partner,Customer,Country,Tier,Value,Value currency,Sent,What happened,As it")
    assert f"{code},Anker Mess,Northwind Traders Inc.,US,gold,20000.00,USD" in table[1]
    assert table[1].endswith(",90,60,2400.00,USD,2000.00,USD")
    assert carl.get(f"{page}?export=xlsx").content.startswith(b"PK")


def test_a_draft_with_errors_and_one_without_anything_in_force_say_so(
    carl: Client, people: People, now: datetime
) -> None:
    with acting_as(people.maya):
        alone = actions.create_policy(actor=people.maya, now=now, text=POLICY.replace("fy26", "other"))
    assert "Nothing to compare with" in text_of(carl.get(f"/vendor/deals/policies/{alone}/try/"))
    page, _ = told(people, now)
    against = text_of(carl.get(f"/vendor/deals/policies/{alone}/try/"))  # another policy's history, by now
    assert "0 of 1 registration sent from" in against
    with acting_as(people.maya):
        number = int(page.split("/")[-3])
        actions.save_policy_draft(actor=people.maya, now=now, policy_id=number, text=DRAFT + "unknown: key\n")
    refused = carl.get(page)
    assert refused.status_code == 422
    assert "Mend them, then try it." in text_of(refused)
    assert carl.get("/vendor/deals/policies/99999/try/").status_code == 404


def test_it_is_read_in_few_queries(
    carl: Client, people: People, now: datetime, django_assert_max_num_queries: Any
) -> None:
    page, _ = told(people, now)
    carl.get(page)
    with django_assert_max_num_queries(40):
        carl.get(page)
