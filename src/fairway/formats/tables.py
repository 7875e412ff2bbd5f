"""Small tables of master data (partners, products, rates): any readable file as rows of text by heading."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import NamedTuple

from fairway.formats.fields import plain_heading
from fairway.formats.layout import Layout
from fairway.formats.quotes import PROBLEM
from fairway.formats.reading import headings_of, open_file, start_reading, take_sample
from fairway.formats.refusals import CannotRead


class TableRow(NamedTuple):
    """One row: its number as a person sees it in the file, and its cells by heading.

    ``problem`` says why it cannot be read as a row; only those who ask for such rows are given any.
    """

    number: int
    cells: Mapping[str, str]
    problem: str = ""


class Record(NamedTuple):
    """One row as it is read fastest: its number, and its cells in the order of the headings."""

    number: int
    values: tuple[str, ...]
    problem: str = ""


@dataclass(frozen=True)
class Table:
    """A file with a heading row. Its records, or its rows, may be read once, in the file's order."""

    headings: tuple[str, ...]
    records: Iterator[Record]

    @property
    def rows(self) -> Iterator[TableRow]:
        """The records with their cells by heading."""
        for number, values, problem in self.records:
            yield TableRow(number, dict(zip(self.headings, values, strict=True)), problem)


def read_table(path: Path, name: str, *, wrong_rows: bool = False) -> Table:
    """Open CSV, Excel or their kin; encoding, delimiter and heading row are found from the file.

    A row that is none stops the reading, unless ``wrong_rows`` are wanted: then it says its problem, and the others
    are read.

    :raises fairway.formats.refusals.CannotRead: when the file is no table; code, sentence and remedy say why.
    """
    source = open_file(path, name)
    sample = take_sample(source)
    first = next((number for cells, number in sample.rows if sum(1 for cell in cells if cell.strip()) > 1), 1)
    layout = replace(
        Layout(),
        kind=sample.kind,
        encoding=sample.encoding,
        delimiter=sample.dialect.delimiter,
        quote=sample.dialect.quote,
        sheet=sample.sheet,
        header_row=first,
    )
    headings = headings_of(sample, first)
    batches = start_reading(source, layout, headings).batches()
    return Table(headings, _records(batches, headings, name, wrong_rows=wrong_rows))


def _records(
    batches: Iterable[object], headings: tuple[str, ...], name: str, *, wrong_rows: bool
) -> Iterator[Record]:  # fmt: skip
    for batch in batches:
        columns = batch.to_pydict()  # type: ignore[attr-defined]
        numbers, problems = columns["row"], columns["cells_problem"]
        cells = [[cell.strip() if cell else "" for cell in columns[f"c{index}"]] for index in range(len(headings))]
        for number, problem, values in zip(numbers, problems, zip(*cells, strict=True), strict=True):
            if problem is not None:
                refusal = _refusal(number, problem, values, headings, name)
                if not wrong_rows:
                    raise refusal
                yield Record(number, values, f"{refusal.sentence} {refusal.remedy}")
            elif any(values):
                yield Record(number, values)


def _refusal(
    number: int, problem: str, values: Sequence[str], headings: tuple[str, ...], name: str
) -> CannotRead:  # fmt: skip
    """Why a row is none, with its line, what stands there, and what to do."""
    if problem == PROBLEM:
        shown = next((value for value in values if value), "")[:40]
        return CannotRead(
            "L14-quote",
            f"Line {number} of “{name}”, which begins with “{shown}”, opens a quotation mark that is never closed.",
            "Close it, write it twice where it belongs to the text, or take it out.",
        )
    return CannotRead(
        "L14-cells",
        f"Line {number} of “{name}” has {problem} cells under {len(headings)} headings.",
        "Put cells that hold the delimiter in quotation marks.",
    )


def recognised(
    headings: Iterable[str], known: Mapping[str, tuple[str, ...]], given: Mapping[str, str] | None = None
) -> dict[str, str]:
    """Match headings to fields: what is given wins, the rest by each field's known headings in their order.

    ``known`` lists headings in plain form (:func:`fairway.formats.fields.plain_heading`).
    """
    found = dict(given or {})
    spelled = {plain_heading(name): name for name in headings}
    for field, names in known.items():
        if field not in found:
            match = next((spelled[name] for name in names if name in spelled), None)
            if match is not None and match not in found.values():
                found[field] = match
    return found


def further(cells: Mapping[str, str], used: Iterable[str]) -> dict[str, str]:
    """The filled cells of no field, by name: lower case, words joined by underscores."""
    taken = set(used)
    return {
        plain_heading(heading).replace(" ", "_"): value.strip()
        for heading, value in cells.items()
        if heading not in taken and value.strip()
    }
