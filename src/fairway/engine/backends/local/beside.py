"""The tables beside partners, products and rates: deals, targets, certificates, splits and units."""
# ruff: noqa: S608 — identifiers are fixed

from collections.abc import Mapping

import duckdb

from fairway.engine import dialect
from fairway.engine.backends.local.tables import Small, load
from fairway.engine.backends.local.unrated import One
from fairway.engine.inputs import InputProblem, Inputs
from fairway.engine.plan import TABLES
from fairway.values import FiscalCalendar, UnknownPeriod

REQUIRED = {
    "deals": ("deal_id", "partner_id"),
    "targets": ("partner_id", "target", "period", "amount"),
    "certificates": ("partner_id", "person", "course"),
    "splits": ("partner_id", "person"),
    "units": ("product_id", "unit", "factor"),
}
"""The columns in which every row of a table needs a value."""
KEYS: tuple[str, ...] = ("partner_id", "product_id", "deal_id")
TEXTS = ("target", "period", "person", "course", "incentive", "unit")
SINCE, UNTIL = "coalesce(valid_from, DATE '0001-01-01')", "coalesce(valid_until, DATE '9999-12-31')"


def load_beside(
    con: duckdb.DuckDBPyConnection,
    inputs: Inputs,
    lines: Mapping[str, str],
    products: Mapping[str, str],
    calendar: FiscalCalendar,
    temporary: str,
) -> dict[str, dict[str, str]]:
    """Load every table that is given, complete with empty columns, and answer the types of each.

    :raises InputProblem: a column lacks, a cell cannot be read, or rows contradict each other.
    """
    found: dict[str, dict[str, str]] = {}
    for table, wanted in TABLES.items():
        given = getattr(inputs, table)
        if given is None:
            found[table] = {}
            continue
        keys = {column: lines[column] for column in KEYS if column in wanted and column in lines}
        columns = load(con, Small(table, REQUIRED[table], wanted, keys), given, temporary=temporary)
        for column, kind in wanted.items():
            if column not in columns:
                columns[column] = {"date": "DATE", "number": "DECIMAL(1, 0)"}.get(kind.value, "VARCHAR")
                con.execute(f"ALTER TABLE {table} ADD COLUMN {dialect.name(column)} {columns[column]}")
            elif column in TEXTS and columns[column] != "VARCHAR":
                columns[column] = "VARCHAR"
                con.execute(f"ALTER TABLE {table} ALTER COLUMN {dialect.name(column)} TYPE VARCHAR")
        found[table] = columns
    if found["units"] and not con.execute("SELECT count(*) FROM units").fetchone()[0]:  # type: ignore[index]
        found["units"] = {}  # a table that says nothing is none
    _check(con, found, products, calendar)
    return found


def _check(
    con: duckdb.DuckDBPyConnection,
    found: Mapping[str, Mapping[str, str]],
    products: Mapping[str, str],
    calendar: FiscalCalendar,
) -> None:
    for table in ("deals", "certificates", "splits"):
        if found[table]:
            _check_days(con, table)
    if found["targets"]:
        _check_targets(con, calendar)
    if found["splits"]:
        _check_splits(con)
    if found["units"]:
        _check_units(con, "unit" in products)


def _first(con: duckdb.DuckDBPyConnection, sql: str) -> tuple[str, ...] | None:
    row = con.execute(f"{sql} ORDER BY ALL LIMIT 1").fetchone()
    return tuple(str(cell) for cell in row) if row else None


def _check_days(con: duckdb.DuckDBPyConnection, table: str) -> None:
    """What is valid ends after it begins."""
    key = REQUIRED[table][0]
    bad = _first(con, f"SELECT {key}, valid_until FROM {table} WHERE valid_until <= valid_from")
    if bad:
        raise InputProblem(
            f"of {bad[0]} is not after its valid_from.", "Give the day after the last one.",
            file=table, column="valid_until", value=bad[1],
        )  # fmt: skip


def _check_targets(con: duckdb.DuckDBPyConnection, calendar: FiscalCalendar) -> None:
    """A partner has one target of a name for a period, and the period is one."""
    twice = _first(
        con, "SELECT partner_id, target, period FROM targets GROUP BY partner_id, target, period HAVING count(*) > 1"
    )
    if twice:
        raise InputProblem(
            f"has two targets {twice[1]} for {twice[2]}.", "Keep one.",
            file="targets", column="partner_id", value=twice[0],
        )  # fmt: skip
    for (label,) in con.execute("SELECT DISTINCT period FROM targets ORDER BY 1").fetchall():
        if not _reads(label, calendar):
            raise InputProblem(
                "is no period.", f"Write such as {calendar.example}.", file="targets", column="period", value=label
            )


def _reads(label: str, calendar: FiscalCalendar) -> bool:
    """Whether a label is a period of this calendar or of another: tables may serve several programmes."""
    for one in (calendar, FiscalCalendar(), FiscalCalendar(2), FiscalCalendar(1, "month", 2)):
        try:
            one.parse(label)
        except UnknownPeriod:
            continue
        return True
    return False


def _check_splits(con: duckdb.DuckDBPyConnection) -> None:
    """Shares and overrides are percent, from 0 to 100, and of a person there is one row for a day."""
    for column in ("share", "override"):
        bad = _first(con, f"SELECT person, {column} FROM splits WHERE {column} < 0 OR {column} > 100")
        if bad:
            raise InputProblem(
                f"of {bad[0]} is not a percentage.", "Give a number from 0 to 100.",
                file="splits", column=column, value=bad[1],
            )  # fmt: skip
    bad = _first(con, "SELECT person, partner_id FROM splits WHERE share IS NULL AND override IS NULL")
    if bad:
        raise InputProblem(
            f"has neither share nor override of {bad[1]}.", "Give one of them.",
            file="splits", column="person", value=bad[0],
        )  # fmt: skip
    twice = _first(
        con,
        "SELECT person, partner_id FROM (SELECT person, partner_id, since,"
        " lag(until) OVER (PARTITION BY partner_id, incentive, person ORDER BY since) AS before"
        f" FROM (SELECT *, {SINCE} AS since, {UNTIL} AS until FROM splits)) WHERE since < before",
    )
    if twice:
        raise InputProblem(
            f"has two rows of {twice[1]} for the same day.", "Keep one, or give each its valid_from and valid_until.",
            file="splits", column="person", value=twice[0],
        )  # fmt: skip


def check_shares(one: One, incentives: tuple[str, ...]) -> None:
    """What is shared among persons on a period's last day adds up to 100 percent, for partners that sold then.

    :raises InputProblem: it adds up to something else.
    """
    named = ", ".join(f"({dialect.text(one)})" for one in incentives)
    bad = one(
        "SELECT CAST(s.partner_id AS VARCHAR), q.period, i.incentive, CAST(sum(s.share) AS VARCHAR) FROM splits AS s"
        f" JOIN (VALUES {named}) AS i (incentive) ON s.incentive IS NULL OR s.incentive = i.incentive"
        f" JOIN periods AS q ON {SINCE} < q.ends AND q.ends <= {UNTIL}"
        " JOIN (SELECT DISTINCT m.partner_id, h.period_no FROM measured AS m JOIN spans AS h ON h.span_no = m.span_no)"
        " AS sold ON sold.partner_id = s.partner_id AND sold.period_no = q.period_no"
        " WHERE s.share IS NOT NULL GROUP BY s.partner_id, q.period, i.incentive HAVING sum(s.share) <> 100"
        " ORDER BY 1, 2, 3 LIMIT 1"
    )
    if bad:
        raise InputProblem(
            f"add up to {_plain(bad[3])} for {bad[0]}, {bad[2]} and {bad[1]}.",
            "Let the shares in force on the period's last day add up to 100.",
            file="splits", column="share",
        )  # fmt: skip


def _plain(number: str) -> str:
    """Write a decimal without trailing zeros."""
    return number.rstrip("0").rstrip(".") if "." in number else number


def _check_units(con: duckdb.DuckDBPyConnection, own: bool) -> None:
    """A unit of a product has one factor, above zero, and its own unit is one."""
    bad = _first(con, "SELECT product_id, unit, CAST(factor AS VARCHAR) FROM units WHERE factor <= 0")
    if bad:
        raise InputProblem(
            f"of {bad[1]} of {bad[0]} is not above zero.", "Give how many base units one is.",
            file="units", column="factor", value=bad[2],
        )  # fmt: skip
    twice = _first(con, "SELECT product_id, unit FROM units GROUP BY product_id, unit HAVING count(*) > 1")
    if twice:
        raise InputProblem(
            f"has two factors for {twice[1]}.", "Keep one.", file="units", column="product_id", value=twice[0]
        )
    if not own:
        return
    bad = _first(
        con,
        "SELECT t.product_id, t.unit, CAST(t.factor AS VARCHAR) FROM units AS t JOIN products AS p"
        " ON p.product_id = t.product_id AND CAST(p.unit AS VARCHAR) = t.unit WHERE t.factor <> 1",
    )
    if bad:
        raise InputProblem(
            f"of {bad[1]}, the own unit of {bad[0]}, is not 1.", "Leave the row out, or correct the product's unit.",
            file="units", column="factor", value=bad[2],
        )  # fmt: skip
