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
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, TypeAlias

import duckdb
import pyarrow as pa

from fairway.engine import dialect
from fairway.engine.backends.local.at_once import UNION, any_of, at_once, bare, engine, literal, narrowed, reads
from fairway.engine.backends.local.cells import INTEGERS
from fairway.engine.backends.local.result import Result
from fairway.engine.backends.local.session import fill
from fairway.engine.plan import TABLES, Columns, Plan, Relation
from fairway.values import Period

FORMAT = 2
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
        read = reads(relation.sql)
        named = [one for one in upstream if bare(one) in read]
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


def _next(plan: Plan, part: Part) -> list[Relation]:
    """What is made of the grouped part and the small tables alone and read more than once: it is kept as well."""
    known, found = {one.name for one in part.relations}, []
    for one in plan.relations:
        if one.name not in known and one.name in part.shared and part.upstream[one.name] <= {*known, "periods"}:
            if one.name != "periods":
                found.append(one)
            known.add(one.name)
    return found


def _digest(sql: str) -> str:
    return hashlib.sha256(sql.encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Stored:
    """One relation as a file: its columns with their types, how many rows, and a digest of the query that filled it."""

    name: str
    types: Mapping[str, str]
    rows: int
    query: str = ""


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
        queries = {one.name: _digest(one.sql) for one in (*part.relations, *_next(plan, part))}
        held = {str(row[0]) for row in con.execute("SELECT table_name FROM duckdb_tables()").fetchall()}
        names = [*(one for one in INPUTS if one in held), *queries]
        stored = [_write(con, name, folder, queries.get(name, "")) for name in names if name != "periods"]
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
        only: Collection[str] | None = None,
        columns: Sequence[str] = ("*",),
        late: Changes | None = None,
    ) -> Result:
        """Calculate what follows from the grouped part, for all partners or some, with lines that nobody sold added.

        `more` are such lines, by column; columns left out are empty. Relations for which `Part.settled` names a
        relation they read go without them. `only` names the incentives that are asked for, `columns` what is asked of
        their payouts. `late` is what lines that came later change.

        :raises NotGrouped: the plan reads lines in another way, or a counted line has no exchange rate.
        """
        part = part_of(plan)
        if plan.columns != self.columns or part.digest != self.digest:
            raise NotGrouped("The plan makes something else of the lines than what is stored.")
        con = engine(alone=partners is not None).cursor()
        try:
            changes = late or {}
            if more:
                changes = {name: Change(rows) for name, rows in self._over(con, part, more, partners).items()}
            for name, change in changes.items():
                con.register(_changed(name), change.rows)
            ready = self._ready(plan, part, more=bool(changes))
            following = [one for one in plan.relations if one.name not in ready]
            following[-1] = narrowed(following[-1], plan, only, columns)
            known = self._relations([*ready, *INPUTS], partners, changes)
            self._refuse_unrated(con, plan, [*known, *following[:-1]], part)
            fill(con, following[-1], at_once([*known, *following], part.shared), table=True)
        except BaseException:
            con.close()
            raise
        return Result(con, plan, shown or plan.periods)

    def _ready(self, plan: Plan, part: Part, *, more: bool) -> list[str]:
        """The relations that need not be filled: the grouped part, and what was made of it by the very same query."""
        ready = [one.name for one in part.relations if one.name in self.stored]
        for one in () if more else plan.relations:
            held = self.stored.get(one.name)
            same = held is not None and one.name not in ready and held.query == _digest(one.sql)
            if same and part.upstream[one.name] <= {*ready, "periods"}:
                ready.append(one.name)
        return ready

    def _relations(
        self, names: Sequence[str], partners: Sequence[str] | None, changes: Changes | None = None
    ) -> list[Relation]:
        """The stored relations as queries over their files."""
        return [
            Relation(name, "As it is stored.", self.sql(name, partners, (changes or {}).get(name)))
            for name in dict.fromkeys(names)
            if name in self.stored
        ]

    def make(self, con: duckdb.DuckDBPyConnection, part: Part) -> None:
        """Make the grouped part of the `lines` in `con` alone; what is not made of lines is as it was stored."""
        for name in INPUTS:
            if name in self.stored:
                con.execute(f"CREATE TEMP VIEW {name} AS {self.sql(name)}")
        anew: set[str] = set()
        for relation in part.relations:
            again = relation.name in part.reading or part.upstream[relation.name] & anew
            if again:
                anew.add(relation.name)
            if again or relation.name not in self.stored:
                fill(con, relation, relation.sql)
            else:
                con.execute(f"CREATE TEMP VIEW {relation.name} AS {self.sql(relation.name)}")

    def ask(self, names: Sequence[str], sql: str, partners: Sequence[str] | None = None) -> list[Any]:
        """Answer a query over some of the stored relations."""
        con = engine(alone=partners is not None).cursor()
        try:
            asked = Relation("asked", "A question.", sql)
            return con.execute(at_once([*self._relations(names, partners), asked], frozenset())).fetchall()
        finally:
            con.close()

    def _over(
        self,
        con: duckdb.DuckDBPyConnection,
        part: Part,
        more: Sequence[Mapping[str, object]],
        partners: Sequence[str] | None,
    ) -> dict[str, pa.Table]:
        """What the grouped part makes of some lines alone, for the relations to which rows may be added."""
        lines = UNION.join(
            "SELECT "
            + ", ".join(
                f"{dialect.cast(literal(one.get(name)), kind)} AS {dialect.name(name)}"
                for name, kind in self.columns.lines.items()
            )
            for one in more
        )
        # what was made of lines is made of these, the rest is as it is stored
        anew = {name for name in part.upstream if name in part.reading or part.upstream[name] & part.reading}
        steps = [Relation("lines", "Lines that nobody sold.", lines), *self._relations(INPUTS, partners)]
        for relation in part.relations:
            again = relation.name in anew or relation.name not in self.stored
            steps += [relation] if again else self._relations([relation.name], partners)
        asked = {name: Relation("asked", "", f"SELECT * FROM {name}") for name in part.adding}
        shared = part.shared | {"lines"}
        return {name: con.execute(at_once([*steps, one], shared)).to_arrow_table() for name, one in asked.items()}

    def sql(self, name: str, partners: Sequence[str] | None = None, change: Change | None = None) -> str:
        """Read a file as its relation, every column in its own type, only the rows of the asked partners."""
        one = self.stored[name]
        parts = ", ".join(
            dialect.cast(dialect.name(column), kind) + f" AS {dialect.name(column)}"
            if kind == "HUGEINT"
            else dialect.name(column)
            for column, kind in one.types.items()
        )
        among = "" if partners is None or "partner_id" not in one.types else _among(one, partners)
        only = [among] if among else []
        if change is not None and change.instead_of:
            only.append(f"{dialect.name(change.instead_of)} NOT IN (SELECT {change.instead_of} FROM {_changed(name)})")
        sql = f"SELECT {parts} FROM read_parquet({dialect.text(str(_path(self.folder, name)))})"
        sql += f" WHERE {' AND '.join(only)}" if only else ""
        if change is not None:
            columns = ", ".join(dialect.name(column) for column in one.types)
            sql += f" UNION ALL SELECT {columns} FROM {_changed(name)}" + (f" WHERE {among}" if among else "")
        return sql

    def _refuse_unrated(
        self, con: duckdb.DuckDBPyConnection, plan: Plan, known: Sequence[Relation], part: Part
    ) -> None:
        """Refuse where a counted line has no rate; where every stored row has one, no incentive need be asked."""
        if not plan.unrated or self._all_rated(con, known):
            return
        for name in plan.unrated:
            asked = Relation("unrated", "Counted lines without a rate.", f"SELECT sum(unrated) FROM {name}")
            if any_of(con, at_once([*known, asked], part.shared)):
                raise NotGrouped("A counted line has no exchange rate; the lines say which.")

    def _all_rated(self, con: duckdb.DuckDBPyConnection, known: Sequence[Relation]) -> bool:
        """Whether nothing lacks a rate, told by `cells` alone where nothing else that is stored tells more."""
        if "cells" not in self.stored or any({"unrated", "brings"} & set(one.types) for one in self.stored.values()):
            return False
        told = [column for column in ("rated_lines", "told_lines") if column in self.stored["cells"].types]
        lacking = Relation(
            "lacking", "", f"SELECT count(*) FROM cells WHERE {' OR '.join(f'{column} < lines' for column in told)}"
        )
        cells = [one for one in known if one.name == "cells"]
        return bool(told) and not any_of(con, at_once([*cells, lacking], frozenset()))


def _among(one: Stored, partners: Sequence[str]) -> str:
    """Compare the stored partner with those asked for, in its own type."""
    if one.types["partner_id"] not in INTEGERS:
        return f"partner_id IN {dialect.texts(tuple(partners))}" if partners else "FALSE"
    numbers = [str(int(partner)) for partner in partners if partner.isdigit()]
    return f"partner_id IN ({', '.join(numbers)})" if numbers else "FALSE"


def _changed(name: str) -> str:
    return f"changed_{_stem(name)}"


def _stem(name: str) -> str:
    """A name as files and views can carry it."""
    return hashlib.sha256(name.encode()).hexdigest()[:16] if name.startswith('"') else name


def _path(folder: Path, name: str) -> Path:
    return folder / f"{_stem(name)}.parquet"


def _write(con: duckdb.DuckDBPyConnection, name: str, folder: Path, query: str) -> Stored:
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
    return Stored(name, types, int(row[0]) if row else 0, query)
