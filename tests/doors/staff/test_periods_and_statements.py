"""A period is closed with its reason and reopened by two; its statements are prepared, approved and issued."""

from __future__ import annotations

import re
from datetime import datetime
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from fairway.incentives import queries
from fairway.kit.access import WORKER, acting_as
from tests.builders import People
from tests.doors.staff.stories import TODAY, Story, text_of, told


@pytest.fixture
def now() -> datetime:
    """Everybody joined on New Year's Day 2012."""
    return datetime(2012, 1, 1, 9, 0, tzinfo=TODAY.tzinfo)


@pytest.fixture(autouse=True)
def on_the_day(monkeypatch: pytest.MonkeyPatch) -> None:
    """Requests come in March 2013."""
    monkeypatch.setattr("fairway.kit.access.middleware.timezone.now", lambda: TODAY)


@pytest.fixture
def story(people: People) -> Story:
    return told(people)


def period(story: Story, label: str, deed: str = "period") -> str:
    return reverse(f"staff:{deed}", args=[story.programme, label])


def statements() -> dict[tuple[str, str], int]:
    """Statement numbers by period and partner."""
    with acting_as(WORKER):
        return {(row.period, row.partner_name): row.id for row in queries.statements_for(WORKER)}


def issued(maya: Client, theo: Client, label: str) -> None:
    """Prepare by Maya; approve and issue everything by Theo."""
    maya.post(reverse("staff:statements_prepare"), {"period": label})
    with acting_as(WORKER):
        drafts = [row.id for row in queries.statements_for(WORKER, period=label)]
    for number in drafts:
        theo.post(reverse("staff:statement_approve", args=[number]))
        theo.post(reverse("staff:statement_issue", args=[number]))


def test_before_anything_happened_the_pages_say_what_comes(maya: Client) -> None:
    assert "No programme is published" in text_of(maya.get(reverse("staff:periods")))
    assert "No statements yet" in text_of(maya.get(reverse("staff:statements")))
    assert "Nothing waits for you" in text_of(maya.get(reverse("staff:statements_review")))
    assert "Nothing to issue" in text_of(maya.get(reverse("staff:statements_approved")))


def test_periods_open_and_closed(ada: Client, story: Story) -> None:
    page = text_of(ada.get(reverse("staff:periods"), follow=True))
    assert "2012-Q3" in page
    assert "Closed" in page
    assert "Over, open" in page
    one = text_of(ada.get(period(story, "2012-Q3")))
    assert "All files are in." in one
    assert "Ask to reopen" not in one
    assert ada.post(period(story, "2012-Q4", "period_close"), {"reason": "done"}).status_code == 403
    assert ada.get(period(story, "1999-Q1")).status_code == 404


def test_a_period_is_closed_with_its_reason(maya: Client, story: Story) -> None:
    page = text_of(maya.get(period(story, "2012-Q4")))
    assert "Nothing is undecided about these days." in page
    refused = text_of(maya.post(period(story, "2012-Q4", "period_close"), {"reason": " "}, follow=True))
    assert "Say why" in refused
    done = text_of(maya.post(period(story, "2012-Q4", "period_close"), {"reason": "Files of all are in."}, follow=True))
    assert "2012-Q4 is closed" in done
    assert "Files of all are in." in done


def test_what_is_undecided_is_waived_by_name(maya: Client, people: People, story: Story) -> None:
    from fairway.sales import actions as sales

    with acting_as(people.maya):
        sales.receive(
            actor=people.maya,
            now=TODAY,
            reporter_id=people.b,
            file_name="december.csv",
            content=[b"a;b\n1;2\n"],
            enqueue=False,
        )
    page = text_of(maya.get(period(story, "2012-Q4")))
    assert "december.csv" in page
    assert "Why may what is undecided stay out?" in page
    refused = text_of(maya.post(period(story, "2012-Q4", "period_close"), {"reason": "Time."}, follow=True))
    assert "0 held lines, 1 undecided file: settle them first" in refused
    done = maya.post(
        period(story, "2012-Q4", "period_close"), {"reason": "Time.", "waiver": "A test file."}, follow=True
    )
    assert "Left out on purpose (0 held lines, 1 undecided file): A test file." in text_of(done)


def test_reopening_takes_two(maya: Client, theo: Client, story: Story) -> None:
    maya.post(period(story, "2012-Q3", "period_reopen"), {"reason": "A file was missing."})
    own = text_of(maya.get(period(story, "2012-Q3")))
    assert "Somebody else confirms it" in own
    page = theo.get(period(story, "2012-Q3"))
    assert "A file was missing." in text_of(page)
    found = re.search(r'action="([^"]*/confirm/\d+/)"', page.content.decode())
    assert found
    assert "needs a second person" in text_of(maya.post(found[1], follow=True))
    assert "Reopening waits for a second person" in text_of(theo.get(reverse("staff:periods"), follow=True))
    assert "2012-Q3 is open again" in text_of(theo.post(found[1], follow=True))


def test_prepare_review_approve_issue(maya: Client, theo: Client, ola: Client, story: Story) -> None:
    assert "Prepare statements of 2012-Q3" in text_of(maya.get(reverse("staff:statements")))
    assert "2 statements of 2012-Q3 prepared" in text_of(
        maya.post(reverse("staff:statements_prepare"), {"period": "2012-Q3"}, follow=True)
    )
    own = text_of(maya.get(reverse("staff:statements_review")))
    assert "You prepared these" in own
    number = statements()["2012-Q3", "Anker Mess"]
    assert "approving a statement needs a second person" in text_of(
        maya.post(reverse("staff:statement_approve", args=[number]), follow=True)
    )
    queue = theo.get(reverse("staff:statements_review"))
    assert "Nothing stands out" in text_of(queue)
    assert f'name="statement" value="{number}" checked' in " ".join(queue.content.decode().split())
    both = [str(pk) for pk in statements().values()]
    assert "2 statements approved." in text_of(
        theo.post(reverse("staff:statements_approve"), {"statement": both}, follow=True)
    )
    assert theo.get(reverse("staff:statement_pdf", args=[number])).status_code == 404
    done = theo.post(reverse("staff:statements_issue"), {"statement": both}, follow=True)
    assert "2 statements issued." in text_of(done)
    shown = theo.get(reverse("staff:statement", args=[number]))
    assert f'href="{reverse("staff:payout", args=[story.payout])}"' in shown.content.decode()
    page = text_of(shown)
    assert "3,600.00" in page  # 120,000 × 3 %
    assert "Hash of the lines" in page
    assert "issued by Theo" in page
    made = theo.get(reverse("staff:statement_pdf", args=[number]))
    assert made.content.startswith(b"%PDF-")
    lines = theo.get(reverse("staff:statement_lines", args=[number])).content.decode("utf-8-sig").splitlines()
    assert [row.split(",")[7] for row in lines[1:]] == ["3570.00", "30.00"]
    # the invoice, what it says in its own currency, and the file it came with
    first = dict(zip(lines[0].split(","), lines[1].split(","), strict=True))
    assert (first["Net amount"], first["Invoiced in"]) == ("119000.0000", "USD")
    assert first["Invoice"]
    assert first["Sales file"].isdecimal()
    # the partner asks about a line; Today and the list lead to it, and it is answered once
    paper = re.search(r"PDF ([A-Z0-9-]+)", page)[1]
    where = reverse("partner:question_line", args=[paper, 1])
    ola.post(where, {"text": "Where is invoice 4711?"})
    assert "question about a figure" in text_of(theo.get(reverse("staff:today"))).lower()
    listed = theo.get(reverse("staff:questions"), {"state": "open"}).content.decode()
    question = re.search(r'href="(/vendor/statements/questions/Q-[^"]+)"', listed)[1]
    assert "Where is invoice 4711?" in text_of(theo.get(question))
    assert "Write the answer" in text_of(theo.post(f"{question}answer/", {"text": ""}))
    answered = text_of(theo.post(f"{question}answer/", {"text": "It counts in the next quarter."}, follow=True))
    assert "It counts in the next quarter." in answered and "Answer it" not in answered
    assert "It counts in the next quarter." in text_of(ola.get(reverse("partner:statement", args=[paper])))
    refused = theo.post(reverse("staff:statement_discard", args=[number]), {"reason": "No."}, follow=True)
    assert "An issued statement never changes" in text_of(refused)
    assert "it stays closed" in text_of(theo.get(period(story, "2012-Q3")))
    assert ola.get(reverse("staff:statement", args=[number])).status_code == 404


def test_what_stands_out_is_decided_one_by_one(maya: Client, theo: Client, story: Story) -> None:
    issued(maya, theo, "2012-Q3")
    maya.post(period(story, "2012-Q4", "period_close"), {"reason": "All in."})
    maya.post(reverse("staff:statements_prepare"), {"period": "2012-Q4"})
    known = statements()
    sam, ola = known["2012-Q4", "Baylight Systems"], known["2012-Q4", "Anker Mess"]
    page = text_of(theo.get(reverse("staff:statements_review")))
    assert "Look at these one by one" in page
    assert "largest 507.00 , 2012-Q3" in page  # 600 late: 6.00 by volume and 501.00 by the other rate
    assert "Earned much less than last time" in page  # 1,200 after 3,600
    theo.post(reverse("staff:statements_approve"), {"statement": [str(sam), str(ola)]})
    with acting_as(WORKER):
        assert queries.statement_by_id(WORKER, sam).row.state == "draft"
    one = text_of(theo.get(reverse("staff:statement", args=[ola])))
    assert "Against 2012-Q3" in one
    assert "\N{MINUS SIGN}2,400.00" in one  # 1,200 less 3,600
    assert "Largest corrections" in text_of(theo.get(reverse("staff:statement", args=[sam])))
    gone = theo.post(reverse("staff:statement_discard", args=[sam]), {"reason": "The late file is wrong."}, follow=True)
    assert "can be prepared again" in text_of(gone)
    assert ("2012-Q4", "Baylight Systems") not in statements()


def test_lists_narrow_and_export(ada: Client, maya: Client, theo: Client, story: Story) -> None:
    issued(maya, theo, "2012-Q3")
    sheet = ada.get(reverse("staff:statements"), {"state": "issued", "export": "csv"}).content.decode("utf-8-sig")
    assert len(sheet.splitlines()) == 3
    assert "No statements" not in text_of(ada.get(reverse("staff:statements"), {"q": "anker"}))
    assert ada.post(reverse("staff:statements_prepare"), {"period": "2012-Q3"}).status_code == 403


@pytest.mark.parametrize("name", ["periods", "period", "statements", "statements_review", "statements_approved", "one"])
def test_pages_ask_a_bounded_number_of_questions(
    maya: Client, story: Story, name: str, django_assert_max_num_queries: Any
) -> None:
    maya.post(reverse("staff:statements_prepare"), {"period": "2012-Q3"})
    addresses = {
        "periods": reverse("staff:programme_periods", args=[story.programme]),
        "period": period(story, "2012-Q4"),
        "one": reverse("staff:statement", args=[statements()["2012-Q3", "Anker Mess"]]),
    }
    address = addresses.get(name) or reverse(f"staff:{name}")
    maya.get(address)
    with django_assert_max_num_queries(36):
        assert maya.get(address).status_code == 200
