"""The public form and the locator: asked without signing in, kept from robots, silent about who is not shown."""

from __future__ import annotations

import re
from datetime import datetime
from typing import Any

import pytest
from django.core import mail
from django.test import Client

from fairway.kit.access import WORKER, acting_as
from fairway.leads import actions, queries
from fairway.leads.models import Contact, Lead
from fairway.web.entrance import asking, guarding
from tests.builders import People
from tests.rooms.leads.stories import lay, route

GIVEN = {
    "company": "Nordlicht Studios GmbH", "country": "DE", "region": "BY", "city": "Munich", "language": "de",
    "need": "Ten cameras.", "contact_name": "Nils Nord", "contact_email": "nils@nordlicht.example", "agreed": "on",
}  # fmt: skip


@pytest.fixture(autouse=True)
def open_door(now: datetime, monkeypatch: pytest.MonkeyPatch, db: None) -> None:
    monkeypatch.setattr("fairway.kit.access.middleware.timezone.now", lambda: now)
    monkeypatch.setattr(guarding, "QUICKEST", -1)


@pytest.fixture
def nils() -> Client:
    return Client()


def token(nils: Client, where: str = "/ask/") -> str:
    found = re.search(r'name="page" value="([^"]+)"', nils.get(where).content.decode())
    assert found
    return found[1]


def how_many() -> int:
    with acting_as(WORKER):
        return Lead.objects.count()


def shown(who: Any, now: datetime, *words: str) -> str:
    with acting_as(who):
        actions.save_desk(
            actor=who, now=now, capacity=5, languages=list(words), paused_until=None, about="Cameras.", shown=True
        )
        return queries.own_desk(who).slug


def test_an_enquiry_comes_in_once_with_its_consent_and_a_mail_goes_out(
    nils: Client, now: datetime, django_capture_on_commit_callbacks: Any
) -> None:
    page = token(nils)
    with django_capture_on_commit_callbacks(execute=True):
        assert nils.post("/ask/", {**GIVEN, "page": page})["Location"] == "/ask/sent/"
        assert nils.post("/ask/", {**GIVEN, "page": page})["Location"] == "/ask/sent/"
    assert how_many() == 1
    with acting_as(WORKER):
        assert Contact.objects.get().consent == "Ticked on the public form, 2026-02-10 09:00 UTC"
        assert Lead.objects.get().source == "Web form"
    assert mail.outbox[0].to == ["nils@nordlicht.example"]
    assert "Nordlicht" not in mail.outbox[0].body  # nobody is sent a stranger's text
    assert nils.get("/ask/sent/").status_code == 200


@pytest.mark.parametrize(
    "said",
    [{"agreed": ""}, {"company": ""}, {"country": "XX"}, {"contact_email": "x"}, {"language": "xxx"},
     {"need": "x" * 5000}, {"company": "a\x01b"}, {"product": "teapot"}],
)  # fmt: skip
def test_what_is_missing_is_said_and_nothing_is_kept(nils: Client, said: dict[str, str]) -> None:
    answer = nils.post("/ask/", {**GIVEN, **said, "page": token(nils)})
    assert answer.status_code == 422 and how_many() == 0
    assert "Munich" in answer.content.decode()  # what was written is still there


def test_robots_are_kept_out_and_told_what_people_are_told(
    nils: Client, monkeypatch: pytest.MonkeyPatch, now: datetime
) -> None:
    assert nils.post("/ask/", {**GIVEN, "page": token(nils), "fax_number": "1"})["Location"] == "/ask/sent/"
    assert nils.post("/ask/", {**GIVEN, "page": "forged"}).status_code == 422
    monkeypatch.setattr(guarding, "QUICKEST", 3)
    assert "very quick" in nils.post("/ask/", {**GIVEN, "page": token(nils)}).content.decode()
    assert how_many() == 0
    monkeypatch.setattr(guarding, "QUICKEST", -1)
    monkeypatch.setattr(asking, "MOST_SENT", 4)
    answers = [nils.post("/ask/", {**GIVEN, "page": token(nils)}).status_code for _ in range(4)]
    assert answers[-1] == 429


def test_the_locator_shows_who_agreed_and_public_facts_alone(nils: Client, people: People, now: datetime) -> None:
    lay(people, now)
    assert "Nobody is shown" in nils.get("/find/").content.decode()
    shown(people.ola, now, "de")
    page = nils.get("/find/?country=DE&language=de").content.decode()
    assert "Anker Mess" in page and "Cameras." in page and "German" in page
    for secret in ("A-1", "Baylight", "B-2", "gold", "capacity", "ola@a.example"):
        assert secret not in page, secret
    assert "Anker Mess" not in nils.get("/find/?country=US").content.decode()
    for odd in ("?country=XX", "?line=%3Cscript%3E", "?language=%01", "?region=" + "x" * 500, "?country=DE&region=%01"):
        answer = nils.get(f"/find/{odd}")
        assert answer.status_code in (200, 422) and b"<script>" not in answer.content.replace(b"<script src", b"")


def test_an_enquiry_from_the_locator_goes_to_whom_the_customer_chose(
    nils: Client, people: People, now: datetime
) -> None:
    lay(people, now)
    slug = shown(people.sam, now, "en")
    where = f"/ask/?partner={slug}&country=DE"
    assert "Ask Baylight Systems" in nils.get(where).content.decode()
    nils.post(where, {**GIVEN, "page": token(nils, where)})
    with acting_as(WORKER):
        made = Lead.objects.get()
    assert (made.way_in, made.wished_id) == ("locator", people.b)
    route(made.code, now)
    with acting_as(WORKER):
        assert Lead.objects.get().partner_id == people.b
    assert nils.get("/ask/?partner=P-nobody").status_code == 404


def test_searching_is_counted(nils: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(asking, "MOST_SEARCHES", 2)
    assert [nils.get("/find/?country=DE").status_code for _ in range(3)] == [200, 200, 429]
