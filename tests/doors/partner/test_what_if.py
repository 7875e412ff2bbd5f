"""Ola asks what more sales would earn; nobody else learns anything, and nothing is written."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime

import pytest
from django.test import Client
from django.utils import translation

from fairway.incentives.models import Payout, Run
from fairway.kit.access import WORKER, acting_as
from fairway.values import exact
from fairway.web.shared import supposing
from tests.builders import People
from tests.doors.staff.stories import text_of
from tests.rooms.incentives.stories import BY_UNITS, Sold, publish, put, run

WHERE = "/partner/earnings/what-if/"
TODAY = datetime(2012, 11, 14, 10, 0, tzinfo=UTC)


@pytest.fixture
def now() -> datetime:
    """Everybody joined on New Year's Day 2012."""
    return datetime(2012, 1, 1, 9, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def on_the_day(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("fairway.kit.access.middleware.timezone.now", lambda: TODAY)


@pytest.fixture(autouse=True)
def sold(people: People) -> None:
    put(Sold(people.a, "2012-10-15", "45000", "90"), Sold(people.b, "2012-10-16", "990000", "5"))
    run(people, publish(people), "2012-11-14", now=TODAY)


def test_more_sales_and_what_is_missing_to_the_next_step(ola: Client) -> None:
    page = ola.get(WHERE, {"amount": "20,000"})
    # 65,000 × 2 % instead of 45,000 × 1 %; 35,000 to 100,000
    assert "You would earn USD 1,300.00" in text_of(page)
    assert "USD 850.00 more" in text_of(page)
    assert "USD 35,000.00, from USD 100,000.00: 3 %" in text_of(page)
    assert "amount=55000" in page.content.decode()  # “Try that”: 20,000 + 35,000
    with acting_as(WORKER):
        assert (Run.objects.count(), Payout.objects.filter(measure__gt=1000000).count()) == (1, 0)


def test_the_pace_so_far_stands_beside(ola: Client) -> None:
    page = text_of(ola.get(WHERE))
    # 45,000 in 45 of 92 days
    assert "Expected USD 92,000.00 USD 1,840.00" in page
    assert "You would earn" not in page


def test_a_programme_of_units_asks_for_units(ola: Client, maya: Client, people: People) -> None:
    run(people, publish(people, BY_UNITS, applies_from=date(2012, 10, 1)), "2012-11-14", now=TODAY)
    page = ola.get(WHERE, {"units": "70"})
    # 160 × 2 instead of 90 × 1; 40 more to 200
    assert "If you sell 70 units more until 31 Dec 2012, you earn USD 320.00" in text_of(page)
    assert "40 units, from 200 units: USD 3.00 each" in text_of(page)
    content = page.content.decode()
    assert "units=110" in content  # “Try that”: 70 + 40
    assert 'name="amount"' not in content and 'name="units1"' in content
    # 90 in 45 of 92 days
    assert "Expected 184 units USD 368.00" in text_of(page)
    assert "Write how many units more" in text_of(ola.get(WHERE, {"amount": "500"}))
    assert "1 deal without units is left out" in text_of(ola.get(WHERE, {"deal1": "5000", "likely1": "50"}))
    where = f"/vendor/partners/{people.a}/forecast/"
    asked = {"units1": "20", "likely1": "50"}
    shown = text_of(maya.get(where, asked))
    # 184 × 2, 194 × 2, 204 × 3: 439 on 194 units, 2.2629 each
    assert "Expected 50 194 units USD 388.00" in shown
    assert "USD 203.66 to accrue by the expected value, at USD 2.2629 for each unit" in shown
    taken = maya.post(f"{where}accrue/", {**asked, "programme": "fy12", "reason": "Month end"}, follow=True)
    assert taken.redirect_chain[0][0] == f"{where}?units1=20&likely1=50"
    assert "50 % for 194 units, which earn USD 388.00" in text_of(taken)
    assert "for 90 units sold until 14 Nov 2012 : Month end" in text_of(taken)


@pytest.mark.parametrize(
    ("language", "written", "says"),
    [
        (
            "de",
            "20.000",
            [
                "Wenn Sie bis zum 31. Dezember 2012 20.000,00 USD mehr verkaufen, verdienen Sie in "
                "2012-Q4 1.300,00 USD: 850,00 USD mehr.",
                "35.000,00 USD, ab 100.000,00 USD: 3 %",
                "Erwartet 92.000,00 USD 1.840,00 USD",
            ],
        ),
        ("fr", "20 000", ["Vous gagneriez 1 300,00 USD", "35 000,00 USD, à partir de 100 000,00 USD : 3 %"]),
        ("ja", "20,000", ["想定獲得額 USD 1,300.00", "USD 35,000.00, USD 100,000.00以上：3%"]),
    ],
)
def test_the_page_speaks_and_counts_as_its_reader_does(
    ola: Client, language: str, written: str, says: list[str]
) -> None:
    page = text_of(ola.get(WHERE, {"amount": written}, headers={"Accept-Language": language}))
    plain = re.sub(r"\s", " ", page)
    assert [one for one in says if one not in plain] == []
    assert "If you sell" not in plain and "What if" not in plain


@pytest.mark.parametrize(
    ("language", "written", "number"),
    [
        ("en", "20,000", "20000"),
        ("en", "1,250.50", "1250.50"),
        ("en", "20,5", None),  # a comma sets thousands apart
        ("en", "20.000,50", None),
        ("de", "20.000", "20000"),
        ("de", "1.250,50", "1250.50"),
        ("de", "20.5", None),  # a point sets thousands apart: it is no twenty and a half
        ("de", "20,000", "20.000"),
        ("fr", "20 000,5", "20000.5"),
        ("fr", "20.000", None),
        ("ja", "20,000", "20000"),
        ("en", " ", ""),
    ],
)
def test_a_number_is_read_as_the_language_writes_it(language: str, written: str, number: str | None) -> None:
    with translation.override(language):
        if number is None:
            with pytest.raises(supposing.NoNumber):
                supposing.number_of(written, "Amount")
        else:
            assert supposing.number_of(written, "Amount") == (exact(number) if number else None)


def test_what_is_no_number_is_said(ola: Client) -> None:
    assert "Amount: “many” is no number" in text_of(ola.get(WHERE, {"amount": "many"}))
    assert "Deal 1: say how likely it is" in text_of(ola.get(WHERE, {"deal1": "5000"}))


def test_only_who_may_see_the_earnings(ines: Client, maya: Client) -> None:
    assert ines.get(WHERE).status_code == 403
    assert maya.get(WHERE).status_code == 404


def test_the_vendor_sees_where_a_partner_is_going_and_what_to_accrue(maya: Client, people: People) -> None:
    where = f"/vendor/partners/{people.a}/forecast/"
    page = text_of(maya.get(where, {"deal1": "20000", "likely1": "50"}))
    # 92,000 → 1,840; 102,000 → 3,060; 112,000 → 3,360: a quarter, half, a quarter: 2,830 on 102,000
    assert "Expected 50 USD 102,000.00 USD 3,060.00" in page
    # 45,000 × 2,830 ÷ 102,000 = 1,248.529…; by the likeliest alone 45,000 × 3,060 ÷ 102,000
    assert "USD 1,248.53 to accrue" in page and "at 2.7745 % of sales" in page
    assert "by the likeliest case alone USD 1,350.00" in page
    assert "must add up to 100 %" in text_of(maya.get(where, {"low": "40"}))


def test_the_vendor_takes_what_is_expected_into_the_books(maya: Client, people: People) -> None:
    where = f"/vendor/partners/{people.a}/forecast/"
    asked = {"deal1": "20000", "likely1": "50"}
    before = text_of(maya.get(where, asked))
    assert "The books hold USD 450.00 for 2012-Q4: USD 450.00 earned." in before
    assert "Take USD 1,248.53 into the books" in before
    sent = {**asked, "programme": "fy12", "reason": "Month end"}
    answer = maya.post(f"{where}accrue/", sent, follow=True)
    assert answer.redirect_chain[0][0] == f"{where}?deal1=20000&likely1=50"
    page = text_of(answer)
    assert "The books hold USD 1,248.53 for 2012-Q4: USD 450.00 earned and USD 798.53 expected on top." in page
    assert "50 % for USD 102,000.00, which earn USD 3,060.00" in page and "Month end" in page
    assert "into the books" not in page.split("The books hold")[1].replace("took", "")
    assert "Say why" in text_of(maya.post(f"{where}accrue/", {**sent, "reason": ""}, follow=True))
