"""Lines that come late: what they change, without reading the others again.

The grouped part of the new lines alone is made, and put together with what is stored: sums are added, first lines
compared. Then only the partners whom the new lines concern are calculated: their own, those whose first customers they
take, and everybody who shares a pool or a budget with one of these. What their payouts differ from the books by is
proposed as corrections.
"""
# ruff: noqa: S608 — names are quoted by the dialect, paths are quoted literals

from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from functools import partial

import duckdb
import pyarrow as pa
import pyarrow.compute as compute

from fairway.engine import dialect
from fairway.engine.backends.local.bunches import Whom
from fairway.engine.backends.local.grouped import Grouped, NotGrouped
from fairway.engine.backends.local.part import Change, Changes, Part, part_of
from fairway.engine.backends.local.process import engine, meanwhile, side_by_side
from fairway.engine.backends.local.result import SETTLED, Result, of_some
from fairway.engine.backends.local.session import KNOWN, TEXT
from fairway.engine.backends.local.unfilled import refuse_unfilled
from fairway.engine.backends.local.whom import concerned
from fairway.engine.inputs import Scan
from fairway.engine.plan import Plan, Relation, needs
from fairway.engine.settle import Correction, settle_pairs
from fairway.values import Period


@dataclass(frozen=True, slots=True)
class Late:
    """What new lines change of the stored relations, and whom they concern.

    `read` is the number of lines that were read, `first` and `last` the days between which they are placed.
    """

    changes: Changes
    whom: Whom
    read: int
    first: date
    last: date


def take_in(grouped: Grouped, plan: Plan, lines: Scan, since: date, known: tuple[date, date] | None = None) -> Late:
    """Make the grouped part of some more lines, Parquet files as the sales lake keeps them.

    `since` is the day of the first line that was there before. `known` are the first day and the day after the last of
    all periods in which lines were, where the plan is of some of them only: the others' lines are none of its business.

    :raises InputProblem: one of them lacks an amount that is measured.
    :raises NotGrouped: all lines must be read again: a relation cannot be put together, or a line lies outside the
        periods of the plan.
    """
    part = part_of(plan)
    if plan.columns != grouped.columns or part.digest != grouped.digest:
        raise NotGrouped("The plan makes something else of the lines than what is stored.")
    told = tuple(one for one in part.relations if one.each)
    together = {one.name for one in told} | part.adding
    made_of = frozenset[str]().union(*(part.upstream[name] for name in together))
    again = sorted(part.reading - together - made_of)
    if again:
        raise NotGrouped(f"{', '.join(again)} cannot be put together from parts.")
    if any(one.order for one in told) and since < plan.periods[0].start:
        raise NotGrouped("Customers may have bought before the first period: their lines must be read again.")
    with _grouped():
        with engine() as con:
            read, first, last = _open(con, grouped, plan, lines, known or (plan.periods[0].start, plan.periods[-1].end))
            refuse_unfilled(lambda sql: con.execute(sql).fetchone(), frozenset(), plan)
            more = con.execute("FROM lines").to_arrow_table()
        same = grouped.known(part, lambda column: compute.unique(more[column]).cast(pa.string()).to_pylist())
        anew = [one for one in told if one.name not in same]
        asked = (grouped, plan, part, more, same)
        sums = partial(_sums, *asked, [one for one in anew if not one.order])
        made = side_by_side([sums, *(partial(_firsts, *asked, one) for one in anew if one.order)])
        changes: Changes = {name: change for found, _ in made for name, change in found.items()}
        sellers = {str(one) for one in compute.unique(more["partner_id"]).to_pylist()}
        whom = concerned(grouped, plan.programme, sellers, {one for _, moved in made for one in moved})
    return Late(changes, whom, read, first, last)


def calculate(grouped: Grouped, plan: Plan, late: Late, shown: Sequence[Period] | None = None) -> Result:
    """Calculate those whom late lines concern again.

    :raises NotGrouped: a counted line has no exchange rate.
    """
    with _grouped():
        return grouped.run(plan, shown, whom=late.whom, late=late.changes)


def corrections(
    grouped: Grouped, plan: Plan, late: Late, books: pa.Table, shown: Sequence[Period] | None = None
) -> tuple[Correction, ...]:
    """Calculate those whom late lines concern again, and say what to append to the books (see `Result.against`)."""
    own = meanwhile(partial(of_some, books, late.whom))
    with grouped.run(plan, shown, whom=late.whom, late=late.changes, columns=SETTLED) as result:
        return settle_pairs(result.against(own(), late.whom), mode=plan.programme.rounding.mode)


@contextmanager
def _grouped() -> Iterator[None]:
    """What DuckDB cannot do with stored relations and new lines is to be done by reading all lines."""
    try:
        yield
    except duckdb.Error as fault:
        raise NotGrouped(str(fault).splitlines()[0]) from fault


def _open(
    con: duckdb.DuckDBPyConnection, grouped: Grouped, plan: Plan, lines: Scan, known: tuple[date, date]
) -> tuple[int, date, date]:
    """Read the lines in the types of the others; how many they are, and the days between which they are placed."""
    files = "[" + ", ".join(dialect.text(file) for file in lines.files) + "]"
    found = con.execute(f"DESCRIBE FROM read_parquet({files}, union_by_name = true)").fetchall()
    held = {str(row[0]): str(row[1]) for row in found}
    asked = needs(plan.programme)
    wanted = {*asked.lines, *asked.also, *TEXT}
    for column in sorted(wanted & held.keys()):
        kind = grouped.columns.lines.get(column)
        if kind != held[column]:
            raise NotGrouped(f"{column} is {held[column]} in the new lines and {kind or 'not there'} in the others.")
    parts = []
    for column, kind in grouped.columns.lines.items():
        cell = dialect.name(column) if column in held else "NULL"
        # an empty text is none, as where all lines are read
        cell = f"NULLIF({cell}, '')" if kind == "VARCHAR" and column in wanted - KNOWN and column in held else cell
        parts.append(dialect.cast(cell, kind) + f" AS {dialect.name(column)}")
    con.execute(
        f"CREATE TEMP TABLE lines AS SELECT {', '.join(parts)} FROM read_parquet({files}, union_by_name = true)"
    )
    dated_by = plan.programme.calendar.dated_by.value
    days = [dated_by, *(["original_on"] if "original_on" in grouped.columns.lines else [])]
    outside = " OR ".join(f"{day} < {dialect.day(known[0])} OR {day} >= {dialect.day(known[1])}" for day in days)
    row = con.execute(
        f"SELECT count(*) FILTER (WHERE {outside}), count(*), least({', '.join(f'min({day})' for day in days)}),"
        f" greatest({', '.join(f'max({day})' for day in days)}) FROM lines"
    ).fetchone()
    if row is None or not row[1] or row[2] is None:
        raise NotGrouped("There are no new lines.")
    if row[0]:
        raise NotGrouped(f"{row[0]} lines lie outside the periods that are stored.")
    return int(row[1]), row[2], row[3]


def _sums(
    grouped: Grouped,
    plan: Plan,
    part: Part,
    lines: pa.Table,
    known: Collection[str],
    others: Sequence[Relation],
) -> tuple[Changes, set[str]]:
    """What is added to what is stored, and what stands for values that it does not hold."""
    added = grouped.added(part)
    with engine() as con:
        con.register("lines", lines)
        grouped.make(con, plan, part, known, [one.name for one in (*added, *others)])
        changes = {
            one.name: Change(con.execute(f"FROM {one.name}").to_arrow_table(), sums_by=one.sums_by) for one in added
        }
        for relation in others:
            changes |= _others(con, grouped, relation)
    return changes, set()


def _others(con: duckdb.DuckDBPyConnection, grouped: Grouped, relation: Relation) -> dict[str, Change]:
    """The rows of the values that new lines have, where they are others than before."""
    name = relation.name
    columns = ", ".join(dialect.name(column) for column in grouped.stored[name].types)
    rows = con.execute(f"SELECT {columns} FROM {name} EXCEPT ({grouped.sql(name)})").to_arrow_table()
    if not rows.num_rows:
        return {}
    return {name: Change(con.execute(f"SELECT {columns} FROM {name}").to_arrow_table(), relation.each)}


def _firsts(
    grouped: Grouped, plan: Plan, part: Part, lines: pa.Table, known: Collection[str], relation: Relation
) -> tuple[Changes, set[str]]:
    """The first rows of the values that new lines have, and the partners of those that are others than before."""
    with engine() as con:
        con.register("lines", lines)
        grouped.make(con, plan, part, known, [relation.name])
        change, moved = _earlier(con, grouped, relation)
    return {relation.name: change}, moved


def _earlier(con: duckdb.DuckDBPyConnection, grouped: Grouped, relation: Relation) -> tuple[Change, set[str]]:
    name, each = relation.name, dialect.name(relation.each)
    columns = ", ".join(dialect.name(column) for column in grouped.stored[name].types)
    ordered = [dialect.name(column) for column in relation.order.split(", ")]
    con.execute(f"ALTER TABLE {name} RENAME TO new_firsts")
    con.execute(f"CREATE TEMP VIEW {name} AS {grouped.sql(name)}")
    asked = ", ".join(dict.fromkeys([each, *ordered, "partner_id"]))
    con.execute(
        f"CREATE TEMP TABLE old_firsts AS SELECT {asked} FROM {name} WHERE {each} IN (SELECT {each} FROM new_firsts)"
    )
    new, old = (", ".join(f"{one}.{column}" for column in ordered) for one in ("n", "o"))
    con.execute(
        f"CREATE TEMP TABLE now_firsts AS SELECT n.* FROM new_firsts AS n LEFT JOIN old_firsts AS o USING ({each})"
        f" WHERE o.{each} IS NULL OR ({new}) < ({old})"
    )
    moved = _texts(
        con,
        "SELECT partner_id FROM now_firsts UNION"
        f" SELECT partner_id FROM old_firsts WHERE {each} IN (SELECT {each} FROM now_firsts)",
    )
    change = Change(con.execute(f"SELECT {columns} FROM now_firsts").to_arrow_table(), relation.each)
    return change, moved


def _texts(con: duckdb.DuckDBPyConnection, sql: str) -> set[str]:
    return {str(row[0]) for row in con.execute(sql).fetchall()}
