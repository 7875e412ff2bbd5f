"""Writes of the trees: product lines and segments, added, renamed, moved."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from functools import partial
from typing import Any

from django.db import IntegrityError, connection, transaction
from psycopg.errors import ExclusionViolation

from fairway.agreements.actions.places import NUMBERING, Loaded, range_of
from fairway.agreements.actions.refusals import Refused, patiently
from fairway.agreements.models import ProductLine, Segment
from fairway.agreements.queries import places as queries
from fairway.agreements.rules import trees
from fairway.agreements.rules.trees import Branch, Fault
from fairway.catalogue import queries as catalogue
from fairway.kit import journal
from fairway.kit.access import Actor


def save_line(*, actor: Actor, now: datetime, branch: Branch, reason: str = "") -> int:
    """Add a product line, or change the one with this code; answers its number. :raises Refused: with every fault."""
    load_lines(actor=actor, now=now, rows=[branch], reason=reason)
    return ProductLine.objects.get(code=branch.code).pk


def load_lines(*, actor: Actor, now: datetime, rows: Iterable[Branch], reason: str = "") -> Loaded:
    """Add or change product lines, parents before children whatever their order in the file: all of them or none.

    Two lines that claim one product are refused unless one lies within the other. A line that moves takes what was
    granted for it along; a move that would break an exclusivity is refused.

    :raises Refused: with every fault at once.
    """
    actor.require("territories.manage")
    wanted = list(rows)
    _lock_trees()
    standing = {branch.code: branch for branch in queries.lines(actor) if branch.code}
    faults = list(trees.faults_of(wanted, {code: one.parent for code, one in standing.items()}, "product line"))
    if not faults:
        said = {row.code: row for row in wanted}
        matches = {code: one.matches for code, one in standing.items()} | {c: row.matches for c, row in said.items()}
        parents = {code: one.parent for code, one in standing.items()} | {c: row.parent for c, row in said.items()}
        products = [queries.attributes_of(product) for product in catalogue.for_calculation(actor)]
        faults += trees.overlaps_of({c: m for c, m in matches.items() if m}, parents, products)
    if faults:
        raise Refused(faults)
    load = partial(_load_tree, ProductLine, "line", actor, now, wanted, standing, reason, "agreements.line")
    return patiently(load, alone=True)  # who grants reads the spans of a tree in the same turn


def load_segments(*, actor: Actor, now: datetime, rows: Iterable[Branch], reason: str = "") -> Loaded:
    """Add or change segments of customers: all of them or none. :raises Refused: with every fault at once."""
    actor.require("territories.manage")
    wanted = list(rows)
    _lock_trees()
    standing = {branch.code: branch for branch in queries.segments(actor) if branch.code}
    faults = trees.faults_of(wanted, {code: one.parent for code, one in standing.items()}, "segment")
    if faults:
        raise Refused(faults)
    load = partial(_load_tree, Segment, "segment", actor, now, wanted, standing, reason, "agreements.segment")
    return patiently(load, alone=True)  # who grants reads the spans of a tree in the same turn


def _lock_trees() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [NUMBERING])


def _load_tree(
    model: type[ProductLine] | type[Segment],
    field: str,
    actor: Actor,
    now: datetime,
    wanted: list[Branch],
    standing: Mapping[str, queries.Branch],
    reason: str,
    noun: str,
) -> Loaded:
    known: dict[str, Any] = {row.code: row for row in model.objects.all()}
    left, added, changed, same = list({row.code: row for row in wanted}.values()), 0, 0, 0
    while left:
        ready = [row for row in left if row.parent in known and not _waits(row, left)]
        for row in ready:
            values = {"name": row.name.strip()} | ({"matches": row.matches.strip()} if model is ProductLine else {})
            there = known.get(row.code)
            if there is None:
                known[row.code] = model.objects.create(
                    code=row.code, parent=known[row.parent], **values, **_next_part(known[row.parent])
                )
                added += 1
                continue
            moved = standing[row.code].parent != row.parent
            if not moved and all(getattr(there, name) == value for name, value in values.items()):
                same += 1
                continue
            for name, value in values.items():
                setattr(there, name, value)
            there.save(update_fields=list(values))
            if moved:
                _move(model, field, there, known[row.parent], actor)
            changed += 1
        left = [row for row in left if row not in ready]
    if added or changed:
        journal.record(
            actor=actor, now=now, verb=f"{noun}.loaded", subject=f"{noun}:0", reason=reason,
            payload={"added": added, "changed": changed},
        )  # fmt: skip
    return Loaded(added, changed, same)


def _waits(row: Branch, left: list[Branch]) -> bool:
    return any(other.code == row.parent for other in left)


def _next_part(parent: Any) -> dict[str, Any]:
    parent.last_child += 1
    parent.save(update_fields=["last_child"])
    try:
        span = trees.part(queries.span_of(parent.span), parent.last_child)
    except ValueError:
        raise Refused([Fault("parent", parent.code, f"{parent.name} is full: put a node between.")]) from None
    return {"index": parent.last_child, "span": range_of(span)}


def _move(model: Any, field: str, node: Any, parent: Any, actor: Actor) -> None:
    """Give a node and all below it new parts, and what was granted for them with it."""

    def lay(row: Any, around: Any) -> None:
        for name, value in _next_part(around).items():
            setattr(row, name, value)
        row.parent, row.last_child = around, 0
        row.save()
        with connection.cursor() as cursor:
            cursor.execute(  # the two names are ours
                f"UPDATE agreements_holding SET {field}_span = %s WHERE {field}_id = %s",  # noqa: S608
                [row.span, row.pk],
            )
        for child in model.objects.filter(parent=row).exclude(pk=row.pk).order_by("index"):
            lay(child, row)

    try:
        with transaction.atomic():
            lay(node, parent)
    except IntegrityError as fault:
        if not isinstance(fault.__cause__, ExclusionViolation):
            raise
        raise Refused(
            [
                Fault(
                    "parent",
                    parent.code,
                    f"{node.name} cannot move below {parent.name}: something granted for the one would meet something "
                    "exclusive of the other. End one of the two grants first.",
                )
            ]
        ) from None


def lines_from_catalogue(*, actor: Actor, now: datetime, reason: str = "") -> Loaded:
    """Make product lines of the catalogue's categories, and below them of its subcategories (of families without any).

    What is there already stays; a name that occurs in two categories is told apart by its category.

    :raises Refused: when products of one family lie in several categories, so that the lines would overlap.
    """
    products = catalogue.for_calculation(actor)
    below: dict[str, set[str]] = {}
    narrower = "subcategory" if any(product.subcategory for product in products) else "family"
    for product in products:
        if product.category:
            below.setdefault(product.category, set())
            if value := getattr(product, narrower):
                below[product.category].add(value)
    used = {branch.code for branch in queries.lines(actor)}
    seen: dict[str, int] = {}
    for values in below.values():
        for value in values:
            seen[value] = seen.get(value, 0) + 1
    rows = []
    for category in sorted(below):
        rows.append(Branch(category[:60], category, "", f"category={category}"))
        for value in sorted(below[category]):
            alone = seen[value] == 1 and value not in below
            code = value if alone else f"{category}/{value}"
            match = f"{narrower}={value}" if alone else f"category={category} & {narrower}={value}"
            rows.append(Branch(code[:60], value, category[:60], match[:200]))
    return load_lines(actor=actor, now=now, rows=[row for row in rows if row.code not in used], reason=reason)
