"""Which encoding a text file is in, and reading it as UTF-8 whatever it is.

Rule (L14 of the channel-data reference): parse by profile, keep the raw cell. A byte-order mark decides; text that is
valid UTF-8 from end to end is UTF-8; else the lines with foreign bytes, wherever they stand, are weighed
by `charset-normalizer`. A byte that fits none becomes U+FFFD and its line is named, so that the line can be refused
and the others taken.
"""

from __future__ import annotations

import codecs
import gzip
import io
import re
import zlib
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO

from charset_normalizer import from_bytes

from fairway.formats.kinds import Source
from fairway.formats.refusals import CannotRead

CHUNK = 1 << 20
SAMPLE = 64 * 1024
"""Bytes of head, and again of lines with foreign bytes, that detection weighs."""

MOST_UNPACKED = 8 << 30
"""Bytes a compressed text file may unpack to."""
RATIO = 250
"""Unpacked bytes a compressed byte may stand for, beyond the first 16 MiB; sales lines compress 5 to 30 times."""

LOST = "\ufffd"
NUL_SHOWN = "\u2400"

CANDIDATES = [
    "cp1252",
    "cp932",
    "euc_jp",
    "gb18030",
    "big5",
    "euc_kr",
    "cp1250",
    "cp1251",
    "cp1253",
    "cp1254",
    "iso8859_2",
    "mac_roman",
    "cp437",
    "cp850",
]
ACCEPTED = ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "latin-1", "iso8859_15", "shift_jis", *CANDIDATES]
"""Names that a layout may carry."""
MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
FOREIGN_LINE = re.compile(rb"[^\r\n]*[\x80-\xff][^\r\n]*[\r\n]*")
EXPORTED_AGAIN = "Export it once more as CSV in UTF-8, or as a workbook, and send it."


@dataclass
class TextNotes:
    """What reading the bytes as text came across; lines are counted from 1."""

    undecodable: list[int] = field(default_factory=list)
    undecodable_count: int = 0
    nul_lines: list[int] = field(default_factory=list)
    nul_count: int = 0

    @property
    def clean(self) -> bool:
        return not (self.undecodable_count or self.nul_count)


class BoundedGzip(io.RawIOBase):
    """A gzip file that refuses to unpack to more than a file of its size honestly holds."""

    def __init__(self, path: Path, name: str) -> None:
        self._file = gzip.open(path, "rb")  # noqa: SIM115  closed in close()
        self._name = name
        self._limit = min(MOST_UNPACKED, max(16 << 20, path.stat().st_size * RATIO))
        self._seen = 0

    def readable(self) -> bool:
        return True

    def read(self, size: int = -1) -> bytes:
        try:
            data = self._file.read(size)
        except (EOFError, zlib.error, gzip.BadGzipFile):
            raise CannotRead(
                "F12-archive", f"“{self._name}” is cut off or damaged inside gzip.", "Compress it again and send it."
            ) from None
        self._seen += len(data)
        if self._seen > self._limit:
            raise CannotRead(
                "F13-bomb",
                f"“{self._name}” unpacks to more than {self._limit >> 20} MiB, far beyond its size on disk.",
                "Send the file uncompressed, or split it by month.",
            )
        return data

    def close(self) -> None:
        self._file.close()
        super().close()


def opened(source: Source) -> BinaryIO:
    """Open the file's bytes, gzip taken off."""
    if source.gzipped:
        return BoundedGzip(source.path, source.name)  # type: ignore[return-value]
    return source.path.open("rb")


def detect_encoding(source: Source) -> tuple[str, list[str]]:
    """Tell the encoding, reading the file once from end to end in bounded memory.

    Answers Python's name of the encoding and notes for a person: what was weighed, and how sure it is.
    """
    with opened(source) as file:
        head = file.read(SAMPLE)
        for mark, name in MARKS:
            if head.startswith(mark):
                return name, []
        wide = _wide(head)
        if wide:
            return wide, [f"Read as {wide}: every other byte is zero."]
        decoder = codecs.getincrementaldecoder("utf-8")()
        foreign = bytearray()
        chunk, valid = head, True
        while chunk:
            if valid:
                try:
                    decoder.decode(chunk)
                except UnicodeDecodeError:
                    valid = False
            if not chunk.isascii() and len(foreign) < SAMPLE:
                for line in FOREIGN_LINE.finditer(chunk):
                    foreign += line.group()[:2000]
                    if len(foreign) >= SAMPLE:
                        break
            if not valid and len(foreign) >= SAMPLE:
                break
            chunk = file.read(CHUNK)
    if valid:
        return "utf-8", []
    return _weighed(bytes(foreign[:SAMPLE]))


def _wide(head: bytes) -> str:
    half = len(head) // 2
    if half < 4:
        return ""
    even, odd = head[0::2].count(0), head[1::2].count(0)
    if odd > half * 0.4 and even < half * 0.1:
        return "utf-16-le"
    if even > half * 0.4 and odd < half * 0.1:
        return "utf-16-be"
    return ""


def _weighed(foreign: bytes) -> tuple[str, list[str]]:
    lines = [line for line in re.split(rb"[\r\n]+", foreign) if line]
    good = sum(1 for line in lines if _decodes(line, "utf-8"))
    if lines and good * 2 >= len(lines):
        return "utf-8", [f"Most lines are UTF-8, but {len(lines) - good} of {len(lines)} looked at are not."]
    best = from_bytes(foreign, cp_isolation=CANDIDATES, steps=10, chunk_size=512, threshold=0.4).best()
    if best is None:
        return "cp1252", ["The encoding could not be told; read as Western European (cp1252). Check accented names."]
    name = best.encoding
    if name == "cp932" or (name == "shift_jis"):
        return "cp932", ["Read as Japanese (Shift-JIS)."]
    # single-byte tables differ in a handful of letters: Western European is the channel's common case
    if name in {"cp1250", "cp1254", "iso8859_2", "mac_roman", "cp437", "cp850", "cp1253"} and _western(foreign):
        name = "cp1252"
    return name, [f"Read as {name}. Check a few accented names."]


WESTERN = frozenset("äöüÄÖÜßéèêëàâçñáíóúïîôûùæøåÆØÅÉÈÀÇÑÁÍÓÚ€°§–—’‘“”«»¿¡´ ©®™£")


def _western(foreign: bytes) -> bool:
    text = foreign.decode("cp1252", "replace")
    letters = [letter for letter in text if ord(letter) > 127]
    return bool(letters) and sum(letter in WESTERN for letter in letters) >= len(letters) * 0.9


def _decodes(line: bytes, encoding: str) -> bool:
    try:
        line.decode(encoding)
    except UnicodeDecodeError:
        return False
    return True


class Utf8Stream(io.RawIOBase):
    """The file as UTF-8 bytes without mark, byte by byte checked; what does not fit is shown as U+FFFD and noted."""

    def __init__(self, source: Source, encoding: str) -> None:
        if encoding not in ACCEPTED and encoding != "utf-32":
            raise CannotRead("F14-encoding", f"“{encoding}” is not an encoding known here.", EXPORTED_AGAIN)
        self.notes = TextNotes()
        self.consumed = 0
        self._file = opened(source)
        self._plain = encoding in {"utf-8", "utf-8-sig"}
        self._decoder = codecs.getincrementaldecoder("utf-8-sig" if self._plain else encoding)("strict")
        self._encoding = "utf-8" if self._plain else encoding
        self._pending = b""
        self._line = 1
        self._first = True
        self._held = b""

    def readable(self) -> bool:
        return True

    def read(self, size: int = -1) -> bytes:
        wanted = CHUNK if size is None or size < 0 else size
        while not self._pending:
            chunk = self._file.read(max(wanted, SAMPLE))
            if not chunk:
                self._pending = self._finish()
                break
            self.consumed += len(chunk)
            self._pending = self._as_utf8(chunk)
        if len(self._pending) <= wanted:
            data, self._pending = self._pending, b""
        else:
            data, self._pending = self._pending[:wanted], self._pending[wanted:]
        return data

    def readinto(self, buffer: bytearray | memoryview) -> int:  # type: ignore[override]
        data = self.read(len(buffer))
        buffer[: len(data)] = data
        return len(data)

    def close(self) -> None:
        self._file.close()
        super().close()

    def _finish(self) -> bytes:
        rest, self._held = self._held, b""
        return self._by_line(rest) if rest else b""

    def _as_utf8(self, chunk: bytes) -> bytes:
        if self._first and self._plain and chunk.startswith(codecs.BOM_UTF8):
            chunk = chunk[3:]
        self._first = False
        if self._plain:
            # whole lines only, so that a bad byte can be blamed on its line and nothing is split inside a letter
            chunk = self._held + chunk
            cut = max(chunk.rfind(b"\n"), chunk.rfind(b"\r")) + 1
            if not cut:
                self._held = chunk
                if len(chunk) > 64 << 20:
                    raise CannotRead("F15-long-line", "One line is longer than 64 MiB.", EXPORTED_AGAIN)
                return b""
            self._held, chunk = chunk[cut:], chunk[:cut]
            try:
                chunk.decode("utf-8")
            except UnicodeDecodeError:
                return self._by_line(chunk)
            return self._without_nul(chunk)
        return self._transcoded(chunk)

    def _transcoded(self, chunk: bytes) -> bytes:
        try:
            text = self._decoder.decode(chunk)
        except UnicodeDecodeError:
            state = codecs.getincrementaldecoder(self._encoding)("replace")
            text = state.decode(chunk)
            self._decoder = state  # from here on what does not fit is replaced and counted below
        if LOST in text:
            for number, line in enumerate(text.split("\n"), start=self._line):
                if LOST in line:
                    self._blame(number)
        return self._without_nul(text.encode("utf-8", "replace"))

    def _by_line(self, chunk: bytes) -> bytes:
        kept = []
        for number, line in enumerate(chunk.splitlines(keepends=True), start=self._line):
            try:
                line.decode(self._encoding)
                kept.append(line)
            except UnicodeDecodeError:
                self._blame(number)
                kept.append(line.decode(self._encoding, "replace").encode())
        return self._without_nul(b"".join(kept))

    def _without_nul(self, data: bytes) -> bytes:
        if b"\0" in data:
            for number, line in enumerate(data.split(b"\n"), start=self._line):
                if b"\0" in line:
                    self.notes.nul_count += 1
                    if len(self.notes.nul_lines) < 20:
                        self.notes.nul_lines.append(number)
            self._line += data.count(b"\n")
            return data.replace(b"\0", NUL_SHOWN.encode())
        self._line += data.count(b"\n")
        return data

    def _blame(self, number: int) -> None:
        self.notes.undecodable_count += 1
        if len(self.notes.undecodable) < 20:
            self.notes.undecodable.append(number)
