"""Import partners, products and exchange rates from a file: all rows or none."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from pathlib import Path
from typing import Annotated, Any

import typer

from fairway.cli.imports.options import USAGE, Attributes, File, Joins, Maps, Sets, clock, pairs, plainly, refuse
from fairway.cli.serve import begin
from fairway.formats import CannotRead, plain_heading
from fairway.formats.tables import TableRow, read_table, recognised
from fairway.policy.problems import counted

NAMES: Mapping[str, str] = {
    "partner_id": "code", "type": "types", "parent_id": "parent_code", "product_id": "sku",
}  # fmt: skip
"""The canonical columns of data files, by the field of a room where that has another name."""


def _joined(path: Path, joins: list[str] | None) -> tuple[tuple[str, ...], Iterator[TableRow]]:
    table = read_table(path, path.name)
    headings, rows = table.headings, table.rows
    for join in joins or []:
        name, colon, column = join.rpartition(":")
        if not colon or not Path(name).is_file():
            raise refuse(f"“{join}” is not of the form FILE:Column with a file that exists.", USAGE)
        other = read_table(Path(name), name)
        for owner, there in ((path.name, headings), (name, other.headings)):
            if column not in there:
                raise refuse(f"“{owner}” has no column “{column}”. Its columns: {', '.join(there)}.", USAGE)
        added = [heading for heading in other.headings if heading not in headings]
        by_key = {row.cells[column]: {heading: row.cells[heading] for heading in added} for row in other.rows}
        headings, rows = (*headings, *added), _widened(rows, column, by_key, dict.fromkeys(added, ""))
    return headings, rows


def _widened(
    rows: Iterator[TableRow], column: str, by_key: Mapping[str, dict[str, str]], lacking: dict[str, str]
) -> Iterator[TableRow]:
    for row in rows:
        yield TableRow(row.number, {**row.cells, **by_key.get(row.cells[column], lacking)})


def _heading(headings: tuple[str, ...], wanted: str) -> str:
    spelled = {plain_heading(heading): heading for heading in reversed(headings)}
    there = wanted if wanted in headings else spelled.get(plain_heading(wanted))
    if there is None:
        raise refuse(f"The file has no column “{wanted}”. Its columns: {', '.join(headings)}.", USAGE)
    return there


def _field(name: str, known: Mapping[str, tuple[str, ...]]) -> str:
    field = NAMES.get(name, name)
    if field not in known:
        shown = {field: name for name, field in NAMES.items()}
        raise refuse(f"“{name}” is not a field. Fields: {', '.join(shown.get(one, one) for one in known)}.", USAGE)
    return field


def _facts(
    path: Path,
    known: Mapping[str, tuple[str, ...]],
    make: Callable[[Mapping[str, str], Mapping[str, str]], Any],
    *,
    needed: tuple[str, ...],
    given: list[str] | None,
    constants: list[str] | None,
    attributes: list[str] | None = None,
    joins: list[str] | None = None,
) -> list[Any]:
    """What each row of a file says, by the rules of its room: of the fields and attributes asked for, nothing else."""
    headings, rows = _joined(path, joins)
    asked = {_field(name, known): _heading(headings, heading) for name, heading in pairs(given).items()}
    columns = recognised(headings, known, asked)
    fixed = {_field(name, known): value for name, value in pairs(constants).items()}
    lacking = [name for name in needed if _field(name, known) not in {*columns, *fixed}]
    if lacking:
        raise refuse(f"Say which column holds {' and '.join(lacking)}: --map {lacking[0]}=Heading.", USAGE)
    kept = {name: _heading(headings, heading) for name, heading in pairs(attributes).items()}
    # A value for all rows stands in a column of its own, under a heading no file can have.
    columns |= {name: f"\0{name}" for name in fixed}
    found: list[Any] = []
    for row in rows:
        cells = {heading: row.cells[heading] for heading in columns.values() if heading in row.cells}
        cells |= {f"\0{name}": value for name, value in fixed.items()}
        cells |= {name: row.cells[heading] for name, heading in kept.items()}
        try:
            found.append(make(cells, columns))
        except ValueError as fault:
            raise CannotRead(
                "L14-bad-value", f"Line {row.number} of “{path.name}”: {fault}", "Mend that cell."
            ) from None
    return found


def _tell(loaded: Any, what: str, replayed: int = 0) -> None:
    sys.stdout.write(f"{what}: {loaded.added:,} added, {loaded.changed:,} changed, {loaded.unchanged:,} as they were\n")
    if replayed:
        sys.stdout.write(f"{counted(replayed, 'held sales line was', 'held sales lines were')} accepted with them\n")


def import_partners(
    file: File,
    map: Maps = None,
    set: Sets = None,
    attribute: Attributes = None,
    join: Joins = None,
    since: Annotated[
        datetime | None, typer.Option(formats=["%Y-%m-%d"], help="Day from which types and tiers hold; today.")
    ] = None,
) -> None:
    """Add or change partners from a file: all rows or none. Fields: partner_id, name, type, tier, country …"""
    begin()
    with plainly():
        from fairway.kit.access import WORKER, acting_as
        from fairway.partners import actions
        from fairway.partners.rules import COLUMNS, facts_from
        from fairway.sales.actions import replay_held

        rows = _facts(
            file, COLUMNS, facts_from, needed=("partner_id", "name"), given=map, constants=set, attributes=attribute,
            joins=join,
        )  # fmt: skip
        now = clock()
        found = list({each.code: each for each in rows}.values())
        with acting_as(WORKER):
            loaded = actions.load(actor=WORKER, now=now, rows=found, since_on=since.date() if since else None)
            replayed = replay_held(actor=WORKER, now=now)
    _tell(loaded, "partners", replayed)


def import_products(
    file: File,
    map: Maps = None,
    set: Sets = None,
    attribute: Attributes = None,
    join: Joins = None,
) -> None:
    """Add or change products from a file: all rows or none. Fields: product_id (SKU), name, category, unit …"""
    begin()
    with plainly():
        from fairway.catalogue import actions
        from fairway.catalogue.rules import COLUMNS, facts_from
        from fairway.kit.access import WORKER, acting_as
        from fairway.sales.actions import replay_held

        rows = _facts(
            file, COLUMNS, facts_from, needed=("product_id", "name"), given=map, constants=set, attributes=attribute,
            joins=join,
        )  # fmt: skip
        found = list({each.sku: each for each in rows}.values())
        with acting_as(WORKER):
            loaded = actions.load_products(actor=WORKER, now=clock(), rows=found)
            replayed = replay_held(actor=WORKER, now=clock())
    _tell(loaded, "products", replayed)


def import_rates(file: File, map: Maps = None, set: Sets = None) -> None:
    """Add exchange rates from a file: all rows or none. Fields: currency, to_currency, valid_from, rate."""
    begin()
    with plainly():
        from fairway.catalogue import actions
        from fairway.catalogue.rules import RATE_COLUMNS, rate_from
        from fairway.kit.access import WORKER, acting_as

        rows = _facts(file, RATE_COLUMNS, rate_from, needed=tuple(RATE_COLUMNS), given=map, constants=set)
        with acting_as(WORKER):
            loaded = actions.load_rates(actor=WORKER, now=clock(), rows=rows)
    _tell(loaded, "rates")
