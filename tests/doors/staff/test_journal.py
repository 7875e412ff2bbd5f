"""The auditor reads who did what, and has journal and ledger verified."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.test import Client

from fairway.kit.access import WORKER, acting_as
from fairway.kit.journal.models import JournalRow
from tests.builders import People


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
