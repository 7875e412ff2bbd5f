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
    # few rows take one thread a quarter less work than two, and others ask meanwhile in threads of their own
    con.execute("SET threads = 1")
    return con


def engine() -> duckdb.DuckDBPyConnection:
    """A connection to this process's DuckDB, with temporary tables of its own."""
    with _LOCK:
        return _opened().cursor()


def opened(memory: str, temp_directory: str | None, *, watched: bool) -> duckdb.DuckDBPyConnection:
    """A DuckDB of its own for one calculation."""
    con = duckdb.connect()
    con.execute(f"SET memory_limit = {dialect.text(memory)}")
    con.execute("SET autoinstall_known_extensions = false")
    # group by plain counting where partners, spans and classes together number at most 2 ** 20
    con.execute("SET perfect_ht_threshold = 20")
    con.execute("SET parquet_metadata_cache = true")  # what footers say is read once
    # the first of several lines is kept with its columns, where DuckDB would look for them in the files once more
    con.execute("SET disabled_optimizers = 'top_n_window_elimination'")
    if temp_directory is not None:
        con.execute(f"SET temp_directory = {dialect.text(temp_directory)}")
    if watched:
        con.execute("SET enable_progress_bar = true")
        con.execute("SET enable_progress_bar_print = false")
    return con
