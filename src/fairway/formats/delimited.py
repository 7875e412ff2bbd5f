"""Delimited text: its dialect told from a sample, its rows read in batches of text columns.

The common way is Arrow's reader over checked UTF-8. Only rows whose number of cells differs from the heading's pass
through Python, one by one.
"""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

import pyarrow as pa
import pyarrow.csv as arrow_csv

from fairway.formats.encodings import TextNotes, Utf8Stream
from fairway.formats.kinds import Source
from fairway.formats.quotes import PROBLEM, Mended, mended, without_marks
from fairway.formats.refusals import CannotRead

SAMPLE = 256 * 1024
MOST_SAMPLE = 8 << 20
"""Bytes read where the first lines are so long that the usual sample holds none."""
DELIMITERS = (",", ";", "\t", "|")
BLOCK = 4 << 20
"""Bytes parsed at a time; no single line may be longer."""
MOST_COLUMNS = 1000
LONGEST_CELL = 16 << 20
QUOTE_OPEN = "Look for a quotation mark that is opened and never closed, or export the file as a workbook."


@dataclass(frozen=True)
class Dialect:
    """Delimiter and quote (“” for none) of a file, and how many cells its lines mostly have."""

    delimiter: str
    quote: str
    width: int


def sample_text(source: Source, encoding: str) -> str:
    """The first lines of the file as text, whole lines only unless there is but one."""
    stream = Utf8Stream(source, encoding)
    try:
        data = bytearray()
        while len(data) < SAMPLE or (len(data) < MOST_SAMPLE and data.count(b"\n") < 3):
            chunk = stream.read(SAMPLE)
            if not chunk:
                break
            data += chunk
    finally:
        stream.close()
    text = bytes(data).decode("utf-8", "replace")
    if len(data) >= SAMPLE and "\n" in text:
        text = text[: text.rfind("\n") + 1]
    return text


def dialect_of(text: str) -> Dialect:
    """Tell delimiter and quoting: the pair under which most lines have the same number of cells, two or more."""
    best: tuple[float, int, Dialect] | None = None
    first = text.splitlines()[0].strip().lower() if text.strip() else ""
    for delimiter in DELIMITERS:
        if first == f"sep={delimiter}":
            return Dialect(delimiter, '"', 0)
    for quote in ('"', ""):
        for delimiter in DELIMITERS:
            widths = Counter(len(row) for row in records(text, delimiter, quote)[:500] if any(row))
            if not widths:
                continue
            width, count = max(widths.items(), key=lambda item: (item[1] * (item[0] > 1), item[0]))
            if width < 2:
                continue
            share = count / widths.total()
            # quoting is the rule: reading without it must be clearly steadier to be believed
            score = (share - (0.15 if not quote else 0.0), width)
            if best is None or score > best[:2]:
                best = (score[0], score[1], Dialect(delimiter, quote, width))
    return best[2] if best else Dialect(",", '"', 1)


def records(text: str, delimiter: str, quote: str) -> list[list[str]]:
    """Parse a sample into rows of cells; blank lines stay, as empty rows, so that rows can be counted."""
    return [row for row, _ in numbered_records(text, delimiter, quote)]


def numbered_records(text: str, delimiter: str, quote: str) -> list[tuple[list[str], int]]:
    """Parse a sample into rows of cells, each with the number of the file's line on which it ends."""
    csv.field_size_limit(LONGEST_CELL)
    rows: list[tuple[list[str], int]] = []
    lines = 0
    for record in _records(text, delimiter, quote):
        cells, is_broken = without_marks(record, delimiter)
        if is_broken:
            rows.append((cells[: len(cells) - 1], lines + 1))
            lines += 1
            continue
        reader = _reader(io.StringIO(record, newline=""), delimiter, quote)
        try:
            for row in reader:
                rows.append((row, lines + reader.line_num))
        except csv.Error:
            return rows
        lines += reader.line_num
    return rows


def _records(text: str, delimiter: str, quote: str) -> Iterator[str]:
    """A sample in pieces that a reader takes whole: all of it, but for lines whose quotation mark is never closed."""
    if not quote or quote not in text:
        yield text
        return
    whole: list[str] = []
    lines = (line.encode() for line in io.StringIO(text, newline="\n"))
    for line in mended(lines, delimiter.encode(), 1):
        piece = line.decode()
        if without_marks(piece, delimiter)[1]:
            yield "".join(whole)
            yield piece
            whole = []
        else:
            whole.append(piece)
    yield "".join(whole)


def _reader(lines: io.StringIO, delimiter: str, quote: str):  # type: ignore[no-untyped-def]
    if quote:
        return csv.reader(lines, delimiter=delimiter, quotechar=quote)
    return csv.reader(lines, delimiter=delimiter, quoting=csv.QUOTE_NONE)


class DelimitedReading:
    """Batches of a delimited file: columns ``row`` (the line's number), ``cells_problem`` and ``c0`` … all text."""

    def __init__(
        self, source: Source, encoding: str, delimiter: str, quote: str, *, width: int, lines_before: int
    ) -> None:
        if width > MOST_COLUMNS:
            raise CannotRead(
                "F18-columns",
                f"“{source.name}” has {width:,} columns; at most {MOST_COLUMNS:,} are read.",
                "Export only the columns of the sales lines.",
            )
        self.width = width
        self.rows = 0
        self.blank = 0
        self.misshapen = 0
        self._source = source
        self._delimiter, self._quote = delimiter, quote
        self._lines_before = lines_before
        self._odd: list[tuple[int, str]] = []
        self._stream = Utf8Stream(source, encoding)

    @property
    def notes(self) -> TextNotes:
        """What reading the bytes as text came across so far."""
        return self._stream.notes

    @property
    def consumed(self) -> int:
        """Bytes of the (unpacked) file read so far."""
        return self._stream.consumed

    @property
    def schema(self) -> pa.Schema:
        return schema_of(self.width)

    def _note_odd(self, odd: arrow_csv.InvalidRow) -> str:
        self._odd.append((odd.number or 0, odd.text))
        return "skip"

    def batches(self) -> Iterator[pa.RecordBatch]:
        """Read the data rows below the heading.

        :raises CannotRead: ``F16-quote`` when a quotation mark is never closed, and what the bytes may refuse.
        """
        try:
            yield from self._batches()
        except pa.ArrowInvalid as problem:
            if "Empty CSV" in str(problem):
                return
            after = self._lines_before + self.rows
            raise CannotRead(
                "F16-quote",
                f"“{self._source.name}” cannot be cut into lines after line {after:,}: one goes on for over 4 MiB.",
                QUOTE_OPEN,
            ) from None
        finally:
            self._stream.close()

    def _batches(self) -> Iterator[pa.RecordBatch]:
        names = [f"c{index}" for index in range(self.width)]
        reader = arrow_csv.open_csv(
            pa.PythonFile(self._whole_lines(), mode="r"),
            read_options=arrow_csv.ReadOptions(
                use_threads=False, column_names=names, skip_rows=self._lines_before, block_size=BLOCK
            ),
            parse_options=arrow_csv.ParseOptions(
                delimiter=self._delimiter,
                quote_char=self._quote or False,
                newlines_in_values=bool(self._quote),
                invalid_row_handler=self._note_odd,
                ignore_empty_lines=False,
            ),
            convert_options=arrow_csv.ConvertOptions(
                column_types={name: pa.string() for name in names}, strings_can_be_null=False, check_utf8=False
            ),
        )
        following = self._lines_before + 1
        for batch in reader:
            numbers, following, odd = self._numbered(following, batch.num_rows)
            if odd:
                yield from self._mended(odd)
            if batch.num_rows:
                self.rows += batch.num_rows
                yield with_numbers(batch, numbers)
        if self._odd:
            odd, self._odd = self._odd, []
            yield from self._mended(odd)

    def _whole_lines(self) -> Utf8Stream | Mended:
        """The text, with lines whose quotation mark is never closed told apart where there are such marks at all."""
        return Mended(self._stream, self._delimiter, self.width) if self._quote else self._stream

    def _numbered(self, following: int, count: int) -> tuple[list[range], int, list[tuple[int, str]]]:
        """Give the batch's rows their numbers, stepping over the odd rows in between."""
        ranges: list[range] = []
        taken = 0
        for number, _ in self._odd:
            free = number - following
            if free > count:
                break
            ranges.append(range(following, number))
            count -= free
            following = number + 1
            taken += 1
        ranges.append(range(following, following + count))
        odd, self._odd = self._odd[:taken], self._odd[taken:]
        return ranges, following + count, odd

    def _mended(self, odd: list[tuple[int, str]]) -> Iterator[pa.RecordBatch]:
        numbers: list[int] = []
        problems: list[str | None] = []
        rows: list[list[str]] = []
        for number, text in odd:
            cells, is_broken = without_marks(text, self._delimiter)
            if is_broken:
                self.misshapen += 1
                numbers.append(number)
                problems.append(PROBLEM)
                rows.append((cells + [""] * self.width)[: self.width])
                continue
            cells = next(iter(_reader(io.StringIO(text, newline=""), self._delimiter, self._quote)), [])
            if not any(cell.strip() for cell in cells):
                self.blank += 1
                continue
            while len(cells) > self.width and not cells[-1].strip():
                cells.pop()
            too_many = len(cells) > self.width
            self.misshapen += too_many
            numbers.append(number)
            problems.append(f"{len(cells)}" if too_many else None)
            kept = cells[: self.width]
            rows.append(kept + [""] * (self.width - len(kept)))
        if rows:
            self.rows += len(rows)
            yield batch_of(rows, numbers, self.width, problems)


def schema_of(width: int) -> pa.Schema:
    """The schema of every batch: line number, number of cells where it is wrong, the cells as text."""
    columns = [pa.field(f"c{index}", pa.string()) for index in range(width)]
    return pa.schema([pa.field("row", pa.int64()), pa.field("cells_problem", pa.string()), *columns])


def with_numbers(batch: pa.RecordBatch, numbers: list[range]) -> pa.RecordBatch:
    """Put line numbers before the columns of a batch."""
    flat = pa.array((number for each in numbers for number in each), pa.int64(), size=batch.num_rows)
    nothing = pa.nulls(batch.num_rows, pa.string())
    return pa.RecordBatch.from_arrays([flat, nothing, *batch.columns], schema=schema_of(batch.num_columns))


def batch_of(
    rows: list[list[str]], numbers: list[int], width: int, problems: list[str | None] | None = None
) -> pa.RecordBatch:
    """Make a batch of rows held as Python texts."""
    columns = [pa.array([row[index] for row in rows], pa.string()) for index in range(width)]
    return pa.RecordBatch.from_arrays(
        [pa.array(numbers, pa.int64()), pa.array(problems or [None] * len(rows), pa.string()), *columns],
        schema=schema_of(width),
    )
