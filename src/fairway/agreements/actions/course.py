"""What happens to a concluded agreement: suspended, resumed, terminated, renewed; and what time does by itself."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime

from django.db import transaction

from fairway.agreements.actions import concluding, grants
from fairway.agreements.actions.drafting import locked, move
from fairway.agreements.actions.refusals import Refused, patiently
from fairway.agreements.models import Agreement, Hindrance, Renewal, Suspension, Termination
from fairway.agreements.queries import agreements
from fairway.agreements.queries.grants import GrantRow
from fairway.agreements.rules import life
from fairway.agreements.rules.signing import SIDES
from fairway.agreements.rules.trees import Fault
from fairway.kit import journal
from fairway.kit.access import Actor


def _concluded(actor: Actor, agreement_id: int) -> tuple[Agreement, life.Course]:
    one = locked(actor, agreement_id)
    course = agreements.courses_of([one.pk]).get(one.pk)
    if one.amends_id is not None:
        raise Refused([Fault("agreement", one.number, "Do this to the agreement itself, not to its amendment.")])
    if course is None:
        raise Refused([Fault("stage", one.stage, "Only a concluded agreement has a course.")])
    return one, course


def suspend(
    *, actor: Actor, now: datetime, agreement_id: int, since_on: date, until_on: date | None = None, reason: str
) -> None:
    """Let an agreement give no rights from a day on, until a day or until it is resumed. Its territory stays its own.

    :raises Refused: without a reason, for days outside its course, or days that are suspended already.
    """
    actor.require("agreements.manage")
    one, course = _concluded(actor, agreement_id)
    faults = []
    if not reason.strip():
        faults.append(Fault("reason", "", "Say why: both sides read it later."))
    if since_on < course.since_on or (course.end is not None and since_on >= course.end):
        faults.append(Fault("since_on", str(since_on), f"Choose a day of its course, {_span(course)}."))
    if until_on is not None and until_on <= since_on:
        faults.append(Fault("until_on", str(until_on), f"It would end on {until_on}, before it begins on {since_on}."))
    met = None if faults else life.overlapping(course.pauses, life.Pause(since_on, until_on))
    if met is not None:
        if met == life.Pause(since_on, until_on):
            return
        until = f"until {met.until_on}" if met.until_on else "until it is resumed"
        faults.append(Fault("since_on", str(since_on), f"It is suspended from {met.since_on} {until} already."))
    if faults:
        raise Refused(faults)
    Suspension.objects.create(
        agreement=one, partner_id=one.partner_id, since_on=since_on, until_on=until_on, reason=reason.strip(),
        made_by_id=actor.user_id, made_at=now,
    )  # fmt: skip
    _tell(actor, now, "suspended", one, reason, since=since_on.isoformat(), until=until_on and until_on.isoformat())


def resume(*, actor: Actor, now: datetime, agreement_id: int, on: date, reason: str) -> None:
    """Let a suspended agreement give its rights again from a day on.

    :raises Refused: without a reason, or where no suspension is open on that day.
    """
    actor.require("agreements.manage")
    one, _ = _concluded(actor, agreement_id)
    if not reason.strip():
        raise Refused([Fault("reason", "", "Say why: both sides read it later.")])
    open_ = Suspension.objects.filter(agreement=one, until_on=None).first()
    if open_ is None:
        raise Refused([Fault("on", str(on), "It is not suspended.")])
    if on <= open_.since_on:
        raise Refused([Fault("on", str(on), f"It is suspended from {open_.since_on}: resume it on a later day.")])
    open_.until_on = on
    open_.save(update_fields=["until_on"])
    _tell(actor, now, "resumed", one, reason, since=on.isoformat())


def terminate(*, actor: Actor, now: datetime, agreement_id: int, ends_on: date, side: str, reason: str) -> None:
    """Let an agreement end before its term: `ends_on` is the first day without it, and its territories end then.

    :raises Refused: without a reason, for a day before it began or after its term, or when it was terminated already.
    """
    actor.require("agreements.manage")
    one, course = _concluded(actor, agreement_id)
    faults = []
    there = Termination.objects.filter(agreement=one).first()
    if there is not None:
        if there.ends_on == ends_on:
            return
        faults.append(Fault("ends_on", str(ends_on), f"It was terminated already, as of {there.ends_on}."))
    if not reason.strip():
        faults.append(Fault("reason", "", "Say why: both sides read it later."))
    if side not in {*SIDES, "both"}:
        faults.append(Fault("side", side, "Say who ends it: the vendor, the partner, or both."))
    if ends_on < course.since_on or (course.term_end is not None and ends_on > course.term_end):
        faults.append(Fault("ends_on", str(ends_on), f"Choose a day of its course, {_span(course)}."))
    if faults:
        raise Refused(faults)
    Termination.objects.create(
        agreement=one, partner_id=one.partner_id, side=side, ends_on=ends_on, reason=reason.strip(),
        made_by_id=actor.user_id, made_at=now,
    )  # fmt: skip
    patiently(lambda: _end_all(actor, now, one, ends_on), alone=True)
    _tell(actor, now, "terminated", one, reason, ends=ends_on.isoformat(), side=side)


def _end_all(actor: Actor, now: datetime, one: Agreement, ends_on: date) -> None:
    worker = actor.as_worker()
    for row in concluding.standing(actor, one.pk, ends_on):
        grants.end(actor=worker, now=now, grant_id=row.id, on=ends_on, reason=f"Agreement {one.number} ends")


def due_to_renew(*, actor: Actor, now: datetime) -> tuple[int, ...]:
    """The agreements whose text says that they renew and whose last day for notice has passed."""
    actor.require("agreements.manage")
    held = list(Agreement.objects.filter(stage="concluded", amends=None).order_by("pk"))
    courses = agreements.courses_of([one.pk for one in held])
    return tuple(one.pk for one in held if _renews_until(one, courses[one.pk], now.date()))


def renew(*, actor: Actor, now: datetime, agreement_id: int) -> bool:
    """Renew an agreement that is due; answers whether it was.

    One whose territory another was granted meanwhile is not: its hindrance says why.
    """
    actor.require("agreements.manage")
    one, course = _concluded(actor, agreement_id)
    until = _renews_until(one, course, now.date())
    if until is None or course.term_end is None:
        return False
    end = course.term_end
    return patiently(lambda: _renew(actor, now, one, end, until), alone=True)


def fail_to_renew(*, actor: Actor, now: datetime, agreement_id: int) -> None:
    """Keep that renewing an agreement failed for a fault of the program: its owner reads it beside the agreement."""
    actor.require("agreements.manage")
    told = "It should have renewed, and Fairway failed at it: the log of its jobs says why. It is tried every hour."
    concluding.hinder(actor, now, locked(actor, agreement_id), Refused([Fault("", "", told)]))


def _renews_until(one: Agreement, course: life.Course, today: date) -> date | None:
    says = (
        Agreement.objects.filter(amends=one, stage="concluded", since_on__lte=today)
        .order_by("-since_on", "-concluded_at")
        .first()
        or one
    )
    end = course.term_end
    if not says.renewal_months or end is None or course.terminated_on is not None or today < course.since_on:
        return None
    if today.toordinal() <= end.toordinal() - says.notice_days:
        return None
    return life.months_later(end, says.renewal_months)


def _renew(actor: Actor, now: datetime, one: Agreement, end: date, until: date) -> bool:
    try:
        with transaction.atomic():
            for row in _ending(actor, one.pk, end):
                grants.change(
                    actor=actor, now=now, grant_id=row.id, terms=replace(row.terms, until_on=until),
                    reason=f"Agreement {one.number} renews",
                )  # fmt: skip
            Renewal.objects.create(agreement=one, partner_id=one.partner_id, from_on=end, until_on=until, made_at=now)
    except Refused as refusal:
        concluding.hinder(actor, now, one, refusal)
        return False
    Hindrance.objects.filter(agreement=one, cleared_at=None).update(cleared_at=now)
    _tell(actor, now, "renewed", one, "", since=end.isoformat(), until=until.isoformat())
    return True


def _ending(actor: Actor, base_id: int, end: date) -> tuple[GrantRow, ...]:
    """The agreement's grants that end with its term."""
    before = date.fromordinal(end.toordinal() - 1)
    return tuple(row for row in concluding.standing(actor, base_id, before) if row.until_on == end)


def lapse_due(*, actor: Actor, now: datetime) -> tuple[int, ...]:
    """Let lapse what was not signed by its last moment; signatures made so far stay on record."""
    actor.require("agreements.manage")
    lapsed = []
    for one in Agreement.objects.select_for_update(of=("self",)).filter(stage="sent", sign_by__lte=now).order_by("pk"):
        one.stage = move(one, "lapse")
        one.changed_at = now
        one.save(update_fields=["stage", "changed_at"])
        _tell(actor, now, "lapsed", one, "")
        lapsed.append(one.pk)
    return tuple(lapsed)


def _tell(actor: Actor, now: datetime, verb: str, one: Agreement, reason: str, **facts: object) -> None:
    journal.record(
        actor=actor, now=now, verb=f"agreements.agreement.{verb}", subject=f"agreements.agreement:{one.pk}",
        partner_id=one.partner_id, reason=reason.strip(), payload={"number": one.number, **facts}, both_sides=True,
    )  # fmt: skip


def _span(course: life.Course) -> str:
    end = f" until {course.end}" if course.end else ""
    return f"from {course.since_on}{end}"
