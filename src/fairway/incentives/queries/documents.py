"""Read published documents: which programme a version says, kept for the length of a process."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from functools import lru_cache

from fairway.engine.check import check
from fairway.engine.programme import Exemption, Incentive, Programme
from fairway.incentives.models import Version
from fairway.kit.access import WORKER, Actor, Kind, acting_as
from fairway.partners import queries as partners

REMEMBERED = 256
_texts: dict[str, str] = {}
"""Texts by their digest: whatever has the digest has the text."""


@lru_cache(maxsize=REMEMBERED)
def read(text: str) -> Programme | None:
    """What a text says, or None where it has an error; texts of published versions never change."""
    return check(text).programme


def of_versions(version_ids: Iterable[int | None]) -> dict[int, Programme]:
    """The programmes of versions, by version.

    A text holds what was agreed with others alone, so partners' roles may not read it: the worker does, once for each
    text that this process has not met yet. Whoever asks has decided before that the versions are the actor's business,
    and passes on only what is (:func:`without_others`).
    """
    wanted = {one for one in version_ids if one is not None}
    met = dict(Version.objects.filter(pk__in=wanted).values_list("pk", "digest")) if wanted else {}
    found = {pk: _texts[digest] for pk, digest in met.items() if digest in _texts}
    if missing := wanted - found.keys():
        with acting_as(WORKER):
            rows = list(Version.objects.filter(pk__in=missing).values_list("pk", "digest", "text"))
        for pk, digest, text in rows:
            while len(_texts) >= REMEMBERED:
                _texts.pop(next(iter(_texts)), None)
            found[pk] = _texts[digest] = text
    return {pk: document for pk, text in found.items() if (document := read(text)) is not None}


def incentive_of(programme: Programme | None, name: str) -> Incentive | None:
    """An incentive by its id."""
    return next((one for one in programme.incentives if one.id == name), None) if programme is not None else None


def exempt(actor: Actor) -> Callable[[Exemption], bool]:
    """Whether an exemption is this actor's to read: the vendor reads all, a partner its own."""
    if actor.kind is not Kind.PARTNER:
        return lambda _: True
    own = {code for code, pk in partners.ids_by_code(actor).items() if pk == actor.partner_id}
    return lambda one: one.partner in own


def without_others(actor: Actor, programme: Programme) -> Programme:
    """The programme without what was agreed with other partners alone."""
    return replace(programme, exemptions=tuple(filter(exempt(actor), programme.exemptions)))
