"""Write tables for people to open in a spreadsheet, one row at a time.

A cell that begins with ``=``, ``+``, ``-``, ``@`` or a control character would be run as a formula by the program
that opens the file, so such a cell is led by an apostrophe. Plain numbers (``-12.50``) and phone-like signs are not.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Iterator, Sequence

NUMBER = re.compile(r"[-+]?[0-9]+(?:[.,' ][0-9]+)*(?:[eE][-+]?[0-9]{1,3})?")
RUNS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


def harmless(cell: str) -> str:
    """Lead a cell that a spreadsheet would run as a formula with an apostrophe."""
    if cell.startswith(RUNS) and not NUMBER.fullmatch(cell):
        return "'" + cell
    return cell


def csv_text(
    headings: Sequence[str],
    rows: Iterable[Sequence[str]],
    *,
    delimiter: str = ",",
    encoding: str = "utf-8-sig",
    neutralise: bool = True,
) -> Iterator[bytes]:
    """Write a table as delimited text, streamed in pieces of bytes.

    ``encoding`` defaults to UTF-8 with a mark, which spreadsheets read right everywhere; a cell the encoding cannot
    hold is written with a question mark.
    """
    buffer = io.StringIO()
    writer = csv.writer(buffer, delimiter=delimiter, lineterminator="\r\n")
    first = True
    codec = "utf-8" if encoding in {"utf-8-sig", "utf-16", ""} else encoding
    if encoding == "utf-8-sig":
        yield b"\xef\xbb\xbf"
    for row in _with_heading(headings, rows):
        writer.writerow([harmless(cell) for cell in row] if neutralise else list(row))
        if first or buffer.tell() > 64 * 1024:
            yield buffer.getvalue().encode(codec, "replace")
            buffer.seek(0)
            buffer.truncate()
            first = False
    if buffer.tell():
        yield buffer.getvalue().encode(codec, "replace")


def _with_heading(headings: Sequence[str], rows: Iterable[Sequence[str]]) -> Iterator[Sequence[str]]:
    yield headings
    yield from rows
