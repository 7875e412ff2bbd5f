"""Lines of the sales lake without an amount that a programme measures: it would leave them out without a word."""
# ruff: noqa: S608 — names are quoted by the dialect

from collections.abc import Callable
from typing import Any, TypeAlias

from fairway.engine import dialect
from fairway.engine.backends.local.cells import Source
from fairway.engine.inputs import InputProblem
from fairway.engine.plan import Plan
from fairway.engine.programme import AMOUNTS

One: TypeAlias = Callable[[str], tuple[Any, ...] | None]
NEVER_EMPTY = frozenset({"net_amount"})
"""Amounts that every line of the lake has."""


def full_columns(source: Source) -> str:
    """Ask the footers of Parquet files which columns have a value in every row of every file."""
    files = "[" + ", ".join(dialect.text(file) for file in source.files) + "]"
    return (
        f"SELECT path_in_schema FROM (SELECT *, count(DISTINCT (file_name, row_group_id)) OVER () AS groups"
        f" FROM parquet_metadata({files})) GROUP BY path_in_schema, groups"
        " HAVING count(*) = groups AND count(stats_null_count) = groups AND sum(stats_null_count) = 0"
    )


def refuse_unfilled(one: One, full: frozenset[str], plan: Plan) -> None:
    """Refuse to calculate where a line that may count lacks an amount that is measured.

    `full` are columns known to have a value everywhere. A line may count if it is of an event whose lines are measured
    and lies in the periods of the plan, by its own day or by that of the sale it undoes.

    :raises InputProblem: there is one; names it.
    """
    programme, asked = plan.programme, dict[str, set[str] | None]()
    for measure in (each for incentive in programme.incentives for each in incentive.measures):
        for column in set(AMOUNTS.get(measure.kind, ())) - NEVER_EMPTY - full:
            events = {event.value for event in measure.lines.events}
            before = asked.get(column, set())
            asked[column] = before | events if events and before is not None else None
    day = f"l.{programme.calendar.dated_by.value}"
    first = f"least({day}, coalesce(l.original_on, {day}))" if "original_on" in plan.columns.lines else day
    for column, among in sorted(asked.items()):
        parts = [f"l.{dialect.name(column)} IS NULL"]
        parts += [f"{day} >= {dialect.day(plan.periods[0].start)}", f"{first} < {dialect.day(plan.periods[-1].end)}"]
        parts += [f"l.event IN {dialect.texts(tuple(sorted(among)))}"] if among is not None else []
        row = one(f"SELECT count(*), min(l.line_id), min({day}) FROM lines AS l WHERE {' AND '.join(parts)}")
        if row and row[0]:
            raise InputProblem(
                f"is empty in {row[0]} lines that may count, and programme {programme.id} measures it; the earliest is"
                f" of {row[2]}, one is line {row[1]}.",
                "Send these lines again with it, or let the programme measure something else.",
                column=column,
            )
