"""The page of sales outside, and the record of how one came about."""

from __future__ import annotations

import re
from datetime import datetime

import pytest
from django.test import Client
from django.urls import reverse

from tests.builders import People
from tests.doors.staff.stories import text_of
from tests.rooms.agreements.territory_stories import grant, lay_ground, terms
from tests.rooms.incentives.stories import Sold, put

KNOWN = "Ola's newsletter of January went to customers in Iowa."


@pytest.fixture
def address(people: People, now: datetime, maya: Client, monkeypatch: pytest.MonkeyPatch) -> str:
    """A partner with Germany alone sold in the United States; the page of that line."""
    monkeypatch.setattr("fairway.kit.access.middleware.timezone.now", lambda: now)
    lay_ground(people.maya, now)
    grant(people.maya, now, terms(people.a, "DE"))
    put(Sold(people.a, "2026-02-02", "1200", "3"), Sold(people.b, "2026-02-02", "10"))
    page = maya.get(reverse("staff:outside_sales")).content.decode()
    found = re.findall(r'href="(/[^"]*territories/outside/\d+/)"', page)
    assert len(set(found)) == 1  # B holds nothing, and so has no territory to be outside of
    return str(found[0])


def test_a_sale_is_recorded_as_sought_and_the_record_corrected(maya: Client, address: str) -> None:
    assert "Cross-border" in text_of(maya.get(reverse("staff:outside_sales")))
    page = text_of(maya.get(address))
    assert "Taken for unsolicited." in page
    assert re.search(r"Date \d{1,2} [A-Z][a-z]{2} \d{4}\b", page)
    short = maya.post(address, {"evidence": "advertising", "reason": "He did."})
    assert short.status_code == 422
    assert "at least 20 characters" in text_of(short)
    assert maya.post(address, {"evidence": "rumour", "reason": KNOWN}).status_code == 422
    page = text_of(maya.post(address, {"evidence": "advertising", "reason": KNOWN}, follow=True))
    assert "It is recorded. The sale counts as before." in page
    assert "Recorded as sought: advertising or promotion aimed at customers there." in page
    assert f"{KNOWN} Maya" in page
    assert "Active" in text_of(maya.get(reverse("staff:outside_sales")))
    page = text_of(maya.post(address, {"evidence": "request", "reason": KNOWN}, follow=True))
    assert "Recorded as unsolicited: the customer asked unsolicited." in page
    again = text_of(maya.post(address, {"evidence": "request", "reason": KNOWN}, follow=True))
    assert "recorded already" in again


def test_who_may_only_look_records_nothing(ada: Client, ola: Client, dirk: Client, address: str) -> None:
    assert ada.post(address, {"evidence": "advertising", "reason": KNOWN}).status_code == 403
    for nobody in (ola, dirk):
        assert nobody.get(address).status_code == 404
        assert nobody.post(address, {"evidence": "advertising", "reason": KNOWN}).status_code == 404


def test_a_line_that_is_not_outside_has_no_page(maya: Client, address: str) -> None:
    other = re.sub(r"\d+/$", lambda found: f"{int(found[0][:-1]) + 1}/", address)  # B's
    assert maya.get(other).status_code == 404
    assert maya.get(reverse("staff:outside_sale", args=[5])).status_code == 404


def test_any_days_can_be_asked_for_and_what_does_not_fit_is_said(
    maya: Client, address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    url = reverse("staff:outside_sales")
    page = text_of(maya.get(url, {"since": "2026-02-01", "until": "2026-02-02"}))
    assert re.search(r"1 Feb 2026 to 2 Feb 2026 ?: 2 lines with a country were looked at", page)
    assert "Cross-border" in page
    assert "Nothing matches" in text_of(maya.get(url, {"since": "2026-02-03"}))
    assert "Nothing matches" in text_of(maya.get(url, {"until": "2026-02-01"}))
    assert maya.get(url, {"since": "someday", "until": "0001-01-01"}).status_code == 200
    monkeypatch.setattr("fairway.web.staff.territories.outside.MOST_LINES", 1)
    assert re.search(r"on 2 Feb 2026 +and before it sales are missing", text_of(maya.get(url)))
