"""Writes of templates: a draft version, and its publication."""

from __future__ import annotations

import hashlib
import re
from datetime import datetime

from fairway.agreements.actions.refusals import ChangedMeanwhile, Refused
from fairway.agreements.models import Template, TemplateVersion
from fairway.agreements.rules import templates as language
from fairway.agreements.rules.trees import Fault
from fairway.kit import journal
from fairway.kit.access import Actor

_CODE = re.compile(r"[a-z0-9][a-z0-9-]{1,39}")


def create(*, actor: Actor, now: datetime, code: str, title: str, text: str) -> int:
    """Begin a template with a first draft; answers the template's number. A draft may have problems.

    :raises Refused: for a code that is taken or not one, or without a title.
    """
    actor.require("agreements.templates")
    faults = []
    if not _CODE.fullmatch(code):
        faults.append(Fault("code", code, "A code has 2 to 40 small letters, digits and hyphens, such as reseller-eu."))
    elif Template.objects.filter(code=code).exists():
        faults.append(Fault("code", code, f"There is a template {code} already: write its next version instead."))
    if not title.strip():
        faults.append(Fault("title", "", "Give it a title."))
    if faults:
        raise Refused(faults)
    made = Template.objects.create(code=code, title=title.strip()[:200], added_at=now)
    _version(actor, now, made, 1, text)
    return made.pk


def save(*, actor: Actor, now: datetime, template_id: int, text: str, note: str = "", began: str = "") -> int:
    """Save the draft of a template; after a publication the first change begins the next version.

    ``began`` is the digest of the text the writer began with: what somebody saved meanwhile is never replaced unseen.

    :raises ChangedMeanwhile: another text than ``began`` stands there by now.
    """
    actor.require("agreements.templates")
    template = _locked(template_id)
    newest = TemplateVersion.objects.filter(template=template).order_by("-number")[0]
    if newest.text == text and newest.published_at is not None:
        return newest.pk
    if began and newest.digest not in {began, _digest(text)}:
        raise ChangedMeanwhile(newest.number)
    if newest.published_at is not None:
        return _version(actor, now, template, newest.number + 1, text, note)
    if newest.text == text and newest.note == note.strip():
        return newest.pk
    newest.text, newest.digest, newest.note = text, _digest(text), note.strip()
    newest.edited_by_id, newest.edited_at = actor.user_id, now
    newest.save(update_fields=["text", "digest", "note", "edited_by", "edited_at"])
    _tell(actor, now, "agreements.template.saved", newest)
    return newest.pk


def publish(*, actor: Actor, now: datetime, version_id: int, seen: str = "") -> None:
    """Publish a version as a second person: agreements are drafted from it, and it never changes again.

    Twice does one thing. ``seen`` is the digest of the text that was read before deciding.

    :raises Refused: while it has problems, or by whoever wrote it.
    :raises ChangedMeanwhile: the version holds another text than was seen.
    """
    actor.require("agreements.publish")
    one = TemplateVersion.objects.select_related("template").select_for_update(of=("self",)).get(pk=version_id)
    if one.published_at is not None:
        return
    if seen and seen != one.digest:
        raise ChangedMeanwhile(one.number)
    problems = [problem for problem in language.parse(one.text).problems if problem.stops]
    if problems:
        first = problems[0]
        more = f" and {len(problems) - 1} more" if len(problems) > 1 else ""
        raise Refused(
            [Fault("text", "", f"Line {first.line}, column {first.column}: {first.message}{more}. Put it right first.")]
        )
    if one.edited_by_id is not None and one.edited_by_id == actor.user_id:
        raise Refused([Fault("text", "", "You wrote it yourself: publishing needs a second person.")])
    one.published_by_id, one.published_at = actor.user_id, now
    one.save(update_fields=["published_by", "published_at"])
    _tell(actor, now, "agreements.template.published", one)


def _locked(template_id: int) -> Template:
    found = Template.objects.select_for_update().filter(pk=template_id).first()
    if found is None:
        raise Refused([Fault("template", str(template_id), "There is no such template.")])
    return found


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def _version(actor: Actor, now: datetime, template: Template, number: int, text: str, note: str = "") -> int:
    made = TemplateVersion.objects.create(
        template=template, number=number, text=text, digest=_digest(text), note=note.strip(),
        edited_by_id=actor.user_id, edited_at=now,
    )  # fmt: skip
    _tell(actor, now, "agreements.template.saved", made)
    return made.pk


def _tell(actor: Actor, now: datetime, verb: str, one: TemplateVersion) -> None:
    journal.record(
        actor=actor, now=now, verb=verb, subject=f"agreements.template:{one.template_id}", reason=one.note,
        payload={"version": one.number, "title": one.template.title, "digest": one.digest},
    )  # fmt: skip
