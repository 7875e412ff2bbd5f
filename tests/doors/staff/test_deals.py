"""The vendor's deal pages: the queue, the decision with its words shown first, policies by two people."""

from __future__ import annotations

from datetime import datetime

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse

from fairway.deals import actions, queries
from fairway.deals.rules.policy import check
from fairway.kit.access import acting_as
from tests.builders import People
from tests.doors.conftest import SignIn
from tests.doors.staff.deal_stories import told
from tests.doors.staff.stories import text_of
from tests.rooms.deals.stories import POLICY, asked, put_policy, put_products, register, status


@pytest.fixture(autouse=True)
def on_the_day(monkeypatch: pytest.MonkeyPatch, now: datetime) -> None:
    monkeypatch.setattr("fairway.kit.access.middleware.timezone.now", lambda: now)


@pytest.fixture
def carl(people: People, sign_in: SignIn) -> Client:
    return sign_in(people.carl)


def test_the_words_are_shown_before_they_are_sent(
    carl: Client, people: People, now: datetime, django_capture_on_commit_callbacks: object
) -> None:
    deal = told(people, now)
    page = carl.get(f"/vendor/deals/{deal.code}/").content.decode()
    assert "Northwind Traders Inc." in page
    assert "Nothing speaks against it" in page
    shown = carl.post(f"/vendor/deals/{deal.code}/decide/", {"answer": "approve"})
    assert "The partner will read" in shown.content.decode()
    assert status(deal.code) == "submitted"
    with django_capture_on_commit_callbacks(execute=True):  # type: ignore[operator]
        done = carl.post(f"/vendor/deals/{deal.code}/decide/", {"answer": "approve", "text": "Yours.", "send": "yes"})
    assert (done.status_code, status(deal.code)) == (302, "approved")
    assert "Yours." in mail.outbox[-1].body
    assert mail.outbox[-1].to == ["ola@a.example"]
    assert "Days left" in carl.get(f"/vendor/deals/{deal.code}/").content.decode()


def test_what_speaks_against_it_needs_a_reason_and_nothing_is_lost(carl: Client, people: People, now: datetime) -> None:
    deal = told(people, now)
    rival = register(people.sam, now, deal.policy_id, asked(put_products(now)))
    page = carl.get(f"/vendor/deals/{rival}/").content.decode()
    assert "Another partner has asked for CAM-1" in page
    refused = carl.post(f"/vendor/deals/{rival}/decide/", {"answer": "approve", "text": "My own words", "send": "yes"})
    assert refused.status_code == 422
    assert "My own words" in refused.content.decode()
    assert status(rival) == "submitted"
    queue = text_of(carl.get("/vendor/deals/?sort=-score"))
    assert queue.index(rival) < queue.index(deal.code)
    assert "same deal 100" in queue
    carl.post(
        f"/vendor/deals/{rival}/decide/",
        {"answer": "return", "open_fields": ["website"], "text": "Which site?", "send": "yes"},
    )
    assert status(rival) == "returned"


def test_the_line_before_a_deal_reads_in_words(carl: Client, people: People, now: datetime) -> None:
    deal = told(people, now)
    rival = register(people.sam, now, deal.policy_id, asked(put_products(now)))
    for code in (deal.code, rival):
        carl.post(f"/vendor/deals/{code}/do/", {"deed": "take"})
        assert status(code) == "in_review"
    line = text_of(carl.get(f"/vendor/deals/{rival}/")).partition("In the order of receipt.")[2]
    assert "in review" in line[:300]
    assert "inreview" not in line


def test_the_queue_is_read_in_few_queries_and_exported(
    carl: Client, people: People, now: datetime, django_assert_max_num_queries: object
) -> None:
    deal = told(people, now)
    carl.get("/vendor/deals/")
    with django_assert_max_num_queries(20):  # type: ignore[operator]
        assert deal.code in carl.get("/vendor/deals/?state=waiting").content.decode()
    assert deal.code in carl.get("/vendor/deals/?export=csv").content.decode()
    assert "1" in carl.get("/vendor/").content.decode()


def test_a_policy_goes_through_two_people(sign_in: SignIn, people: People, now: datetime) -> None:
    maya, theo = sign_in(people.maya), sign_in(people.theo)
    assert maya.post("/vendor/deals/policies/new/", {"text": "registration: x", "save": "yes"}).status_code == 422
    made = maya.post("/vendor/deals/policies/new/", {"text": POLICY, "save": "yes"})
    where = made["Location"]
    assert b"In plain" in maya.get(where).content or b"How long you are protected" in maya.get(where).content
    maya.post(f"{where}submit/")
    maya.post(f"{where}publish/")
    assert b"Handed over" in maya.get(where).content
    theo.post(f"{where}publish/")
    assert b"Begin version 2" in theo.get(where).content
    theo.post(f"{where}edit/", {"text": POLICY.replace("90 days", "60 days"), "save": "yes"})
    assert "becomes “Protected for 60 days" in text_of(theo.get(f"{where}compare/"))


def test_what_waits_longest_stands_first_and_what_is_answered_after_it(
    carl: Client, people: People, now: datetime
) -> None:
    deal = told(people, now)
    carl.post(f"/vendor/deals/{deal.code}/decide/", {"answer": "approve", "text": "Yours.", "send": "yes"})
    waits = register(people.sam, now, deal.policy_id, asked(put_products(now)))
    for order in ("due_at", "-due_at"):
        page = carl.get(f"/vendor/deals/?sort={order}").content.decode()
        assert page.index(waits) < page.index(deal.code)


def test_a_day_that_the_partner_wrote_reads_as_every_other_day(
    carl: Client, ola: Client, people: People, now: datetime
) -> None:
    deal = told(people, now)
    for page in (carl.get(f"/vendor/deals/{deal.code}/"), ola.get(f"/partner/deals/{deal.code}/")):
        shown = page.content.decode()
        assert "1 Jan 2099" in shown
        assert "2099-01-01" not in shown.replace('datetime="2099-01-01"', "")


def test_another_price_is_written_down_on_the_page_and_both_sides_see_each_step(
    people: People, sign_in: SignIn, now: datetime
) -> None:
    text = POLICY.replace(
        "price: {discount: 12, base: list}",
        "price: {discount: 12, base: list, stacks_with: [special_price], excludes: [promotion]}",
    )
    code = register(people.ola, now, put_policy(people, now, text), asked(put_products(now)))
    carl, ola = sign_in(people.carl), sign_in(people.ola)
    do = reverse("staff:deal_do", args=[code])
    said = {"deed": "price", "kind": "special_price", "percent": "20 %", "since": "2020-01-01", "reason": "As quoted"}
    for wrong, words in (
        ({"percent": "a fifth"}, "Write the percentage"), ({"since": "soon"}, "Write the days"),
        ({"kind": "volume"}, "does not say whether"), ({"reason": ""}, "Say where it comes from"),
    ):  # fmt: skip
        assert words in text_of(carl.post(do, {**said, **wrong}, follow=True))
    page = " ".join(text_of(carl.post(do, said, follow=True)).split())
    # 20,000 − 4,000 − 2,400
    assert "A special price of 20 %" in page
    assert "13,600.00" in page
    with acting_as(people.carl):
        actions.approve(actor=people.carl, now=now, code=code)
    own = " ".join(text_of(ola.get(reverse("partner:deal", args=[code]))).split())
    assert "The price today" in own
    assert "13,600.00" in own
    with acting_as(people.carl):
        number = queries.price(people.carl, code, now.date()).conditions[0].id
    ended = {"deed": "price_end", "condition": str(number), "until": "2020-02-01", "reason": "The quote ran out"}
    carl.post(do, ended)
    assert "13,600.00" not in text_of(ola.get(reverse("partner:deal", args=[code])))


def test_what_was_shown_is_named_by_its_title(carl: Client, people: People, now: datetime) -> None:
    deal = told(people, now)
    shown = carl.post(f"/vendor/deals/{deal.code}/decide/", {"answer": "approve"})
    assert "as long as what is due on the way is shown in time." in text_of(shown)
    carl.post(f"/vendor/deals/{deal.code}/decide/", {"answer": "approve", "text": "Yours.", "send": "yes"})
    with acting_as(people.ola):
        actions.ask(
            actor=people.ola, now=now, code=deal.code, kind="proof", what="meeting", proof="email", text="At theirs"
        )
    page = text_of(carl.get(f"/vendor/deals/{deal.code}/"))
    assert "Proof of “A meeting with the customer”" in page


def test_a_window_that_cannot_be_read_is_one_error() -> None:
    windows = POLICY.replace("  for: 90 days", "  windows:\n    - {from_value: 50000, for: 120 days}\n  for: 9o days")
    codes = [problem.message for problem in check(windows).problems]
    assert any("9o days" in one for one in codes)
    assert not any("fits no window" in one for one in codes)


def test_each_end_is_the_last_day_that_counts_and_says_what_it_hangs_on(
    carl: Client, people: People, now: datetime, sign_in: SignIn
) -> None:
    policy = put_policy(people, now, POLICY.replace("time_zone: UTC", "time_zone: America/New_York"))
    code = register(people.ola, now, policy, asked(put_products(now), expected_close="2099-01-01"))
    # 10 Feb + 90 days is 11 May, there; in London it ends on the 12th
    assert "Protected through 11 May 2026" in text_of(carl.get(f"/vendor/deals/{code}/"))
    shown = text_of(carl.post(f"/vendor/deals/{code}/decide/", {"answer": "approve"}))
    assert "registered through 11 May 2026, as long as" in shown
    carl.post(f"/vendor/deals/{code}/decide/", {"answer": "approve", "text": "Yours.", "send": "yes"})
    for page in (carl.get(f"/vendor/deals/{code}/"), sign_in(people.ola).get(f"/partner/deals/{code}/")):
        # 10 Feb + 30 days is 12 March, + 45 days 27 March
        read = text_of(page)
        assert "Protected through 27 Mar 2026" in read
        assert "unless this comes before: A meeting with the customer." in read
        assert "With everything that is due it lasts through 11 May 2026" in read
        assert "A meeting with the customer: by 12 Mar 2026" in read
        assert "at the latest 27 Mar 2026" in read
    assert "27 Mar 2026" in text_of(carl.get("/vendor/deals/"))


def test_what_is_shown_before_a_refusal_is_all_the_partner_reads(carl: Client, people: People, now: datetime) -> None:
    deal, why = told(people, now), "It was registered too late before its close."
    said = {"answer": "refuse", "code": "too_late"}
    shown = text_of(carl.post(f"/vendor/deals/{deal.code}/decide/", said)).partition("The partner will read")[2]
    assert shown.count(why) == 1
    own = text_of(carl.post(f"/vendor/deals/{deal.code}/decide/", {**said, "text": "Two days before, sorry."}))
    read = own.partition("The partner will read")[2]
    assert read.index(why) < read.index("Two days before, sorry.")


def test_each_deed_says_what_it_did(carl: Client, people: People, now: datetime) -> None:
    deal = told(people, now)
    do, decide = f"/vendor/deals/{deal.code}/do/", f"/vendor/deals/{deal.code}/decide/"

    def said(where: str, **post: object) -> str:
        return " ".join(text_of(carl.post(where, post, follow=True)).split())

    assert "Taken up. The partner reads that somebody is looking at it, not who." in said(do, deed="take")
    assert "It is about “Northwind Traders Inc.”." in said(do, deed="resolve", account="new")
    returned = said(decide, answer="return", open_fields=["website", "lines"], text="Whose?", send="yes")
    assert "Returned, and open again: Website, Products. Anker Mess" in returned
    with acting_as(people.ola):
        actions.submit(actor=people.ola, now=now, code=deal.code)
    approved = said(decide, answer="approve", text="Yours.", send="yes")
    # 10 Feb + 45 days, unless the meeting is shown
    assert "Approved, protected through 27 March 2026. Anker Mess" in approved
    with acting_as(people.ola):
        actions.ask(actor=people.ola, now=now, code=deal.code, kind="proof", what="meeting", proof="email")
        actions.ask(actor=people.ola, now=now, code=deal.code, kind="extension", text="Their budget")
        asked_for = {one.kind: str(one.id) for one in queries.deal(people.ola, deal.code, now).requests}
    # shown in time, it holds for the whole 90 days; and then for 30 more
    accepted = said(do, deed="grant", request=asked_for["proof"])
    assert "Proof of “A meeting with the customer” accepted, protected through 11 May 2026." in accepted
    assert "Extension accepted, protected through 10 June 2026." in said(
        do, deed="grant", request=asked_for["extension"]
    )
    ended = said(do, deed="revoke", reason="The customer chose another")
    assert "The approval is taken back, and what it protected is free for the next in line. Anker Mess" in ended
    assert "Done." not in ended


@pytest.mark.parametrize(("answer", "words"), [("queue", "keeps its place"), ("call_duplicate", "this deal before")])
def test_the_usual_words_of_an_answer_are_read_once(
    carl: Client, ola: Client, people: People, now: datetime, answer: str, words: str,
    django_capture_on_commit_callbacks: object,
) -> None:  # fmt: skip
    deal = told(people, now)
    other = register(people.ola, now, deal.policy_id, asked(put_products(now)))
    said, decide = {"answer": answer, "of": other}, f"/vendor/deals/{deal.code}/decide/"
    shown = text_of(carl.post(decide, said)).partition("The partner will read")[2].partition("Decide and send")[0]
    assert shown.count(words) == 1
    with django_capture_on_commit_callbacks(execute=True):  # type: ignore[operator]
        carl.post(decide, {**said, "send": "yes"})
    own = text_of(ola.get(f"/partner/deals/{deal.code}/")).partition("What happened")[0]
    assert own.count(words) == 1
    assert mail.outbox[-1].body.count(words) == 1
