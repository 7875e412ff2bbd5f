"""Forms and plans as documents: kept as drafts, published, closed."""

from __future__ import annotations

import hashlib
import re
from datetime import datetime

from fairway.kit import journal
from fairway.kit.access import Actor
from fairway.partners.actions.refusals import ChangedMeanwhile, DraftThere, Refused
from fairway.partners.models import Paper
from fairway.partners.rules import TYPES, Fault
from fairway.partners.rules.documents import check_form, check_plan


def save_paper(*, actor: Actor, now: datetime, kind: str, text: str, began: str = "") -> int:
    """Keep a form or a plan as the draft of its type; the draft that was there is replaced.

    ``began`` is the digest of the text the writer began with: a draft that somebody saved meanwhile, or that stands
    there while this one was begun from something else, is never replaced unseen.

    :raises Refused: when the document does not even say for which type it is.
    :raises DraftThere: another draft of the type than ``began`` stands there.
    """
    actor.require("partners.manage")
    checked = check_form(text) if kind == "form" else check_plan(text)
    found = re.search(r"^(?:form|plan):\s*['\"]?([a-z_]+)", text, re.MULTILINE)
    type = checked.document.type if checked.document is not None else (found[1] if found else "")
    if type not in TYPES:
        raise Refused([Fault("text", "", f"Say for which type it is: '{kind}: ' and one of {', '.join(TYPES)}.")])
    title = checked.document.title if checked.document is not None else TYPES[type]
    rows = Paper.objects.select_for_update().filter(kind=kind, type=type)
    draft = rows.filter(published_at=None).first()
    if draft is not None and draft.text == text:
        return draft.pk
    if draft is not None and began and hashlib.sha256(draft.text.encode()).hexdigest() != began:
        raise DraftThere(draft.version, draft.text)
    if draft is None:
        version = max(rows.values_list("version", flat=True), default=0) + 1
        draft = Paper(kind=kind, type=type, version=version)
    draft.title, draft.text, draft.saved_at, draft.saved_by_id = title, text, now, actor.user_id
    draft.save()
    _record_paper(actor, now, draft, "saved")
    return draft.pk


def publish_paper(*, actor: Actor, now: datetime, paper_id: int, seen: str = "") -> None:
    """Make a draft what people see; what was seen before is closed, and whoever began with it goes on with it.

    ``seen`` is the digest of the text that was read before deciding.

    :raises Refused: for a document with an error. Publishing what is published changes nothing.
    :raises ChangedMeanwhile: the draft holds another text than was seen.
    """
    actor.require("partners.manage")
    paper = Paper.objects.select_for_update().get(pk=paper_id)
    if paper.published_at is not None:
        return
    if seen and hashlib.sha256(paper.text.encode()).hexdigest() != seen:
        raise ChangedMeanwhile(paper.version)
    checked = check_form(paper.text) if paper.kind == "form" else check_plan(paper.text)
    if checked.document is None:
        problem = next(one for one in checked.problems if one.stops)
        raise Refused([Fault("text", "", f"Line {problem.line}: {problem.message} {problem.hint}")])
    Paper.objects.filter(kind=paper.kind, type=paper.type, published_at__isnull=False, closed_at=None).update(
        closed_at=now
    )
    paper.published_at, paper.published_by_id = now, actor.user_id
    paper.save(update_fields=["published_at", "published_by"])
    _record_paper(actor, now, paper, "published")


def close_paper(*, actor: Actor, now: datetime, paper_id: int, reason: str = "") -> None:
    """Take a published form or plan away: nobody new applies by it, or is onboarded by it."""
    actor.require("partners.manage")
    paper = Paper.objects.select_for_update().get(pk=paper_id)
    if paper.published_at is None or paper.closed_at is not None:
        return
    paper.closed_at = now
    paper.save(update_fields=["closed_at"])
    _record_paper(actor, now, paper, "closed", reason)


def _record_paper(actor: Actor, now: datetime, paper: Paper, what: str, reason: str = "") -> None:
    journal.record(
        actor=actor,
        now=now,
        verb=f"partners.{paper.kind}.{what}",
        subject=f"partners.paper:{paper.pk}",
        reason=reason,
        payload={"type": paper.type, "version": paper.version},
    )
