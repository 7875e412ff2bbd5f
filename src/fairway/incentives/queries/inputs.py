"""Bring together what a calculation reads: the sales lake's files, and partners, products and rates as tables."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import pyarrow as pa

from fairway.catalogue import queries as catalogue
from fairway.deals import queries as deals
from fairway.engine.inputs import InputProblem, Inputs, Scan
from fairway.engine.plan import needs
from fairway.engine.programme import Programme
from fairway.incentives.queries import crediting
from fairway.incentives.rules.numbers import by_number
from fairway.kit.access import WORKER, Actor, acting_as
from fairway.partners import queries as partners
from fairway.sales import queries as sales
from fairway.values import plain


@dataclass(frozen=True, slots=True)
class Pinned:
    """The sales lines of a run: the scan, and by what it can be opened again.

    ``file_ids`` are the lake's files; ``credits`` is the file beside them that shares the credit for deals.
    """

    scan: Scan
    file_ids: tuple[int, ...]
    credits: str = ""


def in_words(problem: Exception) -> str:
    """What cannot be calculated with, for people: of the sales lake's files they know no path."""
    if not isinstance(problem, InputProblem):
        return str(problem)
    lacking = re.match(r"has no column (.+), which programme", problem.reason)
    if lacking:
        held = problem.remedy.removeprefix("Add it; columns found: ")
        return f"No sales line says {lacking[1]}, which the programme reads. What they say: {held}"
    if "/" not in problem.file:
        return str(problem)
    reason = problem.reason, problem.remedy
    return str(InputProblem(*reason, file="Sales lines", row=problem.row, column=problem.column, value=problem.value))


def pin(actor: Actor) -> Pinned:
    """All sales lines in force now, and beside them what shares the credit for deals."""
    found = sales.scan(actor)
    credits = _credited_now(found.file_ids)
    return Pinned(crediting.beside(found.scan, credits, actor.partner_id), tuple(found.file_ids), credits)


def _credited_now(file_ids: Sequence[int]) -> str:
    """What is shared is told from all lines, whoever asks; what of it one reads is decided afterwards."""
    with acting_as(WORKER):
        return crediting.credited(sales.scan(WORKER, file_ids=tuple(file_ids)).scan)


def pinned_again(
    actor: Actor, file_ids: Sequence[int], *, partner_id: int | None = None, credits: str = ""
) -> Scan:  # fmt: skip
    """The sales lines of an earlier run, at most those of one partner; ``credits`` is what the run shared."""
    scan = sales.scan(actor, file_ids=tuple(file_ids), partner_id=partner_id).scan
    return crediting.beside(scan, credits, partner_id if partner_id is not None else actor.partner_id)


def of_programme(actor: Actor, programme: Programme, lines: Scan, *, versions: Iterable[Programme] = ()) -> Inputs:
    """The lines with the small tables beside them, rates turned into the programme's currency.

    Registered deals are read where the programme, or one of the other ``versions`` it is calculated with, asks.
    """
    asked = any("deals" in needs(one).tables for one in (programme, *versions))
    return Inputs(
        lines, partner_table(actor), product_table(actor), rate_table(actor, programme.currency),
        deals=deal_table(actor) if asked else None,
    )  # fmt: skip


def numbered(actor: Actor, programme: Programme) -> Programme:
    """The programme as the lake is numbered: partner codes and SKUs turned into what the lines carry."""
    return by_number(programme, partners.ids_by_code(actor))


def partner_table(actor: Actor, rows: Sequence[partners.DatedPartner] | None = None) -> pa.Table:
    """Partners with dated tiers (or the rows given instead); attributes are columns of their own."""
    rows = partners.for_calculation(actor) if rows is None else rows
    columns: dict[str, Any] = {
        "partner_id": pa.array([row.partner_id for row in rows], pa.int64()),
        "code": _texts(row.code for row in rows),
        "name": _texts(row.name for row in rows),
        "type": _texts(row.type for row in rows),
        "tier": _texts(row.tier for row in rows),
        "country": _texts(row.country for row in rows),
        "region": _texts(row.region for row in rows),
        "parent_id": pa.array([row.parent_id for row in rows], pa.int64()),
        "currency": _texts(row.currency for row in rows),
        "valid_from": pa.array([row.valid_from for row in rows], pa.date32()),
        "valid_until": pa.array([row.valid_until for row in rows], pa.date32()),
    }
    return _with_attributes(columns, [row.attributes for row in rows])


def product_table(actor: Actor) -> pa.Table:
    """Products by number, with their SKU; attributes are columns of their own."""
    rows = catalogue.for_calculation(actor)
    columns: dict[str, Any] = {"product_id": pa.array([row.id for row in rows], pa.int64())}
    for name in ("sku", "name", "category", "subcategory", "family", "brand", "line", "unit"):
        columns[name] = _texts(getattr(row, name) for row in rows)
    return _with_attributes(columns, [row.attributes for row in rows])


def rate_table(actor: Actor, currency: str) -> pa.Table:
    """Exchange rates into one currency."""
    rows = catalogue.rates_to(actor, currency)
    # The plan keeps every place of a rate, so the table has no more places than its rates need.
    written = [plain(row.rate).partition(".") for row in rows]
    whole = max((len(head) for head, _, _ in written), default=1)
    places = max((len(tail) for _, _, tail in written), default=0)
    return pa.table(
        {
            "currency": _texts(row.currency for row in rows),
            "valid_from": pa.array([row.valid_from for row in rows], pa.date32()),
            "rate": pa.array([row.rate for row in rows], pa.decimal128(whole + places, places)),
        }
    )


def deal_table(actor: Actor) -> pa.Table:
    """The days on which deals are registered for their partners: of a partner its own, else all there are.

    A partner's own are those, too, that another registered and in whose credit it has a part.
    """
    reader = actor if actor.is_partner else WORKER  # whoever calculates need not be allowed to read registrations
    with acting_as(reader):
        rows = deals.granted_deals(reader)
    if actor.partner_id is not None:
        with acting_as(WORKER):
            rows = (*rows, *deals.granted_deals(WORKER, named=actor.partner_id))
    return pa.table(
        {
            "deal_id": _texts(row.code for row in rows),
            "partner_id": pa.array([row.partner_id for row in rows], pa.int64()),
            "valid_from": pa.array([row.since for row in rows], pa.date32()),
            "valid_until": pa.array([row.until for row in rows], pa.date32()),
        }
    )


def fingerprint(read: Inputs) -> str:
    """A hash over everything a calculation reads: the same inputs give the same payouts."""
    hashed = hashlib.sha256(read.lines.digest.encode())
    for table in (read.partners, read.products, read.rates, read.deals):
        if isinstance(table, pa.Table):
            sink = pa.BufferOutputStream()
            with pa.ipc.new_stream(sink, table.schema) as writer:
                writer.write_table(table.combine_chunks())
            hashed.update(sink.getvalue())
    return hashed.hexdigest()


def tables_fingerprint(read: Inputs) -> str:
    """A hash over everything but the lines."""
    return fingerprint(replace(read, lines=Scan(())))


def _texts(values: Iterable[str]) -> pa.Array:
    return pa.array([value or None for value in values], pa.string())


def _with_attributes(columns: dict[str, Any], attributes: Sequence[Mapping[str, str]]) -> pa.Table:
    names = sorted({name for row in attributes for name in row} - columns.keys())
    for name in names:
        columns[name] = _texts(str(row[name]) if row.get(name) is not None else "" for row in attributes)
    return pa.table(columns)
