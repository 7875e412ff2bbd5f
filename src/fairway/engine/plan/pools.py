"""Partners whose sales count together: who belongs together in a period, and who gets which part."""

# ruff: noqa: S608 — writing SQL is what a plan does; every value goes through the dialect
import re
from dataclasses import dataclass

from fairway.engine import dialect
from fairway.engine.plan.grain import Grain
from fairway.engine.plan.relations import Relation
from fairway.engine.programme import StandingDate

PARENT = "parent_id"
NUMBERS = "regexp_matches(CAST(partner_id AS VARCHAR), '^[0-9]+$')"


def on_the_day(grain: Grain, partner: str, period: str) -> str:
    """Write when a row of partners holds on the day a period looks standings up."""
    last = f"{period}.ends - 1"
    if grain.as_of is not None:
        last = f"least({last}, {dialect.day(grain.as_of)})"
    day = f"{period}.starts" if grain.programme.standing is StandingDate.PERIOD_START else last
    parts = []
    if "valid_from" in grain.columns.partners:
        parts.append(f"({partner}.valid_from IS NULL OR {partner}.valid_from <= {day})")
    if "valid_until" in grain.columns.partners:
        parts.append(f"({partner}.valid_until IS NULL OR {day} < {partner}.valid_until)")
    return " AND ".join(parts) or "TRUE"


@dataclass(frozen=True)
class Pools:
    """Builds the relations that say which partners belong together, by a column of the partners."""

    grain: Grain

    @staticmethod
    def named(column: str) -> str:
        """The relation of the pools by a column."""
        return "pools_by_" + re.sub(r"[^a-z0-9_]", "_", column)

    def relations(self) -> list[Relation]:
        """The relations in order; none without a pool."""
        pools = [one.pool.column for one in self.grain.programme.incentives if one.pool is not None]
        return [self._pools(column) for column in dict.fromkeys(pools)]

    def _pools(self, column: str) -> Relation:
        own = dialect.cast("u.partner_id", "VARCHAR")
        value = dialect.cast(f"s.{dialect.name(column)}", "VARCHAR")
        # a parent stands for its own pool under its own id; other values must not be taken for an id
        pool = f"coalesce({value}, {own})" if column == PARENT else f"coalesce('all of ' || {value}, 'alone ' || {own})"
        sql = (
            f"SELECT u.partner_id, q.period_no, {pool} AS pool\n"
            "FROM (SELECT DISTINCT partner_id FROM partners) AS u\nCROSS JOIN periods AS q\n"
            f"LEFT JOIN partners AS s ON s.partner_id = u.partner_id AND {on_the_day(self.grain, 's', 'q')}"
        )
        return Relation(self.named(column), f"Which partners count together, by their {column}.", sql)


def partner_order() -> Relation:
    """The order in which equal remainders are served."""
    digits = f"count(*) FILTER (WHERE NOT {NUMBERS}) OVER () = 0"
    bare = "ltrim(CAST(partner_id AS VARCHAR), '0')"
    sql = (
        "SELECT partner_id,\n  CAST(row_number() OVER (ORDER BY CASE WHEN numbers THEN length(bare) END,\n"
        "    CASE WHEN numbers THEN bare END, CAST(partner_id AS VARCHAR)) AS INTEGER) AS place\n"
        f"FROM (SELECT partner_id, {bare} AS bare, {digits} AS numbers\n"
        "  FROM (SELECT DISTINCT partner_id FROM partners) AS u) AS u"
    )
    return Relation("partner_order", "The order of partners: by number where all are numbers, otherwise as text.", sql)


def largest_remainder(source: str, share_of: str, order: str, columns: str = "*") -> str:
    """Share whole numbers out: adds `share` to rows with `total`, `weight` and `weights`, none below zero.

    Every row gets the whole part of its share; what is left goes, one by one, to the largest remainders.
    """
    window = f"(PARTITION BY {share_of}"
    return (
        f"SELECT {columns}, w.whole + CASE WHEN row_number() OVER {window} ORDER BY w.rest DESC, {order})\n"
        f"    <= w.total - sum(w.whole) OVER {window}) THEN 1 ELSE 0 END AS share\n"
        "FROM (SELECT *, total * weight - whole * weights AS rest\n"
        "  FROM (SELECT *, total * weight // weights AS whole\n"
        f"    FROM (\n{source}\n    ) AS v) AS v) AS w"
    )
