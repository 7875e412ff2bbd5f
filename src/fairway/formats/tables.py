"""Small tables of master data (partners, products, rates): any readable file as rows of text by heading."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import NamedTuple

from fairway.formats.fields import plain_heading
from fairway.formats.layout import Layout
from fairway.formats.reading import headings_of, open_file, start_reading, take_sample
from fairway.formats.refusals import CannotRead


class TableRow(NamedTuple):
    """One row: its number as a person sees it in the file, and its cells by heading."""

    number: int
    cells: Mapping[str, str]


@dataclass(frozen=True)
class Table:
    """A file with a heading row. ``rows`` may be read once, in the file's order."""

    headings: tuple[str, ...]
    rows: Iterator[TableRow]


def read_table(path: Path, name: str) -> Table:
    """Open CSV, Excel or their kin; encoding, delimiter and heading row are found from the file.

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
    return Table(headings, _rows(start_reading(source, layout, headings).batches(), headings, name))


def _rows(batches: Iterable[object], headings: tuple[str, ...], name: str) -> Iterator[TableRow]:
    for batch in batches:
        columns = batch.to_pydict()  # type: ignore[attr-defined]
        numbers, problems = columns["row"], columns["cells_problem"]
        cells = [[(cell or "").strip() for cell in columns[f"c{index}"]] for index in range(len(headings))]
        for place, (number, values) in enumerate(zip(numbers, zip(*cells, strict=True), strict=True)):
            if problems[place] is not None:
                raise CannotRead(
                    "L14-cells",
                    f"Line {number} of “{name}” has {problems[place]} cells under {len(headings)} headings.",
                    "Put cells that hold the delimiter in quotation marks.",
                )
            if any(values):
                yield TableRow(int(number), dict(zip(headings, values, strict=True)))


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
