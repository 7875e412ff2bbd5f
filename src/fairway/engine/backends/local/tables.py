"""The small tables: partners, products, exchange rates and what stands beside them, loaded and checked."""
# ruff: noqa: S608 — identifiers are quoted by the dialect

from dataclasses import dataclass, field
from glob import glob
from pathlib import Path

import duckdb

from fairway.engine import dialect
from fairway.engine.backends.local.cells import INTEGERS, Source, Typed, delimiter_of, parse_columns
from fairway.engine.inputs import InputProblem, Table
from fairway.policy.conditions import ValueType


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
            relation = f"read_parquet({listed}, union_by_name = {str(len(files) > 1).lower()})"
    try:
        types = {row[0]: str(row[1]) for row in con.execute(f"DESCRIBE SELECT * FROM {relation}").fetchall()}
    except duckdb.Error as problem:
        raise unreadable(title, files, problem) from problem
    return Source(relation, files[0] if len(files) == 1 else title, files, text, types)


def unreadable(title: str, files: tuple[str, ...], problem: duckdb.Error) -> InputProblem:
    """Say in one sentence what DuckDB says in a page."""
    said = " ".join(str(problem).split("\n")[:4])
    remedy = "Save it as UTF-8 CSV with one heading row and equally many cells in every row, or as Parquet."
    return InputProblem(f"cannot be read: {said}.", remedy, file=", ".join(files) or title)


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


def load(con: duckdb.DuckDBPyConnection, small: Small, given: Table) -> dict[str, str]:
    """Load a small table under its title, every wanted column typed, and return the column types.

    :raises InputProblem: a column lacks, or a cell cannot be read.
    """
    source = open_source(con, small.title, given)
    lacking = [column for column in small.required if column not in source.types]
    if lacking:
        raise InputProblem(
            f"has no column {', '.join(lacking)}.",
            f"Add it; columns found: {', '.join(source.types)}.",
            file=source.title,
        )
    wanted = {column: kind for column, kind in small.wanted.items() if column in source.types}
    try:
        typed = parse_columns(con, source, wanted, frozenset(small.required))
        columns = {column: typed.get(column) or plain_column(column, kind) for column, kind in source.types.items()}
        for key, kind in small.keys.items():
            columns[key] = _match(columns[key], kind)
        listed = ", ".join(f"{one.sql} AS {dialect.name(column)}" for column, one in columns.items())
        held = " AND ".join([f"{columns[key].sql} IS NOT NULL" for key in small.keys] or ["TRUE"])
        read = f"SELECT {listed} FROM {source.relation} AS t WHERE {held}"
        con.execute(f"CREATE TEMP TABLE {small.title} AS SELECT * FROM ({read}) AS loaded WHERE {small.only}")
    except duckdb.Error as problem:
        raise unreadable(small.title, source.files, problem) from problem
    return {column: one.kind for column, one in columns.items()}


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


def check_products(con: duckdb.DuckDBPyConnection) -> None:
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


def check_rates(con: duckdb.DuckDBPyConnection) -> None:
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
