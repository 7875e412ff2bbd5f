"""Open a file by its layout and read it in batches of text columns."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

from fairway.formats.delimited import (
    DelimitedReading,
    Dialect,
    dialect_of,
    numbered_records,
    sample_text,
)
from fairway.formats.encodings import detect_encoding
from fairway.formats.kinds import Kind, Source, identify
from fairway.formats.layout import Layout
from fairway.formats.refusals import CannotRead
from fairway.formats.workbook import WorkbookReading, guard, sheet_rows, visible_sheets

Reading = DelimitedReading | WorkbookReading
SAMPLE_ROWS = 500


@dataclass(frozen=True)
class Sample:
    """The first rows of a file as text, with what had to be found out to read them.

    ``rows`` are pairs of cells and the number a person sees beside the row (1 is the file's first).
    """

    source: Source
    kind: str
    encoding: str
    dialect: Dialect
    sheet: str
    sheets: tuple[str, ...]
    rows: tuple[tuple[tuple[str, ...], int], ...]
    notes: tuple[str, ...]


def open_file(path: Path, name: str) -> Source:
    """Tell what a file is, and look a workbook over before anything opens it.

    :raises CannotRead: the file is no table; the code, sentence and remedy say why.
    """
    source = identify(path, name)
    if source.kind is not Kind.DELIMITED:
        guard(source)
    return source


def take_sample(source: Source, layout: Layout | None = None) -> Sample:
    """Read the first rows. What the layout states is kept; the rest is found from the file.

    A layout without columns states no delimiter: nobody has looked at it yet.

    :raises CannotRead: ``F10-empty`` for a file with no row at all, and what reading may refuse.
    """
    if source.kind is Kind.DELIMITED:
        return _text_sample(source, layout)
    sheets = tuple(visible_sheets(source))
    if not sheets:
        raise CannotRead("F10-empty", f"“{source.name}” has no visible sheet.", "Unhide the sheet with the lines.")
    wanted = layout.sheet if layout and layout.sheet else ""
    chosen = ""
    rows: list[tuple[tuple[str, ...], int]] = []
    for sheet in [wanted] if wanted else sheets:
        rows = []
        for number, cells in sheet_rows(source, sheet):
            rows.append((tuple(cells), number))
            if len(rows) >= SAMPLE_ROWS:
                break
        chosen = sheet
        if any(any(cells) for cells, _ in rows):
            break
    if not any(any(cells) for cells, _ in rows):
        raise CannotRead("F10-empty", f"“{source.name}” has no filled cell.", "Export it again and send it.")
    notes = (f"Read sheet “{chosen}” of {len(sheets)}.",) if len(sheets) > 1 else ()
    width = max(len(cells) for cells, _ in rows)
    return Sample(source, "workbook", "", Dialect(",", '"', width), chosen, sheets, tuple(rows), notes)


def _text_sample(source: Source, layout: Layout | None) -> Sample:
    notes: list[str] = []
    if layout is not None and layout.encoding:
        encoding = layout.encoding
    else:
        encoding, notes = detect_encoding(source)
    text = sample_text(source, encoding)
    if not text.strip("\r\n\t ,;|\ufeff"):
        raise CannotRead("F10-empty", f"“{source.name}” holds nothing but blank lines.", "Export it again and send it.")
    if layout is not None and layout.columns:
        dialect = Dialect(layout.delimiter, layout.quote, 0)
    else:
        dialect = dialect_of(text)
    rows = tuple(
        (tuple(cells), line) for cells, line in numbered_records(text, dialect.delimiter, dialect.quote)[:SAMPLE_ROWS]
    )
    if not rows:
        raise CannotRead(
            "F16-quote",
            f"“{source.name}” cannot be cut into lines: its first line never ends.",
            "Look for a quotation mark that is opened and never closed.",
        )
    return Sample(source, "delimited", encoding, dialect, "", (), rows, tuple(notes))


def headings_of(sample: Sample, header_row: int) -> tuple[str, ...]:
    """Name every column: by the heading row, made distinct, or ``#1``, ``#2`` … where there is no heading."""
    if not header_row:
        width = max(len(cells) for cells, _ in sample.rows)
        return tuple(f"#{index}" for index in range(1, width + 1))
    heading = next((cells for cells, number in sample.rows if number >= header_row), ())
    names: list[str] = []
    for index, cell in enumerate(heading, start=1):
        name = " ".join(cell.replace("\ufeff", "").split())[:200] or f"#{index}"
        base, count = name, 2
        while name in names:
            name, count = f"{base} ({count})", count + 1
        names.append(name)
    return tuple(names)


def start_reading(source: Source, layout: Layout, headings: tuple[str, ...]) -> Reading:
    """Begin reading the data rows below the heading row, which ends on line ``layout.header_row``."""
    if source.kind is Kind.DELIMITED:
        return DelimitedReading(
            source,
            layout.encoding or detect_encoding(source)[0],
            layout.delimiter,
            layout.quote,
            width=len(headings),
            lines_before=layout.header_row,
        )
    return WorkbookReading(source, layout.sheet, width=len(headings), header_row=layout.header_row)


def settled(layout: Layout, source: Source) -> tuple[Layout, tuple[str, ...], tuple[str, ...]]:
    """Fit a saved layout to this file: its encoding, delimiter and heading row are found anew where they moved.

    Answers the fitted layout, the file's headings, and the mapped headings the file lacks (empty: it fits).
    """
    if source.kind is Kind.DELIMITED and layout.kind == "delimited":
        as_stated = take_sample(source, layout)
        headings = headings_of(as_stated, layout.header_row)
        fitted, lost = layout.fitted(headings)
        if not lost:
            return replace(fitted, encoding=as_stated.encoding), headings, lost
    fresh = take_sample(source, replace(Layout(), encoding=layout.encoding, sheet=layout.sheet))
    if source.kind is Kind.DELIMITED:
        layout = replace(
            layout,
            kind="delimited",
            encoding=fresh.encoding,
            delimiter=fresh.dialect.delimiter,
            quote=fresh.dialect.quote,
        )
    else:
        layout = replace(layout, kind="workbook", sheet=fresh.sheet)
    best: tuple[Layout, tuple[str, ...], tuple[str, ...]] | None = None
    candidates = (
        [layout.header_row]
        if not layout.header_row
        else [layout.header_row, *(number for _, number in fresh.rows[:30] if number != layout.header_row)]
    )
    for row in candidates:
        headings = headings_of(fresh, row)
        fitted, lost = replace(layout, header_row=row).fitted(headings)
        if best is None or len(lost) < len(best[2]):
            best = (fitted, headings, lost)
        if not lost:
            break
    assert best is not None
    return best
