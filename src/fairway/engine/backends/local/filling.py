"""Makes one relation after the other in DuckDB, and says what could not be made."""

from collections.abc import Callable
from typing import TypeVar

import duckdb

from fairway.engine.backends.local.tables import TEMPORARY, unreadable
from fairway.engine.inputs import InputProblem
from fairway.engine.plan import Relation

Found = TypeVar("Found")


def fill(
    con: duckdb.DuckDBPyConnection,
    relation: Relation,
    sql: str,
    files: tuple[str, ...] = (),
    *,
    table: bool = False,
    temporary: str = TEMPORARY,
) -> None:
    """Make a relation of a plan out of those before it; `table` keeps even what could be made when it is read.

    Without `temporary` other connections to the database see it.

    :raises InputProblem: a sum is larger than any column holds, or a file of lines cannot be read.
    """
    try:
        # payouts only puts side by side what was rated: what is read of it is made when it is read
        kind = "VIEW" if relation.name == "payouts" and not table else "TABLE"
        con.execute(f"CREATE {temporary} {kind} {relation.name} AS {sql}")
    except (duckdb.OutOfRangeException, duckdb.ConversionException) as problem:
        if relation.wider and sql == relation.sql:
            fill(con, relation, relation.wider, files, temporary=temporary)
            return
        raise _inexact(relation, problem) from problem
    except (duckdb.InvalidInputException, duckdb.IOException) as problem:
        raise unreadable("sales lines", files, problem) from problem


def exactly(relation: Relation, ask: Callable[[], Found]) -> Found:
    """Ask for a relation and answer what is found.

    :raises InputProblem: a sum is larger than any column holds.
    """
    try:
        return ask()
    except (duckdb.OutOfRangeException, duckdb.ConversionException) as problem:
        raise _inexact(relation, problem) from problem


def _inexact(relation: Relation, problem: duckdb.Error) -> InputProblem:
    return InputProblem(
        f"cannot be calculated exactly: {str(problem).splitlines()[0]}",
        "Look for an amount that is far too large.",
        file=relation.name,
    )
