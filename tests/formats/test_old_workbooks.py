"""Old-style workbooks: read as any other, and looked over before they are opened."""

from __future__ import annotations

import struct
import tracemalloc
from pathlib import Path

import pytest

from fairway.formats import CannotRead, open_file, take_sample
from fairway.formats.old_workbook import cells_spanned

END, FREE, TABLE = 0xFFFFFFFE, 0xFFFFFFFF, 0xFFFFFFFD


def record(kind: int, body: bytes) -> bytes:
    return struct.pack("<HH", kind, len(body)) + body


def text_cell(row: int, column: int, text: str) -> bytes:
    body = struct.pack("<HHHHB", row, column, 0, len(text), 0) + text.encode("latin-1")
    return record(0x0204, body)


def number_cell(row: int, column: int, value: float) -> bytes:
    return record(0x0203, struct.pack("<HHHd", row, column, 0, value))


def begin(kind: int) -> bytes:
    return record(0x0809, struct.pack("<HHHHII", 0x0600, kind, 0, 0, 0, 0))


def workbook(*cells: bytes, rows: int = 2, columns: int = 2) -> bytes:
    """One sheet "Sales" with these cells, as [MS-XLS] writes it."""
    name = b"Sales"
    stop = record(0x000A, b"")
    page = record(0x0042, struct.pack("<H", 1200))

    def front(place: int) -> bytes:
        sheet = record(0x0085, struct.pack("<IHBB", place, 0, len(name), 0) + name)
        return begin(0x0005) + page + sheet + stop

    extent = record(0x0200, struct.pack("<IIHHH", 0, rows, 0, columns, 0))
    return front(len(front(0))) + begin(0x0010) + extent + b"".join(cells) + stop


def compound(stream: bytes, *, small: bool = False) -> bytes:
    """A compound file that holds the stream, in ordinary sectors or among the small ones."""
    body = stream.ljust(-(-len(stream) // 512) * 512, b"\0")
    if not small:
        body = body.ljust(4096, b"\0")
        stream = stream.ljust(4096, b"\0")
    count = len(body) // 512
    # sectors: 0 the table, 1 the directory, 2 the small table, 3 … the stream (or the root's small sectors)
    links = [TABLE, END, END, *(number + 4 for number in range(count - 1)), END]
    small_links = [*(number + 1 for number in range(count * 8 - 1)), END]

    def entry(name: str, kind: int, start: int, size: int, child: int = FREE) -> bytes:
        written = name.encode("utf-16-le")
        return (
            written.ljust(64, b"\0")
            + struct.pack("<HBBIII", len(written) + 2 if name else 0, kind, 1, FREE, FREE, child)
            + b"\0" * 36
            + struct.pack("<IQ", start, size)
        )

    size = len(stream)
    root = entry("Root Entry", 5, 3 if small else END, len(body) if small else 0, child=1)
    held = entry("Workbook", 2, 0 if small else 3, size)
    directory = (root + held + entry("", 0, 0, 0) * 2).ljust(512, b"\0")
    header = (
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 16 + struct.pack("<HHHHH", 0x3E, 3, 0xFFFE, 9, 6) + b"\0" * 6
        + struct.pack("<IIIIIIIII", 0, 1, 1, 0, 4096, 2 if small else END, 1 if small else 0, END, 0)
        + struct.pack("<109I", 0, *[FREE] * 108)
    )  # fmt: skip
    table = struct.pack(f"<{len(links)}I", *links).ljust(512, b"\xff")
    small_table = struct.pack(f"<{len(small_links)}I", *small_links)[:512].ljust(512, b"\xff")
    return header + table + directory + small_table + body


HEAD = [text_cell(0, 0, "SKU"), text_cell(0, 1, "Qty"), text_cell(1, 0, "AX"), number_cell(1, 1, 3.0)]


def put(folder: Path, content: bytes) -> Path:
    path = folder / "march.xls"
    path.write_bytes(content)
    return path


@pytest.mark.parametrize("small", [False, True])
def test_an_old_workbook_is_read(tmp_path: Path, small: bool) -> None:
    path = put(tmp_path, compound(workbook(*HEAD), small=small))
    assert cells_spanned(path) == 4
    sample = take_sample(open_file(path, "march.xls"))
    assert [cells for cells, _ in sample.rows] == [("SKU", "Qty"), ("AX", "3")]


@pytest.mark.parametrize("small", [False, True])
def test_two_cells_in_opposite_corners_are_refused_before_they_cost_anything(tmp_path: Path, small: bool) -> None:
    path = put(tmp_path, compound(workbook(*HEAD, number_cell(65_535, 255, 1.0)), small=small))
    tracemalloc.start()
    try:
        with pytest.raises(CannotRead, match="16,777,216 cells") as refusal:
            open_file(path, "march.xls")
        assert tracemalloc.get_traced_memory()[1] < 4 << 20
    finally:
        tracemalloc.stop()
    assert refusal.value.code == "F13-bomb"


def test_runs_of_cells_count_to_their_last_column(tmp_path: Path) -> None:
    run = record(0x00BE, struct.pack("<HH", 65_535, 0) + b"\0\0" * 256 + struct.pack("<H", 255))
    assert cells_spanned(put(tmp_path, compound(workbook(*HEAD, run)))) == 65_536 * 256


def test_an_extent_no_sheet_can_have_is_refused(tmp_path: Path) -> None:
    path = put(tmp_path, compound(workbook(*HEAD, rows=0xFFFFFFFF, columns=0xFFFF)))
    with pytest.raises(CannotRead, match="4,294,967,295 rows"):
        open_file(path, "march.xls")


def test_damage_is_answered_and_never_hangs(tmp_path: Path) -> None:
    whole = compound(workbook(*HEAD))
    for place in range(24, 1536, 7):
        broken = whole[:place] + b"\x01" + whole[place + 1 :]
        try:
            take_sample(open_file(put(tmp_path, broken), "march.xls"))
        except CannotRead:
            continue
    with pytest.raises(CannotRead):
        open_file(put(tmp_path, whole[:600]), "march.xls")
