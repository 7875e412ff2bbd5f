"""Write Parquet files: whole, sorted, named by what is in them, before anybody lists them."""

from __future__ import annotations

import hashlib
import os
import secrets
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

import duckdb
from django.conf import settings

from fairway.kit.lake.listing import Staged

Connection = duckdb.DuckDBPyConnection
"""What :func:`session` gives: others name the type from here, so that the driver stays in this room."""

ROW_GROUP = 122_880
ORDER = "partner_id, invoice_date, line_id"


def folder(dataset: str) -> Path:
    """Where a dataset's files stand."""
    return Path(settings.FAIRWAY.data_dir) / "lake" / dataset


def place(dataset: str, digest: str) -> Path:
    """Where the file with this digest stands."""
    return folder(dataset) / digest[:2] / f"{digest}.parquet"


@contextmanager
def session(*, memory: int | None = None, threads: int | None = None) -> Iterator[duckdb.DuckDBPyConnection]:
    """A DuckDB of one's own that spills to the data folder beyond ``memory`` bytes and reaches no network.

    It works with as many ``threads`` as there are processors unless told otherwise; few lines are done sooner by one.
    """
    spill = Path(settings.FAIRWAY.data_dir) / "tmp"
    spill.mkdir(parents=True, exist_ok=True)
    config: dict[str, str | bool | int | float | list[str]] = {
        "memory_limit": f"{(memory or settings.FAIRWAY.engine_memory) // 2**20}MiB",
        "temp_directory": str(spill),
        "autoinstall_known_extensions": False,
        "autoload_known_extensions": False,
    }
    if threads is not None:
        config["threads"] = threads
    connection = duckdb.connect(config=config)
    try:
        connection.execute("SET TimeZone = 'UTC'")
        connection.execute("SET enable_progress_bar = false")
        yield connection
    finally:
        connection.close()


def _quoted(path: Path) -> str:
    return str(path).replace("'", "''")


def stage(
    connection: duckdb.DuckDBPyConnection, query: str, *, dataset: str, sources: Iterable[int], order: str = ORDER
) -> Staged | None:
    """Write what a query answers to a file of the lake and say what it is; None if it answers no row.

    Rows are sorted by partner and date, so that a scan of one partner reads few row groups. Nobody sees the file until
    it is published. The same rows give the same file.
    """
    incoming = folder(dataset) / "incoming"
    incoming.mkdir(parents=True, exist_ok=True)
    written = incoming / f"{secrets.token_hex(8)}.parquet"
    try:
        connection.execute(
            f"COPY (FROM ({query}) ORDER BY {order}) TO '{_quoted(written)}' "
            f"(FORMAT parquet, COMPRESSION zstd, ROW_GROUP_SIZE {ROW_GROUP})"
        )
        told = connection.execute(
            f"SELECT count(*), min(invoice_date), max(invoice_date) FROM read_parquet('{_quoted(written)}')"  # noqa: S608
        ).fetchone()
        if told is None or told[0] == 0:
            return None
        digest = _digest(written)
        final = place(dataset, digest)
        final.parent.mkdir(exist_ok=True)
        written.replace(final)
        return Staged(dataset, digest, told[0], final.stat().st_size, tuple(sorted(set(sources))), told[1], told[2])
    finally:
        written.unlink(missing_ok=True)


def _digest(path: Path) -> str:
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while block := file.read(2**20):
            digest.update(block)
        os.fsync(file.fileno())
    return digest.hexdigest()
