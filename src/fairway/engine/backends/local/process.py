"""This process's DuckDB, for stored relations and for the few lines of one partner: no question has to start one."""

import os
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor, wait
from functools import cache
from typing import TypeVar

import duckdb

from fairway.engine import dialect

MEMORY = "3GB"
HANDS = min(2, os.cpu_count() or 1)
"""How many parts of one question are answered side by side."""
_LOCK = threading.Lock()
Found = TypeVar("Found")


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
        con = _opened().cursor()
    # answers are small and read at once; with one thread, one put together of several parts may wait for its reader
    # before the reader is told
    con.execute(f"SET streaming_buffer_size = {dialect.text(MEMORY)}")
    return con


@cache
def _helpers() -> ThreadPoolExecutor:
    return ThreadPoolExecutor(max(1, HANDS - 1), "fairway-engine")


os.register_at_fork(after_in_child=_helpers.cache_clear)


def side_by_side(tasks: Sequence[Callable[[], Found]]) -> list[Found]:
    """Do tasks at the same time and answer what each gives; each asks this process's DuckDB by a connection of its own.

    Whoever asks takes the first, and every other that nobody has begun by then: a busy process is no slower than one
    after the other.
    """
    if HANDS == 1 or len(tasks) < 2:
        return [one() for one in tasks]
    others = [_helpers().submit(one) for one in tasks[1:]]
    try:
        found = {0: tasks[0]()}
        found |= {place: tasks[place]() for place, one in enumerate(others, 1) if one.cancel()}
        return [found[place] if place in found else others[place - 1].result() for place in range(len(tasks))]
    finally:
        for one in others:
            one.cancel()
        wait(others)


def meanwhile(task: Callable[[], Found]) -> Callable[[], Found]:
    """Have a task begun where a hand is free; whoever asks for what it gives does it where nobody has begun."""
    if HANDS == 1:
        return task
    begun = _helpers().submit(task)
    return lambda: task() if begun.cancel() else begun.result()


def opened(memory: str, temp_directory: str | None, *, watched: bool) -> duckdb.DuckDBPyConnection:
    """A DuckDB of its own for one calculation."""
    con = duckdb.connect()
    con.execute(f"SET memory_limit = {dialect.text(memory)}")
    con.execute("SET autoinstall_known_extensions = false")
    _counting(con)
    con.execute("SET parquet_metadata_cache = true")  # what footers say is read once
    # the first of several lines is kept with its columns, where DuckDB would look for them in the files once more
    con.execute("SET disabled_optimizers = 'top_n_window_elimination'")
    if temp_directory is not None:
        con.execute(f"SET temp_directory = {dialect.text(temp_directory)}")
    if watched:
        con.execute("SET enable_progress_bar = true")
        con.execute("SET enable_progress_bar_print = false")
    return con


def another(con: duckdb.DuckDBPyConnection) -> duckdb.DuckDBPyConnection:
    """A further connection to the DuckDB of a calculation; it sees all but temporary tables."""
    found = con.cursor()
    _counting(found)
    return found


def _counting(con: duckdb.DuckDBPyConnection) -> None:
    """Group by plain counting where partners, spans and classes together number at most 2 ** 20."""
    con.execute("SET perfect_ht_threshold = 20")
