"""Count how common things are in lists too long to count in Python: what each row says, as columns for DuckDB.

The counts are those of `Background.add`, but for what was seen once, which counts as if it had not been seen.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import duckdb
import pyarrow as pa

from fairway.matching.background import COUNTED, Background, together, values_of
from fairway.matching.normalise import Known

WORDS = "words"
SAID = pa.schema([(column, pa.string()) for column in (*COUNTED, WORDS)])
"""A row's values, empty where it says nothing, and the words of its name with blanks between."""

NAMES = """
    CREATE TEMP TABLE names AS
    SELECT name, arg_min(words, place) AS words FROM said WHERE name <> '' GROUP BY name
"""
REPEATED = "SELECT {0}, count(*) FROM said WHERE {0} <> '' GROUP BY {0} HAVING count(*) > 1"
FILLED = "SELECT count(*), {}, (SELECT count(*) FROM names) FROM said"
REPEATED_WORDS = """
    SELECT word, count(*) FROM (SELECT unnest(list_distinct(string_split(words, ' '))) AS word FROM names)
    GROUP BY word HAVING count(*) > 1
"""


def said_by(rows: Sequence[Known]) -> pa.Table:
    """What rows say, in the columns of `SAID`."""
    columns = [*zip(*map(values_of, rows), strict=True)] or [()] * len(COUNTED)
    return pa.table([*columns, [" ".join(one.name.words) for one in rows]], schema=SAID)


def background_of_said(lists: Sequence[pa.Table]) -> Background:
    """Count the lists of a batch, as `background_of` does."""
    with duckdb.connect() as connection:
        return together([_counted(pa.concat_tables(lists), connection)], max(map(len, lists), default=1))


def _counted(every: pa.Table, connection: duckdb.DuckDBPyConnection) -> dict[str, Any]:
    connection.register("said", every.append_column("place", pa.array(range(len(every)), pa.int64())))
    connection.execute(NAMES)
    filled = ", ".join(f"count(*) FILTER ({field} <> '')" for field in COUNTED)
    counted, *of_each, named = connection.execute(FILLED.format(filled)).fetchone() or (0,)
    values = {field: dict(connection.execute(REPEATED.format(field)).fetchall()) for field in COUNTED}
    return {
        "counted": counted,
        "named": named + counted - of_each[0],  # each row without a name stands for itself
        "words": dict(connection.execute(REPEATED_WORDS).fetchall()),
        "values": values,
        "filled": dict(zip(COUNTED, of_each, strict=True)),
    }
