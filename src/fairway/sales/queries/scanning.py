"""The accepted lines: as files for a calculation, and as rows for a page."""

# ruff: noqa: S608  numbers and dates only go into these statements

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from fairway.engine.inputs import Scan
from fairway.formats import VENDORS_OWN
from fairway.kit.access import Actor
from fairway.kit.lake import scanning
from fairway.kit.lake.writing import session
from fairway.sales.rules.relations import line_place
from fairway.values import Exact, Money

DATASET = "sales"


@dataclass(frozen=True, slots=True)
class SalesScan:
    """Accepted sales lines as files, and the numbers by which the same files are found again."""

    scan: Scan
    file_ids: tuple[int, ...]
    rows: int


@dataclass(frozen=True, slots=True)
class LineRow:
    """One accepted line; ``report_id`` and ``row`` are its place in the file it came from."""

    line_id: int
    report_id: int
    row: int
    partner_id: int
    product_id: int
    event: str
    kind: str
    invoice_no: str
    invoice_line: str
    invoice_date: date
    quantity: Exact
    unit: str
    unit_price: Exact | None
    net_amount: Exact
    currency: str
    customer: str
    country: str = ""
    region: str = ""
    person: str = ""
    serial_no: str = ""
    claimed_on: date | None = None
    customer_id: str = ""
    deal_id: str = ""
    original_on: date | None = None
    gross_amount: Exact | None = None
    list_amount: Exact | None = None


def scan(
    actor: Actor,
    *,
    file_ids: Iterable[int] | None = None,
    partner_id: int | None = None,
    partner_ids: Iterable[int] | None = None,
) -> SalesScan:
    """The accepted lines an actor may read, of the files in force or of an earlier set, at most those of some partners.

    What lines cost the vendor is not in what a partner reads.

    :raises fairway.kit.lake.scanning.NothingToRead: when the actor may read none, or a file of the set is gone.
    """
    wanted = partner_ids if partner_id is None else [partner_id]
    found = scanning.scan(actor, DATASET, file_ids=file_ids, partner_ids=wanted, unread=VENDORS_OWN)
    return SalesScan(Scan(found.paths, digest=found.digest, checked=True), found.file_ids, found.rows)


def lines_of(
    actor: Actor,
    *,
    partner_id: int | None = None,
    report_id: int | None = None,
    since: date | None = None,
    until: date | None = None,
    line_ids: Iterable[int] | None = None,
    deal: str | None = None,
    limit: int = 200,
    offset: int = 0,
) -> tuple[LineRow, ...]:
    """Accepted lines in force that the actor may read, newest first: a page of them.

    ``since`` is inclusive, ``until`` exclusive; ``deal`` is the code that lines were claimed under, in any
    capitals.

    :raises fairway.kit.lake.scanning.NothingToRead: when the actor may read none.
    """
    actor.require("own.sales.view" if actor.is_partner else "sales.view")
    found = scan(actor, partner_id=partner_id).scan
    if not found.files:
        return ()
    wanted = [
        condition
        for condition, given in (
            (f"report_id = {report_id}", report_id),
            (f"invoice_date >= DATE '{since}'", since),
            (f"invoice_date < DATE '{until}'", until),
            (f"line_id IN ({', '.join(str(int(number)) for number in line_ids or [0])})", line_ids),
        )
        if given is not None
    ]
    files = ", ".join("'" + path.replace("'", "''") + "'" for path in found.files)
    with session() as duck:
        rows = duck.execute(
            f"""SELECT line_id, partner_id, product_id, event, kind, coalesce(invoice_no, ''),
                       coalesce(invoice_line, ''), invoice_date, quantity, coalesce(unit, ''), unit_price, net_amount,
                       currency, coalesce(customer, ''), coalesce(country, ''), coalesce(region, ''),
                       coalesce(person, ''), coalesce(serial_no, ''), TRY_CAST(claimed_on AS DATE),
                       coalesce(customer_id, ''), coalesce(deal_id, ''), TRY_CAST(original_on AS DATE),
                       TRY_CAST(gross_amount AS DECIMAL(18, 4)), TRY_CAST(list_amount AS DECIMAL(18, 4))
                FROM (FROM read_parquet([{files}], union_by_name = true) UNION ALL BY NAME
                      SELECT NULL::VARCHAR AS country, NULL::VARCHAR AS region, NULL::VARCHAR AS serial_no,
                             NULL::DATE AS claimed_on, NULL::VARCHAR AS customer_id, NULL::VARCHAR AS deal_id,
                             NULL::DATE AS original_on, NULL::DECIMAL(18, 4) AS gross_amount,
                             NULL::DECIMAL(18, 4) AS list_amount WHERE false)
                WHERE {" AND ".join(wanted) or "true"} AND ($deal IS NULL OR upper(trim(deal_id)) = upper(trim($deal)))
                ORDER BY invoice_date DESC, line_id LIMIT {int(limit)} OFFSET {int(offset)}""",
            {"deal": deal},
        ).fetchall()
    return tuple(LineRow(row[0], *line_place(row[0]), *row[1:]) for row in rows)


def costs_of(actor: Actor, *, report_id: int) -> Mapping[int, Exact]:
    """What the accepted lines of a report cost the vendor, by line, where that is known: for its staff.

    :raises NotAllowed: for a partner, and without the right to see sales.
    :raises fairway.kit.lake.scanning.NothingToRead: when the actor may read none.
    """
    actor.require("sales.view")
    found = scan(actor).scan
    if not found.files:
        return {}
    files = ", ".join("'" + path.replace("'", "''") + "'" for path in found.files)
    with session() as duck:
        rows = duck.execute(
            f"""SELECT line_id, TRY_CAST(cost_amount AS DECIMAL(18, 4))
                FROM (FROM read_parquet([{files}], union_by_name = true) UNION ALL BY NAME
                      SELECT NULL::DECIMAL(18, 4) AS cost_amount WHERE false)
                WHERE report_id = {int(report_id)} AND cost_amount IS NOT NULL"""
        ).fetchall()
    return dict(rows)


def first_sales(actor: Actor, partner_ids: Iterable[int]) -> dict[int, date]:
    """The day of the first accepted sale of each of these partners that has one."""
    wanted = sorted({int(number) for number in partner_ids})
    if not wanted:
        return {}
    found = scan(actor).scan
    if not found.files:
        return {}
    files = ", ".join("'" + path.replace("'", "''") + "'" for path in found.files)
    numbers = ", ".join(map(str, wanted))
    with session() as duck:
        rows = duck.execute(
            f"SELECT partner_id, min(invoice_date) FROM read_parquet([{files}], union_by_name = true) "
            f"WHERE partner_id IN ({numbers}) AND quantity > 0 GROUP BY partner_id"
        ).fetchall()
    return dict(rows)


def net_between(actor: Actor, partner_id: int, *, since: date, until: date) -> Mapping[str, Money]:
    """A partner's net sales by currency from `since` until `until` (exclusive), returns taken off.

    What reached the partner counts (sell-in and sell-through); its own sales to customers count where nothing else of
    it is reported in these days, so that no goods count twice.

    :raises fairway.kit.lake.scanning.NothingToRead: when the actor may read none.
    """
    actor.require("own.sales.view" if actor.is_partner else "sales.view")
    found = scan(actor, partner_id=partner_id).scan
    if not found.files:
        return {}
    files = ", ".join("'" + path.replace("'", "''") + "'" for path in found.files)
    with session() as duck:
        rows = duck.execute(
            f"""SELECT event = 'sell_out', currency, sum(net_amount) FROM read_parquet([{files}], union_by_name = true)
                WHERE partner_id = {int(partner_id)} AND invoice_date >= DATE '{since}'
                  AND invoice_date < DATE '{until}' GROUP BY ALL"""
        ).fetchall()
    reached = {currency: Money(total, currency) for is_out, currency, total in rows if not is_out}
    return reached or {currency: Money(total, currency) for _, currency, total in rows}
