"""The payouts that Spark answered, collected once and held for reading."""

from collections.abc import Mapping, Sequence

import duckdb
import pyarrow

from fairway.engine.backends import local
from fairway.engine.plan import Plan
from fairway.values import Period

WRITTEN = {"STRING": "VARCHAR", "INT": "INTEGER"}


class Result(local.Result):
    """What a plan answered on a cluster: the same to its reader as that of one machine.

    Every number was calculated by Spark; DuckDB only holds the finished payouts, so that both are read alike.
    """

    def __init__(
        self, payouts: pyarrow.Table, plan: Plan, shown: Sequence[Period], types: Mapping[tuple[str, str], str]
    ) -> None:
        con = duckdb.connect()
        con.register("answered", payouts)
        con.execute("CREATE TEMP TABLE payouts AS SELECT * FROM answered")
        con.unregister("answered")
        super().__init__(con, plan, shown)
        self._types = dict(types)

    def column_types(self) -> dict[tuple[str, str], str]:
        """The type of every column of every relation of the plan, as Spark had it."""
        return dict(self._types)
