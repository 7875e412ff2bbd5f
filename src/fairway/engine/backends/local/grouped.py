"""The grouped part of a plan, kept as files: what was made of the lines, so that they need not be read again.

Some relations of a plan name the lines: `cells`, and whatever else looks at lines one by one. Those, and what they are
made of, are the *grouped part*. It does not depend on rates, thresholds and caps: a plan in which only those differ has
the same grouped part, to the letter. So it is written to Parquet files once, beside the small tables, and every
later plan with the same grouped part begins where that ends.

Rows of a partner lie together, in groups of a few thousand rows that say between which partners they hold rows: what
concerns one partner reads only its own.
"""
# ruff: noqa: S608 — names are quoted by the dialect, paths are quoted literals

import hashlib
import json
import threading
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any, TypeAlias

import duckdb
import pyarrow as pa

from fairway.engine import dialect
from fairway.engine.backends.local.cells import INTEGERS
from fairway.engine.backends.local.result import Result
from fairway.engine.backends.local.session import MEMORY, fill
from fairway.engine.plan import TABLES, Columns, Plan, Relation
from fairway.values import Period

FORMAT = 1
INPUTS = ("partners", "products", "rates", *TABLES)
ROWS = 20_480
"""Rows of a group within a file, a multiple of the 2,048 that DuckDB works with."""
DESCRIPTION = "grouped.json"


class NotGrouped(LookupError):
    """The plan needs something of the lines that the stored relations do not hold."""


@dataclass(frozen=True, slots=True)
class Part:
    """The grouped part of a plan: its relations in order, those that read lines, and a digest of what they say.

    `upstream` says of every relation of the plan what it is made of, near and far; `shared` are those that more than
    one relation reads.
    """

    relations: tuple[Relation, ...]
    reading: frozenset[str]
    upstream: Mapping[str, frozenset[str]]
    shared: frozenset[str]
    digest: str

    @property
    def adding(self) -> frozenset[str]:
        """The relations to which the rows of more lines may be added."""
        return frozenset(one.name for one in self.relations if one.adds)

    @property
    def settled(self) -> frozenset[str]:
        """The relations that read lines and can answer for more lines only by reading all of them again."""
        of_adding = frozenset[str]().union(*(self.upstream[name] for name in self.adding))
        return self.reading - self.adding - of_adding


def part_of(plan: Plan) -> Part:
    """Find the grouped part of a plan by asking DuckDB which tables each query reads."""
    upstream: dict[str, frozenset[str]] = {}
    reading: set[str] = set()
    readers: Counter[str] = Counter()
    for relation in plan.relations:
        read = _reads(relation.sql)
        named = [one for one in upstream if _bare(one) in read]
        readers.update(named)
        upstream[relation.name] = frozenset(named).union(*(upstream[name] for name in named))
        if "lines" in read:
            reading.add(relation.name)
    wanted = reading.union(*(upstream[name] for name in reading))
    relations = tuple(one for one in plan.relations if one.name in wanted)
    # of `periods` only the days matter here: which windows look at them changes nothing of the lines
    periods = [[period.label, period.start.isoformat(), period.end.isoformat()] for period in plan.periods]
    says = [[one.name, periods if one.name == "periods" else one.sql] for one in relations]
    written = json.dumps([FORMAT, asdict(plan.columns), says], default=dict)
    digest = hashlib.sha256(written.encode()).hexdigest()
    shared = frozenset(name for name, count in readers.items() if count > 1)
    return Part(relations, frozenset(reading), upstream, shared, digest)


@lru_cache(maxsize=4096)
def _reads(sql: str) -> frozenset[str]:
    con = engine().cursor()
    try:
        return frozenset(con.get_table_names(sql))
    finally:
        con.close()


def _bare(name: str) -> str:
    return name[1:-1].replace('""', '"') if name.startswith('"') else name


@dataclass(frozen=True, slots=True)
class Stored:
    """One relation as a file: its columns with their types, and how many rows."""

    name: str
    types: Mapping[str, str]
    rows: int


@dataclass(frozen=True, slots=True)
class Change:
    """What more lines do to a stored relation: rows that are added, or stand in place of those with their values.

    `instead_of` names the column whose values in `rows` replace the stored ones; empty where rows are added.
    """

    rows: pa.Table
    instead_of: str = ""


Changes: TypeAlias = Mapping[str, Change]


class Grouped:
    """A folder with the grouped part of a plan and the small tables."""

    def __init__(self, folder: Path, digest: str, columns: Columns, stored: Sequence[Stored]) -> None:
        self.folder, self.digest, self.columns = folder, digest, columns
        self.stored = {one.name: one for one in stored}

    @staticmethod
    def write(con: duckdb.DuckDBPyConnection, plan: Plan, folder: Path) -> "Grouped":
        """Write the grouped part of a plan that was just filled in `con` into an empty folder."""
        part = part_of(plan)
        held = {str(row[0]) for row in con.execute("SELECT table_name FROM duckdb_tables()").fetchall()}
        names = [*(one for one in INPUTS if one in held), *(one.name for one in part.relations)]
        stored = [_write(con, name, folder) for name in names if name != "periods"]
        said = {
            "format": FORMAT,
            "digest": part.digest,
            "columns": asdict(plan.columns),
            "stored": [asdict(one) for one in stored],
        }
        (folder / DESCRIPTION).write_text(json.dumps(said, indent=1, default=dict), encoding="utf-8")
        return Grouped(folder, part.digest, plan.columns, stored)

    @staticmethod
    def open(folder: Path) -> "Grouped":
        """Open a folder that was written before.

        :raises NotGrouped: there is none, or another release of Fairway wrote it.
        """
        try:
            said: dict[str, Any] = json.loads((folder / DESCRIPTION).read_text(encoding="utf-8"))
        except FileNotFoundError as fault:
            raise NotGrouped(f"{folder} holds no grouped relations.") from fault
        if said["format"] != FORMAT:
            raise NotGrouped(f"{folder} was written by another release.")
        stored = [Stored(**one) for one in said["stored"]]
        return Grouped(folder, said["digest"], Columns(**said["columns"]), stored)

    @property
    def size(self) -> int:
        """Bytes on disk."""
        return sum(path.stat().st_size for path in self.folder.iterdir())

    def holds(self, plan: Plan) -> bool:
        """Whether everything the plan makes of the lines is here."""
        return plan.columns == self.columns and part_of(plan).digest == self.digest

    def run(
        self,
        plan: Plan,
        shown: Sequence[Period] | None = None,
        *,
        partners: Sequence[str] | None = None,
        more: Sequence[Mapping[str, object]] = (),
        late: Changes | None = None,
    ) -> Result:
        """Fill what follows from the grouped part, for all partners or some, with lines that nobody sold added.

        `more` are such lines, by column; columns left out are empty. Relations for which `Part.settled` names a
        relation they read go without them. `late` is what lines that came later change.

        :raises NotGrouped: the plan reads lines in another way, or a counted line has no exchange rate.
        """
        part = part_of(plan)
        if plan.columns != self.columns or part.digest != self.digest:
            raise NotGrouped("The plan makes something else of the lines than what is stored.")
        con = engine().cursor()
        try:
            changes = late or {}
            if more:
                over = self._over(part, more, partners)
                changes = {name: Change(over[name]) for name in part.adding}
            for name in INPUTS:
                if name in self.stored:
                    self.show(con, name, partners)
            for relation in part.relations:
                if relation.name in self.stored:
                    shared = relation.name in part.shared
                    self.show(con, relation.name, partners, changes.get(relation.name), table=shared)
            following = [one for one in plan.relations if one.name not in self.stored]
            self._refuse_unrated(con, plan, following[:-1], part)
            fill(con, following[-1], _at_once(following, part.shared), table=True)
        except BaseException:
            con.close()
            raise
        return Result(con, plan, shown or plan.periods)

    def ask(self, names: Sequence[str], sql: str, partners: Sequence[str] | None = None) -> list[Any]:
        """Answer a query over some of the stored relations."""
        con = engine().cursor()
        try:
            for name in names:
                self.show(con, name, partners)
            return con.execute(sql).fetchall()
        finally:
            con.close()

    def _over(
        self, part: Part, more: Sequence[Mapping[str, object]], partners: Sequence[str] | None
    ) -> dict[str, pa.Table]:
        """What the grouped part makes of some lines alone, for the relations to which rows may be added."""
        con = engine().cursor()
        try:
            kinds = self.columns.lines
            listed = ", ".join(f"{dialect.name(column)} {kind}" for column, kind in kinds.items())
            con.execute(f"CREATE TEMP TABLE lines ({listed})")
            marks = ", ".join("?" for _ in kinds)
            con.executemany(f"INSERT INTO lines VALUES ({marks})", [[one.get(name) for name in kinds] for one in more])
            self.make(con, part, partners)
            return {name: con.execute(f"FROM {name}").to_arrow_table() for name in part.adding}
        finally:
            con.close()

    def make(self, con: duckdb.DuckDBPyConnection, part: Part, partners: Sequence[str] | None = None) -> None:
        """Make the grouped part of the `lines` in `con` alone; what is not made of lines is as it was stored."""
        for name in INPUTS:
            if name in self.stored:
                self.show(con, name, partners)
        anew: set[str] = set()
        for relation in part.relations:
            if relation.name == "periods":
                fill(con, relation, relation.sql)
            elif relation.name in part.reading or part.upstream[relation.name] & anew:
                anew.add(relation.name)
                fill(con, relation, relation.sql)
            else:
                self.show(con, relation.name, partners)

    def show(
        self,
        con: duckdb.DuckDBPyConnection,
        name: str,
        partners: Sequence[str] | None = None,
        change: Change | None = None,
        *,
        table: bool = False,
    ) -> None:
        """Show a file under its relation's name, every column in its own type, only the rows of the asked partners.

        What several relations read is read from the file once.
        """
        one = self.stored[name]
        parts = ", ".join(
            dialect.cast(dialect.name(column), kind) + f" AS {dialect.name(column)}"
            if kind == "HUGEINT"
            else dialect.name(column)
            for column, kind in one.types.items()
        )
        own = partners is not None and "partner_id" in one.types
        among = among_partners(one.types["partner_id"], partners or ()) if own else "TRUE"
        only = [among] if own else []
        if change is not None and change.instead_of:
            only.append(f"{dialect.name(change.instead_of)} NOT IN (SELECT {change.instead_of} FROM {_changed(name)})")
        sql = f"SELECT {parts} FROM read_parquet({dialect.text(str(_path(self.folder, name)))})"
        sql += f" WHERE {' AND '.join(only)}" if only else ""
        if change is not None:
            con.register(_changed(name), change.rows)
            columns = ", ".join(dialect.name(column) for column in one.types)
            sql += f" UNION ALL SELECT {columns} FROM {_changed(name)} WHERE {among}"
        con.execute(f"CREATE TEMP {'TABLE' if table else 'VIEW'} {name} AS {sql}")

    def _refuse_unrated(
        self, con: duckdb.DuckDBPyConnection, plan: Plan, following: Sequence[Relation], part: Part
    ) -> None:
        """Refuse where a counted line has no rate; where every stored row has one, no incentive need be asked."""
        if not plan.unrated or self._all_rated(con):
            return
        for name in plan.unrated:
            asked = Relation("unrated", "Counted lines without a rate.", f"SELECT sum(unrated) FROM {name}")
            if _any(con, _at_once([*following, asked], part.shared)):
                raise NotGrouped("A counted line has no exchange rate; the lines say which.")

    def _all_rated(self, con: duckdb.DuckDBPyConnection) -> bool:
        """Whether nothing lacks a rate, told by `cells` alone where nothing else that is stored tells more."""
        if "cells" not in self.stored or any({"unrated", "brings"} & set(one.types) for one in self.stored.values()):
            return False
        told = [column for column in ("rated_lines", "told_lines") if column in self.stored["cells"].types]
        lacking = " OR ".join(f"{column} < lines" for column in told)
        return bool(told) and not _any(con, f"SELECT count(*) FROM cells WHERE {lacking}")


def _at_once(relations: Sequence[Relation], shared: frozenset[str]) -> str:
    """Write relations as one query that answers the last: planned once, where a table for each costs a plan each."""
    parts = ",\n".join(
        f"{one.name} AS {'MATERIALIZED' if one.name in shared else 'NOT MATERIALIZED'} (\n{one.sql}\n)"
        for one in relations[:-1]
    )
    return f"WITH {parts}\n{relations[-1].sql}"


def _any(con: duckdb.DuckDBPyConnection, sql: str) -> bool:
    row = con.execute(sql).fetchone()
    return bool(row and row[0])


def _changed(name: str) -> str:
    return f"changed_{_stem(name)}"


def among_partners(kind: str, partners: Sequence[str]) -> str:
    """Compare a stored partner with those asked for, in its own type."""
    if kind not in INTEGERS:
        return f"partner_id IN {dialect.texts(tuple(partners))}" if partners else "FALSE"
    numbers = [str(int(partner)) for partner in partners if partner.isdigit()]
    return f"partner_id IN ({', '.join(numbers)})" if numbers else "FALSE"


def _stem(name: str) -> str:
    """A name as files and views can carry it."""
    return hashlib.sha256(name.encode()).hexdigest()[:16] if name.startswith('"') else name


def _path(folder: Path, name: str) -> Path:
    return folder / f"{_stem(name)}.parquet"


def _write(con: duckdb.DuckDBPyConnection, name: str, folder: Path) -> Stored:
    """Write a relation, sorted by partner. Parquet has no whole numbers above 64 bits: they go as decimals."""
    types = {str(row[0]): str(row[1]) for row in con.execute(f"DESCRIBE {name}").fetchall()}
    parts = ", ".join(
        f"CAST({dialect.name(column)} AS DECIMAL(38, 0)) AS {dialect.name(column)}"
        if kind == "HUGEINT"
        else dialect.name(column)
        for column, kind in types.items()
    )
    order = " ORDER BY partner_id" if "partner_id" in types else ""
    path = dialect.text(str(_path(folder, name)))
    row = con.execute(
        f"COPY (SELECT {parts} FROM {name}{order}) TO {path} (FORMAT parquet, COMPRESSION zstd, ROW_GROUP_SIZE {ROWS})"
    ).fetchone()
    return Stored(name, types, int(row[0]) if row else 0)


_OPENED: list[duckdb.DuckDBPyConnection] = []
_OPENING = threading.Lock()


def engine() -> duckdb.DuckDBPyConnection:
    """The one DuckDB of this process for grouped relations; every use of it has tables of its own."""
    with _OPENING:
        if not _OPENED:
            con = duckdb.connect()
            con.execute(f"SET memory_limit = {dialect.text(MEMORY)}")
            con.execute("SET autoinstall_known_extensions = false")
            con.execute("SET perfect_ht_threshold = 20")
            _OPENED.append(con)
        return _OPENED[0]
