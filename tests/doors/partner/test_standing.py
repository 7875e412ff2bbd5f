"""Standing at the partner's door: its own, in its words, and nothing of anybody else."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from django.test import Client

from tests.builders import People
from tests.rooms.performance.stories import certified, publish, sold


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


def test_a_salesperson_has_no_right_to_it(ines: Client, people: People) -> None:
    publish(people)
    assert ines.get("/partner/standing/").status_code == 403
