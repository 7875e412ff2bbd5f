"""The partner's deal pages: a form made from the policy, one deal, and answers that tell nothing of a rival."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.core import mail
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from fairway.deals import actions
from fairway.kit.access import acting_as
from tests.builders import People
from tests.rooms.deals.stories import POLICY, asked, put_policy, put_products, register, settle, status

GOOD = {
    "name": "New studios", "company": "Northwind Traders Inc.", "country": "US", "website": "northwind.example",
    "expected_close": "2026-06-30", "contact_name": "Ann Field", "contact_email": "ann@northwind.example",
    "lines-count": "2", "line-0-sku": "CAM-1", "line-0-units": "5", "line-0-value": "20000", "line-1-sku": "",
    "roles-count": "1", "role-0-role": "transacting", "role-0-named": "Anker Mess", "role-0-share": "100",
}  # fmt: skip
CODE = "D-22222-33333"


@pytest.fixture(autouse=True)
def on_the_day(monkeypatch: pytest.MonkeyPatch, now: datetime) -> None:
    monkeypatch.setattr("fairway.kit.access.middleware.timezone.now", lambda: now)


@pytest.fixture
def policy(people: People, now: datetime) -> int:
    put_products(now)
    return put_policy(people, now)


def plain(body: bytes) -> bytes:
    """An answer without what is drawn anew for each request: the form's token, a link's signature with its time."""
    return re.sub(rb"sent=[\w%:-]+", b"sent=SIGNED", re.sub(rb"\b[A-Za-z0-9]{64}\b", b"TOKEN", body))


def test_a_deal_is_kept_sent_and_acknowledged(
    ola: Client, people: People, policy: int, django_capture_on_commit_callbacks: object
) -> None:
    kept = ola.post(f"/partner/deals/new/{policy}/", {**GOOD, "code": CODE, "website": "", "keep": "yes"})
    assert (kept.status_code, kept["Location"]) == (302, f"/partner/deals/{CODE}/")
    assert status(CODE) == "draft"
    faulty = ola.post(f"/partner/deals/{CODE}/edit/", {**GOOD, "website": "", "send": "yes", "code": CODE})
    assert faulty.status_code == 422
    assert "Website is needed" in faulty.content.decode()
    assert 'value="20000"' in faulty.content.decode()
    with django_capture_on_commit_callbacks(execute=True):  # type: ignore[operator]
        sent = ola.post(f"/partner/deals/{CODE}/edit/", {**GOOD, "send": "yes", "code": CODE})
    assert sent.status_code == 302
    assert [letter.subject for letter in mail.outbox] == [f"We have your registration {CODE}"]
    again = ola.post(f"/partner/deals/new/{policy}/", {**GOOD, "send": "yes", "code": CODE})
    assert (again.status_code, status(CODE)) == (422, "submitted")
    page = ola.get(f"/partner/deals/{CODE}/").content.decode()
    assert "You hear from us by" in page
    assert "Transacting" in page or "transacting" in page


@pytest.mark.parametrize("field", ["name", "company", "website", "contact_name", "line-0-sku", "role-0-named"])
def test_hostile_texts_are_shown_as_text(ola: Client, policy: int, field: str) -> None:
    said = "<script>alert(1)</script>'\"{{ 7*7 }}"
    answer = ola.post(f"/partner/deals/new/{policy}/", {**GOOD, "code": CODE, field: said, "keep": "yes"}, follow=True)
    assert answer.status_code in {200, 422}
    assert b"<script>alert(1)" not in answer.content


def test_numbers_dates_and_codes_that_are_none_are_said(ola: Client, policy: int) -> None:
    for field, value in (
        ("line-0-units", "many"), ("line-0-value", "1e9"), ("line-0-value", "-4"), ("expected_close", "tomorrow"),
        ("country", "ZZ"), ("contact_email", "ann@"), ("lines-count", "9" * 40), ("role-0-share", "101"),
        ("name", "x" * 999), ("line-0-sku", "NO-SUCH"), ("name", "a\x00b"),
    ):  # fmt: skip
        answer = ola.post(f"/partner/deals/new/{policy}/", {**GOOD, "code": CODE, field: value, "send": "yes"})
        assert answer.status_code in {400, 422}, (field, value)


ROW = "name,company,country,website,expected_close,contact_name,contact_email,sku,units,value\n"


def story(people: People, ola: Client, now: datetime, policy: int, *, rival: bool) -> dict[str, tuple[int, int, bytes]]:
    """Everything Ola does and sees; with ``rival``, Sam is protected for the same company and product."""
    if rival:
        products = put_products(now)
        other = register(people.sam, now, policy, asked(products))
        with acting_as(people.carl):
            actions.approve(actor=people.carl, now=now, code=other)
    seen: dict[str, tuple[int, int, bytes]] = {}

    def note(name: str, method: str, where: str, form: dict[str, Any] | None = None) -> None:
        with CaptureQueriesContext(connection) as queries:
            answer = getattr(ola, method)(where, form) if form is not None else getattr(ola, method)(where)
        headers = b"\n".join(
            f"{key}: {value}".encode() for key, value in sorted(answer.items()) if "policy" not in key.lower()
        )
        seen[name] = (answer.status_code, len(queries), headers + plain(answer.content))

    note("form", "get", f"/partner/deals/new/{policy}/?as={CODE}")
    seen["form"] = (*seen["form"][:2], re.sub(rb"D-[0-9A-Z]{5}-[0-9A-Z]{5}", b"CODE", seen["form"][2]))
    note("fault", "post", f"/partner/deals/new/{policy}/", {**GOOD, "code": CODE, "website": "", "send": "yes"})
    note("send", "post", f"/partner/deals/new/{policy}/", {**GOOD, "code": CODE, "send": "yes"})
    note("view", "get", f"/partner/deals/{CODE}/")
    note("view again", "get", f"/partner/deals/{CODE}/")
    note("list", "get", "/partner/deals/")
    note("export", "get", "/partner/deals/?export=csv")
    note("today", "get", "/partner/")
    note("refused deed", "post", f"/partner/deals/{CODE}/do/", {"deed": "extension", "reason": "more"})
    for name, sku in (("file with a fault", "NO-SUCH"), ("file", "CAM-1")):
        row = f"{ROW}New studios,{GOOD['company']},US,northwind.example,2026-06-30,Ann,ann@n.example,{sku},3,900\n"
        note(name, "post", f"/partner/deals/import/{policy}/", {"file": SimpleUploadedFile("deals.csv", row.encode())})
    letters = "".join(str(one.message()) for one in mail.outbox).encode()
    seen["mail"] = (0, len(mail.outbox), re.sub(rb"D-[0-9A-Z]{5}-[0-9A-Z]{5}", b"CODE", letters))
    return seen


@pytest.mark.parametrize("rival", [False, True], ids=["alone", "with a rival"])
def test_bytes_and_queries_are_the_same_with_and_without_a_rival(
    people: People, ola: Client, now: datetime, policy: int, rival: bool, pytestconfig: pytest.Config
) -> None:
    seen = story(people, ola, now, policy, rival=rival)
    numbers = {name: re.sub(rb"[0-9]+", b"0", body) for name, (_, _, body) in seen.items()}
    first, bodies = pytestconfig.stash.setdefault(SEEN, (seen, numbers))
    assert {name: one[:2] for name, one in seen.items()} == {name: one[:2] for name, one in first.items()}
    for name, body in numbers.items():
        assert body == bodies[name], name


SEEN: pytest.StashKey[tuple[dict[str, tuple[int, int, bytes]], dict[str, bytes]]] = pytest.StashKey()


def test_a_deal_is_followed_to_its_end(ola: Client, people: People, policy: int, now: datetime) -> None:
    ola.post(f"/partner/deals/new/{policy}/", {**GOOD, "code": CODE, "send": "yes"})
    from tests.rooms.deals.stories import look_at

    look_at(CODE, now)
    with acting_as(people.carl):
        actions.approve(actor=people.carl, now=now, code=CODE, text="Yours through May.")
    page = ola.get(f"/partner/deals/{CODE}/").content.decode()
    assert "Days left" in page
    assert "Yours through May." in page
    shown = {"deed": "proof", "what": "meeting", "proof": "meeting_notes", "reason": "At theirs"}
    assert ola.post(f"/partner/deals/{CODE}/do/", shown).status_code == 302
    assert "Proof, meeting notes: waits for us" in ola.get(f"/partner/deals/{CODE}/").content.decode()
    ola.post(f"/partner/deals/{CODE}/do/", {"deed": "stage", "stage": "quoted", "reason": "Quote sent"})
    ola.post(f"/partner/deals/{CODE}/do/", {"deed": "lost"})
    assert status(CODE) == "approved"
    ola.post(f"/partner/deals/{CODE}/do/", {"deed": "won"})
    assert status(CODE) == "closed"
    settle(CODE, now + timedelta(minutes=1))
    assert "Won" in ola.get(f"/partner/deals/{CODE}/").content.decode()
    assert "The deal is won." in ola.get(f"/partner/deals/{CODE}/").content.decode()


def test_a_rivals_deal_is_not_there(sam: Client, ola: Client, people: People, policy: int) -> None:
    ola.post(f"/partner/deals/new/{policy}/", {**GOOD, "code": CODE, "send": "yes"})
    assert sam.get(f"/partner/deals/{CODE}/").status_code == 404
    assert sam.get(f"/partner/deals/{CODE}/edit/").status_code == 404
    assert sam.post(f"/partner/deals/{CODE}/do/", {"deed": "withdraw"}).status_code == 404
    taken = sam.post(f"/partner/deals/new/{policy}/", {**GOOD, "code": CODE, "keep": "yes"})
    assert taken.status_code in {404, 422}
    assert status(CODE) == "submitted"


def test_a_file_of_deals_is_sent_whole_or_not_at_all(ola: Client, policy: int, people: People) -> None:
    head = "name,company,country,website,expected_close,contact_name,contact_email,sku,units,value\n"
    row = "Deal {n},Customer {n},US,c{n}.example,2026-06-30,Ann,ann@c{n}.example,{sku},3,900\n"
    faulty = head + row.format(n=1, sku="CAM-1") + row.format(n=2, sku="NO-SUCH") + row.format(n=3, sku="CAM-2")

    def send(text: str) -> object:
        return ola.post(f"/partner/deals/import/{policy}/", {"file": SimpleUploadedFile("deals.csv", text.encode())})

    answer = send(faulty)
    assert answer.status_code == 422  # type: ignore[attr-defined]
    assert "NO-SUCH" in answer.content.decode()  # type: ignore[attr-defined]
    assert "No deal registered yet" in ola.get("/partner/deals/").content.decode()
    good = send(faulty.replace("NO-SUCH", "LENS-1"))
    assert good.status_code == 302, re.findall(r"data-label=.*", good.content.decode())  # type: ignore[attr-defined]
    assert "Customer 3" in ola.get("/partner/deals/").content.decode()


def test_a_quotation_mark_that_is_never_closed_is_named_by_its_line(ola: Client, policy: int, people: People) -> None:
    head = "name,company,country,website,expected_close,contact_name,contact_email,sku,units,value\n"
    row = "Deal {n},Customer {n},US,c{n}.example,2026-06-30,Ann,ann@c{n}.example,{sku},3,900\n"
    text = head + '"' + row.format(n=1, sku="CAM-1") + row.format(n=2, sku="NO-SUCH") + row.format(n=3, sku="CAM-2")
    file = SimpleUploadedFile("deals.csv", text.encode())
    answer = ola.post(f"/partner/deals/import/{policy}/", {"file": file})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "Line 2 of “deals.csv”, which begins with “Deal 1”, opens a quotation mark that is never closed." in page
    assert "NO-SUCH" in page, "the other rows are read, and their faults are told too"
    assert "No deal registered yet" in ola.get("/partner/deals/").content.decode()


def test_everything_that_is_wrong_is_said_at_once(ola: Client, policy: int) -> None:
    wrong = {**GOOD, "line-0-sku": "NOPE-1", "expected_close": "2020-01-01", "contact_name": "", "send": "yes"}
    page = ola.post(f"/partner/deals/new/{policy}/", wrong)
    assert page.status_code == 422
    for said in (
        "no product number of ours",
        "The expected close is in the past.",
        "Contact at the customer is needed.",
    ):
        assert said in page.content.decode()


def test_an_answer_is_read_once_and_no_longer_than_it_holds(
    ola: Client, people: People, policy: int, now: datetime
) -> None:
    code = register(people.ola, now, policy, asked(put_products(now)))
    why = "It was registered too late before its close."
    with acting_as(people.carl):
        actions.refuse(actor=people.carl, now=now, code=code, answer="too_late", text=why)
    assert ola.get(f"/partner/deals/{code}/").content.decode().split("What happened")[0].count(why) == 1
    with acting_as(people.carl):
        actions.reopen(actor=people.carl, now=now, code=code, text="A dispute asks for it")
        actions.queue(actor=people.carl, now=now, code=code, text="Not for you now.")
    assert "Not for you now." in ola.get(f"/partner/deals/{code}/").content.decode()
    with acting_as(people.carl):
        actions.take(actor=people.carl, now=now, code=code)
    assert "Not for you now." not in ola.get(f"/partner/deals/{code}/").content.decode()


def test_what_is_asked_and_shown_is_answered_in_words(ola: Client, people: People, policy: int, now: datetime) -> None:
    code = register(people.ola, now, policy, asked(put_products(now)))
    with acting_as(people.carl):
        actions.approve(actor=people.carl, now=now, code=code, text="Yours.")

    def said(**post: str) -> str:
        return ola.post(f"/partner/deals/{code}/do/", post, follow=True).content.decode()

    shown = said(deed="proof", what="meeting", proof="meeting_notes")
    assert "We have what you show for “A meeting with the customer”. It counts from now on" in shown
    assert "You asked for longer protection. We look at it" in said(deed="extension", reason="Their budget")
    assert "Noted as a sign of activity." in said(deed="activity", reason="We met them")
    assert "You took it back. We no longer look at it" in said(deed="withdraw", reason="They cancelled")


def test_a_rule_that_lengthens_says_until_when(ola: Client, people: People, now: datetime) -> None:
    by_rule = put_policy(people, now, POLICY.replace("decides: vendor", "decides: rule"))
    code = register(people.ola, now, by_rule, asked(put_products(now)))
    with acting_as(people.carl):
        actions.approve(actor=people.carl, now=now, code=code, text="Yours.")
    longer = {"deed": "extension", "reason": "Their budget"}
    page = ola.post(f"/partner/deals/{code}/do/", longer, follow=True).content.decode()
    # the meeting is still owed by 10 Feb + 45 days, whatever the window
    assert "Granted: longer protection, protected through 27 March 2026." in page


def test_a_faulty_file_names_its_own_columns_and_comes_back_to_be_put_right(
    ola: Client, sam: Client, policy: int
) -> None:
    head = "name,Company,country,website,Expected close,contact_name,contact_email,Article,Product,units,value\n"
    row = "Deal {n},Customer {n},US,c{n}.example,{day},Ann,ann@c{n}.example,x,{sku},{units},900\n"
    good = row.format(n=1, sku="CAM-1", day="2026-06-30", units="3")
    wrong = row.format(n=2, sku="NO-SUCH", day="2020-01-01", units="3")
    odd = row.format(n=3, sku="CAM-1", day="2020-01-01", units="many") + row.format(
        n=4, sku="CAM-1", day="2020-01-01", units="3"
    )
    where = f"/partner/deals/import/{policy}/"
    file = SimpleUploadedFile("deals.csv", (head + good + wrong + odd).encode())
    answer = ola.post(where, {"file": file})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert re.findall(r'data-label="Column">([^<]*)<', page) == ["Product", "units", "Expected close"]
    download = re.search(r'href="(\?export=fix[^"]*)"', page)
    assert download is not None
    link = where + download[1].replace("&amp;", "&")
    fixed = b"".join(ola.get(link).streaming_content).decode("utf-8-sig")  # type: ignore[attr-defined]
    lines = fixed.splitlines()
    assert lines[0] == f"{head.strip()},What is wrong"
    assert lines[1] == f"{good.strip()},"
    assert "NO-SUCH,3,900,Product: This is no product number of ours." in lines[2]
    assert "The expected close is in the past" in lines[4]
    assert sam.get(link).status_code == 404
    assert ola.get(f"{where}?export=fix&sent=x").status_code == 404
    right = fixed.replace("NO-SUCH", "CAM-2").replace("many", "2").replace("2020-01-01", "2026-06-30")
    sent = ola.post(where, {"file": SimpleUploadedFile("again.csv", right.encode())}, follow=True)
    assert "4 deals sent." in sent.content.decode()


def test_a_file_without_a_column_that_every_row_needs_says_so_once(ola: Client, policy: int) -> None:
    where = f"/partner/deals/import/{policy}/"
    empty = ola.get(f"{where}?export=empty").content.decode("utf-8-sig").strip()
    assert "Their e-mail" in empty
    rows = "\n".join(",".join(["x"] * 16) for _ in range(3))
    text = f"{empty}\n{rows}\n".replace("Their e-mail", "Mail")
    page = ola.post(where, {"file": SimpleUploadedFile("deals.csv", text.encode())}).content.decode()
    assert page.count("No column is called “Their e-mail”. Give the heading row one.") == 1
    assert re.findall(r'data-label="Row">([^<]*)<', page) == ["–"]


def test_what_speaks_against_it_is_said_at_its_field_before_it_is_sent(
    ola: Client, people: People, policy: int
) -> None:
    doubtful = {
        **GOOD, "code": CODE, "company": "Anker Mess", "website": "www.gmail.com", "contact_email": "ann@web.de",
        "send": "yes",
    }  # fmt: skip
    where = f"/partner/deals/new/{policy}/"
    page = ola.post(where, doubtful)
    said = page.content.decode()
    assert page.status_code == 422
    for words in ("gmail.com is open to everybody", "web.de is open to everybody", "Send it all the same"):
        assert words in said
    assert re.findall(r'name="seen" value="([^"]*)"', said) == ["website,contact_email"]
    assert 'value="www.gmail.com"' in said
    own = ola.post(where, {**GOOD, "code": CODE, "company": "Anker Mess GmbH", "country": "DE", "send": "yes"})
    assert "looks like your own organisation" in own.content.decode()
    # another doubt than the one that was seen is said first
    other = ola.post(where, {**doubtful, "website": "anker.example", "seen": "website,contact_email"})
    assert other.status_code == 422
    assert ola.post(where, {**doubtful, "seen": "website,contact_email"}).status_code == 302
    assert status(CODE) == "submitted"
