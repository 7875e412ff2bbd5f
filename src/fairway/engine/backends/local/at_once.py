"""What this process holds of stored relations in memory, and several relations as one query.

One query is planned once, where a table for each relation costs a plan each.
"""
# ruff: noqa: S608 — names are quoted by the dialect

import re
import threading
from collections import Counter, OrderedDict
from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import date
from functools import lru_cache
from itertools import count

import duckdb

from fairway.engine import dialect
from fairway.engine.backends.local.process import engine
from fairway.engine.plan import Plan, Relation
from fairway.values import Exact, Period

UNION = "\nUNION ALL\n"
READ = re.compile(r'\b(?:FROM|JOIN) ("(?:[^"]|"")+"|\w+)')
FOLDERS = 6
"""Folders of stored relations of which tables are held in memory at a time."""
_LOCK = threading.Lock()
_NUMBERS = count()
_held: OrderedDict[str, dict[str, str]] = OrderedDict()


def held(folder: str, name: str, write: Callable[[], str]) -> str:
    """The table in memory that holds a query's rows of a folder that never changes; filled when first asked for.

    Folders that nobody asked for longest are let go.
    """
    with _LOCK:
        tables = _held.setdefault(folder, {})
        _held.move_to_end(folder)
        if name in tables:
            return tables[name]
        with engine() as con:
            table = f"held_{next(_NUMBERS)}"
            con.execute(f"CREATE TABLE {table} AS {write()}")
            tables[name] = f"memory.main.{table}"
            while len(_held) > FOLDERS:
                _, old = _held.popitem(last=False)
                for one in old.values():
                    con.execute(f"DROP TABLE {one}")
        return tables[name]


@lru_cache(maxsize=4096)
def reads(sql: str) -> frozenset[str]:
    """Name the tables a query reads."""
    with engine() as con:
        return frozenset(con.get_table_names(sql))


@lru_cache(maxsize=4096)
def readings(sql: str) -> Mapping[str, int]:
    """How many times a query reads each of the tables that it reads."""
    times = Counter(bare(name) for name in READ.findall(sql))
    return {name: max(times[name], 1) for name in reads(sql)}


def bare(name: str) -> str:
    """Write a name without its quotation."""
    return name[1:-1].replace('""', '"') if name.startswith('"') else name


def at_once(known: Sequence[Relation], relations: Sequence[Relation], shared: frozenset[str] = frozenset()) -> str:
    """Write relations as one query that answers the last: planned once, where a table for each costs a plan each.

    What the last does not need, near or far, is left out. `known` are read as they are, and made of none of the others.
    """
    needed = Counter(readings(relations[-1].sql))
    kept: list[Relation] = []
    for one in reversed(relations[:-1]):
        if bare(one.name) in needed:
            needed.update(readings(one.sql))
            kept.append(one)
    kept += [one for one in known if bare(one.name) in needed]
    parts = ",\n".join(
        f"{one.name} AS {'' if one.name in shared and needed[bare(one.name)] > 1 else 'NOT '}MATERIALIZED"
        f" (\n{one.sql}\n)"
        for one in reversed(kept)
    )
    last = relations[-1].sql
    if parts and last.startswith("WITH "):
        last = f"SELECT * FROM (\n{last}\n) AS last_one"
    return f"WITH {parts}\n{last}" if parts else last


def narrowed(plan: Plan, only: Collection[str], columns: Sequence[str], shown: Sequence[Period]) -> str:
    """Some columns of the payouts of some incentives and periods: what others alone need is not planned either."""
    branches = plan.relations[-1].sql.split(UNION)
    ids = [one.id for one in plan.programme.incentives]
    kept = [branch for branch, name in zip(branches, ids, strict=True) if name in only]
    numbers = [str(place) for place, period in enumerate(plan.periods, 1) if period in shown]
    some = f"\nWHERE period_no IN ({', '.join(numbers)})" if len(numbers) < len(plan.periods) else ""
    return f"SELECT {', '.join(columns)} FROM (\n{UNION.join(kept)}\n) AS every_column{some}"


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
