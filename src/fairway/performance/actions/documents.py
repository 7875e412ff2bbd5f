"""Write a tier programme, hand it over, publish it."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import date, datetime

from fairway.kit import journal
from fairway.kit.access import Actor
from fairway.partners import actions as partners
from fairway.performance.models import Programme, Publication, Version
from fairway.performance.queries.documents import checked, governing, read
from fairway.performance.rules import ChangedMeanwhile, NotFound, Refused
from fairway.performance.rules.tiers import check
from fairway.performance.rules.tiers.programme import Programme as Document
from fairway.policy.problems import Problem


@dataclass(frozen=True, slots=True)
class Draft:
    """A saved draft and what the checker says about it. With an error it can be saved, but not submitted."""

    programme_id: int
    version_id: int
    number: int
    problems: tuple[Problem, ...]

    @property
    def sound(self) -> bool:
        return not any(problem.stops for problem in self.problems)


def create_programme(*, actor: Actor, now: datetime, text: str) -> Draft:
    """Begin a programme with a first draft; the document says its id.

    :raises Refused: the document has errors in its head, or its id is taken.
    """
    actor.require("tiers.edit")
    document = check(text).programme
    if document is None:
        raise Refused("A first draft needs to be sound: mend the problems that are shown, then save it.")
    if Programme.objects.filter(code=document.id).exists():
        raise Refused(f"There is already a tier programme {document.id}: write a new version of it, or another id.")
    made = Programme.objects.create(code=document.id, title=document.title, created_by_id=actor.user_id, created_at=now)
    journal.record(
        actor=actor, now=now, verb="performance.programme.created", subject=f"performance.programme:{made.pk}",
        payload={"code": made.code},
    )  # fmt: skip
    return save_draft(actor=actor, now=now, programme_id=made.pk, text=text)


def save_draft(*, actor: Actor, now: datetime, programme_id: int, text: str, began: str = "") -> Draft:
    """Keep a draft, sound or not. The first change after a publication begins the next version.

    ``began`` is the digest of the text the writer began with: what somebody saved meanwhile is never replaced unseen.

    :raises NotFound: no such programme.
    :raises ChangedMeanwhile: another text than ``began`` stands there by now.
    """
    actor.require("tiers.edit")
    programme = Programme.objects.select_for_update().filter(pk=programme_id).first()
    if programme is None:
        raise NotFound(f"There is no tier programme {programme_id}.")
    digest = hashlib.sha256(text.encode()).hexdigest()
    latest = Version.objects.filter(programme=programme).order_by("-number").first()
    if latest is not None and began and latest.digest not in {began, digest}:
        raise ChangedMeanwhile(latest.number)
    published = latest is not None and Publication.objects.filter(version=latest).exists()
    if latest is None or (published and latest.digest != digest):
        latest = Version.objects.create(
            programme=programme, number=1 if latest is None else latest.number + 1, text=text, digest=digest,
            edited_by_id=actor.user_id, edited_at=now,
        )  # fmt: skip
    elif latest.digest != digest:
        latest.text, latest.digest = text, digest
        latest.edited_by_id, latest.edited_at = actor.user_id, now
        latest.submitted_by_id, latest.submitted_at, latest.note = None, None, ""
        latest.save()
    else:
        return Draft(programme.pk, latest.pk, latest.number, checked(actor, text).problems)
    journal.record(
        actor=actor, now=now, verb="performance.version.saved", subject=f"performance.programme:{programme.pk}",
        payload={"version": latest.pk, "number": latest.number, "digest": digest},
    )  # fmt: skip
    return Draft(programme.pk, latest.pk, latest.number, checked(actor, text, name=f"{programme.code}.yaml").problems)


def submit(*, actor: Actor, now: datetime, version_id: int, note: str = "") -> None:
    """Hand a sound draft to a second person.

    :raises Refused: it has errors, names another programme, or is published already.
    """
    actor.require("tiers.edit")
    version = _version(version_id)
    document = _sound(version)
    if document.id != version.programme.code:
        raise Refused(f"The document says tiers: {document.id}, but this is {version.programme.code}. Make them one.")
    if version.submitted_at is not None:
        return
    version.submitted_by_id, version.submitted_at, version.note = actor.person, now, note.strip()
    version.save(update_fields=["submitted_by", "submitted_at", "note"])
    journal.record(
        actor=actor, now=now, verb="performance.version.submitted",
        subject=f"performance.programme:{version.programme_id}", reason=note.strip(),
        payload={"version": version.pk, "digest": version.digest},
    )  # fmt: skip


def publish(*, actor: Actor, now: datetime, version_id: int, applies_from: date, note: str = "", seen: str = "") -> int:
    """Publish a submitted version, as a second person; its reviews are those from a day on.

    ``seen`` is the digest of the text that was read before deciding.

    :raises Refused: nobody submitted it, the same person wrote or submitted it, or another programme already records
        the tier of the same partners.
    :raises ChangedMeanwhile: the version holds another text than was seen.
    """
    actor.require("tiers.publish")
    version = _version(version_id)
    if seen and seen != version.digest:
        raise ChangedMeanwhile(version.number)
    document = _sound(version)
    if version.submitted_at is None:
        raise Refused("Nobody has submitted this text: ask its author to submit it, so that two people have read it.")
    if actor.user_id is None or actor.user_id in {version.edited_by_id, version.submitted_by_id}:
        raise Refused("You wrote or submitted it yourself: publishing needs a second person.")
    last = Publication.objects.filter(version__programme=version.programme_id).order_by("-applies_from").first()
    if last is not None and applies_from <= last.applies_from:
        raise Refused(f"The version before applies from {last.applies_from}: choose a later day.")
    _one_tier_each(document, applies_from)
    made = Publication.objects.create(
        version=version, applies_from=applies_from, note=note.strip(), made_by_id=version.edited_by_id,
        published_by_id=actor.user_id, published_at=now,
    )  # fmt: skip
    Programme.objects.filter(pk=version.programme_id).update(title=document.title)
    journal.record(
        actor=actor, now=now, verb="performance.version.published",
        subject=f"performance.programme:{version.programme_id}", reason=note.strip(),
        payload={"version": version.pk, "number": version.number, "applies_from": applies_from.isoformat()},
    )  # fmt: skip
    state_rights(actor, now, document, applies_from)
    return made.pk


def state_rights(actor: Actor, now: datetime, document: Document, applies_from: date) -> None:
    """Hand down which levels may register deals from a day on: registration asks for a partner's one tier."""
    if not document.each:
        partners.state_tier_rights(
            actor=actor.as_worker(), now=now, programme=document.id, since_on=applies_from,
            may_register={level.id: level.unlocks.registration is not False for level in document.levels},
        )  # fmt: skip


def _one_tier_each(document: Document, on: date) -> None:
    """Refuse a second programme that would record the tier of partners who get it from another already."""
    if document.each:
        return
    mine = document.members
    for one in governing(on):
        theirs = one.document.members
        if one.code == document.id or one.document.each:
            continue
        apart = any(
            a and b and not set(a) & set(b)
            for a, b in ((mine.countries, theirs.countries), (mine.partners, theirs.partners))
        ) or (mine.types and theirs.types and not set(mine.types) & set(theirs.types))
        if not apart:
            raise Refused(
                f"{one.document.title} already decides the tier of such partners: give this one other members, or hold "
                "its standing for each of something."
            )


def _version(version_id: int) -> Version:
    version = Version.objects.filter(pk=version_id).first()
    if version is None:
        raise NotFound(f"There is no version {version_id}.")
    Programme.objects.select_for_update().get(pk=version.programme_id)
    version = Version.objects.select_related("programme").get(pk=version_id)
    if Publication.objects.filter(version=version).exists():
        raise Refused(f"Version {version.number} is published and never changes: save a change as the next version.")
    return version


def _sound(version: Version) -> Document:
    document = read(version.text)
    if document is None:
        errors = check(version.text).errors
        raise Refused(
            f"The document has {len(errors)} error(s), the first in line {errors[0].line}: {errors[0].message} "
            "Mend them, then submit it."
        )
    return document
