"""One stored relation as a Parquet file: what it is called, and how it is written."""
# ruff: noqa: S608 — names are quoted by the dialect, paths are quoted literals

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import duckdb

from fairway.engine import dialect

ROWS = 20_480
"""Rows of a group within a file, a multiple of the 2,048 that DuckDB works with."""


@dataclass(frozen=True, slots=True)
class Stored:
    """One relation as a file: its columns with their types, how many rows, and a digest of what made it."""

    name: str
    types: Mapping[str, str]
    rows: int
    made: str = ""


def stem(name: str) -> str:
    """A name as files and views can carry it."""
    return hashlib.sha256(name.encode()).hexdigest()[:16] if name.startswith('"') else name


def path_of(folder: Path, name: str) -> Path:
    """Where a relation of that name lies in a folder."""
    return folder / f"{stem(name)}.parquet"


def written(con: duckdb.DuckDBPyConnection, name: str, folder: Path, made: str) -> Stored:
    """Write a relation, sorted by partner. Parquet has no whole numbers above 64 bits: they go as decimals."""
    types = {str(row[0]): str(row[1]) for row in con.execute(f"DESCRIBE {name}").fetchall()}
    parts = ", ".join(
        f"CAST({dialect.name(column)} AS DECIMAL(38, 0)) AS {dialect.name(column)}"
        if kind == "HUGEINT"
        else dialect.name(column)
        for column, kind in types.items()
    )
    order = " ORDER BY partner_id" if "partner_id" in types else ""
    path = dialect.text(str(path_of(folder, name)))
    row = con.execute(
        f"COPY (SELECT {parts} FROM {name}{order}) TO {path} (FORMAT parquet, COMPRESSION zstd, ROW_GROUP_SIZE {ROWS})"
    ).fetchone()
    return Stored(name, types, int(row[0]) if row else 0, made)
