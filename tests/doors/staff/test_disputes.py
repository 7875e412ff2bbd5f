"""Cases at the vendor: taken up, heard, decided after the words of each side were shown."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from django.core import mail
from django.test import Client

from fairway.deals import actions
from fairway.kit.access import acting_as
from tests.builders import People
from tests.doors.staff.dispute_stories import case_about, told
from tests.doors.staff.stories import text_of
from tests.rooms.deals.stories import asked, put_policy, put_products, register, status


@pytest.fixture(autouse=True)
def on_the_day(monkeypatch: pytest.MonkeyPatch, now: datetime) -> None:
    monkeypatch.setattr("fairway.kit.access.middleware.timezone.now", lambda: now + timedelta(hours=1))


@pytest.fixture
def policy(people: People, now: datetime) -> int:
    return put_policy(people, now)


def test_a_case_is_decided_after_each_sides_words_were_shown(
    theo: Client, carl: Client, people: People, now: datetime, policy: int, django_capture_on_commit_callbacks: object
) -> None:
    made = told(people, now, policy)
    where = f"/vendor/deals/disputes/{made.case}/"
    page = theo.get(where).content.decode()
    for words in ("Anker Mess", "Baylight Systems", "We were there first.", "Close the hearing", "Decide and send"):
        assert (words in page) is (words != "Decide and send")
    assert "You are a party" not in page
    assert "Only we" in carl.get(where).content.decode()
    assert 'id="decide"' not in carl.get(where).content.decode()
    said = {
        "outcome": "award",
        "winner": made.mine,
        "reason": "The e-mails show it.",
        f"text:{made.mine}": "Yours, Ola.",
    }
    shown = theo.post(f"{where}decide/", said)
    assert shown.status_code == 200
    body = shown.content.decode()
    assert "Decide and send" in body
    assert "We decided that the deal is not registered for you." in body
    assert (status(made.held), status(made.lost)) == ("approved", "rejected")
    with django_capture_on_commit_callbacks(execute=True):  # type: ignore[operator]
        done = theo.post(f"{where}decide/", {**said, "send": "yes"})
    assert done.status_code == 302
    assert (status(made.held), status(made.lost)) == ("revoked", "approved")
    letters = {letter.to[0]: letter for letter in mail.outbox}
    assert set(letters) == {"ola@a.example", "sam@b.example"}
    assert "Yours, Ola." in letters["ola@a.example"].body
    hers, his = (str(letters[one].message()) for one in ("ola@a.example", "sam@b.example"))
    for secret in ("Baylight", made.theirs, made.held, made.case, "e-mails"):
        assert secret not in hers
    for secret in ("Anker", made.mine, made.lost, made.case, "e-mails", "4711"):
        assert secret not in his
    assert "Awarded" in theo.get(where).content.decode()


def test_what_cannot_be_done_is_said_and_nothing_typed_is_lost(
    theo: Client, carl: Client, people: People, now: datetime, policy: int
) -> None:
    made = told(people, now, policy)
    where = f"/vendor/deals/disputes/{made.case}/"
    for said in (
        {"outcome": "award", "reason": "My own words"}, {"outcome": "split", "reason": "My own words"},
        {"outcome": "split", "reason": "My own words", f"share:{made.mine}": "sixty"},
        {"outcome": "compensate", "reason": "My own words", f"amount:{made.mine}": "-4"},
        {"outcome": "compensate", "reason": "My own words", f"amount:{made.mine}": "9" * 40},
        {"outcome": "uphold", "reason": "My own words"}, {"outcome": "x", "reason": "My own words"},
    ):  # fmt: skip
        answer = theo.post(f"{where}decide/", {**said, "send": "yes"})
        assert answer.status_code == 422, said
        assert "My own words" in answer.content.decode()
    assert carl.post(f"{where}decide/", {"outcome": "refuse", "reason": "Mine", "send": "yes"}).status_code == 422
    for deed in ("take", "side", "put", "share", "hear", "withdraw", "x", ""):
        assert carl.post(f"{where}do/", {"deed": deed, "side": made.mine}).status_code == 302
    assert (status(made.held), status(made.lost)) == ("approved", "rejected")
    assert "Being looked into" in theo.get(where).content.decode()


def test_an_amount_is_shown_before_it_is_sent_as_it_will_be_read(
    theo: Client, people: People, now: datetime, policy: int
) -> None:
    made = told(people, now, policy)
    said = {"outcome": "compensate", "reason": "Groundwork", f"amount:{made.mine}": "1200.5"}
    shown = text_of(theo.post(f"/vendor/deals/disputes/{made.case}/decide/", said))
    assert "Amount: USD 1,200.50" in shown


def test_an_item_is_shown_to_all_only_when_confirmed(
    theo: Client, ola: Client, sam: Client, people: People, now: datetime, policy: int
) -> None:
    made = told(people, now, policy)
    where = f"/vendor/deals/disputes/{made.case}/do/"
    theo.post(where, {"deed": "share", "item": made.item, "text": "An offer was made."})
    his = f"/partner/deals/disputes/{made.theirs}/"
    assert "An offer was made." not in sam.get(his).content.decode()
    theo.post(where, {"deed": "share", "item": made.item, "text": "An offer was made.", "confirmed": "yes"})
    page = sam.get(his).content.decode()
    assert "An offer was made." in page
    assert "evidence.txt" in page
    for secret in ("anker", "Anker", "4711", made.item, made.mine, made.lost, made.case):
        assert secret not in page
    assert ola.get(f"/partner/deals/disputes/{made.mine}/files/{made.item}/").status_code == 200
    assert sam.get(f"{his}files/{made.item}/").status_code == 404


def test_the_list_is_narrowed_exported_and_read_in_few_queries(
    carl: Client, people: People, now: datetime, policy: int, django_assert_max_num_queries: object
) -> None:
    made = told(people, now, policy)
    products = put_products(now)
    for number in range(3):
        fields = {"company": f"Customer {number}", "website": f"c{number}.example"}
        code = register(people.ola, now, policy, asked(products, **fields))
        with acting_as(people.carl):
            actions.refuse(actor=people.carl, now=now, code=code, answer="tender", text="Published.")
        case_about(people, now, code)
    carl.get("/vendor/deals/disputes/")
    with django_assert_max_num_queries(22):  # type: ignore[operator]
        assert made.case in carl.get("/vendor/deals/disputes/?state=open").content.decode()
    assert made.case in carl.get("/vendor/deals/disputes/?export=csv").content.decode()
    assert "disputes wait for a mediator" in carl.get("/vendor/").content.decode().lower()
    with django_assert_max_num_queries(55):  # type: ignore[operator]
        carl.get(f"/vendor/deals/disputes/{made.case}/")


def test_the_vendor_opens_a_case_from_a_deal(
    carl: Client, ola: Client, people: People, now: datetime, policy: int, django_capture_on_commit_callbacks: object
) -> None:
    code = register(people.ola, now, policy, asked(put_products(now)))
    with django_capture_on_commit_callbacks(execute=True):  # type: ignore[operator]
        made = carl.post(f"/vendor/deals/{code}/do/", {"deed": "dispute", "reason": "We look at it again"})
    assert made["Location"].startswith("/vendor/deals/disputes/V-")
    assert "You are a party" in carl.get(made["Location"]).content.decode()
    assert "is looked at again" in mail.outbox[-1].body
    assert "We look at it again" not in str(mail.outbox[-1].message())
    assert "Being looked at" in ola.get("/partner/deals/disputes/").content.decode()


@pytest.mark.parametrize("field", ["outcome", "winner", "reason"])
def test_hostile_texts_are_shown_as_text(theo: Client, people: People, now: datetime, policy: int, field: str) -> None:
    made = told(people, now, policy)
    said = {"outcome": "refuse", "reason": "x", field: "<script>alert(1)</script>'\"{{ 7*7 }}"}
    answer = theo.post(f"/vendor/deals/disputes/{made.case}/decide/", said)
    assert answer.status_code in {200, 422}
    assert b"<script>alert(1)" not in answer.content


def test_each_deed_in_a_case_says_what_it_did(theo: Client, people: People, now: datetime, policy: int) -> None:
    made = told(people, now, policy)
    where = f"/vendor/deals/disputes/{made.case}/do/"
    for post, words in (
        ({"deed": "put", "text": "For us"}, "Put into the case, for the vendor only."),
        ({"deed": "put", "text": "Show it", "side": made.mine}, "Put into the case. Anker Mess"),
        ({"deed": "share", "item": made.item, "text": "An offer", "confirmed": "yes"}, "All sides read it now"),
        ({"deed": "hear"}, "The hearing is closed: decide next."),
    ):
        page = text_of(theo.post(where, post, follow=True))
        assert words in page
        assert "Done." not in page
