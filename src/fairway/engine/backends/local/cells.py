"""Cells of text read as what they have to be, with the place of the first that cannot be."""
# ruff: noqa: S608 — column names are quoted, values are bound or quoted

import csv
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import duckdb

from fairway.engine import dialect
from fairway.engine.inputs import InputProblem
from fairway.policy.conditions import ValueType

NUMBER = r"[+-]?([0-9]+(\.[0-9]*)?|\.[0-9]+)"
DAY = r"[0-9]{4}-[0-9]{2}-[0-9]{2}"
FLAGS = {"true": "TRUE", "yes": "TRUE", "1": "TRUE", "false": "FALSE", "no": "FALSE", "0": "FALSE"}
INTEGERS = frozenset(
    {"TINYINT", "SMALLINT", "INTEGER", "BIGINT", "HUGEINT", "UTINYINT", "USMALLINT", "UINTEGER", "UBIGINT"}
)
REMEDIES = {
    ValueType.NUMBER: (
        "is not a plain decimal number.",
        "Write it such as 1234.50: no blanks, commas or exponent.",
    ),
    ValueType.DATE: ("is not a day.", "Write it such as 2012-10-31."),
    ValueType.BOOLEAN: ("is neither true nor false.", "Write true or false."),
}


@dataclass(frozen=True)
class Source:
    """A readable relation, what to call it in messages, and the files it comes from (none for an Arrow table)."""

    relation: str
    title: str
    files: tuple[str, ...]
    text: bool
    types: dict[str, str]


@dataclass(frozen=True)
class Typed:
    """One column after reading: the SQL that gives it and its declared type."""

    sql: str
    kind: str


def read_column(source: Source, column: str, wanted: ValueType) -> Typed:
    """The SQL for a column that has a type already.

    :raises InputProblem: the column's type is not exact, or not of the wanted kind.
    """
    held, quoted = source.types[column], f"t.{dialect.name(column)}"
    if wanted is ValueType.TEXT:
        return Typed(quoted, held) if held in INTEGERS else Typed(dialect.cast(quoted, "VARCHAR"), "VARCHAR")
    if wanted is ValueType.NUMBER and (held in INTEGERS or held.startswith("DECIMAL")):
        return Typed(quoted, held)
    if wanted is ValueType.DATE and held.startswith(("DATE", "TIMESTAMP")):
        return Typed(quoted if held == "DATE" else dialect.cast(quoted, "DATE"), "DATE")
    if wanted is ValueType.BOOLEAN and held == "BOOLEAN":
        return Typed(quoted, held)
    remedy = "Write it as DECIMAL; floats lose cents." if held in {"DOUBLE", "FLOAT"} else "Change the column's type."
    raise InputProblem(f"is {held}, where a {wanted.value} is needed.", remedy, file=source.title, column=column)


def parse_columns(
    con: duckdb.DuckDBPyConnection, source: Source, wanted: dict[str, ValueType], required: frozenset[str]
) -> dict[str, Typed]:
    """Look at every text cell of the wanted columns once and choose the narrowest exact types.

    :raises InputProblem: a cell cannot be read, with its file, row and column.
    """
    asked: list[str] = []
    columns: list[tuple[str, str]] = []

    def ask(column: str, what: str, sql: str) -> None:
        asked.append(sql)
        columns.append((column, what))

    for column, kind in wanted.items():
        cell = f"t.{dialect.name(column)}"
        if column in required:
            ask(column, "empty", f"count(*) FILTER (WHERE {cell} IS NULL)")
        if source.types[column] != "VARCHAR":
            continue
        if kind is ValueType.NUMBER:
            ask(column, "bad", f"count(*) FILTER (WHERE NOT regexp_full_match({cell}, '{NUMBER}'))")
            ask(column, "whole", f"max(length(ltrim(split_part({cell}, '.', 1), '+-0')))")
            ask(column, "places", f"max(length(rtrim(split_part({cell}, '.', 2), '0')))")
        elif kind is ValueType.DATE:
            good = f"regexp_full_match({cell}, '{DAY}') AND TRY_CAST({cell} AS DATE) IS NOT NULL"
            ask(column, "bad", f"count(*) FILTER (WHERE {cell} IS NOT NULL AND NOT ({good}))")
        elif kind is ValueType.BOOLEAN:
            ask(column, "bad", f"count(*) FILTER (WHERE lower({cell}) NOT IN {dialect.texts(tuple(FLAGS))})")
    found: dict[tuple[str, str], int] = {}
    if asked:
        row = con.execute(f"SELECT {', '.join(asked)} FROM {source.relation} AS t").fetchone() or ()
        found = {key: value or 0 for key, value in zip(columns, row, strict=True)}
    typed: dict[str, Typed] = {}
    for column, kind in wanted.items():
        if found.get((column, "empty")):
            raise _place(con, source, column, None, lambda cell: cell == "")
        if found.get((column, "bad")):
            raise _place(con, source, column, kind, _bad(kind))
        cell = f"t.{dialect.name(column)}"
        if source.types[column] != "VARCHAR":
            typed[column] = read_column(source, column, kind)
        elif kind is ValueType.NUMBER:
            whole, places = found[column, "whole"], found[column, "places"]
            if whole + places > dialect.WIDEST:
                raise InputProblem(
                    f"has numbers of {whole + places} digits.", f"{dialect.WIDEST} digits are the most.",
                    file=source.title, column=column,
                )  # fmt: skip
            declared = str(dialect.DecimalType(max(1, whole) + places, places))
            typed[column] = Typed(dialect.cast(cell, declared), declared)
        elif kind is ValueType.DATE:
            typed[column] = Typed(dialect.cast(cell, "DATE"), "DATE")
        elif kind is ValueType.BOOLEAN:
            cases = " ".join(f"WHEN {dialect.text(word)} THEN {value}" for word, value in FLAGS.items())
            typed[column] = Typed(f"CASE lower({cell}) {cases} END", "BOOLEAN")
        else:
            typed[column] = Typed(cell, "VARCHAR")
    return typed


def one_of(con: duckdb.DuckDBPyConnection, source: Source, column: str, allowed: tuple[str, ...]) -> None:
    """Check that a text column holds nothing but the allowed words or nothing.

    :raises InputProblem: it holds another.
    """
    quoted = dialect.name(column)
    rows = con.execute(f"SELECT DISTINCT t.{quoted} FROM {source.relation} AS t").fetchall()
    for (value,) in rows:
        if value is not None and value not in allowed:
            raise _place(con, source, column, None, lambda cell, bad=str(value): cell == bad, allowed)  # type: ignore[misc]


def _bad(kind: ValueType) -> Callable[[str], bool]:
    def number(cell: str) -> bool:
        return cell != "" and re.fullmatch(NUMBER, cell) is None

    def day(cell: str) -> bool:
        if cell == "":
            return False
        try:
            return re.fullmatch(DAY, cell) is None or not date.fromisoformat(cell)
        except ValueError:
            return True

    def flag(cell: str) -> bool:
        return cell != "" and cell.lower() not in FLAGS

    return {ValueType.NUMBER: number, ValueType.DATE: day, ValueType.BOOLEAN: flag}[kind]


def _place(
    con: duckdb.DuckDBPyConnection,
    source: Source,
    column: str,
    kind: ValueType | None,
    is_bad: Callable[[str], bool],
    allowed: tuple[str, ...] = (),
) -> InputProblem:
    """Find the first bad cell again, slowly, to say exactly where it is."""
    if allowed:
        reason, remedy = "is not known here.", f"Write one of: {', '.join(allowed)}."
    elif kind is None:
        reason, remedy = "is empty.", "Every row needs a value here."
    else:
        reason, remedy = REMEDIES[kind]
    for file in source.files if source.text else ():
        with Path(file).open(encoding="utf-8-sig", newline="") as handle:
            for number, row in enumerate(csv.DictReader(handle, delimiter=delimiter_of(file)), 2):
                cell = row.get(column) or ""
                if is_bad(cell):
                    return InputProblem(reason, remedy, file=file, row=number, column=column, value=cell or None)
    cells = con.execute(f"SELECT CAST(t.{dialect.name(column)} AS VARCHAR) FROM {source.relation} AS t")
    number = 0
    while batch := cells.fetchmany(10_000):
        for (cell,) in batch:
            number += 1
            if is_bad(cell or ""):
                return InputProblem(reason, remedy, file=source.title, row=number, column=column, value=cell)
    return InputProblem(reason, remedy, file=source.title, column=column)


def delimiter_of(file: str) -> str:
    """The character that separates the headings: comma, semicolon, tab or bar."""
    with Path(file).open(encoding="utf-8-sig", newline="", errors="replace") as handle:
        head = handle.readline()
    return max(",;\t|", key=head.count)
