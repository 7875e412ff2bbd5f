"""Write a programme, hand it over, publish it."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import date, datetime

from fairway.engine.check import Checked, check
from fairway.incentives.actions.members import admit_members
from fairway.incentives.models import Programme, Publication, Submission, Version
from fairway.incentives.rules import ChangedMeanwhile, NotFound, Refused, another_person, periods
from fairway.kit import journal
from fairway.kit.access import Actor
from fairway.policy.problems import Problem

NEW = """programme: {code}
title: {title}
currency: {currency}
"""


@dataclass(frozen=True, slots=True)
class Draft:
    """A saved draft and what the checker says about it. With an error it can be saved, but not submitted."""

    programme_id: int
    version_id: int
    number: int
    digest: str
    problems: tuple[Problem, ...]

    @property
    def sound(self) -> bool:
        return not any(problem.stops for problem in self.problems)


def create_programme(
    *, actor: Actor, now: datetime, code: str, title: str, text: str = "", currency: str = "USD"
) -> Draft:
    """Begin a programme with a first draft. ``code`` is the id that its documents give.

    :raises Refused: the code is taken or empty.
    """
    actor.require("programmes.edit")
    code = code.strip()
    if not code:
        raise Refused("Give the programme a short id, such as fy26-reseller.")
    if len(code) > periods.LONGEST_NAME or len(title) > periods.LONGEST_TITLE:
        raise Refused(f"The id takes {periods.LONGEST_NAME} letters and the title {periods.LONGEST_TITLE}: shorten it.")
    if Programme.objects.filter(code=code).exists():
        raise Refused(f"There is already a programme {code}: write a new version of it, or choose another id.")
    programme = Programme.objects.create(
        code=code, title=title.strip() or code, currency=currency, created_by_id=actor.user_id, created_at=now
    )
    journal.record(
        actor=actor, now=now, verb="incentives.programme.created", subject=f"incentives.programme:{programme.pk}",
        payload={"code": code},
    )  # fmt: skip
    draft = text or NEW.format(code=code, title=title.strip() or code, currency=currency)
    return save_draft(actor=actor, now=now, programme_id=programme.pk, text=draft)


def save_draft(*, actor: Actor, now: datetime, programme_id: int, text: str, began: str = "") -> Draft:
    """Keep a draft, sound or not, and answer every problem it has.

    A published version stays as it is: the first change after it begins the next version. A change withdraws the
    draft's submission, since the second person must see what will be published. ``began`` is the digest of the text
    the writer began with: what somebody saved meanwhile is never replaced unseen.

    :raises NotFound: no such programme.
    :raises ChangedMeanwhile: another text than ``began`` stands there by now.
    """
    actor.require("programmes.edit")
    programme = Programme.objects.select_for_update().filter(pk=programme_id).first()
    if programme is None:
        raise NotFound(f"There is no programme {programme_id}.")
    digest = hashlib.sha256(text.encode()).hexdigest()
    latest = Version.objects.filter(programme=programme).order_by("-number").first()
    if latest is not None and began and latest.digest not in {began, digest}:
        raise ChangedMeanwhile(latest.number)
    published = latest is not None and Publication.objects.filter(version=latest).exists()
    if latest is None or (published and latest.digest != digest):
        number = 1 if latest is None else latest.number + 1
        version = Version.objects.create(
            programme=programme, number=number, text=text, digest=digest, edited_by_id=actor.user_id, edited_at=now
        )
    else:
        version = latest
        if version.digest != digest:
            Submission.objects.filter(version=version, withdrawn_at=None).update(withdrawn_at=now)
            version.text, version.digest = text, digest
            version.edited_by_id, version.edited_at = actor.user_id, now
            version.save(update_fields=["text", "digest", "edited_by", "edited_at"])
    if latest is None or latest.digest != digest or latest.pk != version.pk:
        journal.record(
            actor=actor, now=now, verb="incentives.version.saved", subject=f"incentives.version:{version.pk}",
            payload={"programme": programme.pk, "number": version.number, "digest": digest},
        )  # fmt: skip
    return Draft(programme.pk, version.pk, version.number, digest, check(text, name=f"{programme.code}.yaml").problems)


def submit(*, actor: Actor, now: datetime, version_id: int, note: str = "") -> int:
    """Hand a sound draft to a second person; answers the submission's id.

    :raises Refused: the document has errors or waits for counsel, names another programme, or is published already.
    """
    actor.require("programmes.edit")
    version = _version(version_id)
    programme = version.programme
    _published_already(version)
    checked = check(version.text, name=f"{programme.code}.yaml")
    if checked.programme is None:
        first = checked.errors[0]
        raise Refused(
            f"The document has {len(checked.errors)} error(s), the first in line {first.line}: {first.message} "
            "Mend them, then submit it."
        )
    _counsel_heard(checked)
    if checked.programme.id != programme.code:
        raise Refused(
            f"The document says programme: {checked.programme.id}, but this is {programme.code}. Make them one."
        )
    periods.check_fits(checked.programme)
    before = Publication.objects.filter(version__programme=programme).order_by("pk").last()
    if before is not None:
        former = check(before.version.text).programme
        if former is not None:
            periods.check_follows(former, checked.programme)
    there = Submission.objects.filter(version=version, withdrawn_at=None, digest=version.digest).first()
    if there is not None:
        return there.pk
    submission = Submission.objects.create(
        version=version, digest=version.digest, note=note.strip(), submitted_by_id=actor.person, submitted_at=now
    )
    journal.record(
        actor=actor, now=now, verb="incentives.version.submitted", subject=f"incentives.version:{version.pk}",
        reason=note.strip(), payload={"digest": version.digest},
    )  # fmt: skip
    return submission.pk


def publish(
    *, actor: Actor, now: datetime, version_id: int, applies_from: date | None = None, note: str = "", seen: str = ""
) -> int:
    """Publish a submitted version, as a second person; answers the publication's id.

    ``applies_from`` is the first day of the first period it governs; the first version may leave it out and then
    governs all periods. An earlier period that is restated by it is corrected by the next run (vector V25). ``seen`` is
    the digest of the text that was read before deciding.

    :raises Refused: nobody submitted this text, the same person wrote or submitted it, a term waits for counsel, or
        the day begins no period.
    :raises ChangedMeanwhile: the version holds another text than was seen.
    """
    actor.require("programmes.publish")
    version = _version(version_id)
    programme = version.programme
    _published_already(version)
    if seen and seen != version.digest:
        raise ChangedMeanwhile(version.number)
    submission = Submission.objects.filter(version=version, withdrawn_at=None).first()
    if submission is None or submission.digest != version.digest:
        raise Refused("Nobody has submitted this text: ask its author to submit it, so that two people have read it.")
    second = another_person(
        version.edited_by_id,
        submission.submitted_by_id,
        now=actor.user_id,
        deed="Publishing",
        doer="wrote or submitted",
    )
    checked = check(version.text, name=f"{programme.code}.yaml")
    if checked.programme is None:
        raise Refused(f"The document has errors: {checked.errors[0].message}")
    _counsel_heard(checked)
    first = not Publication.objects.filter(version__programme=programme).exists()
    periods.check_applies_from(checked.programme, applies_from, first=first)
    publication = Publication.objects.create(
        version=version, applies_from=applies_from, note=note.strip(), made_by_id=version.edited_by_id,
        published_by_id=second, published_at=now,
    )  # fmt: skip
    programme.title, programme.currency = checked.programme.title, checked.programme.currency
    programme.save(update_fields=["title", "currency"])
    journal.record(
        actor=actor, now=now, verb="incentives.version.published", subject=f"incentives.version:{version.pk}",
        reason=note.strip(),
        payload={
            "programme": programme.pk, "number": version.number, "digest": version.digest,
            "applies_from": None if applies_from is None else applies_from.isoformat(),
        },
    )  # fmt: skip
    admit_members(actor=actor, now=now, programme_id=programme.pk)
    return publication.pk


def _version(version_id: int) -> Version:
    # the programme first, as whoever saves a draft does: otherwise the two would wait for each other
    if not Programme.objects.select_for_update().filter(pk__in=_programme_of(version_id)).exists():
        raise NotFound(f"There is no version {version_id}.")
    version = Version.objects.select_for_update(of=("self",)).select_related("programme").filter(pk=version_id).first()
    if version is None:
        raise NotFound(f"There is no version {version_id}.")
    return version


def _counsel_heard(checked: Checked) -> None:
    """Refuse what stops publication until counsel's note on it stands in the document."""
    if checked.holds:
        first = checked.holds[0]
        raise Refused(
            f"It is not published before counsel has looked at line {first.line}: {first.message} Record their note on "
            f"'{first.code}' in the document, under 'counsel', or change the term."
        )


def _programme_of(version_id: int) -> list[int]:
    return list(Version.objects.filter(pk=version_id).values_list("programme_id", flat=True))


def _published_already(version: Version) -> None:
    if Publication.objects.filter(version=version).exists():
        raise Refused(f"Version {version.number} is published and never changes: save a change as the next version.")
