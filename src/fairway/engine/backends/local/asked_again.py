"""A query that is asked again and again over small tables with other rows in them: it is planned once.

The rows are put into a transaction that is given up afterwards. DuckDB says nothing of rows that are not committed, so
that no plan is made for the rows of the first question alone.
"""
# ruff: noqa: S608 — names are ours

import threading
from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass, field

import duckdb
import pyarrow as pa

from fairway.engine import dialect
from fairway.engine.backends.local.process import engine
from fairway.values import Exact, plain

PLANS = 24
"""Plans that are kept, each with a connection of its own."""
WRITTEN_OUT = 400
"""Cells up to which rows are written into the statement: to have DuckDB look into Arrow takes twice as long."""
_LOCK = threading.Lock()
_plans: OrderedDict[str, "_Planned"] = OrderedDict()


@dataclass
class _Planned:
    con: duckdb.DuckDBPyConnection
    lock: threading.Lock = field(default_factory=threading.Lock)
    ready: bool = False


def answer(sql: str, tables: Mapping[str, pa.Table]) -> pa.Table:
    """Answer a query over these tables, each of a few rows; of the same names they always have the same columns."""
    with _LOCK:
        planned = _plans.get(sql) or _plans.setdefault(sql, _Planned(engine()))
        _plans.move_to_end(sql)
        while len(_plans) > PLANS:
            _plans.popitem(last=False)
    con = planned.con
    with planned.lock:
        if not planned.ready:
            for name, rows in tables.items():
                con.register("given", rows)
                con.execute(f"CREATE TEMP TABLE {name} AS SELECT * FROM given LIMIT 0")
                con.unregister("given")
        con.execute("BEGIN")
        try:
            for name, rows in tables.items():
                _insert(con, name, rows)
            if not planned.ready:
                con.execute(f"PREPARE again AS {sql}")
                planned.ready = True
            return con.execute("EXECUTE again").to_arrow_table()
        except BaseException:
            with _LOCK:
                _plans.pop(sql, None)
            raise
        finally:
            con.execute("ROLLBACK")


def _insert(con: duckdb.DuckDBPyConnection, name: str, rows: pa.Table) -> None:
    written = rows.num_rows * rows.num_columns <= WRITTEN_OUT and all(map(_plainly, rows.schema.types))
    if written and rows.num_rows:
        columns = [[_literal(value) for value in column.to_pylist()] for column in rows.columns]
        listed = ", ".join(f"({', '.join(row)})" for row in zip(*columns, strict=True))
        con.execute(f"INSERT INTO {name} VALUES {listed}")
    elif rows.num_rows:
        # read where it stands: what is registered by a name would have the query planned again
        con.execute(f"INSERT INTO {name} FROM rows")


def _plainly(kind: pa.DataType) -> bool:
    """Whether values of a kind are read from text as they were."""
    of = pa.types
    return any(is_one(kind) for is_one in (of.is_integer, of.is_decimal, of.is_string, of.is_date, of.is_boolean))


def _literal(value: object) -> str:
    if value is None:
        return "NULL"
    if isinstance(value, Exact):
        return plain(value)
    # a number read from text costs as much again
    return str(value) if type(value) is int else dialect.text(str(value))
