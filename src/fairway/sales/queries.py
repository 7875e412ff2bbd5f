"""Reads of sales data."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from fairway.engine.inputs import Scan
from fairway.kit.access import Actor
from fairway.kit.lake import scanning

DATASET = "sales"


@dataclass(frozen=True, slots=True)
class SalesScan:
    """Accepted sales lines as files, and the numbers by which the same files are found again."""

    scan: Scan
    file_ids: tuple[int, ...]
    rows: int


def scan(actor: Actor, *, file_ids: Iterable[int] | None = None, partner_id: int | None = None) -> SalesScan:
    """The accepted lines an actor may read, of the files in force or of an earlier set, at most those of one partner.

    :raises fairway.kit.lake.scanning.NothingToRead: when the actor may read none, or a file of the set is gone.
    """
    found = scanning.scan(actor, DATASET, file_ids=file_ids, partner_ids=None if partner_id is None else [partner_id])
    return SalesScan(Scan(found.paths, digest=found.digest, checked=True), found.file_ids, found.rows)
