"""Excel workbooks: looked over before they are opened, then read as text.

A workbook is a zip of XML. A few kilobytes of it can unpack to terabytes, and two cells in opposite corners make a
reader lay out seventeen thousand million. So the archive is walked first, in bounded memory: number of entries,
bytes they really unpack to, their ratio, and the corner cell of each sheet. Only then is it opened.

Numbers become text with the 15 digits Excel itself keeps; dates become ISO text; a formula counts as the value Excel
last computed for it.
"""

from __future__ import annotations

import datetime
import re
import zipfile
import zlib
from collections.abc import Iterator
from typing import Any

import pyarrow as pa
from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook, SheetVisibleEnum

from fairway.formats.delimited import MOST_COLUMNS, batch_of, schema_of
from fairway.formats.encodings import TextNotes
from fairway.formats.kinds import Kind, Source
from fairway.formats.old_workbook import NotReadable, cells_spanned
from fairway.formats.refusals import CannotRead

MOST_ENTRIES = 2_000
MOST_UNPACKED = 1 << 30
RATIO = 300
"""Unpacked bytes a packed byte may stand for, beyond the first 32 MiB; workbooks of sales lines reach about 20."""
MOST_CELLS = 24_000_000
MOST_OLD_BYTES = 64 << 20
MOST_OLD_CELLS = 65_536 * 100
"""Cells an old-style workbook may span: a full sheet of a hundred columns, some 250 MB once it is open."""
ROWS = 10_000
SPLIT = "Send the lines as CSV, or split the workbook by month."
REFERENCE = re.compile(rb"""\br\s*=\s*["']\s*([A-Za-z]*)([0-9]+)""")
"""Where a cell or row says it stands, however it is written: readers take small letters and either quotation mark."""
LONGEST_TAG = 1 << 20
LARGEST_NUMBER = 10_000_000


def guard(source: Source) -> None:
    """Refuse a workbook that is none, is locked, or would unpack beyond what a workbook of its size holds.

    :raises CannotRead: ``F11-not-a-table``, ``F13-bomb``, ``F19-locked``, ``F20-damaged``.
    """
    if source.kind is Kind.OLD_WORKBOOK:
        _guard_old(source)
        return
    try:
        with zipfile.ZipFile(source.path) as archive:
            _guard_archive(source, archive)
    # the last is what zipfile says of a compression it does not know
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError):
        raise CannotRead(
            "F20-damaged",
            f"“{source.name}” is a damaged or cut-off workbook.",
            "Save it once more in Excel and send it.",
        ) from None


def _guard_old(source: Source) -> None:
    with source.path.open("rb") as file:
        directory = file.read(1 << 20)
    if "EncryptedPackage".encode("utf-16-le") in directory:
        raise CannotRead(
            "F19-locked", f"“{source.name}” is locked with a password.", "Save it without one and send it."
        )
    if source.size > MOST_OLD_BYTES:
        raise CannotRead(
            "F13-bomb", f"“{source.name}” is an old-style workbook above {MOST_OLD_BYTES >> 20} MiB.", SPLIT
        )
    try:
        spanned = cells_spanned(source.path)
    except NotReadable as problem:
        raise CannotRead(
            "F20-damaged",
            f"“{source.name}” cannot be opened as an old-style workbook: {problem}.",
            "Save it as .xlsx and send it.",
        ) from None
    if spanned > MOST_OLD_CELLS:
        raise CannotRead(
            "F13-bomb",
            f"The sheets of “{source.name}” span {spanned:,} cells; stray cells lie far out.",
            "Delete the empty rows and columns around the lines, or send them as CSV.",
        )


def _guard_archive(source: Source, archive: zipfile.ZipFile) -> None:
    entries = archive.infolist()
    names = {entry.filename for entry in entries}
    if not any(name.lower().startswith("xl/worksheets/") for name in names):
        raise CannotRead("F11-not-a-table", f"“{source.name}” is {_archive_kind(names)}.", _instead(names))
    if len(entries) > MOST_ENTRIES:
        raise CannotRead("F13-bomb", f"“{source.name}” holds {len(entries):,} parts; a workbook holds a few.", SPLIT)
    limit = min(MOST_UNPACKED, max(32 << 20, source.size * RATIO))
    unpacked = 0
    for entry in entries:
        corner = _Corner()
        with archive.open(entry) as part:
            while chunk := part.read(1 << 20):
                unpacked += len(chunk)
                if unpacked > limit:
                    raise CannotRead(
                        "F13-bomb",
                        f"“{source.name}” unpacks to more than {limit >> 20} MiB, far beyond its size as received.",
                        SPLIT,
                    )
                # which part is a sheet the workbook itself says, so each is looked at, whatever its name
                corner.look(chunk)
        if corner.rows * corner.columns > MOST_CELLS or corner.columns > MOST_COLUMNS * 2:
            raise CannotRead(
                "F13-bomb",
                f"A sheet of “{source.name}” spans {corner.rows:,} rows and {corner.columns:,} columns; "
                "stray cells lie far out.",
                "Delete the empty rows and columns around the lines, or send them as CSV.",
            )


class _Corner:
    """How far out the cells of one part stand, told from its bytes as they pass."""

    def __init__(self) -> None:
        self.rows = self.columns = 0
        self._rest = b""

    def look(self, chunk: bytes) -> None:
        text = self._rest + chunk
        for letters, digits in REFERENCE.findall(text):
            self.rows = max(self.rows, int(digits) if len(digits) < 9 else LARGEST_NUMBER)
            self.columns = max(self.columns, _column(letters.upper()) if len(letters) < 5 else LARGEST_NUMBER)
        # a tag that the end of the chunk cuts in two is looked at with the next one
        self._rest = text[max(text.rfind(b"<"), 0) :]
        if len(self._rest) > LONGEST_TAG:
            if b"\0" not in self._rest:
                self.rows = self.columns = LARGEST_NUMBER  # text without end or tag: nothing a workbook holds
            self._rest = b""  # pictures and fonts hold no cells


def _column(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number


def _archive_kind(names: set[str]) -> str:
    if "word/document.xml" in names:
        return "a Word document"
    if any(name.startswith("ppt/") for name in names):
        return "a PowerPoint presentation"
    if "xl/workbook.bin" in names:
        return "a binary workbook (.xlsb)"
    if "content.xml" in names:
        return "an OpenDocument file"
    if "META-INF/MANIFEST.MF" in names:
        return "a Java program"
    return "a zip archive, not a workbook"


def _instead(names: set[str]) -> str:
    if "xl/workbook.bin" in names or "content.xml" in names:
        return "Save it as an Excel workbook (.xlsx) or as CSV and send that file."
    return "Send the CSV file or the workbook itself."


class WorkbookReading:
    """Batches of one sheet: columns ``row`` (as Excel numbers it), ``cells_problem`` and ``c0`` … all text."""

    def __init__(self, source: Source, sheet: str, *, width: int, header_row: int) -> None:
        self.width = width
        self.rows = 0
        self.blank = 0
        self.misshapen = 0
        self.consumed = 0
        self.notes = TextNotes()
        self._source, self._sheet, self._header_row = source, sheet, header_row

    @property
    def schema(self) -> pa.Schema:
        return schema_of(self.width)

    def batches(self) -> Iterator[pa.RecordBatch]:
        """Read the data rows below the heading."""
        rows: list[list[str]] = []
        numbers: list[int] = []
        for number, cells in sheet_rows(self._source, self._sheet):
            if number <= self._header_row:
                continue
            if not any(cells):
                self.blank += 1
                continue
            if any("\0" in cell for cell in cells):
                self.notes.nul_count += 1
                self.notes.nul_lines.append(number)
                cells = [cell.replace("\0", "\u2400") for cell in cells]
            numbers.append(number)
            rows.append(cells[: self.width] + [""] * (self.width - len(cells)))
            if len(rows) == ROWS:
                self.rows += len(rows)
                yield batch_of(rows, numbers, self.width)
                rows, numbers = [], []
        if rows:
            self.rows += len(rows)
            yield batch_of(rows, numbers, self.width)
        self.consumed = self._source.size


def open_sheets(source: Source) -> CalamineWorkbook:
    """Open the workbook; `guard` must have let it pass.

    :raises CannotRead: ``F20-damaged``, ``F19-locked``.
    """
    try:
        return CalamineWorkbook.from_path(str(source.path))
    except CalamineError as problem:
        if "password" in str(problem).lower():
            raise CannotRead(
                "F19-locked", f"“{source.name}” is locked with a password.", "Save it without one and send it."
            ) from None
        raise CannotRead(
            "F20-damaged",
            f"“{source.name}” cannot be opened as a workbook ({problem}).",
            "Save it once more in Excel and send it.",
        ) from None


def visible_sheets(source: Source) -> list[str]:
    """Names of the sheets a person sees, in their order."""
    book = open_sheets(source)
    return [each.name for each in book.sheets_metadata if each.visible == SheetVisibleEnum.Visible]


def sheet_rows(source: Source, sheet: str) -> Iterator[tuple[int, list[str]]]:
    """Read a sheet's rows as text, each with the number Excel shows beside it."""
    book = open_sheets(source)
    try:
        found: CalamineSheet = book.get_sheet_by_name(sheet)
    except (CalamineError, ValueError):
        raise CannotRead(
            "F21-sheet", f"“{source.name}” has no sheet “{sheet}”.", f"Its sheets: {', '.join(book.sheet_names)}."
        ) from None
    for number, row in enumerate(found.iter_rows(), start=1):
        yield number, [cell_text(cell) for cell in row]


def cell_text(cell: Any) -> str:
    """Write a workbook's cell as the text a person would have typed for it."""
    if cell is None or cell == "":
        return ""
    if isinstance(cell, str):
        return cell
    if isinstance(cell, bool):
        return "TRUE" if cell else "FALSE"
    if isinstance(cell, int):
        return str(cell)
    if isinstance(cell, float):
        if cell.is_integer() and abs(cell) < 1e15:
            return str(int(cell))
        return format(cell, ".15g")  # Excel keeps 15 digits; more would be dust of binary fractions
    if isinstance(cell, datetime.datetime):
        return cell.date().isoformat() if cell.time() == datetime.time() else cell.isoformat(sep=" ")
    if isinstance(cell, datetime.date | datetime.time):
        return cell.isoformat()
    return str(cell)
