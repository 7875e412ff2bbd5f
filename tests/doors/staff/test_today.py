"""The vendor's first page: what waits for whom, what changed, what was accrued."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from django.test import Client
from django.urls import reverse

from fairway.kit.journal.models import JournalRow
from fairway.web.shared.feed import events_of
from tests.builders import People
from tests.doors.staff.stories import text_of
from tests.rooms.sales.builders import file_of, line, products, send

Limit = Callable[..., object]


def test_an_empty_channel_says_so(maya: Client, django_assert_max_num_queries: Limit) -> None:
    with django_assert_max_num_queries(56):
        page = maya.get(reverse("staff:today")).content.decode()
    for sentence in ("Nothing waits for you.", "Nothing accrued in", "No run yet", "What changed"):
        assert sentence in page, sentence


def test_an_empty_channel_leads_to_the_first_statement(
    maya: Client, ada: Client, people: People, now: datetime
) -> None:
    page = text_of(maya.get(reverse("staff:today")))
    assert "From nothing to the first statement" in page
    assert "Partners done" in page  # two are there
    assert "Products The numbers that sales files are read against" in page
    products(now, "AX")
    assert "Products done" in text_of(maya.get(reverse("staff:today")))
    # the auditor reads the way and does none of it
    steps = ada.get(reverse("staff:today")).content.decode().split("From nothing to the first statement")[1]
    assert "/vendor/products/" not in steps.split("Waiting for you")[0]


def test_files_wait_for_those_who_can_settle_them(
    maya: Client, ada: Client, sign_in: Callable[..., Client], people: People, now: datetime
) -> None:
    products(now, "AX")
    held = [line(f"INV-{number}", 1, "2026-01-05", "OLD", "1", "1.00", "1.00") for number in range(3)]
    send(people.ola, now, file_of(*held), people.a)
    send(people.sam, now, b"Beleg;Tag;Was;Menge\nR-1;31.01.2026;AX;2\n", people.b, layout=None)
    page = maya.get(reverse("staff:today")).content.decode()
    assert "Held lines" in page
    assert "In one file; they count for nothing yet." in page
    assert "Sales file to map" in page
    assert "Baylight Systems: sales file" in page
    carl = sign_in(people.carl).get(reverse("staff:today")).content.decode()  # sends files, does not settle lines
    assert "Sales file to map" in carl
    assert "they count for nothing yet" not in carl
    assert "Nothing waits for you." in ada.get(reverse("staff:today")).content.decode()


def test_direct_sales_begin_with_the_names_of_partners(dirk: Client) -> None:
    assert dirk.get(reverse("staff:today")).headers["Location"] == reverse("staff:partners")
    page = dirk.get(reverse("staff:partners")).content.decode()
    assert "Runs" not in page
    assert f'href="{reverse("staff:today")}"' not in page


def test_partners_do_not_find_it(ola: Client) -> None:
    assert ola.get(reverse("staff:today")).status_code == 404


def test_an_entry_that_begins_with_a_number_keeps_its_letters(people: People, now: datetime) -> None:
    rows = [
        JournalRow(at=now, user_id=None, verb=verb, subject="agreements.agreement:1", partner_id=people.a, reason="",
                   payload={"number": "AG-2026-0001", "side": "partner", "since": "2026-03-01"})
        for verb in ("agreements.agreement.concluded", "agreements.agreement.signed")
    ]  # fmt: skip
    concluded, signed = (event.what for event in events_of(rows, names={people.a: ("A-1", "Anker Mess")}))
    assert concluded == "Anker Mess: AG-2026-0001 is concluded, and holds from 1 Mar 2026"
    assert signed == "Anker Mess: signed AG-2026-0001 for the partner"
