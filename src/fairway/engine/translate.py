"""A plan in another engine's SQL.

A plan is written once, in DuckDB's SQL; SQLGlot reads it and writes it for another engine. It does most of that well.
What it would get wrong for money, or would write so that the other engine does not take it, is put right here, on the
tree: whole numbers wider than 18 digits, whole division that must not pass through floats, the rows of days, a search
in text. Spark runs what comes out. In the words of Snowflake, BigQuery and Trino it is for reading: nothing here runs
it there.
"""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

import sqlglot
from sqlglot import exp

from fairway.engine import dialect
from fairway.engine.plan import Plan


class Target(StrEnum):
    """Engines whose SQL a plan can be written in."""

    DUCKDB = "duckdb"
    SPARK = "spark"
    SNOWFLAKE = "snowflake"
    BIGQUERY = "bigquery"
    TRINO = "trino"


Step = Callable[[exp.Expression], exp.Expression]


def query(sql: str, target: Target, *, pretty: bool = False) -> str:
    """Write a query of a plan in the target's SQL.

    :raises sqlglot.errors.SqlglotError: the query is not one that SQLGlot reads or can write.
    """
    if target is Target.DUCKDB:
        return sql
    tree = sqlglot.parse_one(sql, read=Target.DUCKDB)
    return written(tree, target, pretty=pretty)


def written(tree: exp.Expression, target: Target, *, pretty: bool = False) -> str:
    """Write a tree that was read from DuckDB's SQL in the target's."""
    tree = tree.copy()
    for step in STEPS[target]:
        for node in reversed(list(tree.walk())):  # what is inside first
            better = step(node)
            if better is not node:
                node.replace(better)
    return str(tree.sql(target, pretty=pretty, unsupported_level=sqlglot.ErrorLevel.RAISE))


def script(plan: Plan, target: Target) -> str:
    """The whole plan as one script in the target's SQL, each relation under what it says."""
    if target is Target.DUCKDB:
        return plan.sql()
    create = {Target.SPARK: "CREATE TEMPORARY VIEW"}.get(target, "CREATE TABLE")
    parts = [plan.head()]
    for one in plan.relations:
        named = exp.to_identifier(one.name.strip('"')).sql(target)
        parts.append(f"-- {one.says}\n{create} {named} AS\n{query(one.sql, target, pretty=True)};")
    return "\n\n".join(parts) + "\n"


def tables(sql: str) -> list[str]:
    """The names a query reads, each as often as it stands there."""
    tree = sqlglot.parse_one(sql, read=Target.DUCKDB)
    own = {one.alias for one in tree.find_all(exp.CTE)}
    return [one.name for one in tree.find_all(exp.Table) if one.name not in own]


@dataclass(frozen=True, slots=True)
class Common:
    """One common table of a query: `first` fills it; `again`, where it is recursive, continues from the last rows."""

    name: str
    first: exp.Expression
    again: exp.Expression | None


def recursion(sql: str) -> tuple[list[Common], exp.Expression] | None:
    """Take a query with recursive tables apart: its common tables in order, and what is asked of them at the end."""
    tree = sqlglot.parse_one(sql, read=Target.DUCKDB)
    found = tree.args.get("with_")
    if found is None or not found.args.get("recursive"):
        return None
    commons = []
    for one in found.expressions:
        body = one.this
        again = any(table.name == one.alias for table in body.find_all(exp.Table))
        if again and isinstance(body, exp.Union) and not body.args.get("distinct"):
            commons.append(Common(one.alias, body.left, body.right))
        else:
            commons.append(Common(one.alias, body, None))
    tree.set("with_", None)
    return commons, tree


def renamed(tree: exp.Expression, names: dict[str, str]) -> exp.Expression:
    """The same query over tables of other names, each still called what it was."""

    def rename(node: exp.Expression) -> exp.Expression:
        if isinstance(node, exp.Table) and node.name in names:
            called = node.alias or node.name
            return exp.alias_(exp.to_table(names[node.name]), called, table=True)
        return node

    return tree.transform(rename)


def _wide_whole(node: exp.Expression) -> exp.Expression:
    if isinstance(node, exp.DataType) and node.this is exp.DataType.Type.INT128:
        return exp.DataType.build(f"DECIMAL({dialect.WIDEST}, 0)")
    return node


def _rows_of_days(node: exp.Expression) -> exp.Expression:
    """Spark and its like make rows in a SELECT, but not within a cast; the days of a series are days already."""
    if isinstance(node, exp.Cast) and isinstance(node.this, exp.Explode):
        return node.this
    return node


def _number_of_row(node: exp.Expression) -> exp.Expression:
    """A number that no other row has, whatever it is: an order that is not given is not made up."""
    ordered = node.args.get("order") or node.args.get("partition_by")
    if isinstance(node, exp.Window) and isinstance(node.this, exp.RowNumber) and not ordered:
        return exp.Anonymous(this="monotonically_increasing_id")
    return node


def _every_match(node: exp.Expression) -> exp.Expression:
    """Other engines replace every match without being told."""
    if isinstance(node, exp.RegexpReplace):
        node.set("modifiers", None)
    return node


def _days_beside(node: exp.Expression) -> exp.Expression:
    """`SELECT unnest(days of a table's row)` as a join with the days: the form that engines without it have."""
    if not isinstance(node, exp.Select):
        return node
    for item in node.expressions:
        rows = item.find(exp.Explode)
        if rows is None or not isinstance(rows.this, exp.GenerateSeries):
            continue
        series = rows.this
        days = exp.GenerateDateArray(**{part: series.args[part].copy() for part in ("start", "end", "step")})
        beside = exp.Unnest(
            expressions=[days],
            alias=exp.TableAlias(this=exp.to_identifier("each"), columns=[exp.to_identifier("on_day")]),
        )
        item.set("this", exp.column("on_day"))
        node.append("joins", exp.Join(this=beside, kind="CROSS"))
    return node


def _exact_whole_division(node: exp.Expression) -> exp.Expression:
    """Whole division without floats: what divides evenly, divided."""
    if isinstance(node, exp.IntDiv):
        above, below = _apart(node.this), _apart(node.expression)
        even = exp.Paren(this=exp.Sub(this=above.copy(), expression=exp.Mod(this=above, expression=below.copy())))
        divided = exp.Div(this=even, expression=below, typed=True, safe=False)
        return exp.cast(exp.Paren(this=divided), f"DECIMAL({dialect.WIDEST}, 0)")
    return node


def _apart(node: exp.Expression) -> exp.Expression:
    """A copy that stays together whatever stands beside it."""
    return exp.Paren(this=node.copy()) if isinstance(node, exp.Binary) else node.copy()


def _search(node: exp.Expression) -> exp.Expression:
    """Look for a text within another, minding upper and lower case."""
    if isinstance(node, exp.Contains):
        return exp.GT(
            this=exp.StrPosition(this=node.this.copy(), substr=node.expression.copy()),
            expression=exp.Literal.number(0),
        )
    return node


def _rounded_cast(node: exp.Expression) -> exp.Expression:
    """A cast to a decimal, for an engine whose casts take no digits: as wide as there is, rounded to the places."""
    if not isinstance(node, exp.Cast) or not node.to.is_type(exp.DataType.Type.DECIMAL):
        return node
    size = node.to.expressions
    places = int(size[1].name) if len(size) > 1 else 0
    cast = exp.Cast(this=node.this.copy(), to=exp.DataType.build("BIGDECIMAL"))
    exact = isinstance(node.this, (exp.Literal, exp.Null))
    return cast if exact else exp.Round(this=cast, decimals=exp.Literal.number(places))


def _present_order(node: exp.Expression) -> exp.Expression:
    """Windows run by columns that are never missing: where missing ones would stand need not be said."""
    if isinstance(node, exp.Ordered) and node.find_ancestor(exp.Window):
        node.set("nulls_first", not node.args.get("desc"))
    return node


def _day_before(node: exp.Expression) -> exp.Expression:
    """A day minus one, for engines that do not subtract numbers from days."""
    one = exp.Literal.number(1)
    if isinstance(node, exp.Sub) and node.expression == one and node.this.name.endswith("ends"):
        return exp.Sub(
            this=node.this.copy(), expression=exp.Interval(this=exp.Literal.string("1"), unit=exp.var("DAY"))
        )
    return node


STEPS: dict[Target, tuple[Step, ...]] = {
    Target.DUCKDB: (),
    Target.SPARK: (_wide_whole, _rows_of_days, _every_match, _number_of_row),
    Target.SNOWFLAKE: (_wide_whole, _every_match, _days_beside, _exact_whole_division),
    Target.BIGQUERY: (_wide_whole, _every_match, _days_beside, _search, _rounded_cast, _present_order),
    Target.TRINO: (_wide_whole, _every_match, _days_beside, _exact_whole_division, _search, _day_before),
}
