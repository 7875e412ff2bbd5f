"""Reads of tier programmes: the list, one with its versions, and which document governs a day.

Texts are the vendor's: the database gives them to no partner's role. What a partner may know of them is its own
standing and the words of its programme; the worker reads the text for that.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache

from django.db.models import Max, QuerySet

from fairway.kit.access import Actor, people
from fairway.performance.models import DatedValue, Programme, Publication, Review, Version
from fairway.performance.queries.reading import as_worker
from fairway.performance.rules import NotFound, Refused
from fairway.performance.rules.tiers import Checked, check, days
from fairway.performance.rules.tiers.checks import Known
from fairway.performance.rules.tiers.compare import Difference, compare
from fairway.performance.rules.tiers.programme import Programme as Document
from fairway.performance.rules.tiers.reviewing import Former
from fairway.performance.rules.tiers.words import Description, describe
from fairway.policy.problems import Problem


@dataclass(frozen=True, slots=True)
class ProgrammeRow:
    """A programme as lists show it; versions by number, None where there is none of that state."""

    id: int
    code: str
    title: str
    published: int | None
    applies_from: date | None
    draft: int | None
    submitted: bool
    last_review_on: date | None


@dataclass(frozen=True, slots=True)
class VersionRow:
    """One version: draft, submitted or published, by whom and when."""

    id: int
    number: int
    state: str
    edited_by: str
    edited_by_id: int | None
    edited_at: datetime
    submitted_by_id: int | None
    submitted_at: datetime | None
    note: str
    applies_from: date | None
    published_by: str
    published_at: datetime | None


@dataclass(frozen=True, slots=True)
class ProgrammeView:
    """A programme with its versions, newest first, the working text and what the checker says about it."""

    row: ProgrammeRow
    versions: tuple[VersionRow, ...]
    text: str
    problems: tuple[Problem, ...]
    document: Document | None
    words: Description | None


@dataclass(frozen=True, slots=True)
class Governing:
    """The document that governs a day, and the former one where it still protects who meets it."""

    id: int
    code: str
    version_id: int
    applies_from: date
    document: Document
    former: Former | None


@lru_cache(maxsize=64)
def read(text: str) -> Document | None:
    """A text as a document; None where it has errors."""
    return check(text).programme


def visible_to(actor: Actor) -> QuerySet[Programme]:
    """Programmes whose documents this actor may read."""
    return Programme.objects.all() if actor.may("tiers.view") else Programme.objects.none()


def checked(actor: Actor, text: str, *, name: str = "tiers.yaml") -> Checked:
    """Check a text against what is known here: which names have values."""
    names = DatedValue.objects.filter(withdrawn_at=None).order_by("name").values_list("name", flat=True).distinct()
    return check(text, name=name, known=Known(fed=frozenset(names)))


def programmes_for(actor: Actor) -> tuple[ProgrammeRow, ...]:
    """All programmes, by title: four queries whatever their number."""
    return _rows(list(visible_to(actor).order_by("title", "pk")))


def to_publish(actor: Actor) -> tuple[int, ...]:
    """The programmes with a submitted version that this actor may publish, being neither its author nor who sent it."""
    if actor.user_id is None or not actor.may("tiers.publish"):
        return ()
    waiting = Version.objects.filter(submitted_at__isnull=False, programme__in=visible_to(actor))
    waiting = waiting.exclude(pk__in=Publication.objects.values("version"))
    waiting = waiting.exclude(edited_by=actor.user_id).exclude(submitted_by=actor.user_id)
    return tuple(waiting.order_by("programme").values_list("programme", flat=True).distinct())


def programme(actor: Actor, programme_id: int, *, number: int | None = None) -> ProgrammeView:
    """One programme, with the newest text or that of a version. :raises NotFound: none that the actor may read."""
    found = visible_to(actor).filter(pk=programme_id).first()
    if found is None:
        raise NotFound(f"There is no tier programme {programme_id}.")
    published = {row.version_id: row for row in Publication.objects.filter(version__programme=found)}
    versions = list(Version.objects.filter(programme=found).order_by("-number"))
    chosen = versions[0] if number is None else next((one for one in versions if one.number == number), None)
    if chosen is None:
        raise NotFound(f"{found.title} has no version {number}.")
    who = {one.edited_by_id for one in versions} | {row.published_by_id for row in published.values()}
    names = people.names_of(number for number in who if number is not None)
    said = checked(actor, chosen.text, name=f"{found.code}.yaml")
    (row,) = _rows([found])
    return ProgrammeView(
        row,
        tuple(_version(one, published.get(one.pk), names) for one in versions),
        chosen.text,
        said.problems,
        said.programme,
        None if said.programme is None else describe(said.programme),
    )


def version_text(actor: Actor, version_id: int) -> str:
    """The text of a version. :raises NotFound: none that the actor may read."""
    found = Version.objects.filter(pk=version_id, programme__in=visible_to(actor)).first()
    if found is None:
        raise NotFound(f"There is no version {version_id}.")
    return found.text


def version_compare(actor: Actor, before_id: int, after_id: int) -> tuple[Difference, ...]:
    """What differs between two versions, in words. :raises Refused: one of them has errors."""
    before, after = read(version_text(actor, before_id)), read(version_text(actor, after_id))
    if before is None or after is None:
        raise Refused("One of the two has errors, so there is only the text to compare.")
    return compare(before, after)


def governing(on: date) -> tuple[Governing, ...]:
    """The documents that govern a day, one for each published programme, by title.

    Which document governs is the same for everybody, so the worker reads it for a partner, too.
    """
    with as_worker():
        rows = list(
            Publication.objects.filter(applies_from__lte=on)
            .order_by("applies_from", "pk")
            .values_list(
                "version__programme_id", "version__programme__code", "version_id", "version__text", "applies_from"
            )
        )  # fmt: skip
    found: dict[int, Governing] = {}
    for number, code, version_id, text, applies_from in rows:
        document, before = read(text), found.get(number)
        if document is None:
            continue
        former = None
        if before is not None and document.review.grandfathered is not None:
            until = days.after(applies_from, document.review.grandfathered)
            former = Former(before.document, until) if on < until else None
        found[number] = Governing(number, code, version_id, applies_from, document, former)
    return tuple(sorted(found.values(), key=lambda one: (one.document.title, one.code)))


def following(programme_id: int, on: date) -> Governing | None:
    """The document that governs a programme next after a day, where one is published."""
    with as_worker():
        row = (
            Publication.objects.filter(version__programme=programme_id, applies_from__gt=on)
            .order_by("applies_from", "-pk")
            .values_list("version__programme__code", "version_id", "version__text", "applies_from")
            .first()
        )
    document = read(row[2]) if row is not None else None
    return None if row is None or document is None else Governing(programme_id, row[0], row[1], row[3], document, None)


def governing_one(programme_id: int, on: date) -> Governing:
    """The document of a programme that governs a day. :raises NotFound: none does."""
    found = next((one for one in governing(on) if one.id == programme_id), None)
    if found is None:
        raise NotFound(f"No published version of this tier programme governs {on}.")
    return found


def _rows(found: list[Programme]) -> tuple[ProgrammeRow, ...]:
    ids = [one.pk for one in found]
    published: dict[int, Publication] = {}
    for row in Publication.objects.filter(version__programme__in=ids).select_related("version").order_by("pk"):
        published[row.version.programme_id] = row
    newest: dict[int, Version] = {}
    for version in Version.objects.filter(programme__in=ids).defer("text").order_by("number"):
        newest[version.programme_id] = version
    reviews = dict(
        Review.objects.filter(programme__in=ids)
        .values_list("programme_id")
        .annotate(Max("on"))
        .values_list("programme_id", "on__max")
    )
    made = []
    for one in found:
        live, last = published.get(one.pk), newest.get(one.pk)
        open_ = last is not None and (live is None or last.pk != live.version_id)
        made.append(
            ProgrammeRow(
                one.pk, one.code, one.title,
                live.version.number if live is not None else None,
                live.applies_from if live is not None else None,
                last.number if open_ and last is not None else None,
                bool(open_ and last is not None and last.submitted_at),
                reviews.get(one.pk),
            )
        )  # fmt: skip
    return tuple(made)


def _version(one: Version, publication: Publication | None, names: dict[int, str]) -> VersionRow:
    state = "published" if publication is not None else "submitted" if one.submitted_at else "draft"
    return VersionRow(
        one.pk, one.number, state, names.get(one.edited_by_id or 0, ""), one.edited_by_id, one.edited_at,
        one.submitted_by_id, one.submitted_at, one.note,
        publication.applies_from if publication is not None else None,
        names.get(publication.published_by_id, "") if publication is not None else "",
        publication.published_at if publication is not None else None,
    )  # fmt: skip
