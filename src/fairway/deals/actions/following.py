"""While the deal runs: the sales stage, signs of activity, proofs, extensions and pauses, won and lost."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.db.utils import IntegrityError

from fairway.deals.actions.steps import locked, move, note
from fairway.deals.models import Attachment, Event, Registration, Request
from fairway.deals.queries.registrations import clock_of, policy_of
from fairway.deals.rules.axes import stage as stages
from fairway.deals.rules.axes.clock import Clock
from fairway.deals.rules.axes.registration import Side
from fairway.deals.rules.policy import Policy
from fairway.deals.rules.policy.document import PROOFS
from fairway.deals.rules.refusals import Refused
from fairway.kit import journal
from fairway.kit.access import Actor
from fairway.kit.jobs import defer

ENDED = "It is not protected now, so there is nothing to lengthen, pause or prove."


def move_stage(*, actor: Actor, now: datetime, code: str, to: str, note_text: str = "") -> None:
    """Say where the deal stands with the customer; it counts as a sign of activity.

    :raises Refused: an unknown stage, or a deal that has ended.
    """
    actor.require("own.deals.register")
    found = _running(actor, code)
    if to in stages.ENDS:
        raise Refused("Say won or lost with its own button: it closes the deal.")
    before, found.stage = found.stage, stages.after(found.stage, to)
    if before == found.stage and not note_text.strip():
        return
    note(found, "stage", "stage", actor=actor, now=now, side=Side.PARTNER, what=to, reason=note_text)
    note(found, "clock", "stage" if before != to else "activity", actor=actor, now=now, side=Side.PARTNER, what=to)
    _said(found, "stage", actor, now, {"from": before, "to": to})


def say_active(*, actor: Actor, now: datetime, code: str, text: str) -> None:
    """Say how the deal goes, without moving its stage. :raises Refused: nothing was said."""
    actor.require("own.deals.register")
    found = _running(actor, code)
    if not text.strip():
        raise Refused("Write a sentence on how it goes.")
    note(found, "clock", "activity", actor=actor, now=now, side=Side.PARTNER, reason=text)
    _said(found, "activity", actor, now, {})


def close(*, actor: Actor, now: datetime, code: str, won: bool, reason: str = "", text: str = "") -> None:
    """The deal is won or lost; its protection ends and it can be met with what was sold.

    :raises Refused: lost without a reason.
    """
    actor.require("own.deals.register" if actor.is_partner else "deals.decide")
    found = locked(actor, code)
    to = "won" if won else "lost"
    if found.status == "closed" and found.stage == to:
        return
    found.stage = stages.after(found.stage, to, reason)
    side = Side.PARTNER if actor.is_partner else Side.VENDOR
    why = text.strip() or stages.LOST_REASONS.get(reason, "")
    move(found, "close", actor=actor, now=now, side=side, reason=why, payload={"outcome": to})
    note(found, "stage", to, actor=actor, now=now, side=side, what=reason, reason=text)
    note(found, "clock", "ended", actor=actor, now=now, side=side, what=to)
    found.save()
    defer("deals.settle", registration_id=found.pk)


def ask(
    *,
    actor: Actor,
    now: datetime,
    code: str,
    kind: str,
    what: str = "",
    text: str = "",
    proof: str = "",
    attachment_id: int | None = None,
) -> str:
    """Show a proof, or ask for an extension or a pause; answers its state. The same request twice is one.

    What the policy gives to a rule is granted at once; everything else waits for a person. A proof counts from the
    moment it is shown, until somebody refuses it.

    :raises Refused: the policy has none of it, none is left, or its proof is missing.
    """
    actor.require("own.deals.register")
    found = locked(actor, code)
    policy = policy_of(found.version_id)
    state = clock_of(policy, found, Event.objects.filter(registration=found).order_by("at", "pk"), now)
    if found.status not in ("approved", "expired") or (not state.protects and not state.extensions_left):
        raise Refused(ENDED)
    at_once = _may_ask(policy, state, kind, what, proof, text)
    if attachment_id is not None and not Attachment.objects.filter(pk=attachment_id, registration=found).exists():
        raise Refused("That file is not of this registration.")
    try:
        with transaction.atomic():
            asked = Request.objects.create(
                registration=found, kind=kind, what=what, proof=proof, note=text.strip(),
                attachment_id=attachment_id, state="granted" if at_once else "waiting", asked_by_id=actor.user_id,
                asked_at=now, decided_at=now if at_once else None,
            )  # fmt: skip
    except IntegrityError:
        return "waiting"
    if kind == "proof":
        note(found, "clock", "proved", actor=actor, now=now, side=Side.PARTNER, what=what, reason=text)
    elif at_once:
        done = {"extension": "extended", "pause": "paused"}[kind]
        note(found, "clock", done, actor=actor, now=now, side=Side.RULE, reason=text)
    _said(found, "asked", actor, now, {"kind": kind, "what": what})
    return asked.state


def _may_ask(policy: Policy, state: Clock, kind: str, what: str, proof: str, text: str) -> bool:
    """Tell whether a rule grants it at once. :raises Refused: it cannot be asked for."""
    if kind == "proof":
        milestone = next((one for one in policy.milestones if one.id == what), None)
        if milestone is None:
            raise Refused("This programme has no such milestone.")
        if milestone.proof and proof not in milestone.proof:
            raise Refused(f"Say what it is: {', '.join(PROOFS[one] for one in milestone.proof)}.")
        return False
    if kind == "extension":
        if policy.extension is None or not state.extensions_left:
            raise Refused("There is no extension left in this programme.")
        if not state.protects and policy.extension.before_end:
            raise Refused("An extension is asked for before protection ends.")
        if policy.extension.proof and proof not in policy.extension.proof:
            raise Refused(f"It takes {', '.join(PROOFS[one] for one in policy.extension.proof)}: say which, attach it.")
        if policy.extension.decides == "vendor" and not text.strip():
            raise Refused("Say why it takes longer: we read it before we decide.")
        return policy.extension.decides == "rule"
    if kind == "pause":
        if policy.pause is None or not state.pauses_left or state.state == "paused":
            raise Refused("The clock cannot be paused now.")
        if not text.strip():
            raise Refused("Say why the clock should stand still.")
        return False
    raise Refused("That cannot be asked for.")


def resume(*, actor: Actor, now: datetime, code: str) -> None:
    """Let a paused clock run on. Twice does one thing."""
    actor.require("own.deals.register" if actor.is_partner else "deals.decide")
    found = locked(actor, code)
    side = Side.PARTNER if actor.is_partner else Side.VENDOR
    note(found, "clock", "resumed", actor=actor, now=now, side=side)
    defer("deals.settle", registration_id=found.pk)


def _running(actor: Actor, code: str) -> Registration:
    found = locked(actor, code)
    if found.status not in ("approved", "submitted", "in_review", "waitlisted"):
        raise Refused("The deal is not open, so its stage stays as it is.")
    return found


def _said(found: Registration, verb: str, actor: Actor, now: datetime, payload: dict[str, str]) -> None:
    found.save()
    journal.record(
        actor=actor, now=now, verb=f"deals.registration.{verb}", subject=f"deals.registration:{found.pk}",
        partner_id=found.partner_id, both_sides=True, payload={"code": found.code, **payload},
    )  # fmt: skip
    defer("deals.settle", registration_id=found.pk)
