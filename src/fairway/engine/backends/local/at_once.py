"""This process's DuckDBs for stored relations, and several relations as one query.

One query is planned once, where a table for each relation costs a plan each.
"""
# ruff: noqa: S608 — names are quoted by the dialect

import threading
from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import date
from functools import lru_cache

import duckdb

from fairway.engine import dialect
from fairway.engine.backends.local.session import MEMORY
from fairway.engine.plan import Plan, Relation
from fairway.values import Exact

UNION = "\nUNION ALL\n"
_OPENED: dict[bool, duckdb.DuckDBPyConnection] = {}
_OPENING = threading.Lock()


def engine(*, alone: bool = False) -> duckdb.DuckDBPyConnection:
    """One of this process's two DuckDBs for grouped relations; every use of it has tables of its own.

    What concerns one partner is `alone`: its few rows are done sooner by one thread.
    """
    with _OPENING:
        if alone not in _OPENED:
            con = duckdb.connect()
            con.execute(f"SET memory_limit = {dialect.text(MEMORY)}")
            con.execute("SET autoinstall_known_extensions = false")
            con.execute("SET perfect_ht_threshold = 20")
            con.execute("SET parquet_metadata_cache = true")
            if alone:
                con.execute("SET threads = 1")
            _OPENED[alone] = con
        return _OPENED[alone]


@lru_cache(maxsize=4096)
def reads(sql: str) -> frozenset[str]:
    """Name the tables a query reads."""
    con = engine().cursor()
    try:
        return frozenset(con.get_table_names(sql))
    finally:
        con.close()


def bare(name: str) -> str:
    """Write a name without its quotation."""
    return name[1:-1].replace('""', '"') if name.startswith('"') else name


def at_once(relations: Sequence[Relation], shared: frozenset[str]) -> str:
    """Write relations as one query that answers the last: planned once, where a table for each costs a plan each.

    What the last does not need, near or far, is left out.
    """
    needed: set[str] = set()
    read = reads(relations[-1].sql)
    kept: list[Relation] = []
    for one in reversed(relations[:-1]):
        if bare(one.name) in read | needed:
            needed |= reads(one.sql)
            kept.append(one)
    parts = ",\n".join(
        f"{one.name} AS {'MATERIALIZED' if one.name in shared else 'NOT MATERIALIZED'} (\n{one.sql}\n)"
        for one in reversed(kept)
    )
    last = relations[-1].sql
    if parts and last.startswith("WITH "):
        last = f"SELECT * FROM (\n{last}\n) AS last_one"
    return f"WITH {parts}\n{last}" if parts else last


def narrowed(payouts: Relation, plan: Plan, only: Collection[str] | None, columns: Sequence[str]) -> Relation:
    """Some columns of the payouts of some incentives: what the others alone need is then not planned either."""
    branches = payouts.sql.split(UNION)
    ids = [one.id for one in plan.programme.incentives]
    if only is not None and len(branches) == len(ids):
        kept = [branch for branch, name in zip(branches, ids, strict=True) if name in only]
        payouts = replace(payouts, sql=UNION.join(kept)) if kept else payouts
    if "*" in columns:
        return payouts
    return replace(payouts, sql=f"SELECT {', '.join(columns)} FROM (\n{payouts.sql}\n) AS every_column")


def literal(value: object) -> str:
    """Write a value of a line."""
    match value:
        case None:
            return "NULL"
        case bool():
            return "TRUE" if value else "FALSE"
        case date():
            return dialect.day(value)
        case Exact():
            return dialect.number(value)
        case _:
            return dialect.text(str(value))


def any_of(con: duckdb.DuckDBPyConnection, sql: str) -> bool:
    """Tell whether a query answers anything but nothing."""
    row = con.execute(sql).fetchone()
    return bool(row and row[0])
