"""Hands the inputs to Spark, writes the plan in its SQL, and runs it relation by relation.

Inputs are opened and checked as on one machine: small tables travel to Spark through the driver, sales lines in Parquet
are read by Spark itself from the same files, and lines in CSV are typed here once and written as Parquet first. Nothing
of the calculation happens here.

A relation that others read more than once is made once. One that passes over the lines stays with the workers; what a
worker that dies had kept of it is made again, so the result does not change. The others are of the size of the payouts
or smaller: they come to the driver and go out again from there, so that Spark knows how small they are and sends them
to the lines, not the lines to them.
"""
# ruff: noqa: S608 — identifiers are quoted by the dialect

from __future__ import annotations

import shutil
import tempfile
from collections import Counter
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import pyarrow
from sqlglot import exp

from fairway.engine import dialect, translate
from fairway.engine.backends import local
from fairway.engine.backends.cluster.connecting import Unavailable, connect
from fairway.engine.backends.cluster.result import Result
from fairway.engine.inputs import InputProblem, Inputs
from fairway.engine.plan import TABLES, Plan, Relation, build
from fairway.engine.programme import Payee, Programme
from fairway.engine.translate import Target
from fairway.values import Period

if TYPE_CHECKING:
    from pyspark.sql import DataFrame

FLOATS = frozenset({"float", "double"})
OVERFLOWS = ("NUMERIC_VALUE_OUT_OF_RANGE", "ARITHMETIC_OVERFLOW", "CAST_OVERFLOW", "BINARY_ARITHMETIC_OVERFLOW")


class Session(local.Session):
    """Spark with a programme's inputs open: `lines`, `partners`, `products`, `rates`.

    `folder` is where lines in CSV are kept as Parquet while the session is open; workers must see it too.
    """

    def __init__(
        self,
        programme: Programme,
        inputs: Inputs,
        *,
        master: str,
        memory: str = local.MEMORY,
        folder: str | None = None,
        progress: local.Progress | None = None,
        settings: dict[str, str] | None = None,
    ) -> None:
        self.spark = connect(master, settings)
        self.kept: list[DataFrame] = []
        self.folder: Path | None = None
        super().__init__(programme, inputs, memory=memory, temp_directory=folder, progress=progress)
        try:
            self._hand_over(folder)
        except BaseException:
            self.__exit__()
            raise

    def __exit__(self, *_: object) -> None:
        for frame in self.kept:
            frame.unpersist()
        self.kept.clear()
        if self.folder is not None:
            shutil.rmtree(self.folder, ignore_errors=True)
        super().__exit__()

    def _hand_over(self, folder: str | None) -> None:
        source, listed = self.source, self.typed
        types = {column: kind for column, kind in source.types.items() if column in listed}
        files: tuple[str, ...] = tuple(str(Path(file).resolve()) for file in source.files)
        if source.text:
            self.folder = Path(tempfile.mkdtemp(prefix="fairway-lines-", dir=folder))
            path = self.folder / "lines.parquet"
            self.con.execute(f"COPY lines TO {dialect.text(str(path))} (FORMAT parquet)")
            files, types = (str(path),), {column: one.kind for column, one in listed.items()}
        schema = ", ".join(f"`{column}` {_kind(kind)}" for column, kind in types.items())
        read = self.spark.read.schema(schema).parquet(*files)
        if not source.text:
            read.createTempView("given_lines")
            parts = ", ".join(f"{one.sql} AS {dialect.name(column)}" for column, one in listed.items())
            read = self._ask(f"SELECT {parts} FROM given_lines AS t")
        read.createTempView("lines")
        for name in ("partners", "products", "rates", *TABLES):
            if self._held(name):
                table = self.con.execute(f"SELECT * FROM {name}").to_arrow_table()
                self.spark.createDataFrame(table).createTempView(name)

    def _held(self, table: str) -> bool:
        return super()._holds(table)

    def _holds(self, relation: str) -> bool:
        return bool(self.spark.catalog.tableExists(relation))

    def _check_shares(self) -> None:
        if any(one.payee is Payee.SPLITS for one in self.programme.incentives):
            # who sold when is small: it is looked at where the splits were opened and checked
            for name, asked in (
                ("periods", "SELECT * FROM periods"),
                ("spans", "SELECT * FROM spans"),
                ("measured", "SELECT DISTINCT partner_id, span_no FROM measured"),
            ):
                self.con.register(name, self._ask(asked).toArrow())
        super()._check_shares()

    def _ask(self, sql: str) -> DataFrame:
        return self.spark.sql(translate.query(sql, Target.SPARK))

    def _one(self, sql: str) -> tuple[object, ...] | None:
        return next(iter(self._ask(sql).collect()), None)

    def run(self, plan: Plan, shown: Sequence[Period] | None = None) -> Result:
        """Run the plan's relations in order on Spark and collect the payouts.

        :raises InputProblem: a counted line has no exchange rate, or a sum is larger than any column holds.
        :raises Unavailable: the cluster gave up.
        """
        self.look_for_empty(plan)
        reads = {one.name.strip('"'): translate.tables(one.sql) for one in plan.relations}
        often = Counter(name for read in reads.values() for name in read)
        beside = {name for read in reads.values() if "lines" in read for name in read} - {"lines"}
        types: dict[tuple[str, str], str] = {}
        total = len(plan.relations)
        for place, relation in enumerate(plan.relations):
            name = relation.name.strip('"')
            if self.progress is not None:
                self.progress(relation.name, place / total)  # progress, no amount
            with self._refused(relation.name):
                frame = self._made(relation)
                if name in beside or (often[name] > 1 and "lines" not in reads[name]) or relation.name in plan.unrated:
                    frame = self._home(frame)
                elif often[name] > 1:
                    self.kept.append(frame.persist())
                frame.createOrReplaceTempView(f"`{name}`")
            types |= {(relation.name, column): kind for column, kind in frame.dtypes}
        floating = [f"{where}.{column}" for (where, column), kind in types.items() if kind in FLOATS]
        if floating:
            raise ValueError(f"The plan has columns that are not exact on Spark: {', '.join(floating)}.")
        with self._refused("payouts"):
            for relation_name in plan.unrated:
                self._refuse_unrated(relation_name)
            self._check_shares()
            payouts = self.spark.table("payouts").toArrow()
        if self.progress is not None:
            self.progress("payouts", 1.0)  # progress, no amount
        return Result(payouts, plan, shown or plan.periods, types)

    def _home(self, frame: DataFrame) -> DataFrame:
        """The same rows, made now and held by the driver."""
        return self.spark.createDataFrame(frame.toArrow(), schema=frame.schema)

    def _made(self, relation: Relation) -> DataFrame:
        parts = translate.recursion(relation.sql)
        if parts is None:
            return self._ask(relation.sql)
        commons, asked = parts
        names: dict[str, str] = {}
        for common in commons:
            view = f"{relation.name.strip(chr(34))}__{common.name}"
            first = self._spoken(translate.renamed(common.first, names))
            names = {**names, common.name: view}
            frame = self._home(first) if common.again is None else self._continued(first, common, view, names)
            frame.createOrReplaceTempView(f"`{view}`")
        return self._spoken(translate.renamed(asked, names))

    def _spoken(self, tree: object) -> DataFrame:
        return self.spark.sql(translate.written(tree, Target.SPARK))

    def _continued(self, first: DataFrame, common: translate.Common, view: str, names: dict[str, str]) -> DataFrame:
        """Fill a recursive table: from the rows found last find the next ones, until there are none.

        Spark's own recursion makes every table before it again at each turn; here each turn is kept.
        """
        again = translate.written(translate.renamed(common.again, names), Target.SPARK)
        last = first.toArrow()
        found = [last]
        while last.num_rows:
            self.spark.createDataFrame(last, schema=first.schema).createOrReplaceTempView(f"`{view}`")
            following = self.spark.sql(again).toDF(*first.columns)
            if following.dtypes != first.dtypes:
                raise ValueError(f"{view} changes its types: {first.dtypes} became {following.dtypes}.")
            last = following.toArrow().cast(last.schema)
            found.append(last)
        return self.spark.createDataFrame(pyarrow.concat_tables(found), schema=first.schema)

    def _refused(self, relation: str) -> _Refused:
        return _Refused(relation)


class _Refused:
    """Says in one sentence what Spark says in pages."""

    def __init__(self, relation: str) -> None:
        self.relation = relation

    def __enter__(self) -> None:
        return None

    def __exit__(self, kind: object, fault: BaseException | None, _: object) -> None:
        from py4j.protocol import Py4JError
        from pyspark.errors import PySparkException

        if not isinstance(fault, (PySparkException, Py4JError, ConnectionError)):
            return
        said = str(fault)
        if any(word in said for word in OVERFLOWS):
            first = next((line for line in said.splitlines() if any(word in line for word in OVERFLOWS)), said)
            raise InputProblem(
                f"cannot be calculated exactly: {first.strip()}", "Look for an amount that is far too large.",
                file=self.relation,
            ) from fault  # fmt: skip
        first = said.strip().splitlines()[0] if said.strip() else type(fault).__name__
        raise Unavailable(f"Spark could not fill {self.relation}: {first}") from fault


def _kind(written: str) -> str:
    """A DuckDB type in Spark's words."""
    return str(exp.DataType.build(written, dialect=Target.DUCKDB).sql(Target.SPARK))


def calculate(
    programme: Programme,
    inputs: Inputs,
    *,
    master: str,
    periods: Sequence[Period] | None = None,
    as_of: date | None = None,
    memory: str = local.MEMORY,
    folder: str | None = None,
    progress: local.Progress | None = None,
) -> Result:
    """Calculate a programme over inputs on a cluster: every period with lines, or the given ones.

    :raises InputProblem: the input cannot be calculated with.
    :raises MissingColumn: the inputs lack a column that the programme compares.
    :raises Unavailable: Spark cannot be used, or gave up.
    """
    with Session(programme, inputs, master=master, memory=memory, folder=folder, progress=progress) as session:
        every, shown = session.asked(periods, as_of)
        if not every:
            raise InputProblem(
                "No line lies in a period of the programme.", "Look at the dates of the lines and of the programme."
            )
        return session.run(build(programme, every, session.columns, as_of), shown)
