"""Append many rows to a table in few statements, without an object for each.

Row-level security forbids ``COPY`` into our tables, and building a model for each of tens of thousands of rows costs
more than writing them. Columns go over as arrays instead and are unnested by the database.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import islice
from typing import Any

from django.db import connection

BATCH = 5_000


def append(
    table: str, columns: Mapping[str, str], rows: Iterable[Sequence[Any]], *, returning: str = ""
) -> list[tuple[Any, ...]]:
    """Insert rows in the open transaction; ``columns`` maps names to PostgreSQL types in the order of a row's values.

    Answers the columns named in ``returning`` for each row, in no promised order. Names are written by us, never by
    people; values are bound.
    """
    names = ", ".join(columns)
    arrays = ", ".join(f"%s::{kind}[]" for kind in columns.values())
    ending = f" RETURNING {returning}" if returning else ""
    statement = f"INSERT INTO {table} ({names}) SELECT * FROM unnest({arrays}) AS row ({names}){ending}"  # noqa: S608
    answered: list[tuple[Any, ...]] = []
    source = iter(rows)
    with connection.cursor() as cursor:
        while batch := list(islice(source, BATCH)):
            cursor.execute(statement, [list(values) for values in zip(*batch, strict=True)])
            if returning:
                answered += cursor.fetchall()
    return answered
