"""The list of files in force: every change is one transaction."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.db import connection
from django.db.models import QuerySet

from fairway.kit.lake.models import LakeFile

_LOCK = 7_203_115


@dataclass(frozen=True)
class Staged:
    """A written file that nobody lists yet. ``sources`` are the numbers of what its rows came from."""

    dataset: str
    digest: str
    rows: int
    size: int
    sources: tuple[int, ...]
    first_on: date | None
    last_on: date | None


def in_force(dataset: str) -> QuerySet[LakeFile]:
    """The files that are in force now."""
    return LakeFile.objects.filter(dataset=dataset, superseded_at=None)


def lock(dataset: str) -> None:
    """Let one writer at a time change a dataset's list; held until the transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s, hashtext(%s))", [_LOCK, dataset])


def sources_in_force(dataset: str) -> frozenset[int]:
    """The numbers of all sources whose rows are in force."""
    return frozenset(number for sources in in_force(dataset).values_list("sources", flat=True) for number in sources)


def publish(
    *,
    now: datetime,
    dataset: str,
    adds: Iterable[Staged] = (),
    removes: Iterable[int] = (),
    leaving: str | None = None,
    among: Iterable[int] = (),
    beside: bool = False,
) -> tuple[LakeFile, ...]:
    """Put files in force and take what came from some sources out of it, in the open transaction.

    A source that is added while it is in force is replaced: adding twice is adding once. With ``beside`` it is not: the
    new rows stand beside what the source gave before. A file that holds other sources too is written anew without the
    removed one. ``leaving`` is an SQL condition over the rows: those of the sources ``among`` for which it holds leave,
    too, and files are written anew with what stays.
    """
    from fairway.kit.lake.keeping import rewrite_keeping, rewrite_without

    lock(dataset)
    fresh = [staged for staged in adds if staged is not None]
    going = set(removes) | (set() if beside else {number for staged in fresh for number in staged.sources})
    old = list(in_force(dataset).filter(sources__overlap=sorted(going))) if going else []
    kept = rewrite_without(dataset, [file for file in old if set(file.sources) - going], going)
    if leaving is not None:
        touched = in_force(dataset).filter(sources__overlap=sorted(set(among)))
        thinned, rewritten = rewrite_keeping(
            dataset, [file for file in touched if file.pk not in {one.pk for one in old}], leaving
        )
        old += thinned
        kept += rewritten
    LakeFile.objects.filter(pk__in=[file.pk for file in old]).update(superseded_at=now)
    return tuple(
        LakeFile.objects.create(
            dataset=dataset,
            digest=staged.digest,
            rows=staged.rows,
            size=staged.size,
            sources=list(staged.sources),
            first_on=staged.first_on,
            last_on=staged.last_on,
            listed_at=now,
        )
        for staged in [*fresh, *kept]
    )
