"""The decision of a case, and of its appeal: rights and credit change by the ordinary actions, all of it or nothing.

A compensation is only given here; whoever books money takes it up as an adjustment, as everything else is booked.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from django.db import IntegrityError, transaction

from fairway.deals.actions.crediting import split_credit
from fairway.deals.actions.deciding import approve, queue, refuse, reopen, revoke
from fairway.deals.actions.disputing import PAST, Case, opened
from fairway.deals.actions.looking import free
from fairway.deals.actions.together import close_conflict
from fairway.deals.models import Compensation, Conflict, Dispute, DisputeDecision, DisputeSide, Protection, Registration
from fairway.deals.queries.disputes import parties_of
from fairway.deals.queries.registrations import policy_of
from fairway.deals.rules import disputes as rules
from fairway.deals.rules.axes import dispute as axis
from fairway.deals.rules.axes.registration import MOVES, Side
from fairway.deals.rules.disputes import Given, Verdict
from fairway.deals.rules.refusals import NotFound, Refused
from fairway.kit import journal
from fairway.kit.access import Actor
from fairway.kit.jobs import defer_once
from fairway.values import Exact, Money, NotExact, day_in_words, exact, plain

ALREADY = "You decided this case before: an appeal is decided by somebody else."


def decide(*, actor: Actor, now: datetime, code: str, verdict: Verdict) -> None:
    """Decide a case, or its appeal, with reasons; the same decision again does one thing.

    :raises Refused: the actor is a party, does not mediate, or decided before; the outcome lacks something; or what it
        grants cannot be granted.
    """
    case = opened(actor, now, code)
    dispute = case.dispute
    known = DisputeDecision.objects.filter(dispute=dispute, decided_by_id=actor.user_id).first()
    if known is not None and dispute.status != "appealed" and known.outcome == verdict.outcome:
        return
    on_appeal = dispute.status == "appealed"
    parties = parties_of(actor, dispute, case.sides)
    rules.may_mediate(actor.person, parties, dispute.mediator_id, appeal=on_appeal)
    if not on_appeal and dispute.mediator_id != actor.person:
        raise Refused("Only the mediator decides. Take the case up first.")
    sides = [one for one in case.sides if one.status != "withdrawn"]
    if on_appeal:
        _all_had_their_time(sides, now)
    gives = rules.given(verdict, [one.code for one in sides], appeal=on_appeal)
    deed = "decide_appeal" if on_appeal else "decide"
    before = dispute.status
    dispute.status = axis.after(before, deed, Side.VENDOR, verdict.reason)
    concerned = [one for one in sides if gives or one.status == "appealed"]
    if any(not verdict.texts.get(one.code, "").strip() for one in concerned):
        raise Refused("Write to every side what was decided for it and why, without a word of the others.")
    changed = _carry_out(actor, now, case, sides, verdict, gives)
    made = _write(actor, now, case, verdict, 2 if on_appeal else 1, changed)
    if gives:
        _compensate(made, sides, verdict, gives, now)
    for one in concerned:
        _tell(one, gives.get(one.code), verdict.texts[one.code], actor, now, on_appeal=on_appeal)
    dispute.save()
    _settle_conflict(actor, now, dispute, verdict)
    journal.record(
        actor=actor, now=now, verb=f"deals.dispute.{PAST[deed]}", subject=f"deals.dispute:{dispute.pk}",
        reason=verdict.reason.strip(), payload={"case": dispute.code, "outcome": verdict.outcome, "from": before},
    )  # fmt: skip


def _all_had_their_time(sides: list[DisputeSide], now: datetime) -> None:
    """An appeal is decided when nobody else can appeal any more: a side would else lose the right unheard."""
    still = [one.appeal_until for one in sides if one.status == "decided" and one.appeal_until is not None]
    latest = max(still, default=now)
    if latest > now:
        until = f"{day_in_words(latest.date())}, {latest:%H:%M} UTC"
        raise Refused(f"Another side may appeal until {until}. Decide when that has passed.")


def _carry_out(
    actor: Actor, now: datetime, case: Case, sides: list[DisputeSide], verdict: Verdict, gives: Mapping[str, Given]
) -> bool:
    """Change rights and credit; answers whether a registration's state changed by it."""
    before = {one.registration_id: one.registration.status for one in sides}
    reason = f"Case {case.dispute.code}: {verdict.reason.strip()}"
    if verdict.outcome == "award":
        for one in sides:
            if one.code != verdict.winner:
                _give_way(actor, now, one, verdict.texts[one.code])
        winner = case.side(verdict.winner)
        _register(actor, now, winner, verdict.texts[winner.code], reason, beside=False)
        if winner.kind == "shared":
            split_credit(actor=actor, now=now, code=winner.registration.code, share=exact(100), reason=reason)
    elif verdict.outcome in ("split", "dual_track"):
        for one in sides:
            _register(actor, now, one, verdict.texts[one.code], reason, beside=True)
            share = gives[one.code].share
            if share is not None:
                split_credit(
                    actor=actor, now=now, code=one.registration.code, share=share, reason=verdict.texts[one.code]
                )
    stands = dict(Registration.objects.filter(pk__in=list(before)).values_list("pk", "status"))
    return stands != before


def _give_way(actor: Actor, now: datetime, side: DisputeSide, text: str) -> None:
    """Take away what another side was awarded: an approval is revoked, what waits for an answer is answered."""
    found, policy = side.registration, policy_of(side.registration.version_id)
    if found.status == "approved":
        revoke(actor=actor, now=now, code=found.code, text=text)
        free(Protection.objects.filter(registration=found, period__endswith__gt=now), now)
    elif found.status in ("submitted", "in_review") and policy.exclusive and policy.waitlist != "none":
        queue(actor=actor, now=now, code=found.code, text=text)
    elif found.status in ("submitted", "in_review", "returned"):
        refuse(actor=actor, now=now, code=found.code, answer="not_available", text=text)


def _register(actor: Actor, now: datetime, side: DisputeSide, text: str, reason: str, *, beside: bool) -> None:
    """Have a side's registration approved, by the ordinary actions. :raises Refused: it cannot be."""
    found = side.registration
    if found.status in ("approved", "closed"):
        return
    if found.status in MOVES["reopen"].since:
        reopen(actor=actor, now=now, code=found.code, text=text)
    elif found.status not in MOVES["approve"].since:
        raise Refused(f"{found.code} is {found.status} and cannot be registered. Choose another outcome.")
    approve(actor=actor, now=now, code=found.code, text=text, reason=reason, beside=beside)


def _write(actor: Actor, now: datetime, case: Case, verdict: Verdict, turn: int, changed: bool) -> DisputeDecision:
    winner = case.side(verdict.winner) if verdict.outcome == "award" else None
    known = set(Dispute.objects.filter(code__in=verdict.precedents).values_list("code", flat=True))
    if set(verdict.precedents) - known:
        raise NotFound("One of the precedents does not exist.")
    try:
        with transaction.atomic():
            return DisputeDecision.objects.create(
                dispute=case.dispute, turn=turn, outcome=verdict.outcome, winner=winner, changed=changed,
                reason=verdict.reason.strip(), precedents=sorted(known), decided_by_id=actor.person, decided_at=now,
            )  # fmt: skip
    except IntegrityError as fault:
        if "deals_appeal_by_another" not in str(fault):
            raise
        raise Refused(ALREADY) from None


def _compensate(
    made: DisputeDecision, sides: list[DisputeSide], verdict: Verdict, gives: Mapping[str, Given], now: datetime
) -> None:
    """Write down what is given in money, drop what an earlier decision gave otherwise, and have both taken up."""
    standing = {
        row.registration_id: row
        for row in Compensation.objects.select_for_update(of=("self",)).filter(
            decision__dispute=made.dispute, dropped_at=None
        )
    }
    for one in sides:
        amount, before = gives[one.code].amount, standing.get(one.registration_id)
        if before is not None and amount is not None and before.amount == amount:
            continue
        if before is not None:
            before.dropped_at = now
            before.save(update_fields=["dropped_at"])
        if amount is not None:
            Compensation.objects.create(
                decision=made, partner_id=one.partner_id, registration=one.registration, currency=one.currency,
                amount=_payable(amount, one.currency), told=verdict.texts[one.code].strip()[: rules.LONGEST],
                proposed_at=now,
            )  # fmt: skip
    defer_once("incentives.take_compensations")


def _payable(amount: Exact, currency: str) -> Exact:
    """:raises Refused: the amount is finer than its currency is paid."""
    try:
        Money(amount, currency).minor  # noqa: B018 — asked for its refusal only
    except NotExact:
        raise Refused(f"{plain(amount)} {currency} cannot be paid: write whole units of {currency}.") from None
    return amount


def _tell(side: DisputeSide, gift: Given | None, text: str, actor: Actor, now: datetime, *, on_appeal: bool) -> None:
    side.status = "final" if on_appeal else "decided"
    if gift is not None:
        side.kind, side.share, side.amount = gift.kind, gift.share, gift.amount
    if on_appeal:
        side.first_text, side.first_at = side.answer_text, side.decided_at
    side.answer_text, side.decided_at = text.strip()[: rules.LONGEST], now
    policy = policy_of(side.registration.version_id)
    side.appeal_until = None if on_appeal else rules.appeal_until(policy, now)
    side.save()
    journal.record(
        actor=actor, now=now, verb="deals.side.decided", subject=f"deals.side:{side.pk}", partner_id=side.partner_id,
        both_sides=True, payload={"case": side.code, "kind": side.kind},
    )  # fmt: skip


def _settle_conflict(actor: Actor, now: datetime, dispute: Dispute, verdict: Verdict) -> None:
    conflict = Conflict.objects.filter(pk=dispute.conflict_id, closed_at=None).first() if dispute.conflict_id else None
    if conflict is not None:
        words = rules.OUTCOME_WORDS[verdict.outcome]
        close_conflict(
            actor=actor, now=now, conflict_id=conflict.pk, outcome=f"{words}, case {dispute.code}: {verdict.reason}"
        )
