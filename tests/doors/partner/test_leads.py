"""The partner's leads: the inbox, the clock, answers, the draft that needs no typing; and nothing of anybody else."""

from __future__ import annotations

import re
from datetime import datetime, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from fairway.kit.access import acting_as
from fairway.leads import actions
from tests.builders import People
from tests.rooms.deals.stories import put_policy as put_deal_policy
from tests.rooms.deals.stories import put_products
from tests.rooms.leads.stories import comes, lay, lead, offer, route


@pytest.fixture(autouse=True)
def on_the_day(monkeypatch: pytest.MonkeyPatch, now: datetime) -> None:
    monkeypatch.setattr("fairway.kit.access.middleware.timezone.now", lambda: now)


@pytest.fixture
def ground(people: People, now: datetime) -> None:
    lay(people, now)


def test_a_lead_is_taken_and_worked_on_page_by_page(ola: Client, people: People, now: datetime, ground: None) -> None:
    code, made = comes(now)
    assert "1" in ola.get("/partner/").content.decode() and "Lead to answer" in ola.get("/partner/").content.decode()
    page = ola.get(f"/partner/leads/{made}/").content.decode()
    assert "Nordlicht Studios GmbH" in page and "Shown once you took the lead." in page
    assert "nils@nordlicht.example" not in page and "Your tier is gold." in page

    def do(**said: str) -> str:
        return ola.post(f"/partner/leads/{made}/do/", said, follow=True).content.decode()

    assert "cannot be done any more" in do(deed="contact")
    assert "nils@nordlicht.example" in do(deed="accept")
    assert "Noted." in do(deed="contact")
    assert "Noted." in do(deed="qualify")
    assert "Choose what it was lost for." in do(deed="lose")
    assert "Noted as lost." in do(deed="lose", why="no_budget", reason="Next year, they say")
    assert "Choose what to do." in do(deed="win")
    assert (lead(code).status, lead(code).end_code, offer(made).reason) == ("lost", "no_budget", "Next year, they say")
    assert "How you answered" in ola.get("/partner/leads/").content.decode()


def test_a_lead_is_declined_with_a_reason(ola: Client, people: People, now: datetime, ground: None) -> None:
    code, made = comes(now)
    assert "Choose why" in ola.post(f"/partner/leads/{made}/do/", {"deed": "decline"}, follow=True).content.decode()
    ola.post(f"/partner/leads/{made}/do/", {"deed": "decline", "why": "conflict", "reason": "We built their site"})
    page = ola.get(f"/partner/leads/{made}/").content.decode()
    assert "Nordlicht" not in page and "We know the customer" in page
    assert lead(code).status == "waiting"


def test_one_press_makes_a_registration_with_everything_in_it(
    ola: Client, people: People, now: datetime, ground: None
) -> None:
    put_products(now)
    put_deal_policy(people, now)
    code, made = comes(now, product="CAM-1")
    ola.post(f"/partner/leads/{made}/do/", {"deed": "accept"})
    page = ola.get(f"/partner/leads/{made}/").content.decode()
    policy = re.search(r'name="policy" value="(\d+)"', page)
    assert policy
    nothing = ola.post(f"/partner/leads/{made}/do/", {"deed": "convert"}, follow=True)
    assert "Choose the programme" in nothing.content.decode()
    unknown = ola.post(f"/partner/leads/{made}/do/", {"deed": "convert", "policy": "999999"}, follow=True)
    assert "There is no such registration programme" in unknown.content.decode()
    answer = ola.post(f"/partner/leads/{made}/do/", {"deed": "convert", "policy": policy[1]})
    assert re.fullmatch(r"/partner/deals/D-\w{5}-\w{5}/edit/", answer["Location"])
    form = ola.get(answer["Location"]).content.decode()
    for words in ("Nordlicht Studios GmbH", "nordlicht.example", "Nils Nord", "nils@nordlicht.example", "CAM-1"):
        assert words in form, words
    assert lead(code).status == "converted"


def test_over_its_time_a_lead_cannot_be_taken(
    ola: Client, people: People, now: datetime, ground: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    code, made = comes(now)
    monkeypatch.setattr("fairway.kit.access.middleware.timezone.now", lambda: now + timedelta(days=2))
    assert "The time to answer is over" in ola.get(f"/partner/leads/{made}/").content.decode()
    page = ola.post(f"/partner/leads/{made}/do/", {"deed": "accept"}, follow=True).content.decode()
    assert "The time to answer was over" in page and lead(code).status == "offered"


def test_the_bytes_and_queries_are_the_same_with_and_without_a_rival(
    ola: Client, sam: Client, people: People, now: datetime, ground: None
) -> None:
    def seen(browser: Client, made: str) -> tuple[str, int, str, int]:
        with CaptureQueriesContext(connection) as one:
            page = browser.get(f"/partner/leads/{made}/").content.decode()
        with CaptureQueriesContext(connection) as many:
            index = browser.get("/partner/leads/").content.decode()
        plain = re.sub(r"[A-Za-z0-9]{64}|L-\w{5}-\w{5}", "", page)
        return plain, len(one), re.sub(r"[A-Za-z0-9]{64}|L-\w{5}-\w{5}", "", index), len(many)

    ola.get("/partner/leads/")  # what is read once stays read
    with acting_as(people.sam):  # Sam is not asked: the lead comes to Ola first
        actions.save_desk(actor=people.sam, now=now, capacity=0, languages=[], paused_until=None, about="", shown=False)
    code, first = comes(now)
    alone = seen(ola, first)
    with acting_as(people.carl):
        actions.undo(actor=people.carl, now=now, code=code, reason="Again")
    with acting_as(people.sam):
        actions.save_desk(actor=people.sam, now=now, capacity=5, languages=[], paused_until=None, about="", shown=False)
    # now Sam holds it first, and declines with a word about it
    other, rivals = comes(now)
    if offer(rivals).partner_id == people.a:
        with acting_as(people.carl):
            actions.undo(actor=people.carl, now=now, code=other, reason="Again")
            rivals = actions.offer_to(actor=people.carl, now=now, code=other, partner_id=people.b)
    with acting_as(people.sam):
        actions.decline(actor=people.sam, now=now, code=rivals, why="too_small", text="RIVALWORD")
    second = route(other, now)
    assert offer(second).partner_id == people.a
    among = seen(ola, second)
    assert among[1] == alone[1]
    for words in ("Baylight", "RIVALWORD", "declined", rivals, lead(other).code):
        assert words not in among[0], words
    assert among[0] == alone[0]


def test_a_rivals_lead_is_not_there(sam: Client, people: People, now: datetime, ground: None) -> None:
    _, made = comes(now)
    assert offer(made).partner_id == people.a
    assert sam.get(f"/partner/leads/{made}/").status_code == 404
    for deed in ("accept", "decline", "contact", "convert"):
        assert sam.post(f"/partner/leads/{made}/do/", {"deed": deed, "why": "other"}).status_code == 404
    for more in ("", "?export=csv", "?state=offered", f"?q={made[:4]}"):
        page = sam.get(f"/partner/leads/{more}").content.decode()
        assert made not in page and "Munich" not in page
    assert offer(made).state == "offered"


def test_the_inbox_is_read_in_few_queries_and_exported(
    ola: Client, people: People, now: datetime, ground: None, django_assert_max_num_queries: object
) -> None:
    for _ in range(6):
        comes(now, company="=1+1")
    with django_assert_max_num_queries(20):  # type: ignore[operator]
        assert ola.get("/partner/leads/").content.decode().count("/partner/leads/L-") == 3
    assert "'=1+1" in ola.get("/partner/leads/?export=csv").content.decode()


def test_a_desk_is_kept_shown_and_refused(ola: Client, ines: Client, people: People, now: datetime) -> None:
    given = {"capacity": "7", "languages": "de, EN", "about": "Cameras <b>since</b> 1990", "shown": "on"}
    assert "Saved." in ola.post("/partner/leads/desk/", given, follow=True).content.decode()
    page = ola.get("/partner/leads/desk/").content.decode()
    assert 'value="German, English"' in page and "Shown since" in page and "<b>since" not in page
    ola.post("/partner/leads/desk/", {**given, "languages": "german; Norwegian Bokmål\nfr"})
    assert 'value="German, Norwegian Bokmål, French"' in ola.get("/partner/leads/desk/").content.decode()
    refused = ola.post("/partner/leads/desk/", {**given, "languages": "Germanic"})
    assert refused.status_code == 422 and "“germanic” is no language" in refused.content.decode()
    assert ola.post("/partner/leads/desk/", {**given, "capacity": "-1"}).status_code == 422
    # Ines sells; she reads it, and changes nothing
    assert "Whoever manages your organisation" in ines.get("/partner/leads/desk/").content.decode()
    assert ines.post("/partner/leads/desk/", {"capacity": "1"}).status_code == 403


def test_the_rules_are_said_in_words(ola: Client, people: People, now: datetime) -> None:
    assert "No rules are published yet" in ola.get("/partner/leads/rules/").content.decode()
    lay(people, now)
    assert "A lead is taken or declined within 8 business hours" in ola.get("/partner/leads/rules/").content.decode()
