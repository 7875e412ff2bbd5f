"""Read the lake through a scan bound to the actor."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from django.db import connection

from fairway.kit.access import WORKER, Actor, Kind, acting_as
from fairway.kit.lake.keeping import files_in
from fairway.kit.lake.listing import in_force
from fairway.kit.lake.models import LakeFile
from fairway.kit.lake.writing import folder, place, session


class NothingToRead(Exception):
    """The actor may read nothing of the lake, or a file of an old run was swept."""


@dataclass(frozen=True)
class Scan:
    """Files that do not change while they are read. ``digest`` names the set; ``file_ids`` open it again later."""

    paths: tuple[str, ...]
    file_ids: tuple[int, ...]
    digest: str
    rows: int


def scan(
    actor: Actor,
    dataset: str,
    *,
    file_ids: Iterable[int] | None = None,
    partner_ids: Iterable[int] | None = None,
    unread: frozenset[str] = frozenset(),
) -> Scan:
    """The lines an actor may read: of the files in force, or of an earlier set of files.

    Vendor staff and the worker read whole files unless ``partner_ids`` narrows them. A partner reads a file of its own
    rows, written for it from the row groups that hold them; nothing of a rival reaches the reader at all, nor any
    column that is ``unread`` by partners.

    :raises NothingToRead: for direct sales and the sign-in role, or when a file of the set is gone.
    """
    if actor.kind not in {Kind.STAFF, Kind.WORKER, Kind.PARTNER}:
        raise NothingToRead("Sales lines are not for this role.")
    wanted = None if partner_ids is None else frozenset(partner_ids)
    if actor.kind is Kind.PARTNER:
        visible = _visible_partners()
        wanted = visible if wanted is None else wanted & visible
    with acting_as(WORKER):
        rows = (
            in_force(dataset) if file_ids is None else LakeFile.objects.filter(dataset=dataset, pk__in=list(file_ids))
        )
        files = list(rows.order_by("digest", "id"))
    if file_ids is not None and len(files) != len(set(file_ids)):
        raise NothingToRead("A file of this set is no longer listed.")
    gone = [file for file in files if not place(dataset, file.digest).exists()]
    if gone:
        raise NothingToRead(f"{len(gone)} files of this set are missing on disk: restore the lake from its backup.")
    digest = hashlib.sha256("\n".join(file.digest for file in files).encode()).hexdigest()
    ids = tuple(sorted(file.pk for file in files))
    if wanted is None:
        paths = tuple(str(place(dataset, file.digest)) for file in files)
        return Scan(paths, ids, digest, sum(file.rows for file in files))
    path, count = _narrowed(dataset, files, digest, wanted, unread if actor.kind is Kind.PARTNER else frozenset())
    return Scan((str(path),) if path else (), ids, digest, count)


def _visible_partners() -> frozenset[int]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT fairway_partner_ids()")
        row = cursor.fetchone()
    return frozenset(row[0] if row else ())


def _narrowed(
    dataset: str, files: list[LakeFile], digest: str, wanted: frozenset[int], unread: frozenset[str]
) -> tuple[Path | None, int]:
    """A file of some partners' rows only, without some columns; made once for a set of files and partners."""
    if not files or not wanted:
        return None, 0
    numbers = ", ".join(str(int(number)) for number in sorted(wanted))
    name = hashlib.sha256(f"{digest} {numbers} {sorted(unread)}".encode()).hexdigest()
    kept = folder(dataset) / "narrowed" / f"{name}.parquet"
    kept.parent.mkdir(parents=True, exist_ok=True)
    with session() as duck:
        if not kept.exists():
            fresh = kept.with_suffix(f".{secrets.token_hex(8)}.part")
            columns = "*"
            if unread:
                names = ", ".join(f"'{name}'" for name in sorted(unread))
                columns = f"COLUMNS(name -> lower(name) NOT IN ({names}))"
            duck.execute(
                f"COPY (SELECT {columns} FROM read_parquet({files_in(dataset, files)}, union_by_name = true) "  # noqa: S608
                f"WHERE partner_id IN ({numbers}) ORDER BY partner_id, invoice_date, line_id) "
                f"TO '{str(fresh).replace(chr(39), chr(39) * 2)}' (FORMAT parquet, COMPRESSION zstd)"
            )
            fresh.replace(kept)
        told = duck.execute("SELECT count(*) FROM read_parquet(?)", [str(kept)]).fetchone()
    return kept, int(told[0]) if told else 0
