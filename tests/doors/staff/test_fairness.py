"""The fairness page: each grouping with chart, table and export."""

from __future__ import annotations

from datetime import datetime

import pytest
from django.test import Client

from fairway.deals.rules.fairness import BY
from tests.builders import People
from tests.doors.staff.dispute_stories import told
from tests.rooms.deals.stories import put_policy


@pytest.fixture(autouse=True)
def on_the_day(monkeypatch: pytest.MonkeyPatch, now: datetime) -> None:
    monkeypatch.setattr("fairway.kit.access.middleware.timezone.now", lambda: now)


def test_every_grouping_is_shown_and_exported(ada: Client, people: People, now: datetime) -> None:
    told(people, now, put_policy(people, now))
    assert ada.get("/vendor/deals/fairness/")["Location"] == "/vendor/deals/fairness/partner/"
    for by in BY:
        page = ada.get(f"/vendor/deals/fairness/{by}/").content.decode()
        assert "Approved at the first answer" in page
        assert "95 % confidence" in page
        table = ada.get(f"/vendor/deals/fairness/{by}/?export=csv").content.decode()
        assert "at least, %" in table
        assert "<svg" not in table
    rows = ada.get("/vendor/deals/fairness/partner/?export=csv").content.decode()
    # one of one approved: 1/(1 + 3.8415) = 20.7 %; none of one: at most 79.3 %
    assert "Baylight Systems,1,1,100.0,20.7,100.0" in rows
    assert "Anker Mess,1,0,0.0,0.0,79.3" in rows
    assert ada.get("/vendor/deals/fairness/gender/").status_code == 404


@pytest.mark.parametrize("since", ["2026-01-01", "9999-12-31", "0001-01-01", "tomorrow", "<script>", ""])
def test_any_time_can_be_asked_for(ada: Client, people: People, now: datetime, since: str) -> None:
    answer = ada.get("/vendor/deals/fairness/decider/", {"since": since, "until": since})
    assert answer.status_code == 200
    assert b"95 % confidence" in answer.content
    assert b"Approved at the first answer" not in answer.content
    assert b'<script>"' not in answer.content


def test_partners_and_direct_sales_have_no_way_in(ola: Client, dirk: Client) -> None:
    for browser in (ola, dirk):
        assert browser.get("/vendor/deals/fairness/partner/").status_code == 404
