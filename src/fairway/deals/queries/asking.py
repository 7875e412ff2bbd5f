"""What people wrote, as the rules read it: products by their numbers, rows of a file as deals."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from fairway.catalogue import queries as catalogue
from fairway.deals.queries.policies import Published
from fairway.deals.queries.registrants import registrant_of
from fairway.deals.rules.asked import Asked, AskedLine, Fault, faults_of, shape_of
from fairway.deals.rules.policy.document import FIELDS
from fairway.deals.rules.written import WrittenLine, number
from fairway.formats.fields import plain_heading
from fairway.formats.tables import Table, recognised
from fairway.kit.access import Actor

MOST = 5_000
"""Deals in one file."""
KNOWN = {
    **{name: (plain_heading(field.label), plain_heading(name)) for name, field in FIELDS.items()},
    "sku": ("product", "sku"), "units": ("units", "quantity"), "value": ("value", "amount"),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class RowFault:
    """One thing wrong in one row of a file, None for the file as a whole; ``column`` is the file's own heading."""

    row: int | None
    column: str
    value: str
    sentence: str


def lines_from(actor: Actor, written: Iterable[WrittenLine]) -> tuple[tuple[AskedLine, ...], tuple[Fault, ...]]:
    """Products as the rules read them, and what cannot be read."""
    rows = list(written)
    known = {row.sku: row for row in catalogue.visible_to(actor).filter(sku__in={row.sku for row in rows})}
    lines, faults = [], []
    for row in rows:
        product = known.get(row.sku)
        if product is None:
            faults.append(Fault("lines", row.sku[:80], f"“{row.sku[:80]}” is no product number of ours."))
            continue
        units, value = number(row.units or "1", 11, 3), number(row.value or "0", 13, 2)
        if units is None or value is None:
            said = f"{row.sku}: write how many and the value as numbers, such as 10 and 12500.50."
            faults.append(Fault("lines", row.sku, said))
            continue
        lines.append(AskedLine(product.pk, product.sku, product.category, units, value))
    return tuple(lines), tuple(faults)


def headings_for(found: Published) -> dict[str, tuple[str, ...]]:
    """The columns a file of deals may have in a programme, each with the headings it is known by."""
    wanted = {field.name for field, _ in found.policy.form} | {"sku", "units", "value"}
    return {name: words for name, words in KNOWN.items() if name in wanted}


def is_table_of_deals(found: Published, headings: Iterable[str]) -> bool:
    """Whether a file with these headings lists deals: it names customers and products."""
    return {"company", "sku"} <= set(recognised(headings, headings_for(found)))


def read_deals(
    actor: Actor, partner_id: int, found: Published, table: Table, now: datetime
) -> tuple[tuple[Asked, ...], tuple[RowFault, ...]]:
    """Every row of a file as a registration, and every fault, row by row; the form's own checks."""
    columns = recognised(table.headings, headings_for(found))
    shown = {**headings_shown(found), **columns}
    if lacking := [shown[name] for name in needed_in(found) if name not in columns]:
        words = "No column is called “{}”. Give the heading row one."
        return (), tuple(RowFault(None, heading, "", words.format(heading)) for heading in lacking)
    registrant = registrant_of(actor, partner_id, now)
    skus = {one.sku: one for one in catalogue.visible_to(actor)}
    read: list[Asked] = []
    faults: list[RowFault] = []
    for row in table.rows:
        if len(read) >= MOST:
            faults.append(RowFault(row.number, "", "", f"A file has at most {MOST:,} rows. Split it here."))
            break
        if row.problem:
            faults.append(RowFault(row.number, "", "", row.problem))
            continue
        said = {name: row.cells.get(heading, "").strip() for name, heading in columns.items()}
        product = skus.get(said.get("sku", ""))
        lines: tuple[AskedLine, ...] = ()
        units, value = number(said.get("units") or "1", 11, 3), number(said.get("value") or "0", 13, 2)
        if product is None:
            sku = said.get("sku", "")[:40]
            faults.append(RowFault(row.number, shown["sku"], sku, "This is no product number of ours."))
        elif units is None or value is None:
            faults += [
                RowFault(row.number, shown[name], said.get(name, "")[:40], f"Write it as a number, such as {such}.")
                for name, one, such in (("units", units, "10"), ("value", value, "1250.50"))
                if one is None
            ]
        else:
            lines = (AskedLine(product.pk, product.sku, product.category, units, value),)
        asked = Asked({name: text for name, text in said.items() if name in FIELDS and text}, lines)
        checks = faults_of(found.policy, asked, registrant, now) if lines else tuple(shape_of(asked))
        faults += [
            RowFault(row.number, shown.get(_column_of(one.field), ""), one.value[:40], one.sentence) for one in checks
        ]
        read.append(asked)
    return tuple(read), tuple(sorted(faults, key=lambda fault: fault.row or 0))


def _column_of(field: str) -> str:
    return "sku" if field == "lines" else field


def headings_shown(found: Published) -> dict[str, str]:
    """What the columns of a file are called, by field, in the order of the form."""
    return {name: FIELDS[name].label if name in FIELDS else words[0].capitalize()
            for name, words in headings_for(found).items()}  # fmt: skip


def needed_in(found: Published) -> tuple[str, ...]:
    """The columns without which no row of a file can be sent."""
    return (*(field.name for field, needed in found.policy.form if needed), "sku")
