"""A second partner on a deal reads its own part of it, once the vendor said which partner it is, and nothing else."""

from __future__ import annotations

import re
from datetime import datetime

import pytest
from django.db import DatabaseError, connection, transaction
from django.test import Client

from fairway.deals import actions, queries
from fairway.deals.actions.registering import AskedRole
from fairway.deals.models import Registration, Role
from fairway.deals.rules.refusals import Refused
from fairway.kit.access import NotAllowed, acting_as
from fairway.values import exact
from tests.builders import People
from tests.rooms.deals.stories import asked, look_at, put_policy, put_products


@pytest.fixture(autouse=True)
def on_the_day(monkeypatch: pytest.MonkeyPatch, now: datetime) -> None:
    monkeypatch.setattr("fairway.kit.access.middleware.timezone.now", lambda: now)


@pytest.fixture
def deal(people: People, now: datetime) -> str:
    """Ola's deal on which Baylight sells for 60 percent and somebody else had influence for 25."""
    policy = put_policy(people, now)
    code = actions.new_code()
    roles = [
        AskedRole("transacting", "Baylight", exact(60), now.date()),
        AskedRole("influence", "Somebody Else", exact(25), now.date()),
    ]
    with acting_as(people.ola):
        actions.save_draft(
            actor=people.ola, now=now, code=code, policy_id=policy, asked=asked(put_products(now)), roles=roles
        )
        actions.submit(actor=people.ola, now=now, code=code)
    look_at(code, now)
    return code


def role_of(people: People, code: str, named: str) -> int:
    with acting_as(people.carl):
        return next(one.id for one in queries.deal(people.carl, code).roles if one.named == named)


def name_and_approve(people: People, carl: Client, now: datetime, code: str) -> None:
    form = {"deed": "part", "role": role_of(people, code, "Baylight"), "partner": "B-2"}
    assert carl.post(f"/vendor/deals/{code}/do/", form).status_code == 302
    with acting_as(people.carl):
        actions.approve(actor=people.carl, now=now, code=code)


def test_the_part_is_read_once_it_is_named_and_approved(
    people: People, sam: Client, carl: Client, now: datetime, deal: str
) -> None:
    empty = sam.get("/partner/deals/parts/").content
    assert b"No deals with others" in empty
    form = {"deed": "part", "role": role_of(people, deal, "Baylight"), "partner": "B-2"}
    carl.post(f"/vendor/deals/{deal}/do/", form)

    def bare(body: bytes) -> bytes:
        return re.sub(rb"\b[A-Za-z0-9]{64}\b", b"TOKEN", body)

    assert bare(sam.get("/partner/deals/parts/").content) == bare(empty)  # named, not approved: nothing to tell
    with acting_as(people.carl):
        actions.approve(actor=people.carl, now=now, code=deal)
    page = sam.get("/partner/deals/parts/").content.decode()
    for said in ("New studios", "Northwind Traders Inc.", "Anker Mess", "Sells it", "60 %"):
        assert said in page
    for hidden in (deal, "20000", "20,000", "Somebody Else", "25 %", "ann@northwind.example", "Ann Field"):
        assert hidden not in page
    assert "B-2" in carl.get(f"/vendor/deals/{deal}/").content.decode()


def test_nothing_else_of_the_deal_opens(people: People, sam: Client, carl: Client, now: datetime, deal: str) -> None:
    name_and_approve(people, carl, now, deal)
    for where in ("", "edit/", "files/1/"):
        assert sam.get(f"/partner/deals/{deal}/{where}").status_code == 404
    assert deal not in sam.get("/partner/deals/?export=csv").content.decode()
    with acting_as(people.sam):
        assert not Registration.objects.exists()
        assert not Role.objects.exists()


def test_who_is_not_named_reads_nothing(people: People, ola: Client, carl: Client, now: datetime, deal: str) -> None:
    name_and_approve(people, carl, now, deal)
    assert b"No deals with others" in ola.get("/partner/deals/parts/").content
    for actor in (people.dirk, people.maya):
        with acting_as(actor), pytest.raises((NotAllowed, DatabaseError)), transaction.atomic():
            if queries.own_parts(actor) == ():
                raise NotAllowed("own.deals.view")
    with acting_as(people.carl), pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT * FROM deals_parts()")


def test_a_partner_does_not_say_which_partner_a_role_is(people: People, now: datetime, deal: str) -> None:
    with acting_as(people.ola):
        with pytest.raises(NotAllowed):
            actions.name_partner(actor=people.ola, now=now, code=deal, role_id=1, partner_id=people.b)
        with pytest.raises(DatabaseError), transaction.atomic():
            Role.objects.update(partner_id=people.b)


def test_odd_choices_are_refused(people: People, carl: Client, now: datetime, deal: str) -> None:
    role = role_of(people, deal, "Baylight")
    with acting_as(people.carl):
        for role_id, partner, said in (
            (role, people.a, "registered the deal"), (0, people.b, "no such role"), (role, 10**6, "no such partner"),
        ):  # fmt: skip
            with pytest.raises(Refused, match=said):
                actions.name_partner(actor=people.carl, now=now, code=deal, role_id=role_id, partner_id=partner)
    page = carl.post(f"/vendor/deals/{deal}/do/", {"deed": "part", "role": role, "partner": "<b>"}, follow=True)
    assert "no partner with the code &lt;b&gt;" in page.content.decode()
