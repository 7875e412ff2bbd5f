"""Lines that share what was sold under a deal among the partners that have a part of its credit.

Every line that a deal's partner reports under the deal's number is shared by the credit of the day of the sale: each
partner gets its part of quantity and amounts, to the minor unit, by largest remainder, so that the parts add up to the
line. What others get is taken off the one who sold. These lines stand in a file of their own beside the sales; they
count where a programme adds up registered deals, and nowhere else. Nothing of a line but product, place, days and
amounts reaches another partner: no invoice, no customer, no person and not who sold it.
"""

# ruff: noqa: S608  numbers, names of columns and quoted paths only go into these statements

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from pathlib import Path

import pyarrow as pa

from fairway.deals import queries as deals
from fairway.deals.rules.credits import HUNDRED, Credit
from fairway.engine.inputs import Scan
from fairway.kit.access import WORKER, acting_as
from fairway.kit.lake.scanning import NothingToRead
from fairway.kit.lake.writing import Connection, place, session, stage
from fairway.values import CURRENCIES, Exact, Money, Rounding, apportion, exact, minus, plain, rounded

DATASET = "deal-credits"
PLACES = 4
"""Decimal places that the lake keeps of quantities and amounts."""
MOVED = ("quantity", "net_amount", "gross_amount", "list_amount", "cost_amount")
KEPT = frozenset(
    {
        *("line_id", "product_id", "event", "kind", "invoice_date", "ship_date", "original_on", "claimed_on", "unit"),
        *("currency", "country", "region", "deal_id"),
    }
)
"""What of a line another partner reads beside its part of the amounts."""


def credited(scan: Scan) -> str:
    """Write the lines that share what these files hold; their digest, or nothing where no credit is shared."""
    with acting_as(WORKER):
        shared = {one.deal: one for one in deals.shared_credits(WORKER)}
    if not shared or not scan.files:
        return ""
    with session() as duck:
        columns = _columns(duck, scan.files)
        if "deal_id" not in columns:
            return ""
        moved = [name for name in MOVED if name in columns]
        codes = ", ".join("'" + code.replace("'", "''") + "'" for code in sorted(shared))
        own_day = "TRY_CAST(original_on AS DATE)" if "original_on" in columns else "NULL"
        duck.execute(
            f"CREATE TEMP TABLE found AS SELECT *, row_number() OVER (ORDER BY line_id, partner_id) AS n"
            f" FROM read_parquet({_listed(scan.files)}, union_by_name = true) WHERE deal_id IN ({codes})"
        )
        rows = duck.execute(
            f"SELECT n, partner_id, coalesce({own_day}, invoice_date), deal_id, currency, {', '.join(moved)} FROM found"
        ).fetchall()
        made = list(_made(rows, shared, moved))
        if not made:
            return ""
        duck.register("made", _table(made, moved))
        staged = stage(duck, _written(columns, moved), dataset=DATASET, sources=(), order="partner_id, line_id")
    return staged.digest if staged is not None else ""


def beside(scan: Scan, credits: str, partner_id: int | None) -> Scan:
    """The sales lines with those that share them beside, at most one partner's.

    :raises NothingToRead: the file that shares them is gone.
    """
    if not credits:
        return scan
    path = place(DATASET, credits)
    if not path.exists():
        raise NothingToRead("The file that shares the credit for deals is gone: restore the lake from its backup.")
    if partner_id is not None:
        narrowed = _narrowed(path, partner_id)
        if narrowed is None:
            return scan
        path = narrowed
    return Scan(
        (*scan.files, str(path)),
        scan.columns,
        hashlib.sha256(f"{scan.digest} {credits}".encode()).hexdigest(),
        scan.checked,
    )


def _made(
    rows: Iterable[tuple[object, ...]], shared: Mapping[str, Credit], moved: Sequence[str]
) -> Iterator[tuple[int, int, bool, str, dict[str, Exact | None]]]:
    """For each line the rows that share it: its number, whose, whether it is the seller's, percent, and the parts."""
    for row in rows:
        number, seller, day, deal, currency = row[:5]
        shares = shared[str(deal)].on(_day(day))
        if not isinstance(number, int) or not isinstance(seller, int) or seller not in shares:
            continue  # who has no part in the deal has nothing to share
        if shares == {seller: HUNDRED}:
            continue
        rest = HUNDRED
        for share in shares.values():
            rest = minus(rest, share)
        weights = {**shares, **({0: rest} if rest > 0 else {})}  # 0 is nobody here
        split = {name: _split(row[5 + at], name, str(currency), weights) for at, name in enumerate(moved)}
        for partner, share in sorted(shares.items()):
            own = partner == seller
            parts: dict[str, Exact | None] = {}
            for at, name in enumerate(moved):
                whole, given = row[5 + at], split[name]
                if given is None:
                    parts[name] = None
                elif own:  # what others are given is taken off the one who sold
                    parts[name] = minus(given[partner], exact(str(whole)))
                else:
                    parts[name] = given[partner]
            if own or any(parts.values()):
                percent = plain(minus(share, HUNDRED) if own else share)
                yield number, partner, own, percent, parts


def _split(value: object, name: str, currency: str, weights: Mapping[int, Exact]) -> Mapping[int, Exact] | None:
    if value is None:
        return None
    whole, places = exact(str(value)), PLACES
    if name != "quantity" and currency in CURRENCIES:
        digits = Money.zero(currency).digits
        places = digits if rounded(whole, digits, Rounding.HALF_UP) == whole else PLACES
    units = int(whole.scaleb(places))
    return {partner: exact(part).scaleb(-places) for partner, part in apportion(units, weights).items()}


def _day(value: object) -> date:
    assert isinstance(value, date)
    return value


def _table(made: Sequence[tuple[int, int, bool, str, dict[str, Exact | None]]], moved: Sequence[str]) -> pa.Table:
    columns: dict[str, pa.Array] = {
        "n": pa.array([one[0] for one in made], pa.int64()),
        "partner": pa.array([one[1] for one in made], pa.int64()),
        "own": pa.array([one[2] for one in made], pa.bool_()),
        "percent": pa.array([one[3] for one in made], pa.string()),
    }
    for name in moved:
        columns[name] = pa.array([one[4][name] for one in made], pa.decimal128(38, 6))
    return pa.table(columns)


def _written(columns: Mapping[str, str], moved: Sequence[str]) -> str:
    """Each new line as a statement: the sold line's columns, its parts in place of the whole."""
    parts = []
    for name, kind in columns.items():
        if name == "partner_id":
            parts.append(f"CAST(m.partner AS {kind}) AS partner_id")
        elif name in moved:
            parts.append(f"CAST(m.{name} AS {kind}) AS {name}")
        elif name == "kind":
            seen = "CASE WHEN f.quantity < 0 OR f.net_amount < 0 THEN 'return' ELSE 'sale' END"
            parts.append(f"coalesce(f.kind, {seen}) AS kind")
        elif name == "customer_id":
            parts.append(f"CAST(NULL AS {kind}) AS customer_id")  # a part of an order is nobody's first
        elif name in KEPT:
            parts.append(f'f."{name}"')
        else:
            parts.append(f'CASE WHEN m.own THEN f."{name}" END AS "{name}"')
    return f"SELECT {', '.join(parts)}, m.percent AS deal_credit FROM made AS m JOIN found AS f ON f.n = m.n"


def _narrowed(path: Path, partner_id: int) -> Path | None:
    """The same file with one partner's lines only; None where it has none."""
    rows = f"SELECT * FROM read_parquet({_listed([str(path)])}) WHERE partner_id = {int(partner_id)}"
    with session() as duck:
        staged = stage(duck, rows, dataset=DATASET, sources=(), order="partner_id, line_id")
    return place(DATASET, staged.digest) if staged is not None else None


def _columns(duck: Connection, files: Sequence[str]) -> dict[str, str]:
    rows = duck.execute(f"DESCRIBE FROM read_parquet({_listed(files)}, union_by_name = true)").fetchall()
    return {str(row[0]): str(row[1]) for row in rows}


def _listed(files: Sequence[str]) -> str:
    return "[" + ", ".join("'" + path.replace("'", "''") + "'" for path in files) + "]"
