"""Relations that are made side by side."""

from __future__ import annotations

import threading

import duckdb
import pytest

from fairway.engine.backends.local import alongside
from fairway.engine.backends.local.alongside import make_alongside
from fairway.engine.plan import Relation


def relation(name: str, sql: str) -> Relation:
    return Relation(name, "", sql)


def made(con: duckdb.DuckDBPyConnection, one: Relation) -> None:
    con.execute(f"CREATE TABLE {one.name} AS {one.sql}")


@pytest.fixture(autouse=True)
def hands(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(alongside, "HANDS", 4)


def test_each_is_made_after_what_it_reads() -> None:
    relations, depth = [relation('"n-0"', "SELECT 1 AS n")], [1]
    for place in range(1, 60):
        read = max(place - 1 - place % 3, 0)
        relations.append(relation(f'"n-{place}"', f'SELECT n + 1 AS n FROM "n-{read}"'))
        depth.append(depth[read] + 1)
    con = duckdb.connect()
    assert make_alongside(con, relations, made) is None
    assert con.execute("SELECT count(*) FROM duckdb_tables()").fetchone() == (60,)
    assert [con.execute(f"FROM {one.name}").fetchone() for one in relations] == [(each,) for each in depth]


def test_two_that_wait_for_nothing_are_made_at_the_same_time() -> None:
    both = threading.Barrier(2, timeout=30)
    make_alongside(
        duckdb.connect(), [relation("a", "SELECT 1"), relation("b", "SELECT 2")], lambda con, one: both.wait()
    )


def test_the_first_fault_is_told_as_if_one_came_after_the_other() -> None:
    later = threading.Event()

    def make(con: duckdb.DuckDBPyConnection, one: Relation) -> None:
        if one.name == "last":
            later.set()
            raise ValueError("last")
        assert later.wait(30)
        if one.name == "second":
            raise ValueError("second")
        made(con, one)

    con = duckdb.connect()
    relations = [
        relation("first", "SELECT 1 AS n"),
        relation("second", "FROM first"),
        relation("third", "FROM second"),
        relation("last", "SELECT 2 AS n"),
    ]
    place, fault = make_alongside(con, relations, make) or (None, None)
    assert (place, str(fault)) == (1, "second")
    assert con.execute("SELECT table_name FROM duckdb_tables()").fetchall() == [("first",)]
