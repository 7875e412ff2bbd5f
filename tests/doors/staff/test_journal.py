"""The auditor reads who did what, and has journal and ledger verified."""

from __future__ import annotations

import csv
import re
from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.test import Client
from django.urls import reverse

from fairway.incentives import queries
from fairway.kit.access import WORKER, acting_as
from fairway.kit.access import people as access
from fairway.kit.journal.models import JournalRow
from fairway.ledger import queries as ledger
from fairway.values import exact
from tests.builders import People
from tests.doors.staff.stories import text_of, told
from tests.rooms.incentives.stories import publish


def test_the_auditor_reads_everything_newest_first(ada: Client, people: People) -> None:
    page = ada.get("/vendor/journal/").content.decode()
    assert "Anker Mess" in page
    assert "Added the partner" in page


def test_rows_are_narrowed_by_area_person_and_day(ada: Client, people: People) -> None:
    assert "Added the partner" not in ada.get("/vendor/journal/?room=sales").content.decode()
    assert "Added the partner" in ada.get("/vendor/journal/?room=partners&since=2026-02-10").content.decode()
    assert "Added the partner" not in ada.get("/vendor/journal/?since=2026-02-11&room=partners").content.decode()
    assert ada.get("/vendor/journal/?since=yesterday").status_code == 200


def test_a_row_shows_what_was_written_and_its_seal(ada: Client, people: People, now: datetime) -> None:
    with acting_as(WORKER):
        number = JournalRow.objects.filter(verb="partners.added").first().pk  # type: ignore[union-attr]
    assert "waits for the next seal" in ada.get(f"/vendor/journal/{number}/").content.decode()
    assert ada.get("/vendor/journal/999999999/").status_code == 404


def test_entries_name_what_they_are_about_and_lead_there(
    ada: Client, maya: Client, people: People, now: datetime
) -> None:
    programme = publish(people)
    with acting_as(WORKER):
        version = queries.programme(WORKER, "fy12").versions[0]
    with acting_as(people.maya):
        access.invite(actor=people.maya, now=now, email="nora@a.example", role="sales", partner_id=people.a)
        access.change_roles(
            actor=people.maya, now=now, user_id=people.ines.person, partner_id=people.a, roles=["operations"]
        )
    address = reverse("staff:programme_version", args=[programme, version.number])
    for page in (ada.get("/vendor/journal/"), maya.get(reverse("staff:today"))):
        found = re.search(r'<a[^>]*href="([^"]*)"[^>]*>\s*Published version 1 of Reseller programme 2012', text(page))
        assert found is not None
        assert found[1] == address
        assert "nvited nora@a.example as Sales" in text(page)
        assert "hanged what Ines may do: Operations" in text(page)


def text(answer: Any) -> str:
    return " ".join(answer.content.decode().split())


def test_verification_says_that_all_is_sound(ada: Client, people: People, now: datetime) -> None:
    page = ada.post("/vendor/journal/verify/", {"seal": ""}).content.decode()
    assert "Sound" in page
    refuted = ada.post("/vendor/journal/verify/", {"seal": "f" * 64}).content.decode()
    assert "not in the chain" in refuted


def test_a_page_asks_the_database_a_bounded_number_of_times(
    ada: Client, people: People, django_assert_max_num_queries: Callable[[int], Any]
) -> None:
    with django_assert_max_num_queries(22):
        ada.get("/vendor/journal/")


def test_only_those_with_the_right_read_it(ola: Client, dirk: Client, people: People) -> None:
    assert ola.get("/vendor/journal/").status_code == 404
    assert dirk.get("/vendor/journal/").status_code == 404


def test_an_amount_is_followed_into_the_ledger(ada: Client, ola: Client, people: People) -> None:
    told(people)
    with acting_as(WORKER):
        legs = [leg for entry in ledger.entries(WORKER) for leg in entry.legs]
    page = text_of(ada.get("/vendor/journal/ledger/", {"partner": people.a, "period": "2012-Q3"}))
    # 120,000 × 3 %: what it costs, and what is owed for it
    assert "Contra-revenue rebates CR USD 3,600.00" in page
    assert "Accrued rebate liability AL" in page
    assert "Baylight" not in page.split("Clear all")[1]
    rows = list(
        csv.DictReader(ada.get("/vendor/journal/ledger/", {"export": "csv"}).content.decode("utf-8-sig").splitlines())
    )
    assert len(rows) == len(legs)
    for currency in {row["Debit currency"] for row in rows} - {""}:
        debits = sum(exact(row["Debit"]) for row in rows if row["Debit currency"] == currency)
        assert debits == sum(exact(row["Credit"]) for row in rows if row["Credit currency"] == currency)
    one = rows[0]
    only = text_of(ada.get("/vendor/journal/ledger/", {"entry": one["Entry"]}))
    assert "1–2 of 2" in only
    assert "Nothing matches" in text_of(ada.get("/vendor/journal/ledger/", {"entry": "none"}))
    assert ola.get("/vendor/journal/ledger/").status_code == 404
