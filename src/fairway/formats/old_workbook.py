"""How far out the cells of an old-style workbook (.xls) stand, told without opening it.

A reader lays out the rectangle between the corner cells of every sheet. Two cells in opposite corners are a few
hundred bytes of file and half a gigabyte of memory. So the records of the workbook stream are walked first ([MS-XLS]
2.4) inside their compound file ([MS-CFB]), in memory of the file's own size.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from pathlib import Path

MAGIC = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
ROWS, COLUMNS = 65_536, 256
"""What a sheet of this kind can hold."""
SHEET_BEGINS = 0x0809
DIMENSIONS = 0x0200
CELLS = frozenset({0x0006, 0x0201, 0x0203, 0x0204, 0x0205, 0x0206, 0x0406, 0x00D6, 0x00FD, 0x027E})
RUNS = frozenset({0x00BD, 0x00BE})
"""Records of several cells beside each other, which end with the last column."""
LAST_SECTOR = 0xFFFFFFFA
SMALL = 4096


class NotReadable(ValueError):
    """The compound file, or its workbook stream, is not what the format says."""


def cells_spanned(path: Path) -> int:
    """How many cells the rectangles of all sheets hold, empty ones included.

    :raises NotReadable: no workbook is found in the file, or a sheet claims more than the format can hold.
    """
    stream = _workbook(path.read_bytes())
    total = rows = columns = 0
    for kind, body in _records(stream):
        if kind == SHEET_BEGINS:
            total += rows * columns
            rows = columns = 0
        elif kind in CELLS and len(body) >= 4:
            row, column = struct.unpack_from("<HH", body)
            rows, columns = max(rows, row + 1), max(columns, column + 1)
        elif kind in RUNS and len(body) >= 6:
            row, _ = struct.unpack_from("<HH", body)
            (column,) = struct.unpack_from("<H", body, len(body) - 2)
            rows, columns = max(rows, row + 1), max(columns, column + 1)
        elif kind == DIMENSIONS and len(body) >= 12:
            _, last_row, _, last_column = struct.unpack_from("<IIHH", body)
            if last_row > ROWS or last_column > COLUMNS:
                raise NotReadable(f"a sheet says that it has {last_row:,} rows and {last_column:,} columns")
    return total + rows * columns


def _records(stream: bytes) -> Iterator[tuple[int, bytes]]:
    place = 0
    while place + 4 <= len(stream):
        kind, length = struct.unpack_from("<HH", stream, place)
        yield kind, stream[place + 4 : place + 4 + length]
        place += 4 + length


def _workbook(content: bytes) -> bytes:
    if not content.startswith(MAGIC) or len(content) < 512:
        raise NotReadable("it does not begin as a compound file")
    shift, small_shift = struct.unpack_from("<HH", content, 0x1E)
    if shift not in {9, 12} or small_shift != 6:
        raise NotReadable("its sectors have an unknown size")
    size = 1 << shift
    sectors = _Sectors(content, size)
    table = sectors.table()
    directory = sectors.chain(struct.unpack_from("<I", content, 0x30)[0], table)
    root = b""
    for place in range(0, len(directory) - 127, 128):
        entry = directory[place : place + 128]
        (length,) = struct.unpack_from("<H", entry, 64)
        name = entry[: max(length - 2, 0)].decode("utf-16-le", "replace")
        start, wanted = struct.unpack_from("<II", entry, 116)
        if entry[66] == 5:
            root = sectors.chain(start, table)
        elif entry[66] == 2 and name.casefold() in {"workbook", "book"}:
            if wanted >= SMALL:
                return sectors.chain(start, table)[:wanted]
            small = sectors.chain(struct.unpack_from("<I", content, 0x3C)[0], table)
            links = struct.unpack(f"<{len(small) // 4}I", small[: len(small) // 4 * 4])
            return _Sectors(b"\0" * 64 + root, 64).chain(start, links)[:wanted]
    raise NotReadable("it holds no workbook")


class _Sectors:
    """The sectors of a compound file, the first of them its header."""

    def __init__(self, content: bytes, size: int) -> None:
        self._content, self._size = content, size
        self._count = len(content) // size + 1

    def one(self, number: int) -> bytes:
        """One sector, shorter where the file ends."""
        return self._content[(number + 1) * self._size : (number + 2) * self._size]

    def table(self) -> tuple[int, ...]:
        """Which sector follows which."""
        listed = list(struct.unpack_from("<109I", self._content, 0x4C))
        (further,) = struct.unpack_from("<I", self._content, 0x44)
        seen = 0
        while further < LAST_SECTOR and seen < self._count:
            block = self.one(further)
            if len(block) < self._size:
                raise NotReadable("its table of sectors is cut off")
            numbers = struct.unpack(f"<{self._size // 4}I", block)
            listed += numbers[:-1]
            further, seen = numbers[-1], seen + 1
        content = b"".join(self.one(number) for number in listed if number < LAST_SECTOR)
        return struct.unpack(f"<{len(content) // 4}I", content[: len(content) // 4 * 4])

    def chain(self, start: int, links: tuple[int, ...]) -> bytes:
        """What a chain of sectors holds; one that never ends is cut at the length of the file."""
        found: list[bytes] = []
        number = start
        while number < len(links) and len(found) <= self._count:
            found.append(self.one(number))
            number = links[number]
        return b"".join(found)
