"""Read a file into a bench of relations and decide all its lines there."""

# ruff: noqa: S608  numbers, dates and texts quoted by text_sql only go into these statements

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import pyarrow as pa
import pyarrow.parquet as parquet

from fairway.formats import Layout, Reading
from fairway.kit import files
from fairway.kit.access import Actor, acting_as
from fairway.kit.lake.keeping import files_in
from fairway.kit.lake.models import LakeFile
from fairway.kit.lake.writing import Connection
from fairway.partners import queries as partners
from fairway.sales.models import Report
from fairway.sales.queries import DATASET, known_partners, known_products
from fairway.sales.rules import relations
from fairway.sales.rules.levels import Level
from fairway.sales.rules.lines import KnownPartner, KnownProduct, Terms
from fairway.sales.rules.reasons import BIT, MASK, REASONS, codes_in
from fairway.values import CURRENCIES

CHUNK = 250_000
MOST_HELD = 50_000
"""Held lines a file may have; with more the mapping is at fault, not the lines."""

SMALL = 2**21
"""Bytes of a file that one thread decides sooner than several."""
FEW = 20_000
"""Lines that are decided sooner as the statement stands than after the engine has thought about it."""

Tell = Callable[[int, int | None], None]


@dataclass
class Bench:
    """The relations of one file under work."""

    duck: Connection
    layout: Layout
    headings: tuple[str, ...]
    dirty: bool = False
    rows: int = 0
    counts: dict[str, int] = field(default_factory=dict)
    reasons: dict[str, int] = field(default_factory=dict)
    first_on: date | None = None
    last_on: date | None = None
    net: dict[str, str] = field(default_factory=dict)

    def one(self, query: str) -> tuple[Any, ...]:
        """Answer the one row of a query."""
        row = self.duck.execute(query).fetchone()
        assert row is not None
        return row


def load(bench: Bench, batches: Iterator[pa.RecordBatch], schema: pa.Schema, tell: Tell) -> None:
    """Read all rows into ``raw``, telling how far it is."""
    bench.duck.execute(
        "CREATE OR REPLACE TABLE raw (row BIGINT, cells_problem VARCHAR"
        + "".join(f", c{index} VARCHAR" for index in range(len(bench.headings)))
        + ")"
    )
    waiting: list[pa.RecordBatch] = []
    count = 0
    for batch in batches:
        waiting.append(batch)
        count += batch.num_rows
        if count >= CHUNK:
            _insert(bench, waiting, schema)
            waiting, count = [], 0
            tell(bench.rows, None)
    if waiting:
        _insert(bench, waiting, schema)
    tell(bench.rows, bench.rows)


def _insert(bench: Bench, batches: list[pa.RecordBatch], schema: pa.Schema) -> None:
    table = pa.Table.from_batches(batches, schema)
    bench.duck.register("chunk", table)
    bench.duck.execute("INSERT INTO raw SELECT * FROM chunk")
    bench.duck.unregister("chunk")
    bench.rows += table.num_rows


def read(bench: Bench, reading: Reading, tell: Tell) -> None:
    """Read the file."""
    load(bench, reading.batches(), reading.schema, tell)
    bench.dirty = not reading.notes.clean


def terms_for(bench: Bench, actor: Actor, report: Report, today: date) -> Terms:
    """Look up what the file's texts mean. Opens a transaction of its own."""
    skus = _texts(bench, "product_id")
    about_partners = report.about == "partners"
    named = _texts(bench, "partner_id") if about_partners else set()
    with acting_as(actor):
        own = None
        if not about_partners and report.reporter_id is not None:
            row = partners.one(actor, report.reporter_id, on=today)
            own = KnownPartner(row.id, row.currency)
        return Terms(
            today=today,
            about_partner=own,
            event=bench.layout.constants.get("event", report.event),
            period_start=report.period_start,
            period_end=report.period_end,
            products=known_products(actor, skus, reporter_id=report.reporter_id, on=today),
            partners=known_partners(actor, named, reporter_id=report.reporter_id, on=today),
        )


def _texts(bench: Bench, name: str) -> set[str]:
    query = relations.distinct_texts(name, bench.layout, bench.headings)
    return {row[0] for row in bench.duck.execute(query).fetchall() if row[0]}


def decide(bench: Bench, terms: Terms) -> None:
    """Make ``decided``, duplicates within the file marked."""
    lay_out_known(bench.duck, terms.products, terms.partners)
    few = bench.rows < FEW
    if few:
        bench.duck.execute("PRAGMA disable_optimizer")
    bench.duck.execute(relations.decided_sql(bench.layout, bench.headings, terms, dirty=bench.dirty))
    if few:
        bench.duck.execute("PRAGMA enable_optimizer")
    bench.duck.execute(relations.duplicates_sql())


def lay_out_known(duck: Connection, products: Mapping[str, KnownProduct], known: Mapping[str, KnownPartner]) -> None:
    """Put the small tables beside ``raw``."""
    six = pa.decimal128(18, 6)
    by_id = {product.product_id: product for product in products.values()}
    prices = [(number, code, price) for number, each in by_id.items() for code, price in each.prices.items()]
    units = [(number, unit, factor) for number, each in by_id.items() for unit, factor in each.units.items()]
    tables = {
        "product_known": {
            "text": pa.array(list(products), pa.string()),
            "product_id": pa.array([each.product_id for each in products.values()], pa.int64()),
            "unit": pa.array([each.unit for each in products.values()], pa.string()),
        },
        "product_price": {
            "product_id": pa.array([each[0] for each in prices], pa.int64()),
            "currency": pa.array([each[1] for each in prices], pa.string()),
            "price": pa.array([each[2] for each in prices], six),
        },
        "product_unit": {
            "product_id": pa.array([each[0] for each in units], pa.int64()),
            "unit": pa.array([each[1] for each in units], pa.string()),
            "factor": pa.array([each[2] for each in units], six),
        },
        "partner_known": {
            "text": pa.array(list(known), pa.string()),
            "partner_id": pa.array([each.partner_id for each in known.values()], pa.int64()),
            "currency": pa.array([each.currency for each in known.values()], pa.string()),
        },
        "currency_known": {
            "code": pa.array(list(CURRENCIES), pa.string()),
            "digits": pa.array([each.digits for each in CURRENCIES.values()], pa.int32()),
        },
    }
    for name, columns in tables.items():
        duck.register("known", pa.table(columns))
        duck.execute(f"CREATE OR REPLACE TABLE {name} AS SELECT * FROM known")
        duck.unregister("known")


def summarise(bench: Bench) -> None:
    """Count outcomes and reasons, and find the days the accepted lines span."""
    totals: dict[int, int] = dict(
        bench.duck.execute("SELECT reasons, count(*) FROM decided GROUP BY reasons").fetchall()
    )
    bench.reasons = {
        reason.code: count
        for reason in REASONS
        if (count := sum(lines for bits, lines in totals.items() if bits & BIT[reason.code]))
    }
    outcomes = {"accepted": 0, "held": 0, "refused": 0, "dropped": 0}
    for bits, lines in totals.items():
        if bits & MASK[Level.REFUSED]:
            outcomes["refused"] += lines
        elif bits & MASK[Level.DROPPED]:
            outcomes["dropped"] += lines
        elif bits & MASK[Level.HELD]:
            outcomes["held"] += lines
        else:
            outcomes["accepted"] += lines
    bench.counts = outcomes
    bench.net = dict(
        bench.duck.execute(
            "SELECT currency, CAST(sum(net_amount) AS VARCHAR) FROM decided"
            f" WHERE reasons & {relations.USED} = 0 GROUP BY currency ORDER BY currency"
        ).fetchall()
    )
    bench.first_on, bench.last_on = bench.one(
        f"SELECT min(invoice_date), max(invoice_date) FROM decided WHERE reasons & {relations.USED} = 0"
    )


def scope_of(bench: Bench, report: Report, since: date, until: date) -> str:
    """Which lines of the lake a restated file speaks about, as a condition over the lake's rows."""
    reporter = "reporter_id IS NULL" if report.reporter_id is None else f"reporter_id = {report.reporter_id}"
    events = ", ".join(f"'{row[0]}'" for row in bench.duck.execute(_distinct("event")).fetchall()) or "''"
    condition = (
        f"{reporter} AND event IN ({events}) AND invoice_date >= DATE '{since}' AND invoice_date < DATE '{until}'"
    )
    if report.covers == "named" and report.about == "partners":
        ids = ", ".join(str(row[0]) for row in bench.duck.execute(_distinct("partner_id")).fetchall()) or "-1"
        condition += f" AND partner_id IN ({ids})"
    return condition


def _distinct(column: str) -> str:
    return f"SELECT DISTINCT {column} FROM decided WHERE reasons & {relations.USED} = 0 ORDER BY 1"


def lay_out_earlier(bench: Bench, found: list[LakeFile], report: Report, leaving: str | None) -> None:
    """Put what the same reporter said before, and what stays in force, beside the lines: ``earlier``."""
    reporter = "reporter_id IS NULL" if report.reporter_id is None else f"reporter_id = {report.reporter_id}"
    stays = f" AND NOT ({leaving})" if leaving else ""
    bench.duck.execute(
        "CREATE OR REPLACE TABLE earlier AS SELECT report_id, partner_id, event, kind, invoice_no, invoice_line,"
        " invoice_date, product_id, quantity, net_amount, serial_no"
        f" FROM (FROM read_parquet({files_in(DATASET, found)}, union_by_name = true)"
        " UNION ALL BY NAME SELECT NULL::VARCHAR AS serial_no WHERE false)"
        f" WHERE {reporter}{stays} AND invoice_no IN (SELECT invoice_no FROM decided WHERE invoice_no <> '')"
    )


def restated(bench: Bench, found: list[LakeFile], scope: str, since: date, until: date) -> dict[str, Any] | None:
    """Compare what was reported for the file's period with what it reports now; None when nothing was."""
    if not found:
        return None
    bench.duck.execute(
        "CREATE OR REPLACE TABLE before AS SELECT partner_id, currency, report_id, quantity, net_amount"
        f" FROM read_parquet({files_in(DATASET, found)}, union_by_name = true) WHERE {scope}"
    )
    (lines,) = bench.one("SELECT count(*) FROM before")
    if not lines:
        return None
    sums = "count(*) AS lines, sum(quantity) AS quantity, sum(net_amount) AS net"
    rows = bench.duck.execute(
        f"""WITH old AS (SELECT partner_id, currency, {sums} FROM before GROUP BY ALL),
                 new AS (SELECT partner_id, currency, {sums} FROM decided
                         WHERE reasons & {relations.USED} = 0 GROUP BY ALL)
            SELECT coalesce(old.partner_id, new.partner_id), coalesce(old.currency, new.currency),
                   coalesce(old.lines, 0), coalesce(new.lines, 0),
                   CAST(coalesce(old.quantity, 0) AS VARCHAR), CAST(coalesce(new.quantity, 0) AS VARCHAR),
                   CAST(coalesce(old.net, 0) AS VARCHAR), CAST(coalesce(new.net, 0) AS VARCHAR)
            FROM old FULL JOIN new USING (partner_id, currency)
            ORDER BY abs(coalesce(new.net, 0) - coalesce(old.net, 0)) DESC, 1, 2 LIMIT 500"""
    ).fetchall()
    names = (
        "partner_id",
        "currency",
        "lines_before",
        "lines_after",
        "quantity_before",
        "quantity_after",
        "net_before",
        "net_after",
    )
    reports = bench.duck.execute("SELECT DISTINCT report_id FROM before ORDER BY 1").fetchall()
    return {
        "since": since.isoformat(),
        "until": until.isoformat(),
        "replaces": [row[0] for row in reports],
        "lines_before": lines,
        "lines_after": bench.counts["accepted"],
        "rows": [dict(zip(names, row, strict=True)) for row in rows],
    }


def held_rows(bench: Bench, *, limit: int = MOST_HELD) -> list[tuple[Any, ...]]:
    """The held lines with their cells: row, codes, cells and what was read of them."""
    cells = ", ".join(f"left(c{index}, 2000)" for index in range(len(bench.headings)))
    rows = bench.duck.execute(
        f"""SELECT decided.row, reasons, [{cells}], sku, partner_text, partner_id, decided.invoice_no, invoice_date,
                   quantity, net_amount, currency
            FROM decided JOIN raw ON raw.row = decided.row
            WHERE reasons & {MASK[Level.HELD]} <> 0 AND reasons & {MASK[Level.REFUSED] | MASK[Level.DROPPED]} = 0
            ORDER BY decided.row LIMIT {limit}"""
    ).fetchall()
    return [(row[0], list(codes_in(row[1])), *row[2:]) for row in rows]


def keep_refused(bench: Bench) -> str:
    """Write the refused lines, as they came, to a file of their own; answers its digest, "" when there are none."""
    if not bench.counts["refused"]:
        return ""
    cells = ", ".join(f"left(c{index}, 2000)" for index in range(len(bench.headings)))
    codes = " || ".join(
        f"CASE WHEN reasons & {BIT[reason.code]} <> 0 THEN '{reason.code} ' ELSE '' END" for reason in REASONS
    )
    found = bench.duck.execute(
        f"""SELECT decided.row, {codes} AS codes, [{cells}] AS cells FROM decided JOIN raw ON raw.row = decided.row
            WHERE reasons & {MASK[Level.REFUSED]} <> 0 ORDER BY decided.row"""
    ).to_arrow_reader(10_000)
    sink = pa.BufferOutputStream()
    with parquet.ParquetWriter(sink, found.schema, compression="zstd") as writer:
        for batch in found:
            writer.write_batch(batch)
    return files.store([sink.getvalue().to_pybytes()]).sha256


def rows_to_load(lines: Iterable[tuple[int, list[str]]], width: int) -> Iterator[pa.RecordBatch]:
    """Make a batch of lines kept as lists of cells, to decide them again."""
    from fairway.formats.delimited import batch_of

    kept = list(lines)
    rows = [cells[:width] + [""] * (width - len(cells)) for _, cells in kept]
    yield batch_of(rows, [number for number, _ in kept], width)
