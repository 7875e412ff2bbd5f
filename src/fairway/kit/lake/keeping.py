"""Keep the lake small and quick: compact small files, sweep what nobody lists, keep what runs pinned."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from fairway.kit.lake.listing import Staged, in_force, lock
from fairway.kit.lake.models import LakeFile, Pin
from fairway.kit.lake.writing import folder, place, session, stage

SMALL = 8
"""Compaction starts when more than this many small files are in force."""

FULL = 2_000_000
"""Rows from which a file is left alone."""

GRACE = timedelta(days=30)
"""How long a superseded file that nobody pinned is kept for questions about yesterday."""

UNLISTED = timedelta(days=1)
"""How long a file may lie unlisted: longer than any transaction that is about to list it."""


def files_in(dataset: str, files: Iterable[LakeFile]) -> str:
    """The files as the argument of DuckDB's ``read_parquet``."""
    return "[" + ", ".join("'" + str(place(dataset, file.digest)).replace("'", "''") + "'" for file in files) + "]"


def rewrite_without(dataset: str, files: Sequence[LakeFile], leaving: set[int]) -> list[Staged]:
    """Write files anew without the rows of some sources."""
    if not files:
        return []
    gone = ", ".join(str(int(number)) for number in sorted(leaving))
    written: list[Staged] = []
    with session() as connection:
        for file in files:
            staged = stage(
                connection,
                f"SELECT * FROM read_parquet({files_in(dataset, [file])}) WHERE report_id NOT IN ({gone})",  # noqa: S608
                dataset=dataset,
                sources=set(file.sources) - leaving,
            )
            if staged is not None:
                written.append(staged)
    return written


def rewrite_keeping(dataset: str, files: Sequence[LakeFile], leaving: str) -> tuple[list[LakeFile], list[Staged]]:
    """Write files anew without the rows for which a condition holds; files without such rows are left alone."""
    touched: list[LakeFile] = []
    written: list[Staged] = []
    with session() as connection:
        for file in files:
            rows = f"read_parquet({files_in(dataset, [file])})"
            told = connection.execute(f"SELECT count(*) FROM {rows} WHERE {leaving}").fetchone()  # noqa: S608
            if not told or not told[0]:
                continue
            touched.append(file)
            stays = f"FROM {rows} WHERE NOT coalesce(({leaving}), false)"
            sources = [int(row[0]) for row in connection.execute(f"SELECT DISTINCT report_id {stays}").fetchall()]
            staged = stage(connection, f"SELECT * {stays}", dataset=dataset, sources=sources)
            if staged is not None:
                written.append(staged)
    return touched, written


def compact(*, now: datetime, dataset: str) -> int:
    """Merge small files into one, in the open transaction; answers how many were merged.

    The merged file holds the same rows. Readers of the old files are not disturbed: those stay until they are swept.
    """
    lock(dataset)
    small = list(in_force(dataset).filter(rows__lt=FULL).order_by("id"))
    if len(small) <= SMALL:
        return 0
    sources = {number for file in small for number in file.sources}
    with session() as connection:
        merged = stage(
            connection,
            f"SELECT * FROM read_parquet({files_in(dataset, small)}, union_by_name = true)",  # noqa: S608
            dataset=dataset,
            sources=sources,
        )
    if merged is None or merged.rows != sum(file.rows for file in small):
        raise RuntimeError("Compaction would lose rows: nothing was changed.")
    LakeFile.objects.filter(pk__in=[file.pk for file in small]).update(superseded_at=now)
    LakeFile.objects.create(
        dataset=dataset,
        digest=merged.digest,
        rows=merged.rows,
        size=merged.size,
        sources=list(merged.sources),
        first_on=merged.first_on,
        last_on=merged.last_on,
        listed_at=now,
    )
    return len(small)


def pin(*, now: datetime, file_ids: Iterable[int], holder: str) -> None:
    """Keep these files for good, for this holder (``incentives.run:7``)."""
    Pin.objects.bulk_create(
        [Pin(file_id=number, holder=holder, since_at=now) for number in file_ids], ignore_conflicts=True
    )


def sweep(*, now: datetime, dataset: str) -> int:
    """Remove files that nobody lists and superseded ones that nobody pinned; answers how many."""
    lock(dataset)
    old = LakeFile.objects.filter(dataset=dataset, superseded_at__lt=now - GRACE, swept_at=None)
    going = list(old.exclude(pk__in=Pin.objects.values("file_id")))
    staying = set(
        LakeFile.objects.filter(dataset=dataset, swept_at=None)
        .exclude(pk__in=[file.pk for file in going])
        .values_list("digest", flat=True)
    )
    LakeFile.objects.filter(pk__in=[file.pk for file in going]).update(swept_at=now)
    removed = 0
    youngest = (now - UNLISTED).timestamp()  # no amount
    for path in folder(dataset).rglob("*.parquet"):
        superseded = path.stem in {file.digest for file in going}
        if path.stem not in staying and (superseded or path.stat().st_mtime < youngest):
            path.unlink(missing_ok=True)
            removed += 1
    return removed
