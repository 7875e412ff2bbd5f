"""A quotation mark that is never closed costs its own line and no other; cells over several lines stay whole."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fairway.formats import CannotRead
from fairway.formats.quotes import MARK, Mended, mended, scan
from fairway.formats.tables import read_table

HEAD = "name,country,city\n"
ROWS = "".join(f"Company {number},DE,Town {number}\n" for number in range(2, 40))


def read(path: Path, text: str) -> tuple[list[tuple[int, str]], list[tuple[int, str]]]:
    """What was read of a file: the rows' numbers with their first cells, and the problems."""
    file = path / "accounts.csv"
    file.write_text(text, encoding="utf-8")
    rows = list(read_table(file, file.name, wrong_rows=True).rows)
    return (
        [(row.number, row.cells["name"]) for row in rows if not row.problem],
        [(row.number, row.problem) for row in rows if row.problem],
    )


@pytest.mark.parametrize(
    "line", ['"Anker GmbH,DE,Kiel\n', 'Anker GmbH,"DE,Kiel\n', 'Anker GmbH,DE,"Kiel\n', '"Anker GmbH,DE,Kiel\r\n']
)
@pytest.mark.parametrize("after", ["", '"Quoted, Inc.",DE,Bonn\n', 'Last,DE,"Bonn"\n'])
def test_the_line_is_named_and_the_others_are_kept(tmp_path: Path, line: str, after: str) -> None:
    good, wrong = read(tmp_path, HEAD + "First,DE,Ulm\n" + line + ROWS + after)
    assert [number for number, _ in wrong] == [3]
    assert "Line 3 of “accounts.csv”, which begins with “Anker GmbH”" in wrong[0][1]
    assert "Close it, write it twice" in wrong[0][1]
    assert len(good) == 1 + 38 + bool(after)
    assert good[1] == (4, "Company 2")


def test_who_wants_whole_files_is_told_the_line(tmp_path: Path) -> None:
    file = tmp_path / "accounts.csv"
    file.write_text(HEAD + '"Anker GmbH,DE,Kiel\n' + ROWS, encoding="utf-8")
    with pytest.raises(CannotRead, match=r"Line 2 of “accounts\.csv”.*never closed") as refused:
        list(read_table(file, file.name).rows)
    assert refused.value.code == "L14-quote"


def test_several_lines_may_each_have_one(tmp_path: Path) -> None:
    text = HEAD + '"One,DE,Kiel\n' + ROWS + '"Two,DE,Kiel\n' + 'Good,DE,Ulm\n"Three,DE,Kiel\n'
    good, wrong = read(tmp_path, text)
    assert [number for number, _ in wrong] == [2, 41, 43]
    assert len(good) == 39


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ('"A\nB, over ""two"" lines",DE,Kiel\nC,DE,Ulm\n', ['A\nB, over "two" lines', "C"]),
        ('"A\n1 High St\nTown",DE,Kiel\nC,DE,Ulm\n', ["A\n1 High St\nTown", "C"]),
        ('"3"" pipes, ""half""",DE,Kiel\n', ['3" pipes, "half"']),
    ],
)
def test_a_cell_may_go_over_several_lines(tmp_path: Path, text: str, names: list[str]) -> None:
    good, wrong = read(tmp_path, HEAD + text)
    assert wrong == []
    assert [name for _, name in good] == names


def test_five_thousand_rows_with_faults_keep_the_rest(tmp_path: Path) -> None:
    lines = [f'"Company {number},DE,Town' if number % 500 == 0 else f"Company {number},DE,Town"
             for number in range(1, 5001)]  # fmt: skip
    good, wrong = read(tmp_path, HEAD + "\n".join(lines) + "\n")
    assert (len(good), [number - 1 for number, _ in wrong]) == (4990, list(range(500, 5001, 500)))


CELL = st.text(st.characters(exclude_characters="\x1a\r\x00", exclude_categories=["Cs"]), max_size=12)


@given(st.lists(st.tuples(CELL, CELL, CELL), max_size=12))
def test_what_is_written_as_it_should_be_is_left_as_it_is(rows: list[tuple[str, ...]]) -> None:
    import csv

    written = io.StringIO()
    writer = csv.writer(written, lineterminator="\n")
    writer.writerows(rows)
    text = written.getvalue().encode()
    # a cell that itself holds several lines of three cells each cannot be told from rows that were swallowed
    if any(one.count(",") >= 2 and "\n" in one for row in rows for one in row):
        return
    lines = iter(io.BytesIO(text).readlines())
    assert b"".join(mended(lines, b",", 3)) == text


@given(st.binary(max_size=400), st.integers(1, 50))
def test_any_bytes_come_to_an_end_in_pieces_of_any_size(data: bytes, size: int) -> None:
    stream = Mended(io.BytesIO(data), ",", 3)
    pieces = []
    while piece := stream.read(size):
        assert len(piece) <= size
        pieces.append(piece)
    kept = b"".join(pieces)
    assert kept == b"".join(mended(iter(io.BytesIO(data).readlines()), b",", 3))
    if MARK.encode() not in kept:
        assert kept == data


def test_marks_in_the_middle_of_a_cell_open_nothing() -> None:
    assert scan(b'3" pipe,x\n', b",", inside=False) == (False, False)
    assert scan(b'"a" b,x\n', b",", inside=False) == (False, False)
    assert scan(b'x","y\n', b",", inside=True) == (True, False)


def test_a_mark_before_many_lines_without_any_costs_one_line(tmp_path: Path) -> None:
    many = "".join(f"Company {number},DE,Town {number}\n" for number in range(60_000))  # several pieces of a stream
    good, wrong = read(tmp_path, HEAD + many + '"Anker,DE,Kiel\n' + many + 'Last,DE,"Bonn"\n' + many)
    assert [number for number, _ in wrong] == [60_002]
    assert len(good) == 180_001
