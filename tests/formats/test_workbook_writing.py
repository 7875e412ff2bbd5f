"""Workbooks that are written: read again by two readers, and nothing of them is run."""

from __future__ import annotations

import io
from datetime import date
from pathlib import Path

import openpyxl

from fairway.formats.tables import read_table
from fairway.formats.workbook_writing import workbook_bytes
from fairway.values import exact

ROWS = [
    ["00123", "=1+1", "Ä & <b>\x00", date(2026, 1, 31), exact("8.60"), 12, None, exact("12345678901234567.89")],
    ["", "+49 40", "line\nbreak", date(1899, 1, 1), exact("-0.05"), 0, True, exact("0.1")],
]
HEAD = ["code", "text", "more", "day", "amount", "count", "flag", "long"]


def test_what_is_written_is_read_as_it_was(tmp_path: Path) -> None:
    content = workbook_bytes(HEAD, ROWS)
    sheet = openpyxl.load_workbook(io.BytesIO(content)).active
    assert sheet is not None
    first, second = list(sheet.values)[1:]
    assert first[:3] == ("00123", "=1+1", "Ä & <b>")
    assert (str(first[3])[:10], first[4], first[5], first[6]) == ("2026-01-31", 8.6, 12, None)
    assert first[7] == "12345678901234567.89"  # more digits than Excel keeps: as text
    assert second[1:4] == ("+49 40", "line\nbreak", "1899-01-01")
    assert [cell.data_type for cell in sheet[2]][:2] == ["s", "s"]  # a formula would be "f"
    path = tmp_path / "rows.xlsx"
    path.write_bytes(content)
    rows = [row.cells for row in read_table(path, "rows.xlsx").rows]
    assert (rows[0]["code"], rows[0]["text"], rows[0]["day"][:10], rows[0]["amount"]) == (
        "00123", "=1+1", "2026-01-31", "8.6"
    )  # fmt: skip
    assert (rows[1]["count"], rows[1]["flag"], rows[1]["amount"]) == ("0", "true", "-0.05")


def test_an_empty_table_is_a_workbook(tmp_path: Path) -> None:
    sheet = openpyxl.load_workbook(io.BytesIO(workbook_bytes(HEAD, []))).active
    assert sheet is not None
    assert [list(row) for row in sheet.values] == [HEAD]
