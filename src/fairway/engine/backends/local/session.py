"""Opens DuckDB over the inputs, writes the plan for what it finds, and runs it relation by relation."""
# ruff: noqa: S608 — identifiers are quoted by the dialect

import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import date
from functools import cached_property
from typing import Any, Self, TypeAlias

import duckdb

from fairway.engine import dialect
from fairway.engine.backends.local.alongside import make_alongside
from fairway.engine.backends.local.beside import check_shares, load_beside
from fairway.engine.backends.local.cells import INTEGERS, Source, Typed, one_of, parse_columns
from fairway.engine.backends.local.filling import fill
from fairway.engine.backends.local.process import MEMORY, engine, opened
from fairway.engine.backends.local.reaching import alone, asked_of, periods_between
from fairway.engine.backends.local.result import READ, Result
from fairway.engine.backends.local.tables import (
    TEMPORARY,
    Small,
    between,
    check_partners,
    check_products,
    check_rates,
    load,
    open_source,
    plain_column,
    unreadable,
)
from fairway.engine.backends.local.unfilled import NEVER_EMPTY, full_columns, refuse_unfilled
from fairway.engine.backends.local.unrated import refuse_unrated
from fairway.engine.inputs import InputProblem, Inputs
from fairway.engine.oracle import calculate as oracle
from fairway.engine.payout import Payout
from fairway.engine.plan import TABLES, Columns, Plan, Relation, needs
from fairway.engine.programme import Event, LineKind, Payee, Programme, ReturnsPolicy
from fairway.policy.conditions import ValueType
from fairway.values import Period

Progress: TypeAlias = Callable[[str, float], None]  # progress, no amount
"""Called with what is being calculated and how far it is, from 0 to 1."""

OutOfMemory = duckdb.OutOfMemoryException
TEXT = {"currency": ValueType.TEXT, "kind": ValueType.TEXT, "event": ValueType.TEXT}
LOOKED_AT = frozenset({"unlisted_products", "cells"})
"""Relations that read no line, or none for certain, and are looked at before others follow."""
KNOWN = frozenset({"partner_id", "product_id", *TEXT})
"""Columns in which an empty text is no different from none."""


def _listed(source: Source) -> str:
    """A source's files as a list literal."""
    return "[" + ", ".join(dialect.text(file) for file in source.files) + "]"


def filled(column: Typed) -> Typed:
    """The column with nothing where it holds an empty text."""
    return Typed(f"NULLIF({column.sql}, '')", column.kind) if column.kind == "VARCHAR" else column


class Session:
    """DuckDB with a programme's inputs open: `lines`, `partners`, `products`, `rates` and the tables beside them.

    With a `partner`, only its lines are opened, where nobody else's change what it earns, or where `apart` says that
    they are not asked; then with `between`, only those of the days from the first until the second, each where it is
    given.
    """

    def __init__(
        self,
        programme: Programme,
        inputs: Inputs,
        *,
        memory: str = MEMORY,
        temp_directory: str | None = None,
        progress: Progress | None = None,
        partner: str | None = None,
        apart: bool = False,
        between: tuple[date | None, date | None] = (None, None),
    ) -> None:
        self.programme, self.inputs, self.progress = programme, inputs, progress
        self.partner, self.between = partner, between
        # few lines of the lake need no engine of their own, and this process's knows the files' footers
        self.few = partner is not None and (apart or all(alone(incentive) for incentive in programme.incentives))
        shared = self.few and inputs.lines.checked and memory == MEMORY and temp_directory is None and progress is None
        self.con = engine() if shared else opened(memory, temp_directory, watched=progress is not None)
        # what is made in an engine of its own is seen by all of its connections
        self.temporary = TEMPORARY if shared else ""
        self.needs = needs(programme)
        try:
            lines = self._lines()
            partners, products, rates = self._tables(lines)
            beside = load_beside(self.con, inputs, lines, products, programme.calendar.fiscal, self.temporary)
            self.columns = Columns(lines, partners, products, rates, **beside)
        except BaseException:
            self.con.close()
            raise

    def _lines(self) -> dict[str, str]:
        scan = self.inputs.lines
        source = open_source(self.con, "sales lines", scan.files)
        if self.partner is not None and "line_id" not in source.types:
            numbered = f"(SELECT *, row_number() OVER () AS line_id FROM {source.relation})"
            source = replace(source, relation=numbered, types={**source.types, "line_id": "BIGINT"})
        if self.few and scan.checked and "line_id" in source.types and source.types.get(self._dated_by) == "DATE":
            source = between(source, self._dated_by, *self.between)
        self.source = source
        lacking = [column for column in self.needs.lines if column not in source.types]
        if lacking:
            raise InputProblem(
                f"has no column {', '.join(lacking)}, which programme {self.programme.id} reads.",
                f"Add it; columns found: {', '.join(source.types)}.",
                file=source.title,
            )
        wanted = {**self.needs.lines}
        also = {**self.needs.also, **TEXT}
        wanted |= {column: kind for column, kind in also.items() if column in source.types}
        required = frozenset() if scan.checked else self._required(source)
        try:
            typed = parse_columns(self.con, source, wanted, required)
            if not scan.checked:
                for column, allowed in (("kind", LineKind), ("event", Event)):
                    if column in source.types and (column == "kind" or column in self.needs.lines):
                        one_of(self.con, source, column, tuple(one.value for one in allowed))
            columns = {column: typed.get(column) or plain_column(column, kind) for column, kind in source.types.items()}
            if source.text and self.partner is None:
                # text is parsed once; what nobody compares stays behind
                columns = {column: one for column, one in columns.items() if column in {*wanted, "line_id"}}
            columns |= {column: filled(columns[column]) for column in wanted if column not in KNOWN and not source.text}
            self.typed = columns
            listed = ", ".join(f"{one.sql} AS {dialect.name(column)}" for column, one in columns.items())
            only = self._only(columns["partner_id"], columns[self._dated_by])
            self.whole = not only
            # the lines of one partner are few, and read out of the files once
            kind = "TABLE" if source.text or only else "VIEW"
            self.con.execute(
                f"CREATE {self.temporary} {kind} lines AS SELECT {listed} FROM {source.relation} AS t{only}"
            )
        except duckdb.Error as problem:
            raise unreadable("sales lines", source.files, problem) from problem
        return {column: one.kind for column, one in columns.items()}

    def _only(self, partner: Typed, day: Typed) -> str:
        """Restrict the lines to one partner where only one is asked for."""
        if self.partner is None or not self.few:
            return ""
        if partner.kind not in INTEGERS:
            parts = [f"{partner.sql} = {dialect.text(self.partner)}"]
        else:
            parts = [f"{partner.sql} = {int(self.partner)}" if self.partner.isdigit() else "FALSE"]
        first, until = self.between
        parts += [f"{day.sql} >= {dialect.day(first)}"] if first is not None else []
        parts += [f"{day.sql} < {dialect.day(until)}"] if until is not None else []
        return f" WHERE {' AND '.join(parts)}"

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.con.close()

    def _required(self, source: Source) -> frozenset[str]:
        asked = frozenset({"partner_id", "product_id", "quantity", "net_amount", self._dated_by} - {"ship_date"})
        asked |= self.needs.filled
        if source.text:
            return asked
        return asked - self._full(source)

    def _full(self, source: Source) -> frozenset[str]:
        """The columns without an empty cell: Parquet says so in its footers, there is no need to look."""
        return frozenset(row[0] for row in self.con.execute(full_columns(source)).fetchall())

    @property
    def _dated_by(self) -> str:
        return self.programme.calendar.dated_by.value

    def _tables(self, lines: dict[str, str]) -> tuple[dict[str, str], dict[str, str], dict[str, str]]:
        for table in sorted(self.needs.tables):
            if getattr(self.inputs, table) is None:
                raise InputProblem(
                    f"are not given, and programme {self.programme.id} reads them.",
                    f"Give them as {table}.",
                    file=table,
                )
        days = {"valid_from": ValueType.DATE, "valid_until": ValueType.DATE}
        partners_wanted = {"partner_id": ValueType.TEXT, **self.needs.partners, **days}
        own = "TRUE" if self.whole else f"{dialect.cast('partner_id', 'VARCHAR')} = {dialect.text(self.partner or '')}"
        small = Small("partners", ("partner_id",), partners_wanted, {"partner_id": lines["partner_id"]}, own)
        partners = load(self.con, small, self.inputs.partners, check_partners, self.temporary)
        products: dict[str, str] = {}
        if self.inputs.products is not None:
            products_wanted = {"product_id": ValueType.TEXT, **self.needs.products}
            sold = "TRUE" if self.whole else "product_id IN (SELECT product_id FROM lines)"
            small = Small("products", ("product_id",), products_wanted, {"product_id": lines["product_id"]}, sold)
            products = load(self.con, small, self.inputs.products, check_products, self.temporary)
        elif not self.needs.products:
            kind = lines["product_id"]
            self.con.execute(f"CREATE {self.temporary} TABLE products (product_id {kind})")
            products = {"product_id": kind}
        rates: dict[str, str] = {}
        if self.inputs.rates is not None:
            rates_wanted = {"currency": ValueType.TEXT, "valid_from": ValueType.DATE, "rate": ValueType.NUMBER}
            small = Small("rates", tuple(rates_wanted), rates_wanted)
            rates = load(self.con, small, self.inputs.rates, check_rates, self.temporary)
        return partners, products, rates

    @cached_property
    def _placed(self) -> tuple[date, date] | None:
        restated = any(one.returns is ReturnsPolicy.RESTATE for one in self.programme.incentives)
        columns = [self._dated_by, *(["original_on"] if restated and "original_on" in self.columns.lines else [])]
        found = [self._between(column) for column in columns]
        if found[0] is None:
            return None
        known = [one for one in found if one is not None]
        return min(first for first, _ in known), max(last for _, last in known)

    def days(self) -> tuple[date, date] | None:
        """The first and the last day on which a line is placed."""
        return self._placed

    def _between(self, column: str) -> tuple[Any, Any] | None:
        """The least and the greatest value of a column of days or whole numbers, from the files' footers if they tell.

        `None` where every cell is empty, or there is no line.
        """
        kind, row = self.columns.lines[column], None
        if self.whole and not self.source.text and self.source.files and self.source.types[column] == kind:
            # asked here wherever the lines are calculated: other engines have no words for footers
            row = self.con.execute(
                f"SELECT min(CAST(stats_min_value AS {kind})), max(CAST(stats_max_value AS {kind}))"
                f" FROM parquet_metadata({_listed(self.source)}) WHERE path_in_schema = {dialect.text(column)}"
                " HAVING bool_and(stats_min_value IS NOT NULL AND stats_max_value IS NOT NULL"
                " OR coalesce(stats_null_count = num_values, FALSE))"
            ).fetchone()
        row = row or self._one(f"SELECT min({column}), max({column}) FROM lines")
        return None if row is None or row[0] is None else (row[0], row[1])

    def periods(self, as_of: date | None = None) -> list[Period]:
        """Every period in which a line lies that the programme could count."""
        days = self.days()
        return [] if days is None else periods_between(self.programme, *days, as_of)

    def asked(self, shown: Sequence[Period] | None, as_of: date | None) -> tuple[list[Period], list[Period]]:
        """The periods to calculate and those to show: what carries, looks back or grows needs earlier ones too."""
        return asked_of(self.programme, self.periods(as_of), shown, self.days())

    def run(self, plan: Plan, shown: Sequence[Period] | None = None) -> Result:
        """Fill the plan's relations in order.

        :raises InputProblem: a counted line has no exchange rate, or a sum is larger than any column holds.
        """
        by_name = {relation.name: relation for relation in plan.relations}
        hoped = False
        self.look_for_empty(plan)
        reading = [place for place, one in enumerate(plan.relations) if one.reads_lines or one.name in LOOKED_AT]
        after = max(reading, default=-1) + 1  # fmt: skip
        for place, relation in enumerate(plan.relations[:after]):
            with self._watched(relation.name, place, len(plan.relations)):
                if relation.name == "unlisted_products" and not self.source.text:
                    # looking for them costs a scan; where numbers do not tell, hope for none and count afterwards
                    kind = plan.columns.lines["product_id"]
                    listed = self._all_listed(kind)
                    if listed or plan.shared is not None:
                        self._fill(relation, f"SELECT CAST(NULL AS {kind}) AS product_id WHERE FALSE")
                        hoped = not listed
                        continue
                self._fill(relation, relation.sql)
                if relation.name == "cells" and hoped and not self._complete(plan):
                    for name in ("unlisted_products", "classified_products", "cells"):
                        self.con.execute(f"DROP TABLE {name}")
                        self._fill(by_name[name], by_name[name].sql)
            self._look_at(plan, relation.name)
        self._fill_rest(plan, after)
        if self.progress is not None:
            self.progress("payouts", 1.0)  # progress, no amount
        return Result(self.con, plan, shown or plan.periods)

    def payouts(self, plan: Plan) -> list[Payout]:
        """What `run` answers, every payout of every period, of few lines by one query: it is planned once.

        :raises InputProblem: a counted line has no exchange rate, or a sum is larger than any column holds.
        """
        if self.few and not any(one.payee is Payee.SPLITS for one in self.programme.incentives):
            self.look_for_empty(plan)
            steps = ",\n".join(f"{one.name} AS (\n{one.sql}\n)" for one in plan.relations)
            lacking = " + ".join(f"(SELECT coalesce(sum(unrated), 0) FROM {name})" for name in plan.unrated)
            try:
                rows = self.con.execute(
                    f"WITH {steps}\nSELECT told.lacking, {READ} FROM (SELECT {lacking or 0} AS lacking) AS told"
                    " LEFT JOIN payouts ON TRUE ORDER BY incentive, period_no, partner, person"
                ).fetchall()
            except duckdb.Error:
                rows = [(1,)]
            if not rows[0][0]:
                result = Result(self.con, plan, plan.periods)
                return [result.payout(row[1:]) for row in rows if row[1] is not None]
        # step by step, what is wrong is said by its name
        return self.run(plan).payouts()

    def look_for_empty(self, plan: Plan) -> None:
        """Look for lines of the lake without an amount that is measured; other files were looked at when opened.

        :raises InputProblem: there is one.
        """
        if self.inputs.lines.checked and self.needs.filled - NEVER_EMPTY:
            refuse_unfilled(lambda sql: self.con.execute(sql).fetchone(), self._full(self.source), plan)

    def _fill_rest(self, plan: Plan, first: int) -> None:
        """Fill the relations that follow from the sums: every incentive's by itself, side by side."""

        def make(con: duckdb.DuckDBPyConnection, relation: Relation) -> None:
            if self.progress is not None:
                self.progress(
                    relation.name, plan.relations.index(relation) / len(plan.relations)
                )  # progress, no amount
            fill(con, relation, relation.sql, self.source.files, temporary=self.temporary)

        rest = plan.relations[first:]
        if self.temporary:
            for relation in rest:
                make(self.con, relation)
                self._look_at(plan, relation.name)
            return
        fault = make_alongside(self.con, rest, make)
        for relation in rest if fault is None else rest[: fault[0]]:
            self._look_at(plan, relation.name)
        if fault is not None:
            raise fault[1]

    def _look_at(self, plan: Plan, name: str) -> None:
        """Refuse what was just made where it says that lines cannot be added up or shared."""
        if name in plan.unrated:
            self._refuse_unrated(name)
        if name == "measured":
            self._check_shares()

    def _check_shares(self) -> None:
        shared = tuple(one.id for one in self.programme.incentives if one.payee is Payee.SPLITS)
        if shared:
            check_shares(self._one, shared)

    def _fill(self, relation: Relation, sql: str) -> None:
        fill(self.con, relation, sql, self.source.files, temporary=self.temporary)

    def _all_listed(self, kind: str) -> bool:
        """Whether the list holds every number between the least and the greatest product id: then it holds all sold."""
        sold = self._between("product_id") if kind in INTEGERS else None
        if sold is None:
            return False
        listed = self._one(f"SELECT count(*) FROM products WHERE product_id BETWEEN {sold[0]} AND {sold[1]}")
        return listed == (sold[1] - sold[0] + 1,)

    def _complete(self, plan: Plan) -> bool:
        """Whether every line that may count found a product."""
        row = self.con.execute(
            "SELECT (SELECT coalesce(sum(lines), 0) FROM cells) = (SELECT count(*) FROM lines AS l"
            f" WHERE l.{self._dated_by} IN (SELECT day FROM days) AND {plan.shared})"
        ).fetchone()
        return bool(row and row[0])

    def rows(self, relation: str, where: str = "TRUE") -> list[dict[str, object]]:
        """Rows of an input as values by column, lines numbered from 1 where the file gives no line_id."""
        number = (
            ", row_number() OVER () AS line_id" if relation == "lines" and "line_id" not in self.columns.lines else ""
        )
        cursor = self.con.execute(f"SELECT * FROM (SELECT *{number} FROM {relation}) WHERE {where}")
        names = [one[0] for one in cursor.description or ()]
        return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]

    def by_oracle(self, periods: Sequence[Period], as_of: date | None = None) -> list[Payout]:
        """Calculate the same by the oracle, line by line: for small inputs and for doubters."""
        rates = self.rows("rates") if self.columns.rates else []
        lines, partners, products = (self.rows(name) for name in ("lines", "partners", "products"))
        beside = {table: self.rows(table) for table in TABLES if getattr(self.columns, table)}
        return oracle(self.programme, lines, partners, products, rates, periods, as_of, **beside)

    def _one(self, sql: str) -> tuple[Any, ...] | None:
        """The first row a query answers."""
        row: tuple[Any, ...] | None = self.con.execute(sql).fetchone()
        return row

    def _refuse_unrated(self, relation: str) -> None:
        refuse_unrated(self._one, self._holds, self.programme, relation)

    def _holds(self, relation: str) -> bool:
        row = self.con.execute(
            f"SELECT count(*) FROM duckdb_tables() WHERE table_name = {dialect.text(relation)}"
        ).fetchone()
        return bool(row and row[0])

    @contextmanager
    def _watched(self, name: str, place: int, total: int) -> Iterator[None]:
        report = self.progress
        if report is None:
            yield
            return
        done = threading.Event()

        def watch() -> None:
            while not done.wait(0.2):  # progress, no amount
                within = max(0.0, self.con.query_progress()) / 100  # progress, no amount
                report(name, (place + min(1.0, within)) / total)  # progress, no amount

        report(name, place / total)
        watcher = threading.Thread(target=watch, daemon=True)
        watcher.start()
        try:
            yield
        finally:
            done.set()
            watcher.join()
