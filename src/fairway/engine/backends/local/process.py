"""This process's DuckDB, for stored relations and for the few lines of one partner: no question has to start one."""

import threading
from functools import cache

import duckdb

from fairway.engine import dialect

MEMORY = "3GB"
_LOCK = threading.Lock()


@cache
def _opened() -> duckdb.DuckDBPyConnection:
    con = duckdb.connect()
    con.execute(f"SET memory_limit = {dialect.text(MEMORY)}")
    con.execute("SET autoinstall_known_extensions = false")
    con.execute("SET perfect_ht_threshold = 20")
    con.execute("SET parquet_metadata_cache = true")  # what footers say is read once
    return con


def engine() -> duckdb.DuckDBPyConnection:
    """A connection to this process's DuckDB, with temporary tables of its own."""
    with _LOCK:
        return _opened().cursor()
