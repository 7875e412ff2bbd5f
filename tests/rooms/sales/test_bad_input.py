"""Bad files through the whole room: a clear answer for each, and nothing stored half."""

from __future__ import annotations

import io
import zipfile
from datetime import date, datetime

import openpyxl
import pytest

from fairway.kit.access import WORKER, acting_as
from fairway.kit.files import TooLarge
from fairway.sales import actions, queries
from tests.builders import People
from tests.rooms.sales.builders import HEAD, LAYOUT, file_of, in_lake, line, products, send

pytestmark = pytest.mark.django_db
GOOD = line("INV-1", 1, "2026-01-05", "AX", "2", "10.00", "20.00")


def bomb() -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/worksheets/sheet1.xml", b"<c/>" * (12 << 20))
    return buffer.getvalue()


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "F10-empty"),
        (f"{HEAD}\n".encode(), "F10-empty"),
        (b"%PDF-1.4", "F11-not-a-table"),
        (b"<!DOCTYPE html><table></table>", "F11-not-a-table"),
        (bomb(), "F13-bomb"),
        (f'{HEAD}\n{GOOD}\n"{"x" * 9_000_000}'.encode(), "F16-quote"),
    ],
    ids=["empty", "heading only", "pdf", "html", "zip bomb", "endless quote"],
)
def test_the_file_is_refused_and_nothing_is_taken(people: People, now: datetime, content: bytes, code: str) -> None:
    products(now, "AX")
    report_id, status = send(people.ola, now, content, people.a)
    with acting_as(people.ola):
        row = queries.report(people.ola, report_id)
    assert (status, row.problem_code) == ("refused", code)
    assert in_lake() == []


def test_each_bad_line_is_answered_and_the_good_ones_count(people: People, now: datetime) -> None:
    products(now, "AX")
    lines = [
        GOOD.encode(),
        line("INV-2\0", 1, "2026-01-05", "AX", "1", "1", "1").encode(),
        line("Müller", 1, "2026-01-05", "AX", "1", "1", "1").encode("cp1252"),
        line("ü", 1, "2026-01-05", "AX", "1", "1", "1").encode(),
        line("x" * 1_000_000, 1, "2026-01-05", "AX", "1", "1", "1").encode(),
        line("INV-5", 1, "1899-12-31", "AX", "1", "1", "1").encode(),
        line("INV-6", 1, "2099-01-01", "AX", "1", "1", "1").encode(),
        line("INV-7", 1, "2026-01-05", "AX", "1", "-1.00", "-1.00").encode(),
        line("=cmd|'/C calc'!A0", 1, "2026-01-05", "AX", "1", "1", "1").encode(),
        (GOOD + ",one,too,many").encode(),
    ]
    content = HEAD.encode() + b"\n" + b"\n".join(lines) + b"\n" + f"{GOOD}\n".encode() * 60
    report_id, status = send(people.ola, now, content, people.a)
    assert status == "decided"
    with acting_as(people.ola):
        row = queries.report(people.ola, report_id)
        text = b"".join(queries.refused_file(people.ola, report_id)).decode()
    assert {each.code: each.lines for each in row.reasons} == {
        "L14-cells": 1,
        "L14-encoding": 1,
        "L14-nul": 1,
        "L14-long-cell": 1,
        "L7-too-old": 1,
        "L7-future": 1,
        "L3-sign": 1,
        "L1-duplicate": 60,
        "L14-formula": 1,
    }
    assert (row.accepted, row.held, row.refused) == (3, 1, 6)
    assert any("another encoding" in note and "4" in note for note in row.notes)
    assert max(len(each) for each in text.splitlines()) < 5_000


def test_a_hundred_columns_of_which_eight_matter(people: People, now: datetime) -> None:
    products(now, "AX")
    head = HEAD + "".join(f",Extra {index}" for index in range(92))
    _, status = send(people.ola, now, file_of(GOOD + ",x" * 92, head=head), people.a)
    assert (status, len(in_lake())) == ("decided", 1)


def test_a_workbook_with_formulas_counts_what_excel_last_computed(people: People, now: datetime) -> None:
    products(now, "AX")
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.append(HEAD.split(","))
    sheet.append(["INV-1", 1, date(2026, 1, 5), "AX", 2, 10, 20, "EUR"])
    sheet.append(["INV-2", 1, date(2026, 1, 5), "AX", 2, 10, "=E3*F3", "EUR"])  # never computed: no value is kept
    buffer = io.BytesIO()
    book.save(buffer)
    send(people.ola, now, buffer.getvalue(), people.a)
    assert [row[2] for row in in_lake()] == [20, 20]  # the second completed from quantity and price


def test_a_file_beyond_the_limit_is_not_kept(people: People, now: datetime, settings: object) -> None:
    from fairway.kit import files

    with acting_as(people.ola), pytest.raises(TooLarge):
        files.store((b"x" * 1024 for _ in range(10)), limit=4096)
    with acting_as(WORKER):
        assert list(queries.visible_reports(WORKER)) == []


def test_a_mapping_that_holds_everything_goes_back_to_the_mapping(
    people: People, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    from fairway.sales.actions import processing

    monkeypatch.setattr(processing, "MOST_HELD", 2)
    products(now, "AX")
    lines = [line(f"INV-{number}", 1, "2026-01-05", "??", "1", "1", "1") for number in range(3)]
    report_id, status = send(people.ola, now, file_of(*lines), people.a)
    with acting_as(people.ola):
        assert (status, "3 of 3 lines" in queries.report(people.ola, report_id).problem) == ("needs_mapping", True)
        actions.map_columns(actor=people.ola, now=now, report_id=report_id, layout=LAYOUT, enqueue=False)
