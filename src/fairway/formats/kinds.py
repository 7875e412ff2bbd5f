"""What a file is, told from its content; the name it arrived under is only used in sentences.

Partners rename things: a PDF called ``sales.csv``, a web page saved as ``.xls``, a workbook saved as ``.csv``.
Each is named for what it is, so that the sender knows which export to choose instead.
"""

from __future__ import annotations

import re
import zlib
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from fairway.formats.refusals import CannotRead

HEAD = 4096
"""Bytes looked at to tell what a file is."""


class Kind(StrEnum):
    """The kinds of file that hold a table."""

    DELIMITED = "delimited"
    WORKBOOK = "workbook"
    OLD_WORKBOOK = "old_workbook"


@dataclass(frozen=True)
class Source:
    """One file on disk: where it lies, the name it arrived under, what it is and whether gzip wraps it."""

    path: Path
    name: str
    kind: Kind
    gzipped: bool = False

    @property
    def size(self) -> int:
        """Bytes on disk, as received."""
        return self.path.stat().st_size


# first bytes -> what a person calls it, and what to do instead
FOREIGN: tuple[tuple[bytes, str], ...] = (
    (b"%PDF", "a PDF document"),
    (b"\x89PNG", "a picture (PNG)"),
    (b"\xff\xd8\xff", "a picture (JPEG)"),
    (b"GIF8", "a picture (GIF)"),
    (b"BM6", "a picture (BMP)"),
    (b"{\\rtf", "a rich-text document"),
    (b"PAR1", "a Parquet file"),
    (b"Rar!", "a RAR archive"),
    (b"7z\xbc\xaf", "a 7-Zip archive"),
    (b"BZh", "a bzip2 archive"),
    (b"\xfd7zXZ", "an xz archive"),
    (b"\x28\xb5\x2f\xfd", "a Zstandard archive"),
    (b"SQLite format 3", "a SQLite database"),
    (b"MZ", "a Windows program"),
    (b"\x7fELF", "a program"),
    (b"ISA*", "an X12 EDI interchange"),
    (b"UNA", "an EDIFACT interchange"),
    (b"UNB+", "an EDIFACT interchange"),
)
ZIP = b"PK\x03\x04"
EMPTY_ZIP = b"PK\x05\x06"
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
GZIP = b"\x1f\x8b"
MARKUP = re.compile(rb"^\s*(?:<!doctype\s+html|<html|<head|<body|<table|<\?xml|<svg)", re.IGNORECASE)
JSON = re.compile(rb"^\s*(?:\{\s*[\"}]|\[\s*[\[{\"\]])")
SEND_TABLE = "Export the lines as CSV or as an Excel workbook (.xlsx) and send that file."


def identify(path: Path, name: str) -> Source:
    """Tell what the file is from its first bytes.

    :raises CannotRead: ``F10-empty``, ``F11-not-a-table`` (named for what it is), ``F12-archive``.
    """
    with path.open("rb") as file:
        head = file.read(HEAD)
    if not head:
        raise CannotRead("F10-empty", f"“{name}” is empty: it has no bytes at all.", "Export it again and send it.")
    if head.startswith(GZIP):
        return _unwrapped(path, name, head)
    return Source(path, name, _kind(head, name))


def _unwrapped(path: Path, name: str, head: bytes) -> Source:
    try:
        inner = zlib.decompressobj(wbits=31).decompress(head, HEAD)
    except zlib.error:
        raise CannotRead(
            "F12-archive", f"“{name}” begins like a gzip file but cannot be unpacked.", "Compress it again and send it."
        ) from None
    if not inner:
        raise CannotRead("F10-empty", f"“{name}” is an empty file inside gzip.", "Export it again and send it.")
    kind = _kind(inner, name)
    if kind is not Kind.DELIMITED:
        raise CannotRead(
            "F12-archive", f"“{name}” is a workbook inside gzip.", "A workbook is compressed already: send it as it is."
        )
    return Source(path, name, kind, gzipped=True)


def _kind(head: bytes, name: str) -> Kind:
    if head.startswith(OLE):
        if b"W\x00o\x00r\x00d\x00D\x00o\x00c" in head:
            raise _foreign(name, "a Word document")
        return Kind.OLD_WORKBOOK
    if head.startswith((ZIP, EMPTY_ZIP)):
        return Kind.WORKBOOK  # which archive it is, its directory tells: `workbook.guard`
    for first, what in FOREIGN:
        if head.startswith(first):
            raise _foreign(name, what)
    if MARKUP.match(head):
        html = re.search(rb"<(?:!doctype\s+html|html|table|body)", head, re.IGNORECASE)
        what = "a web page (HTML)" if html else "an XML document"
        raise _foreign(name, what)
    if JSON.match(head):
        raise _foreign(name, "a JSON document")
    if _binary(head):
        raise CannotRead(
            "F11-not-a-table", f"“{name}” holds binary data: it is neither text nor a workbook.", SEND_TABLE
        )
    return Kind.DELIMITED


def _foreign(name: str, what: str) -> CannotRead:
    return CannotRead("F11-not-a-table", f"“{name}” is {what}, whatever its name says.", SEND_TABLE)


def _binary(head: bytes) -> bool:
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        return False
    even, odd = head[0::2].count(0), head[1::2].count(0)
    half = len(head) // 2 or 1
    if max(even, odd) > half * 0.4 and min(even, odd) < half * 0.1:
        return False  # UTF-16 without a mark: one half of the bytes is zero
    controls = sum(head.count(code) for code in range(32) if code not in (9, 10, 12, 13, 26, 27))
    return controls > len(head) * 0.1
