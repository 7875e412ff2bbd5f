"""What people grant beside the rules: a waiver, a lock, an invitation; each with a reason."""

from __future__ import annotations

from datetime import date, datetime

from fairway.kit import journal
from fairway.kit.access import Actor
from fairway.performance.models import Invitation, Lock, Programme, Waiver
from fairway.performance.queries.documents import governing_one
from fairway.performance.queries.facts import members_of
from fairway.performance.rules import NotFound, Refused
from fairway.performance.rules.tiers.programme import Programme as Document

LONGEST = 366 * 2


def waive(
    *, actor: Actor, now: datetime, programme_id: int, partner_id: int, since_on: date, until_on: date, reason: str,
    metric: str = "",
) -> int:  # fmt: skip
    """Waive a partner's demotion, or the requirement of one metric, from a day until a day (exclusive).

    :raises Refused: without a reason, without an end within two years, or for a metric the programme does not have.
    """
    document = _may(actor, now, programme_id, partner_id, reason)
    if until_on <= since_on or until_on <= now.date():
        raise Refused("A waiver ends after it begins, and later than today.")
    if (until_on - since_on).days > LONGEST:
        raise Refused("A waiver lasts two years at most: change the rule instead.")
    if metric and metric not in {one.id for one in document.metrics}:
        raise Refused(f"The programme has no metric {metric}.")
    there = Waiver.objects.filter(
        programme_id=programme_id, partner_id=partner_id, metric=metric, since_on=since_on, until_on=until_on
    ).first()
    if there is not None:
        return there.pk
    made = Waiver.objects.create(
        programme_id=programme_id, partner_id=partner_id, metric=metric, since_on=since_on, until_on=until_on,
        reason=reason.strip(), made_by_id=actor.user_id, made_at=now,
    )  # fmt: skip
    _told(actor, now, "waived", partner_id, reason, {"metric": metric, "since": str(since_on), "until": str(until_on)})
    return made.pk


def end_waiver(*, actor: Actor, now: datetime, waiver_id: int, reason: str) -> None:
    """End a waiver today. :raises NotFound: no such waiver. :raises Refused: without a reason."""
    actor.require("tiers.decide")
    row = Waiver.objects.select_for_update().filter(pk=waiver_id).first()
    if row is None:
        raise NotFound(f"There is no waiver {waiver_id}.")
    if not reason.strip():
        raise Refused("Say why the waiver ends.")
    today = now.date()
    if row.until_on <= today:
        return
    row.until_on = max(today, row.since_on)
    row.save(update_fields=["until_on"])
    _told(actor, now, "waiver_ended", row.partner_id, reason, {"waiver": row.pk})


def lock(*, actor: Actor, now: datetime, programme_id: int, partner_id: int, until_on: date, reason: str) -> int:
    """Lock a partner's level until a day (exclusive). :raises Refused: without a reason or a later day."""
    _may(actor, now, programme_id, partner_id, reason)
    if until_on <= now.date():
        raise Refused("A lock ends on a later day.")
    there = Lock.objects.filter(programme_id=programme_id, partner_id=partner_id, until_on=until_on).first()
    if there is not None:
        return there.pk
    made = Lock.objects.create(
        programme_id=programme_id, partner_id=partner_id, until_on=until_on, reason=reason.strip(),
        made_by_id=actor.user_id, made_at=now,
    )  # fmt: skip
    _told(actor, now, "locked", partner_id, reason, {"until": str(until_on)})
    return made.pk


def invite(*, actor: Actor, now: datetime, programme_id: int, partner_id: int, level: str, reason: str) -> int:
    """Invite a partner to a level that asks it. :raises Refused: the level asks none, or without a reason."""
    document = _may(actor, now, programme_id, partner_id, reason)
    found = document.level(level)
    if found is None or not found.invitation:
        raise Refused(f"{level or 'This level'} asks no invitation.")
    there = Invitation.objects.filter(programme_id=programme_id, partner_id=partner_id, level=level).first()
    if there is not None:
        return there.pk
    made = Invitation.objects.create(
        programme_id=programme_id, partner_id=partner_id, level=level, on=now.date(), reason=reason.strip(),
        made_by_id=actor.user_id, made_at=now,
    )  # fmt: skip
    _told(actor, now, "invited", partner_id, reason, {"level": level})
    return made.pk


def _may(actor: Actor, now: datetime, programme_id: int, partner_id: int, reason: str) -> Document:
    actor.require("tiers.decide")
    if not reason.strip():
        raise Refused("Say why: it stands beside your name in the journal.")
    Programme.objects.select_for_update().filter(pk=programme_id).first()
    document = governing_one(programme_id, now.date()).document
    if not members_of(document, partner_id=partner_id):
        raise NotFound("This partner does not take part in the programme.")
    return document


def _told(actor: Actor, now: datetime, deed: str, partner_id: int, reason: str, payload: dict[str, object]) -> None:
    journal.record(
        actor=actor, now=now, verb=f"performance.tier.{deed}", subject=f"partners.partner:{partner_id}",
        partner_id=partner_id, reason=reason.strip(), payload=payload, both_sides=True,
    )  # fmt: skip
