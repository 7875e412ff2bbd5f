"""Guess how a file is to be read: where its heading stands, what its columns mean, how it writes numbers and dates.

A guess is shown, never silently trusted: `Detected.doubts` names what the cells do not prove, and a file with doubts
goes to a person before a line of it counts.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace

import pyarrow.compute as compute

from fairway.formats.dates import Order, date_order, proves_order_pattern, read_date
from fairway.formats.fields import SALES_FIELDS, Field, plain_heading
from fairway.formats.kinds import Source
from fairway.formats.layout import Layout
from fairway.formats.numbers import decimal_mark, number
from fairway.formats.reading import Sample, headings_of, start_reading, take_sample
from fairway.formats.refusals import CannotRead
from fairway.values import CURRENCIES

LOOKED_AT = 30
"""Rows among which the heading is sought: titles and blank lines may stand above it."""


@dataclass(frozen=True)
class Detected:
    """A guessed layout with the file's headings, its first rows, and what a person should know and decide.

    ``confidence`` runs from 0 to 1; ``doubts`` are names of layout parts (``dates``, ``decimal``, ``columns``) that
    the cells do not prove.
    """

    layout: Layout
    headings: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    confidence: float
    doubts: tuple[str, ...]
    notes: tuple[str, ...]
    sheets: tuple[str, ...] = ()


def detect(source: Source, fields: tuple[Field, ...] = SALES_FIELDS) -> Detected:
    """Guess the layout of a file.

    :raises CannotRead: the file is empty, has only a heading, or has a single column.
    """
    return detect_in(take_sample(source), fields)


def detect_in(sample: Sample, fields: tuple[Field, ...] = SALES_FIELDS) -> Detected:
    """Guess the layout from a sample already taken; the whole file is read again only where dates stay ambiguous."""
    header_row = _header_row(sample, fields)
    headings = headings_of(sample, header_row)
    rows = tuple(cells for cells, line in sample.rows if line > header_row and any(cells))
    name = sample.source.name
    if len(headings) < 2:
        raise CannotRead(
            "F17-one-column",
            f"“{name}” has a single column: no comma, semicolon, tab or bar divides its lines.",
            "Export it as CSV or as a workbook, one field a column.",
        )
    if not rows:
        raise CannotRead("F10-empty", f"“{name}” has a heading and no line below it.", "Send a file with lines.")
    notes, doubts = list(sample.notes), []
    if header_row > 1:
        notes.append(f"The heading stands on line {header_row}; what is above it is not read.")
    if not header_row:
        notes.append("No heading was found; columns are numbered.")
        doubts.append("columns")
    columns = _columns(headings, rows, fields)
    numeric = _cells(headings, rows, [columns.get(each.name, "") for each in fields if each.holds == "number"])
    decimal, proved = decimal_mark(numeric)
    if not proved:
        doubts.append("decimal")
        notes.append("Whether “1,234” is a thousand or one and a bit cannot be told from these lines.")
    layout = Layout(
        kind=sample.kind,
        encoding=sample.encoding,
        delimiter=sample.dialect.delimiter,
        quote=sample.dialect.quote,
        sheet=sample.sheet,
        header_row=header_row,
        decimal=decimal,
        columns=columns,
    )
    order = _order(sample.source, layout, headings, rows, fields)
    layout = replace(layout, dates=order.order)
    if order.mixed:
        notes.append("Some dates can only be day first and some only month first: the column mixes both orders.")
    if not order.proved:
        doubts.append("dates")
    missing = layout.missing() if fields is SALES_FIELDS else ()
    if missing:
        doubts.append("columns")
        notes.append("No column was recognised for: " + ", ".join(missing).replace("_", " ") + ".")
    doubts = list(dict.fromkeys(doubts))
    confidence = max(0.0, round(1.0 - 0.3 * len(doubts) - 0.2 * len(missing), 2))
    return Detected(layout, headings, rows, confidence, tuple(doubts), tuple(notes), sample.sheets)


def detect_writing(
    sample: Sample, layout: Layout, parts: Collection[str], fields: tuple[Field, ...] = SALES_FIELDS
) -> tuple[Layout, tuple[str, ...]]:
    """Tell anew how the mapped columns of a file are written, after somebody chose them by hand.

    ``parts`` names what may change: ``decimal``, ``dates`` or both. Answers the layout and the parts that the cells do
    not prove. A part without a cell to tell it by stays as it is.
    """
    headings = headings_of(sample, layout.header_row)
    rows = tuple(cells for cells, line in sample.rows if line > layout.header_row and any(cells))
    doubts = []

    def cells_of(holds: str) -> list[str]:
        return _cells(headings, rows, [layout.columns.get(each.name, "") for each in fields if each.holds == holds])

    if "decimal" in parts and (numeric := cells_of("number")):
        mark, proved = decimal_mark(numeric)
        layout = replace(layout, decimal=mark)
        if not proved:
            doubts.append("decimal")
    if "dates" in parts and cells_of("date"):
        order = _order(sample.source, layout, headings, rows, fields)
        layout = replace(layout, dates=order.order)
        if not order.proved:
            doubts.append("dates")
    return layout, tuple(doubts)


def _header_row(sample: Sample, fields: tuple[Field, ...]) -> int:
    known = {heading for field in fields for heading in field.headings}
    best, best_score = 0, 0.0
    fallback = 0
    for cells, line in sample.rows[:LOOKED_AT]:
        filled = [cell for cell in cells if cell.strip()]
        if len(filled) < 2:
            continue
        texts = sum(1 for cell in filled if not _is_value(cell))
        hits = sum(1 for cell in filled if plain_heading(cell) in known)
        if not fallback and texts == len(filled) and len(filled) == len(cells) and len(set(filled)) == len(filled):
            fallback = line
        score = hits + texts / len(filled) / 2
        if hits >= 2 and score > best_score:
            best, best_score = line, score
    if best:
        return best
    wide = max(len(cells) for cells, _ in sample.rows)
    first = next((cells for cells, line in sample.rows if line == fallback), ())
    return fallback if fallback and len(first) >= wide - 1 else 0


def _is_value(cell: str) -> bool:
    return number(cell, ".", 6) is not None or number(cell, ",", 6) is not None or read_date(cell, "dmy") is not None


def _cells(headings: tuple[str, ...], rows: tuple[tuple[str, ...], ...], wanted: list[str]) -> list[str]:
    places = [headings.index(heading) for heading in wanted if heading in headings]
    return [row[place] for row in rows for place in places if place < len(row) and row[place].strip()]


def _columns(headings: tuple[str, ...], rows: tuple[tuple[str, ...], ...], fields: tuple[Field, ...]) -> dict[str, str]:
    plain = [plain_heading(heading) for heading in headings]
    guesses: list[tuple[int, int, str, str]] = []
    for field in fields:
        for place, heading in enumerate(plain):
            rank = _rank(field, heading, headings[place])
            if rank is not None and _holds(field, headings[place], headings, rows):
                guesses.append((rank, place, field.name, headings[place]))
    chosen: dict[str, str] = {}
    for _, _, name, heading in sorted(guesses):
        if name not in chosen and heading not in chosen.values():
            chosen[name] = heading
    order = [field.name for field in fields]
    if "currency" not in chosen and any(field.name == "currency" for field in fields):
        for heading in headings:
            cells = [cell.strip() for cell in _cells(headings, rows, [heading])]
            if heading not in chosen.values() and cells and all(cell in CURRENCIES for cell in cells):
                chosen["currency"] = heading
                break
    return {name: chosen[name] for name in order if name in chosen}


def _rank(field: Field, heading: str, written: str) -> int | None:
    if heading in field.headings:
        return field.headings.index(heading)
    if written == field.name:
        return 50  # “customer_id” is the customer where no other column says who that is
    # a currency or a unit in the heading: “Net amount EUR”, “Betrag in EUR”, “Quantity (pcs)”
    words = heading.split()
    trimmed = " ".join(word for word in words if word.upper() not in CURRENCIES and word not in {"in", "pcs", "stk"})
    if trimmed != heading and trimmed in field.headings:
        return 100 + field.headings.index(trimmed)
    return None


def _holds(field: Field, heading: str, headings: tuple[str, ...], rows: tuple[tuple[str, ...], ...]) -> bool:
    cells = _cells(headings, rows, [heading])
    if not cells or field.holds == "text":
        return True
    if field.holds == "number":
        good = sum(1 for cell in cells if number(cell, ".", 6) is not None or number(cell, ",", 6) is not None)
    else:
        good = sum(1 for cell in cells if any(read_date(cell, order) for order in ("dmy", "mdy", "ymd")))
    return good * 2 >= len(cells)


def _order(
    source: Source,
    layout: Layout,
    headings: tuple[str, ...],
    rows: tuple[tuple[str, ...], ...],
    fields: tuple[Field, ...],
) -> Order:
    mapped = [layout.columns.get(field.name, "") for field in fields if field.holds == "date"]
    dated = [heading for heading in mapped if heading in headings]
    order = date_order(_cells(headings, rows, dated))
    if order.proved or order.mixed or not order.ambiguous:
        return order
    proof = _proving_cells(source, layout, headings, dated)
    if not proof:
        # nothing settles it: the decimal comma is a hint at day first, and the doubt stays
        return Order("mdy" if layout.decimal == "." and layout.delimiter == "," else "dmy", False, False, 1)
    return date_order(proof)


def _proving_cells(source: Source, layout: Layout, headings: tuple[str, ...], dated: list[str]) -> list[str]:
    """Cells of the whole file that settle the order, a few of each batch."""
    places = [headings.index(heading) for heading in dated]
    found: list[str] = []
    for batch in start_reading(source, layout, headings).batches():
        for place in places:
            column = batch.column(place + 2)
            proving = column.filter(compute.match_substring_regex(column, proves_order_pattern()))
            found += proving.slice(0, 200).to_pylist()
        if len(found) > 20_000:
            break
    return found
