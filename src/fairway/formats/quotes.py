"""Quotation marks that are opened and never closed: the line that opens one is told apart, the rest is kept.

A reader of delimited text takes everything from an open quotation mark to the next one for one cell, and so loses rows
without a word. Here lines are looked at before they are parsed. A cell may go over several lines; it is taken for never
closed where the file ends first, where the mark that closes it opens another cell (text follows it), or where each line
that it swallows is a whole row of its own. Such a line is written as one that no reader can take for a row; its cells
are those it has without the mark, and the lines after it are rows again.
"""

from __future__ import annotations

import io
from collections import deque
from collections.abc import Iterator
from typing import Protocol

MARK = "\x1a"
"""Begins a line whose quotation mark is never closed; it stands in no text file."""
LOOKED_AT = 200
"""Lines a cell may go over."""
PROBLEM = "quote"
"""What such a line is called where others say how many cells they have."""
QUOTE, CHUNK = b'"', 1 << 18


class Readable(Protocol):
    """A stream of bytes."""

    def read(self, size: int = -1, /) -> bytes: ...


def scan(line: bytes, delimiter: bytes, *, inside: bool) -> tuple[bool, bool]:
    """Read a line's quotation marks: whether a cell is open at its end, and whether text followed a closing mark.

    ``inside`` says that the line begins within an open cell; then such text means that the mark opened another one.
    """
    body, at, began = line.rstrip(b"\r\n"), 0, inside
    while at <= len(body):
        if not inside:
            if body.startswith(QUOTE, at):
                inside, at = True, at + 1
                continue
            at = body.find(delimiter, at)
            if at < 0:
                return False, False
            at += len(delimiter)
            continue
        at = body.find(QUOTE, at)
        if at < 0:
            return True, False
        if body.startswith(QUOTE, at + 1):
            at += 2
            continue
        inside, at = False, at + 1
        if at == len(body):
            return False, False
        if body.startswith(delimiter, at):
            began, at = False, at + len(delimiter)
            continue
        if began:
            return True, True
        at = body.find(delimiter, at)
        if at < 0:
            return False, False
        at += len(delimiter)
    return inside, False


def mended(lines: Iterator[bytes], delimiter: bytes, width: int) -> Iterator[bytes]:
    """The lines of a text, each that opens a mark and never closes it written as one that is no row.

    Lines without any mark may come several at a time.
    """
    ahead: deque[bytes] = deque()
    while True:
        line = ahead.popleft() if ahead else next(lines, b"")
        if not line:
            return
        if not line.count(QUOTE) & 1 or not scan(line, delimiter, inside=False)[0]:
            yield line
            continue
        swallowed: list[bytes] = []
        closed = False
        while len(swallowed) < LOOKED_AT:
            following = ahead[len(swallowed)] if len(swallowed) < len(ahead) else next(lines, b"")
            if not following:
                break
            if len(swallowed) == len(ahead):
                ahead.append(following)
            swallowed.append(following)
            still, odd = scan(following, delimiter, inside=True)
            if odd or not still:
                closed = not odd
                break
        between = swallowed[:-1]
        rows = width > 1 and sum(one.count(b"\n") for one in between) > 1
        rows = rows and all(one.count(delimiter) >= (width - 1) * one.count(b"\n") for one in between)
        if closed and not rows:
            for _ in swallowed:
                ahead.popleft()
            yield line + b"".join(swallowed)
        else:
            yield broken(line, delimiter, width)


def broken(line: bytes, delimiter: bytes, width: int) -> bytes:
    """A line as one that is no row: marked, without its quotation marks, and with too many cells."""
    end = b"\r\n" if line.endswith(b"\r\n") else b"\n"
    text = line.rstrip(b"\r\n").replace(QUOTE, b"")
    return MARK.encode() + text + delimiter * max(width, 1) + end


def without_marks(text: str, delimiter: str) -> tuple[list[str], bool]:
    """The cells of a line that :func:`broken` wrote, and whether it is one."""
    if not text.startswith(MARK):
        return [], False
    return text[len(MARK) :].rstrip("\r\n").split(delimiter), True


class Mended(io.RawIOBase):
    """A stream of text with every line put as :func:`mended` puts it."""

    def __init__(self, stream: Readable, delimiter: str, width: int) -> None:
        self._lines = mended(self._lines_of(stream), delimiter.encode(), width)
        self._pending = b""

    def readable(self) -> bool:
        return True

    def read(self, size: int = -1) -> bytes:
        wanted = CHUNK if size is None or size < 0 else size
        parts, held = [self._pending], len(self._pending)
        while held < wanted:
            line = next(self._lines, b"")
            if not line:
                break
            parts.append(line)
            held += len(line)
        data = b"".join(parts)
        data, self._pending = data[:wanted], data[wanted:]
        return data

    @staticmethod
    def _lines_of(stream: Readable) -> Iterator[bytes]:
        rest = b""
        while chunk := stream.read(CHUNK):
            whole, end, rest = (rest + chunk).rpartition(b"\n")
            if not end:
                continue
            if QUOTE not in whole:
                yield whole + end  # most files have none, and are handed on as they lie
                continue
            for line in whole.split(b"\n"):
                yield line + end
        if rest:
            yield rest
