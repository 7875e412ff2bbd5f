"""Read published documents: which programme a version says, kept for the length of a process."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache

from fairway.engine.check import check
from fairway.engine.programme import Incentive, Programme
from fairway.incentives.models import Version


@lru_cache(maxsize=256)
def read(text: str) -> Programme | None:
    """What a text says, or None where it has an error; texts of published versions never change."""
    return check(text).programme


def of_versions(version_ids: Iterable[int | None]) -> dict[int, Programme]:
    """The programmes of versions, by version."""
    wanted = {one for one in version_ids if one is not None}
    rows = Version.objects.filter(pk__in=wanted).values_list("pk", "text")
    return {pk: document for pk, text in rows if (document := read(text)) is not None}


def incentive_of(programme: Programme | None, name: str) -> Incentive | None:
    """An incentive by its id."""
    return next((one for one in programme.incentives if one.id == name), None) if programme is not None else None
