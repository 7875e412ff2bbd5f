"""A dispute until its decision: opened, taken up by somebody who is no party, sides heard, evidence kept.

A partner opens, withdraws and appeals on its own side's row; the case, which only the vendor has, follows. Nothing that
a partner does here asks whether there is another side.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from django.db import IntegrityError, transaction

from fairway.deals.actions.steps import locked
from fairway.deals.models import Conflict, Dispute, DisputeSide, Event, Registration
from fairway.deals.queries.disputes import parties_of, side_of
from fairway.deals.queries.registrations import policy_of, visible_to
from fairway.deals.rules import disputes as rules
from fairway.deals.rules.axes import dispute as axis
from fairway.deals.rules.axes.registration import Side
from fairway.deals.rules.refusals import NotFound, Refused
from fairway.kit import journal
from fairway.kit.access import Actor, Kind
from fairway.kit.codes import coded
from fairway.kit.jobs import defer

NO_CASE = "There is no such case."


@dataclass(frozen=True, slots=True)
class Case:
    """A case with its sides, all locked."""

    dispute: Dispute
    sides: tuple[DisputeSide, ...]

    def side(self, code: str) -> DisputeSide:
        """One side by its code. :raises NotFound: it is not of this case."""
        found = next((one for one in self.sides if one.code == code), None)
        if found is None:
            raise NotFound("There is no such side in this case.")
        return found


def open_dispute(*, actor: Actor, now: datetime, code: str, about: str, text: str) -> str:
    """Dispute what became of a registration of one's own; answers the code of the case as this side knows it.

    It is acknowledged at once; the case is made by the worker afterwards. Opening it twice does one thing.

    :raises Refused: there is no ground, no words, or it was decided in a case and nothing happened since.
    """
    actor.require("own.deals.register")
    found = locked(actor, code)
    if found.partner_id != actor.partner:
        raise NotFound(f"There is no registration {code[:20]}.")
    known = DisputeSide.objects.filter(registration=found)
    standing = known.filter(status__in=("opened", "appealed")).first()
    if standing is not None:
        return standing.code
    last = known.exclude(decided_at=None).order_by("-decided_at").first()
    decided = (
        last is not None
        and not Event.objects.filter(registration=found, axis="registration", at__gt=last.decided_at).exists()
    )
    rules.may_open(about, found.status, text, decided=decided)
    made = _join(found, about, text, actor, now, opener=True)
    defer("deals.follow_dispute", side_id=made.pk)
    return made.code


def _join(
    found: Registration, about: str, text: str, actor: Actor, now: datetime, *, opener: bool = False,
    dispute: Dispute | None = None,
) -> DisputeSide:  # fmt: skip
    made = DisputeSide.objects.create(
        code=coded("C"), dispute=dispute, registration=found, partner_id=found.partner_id, about=about, opener=opener,
        text=text.strip()[: rules.LONGEST], joined_by_id=actor.user_id, joined_at=now, currency=found.currency,
        answer_by=rules.clocks(policy_of(found.version_id), now).resolve_by,
    )  # fmt: skip
    journal.record(
        actor=actor, now=now, verb="deals.side.opened" if opener else "deals.side.joined",
        subject=f"deals.side:{made.pk}", partner_id=found.partner_id, both_sides=True,
        payload={"case": made.code, "code": found.code, "about": about},
    )  # fmt: skip
    return made


def follow(*, actor: Actor, now: datetime, side_id: int) -> None:
    """Bring the case in step with what one of its sides did: opened, withdrew or appealed. Can be repeated."""
    side = DisputeSide.objects.select_related("registration").filter(pk=side_id).first()
    if side is None:
        return
    if side.dispute_id is None:
        if side.status == "opened":
            _begin(actor, now, side)
        return
    dispute = Dispute.objects.select_for_update().get(pk=side.dispute_id)
    _in_step(actor, now, dispute, _sides(dispute))


def _begin(actor: Actor, now: datetime, side: DisputeSide) -> None:
    """Make the case of a side that opened it; a case that stands about the same registration takes it in."""
    Registration.objects.select_for_update().get(pk=side.registration_id)
    fresh = DisputeSide.objects.select_for_update().get(pk=side.pk)
    if fresh.dispute_id is not None:
        return
    standing = Dispute.objects.filter(registration=side.registration, status__in=axis.UNDECIDED).first()
    if standing is None:
        standing = _case_about(side.registration, side.about, side.text, side.joined_at, actor, now)
    fresh.dispute = standing
    fresh.save(update_fields=["dispute"])


def _case_about(
    found: Registration, about: str, text: str, since: datetime, actor: Actor, now: datetime,
    conflict: Conflict | None = None,
) -> Dispute:  # fmt: skip
    by = rules.clocks(policy_of(found.version_id), since)
    made = Dispute.objects.create(
        code=coded("V"), registration=found, conflict=conflict, about=about, answer=found.answer_code, text=text,
        opened_at=since, opened_by_id=actor.user_id, identify_by=by.identify_by, investigate_by=by.investigate_by,
        resolve_by=by.resolve_by,
    )  # fmt: skip
    written(made, "opened", actor, now, payload={"about": about})
    return made


def open_case(*, actor: Actor, now: datetime, codes: Collection[str], text: str, conflict_id: int | None = None) -> str:
    """Open a case at the vendor about registrations that conflict; answers its code.

    Each partner reads that its own registration is looked at again, and nothing of the others.

    :raises Refused: no registration, no words, or one of them is in a case already.
    """
    person(actor)
    if not text.strip():
        raise Refused("Say what the case is about: whoever mediates reads it first.")
    rows = list(visible_to(actor).select_for_update().filter(code__in=list(codes)).order_by("pk"))
    if not rows or len(rows) < len(set(codes)):
        raise NotFound("One of the registrations does not exist.")
    conflict = None
    if conflict_id is not None:
        conflict = Conflict.objects.filter(pk=conflict_id, closed_at=None).first()
        if conflict is None or {conflict.first_id, conflict.second_id} - {row.pk for row in rows}:
            raise NotFound("There is no such conflict between these registrations.")
    try:
        with transaction.atomic():
            made = _case_about(rows[0], "conflict", text.strip(), now, actor, now, conflict)
            for row in rows:
                _join(row, rules.REVIEW, rules.QUESTION, actor, now, dispute=made)
    except IntegrityError:
        raise Refused(IN_ANOTHER) from None
    return made.code


IN_ANOTHER = "One of these registrations is in an open case already. Go on there, or wait for its decision."


def take_up(*, actor: Actor, now: datetime, code: str) -> None:
    """Take a case up as its mediator, who is no party to it. Twice does one thing.

    :raises Refused: the actor is a party, or somebody else mediates.
    """
    case = opened(actor, now, code)
    dispute = case.dispute
    if dispute.mediator_id == actor.person:
        return
    rules.may_mediate(actor.person, parties_of(actor, dispute, case.sides))
    _move(dispute, "take", actor, now)
    dispute.mediator_id, dispute.taken_at = actor.person, now
    dispute.save()


def add_side(*, actor: Actor, now: datetime, code: str, registration: str, text: str = "") -> str:
    """Hear another partner about its own registration; answers the side's code. It reads nothing of the others.

    :raises Refused: the case is not being looked into, or that registration is in another case.
    """
    case = mediated(actor, now, code)
    if case.dispute.status not in ("investigating", "deciding"):
        raise Refused("Sides are heard while the case is looked into.")
    found = visible_to(actor).filter(code=registration).first()
    if found is None:
        raise NotFound(f"There is no registration {registration[:20]}.")
    known = next((one for one in case.sides if one.registration_id == found.pk), None)
    if known is not None:
        return known.code
    rules.may_mediate(actor.person, parties_of(actor, case.dispute, (*case.sides, DisputeSide(registration=found,
                      partner_id=found.partner_id))))  # fmt: skip
    try:
        with transaction.atomic():
            made = _join(found, rules.REVIEW, text.strip() or rules.QUESTION, actor, now, dispute=case.dispute)
    except IntegrityError:
        raise Refused(IN_ANOTHER) from None
    written(case.dispute, "side_added", actor, now, payload={"code": found.code})
    return made.code


def hear(*, actor: Actor, now: datetime, code: str) -> None:
    """Close the hearing: what follows is the decision. Sides may still add to their part. Twice does one thing."""
    case = mediated(actor, now, code)
    if case.dispute.status == "deciding":
        return
    _move(case.dispute, "hear", actor, now)
    case.dispute.heard_at = now
    case.dispute.save()


def withdraw_dispute(*, actor: Actor, now: datetime, code: str, reason: str = "") -> None:
    """Take a dispute back, as the side that opened it. Nothing was changed. Twice does one thing.

    :raises Refused: it is decided, or somebody else opened it.
    """
    actor.require("own.deals.register")
    side = side_of(actor, code, lock=True)
    if side.status == "withdrawn":
        return
    if not side.opener or side.status != "opened":
        raise Refused("Only who opened a case takes it back, and only before it is decided.")
    side.status = "withdrawn"
    side.save(update_fields=["status"])
    journal.record(
        actor=actor, now=now, verb="deals.side.withdrawn", subject=f"deals.side:{side.pk}",
        partner_id=side.partner_id, both_sides=True, reason=reason.strip(), payload={"case": side.code},
    )  # fmt: skip
    defer("deals.follow_dispute", side_id=side.pk)


def withdraw_case(*, actor: Actor, now: datetime, code: str, reason: str) -> None:
    """Take back a case that the vendor opened. Twice does one thing.

    :raises Refused: a partner opened it, it is decided, or nobody said why.
    """
    case = opened(actor, now, code)
    if case.dispute.status == "withdrawn":
        return
    if any(side.opener for side in case.sides):
        raise Refused("A partner opened this case: decide it.")
    if not reason.strip():
        raise Refused("Say why it is taken back: it is written down.")
    _move(case.dispute, "withdraw", actor, now, reason)
    case.dispute.save()
    _end_sides(case.sides, actor, now)


def appeal(*, actor: Actor, now: datetime, code: str, text: str) -> None:
    """Appeal once against a decision; another person decides. Twice does one thing.

    :raises Refused: there is no decision to appeal, its time has passed, or nobody said why.
    """
    actor.require("own.deals.register")
    side = side_of(actor, code, lock=True)
    if side.status == "appealed":
        return
    if side.status != "decided":
        raise Refused("There is no decision that could be appealed." if side.status == "opened" else
                      "This was the last decision.")  # fmt: skip
    if side.appeal_until is None or now >= side.appeal_until:
        raise Refused("The time to appeal has passed.")
    if not text.strip():
        raise Refused("Say what the decision got wrong: whoever looks at it reads it first.")
    side.status, side.appeal_text = "appealed", text.strip()[: rules.LONGEST]
    side.appealed_by_id, side.appealed_at = actor.person, now
    side.save(update_fields=["status", "appeal_text", "appealed_by", "appealed_at"])
    journal.record(
        actor=actor, now=now, verb="deals.side.appealed", subject=f"deals.side:{side.pk}", partner_id=side.partner_id,
        both_sides=True, payload={"case": side.code},
    )  # fmt: skip
    defer("deals.follow_dispute", side_id=side.pk)


def person(actor: Actor) -> None:
    """Let people of the vendor through who decide. :raises Refused: a program, or nobody in person."""
    actor.require("deals.decide")
    if actor.kind is not Kind.STAFF or actor.user_id is None:
        raise Refused("A person decides: sign in and do it yourself.")


def opened(actor: Actor, now: datetime, code: str) -> Case:
    """A case under its lock, in step with its sides. :raises NotFound: there is none."""
    person(actor)
    dispute = Dispute.objects.select_for_update().filter(code=code).first()
    if dispute is None:
        raise NotFound(NO_CASE)
    sides = _sides(dispute)
    _in_step(actor, now, dispute, sides)
    return Case(dispute, sides)


def mediated(actor: Actor, now: datetime, code: str) -> Case:
    """A case under its lock, for its mediator. :raises Refused: somebody else mediates."""
    case = opened(actor, now, code)
    only_the_mediator(actor, case.dispute)
    return case


def only_the_mediator(actor: Actor, dispute: Dispute) -> None:
    """Let the mediator through. :raises Refused: it is somebody else."""
    if dispute.mediator_id != actor.user_id:
        raise Refused("Only the mediator does that. Take the case up first." if dispute.mediator_id is None else
                      "Only the mediator does that.")  # fmt: skip


def _sides(dispute: Dispute) -> tuple[DisputeSide, ...]:
    rows = DisputeSide.objects.select_for_update(of=("self",)).select_related("registration").filter(dispute=dispute)
    return tuple(rows.order_by("pk"))


def _in_step(actor: Actor, now: datetime, dispute: Dispute, sides: Collection[DisputeSide]) -> None:
    if dispute.status in axis.UNDECIDED and any(one.opener and one.status == "withdrawn" for one in sides):
        _move(dispute, "withdraw", actor, now, side=Side.PARTNER)
        dispute.save()
        _end_sides(sides, actor, now)
    appeals = [one.appealed_at for one in sides if one.status == "appealed" and one.appealed_at is not None]
    if dispute.status == "decided" and appeals:
        _move(dispute, "appeal", actor, now, "A side appealed.", side=Side.PARTNER)
        policy = policy_of(next(one.registration.version_id for one in sides))
        dispute.resolve_by = rules.clocks(policy, min(appeals)).resolve_by
        dispute.save()
    for one in sides:
        if one.status == "appealed" and one.appealed_at is not None and one.answer_by < one.appealed_at:
            one.answer_by = rules.clocks(policy_of(one.registration.version_id), one.appealed_at).resolve_by
            one.save(update_fields=["answer_by"])


def _end_sides(sides: Collection[DisputeSide], actor: Actor, now: datetime) -> None:
    for one in sides:
        if one.status == "opened":
            one.status = "withdrawn"
            one.save(update_fields=["status"])
            journal.record(
                actor=actor, now=now, verb="deals.side.ended", subject=f"deals.side:{one.pk}",
                partner_id=one.partner_id, both_sides=True, payload={"case": one.code},
            )  # fmt: skip


def _move(dispute: Dispute, deed: str, actor: Actor, now: datetime, reason: str = "", side: Side = Side.VENDOR) -> None:
    before = dispute.status
    dispute.status = axis.after(dispute.status, deed, side, reason)
    written(dispute, PAST[deed], actor, now, reason, {"from": before, "to": dispute.status})


PAST = {
    "take": "taken", "hear": "heard", "decide": "decided", "appeal": "appealed", "decide_appeal": "appeal_decided",
    "withdraw": "withdrawn",
}  # fmt: skip


def written(
    dispute: Dispute, verb: str, actor: Actor, now: datetime, reason: str = "", payload: dict[str, str] | None = None
) -> None:
    """Write into the vendor's journal of a case; no partner reads these rows."""
    journal.record(
        actor=actor, now=now, verb=f"deals.dispute.{verb}", subject=f"deals.dispute:{dispute.pk}",
        reason=reason.strip(), payload={"case": dispute.code, **(payload or {})},
    )  # fmt: skip
