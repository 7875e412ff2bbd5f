"""The names of this room's things, for a feed or a journal that knows their numbers only."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from fairway.incentives.models import Run, Version
from fairway.incentives.queries.programmes import visible_to
from fairway.kit.access import Actor


@dataclass(frozen=True, slots=True)
class Named:
    """What a thing of the journal belongs to: a programme, and the version's number where it is one."""

    programme_id: int
    title: str
    version: int | None = None


def names_of_subjects(actor: Actor, subjects: Collection[str]) -> dict[str, Named]:
    """Programmes by subject (``incentives.version:3``, ``incentives.programme:1``, ``incentives.run:7``).

    One query for each kind that occurs; what the actor may not read is left out.
    """
    numbers: dict[str, set[int]] = {}
    for subject in subjects:
        kind, _, number = subject.partition(":")
        if number.isdigit():
            numbers.setdefault(kind, set()).add(int(number))
    mine = visible_to(actor)
    found: dict[str, Named] = {}
    if wanted := numbers.get("incentives.programme"):
        for pk, title in mine.filter(pk__in=wanted).values_list("pk", "title"):
            found[f"incentives.programme:{pk}"] = Named(pk, title)
    if wanted := numbers.get("incentives.version"):
        rows = Version.objects.filter(pk__in=wanted, programme__in=mine).values_list(
            "pk", "programme_id", "programme__title", "number"
        )
        found |= {f"incentives.version:{pk}": Named(programme, title, number) for pk, programme, title, number in rows}
    if wanted := numbers.get("incentives.run"):
        runs = Run.objects.filter(pk__in=wanted, programme__in=mine).values_list(
            "pk", "programme_id", "programme__title"
        )
        found |= {f"incentives.run:{pk}": Named(programme, title) for pk, programme, title in runs}
    return found
