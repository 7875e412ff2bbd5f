"""A run is started, watched, and read from its totals down to the sales line."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from fairway.incentives import actions, queries
from fairway.kit.access import WORKER, acting_as
from tests.builders import People
from tests.doors.staff.stories import TODAY, Story, text_of, told
from tests.rooms.incentives.stories import Sold, publish, put, run


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


def test_before_the_first_run_the_pages_say_what_to_do(maya: Client, ada: Client) -> None:
    assert "No runs yet" in text_of(maya.get(reverse("staff:runs")))
    assert "No programme is published" in text_of(maya.get(reverse("staff:run_start")))
    assert "Start a run" not in text_of(ada.get(reverse("staff:runs")))
    assert ada.get(reverse("staff:run_start")).status_code == 403


def test_a_run_is_started_and_shows_its_progress(maya: Client, people: People) -> None:
    programme = publish(people)
    refused = maya.post(reverse("staff:run_start"), {"programme": programme, "as_of": "2013-03-02"})
    assert refused.status_code == 422
    assert "2013-03-02 has not come yet" in text_of(refused)
    answer = maya.post(reverse("staff:run_start"), {"programme": programme, "as_of": "2012-12-31"})
    assert answer.status_code == 302
    page = maya.get(answer["Location"])
    assert "Waiting for the worker" in text_of(page)
    assert f'hx-get="{answer["Location"]}"' in page.content.decode()
    number = int(answer["Location"].rstrip("/").rpartition("/")[2])
    actions.perform_run(actor=WORKER, now=TODAY, run_id=number)
    assert maya.get(answer["Location"], headers={"HX-Request": "true"}).headers["HX-Refresh"] == "true"
    assert "Nothing to pay" in text_of(maya.get(answer["Location"]))


def test_a_run_says_what_it_read(maya: Client, people: People) -> None:
    put(Sold(people.a, "2012-05-10", "5000"), Sold(people.a, "2012-08-10", "5000"), Sold(people.b, "2012-08-11", "10"))
    programme = publish(people)
    first = run(people, programme, "2012-12-31", now=TODAY).run_id
    page = text_of(maya.get(reverse("staff:run", args=[first])))
    assert "All lines were read It is the first." in page
    put(Sold(people.a, "2012-08-12", "100"))
    second = run(people, programme, "2012-12-31", now=TODAY).run_id
    page = text_of(maya.get(reverse("staff:run", args=[second])))
    assert f"2 of 3 payouts, after 1 line in 1 file that came since run {first}" in page
    assert "All lines were read" not in page


def test_a_failed_run_says_why(maya: Client, people: People) -> None:
    from fairway.incentives.models import Run

    programme = publish(people)
    with acting_as(people.maya):
        number = actions.start_run(actor=people.maya, now=TODAY, programme_id=programme, at_once=True)
    with acting_as(WORKER):
        Run.objects.filter(pk=number).update(state=Run.FAILED, failure="There is no rate for CHF on 2012-08-01.")
    page = text_of(maya.get(reverse("staff:run", args=[number])))
    assert "There is no rate for CHF on 2012-08-01." in page
    assert "left nothing behind" in page


def test_totals_by_incentive_and_period_lead_to_payouts_and_lines(ada: Client, story: Story) -> None:
    page = ada.get(reverse("staff:run", args=[story.second]))
    said = text_of(page)
    # third quarter: 3 % of 120,000 = 3,600 and 2 % of 50,100 = 1,002; fourth: 2 % of 60,000 = 1,200
    assert "USD 4,602.00" in said
    assert "USD 5,802.00" in said
    assert "incentive=volume&amp;period=2012-Q3" in page.content.decode()
    narrowed = ada.get(reverse("staff:run_payouts", args=[story.second]), {"incentive": "volume", "period": "2012-Q3"})
    assert "Anker Mess" in text_of(narrowed)
    assert "USD 1,200.00" not in text_of(narrowed)
    found = text_of(ada.get(reverse("staff:run_payouts", args=[story.second]), {"q": "baylight"}))
    assert "USD 1,002.00" in found
    assert "USD 3,600.00" not in found
    partners = text_of(ada.get(reverse("staff:run_partners", args=[story.second])))
    assert "USD 4,800.00" in partners  # 3,600 + 1,200


def test_what_was_booked_names_origin_volume_and_rate(maya: Client, story: Story) -> None:
    page = text_of(maya.get(reverse("staff:run_booked", args=[story.second])))
    # Baylight: 495.00 (1 % of 49,500) became 1,002.00: 600 × 1 % = 6 by volume, 501 by the other rate
    assert "USD 507.00" in page
    assert "USD 6.00" in page
    assert "USD 501.00" in page
    assert "2012-Q3 is closed" in page
    assert "First earned" in page
    sheet = maya.get(reverse("staff:run_booked", args=[story.second]), {"export": "csv", "kind": "correction"})
    lines = sheet.content.decode("utf-8-sig").splitlines()
    assert len(lines) == 2
    assert "507.00" in lines[1]


def test_a_payout_is_explained_to_the_vendor_as_to_the_partner(maya: Client, ola: Client, story: Story) -> None:
    page = text_of(maya.get(reverse("staff:payout", args=[story.payout])))
    assert "The partner's net sales from 1 July 2012 to 30 September 2012 come to USD 120,000.00." in page
    assert "= USD 3,600.00" in page  # 120,000 × 3 %
    assert "2 lines counted" in page
    theirs = text_of(ola.get(reverse("partner:payout", args=[story.payout])))
    assert "Your net sales from 1 July 2012 to 30 September 2012 come to USD 120,000.00." in theirs
    sheet = maya.get(reverse("staff:payout_lines", args=[story.payout]), {"export": "csv"}).content.decode("utf-8-sig")
    shares = [line.split(",")[-2] for line in sheet.splitlines()[1:]]
    assert sorted(shares) == ["30.00", "3570.00"]
    assert "Every line of the period counted" in text_of(
        maya.get(reverse("staff:payout_left_out", args=[story.payout]))
    )


def test_other_kinds_of_people_find_nothing(ola: Client, dirk: Client, story: Story) -> None:
    for name, number in (("run", story.first), ("run_payouts", story.first), ("payout", story.payout)):
        assert ola.get(reverse(f"staff:{name}", args=[number])).status_code == 404
        assert dirk.get(reverse(f"staff:{name}", args=[number])).status_code == 404


def test_there_is_no_such_run_or_payout(maya: Client) -> None:
    for name in ("run", "run_partners", "run_payouts", "run_booked", "payout", "payout_lines", "payout_left_out"):
        assert maya.get(reverse(f"staff:{name}", args=[999_999])).status_code == 404


@pytest.mark.parametrize("name", ["runs", "run", "run_partners", "run_payouts", "run_booked"])
def test_pages_ask_a_bounded_number_of_questions(
    maya: Client, story: Story, name: str, django_assert_max_num_queries: Any
) -> None:
    address = reverse(f"staff:{name}", args=[] if name == "runs" else [story.second])
    maya.get(address)
    with django_assert_max_num_queries(30):
        assert maya.get(address).status_code == 200


def test_running_twice_books_nothing_and_says_so(maya: Client, people: People, story: Story) -> None:
    with acting_as(people.maya):
        number = actions.start_run(actor=people.maya, now=TODAY, programme_id=story.programme, at_once=True)
    actions.perform_run(actor=WORKER, now=TODAY, run_id=number)
    assert "This run booked nothing" in text_of(maya.get(reverse("staff:run_booked", args=[number])))
    with acting_as(WORKER):
        assert queries.run_booked(WORKER, number) == ()
