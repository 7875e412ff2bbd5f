"""Files of lists that spreadsheets open without running anything: CSV, and workbooks."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any

from django.http import HttpResponse

from fairway.formats.workbook_writing import workbook_bytes
from fairway.values import Exact, Money, Quantity, Rate, plain
from fairway.web.shared.components import Badge

EXPORTS = ("csv", "xlsx")
EXPORT_LIMIT = 200_000
"""Rows of one export. It is made inside the request's transaction: one moment, and what one person may see."""

FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "|", "%", "＝", "＋", "－", "＠")  # full-width forms count too


def neutral(text: str) -> str:
    """Put an apostrophe before text that a spreadsheet would take for a formula. Source: OWASP, CSV injection."""
    return (
        f"'{text}"
        if text.lstrip(" \N{NO-BREAK SPACE}").startswith(FORMULA_STARTS) or text.startswith(FORMULA_STARTS)
        else text
    )


def machine(value: Any) -> str:
    """Write one value for a machine: plain digits, ISO dates, neutral text."""
    match value:
        case None:
            return ""
        case bool():
            return "true" if value else "false"
        case int() | Exact():
            return f"{value:f}" if isinstance(value, Exact) else str(value)
        case Money() | Quantity():
            return f"{value.amount:f}" if isinstance(value, Money) else plain(value.value)
        case Rate():
            return plain(value.value)
        case datetime() | date():
            return value.isoformat()
        case Badge():
            return neutral(value.text)
        case _:
            return neutral(str(value))


def cell(value: Any) -> Any:
    """One value as a workbook holds it: numbers and days as such, everything else as text."""
    match value:
        case None | bool() | int() | Exact() | date():
            return value
        case Money():
            return value.amount
        case Quantity() | Rate():
            return value.value
        case Badge():
            return value.text
        case _:
            return str(value)


def answer_with(kind: str, name: str, header: Sequence[str], rows: Iterable[Iterable[Any]]) -> HttpResponse:
    """Hand a table out as a file: `xlsx`, or else CSV."""
    if kind == "xlsx":
        body = workbook_bytes(header, ([cell(value) for value in row] for row in rows))
        content_type = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    else:
        body, content_type, kind = csv_bytes(header, rows), "text/csv; charset=utf-8", "csv"
    return HttpResponse(
        body, content_type=content_type, headers={"Content-Disposition": f'attachment; filename="{name}.{kind}"'}
    )


def csv_bytes(header: Iterable[str], rows: Iterable[Iterable[Any]]) -> bytes:
    """Write CSV as UTF-8 with a byte order mark, so that Excel reads it as such.

    An amount of money takes two columns where the header says so: use `(Money.amount, Money.currency)`.
    """
    sheet = io.StringIO(newline="")
    writer = csv.writer(sheet)
    writer.writerow([neutral(title) for title in header])
    for row in rows:
        writer.writerow([machine(value) for value in row])
    return sheet.getvalue().encode("utf-8-sig")
