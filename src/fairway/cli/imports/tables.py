"""Import partners and products from a file: all rows or none."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from pathlib import Path
from typing import Annotated, Any

import typer

from fairway.cli.imports.options import USAGE, Attributes, File, Joins, Maps, Sets, clock, pairs, plainly, refuse
from fairway.cli.serve import begin
from fairway.formats import CannotRead, detect_in, headings_of, open_file, plain_heading, start_reading, take_sample


def rows_of(path: Path) -> tuple[tuple[str, ...], Iterator[dict[str, str]]]:
    """The headings of a file and its rows, cells by heading with blanks taken off.

    :raises CannotRead: the file is no table.
    """
    source = open_file(path, path.name)
    sample = take_sample(source)
    guess = detect_in(sample, fields=())
    headings = headings_of(sample, guess.layout.header_row)

    def rows() -> Iterator[dict[str, str]]:
        for batch in start_reading(source, guess.layout, headings).batches():
            for number, problem, *cells in zip(*(column.to_pylist() for column in batch.columns), strict=True):
                if problem is not None:
                    raise CannotRead(
                        "L14-cells",
                        f"Line {number} of “{path.name}” has {problem} cells under {len(headings)} headings.",
                        "Put cells that hold the delimiter in quotation marks.",
                    )
                if any(cells):
                    yield {name: cell.strip() for name, cell in zip(headings, cells, strict=True)}

    return headings, rows()


def _joined(path: Path, joins: list[str] | None) -> tuple[tuple[str, ...], Iterator[dict[str, str]]]:
    headings, rows = rows_of(path)
    for join in joins or []:
        name, colon, column = join.rpartition(":")
        if not colon or not Path(name).is_file():
            raise refuse(f"“{join}” is not of the form FILE:Column with a file that exists.", USAGE)
        other_headings, other = rows_of(Path(name))
        for owner, there in ((path.name, headings), (name, other_headings)):
            if column not in there:
                raise refuse(f"“{owner}” has no column “{column}”. Its columns: {', '.join(there)}.", USAGE)
        added = [heading for heading in other_headings if heading not in headings]
        by_key = {row[column]: {heading: row[heading] for heading in added} for row in other}
        headings, rows = (*headings, *added), _widened(rows, column, by_key, dict.fromkeys(added, ""))
    return headings, rows


def _widened(
    rows: Iterator[dict[str, str]], column: str, by_key: Mapping[str, dict[str, str]], lacking: dict[str, str]
) -> Iterator[dict[str, str]]:
    for row in rows:
        yield {**row, **by_key.get(row[column], lacking)}


def _chosen(headings: tuple[str, ...], wanted: dict[str, str], known: tuple[str, ...]) -> dict[str, str]:
    """Columns by field: those asked for, and those whose heading is the field's own name."""
    spelled = {plain_heading(heading): heading for heading in reversed(headings)}
    found = {name: heading for name in known if (heading := spelled.get(plain_heading(name)))}
    for name, heading in wanted.items():
        if name not in known:
            raise refuse(f"“{name}” is not a field. Fields: {', '.join(known)}.", USAGE)
        there = heading if heading in headings else spelled.get(plain_heading(heading))
        if there is None:
            raise refuse(f"The file has no column “{heading}”. Its columns: {', '.join(headings)}.", USAGE)
        found[name] = there
    return found


def _tell(loaded: Any, what: str, replayed: int) -> None:
    sys.stdout.write(f"{what}: {loaded.added:,} added, {loaded.changed:,} changed, {loaded.unchanged:,} as they were\n")
    if replayed:
        sys.stdout.write(f"{replayed:,} held sales lines were accepted with them\n")


PARTNER_FIELDS = (
    "partner_id",
    "name",
    "type",
    "tier",
    "country",
    "region",
    "city",
    "postal_code",
    "address",
    "currency",
    "time_zone",
    "website",
    "phone",
    "tax_number",
    "parent_id",
)
PRODUCT_FIELDS = (
    "product_id",
    "name",
    "category",
    "subcategory",
    "family",
    "brand",
    "line",
    "unit",
    "gtin",
    "list_price",
    "currency",
)


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
        headings, rows = _joined(file, join)
        columns = _chosen(headings, pairs(map), PARTNER_FIELDS)
        extras = _chosen_extras(headings, attribute)
        constants = pairs(set)
        from fairway.kit.access import WORKER, acting_as
        from fairway.partners import actions
        from fairway.partners.rules import PartnerFacts, type_of
        from fairway.sales.actions import replay_held

        def facts(row: dict[str, str]) -> PartnerFacts:
            values = {**constants, **{name: row[heading] for name, heading in columns.items()}}
            written = [part.strip() for part in values.pop("type", "").split(";") if part.strip()]
            return PartnerFacts(
                code=values.pop("partner_id", ""),
                name=values.pop("name", ""),
                types=tuple(type_of(part) or part for part in written),
                parent_code=values.pop("parent_id", ""),
                attributes={name: row[heading] for name, heading in extras.items() if row[heading]},
                **values,
            )

        _need(columns, constants, ("partner_id", "name"))
        now = clock()
        found = list({each.code: each for each in map_rows(facts, rows)}.values())
        with acting_as(WORKER):
            loaded = actions.load(actor=WORKER, now=now, rows=found, since_on=since.date() if since else None)
            replayed = replay_held(actor=WORKER, now=now)
    _tell(loaded, "partners", replayed)


def map_rows(make: Callable[[dict[str, str]], Any], rows: Iterator[dict[str, str]]) -> Iterator[Any]:
    """Make facts of rows, one by one."""
    for row in rows:
        yield make(row)


def _need(columns: Mapping[str, str], constants: Mapping[str, str], names: tuple[str, ...]) -> None:
    lacking = [name for name in names if name not in columns and name not in constants]
    if lacking:
        raise refuse(f"Say which column holds {' and '.join(lacking)}: --map {lacking[0]}=Heading.", USAGE)


def _chosen_extras(headings: tuple[str, ...], given: list[str] | None) -> dict[str, str]:
    found = {}
    for name, heading in pairs(given).items():
        if heading not in headings:
            raise refuse(f"The file has no column “{heading}”. Its columns: {', '.join(headings)}.", USAGE)
        found[name] = heading
    return found


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
        headings, rows = _joined(file, join)
        columns = _chosen(headings, pairs(map), PRODUCT_FIELDS)
        extras = _chosen_extras(headings, attribute)
        constants = pairs(set)
        _need(columns, constants, ("product_id", "name"))
        from fairway.catalogue import actions
        from fairway.catalogue.rules import ProductFacts
        from fairway.formats import number
        from fairway.kit.access import WORKER, acting_as
        from fairway.sales.actions import replay_held

        def facts(row: dict[str, str]) -> ProductFacts:
            values: dict[str, Any] = {**constants, **{name: row[heading] for name, heading in columns.items()}}
            price = values.pop("list_price", "")
            read = number(price, ".", 6) if price else None
            if price and read is None:
                raise CannotRead("L10-bad-amount", f"“{price}” is no list price.", "Write it such as 1234.50.")
            return ProductFacts(
                sku=values.pop("product_id", ""),
                name=values.pop("name", ""),
                list_price=read.value if read else None,
                attributes={name: row[heading] for name, heading in extras.items() if row[heading]},
                **{name: value for name, value in values.items() if value or name != "unit"},
            )

        found = list({each.sku: each for each in map_rows(facts, rows)}.values())
        with acting_as(WORKER):
            loaded = actions.load_products(actor=WORKER, now=clock(), rows=found)
            replayed = replay_held(actor=WORKER, now=clock())
    _tell(loaded, "products", replayed)
