"""What is wrong in a file that was sent, row by row, and the file again with it written beside each row."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.http import HttpResponseBase, StreamingHttpResponse

from fairway.formats.tables import Record, Table, read_table
from fairway.formats.writing import csv_text
from fairway.kit import files
from fairway.web.shared import lists
from fairway.web.shared.lists import Column, Listing

FIX = "What is wrong"
"""The heading of the column that a file to fix has more than the file that was sent."""


@dataclass(frozen=True)
class Found:
    """One thing wrong in the file; ``row`` is its number as a person sees it there, None for the file as a whole."""

    row: int | None
    field: str
    value: str
    sentence: str


FAULTS = Listing(
    name="faults",
    columns=(
        Column("row", "Row", kind="number", sort=True),
        Column("field", "Column", sort=True),
        Column("value", "Value"),
        Column("sentence", "What is wrong"),
    ),
    default_sort="row",
    per_page=100,
)


def column_of(field: str, columns: Mapping[str, str], known: Mapping[str, tuple[str, ...]]) -> str:
    """How a person knows a field: by the file's own heading, or else by the first that is recognised."""
    return columns.get(field) or known.get(field, (field.replace("_", " "),))[0].capitalize()


def table_of(sha256: str, name: str) -> Table:
    """A kept file as a table, as it was meant: of a file of Fairway's own, without what Fairway had put into it.

    That is the column that said what is wrong, and apostrophes before what looks like a formula.

    :raises CannotRead: when it is no table.
    """
    table = read_table(files.place(sha256), name, wrong_rows=True)
    places = [place for place, heading in enumerate(table.headings) if heading != FIX]
    records = (
        Record(number, tuple([_as_meant(values[place]) for place in places]), problem)
        for number, values, problem in table.records
    )
    return Table(tuple(table.headings[place] for place in places), records)


def _as_meant(cell: str) -> str:
    """A cell without the apostrophe by which an export kept a spreadsheet from running it as a formula."""
    return cell[1:] if cell.startswith("'") and lists.neutral(cell[1:]) == cell else cell


def fix_file(sha256: str, name: str, faults: Iterable[Found], *, only_faulty: bool = False) -> HttpResponseBase:
    """The file again, and beside each row what is wrong with it: to be put right in place and chosen again.

    ``only_faulty`` leaves the other rows out, where these were taken or will be.
    """
    table = table_of(sha256, name)
    said: dict[int | None, list[str]] = {}
    for one in faults:
        said.setdefault(one.row, []).append(f"{one.field}: {one.sentence}" if one.field else one.sentence)
    whole = said.get(None, [])
    lines = (
        [*(row.cells[heading] for heading in table.headings), " ".join((*whole, *said.get(row.number, [])))]
        for row in table.rows
        if not only_faulty or row.number in said
    )
    stem = re.sub(r"[^A-Za-z0-9._-]+", "-", name.rsplit(".", 1)[0])[:80] or "file"
    return StreamingHttpResponse(
        csv_text([*table.headings, FIX], lines), content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{stem}-to-fix.csv"', "Cache-Control": "no-store"},
    )  # fmt: skip
