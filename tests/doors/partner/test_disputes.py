"""A partner's own part in a case: opened, added to, appealed, and the same bytes with and without another side."""

from __future__ import annotations

import re
from datetime import datetime, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from fairway.deals import actions
from fairway.deals.rules.disputes import Verdict
from fairway.kit.access import acting_as
from tests.builders import People
from tests.doors.partner.test_deals import plain
from tests.doors.staff.dispute_stories import case_about, told
from tests.doors.staff.stories import text_of
from tests.rooms.deals.stories import asked, put_policy, put_products, register

EVIL = "<script>alert(1)</script>'\"{{ 7*7 }}"


@pytest.fixture(autouse=True)
def on_the_day(monkeypatch: pytest.MonkeyPatch, now: datetime) -> None:
    monkeypatch.setattr("fairway.kit.access.middleware.timezone.now", lambda: now + timedelta(hours=1))


@pytest.fixture
def policy(people: People, now: datetime) -> int:
    return put_policy(people, now)


def refused(people: People, now: datetime, policy: int) -> str:
    code = register(people.ola, now, policy, asked(put_products(now)))
    with acting_as(people.carl):
        actions.refuse(actor=people.carl, now=now, code=code, answer="not_available", text="We cannot.")
    return code


def test_a_dispute_is_opened_from_the_deal_and_added_to(
    ola: Client, sam: Client, people: People, now: datetime, policy: int
) -> None:
    code = refused(people, now, policy)
    assert "Dispute it" in ola.get(f"/partner/deals/{code}/").content.decode()
    ola.post(f"/partner/deals/{code}/do/", {"deed": "dispute", "about": "expired", "reason": "No"})
    assert "No dispute" in ola.get("/partner/deals/disputes/").content.decode()
    ola.post(f"/partner/deals/{code}/do/", {"deed": "dispute", "about": "refused", "reason": EVIL})
    page = ola.get(f"/partner/deals/{code}/").content.decode()
    (case,) = set(re.findall(r"C-[0-9A-Z]{5}-[0-9A-Z]{5}", page))
    where = f"/partner/deals/disputes/{case}/"
    ola.post(f"{where}do/", {"deed": "say", "text": EVIL, "file": SimpleUploadedFile("a<b>.txt", b"We met.")})
    ola.post(f"{where}do/", {"deed": "say", "file": SimpleUploadedFile("x.exe", b"MZ")})
    ola.post(f"{where}do/", {"deed": "say"})
    ola.post(f"{where}do/", {"deed": "appeal", "reason": "Already"})
    shown = ola.get(where)
    assert b"<script>alert(1)" not in shown.content
    assert b"Being looked at" in shown.content
    assert b"x.exe" not in shown.content.split(b"Said and shown")[1]
    (item,) = re.findall(r"/files/(E-[0-9A-Z-]+)/", shown.content.decode())
    assert ola.get(f"{where}files/{item}/").content == b"We met."
    for address in (where, f"{where}files/{item}/"):
        assert sam.get(address).status_code == 404
    for deed in ("say", "withdraw", "appeal"):
        assert sam.post(f"{where}do/", {"deed": deed, "text": "x", "reason": "x"}).status_code == 404
    assert ola.get("/partner/deals/disputes/?export=csv").status_code == 200
    ola.post(f"{where}do/", {"deed": "withdraw"})
    assert "It ended without a decision" in ola.get(where).content.decode()


def story(people: People, ola: Client, now: datetime, policy: int, *, rival: bool) -> dict[str, tuple[int, int, bytes]]:
    """What Ola sees of her case; with ``rival``, Sam holds the deal, is heard, says something and appeals."""
    if rival:
        made = told(people, now, policy)
        mine, case, sides = made.mine, made.case, [made.mine, made.theirs]
    else:
        lost = refused(people, now, policy)
        mine, case = case_about(people, now, lost)
        sides = [mine]
        with acting_as(people.theo):
            actions.take_up(actor=people.theo, now=now, code=case)
        with acting_as(people.ola):
            actions.say(
                actor=people.ola, now=now, code=mine, text="Our offer was 4711.", name="anker-offer.txt",
                content=b"Anker offers 4711.", may_be_shown=True,
            )  # fmt: skip
    seen: dict[str, tuple[int, int, bytes]] = {}

    def note(name: str, method: str, where: str, form: dict[str, str] | None = None) -> None:
        with CaptureQueriesContext(connection) as queries:
            answer = getattr(ola, method)(where, form) if form is not None else getattr(ola, method)(where)
        headers = b"\n".join(
            f"{key}: {value}".encode() for key, value in sorted(answer.items()) if "policy" not in key.lower()
        )
        body = re.sub(rb"[CDE]-[0-9A-Z]{5}-[0-9A-Z]{5}", b"CODE", headers + plain(answer.content))
        seen[name] = (answer.status_code, len(queries), re.sub(rb"[0-9]+", b"0", body))

    where = f"/partner/deals/disputes/{mine}/"
    ola.get("/partner/deals/disputes/")
    note("list", "get", "/partner/deals/disputes/")
    note("export", "get", "/partner/deals/disputes/?export=csv")
    note("search", "get", "/partner/deals/disputes/?q=north")
    note("case", "get", where)
    note("say", "post", f"{where}do/", {"deed": "say", "text": "One more thing"})
    note("said", "get", where)
    with acting_as(people.theo):
        texts = dict.fromkeys(sides, "It stays as it was.")
        actions.decide(actor=people.theo, now=now, code=case, verdict=Verdict("refuse", "Nothing new.", texts))
    if rival:
        with acting_as(people.sam):
            actions.appeal(actor=people.sam, now=now, code=made.theirs, text="We do not agree")
    note("decided", "get", where)
    note("today", "get", "/partner/")
    note("wrong", "get", "/partner/deals/disputes/C-22222-33333/")
    note("withdraw", "post", f"{where}do/", {"deed": "withdraw"})
    note("appeal", "post", f"{where}do/", {"deed": "appeal", "reason": "We do not agree"})
    note("appealed", "get", where)
    return seen


@pytest.mark.parametrize("rival", [False, True], ids=["alone", "with another side"])
def test_bytes_and_queries_are_the_same_with_and_without_another_side(
    people: People, ola: Client, now: datetime, policy: int, rival: bool, pytestconfig: pytest.Config
) -> None:
    seen = story(people, ola, now, policy, rival=rival)
    first = pytestconfig.stash.setdefault(SEEN, seen)
    for name, one in seen.items():
        assert one[:2] == first[name][:2], name
        assert one[2] == first[name][2], name


SEEN: pytest.StashKey[dict[str, tuple[int, int, bytes]]] = pytest.StashKey()


def test_what_the_vendors_people_did_is_the_vendors(ola: Client, people: People, now: datetime) -> None:
    made = told(people, now, put_policy(people, now))
    page = text_of(ola.get(f"/partner/deals/disputes/{made.mine}/")).partition("What happened")[2]
    refused = page.partition("Refused the registration")[2]
    assert refused.split("·")[0].split()[-2:] == ["Your", "company"]
    assert "Carl" not in page
