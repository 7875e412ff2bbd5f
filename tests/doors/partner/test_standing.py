"""Standing at the partner's door: its own, in its words, and nothing of anybody else."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from django.test import Client

from tests.builders import People
from tests.rooms.performance.stories import TEXT, certified, publish, sold


@pytest.fixture(autouse=True)
def on_the_day(monkeypatch: pytest.MonkeyPatch) -> None:
    """Requests come on 10 February 2026."""
    monkeypatch.setattr("fairway.kit.access.middleware.timezone.now", lambda: datetime(2026, 2, 10, 9, 0, tzinfo=UTC))


def test_without_a_programme_the_page_says_so(ola: Client, people: People) -> None:
    assert "No tier programme is for you" in ola.get("/partner/standing/").content.decode()


def test_a_partner_sees_where_it_is_what_is_missing_and_by_when(ola: Client, sam: Client, people: People) -> None:
    publish(people)
    sold(people.a, "2025-05-05", 240_000)
    sold(people.b, "2025-05-05", 123_456)
    certified(people, "A-1", "p1", "p2")
    page = ola.get("/partner/standing/").content.decode()
    assert "USD 10,000 more" in page  # 250,000 − 240,000
    assert "What the level needs to be kept" in page
    assert "31 Mar 2026" in page  # the review of 1 April looks at what was there by then
    assert "A named channel manager" in page
    assert "123,456" not in page
    assert "Baylight" not in page
    rivals = sam.get("/partner/standing/").content.decode()
    assert "USD 123,456" in rivals
    assert "240,000" not in rivals


def test_rules_that_are_published_for_later_are_told_with_what_they_change(ola: Client, people: People) -> None:
    publish(people)
    changed = TEXT.replace("at_least: 250000", "at_least: 300000").replace(
        "notice: 30", "notice: 30\n  grandfathered: 6 months"
    )
    publish(people, changed, applies_from=date(2026, 3, 1))
    sold(people.a, "2025-05-05", 240_000)
    page = " ".join(ola.get("/partner/standing/").content.decode().split())
    assert "Other rules are coming" in page
    assert "Reviews from 1 Mar 2026 on go by them" in page
    assert "Who still meets those of today keeps the level until 1 Sep 2026." in page
    assert "Net sales: at least USD 300,000" in page
    assert "USD 10,000 more" in page  # today's rules: 250,000 − 240,000


def test_a_salesperson_has_no_right_to_it(ines: Client, people: People) -> None:
    publish(people)
    assert ines.get("/partner/standing/").status_code == 403
