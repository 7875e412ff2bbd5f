"""Read programmes: the list, one with its versions, two versions side by side."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from datetime import date, datetime

from django.db.models import QuerySet

from fairway.engine.check import check
from fairway.engine.compare import Difference, compare
from fairway.engine.programme import Programme as Document
from fairway.engine.words import Description, Figures, describe
from fairway.incentives.models import Member, Programme, Publication, Run, Submission, Version
from fairway.incentives.queries.documents import exempt, of_versions, read, without_others
from fairway.incentives.rules import NotFound, Refused
from fairway.kit.access import Actor, Kind
from fairway.kit.access.people import names_of
from fairway.policy.problems import Problem


@dataclass(frozen=True, slots=True)
class VersionRow:
    """One version. ``state`` is draft, submitted or published; names are empty for partners."""

    id: int
    number: int
    state: str
    digest: str
    edited_by_id: int | None
    edited_by: str
    edited_at: datetime
    submitted_by_id: int | None
    submitted_at: datetime | None
    note: str
    published_by: str
    published_at: datetime | None
    applies_from: date | None


@dataclass(frozen=True, slots=True)
class ProgrammeRow:
    """A programme as lists show it. ``published`` and ``draft`` are version numbers, None where there is none."""

    id: int
    code: str
    title: str
    currency: str
    published: int | None
    published_at: datetime | None
    draft: int | None
    submitted: bool
    last_run_id: int | None
    last_run_state: str
    last_run_at: datetime | None


@dataclass(frozen=True, slots=True)
class ProgrammeView:
    """A programme with its versions, newest first, the working text and what the checker says about it.

    To a partner text and problems are empty, and the document is without what was agreed with others alone.
    """

    row: ProgrammeRow
    versions: tuple[VersionRow, ...]
    text: str
    problems: tuple[Problem, ...]
    document: Document | None
    words: Description | None


def visible_to(actor: Actor) -> QuerySet[Programme]:
    """Programmes this actor may read: the vendor all, a partner those of which it is, or was, a member."""
    if actor.kind is Kind.PARTNER:
        return Programme.objects.filter(pk__in=versions_for(actor).values("programme_id"))
    if actor.may("programmes.view"):
        return Programme.objects.all()
    return Programme.objects.none()


def versions_for(actor: Actor) -> QuerySet[Version]:
    """Versions this actor may read: the vendor all, a partner the published ones that let it in."""
    if actor.kind is not Kind.PARTNER:
        return Version.objects.all()
    if actor.partner_id is None:
        return Version.objects.none()
    mine = Member.objects.filter(partner_id=actor.partner_id)
    return Version.objects.filter(pk__in=mine.values("version_id")).only(
        "id", "programme_id", "number", "edited_at", "digest"
    )


def programmes_for(actor: Actor) -> tuple[ProgrammeRow, ...]:
    """All programmes, by title: five queries whatever their number."""
    return _rows(actor, list(visible_to(actor).order_by("title", "pk")))


def programme_code(actor: Actor, programme_id: int) -> str:
    """The code of a programme. :raises NotFound: none that this actor may read."""
    code = visible_to(actor).filter(pk=programme_id).values_list("code", flat=True).first()
    if code is None:
        raise NotFound(f"There is no programme {programme_id}.")
    return code


def _rows(actor: Actor, found: list[Programme]) -> tuple[ProgrammeRow, ...]:
    ids = [row.pk for row in found]
    if actor.kind is Kind.PARTNER:
        newest = dict(
            versions_for(actor).filter(programme__in=ids).order_by("number").values_list("programme_id", "number")
        )
        return tuple(
            ProgrammeRow(
                row.pk, row.code, row.title, row.currency, newest.get(row.pk), None, None, False, None, "", None
            )
            for row in found
        )
    published = {
        row.version.programme_id: row
        for row in Publication.objects.filter(version__programme__in=ids).select_related("version").order_by("pk")
    }
    drafts = {
        row.programme_id: row
        for row in Version.objects.filter(programme__in=ids)
        .exclude(pk__in=Publication.objects.values("version_id"))
        .order_by("number")
        .defer("text")
    }
    open_submissions = Submission.objects.filter(version__in=[row.pk for row in drafts.values()], withdrawn_at=None)
    submitted = set(open_submissions.values_list("version__programme_id", flat=True))
    newest_runs = Run.objects.filter(programme__in=ids).order_by("programme_id", "-pk").distinct("programme_id")
    runs = {row.programme_id: row for row in newest_runs}
    made = []
    for row in found:
        live, draft, run = published.get(row.pk), drafts.get(row.pk), runs.get(row.pk)
        made.append(
            ProgrammeRow(
                row.pk, row.code, row.title, row.currency, live.version.number if live else None,
                live.published_at if live else None, draft.number if draft else None, row.pk in submitted,
                run.pk if run else None, run.state if run else "",
                (run.finished_at or run.requested_at) if run else None,
            )
        )  # fmt: skip
    return tuple(made)


def programme(
    actor: Actor,
    code: str,
    *,
    number: int | None = None,
    figures: dict[str, Figures] | None = None,
    language: str = "en",
) -> ProgrammeView:
    """One programme; ``number`` picks a version's text, else the newest the actor may read (staff: the draft).

    ``figures`` gives the numbers of the worked examples by incentive id, ``language`` in which the words are. What is
    agreed with one partner alone is said to that partner and to the vendor.

    :raises NotFound: none that this actor may read.
    """
    found = visible_to(actor).filter(code=code).first()
    versions = list(versions_for(actor).filter(programme=found).order_by("-number")) if found is not None else []
    picked = next((one for one in versions if number is None or one.number == number), None)
    if found is None or picked is None:
        raise NotFound(f"There is no programme {code}." if found is None else f"{code} has no version {number}.")
    (row,) = _rows(actor, [found])
    if actor.kind is Kind.PARTNER:
        whole = of_versions([picked.pk]).get(picked.pk)
        document = None if whole is None else without_others(actor, whole)
        told = None if document is None else describe(document, language, figures, exempt(actor))
        return ProgrammeView(row, _versions(actor, versions), "", (), document, told)
    checked = check(picked.text, name=f"{code}.yaml")
    words = None
    if checked.programme is not None:
        words = describe(checked.programme, language, figures, exempt(actor))
    return ProgrammeView(row, _versions(actor, versions), picked.text, checked.problems, checked.programme, words)


def _versions(actor: Actor, versions: list[Version]) -> tuple[VersionRow, ...]:
    if actor.kind is Kind.PARTNER:
        return tuple(
            VersionRow(
                row.pk, row.number, "published", row.digest, None, "", row.edited_at, None, None, "", "", None, None
            )
            for row in versions
        )
    ids = [row.pk for row in versions]
    submissions = {row.version_id: row for row in Submission.objects.filter(version__in=ids, withdrawn_at=None)}
    publications = {row.version_id: row for row in Publication.objects.filter(version__in=ids)}
    people = [row.edited_by_id for row in versions] + [row.published_by_id for row in publications.values()]
    names = names_of(person for person in people if person)
    made = []
    for row in versions:
        handed, live = submissions.get(row.pk), publications.get(row.pk)
        state = "published" if live else "submitted" if handed else "draft"
        made.append(
            VersionRow(
                row.pk, row.number, state, row.digest, row.edited_by_id, names.get(row.edited_by_id or 0, ""),
                row.edited_at, handed.submitted_by_id if handed else None, handed.submitted_at if handed else None,
                (live.note or (handed.note if handed else "")) if live else (handed.note if handed else ""),
                names.get(live.published_by_id, "") if live else "", live.published_at if live else None,
                live.applies_from if live else None,
            )
        )  # fmt: skip
    return tuple(made)


def version_text(actor: Actor, version_id: int) -> str:
    """The text of one version, which is the vendor's alone. :raises NotFound: none that this actor may read."""
    mine = versions_for(actor).filter(pk=version_id, programme__in=visible_to(actor))
    text = None if actor.kind is Kind.PARTNER else mine.values_list("text", flat=True).first()
    if text is None:
        raise NotFound(f"There is no version {version_id}.")
    return text


def version_compare(actor: Actor, before_id: int, after_id: int) -> tuple[Difference, ...]:
    """What differs between two versions, in words; an incentive goes by its title, and its id where titles are shared.

    :raises Refused: one of them has errors, so its meaning cannot be compared.
    """
    return text_compare(actor, before_id, version_text(actor, after_id))


def text_compare(actor: Actor, before_id: int, text: str) -> tuple[Difference, ...]:
    """The same for a version and a text that is none yet.

    :raises Refused: one of them has errors, so its meaning cannot be compared.
    """
    before, after = read(version_text(actor, before_id)), check(text).programme
    if before is None or after is None:
        raise Refused("One of the versions has errors: mend them, then the two can be compared.")
    titles = {one.id: one.title for document in (before, after) for one in document.incentives}
    shared = {title for title, count in Counter(titles.values()).items() if count > 1}
    names = {key: f"{title} ({key})" if title in shared else title for key, title in titles.items()}
    return tuple(
        replace(one, incentive=names[one.incentive]) if one.incentive is not None else one
        for one in compare(before, after, exempt(actor))
    )
