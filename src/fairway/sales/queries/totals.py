"""The accepted lines added up for other rooms' metrics: sums by partner and stretch of days, customers, cleanliness.

Lines stay where they are: DuckDB reads the files and answers with sums, so a thousand partners' years come back as some
thousand rows.
"""

# ruff: noqa: S608  names checked against columns, numbers and dates only go into these statements

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType

import pyarrow as pa
from django.db.models import Count

from fairway.catalogue import queries as catalogue
from fairway.engine.inputs import Scan
from fairway.kit.access import Actor
from fairway.kit.lake.writing import Connection, session
from fairway.sales.models import HeldLine
from fairway.sales.queries.reports import visible_reports
from fairway.sales.queries.scanning import scan
from fairway.values import Exact

KINDS = {"net": "kind <> 'sample'", "gross": "kind = 'sale'", "units": "kind <> 'sample'"}
_NAME = re.compile(r"[a-z][a-z0-9_]{0,59}\Z")
PRODUCT = ("sku", "name", "category", "subcategory", "family", "brand", "line", "unit")


class NoRate(Exception):
    """Lines in a currency that no rate turns into the one asked for."""


@dataclass(frozen=True, slots=True)
class Asked:
    """One sum: ``counted`` is net, gross or units; ``by`` are product attributes it is told apart by."""

    name: str
    counted: str = "net"
    events: tuple[str, ...] = ()
    by: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Total:
    """A sum of one partner from a day on, until the next cut; ``about`` are the values of ``by``."""

    name: str
    partner_id: int
    since: date
    about: tuple[tuple[str, str], ...]
    amount: Exact


@dataclass(frozen=True, slots=True)
class Custom:
    """A partner's customer bought from a day on, and counts as one until so many months after the last time."""

    partner_id: int
    customer: str
    since: date
    until: date


@dataclass(frozen=True, slots=True)
class Cleanliness:
    """A report's lines: how many, and how many needed nobody's help."""

    partner_id: int
    on: date
    received: int
    clean: int


def product_attributes(actor: Actor) -> frozenset[str]:
    """The attributes of products that sums can be told apart by."""
    return frozenset(PRODUCT) | {name for row in catalogue.for_calculation(actor) for name in row.attributes}


def totals(
    actor: Actor,
    asked: Sequence[Asked],
    *,
    currency: str,
    cuts: Iterable[date] | None,
    partner_ids: Iterable[int] | None = None,
) -> tuple[Total, ...]:
    """Add lines up in one currency, by partner, stretch of days between ``cuts`` (None: by day) and attributes.

    ``partner_ids`` narrows to these partners' lines. Amounts in other currencies take the rate in force on the line's
    date. Lines before the first cut are left out.

    :raises NoRate: lines are in a currency that no rate turns into this one.
    :raises fairway.kit.lake.scanning.NothingToRead: when the actor may read none.
    """
    found = scan(actor, partner_ids=partner_ids).scan
    if not found.files or not asked:
        return ()
    with session() as duck:
        _tables(duck, actor, found, currency)
        missing = duck.execute("SELECT DISTINCT currency FROM lines WHERE rate IS NULL ORDER BY 1").fetchall()
        if missing and any(one.counted != "units" for one in asked):
            codes = ", ".join(str(row[0]) for row in missing)
            raise NoRate(f"There is no exchange rate from {codes} into {currency} for some sales: load it first.")
        made: list[Total] = []
        days = None if cuts is None else sorted(set(cuts))
        if days is not None:
            duck.register("cuts", pa.table({"day": pa.array(days, pa.date32())}))
        for one in asked:
            made += _added(duck, one, days is None)
    return tuple(made)


def customers(
    actor: Actor,
    *,
    months: int,
    partner_ids: Iterable[int] | None = None,
    same: Mapping[int, int] = MappingProxyType({}),
) -> tuple[Custom, ...]:
    """Say from when until when each customer was one: until so many months after a purchase without another.

    ``partner_ids`` narrows to these partners' lines; ``same`` says under which number those of a duplicate count.
    """
    found = scan(actor, partner_ids=partner_ids).scan
    if not found.files:
        return ()
    with session() as duck:
        pairs = sorted(same.items())
        duck.register(
            "same",
            pa.table(
                {
                    "duplicate": pa.array([one for one, _ in pairs], pa.int64()),
                    "survivor": pa.array([other for _, other in pairs], pa.int64()),
                }
            ),
        )
        rows = duck.execute(
            f"""WITH bought AS (
                  SELECT DISTINCT coalesce(survivor, partner_id) AS partner_id, customer, invoice_date AS day
                  FROM read_parquet([{_files(found)}], union_by_name = true) LEFT JOIN same ON duplicate = partner_id
                  WHERE kind = 'sale' AND coalesce(customer, '') <> ''),
                marked AS (
                  SELECT *, CASE WHEN day >= lag(day) OVER w + INTERVAL '{int(months)} months'
                                 THEN 1 ELSE 0 END AS fresh
                  FROM bought WINDOW w AS (PARTITION BY partner_id, customer ORDER BY day)),
                spans AS (
                  SELECT *, sum(fresh) OVER (PARTITION BY partner_id, customer ORDER BY day) AS span FROM marked)
                SELECT partner_id, customer, min(day), CAST(max(day) + INTERVAL '{int(months)} months' AS DATE)
                FROM spans GROUP BY partner_id, customer, span ORDER BY 1, 2, 3"""
        ).fetchall()
    return tuple(Custom(*row) for row in rows)


def cleanliness(actor: Actor, *, partner_ids: Iterable[int] | None = None) -> tuple[Cleanliness, ...]:
    """How clean partners' reports were, by the day they came: lines held, even if released later, are not clean."""
    rows = visible_reports(actor).filter(status="decided", reporter__isnull=False)
    if partner_ids is not None:
        rows = rows.filter(reporter_id__in=list(partner_ids))
    reports = list(rows.values_list("pk", "reporter_id", "received_at", "accepted", "held", "refused"))
    held = dict(
        HeldLine.objects.filter(report__in=[row[0] for row in reports])
        .values_list("report_id")
        .annotate(Count("pk"))
        .values_list("report_id", "pk__count")
    )
    made = []
    for pk, reporter, at, accepted, still, refused in reports:
        helped = max(held.get(pk, 0), still)
        received = max(accepted + still, helped) + refused
        made.append(Cleanliness(reporter, at.date(), received, max(received - helped - refused, 0)))
    return tuple(made)


def _added(duck: Connection, one: Asked, daily: bool) -> list[Total]:
    by = [name for name in one.by if _NAME.match(name)]
    what = "quantity" if one.counted == "units" else "CAST(net_amount AS DECIMAL(18, 4)) * rate"
    where = [KINDS[one.counted]]
    if one.events:
        where.append(f"event IN ({', '.join(repr(event) for event in one.events if _NAME.match(event))})")
    since = "invoice_date" if daily else "day"
    source = "lines" if daily else "lines ASOF JOIN cuts ON lines.invoice_date >= cuts.day"
    columns = ", ".join(f"coalesce(CAST(p_{name} AS VARCHAR), '')" for name in by)
    rows = duck.execute(
        f"""SELECT partner_id, {since}, sum({what}){", " + columns if columns else ""} FROM {source}
            WHERE {" AND ".join(where)} GROUP BY ALL ORDER BY ALL"""
    ).fetchall()
    return [Total(one.name, row[0], row[1], tuple(zip(by, row[3:], strict=True)), row[2]) for row in rows]


def _tables(duck: Connection, actor: Actor, found: Scan, currency: str) -> None:
    """Lay the lines beside their products and rates, as one view."""
    products = catalogue.for_calculation(actor)
    names = sorted({name for row in products for name in row.attributes if _NAME.match(name)} - set(PRODUCT))
    columns: Mapping[str, pa.Array] = {
        "product": pa.array([row.id for row in products], pa.int64()),
        **{f"p_{name}": pa.array([getattr(row, name) or None for row in products], pa.string()) for name in PRODUCT},
        **{
            f"p_{name}": pa.array([str(row.attributes.get(name) or "") or None for row in products], pa.string())
            for name in names
        },
    }
    duck.register("products", pa.table(dict(columns)))
    rates = catalogue.rates_to(actor, currency)
    duck.register(
        "rates",
        pa.table(
            {
                "code": pa.array([row.currency for row in rates], pa.string()),
                "valid_from": pa.array([row.valid_from for row in rates], pa.date32()),
                "known": pa.array([f"{row.rate:f}" for row in rates], pa.string()),
            }
        ),
    )
    duck.execute(
        f"""CREATE TEMP VIEW lines AS
            SELECT l.*, p.*, CASE WHEN l.currency = '{currency}' THEN CAST(1 AS DECIMAL(18, 8))
                                  ELSE CAST(r.known AS DECIMAL(18, 8)) END AS rate
            FROM read_parquet([{_files(found)}], union_by_name = true) l
            LEFT JOIN products p ON p.product = l.product_id
            ASOF LEFT JOIN rates r ON r.code = l.currency AND l.invoice_date >= r.valid_from"""
    )


def _files(found: Scan) -> str:
    return ", ".join("'" + path.replace("'", "''") + "'" for path in found.files)
