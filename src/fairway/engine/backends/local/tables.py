"""The small tables: partners, products, exchange rates and what stands beside them, loaded and checked."""
# ruff: noqa: S608 — identifiers are quoted by the dialect

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import date
from functools import lru_cache
from glob import glob
from pathlib import Path

import duckdb

from fairway.engine import dialect
from fairway.engine.backends.local.cells import INTEGERS, Source, Typed, delimiter_of, parse_columns
from fairway.engine.backends.local.process import engine
from fairway.engine.inputs import InputProblem, Table
from fairway.policy.conditions import ValueType

TEMPORARY = "TEMP"
"""What is written before a table or a view that only its own connection is to see."""


def expand(files: tuple[str, ...]) -> tuple[str, ...]:
    """Turn paths and patterns into the files they name, each once.

    :raises InputProblem: one names no file.
    """
    found: dict[str, None] = {}
    for pattern in files:
        matches = [pattern] if Path(pattern).is_file() else sorted(glob(pattern))  # noqa: PTH207 — patterns may be absolute
        if not matches:
            raise InputProblem("is no file.", "Give the path of a CSV or Parquet file.", file=pattern)
        found.update(dict.fromkeys(matches))
    return tuple(found)


def open_source(con: duckdb.DuckDBPyConnection, title: str, given: Table) -> Source:
    """Make files or an Arrow table readable, all CSV cells as text.

    :raises InputProblem: the files are absent, mixed, or not readable.
    """
    if isinstance(given, str):
        given = (given,)
    files: tuple[str, ...] = ()
    if not isinstance(given, tuple):
        con.register(f"given_{title}", given)
        relation, text = f"given_{title}", False
    else:
        files = expand(given)
        parquet = {file.lower().endswith((".parquet", ".pq")) for file in files}
        if len(parquet) != 1:
            raise InputProblem("are partly CSV, partly Parquet.", "Give one kind.", file=", ".join(files))
        text = not parquet.pop()
        listed = "[" + ", ".join(dialect.text(file) for file in files) + "]"
        if text:
            options = f"all_varchar = true, header = true, union_by_name = {str(len(files) > 1).lower()}"
            sep = dialect.text(delimiter_of(files[0]))
            relation = f"read_csv({listed}, delim = {sep}, quote = '\"', escape = '\"', {options})"
        else:
            relation = _parquet(files)
    try:
        if files and not text:
            types = dict(_types(relation, states(files)))
        else:
            types = {row[0]: str(row[1]) for row in con.execute(f"DESCRIBE SELECT * FROM {relation}").fetchall()}
    except duckdb.Error as problem:
        raise unreadable(title, files, problem) from problem
    return Source(relation, files[0] if len(files) == 1 else title, files, text, types)


def states(files: tuple[str, ...]) -> tuple[tuple[int, int], ...]:
    """When each file was written last, and how large it is: what was read of it holds until these change."""
    found = [Path(file).stat() for file in files]
    return tuple((one.st_mtime_ns, one.st_size) for one in found)


@lru_cache(maxsize=256)
def _types(relation: str, _: tuple[tuple[int, int], ...]) -> tuple[tuple[str, str], ...]:
    """The columns of Parquet files with their types, read once from their footers."""
    with engine() as con:
        rows = con.execute(f"DESCRIBE SELECT * FROM {relation}").fetchall()
    return tuple((str(row[0]), str(row[1])) for row in rows)


def between(source: Source, column: str, first: date | None, until: date | None) -> Source:
    """Only the files that may hold a day from `first` until `until`, each where it is given, told by their footers."""
    states_of = zip(source.files, states(source.files), strict=True)
    spans = [(file, _days(file, state, column)) for file, state in states_of]
    files = tuple(
        file
        for file, span in spans
        if span is None or ((until is None or span[0] < until) and (first is None or span[1] >= first))
    )
    if not files or len(files) == len(source.files):
        return source
    relation = _parquet(files)
    # where files differ in their columns, all of them are opened, as one describes what another leaves out
    same = dict(_types(relation, states(files))) == source.types
    return replace(source, relation=relation, files=files) if same else source


@lru_cache(maxsize=4096)
def _days(file: str, _: tuple[int, int], column: str) -> tuple[date, date] | None:
    """The first and the last day in a Parquet file; `None` where its footer does not tell."""
    with engine() as con:
        row = con.execute(
            "SELECT min(TRY_CAST(stats_min_value AS DATE)), max(TRY_CAST(stats_max_value AS DATE))"
            f" FROM parquet_metadata({dialect.text(file)}) WHERE path_in_schema = {dialect.text(column)}"
            " HAVING bool_and(TRY_CAST(stats_min_value AS DATE) IS NOT NULL"
            " AND TRY_CAST(stats_max_value AS DATE) IS NOT NULL)"
        ).fetchone()
    return (row[0], row[1]) if row and row[0] is not None else None


def _parquet(files: tuple[str, ...]) -> str:
    listed = "[" + ", ".join(dialect.text(file) for file in files) + "]"
    return f"read_parquet({listed}, union_by_name = {str(len(files) > 1).lower()})"


def unreadable(title: str, files: tuple[str, ...], problem: duckdb.Error) -> InputProblem:
    """Say in one sentence what DuckDB says in a page."""
    said = " ".join(str(problem).split("\n")[:4])
    remedy = "Save it as UTF-8 CSV with one heading row and equally many cells in every row, or as Parquet."
    return InputProblem(f"cannot be read: {said}.", remedy, file=", ".join(files) or title)


REMEMBERED = 256
_sound: dict[object, None] = {}
"""Tables in Parquet files that were looked through, by what was asked of them and when they were written."""


@dataclass(frozen=True)
class Small:
    """What a small table must have, and the types of the lines' columns that its own have to match.

    `only` restricts its rows, as a condition on its columns as they are loaded.
    """

    title: str
    required: tuple[str, ...]
    wanted: dict[str, ValueType]
    keys: dict[str, str] = field(default_factory=dict)
    only: str = "TRUE"


def load(
    con: duckdb.DuckDBPyConnection,
    small: Small,
    given: Table,
    check: Callable[[duckdb.DuckDBPyConnection, dict[str, str]], None] = lambda con, columns: None,
    temporary: str = TEMPORARY,
) -> dict[str, str]:
    """Load a small table under its title, every wanted column typed, and return the column types.

    Parquet files that were found sound are not looked through again until they change.

    :raises InputProblem: a column lacks, a cell cannot be read, or the check finds something.
    """
    source = open_source(con, small.title, given)
    asked = (small.title, small.required, source.relation, states(source.files)) if not source.text else None
    sound = bool(source.files) and asked in _sound
    lacking = [column for column in small.required if column not in source.types]
    if lacking:
        raise InputProblem(
            f"has no column {', '.join(lacking)}.",
            f"Add it; columns found: {', '.join(source.types)}.",
            file=source.title,
        )
    wanted = {column: kind for column, kind in small.wanted.items() if column in source.types}
    try:
        typed = parse_columns(con, source, wanted, frozenset() if sound else frozenset(small.required))
        columns = {column: typed.get(column) or plain_column(column, kind) for column, kind in source.types.items()}
        for key, kind in small.keys.items():
            columns[key] = _match(columns[key], kind)
        listed = ", ".join(f"{one.sql} AS {dialect.name(column)}" for column, one in columns.items())
        held = " AND ".join([f"{columns[key].sql} IS NOT NULL" for key in small.keys] or ["TRUE"])
        read = f"SELECT {listed} FROM {source.relation} AS t WHERE {held}"
        only = small.only if sound or not source.files else "TRUE"
        con.execute(f"CREATE {temporary} TABLE {small.title} AS SELECT * FROM ({read}) AS loaded WHERE {only}")
    except duckdb.Error as problem:
        raise unreadable(small.title, source.files, problem) from problem
    kinds = {column: one.kind for column, one in columns.items()}
    if not sound:
        check(con, kinds)
    if only != small.only:  # looked through whole once, then cut
        con.execute(f"DELETE FROM {small.title} WHERE NOT coalesce({small.only}, FALSE)")
    if source.files and asked is not None:
        _sound[asked] = None
        while len(_sound) > REMEMBERED:
            _sound.pop(next(iter(_sound)), None)
    return kinds


def plain_column(column: str, kind: str) -> Typed:
    """A column nobody compares, as it is; floats only as text, so that none takes part in anything."""
    cell = f"t.{dialect.name(column)}"
    if kind in {"DOUBLE", "FLOAT"}:
        return Typed(dialect.cast(cell, "VARCHAR"), "VARCHAR")
    return Typed(cell, kind)


def _match(column: Typed, key_kind: str) -> Typed:
    """Bring an id to the type the lines have it in; ids are compared as text, so '007' is not 7."""
    if key_kind in INTEGERS and column.kind == "VARCHAR":
        whole = f"TRY_CAST({column.sql} AS BIGINT)"
        return Typed(f"CASE WHEN CAST({whole} AS VARCHAR) = {column.sql} THEN {whole} END", "BIGINT")
    if key_kind == "VARCHAR" and column.kind in INTEGERS:
        return Typed(dialect.cast(column.sql, "VARCHAR"), "VARCHAR")
    return column


def check_products(con: duckdb.DuckDBPyConnection, _: dict[str, str]) -> None:
    """A product stands in the list once.

    :raises InputProblem: one stands there twice.
    """
    twice = con.execute("SELECT product_id FROM products GROUP BY 1 HAVING count(*) > 1 ORDER BY 1 LIMIT 1").fetchone()
    if twice:
        raise InputProblem(
            "is listed twice.", "Keep one row.", file="products", column="product_id", value=str(twice[0])
        )


def check_partners(con: duckdb.DuckDBPyConnection, columns: dict[str, str]) -> None:
    """A partner has one row for each day.

    :raises InputProblem: one has two.
    """
    since = "valid_from" if "valid_from" in columns else "CAST(NULL AS DATE)"
    until = "valid_until" if "valid_until" in columns else "CAST(NULL AS DATE)"
    twice = con.execute(
        f"SELECT partner_id FROM (SELECT partner_id, coalesce({since}, DATE '0001-01-01') AS since,"
        f" lag(coalesce({until}, DATE '9999-12-31')) OVER"
        f" (PARTITION BY partner_id ORDER BY coalesce({since}, DATE '0001-01-01')) AS before FROM partners)"
        " WHERE since < before ORDER BY 1 LIMIT 1"
    ).fetchone()
    if twice:
        raise InputProblem(
            "has two rows for the same day.",
            "Keep one, or give each its valid_from and valid_until (the day after the last).",
            file="partners", column="partner_id", value=str(twice[0]),
        )  # fmt: skip


def check_rates(con: duckdb.DuckDBPyConnection, _: dict[str, str]) -> None:
    """A currency has one rate for each day, above zero.

    :raises InputProblem: it has two, or one that is not above zero.
    """
    bad = con.execute(
        "SELECT currency, CAST(rate AS VARCHAR) FROM rates WHERE rate <= 0 ORDER BY ALL LIMIT 1"
    ).fetchone()
    if bad:
        raise InputProblem(
            f"of {bad[0]} is not above zero.", "Give units of programme currency for one unit of it.",
            file="rates", column="rate", value=bad[1],
        )  # fmt: skip
    twice = con.execute(
        "SELECT currency, CAST(valid_from AS VARCHAR) FROM rates GROUP BY ALL HAVING count(*) > 1 ORDER BY ALL LIMIT 1"
    ).fetchone()
    if twice:
        raise InputProblem(
            f"has two rates for {twice[0]}.", "Keep one.", file="rates", column="valid_from", value=twice[1]
        )
