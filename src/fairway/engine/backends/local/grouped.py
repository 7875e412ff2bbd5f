"""The grouped part of a plan, kept as files: what was made of the lines, so that they need not be read again.

Some relations of a plan name the lines: `cells`, and whatever else looks at lines one by one. Those, and what they are
made of, are the *grouped part*. It does not depend on rates, thresholds and caps: a plan in which only those differ has
the same grouped part, to the letter. So it is written to Parquet files once, beside the small tables, and every
later plan with the same grouped part begins where that ends.

Rows of a partner lie together, in groups of a few thousand rows that say between which partners they hold rows: what
concerns one partner reads only its own.
"""
# ruff: noqa: S608 — names are quoted by the dialect, paths are quoted literals

import json
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from functools import cached_property, lru_cache, partial
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa

from fairway.engine import dialect
from fairway.engine.backends.local.asked_again import answer
from fairway.engine.backends.local.at_once import UNION, any_of, at_once, bare, held, literal, narrowed, reads
from fairway.engine.backends.local.bunches import Whom, bunches
from fairway.engine.backends.local.cells import INTEGERS
from fairway.engine.backends.local.filling import exactly, fill
from fairway.engine.backends.local.part import FORMAT, TOLD, Change, Changes, Part, lacks, made_again, part_of
from fairway.engine.backends.local.process import HANDS, engine, side_by_side
from fairway.engine.backends.local.result import Answered, Result
from fairway.engine.backends.local.stored import Stored, path_of, stem, written
from fairway.engine.plan import TABLES, Columns, Plan, Relation
from fairway.values import Period

INPUTS = ("partners", "products", "rates", *TABLES)
LARGE = 1_000
"""Rows from which a relation that follows from the grouped part is kept as well."""
DESCRIPTION = "grouped.json"
_rated: dict[str, bool] = {}
"""Of stored parts, by folder and version, whether all their lines have a rate."""


class NotGrouped(LookupError):
    """The plan needs something of the lines that the stored relations do not hold."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What is asked of payouts: of which incentives, columns and periods."""

    only: Sequence[str]
    columns: Sequence[str]
    shown: Sequence[Period]


class Grouped:
    """A folder with the grouped part of a plan and the small tables."""

    def __init__(self, folder: Path, digest: str, columns: Columns, stored: Sequence[Stored]) -> None:
        self.folder, self.digest, self.columns = folder, digest, columns
        self.stored = {one.name: one for one in stored}

    @staticmethod
    def write(con: duckdb.DuckDBPyConnection, plan: Plan, folder: Path) -> "Grouped":
        """Write the grouped part of a plan that was just filled in `con` into an empty folder.

        What follows from it is kept as well where it is large, so that the next plan need not make again what in it is
        the same.
        """
        part = part_of(plan)
        rows = dict(con.execute("SELECT table_name, estimated_size FROM duckdb_tables()").fetchall())
        own = {one.name for one in part.relations}
        names = [one for one in INPUTS if one in rows]
        own |= {one.name for one in part.sums}
        names += [one.name for one in plan.relations if one.name in own or rows.get(bare(one.name), 0) >= LARGE]
        stored = [written(con, name, folder, part.made.get(name, "")) for name in names if name != "periods"]
        return Grouped._described(folder, part.digest, plan.columns, stored)

    @staticmethod
    def _described(folder: Path, digest: str, columns: Columns, stored: Sequence[Stored]) -> "Grouped":
        said = {
            "format": FORMAT,
            "digest": digest,
            "columns": asdict(columns),
            "stored": [asdict(one) for one in stored],
        }
        (folder / DESCRIPTION).write_text(json.dumps(said, indent=1, default=dict), encoding="utf-8")
        return Grouped(folder, digest, columns, stored)

    def extended(self, plan: Plan, changes: Changes, folder: Path) -> "Grouped":
        """Write what more lines make of the grouped part into an empty folder.

        What follows from it is left out: the next plan makes it again.
        """
        part = part_of(plan)
        own = {*INPUTS, *(one.name for one in part.relations)}
        own |= {one.name for one in part.sums if self.stored_alike(one.name, part)}
        stored = []
        with engine() as con:
            for name, change in changes.items():
                con.register(_changed(name), change.rows)
            for name, one in self.stored.items():
                if name not in own:
                    continue
                columns = ", ".join(
                    f"{dialect.cast(dialect.name(column), kind)} AS {dialect.name(column)}"
                    for column, kind in one.types.items()
                )
                con.execute(
                    f"CREATE TEMP VIEW {name} AS SELECT {columns} FROM ({self.sql(name, change=changes.get(name))})"
                )
                stored.append(written(con, name, folder, one.made))
        return Grouped._described(folder, self.digest, self.columns, stored)

    def stored_alike(self, name: str, part: Part) -> bool:
        """Whether a relation is stored as a plan makes it."""
        return name in self.stored and self.stored[name].made == part.made[name]

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
        whom: Whom | None = None,
        more: Sequence[Mapping[str, object]] = (),
        columns: Sequence[str] = ("*",),
        late: Changes | None = None,
    ) -> Result:
        """Calculate what follows from the grouped part, with lines that nobody sold added.

        `whom` names the incentives that are asked for, each with the partners to calculate it for (`concerned`); all of
        both unless given. `more` are such lines, by column; columns left out are empty. Relations for which
        `Part.settled` names a relation they read go without them. `columns` names what is asked of the payouts. `late`
        is what lines that came later change.

        :raises NotGrouped: the plan reads lines in another way, or a counted line has no exchange rate.
        """
        part = part_of(plan)
        if plan.columns != self.columns or part.digest != self.digest:
            raise NotGrouped("The plan makes something else of the lines than what is stored.")
        changes = self._over(plan, part, more) if more else late or {}
        asked = whom if whom is not None else {one.id: None for one in plan.programme.incentives}
        made = bunches(plan, part, asked, self._ready(plan, part, frozenset(changes)), HANDS)
        ask = [
            partial(self._answer, plan, part, partners, Asked(only, columns, shown or plan.periods), changes)
            for partners, only in made
        ]
        parts = [Answered(only, rows) for (_, only), rows in zip(made, side_by_side(ask), strict=True)]
        return Result(None, plan, shown or plan.periods, parts)

    def _answer(
        self, plan: Plan, part: Part, partners: Sequence[str] | None, asked: Asked, changes: Changes
    ) -> pa.Table:
        """Calculate some incentives for some partners, by a connection of its own."""
        with engine() as con:
            among, tables = "", {_changed(name): change.rows for name, change in changes.items()}
            if partners is not None:
                among = "asked_partners"
                tables[among] = self._named(partners)
            ready = self._ready(plan, part, frozenset(changes))
            known = self._relations([*ready, *INPUTS], among, changes)
            following = [one for one in plan.relations[:-1] if one.name not in ready]
            self._refuse_unrated(con, plan, part, tables, changes, known, following)
            payouts = Relation(
                "payouts", "The payouts asked for.", narrowed(plan, asked.only, asked.columns, asked.shown)
            )
            made = part.shared & {one.name for one in following}
            # what is added up anew with late sums is added up once
            made |= {name for name, change in changes.items() if change.sums_by}
            sql = at_once(known, [*following, payouts], made)
            if changes:
                return answer(sql, {name: rows for name, rows in tables.items() if name in sql})
            if among:
                con.register(among, tables[among])
            return exactly(payouts, lambda: con.execute(sql).to_arrow_table())

    def _ready(self, plan: Plan, part: Part, changed: frozenset[str]) -> list[str]:
        """The relations that need not be filled: the grouped part, and what was made in the very same way."""
        own = {one.name for one in part.relations}
        return [
            one.name
            for one in plan.relations
            if (kept := self.stored.get(one.name)) is not None
            and (
                one.name in own
                or (kept.made == part.made[one.name] and (one.name in changed or not part.upstream[one.name] & changed))
            )
        ]

    def _named(self, partners: Sequence[str]) -> pa.Table:
        """Name partners in a table, in the type in which they are stored."""
        kind = self.columns.lines["partner_id"]
        listed = [one for one in partners if kind not in INTEGERS or one.isdigit()]
        if kind == "VARCHAR":
            return pa.table({"partner_id": pa.array(listed, pa.string())})
        if kind == "BIGINT" and all(len(one) <= dialect.FAST for one in listed):
            return pa.table({"partner_id": pa.array(map(int, listed), pa.int64())})
        values = (
            f"VALUES {', '.join(f'({dialect.text(one)})' for one in listed)}" if listed else "SELECT '0' WHERE FALSE"
        )
        with engine() as con:
            return con.execute(
                f"SELECT CAST(partner_id AS {kind}) AS partner_id FROM ({values}) AS named (partner_id)"
            ).to_arrow_table()

    def _relations(self, names: Sequence[str], among: str = "", changes: Changes | None = None) -> list[Relation]:
        """The stored relations as queries over their tables in memory."""
        return [
            Relation(name, "As it is stored.", self.sql(name, among, (changes or {}).get(name)))
            for name in dict.fromkeys(names)
            if name in self.stored
        ]

    def make(
        self, con: duckdb.DuckDBPyConnection, plan: Plan, part: Part, known: Collection[str], asked: Collection[str]
    ) -> None:
        """Make of the `lines` in `con` alone some of what the grouped part makes of lines, but what of it is `known`.

        What is not made of lines is as it was stored.
        """
        anew = made_again(plan, part, known)
        names = set(asked) - set(known)
        steps = list[Relation]()
        for relation in reversed(plan.relations):
            if relation.name in names:
                steps.append(relation)
                if relation.name in anew or relation.name not in self.stored:
                    names |= set(part.sources[relation.name])
        for name in INPUTS:
            if name in self.stored:
                con.execute(f"CREATE TEMP VIEW {name} AS {self.sql(name)}")
        for relation in reversed(steps):
            if relation.name in anew or relation.name not in self.stored:
                fill(con, relation, relation.sql)
            else:
                con.execute(f"CREATE TEMP VIEW {relation.name} AS {self.sql(relation.name)}")

    def known(self, part: Part, values: Callable[[str], Iterable[str | None]]) -> frozenset[str]:
        """The stored relations of the grouped part that more lines leave as they are.

        They are told for each value of a column, and hold every one that these lines have in it, which `values` says.
        """
        return frozenset(
            one.name
            for one in part.relations
            if one.each
            and not one.order
            and one.name in self.stored
            and _values(self.folder, self.version, one.name, one.each).issuperset(values(one.each))
        )

    def added(self, part: Part) -> list[Relation]:
        """The stored relations to which those of more lines are added: rows, and sums right after them as they are."""
        sums = (one for one in part.sums if self.stored_alike(one.name, part))
        return [*(one for one in part.relations if one.adds), *sums]

    def ask(self, names: Sequence[str], sql: str, partners: Sequence[str] | None = None) -> list[Any]:
        """Answer a query over some of the stored relations, of all partners or some."""
        with engine() as con:
            if partners is not None:
                con.register("asked_partners", self._named(partners))
            known = self._relations(names, "" if partners is None else "asked_partners")
            return con.execute(at_once(known, [Relation("asked", "A question.", sql)])).fetchall()

    def _over(self, plan: Plan, part: Part, more: Sequence[Mapping[str, object]]) -> dict[str, Change]:
        """What some lines alone add to the stored relations that what follows reads."""
        lines = UNION.join(
            "SELECT "
            + ", ".join(
                f"{dialect.cast(literal(one.get(name)), kind)} AS {dialect.name(name)}"
                for name, kind in self.columns.lines.items()
            )
            for one in more
        )
        with engine() as con:
            tables = {"supposed_lines": con.execute(lines).to_arrow_table()}
        anew = made_again(plan, part, self.known(part, lambda column: (_text(one.get(column)) for one in more)))
        steps = [one for one in plan.relations if one.name in anew or one.name not in self.stored]
        known = self._relations([*INPUTS, *(one.name for one in plan.relations if one not in steps)])
        steps = [Relation("lines", "Lines that nobody sold.", "SELECT * FROM supposed_lines"), *steps]
        made = part.shared & anew | {"lines"}
        added = self.added(part)
        ready = self._ready(plan, part, frozenset(one.name for one in added))
        read = frozenset[str]().union(*(reads(one.sql) for one in plan.relations if one.name not in ready))

        def asked(name: str) -> pa.Table:
            return answer(at_once(known, [*steps, Relation("asked", "", f"SELECT * FROM {name}")], made), tables)

        return {one.name: Change(asked(one.name), sums_by=one.sums_by) for one in added if bare(one.name) in read}

    def sql(self, name: str, among: str = "", change: Change | None = None) -> str:
        """Read a stored relation, every column in its own type; only the rows of the partners in a table `among`."""
        one = self.stored[name]
        own = f"partner_id IN (SELECT partner_id FROM {among})" if among and "partner_id" in one.types else ""
        others = ""
        if change is not None and change.instead_of:
            others = f" ANTI JOIN {_changed(name)} USING ({dialect.name(change.instead_of)})"
        sql = f"SELECT * FROM {held(self.version, name, lambda: self._file(one))}{others}"
        sql += f" WHERE {own}" if own else ""
        if change is None:
            return sql
        columns = ", ".join(dialect.name(column) for column in one.types)
        sql += f" UNION ALL SELECT {columns} FROM {_changed(name)}" + (f" WHERE {own}" if own else "")
        if not change.sums_by:
            return sql
        sums = ", ".join(
            dialect.name(column)
            if column in change.sums_by
            else f"{dialect.cast(f'sum({dialect.name(column)})', kind)} AS {dialect.name(column)}"
            for column, kind in one.types.items()
        )
        return f"SELECT {sums} FROM ({sql}) AS held GROUP BY {', '.join(map(dialect.name, change.sums_by))}"

    def _file(self, one: Stored) -> str:
        parts = ", ".join(
            dialect.cast(dialect.name(column), kind) + f" AS {dialect.name(column)}"
            if kind == "HUGEINT"
            else dialect.name(column)
            for column, kind in one.types.items()
        )
        return f"SELECT {parts} FROM read_parquet({dialect.text(str(path_of(self.folder, one.name)))})"

    @cached_property
    def version(self) -> str:
        """The folder, and when it was written."""
        return f"{self.folder} {(self.folder / DESCRIPTION).stat().st_mtime_ns}"

    def _refuse_unrated(
        self,
        con: duckdb.DuckDBPyConnection,
        plan: Plan,
        part: Part,
        tables: Mapping[str, pa.Table],
        changes: Changes,
        known: Sequence[Relation],
        following: Sequence[Relation],
    ) -> None:
        """Refuse where a counted line has no rate; where every stored row has one, no incentive need be asked."""
        if not plan.unrated or self._all_rated(part, changes):
            return
        for name, rows in tables.items():
            con.register(name, rows)
        for name in plan.unrated:
            asked = Relation("unrated", "Counted lines without a rate.", f"SELECT sum(unrated) FROM {name}")
            if any_of(con, at_once(known, [*following, asked], part.shared)):
                raise NotGrouped("A counted line has no exchange rate; the lines say which.")

    def _all_rated(self, part: Part, changes: Changes) -> bool:
        """Whether nothing lacks a rate, told by `cells` and by what is added, where nothing else tells more."""
        own = [self.stored[one.name].types for one in part.relations if one.name in self.stored]
        if "cells" not in self.stored or any({"unrated", "brings"} & set(types) for types in own):
            return False
        if self.version not in _rated:
            told = [f"{column} < lines" for column in TOLD if column in self.stored["cells"].types]
            lacking = f"SELECT count(*) FROM cells WHERE {' OR '.join(told) or 'TRUE'}"
            _rated[self.version] = self.ask(["cells"], lacking) == [(0,)]
        return _rated[self.version] and not any(lacks(change.rows) for change in changes.values())


@lru_cache(maxsize=64)
def _values(folder: Path, version: str, name: str, column: str) -> frozenset[str]:
    """The values of a column of a stored relation; what a version of a folder holds never changes."""
    rows = Grouped.open(folder).ask([name], f"SELECT DISTINCT CAST({dialect.name(column)} AS VARCHAR) FROM {name}")
    return frozenset(value for (value,) in rows if value is not None)


def _text(value: object) -> str | None:
    return None if value is None else str(value)


def _changed(name: str) -> str:
    return f"changed_{stem(name)}"
