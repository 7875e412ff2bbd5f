"""Decide about what a review proposed: accept, hold or refuse; standing follows on its date."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, timedelta

from fairway.kit import journal
from fairway.kit.access import Actor
from fairway.partners import actions as partners
from fairway.performance.models import Decision, Grace, Placement, Programme, Proposal
from fairway.performance.queries.documents import Governing, governing_one
from fairway.performance.queries.facts import cuts_of, gather, members_of
from fairway.performance.queries.positions import held_by, positions
from fairway.performance.rules import NotFound, Refused
from fairway.performance.rules.tiers import words
from fairway.performance.rules.tiers.positions import level_on
from fairway.performance.rules.tiers.reviewing import Because, Deed, assessed
from fairway.values import Exact, plain

VERDICTS = ("accept", "hold", "refuse")
STATES = {"accept": "accepted", "hold": "held", "refuse": "refused"}
OPEN = ("open", "held")
VERBS = {"promote": "promoted", "grace": "grace", "demote": "demoted"}


def decide(
    *, actor: Actor, now: datetime, proposal_id: int, verdict: str, reason: str = "", hold_until: date | None = None,
    effective_on: date | None = None,
) -> None:  # fmt: skip
    """Accept, hold or refuse a proposal. The same verdict again changes nothing.

    A promotion holds from today (or from ``effective_on``); a demotion when the notice is over, counted from today,
    which is told to the partner at once. Grace begins on the day of its review.

    :raises NotFound: no such proposal.
    :raises Refused: it was decided otherwise already, the partner stands elsewhere by now, a hold names no later day,
        or a hold or refusal gives no reason.
    """
    actor.require("tiers.decide")
    found = Proposal.objects.select_related("review").filter(pk=proposal_id).first()
    if found is None:
        raise NotFound(f"There is no proposal {proposal_id}.")
    Programme.objects.select_for_update().get(pk=found.review.programme_id)
    proposal = Proposal.objects.select_for_update(of=("self",)).select_related("review").get(pk=proposal_id)
    if verdict not in VERDICTS:
        raise Refused("Accept, hold or refuse it.")
    if proposal.state == STATES[verdict] and verdict != "hold":
        return
    if proposal.state not in OPEN:
        raise Refused(f"It is {proposal.state} already: a later review can propose something else.")
    today = now.date()
    if verdict != "accept" and not reason.strip():
        raise Refused("Say why: whoever looks at it later wants to know.")
    if verdict == "hold" and (hold_until is None or hold_until <= today):
        raise Refused("Say until which later day it is put on hold.")
    since: date | None = None
    if verdict == "accept":
        since = _accepted(actor, now, proposal, reason.strip(), effective_on)
    Decision.objects.create(
        proposal=proposal, partner_id=proposal.partner_id, verdict=verdict, reason=reason.strip(), effective_on=since,
        hold_until=hold_until if verdict == "hold" else None, decided_by_id=actor.user_id, decided_at=now,
    )  # fmt: skip
    proposal.state = STATES[verdict]
    proposal.held_until = hold_until if verdict == "hold" else None
    proposal.save(update_fields=["state", "held_until"])
    journal.record(
        actor=actor, now=now,
        verb=f"performance.tier.{VERBS[proposal.deed] if verdict == 'accept' else STATES[verdict]}",
        subject=f"partners.partner:{proposal.partner_id}", partner_id=proposal.partner_id, reason=reason.strip(),
        payload={
            "proposal": proposal.pk, "deed": proposal.deed, "from": proposal.held, "to": proposal.to,
            "part": proposal.part, "effective": None if since is None else since.isoformat(),
        },
        both_sides=verdict == "accept",
    )  # fmt: skip


def decide_all(
    *, actor: Actor, now: datetime, proposal_ids: Iterable[int], verdict: str, reason: str = "",
    hold_until: date | None = None,
) -> int:  # fmt: skip
    """Decide about several proposals alike, all or none; answers how many.

    :raises Refused: as for one of them.
    """
    numbers = sorted(set(proposal_ids))
    for number in numbers:
        decide(actor=actor, now=now, proposal_id=number, verdict=verdict, reason=reason, hold_until=hold_until)
    return len(numbers)


def withdraw_demotion(*, actor: Actor, now: datetime, programme_id: int, partner_id: int, reason: str) -> None:
    """Take back a demotion that is under notice: the level held goes on.

    :raises Refused: none is under notice, or without a reason.
    """
    actor.require("tiers.decide")
    if not reason.strip():
        raise Refused("Say why the demotion is taken back.")
    Programme.objects.select_for_update().get(pk=programme_id)
    today = now.date()
    one = governing_one(programme_id, today)
    for (number, part), position in positions(one, [partner_id], today).items():
        if position.leaves is None:
            continue
        _place(actor, now, one, number, part, position.level, position.leaves[1], reason.strip())
        journal.record(
            actor=actor, now=now, verb="performance.tier.kept", subject=f"partners.partner:{number}",
            partner_id=number, reason=reason.strip(), payload={"level": position.level, "part": part}, both_sides=True,
        )  # fmt: skip
        return
    raise Refused("No demotion of this partner is under notice.")


def _accepted(actor: Actor, now: datetime, proposal: Proposal, reason: str, effective_on: date | None) -> date:
    today, one = now.date(), governing_one(proposal.review.programme_id, now.date())
    key = (proposal.partner_id, proposal.part)
    held = held_by(one, [proposal.partner_id]).get(key, ())
    stands = level_on(held, today)
    if (stands.level if stands is not None else "") != proposal.held:
        raise Refused(
            f"The partner stands {stands.level if stands else 'nowhere'} by now, and this was proposed for "
            f"{proposal.held or 'no level'}: let the next review look again."
        )
    because = words.why(Because(reason) for reason in proposal.because)
    said = f"{reason} ({because})" if reason else because
    if proposal.deed == Deed.GRACE:
        assert proposal.until_on is not None
        values = [[name, None if value is None else plain(value)] for name, value in _missed(one, proposal)]
        Grace.objects.create(
            programme_id=one.id, partner_id=proposal.partner_id, part=proposal.part, level=proposal.held,
            since_on=proposal.review.on, until_on=proposal.until_on, values=values, reason=said,
            made_by_id=actor.user_id, made_at=now,
        )  # fmt: skip
        return proposal.review.on
    notice = timedelta(days=one.document.review.notice)
    since = max(proposal.effective_on, today + (notice if proposal.deed == Deed.DEMOTE else timedelta()))
    if effective_on is not None:
        if effective_on < since and proposal.deed == Deed.DEMOTE:
            raise Refused(f"The notice is {notice.days} days: the demotion takes effect on {since} at the earliest.")
        if effective_on < proposal.review.on:
            raise Refused(f"It was reached on {proposal.review.on}: choose that day or a later one.")
        since = effective_on
    _place(actor, now, one, proposal.partner_id, proposal.part, proposal.to, since, said)
    outcome = "demoted" if proposal.deed == Deed.DEMOTE else "recovered"
    Grace.objects.filter(programme_id=one.id, partner_id=proposal.partner_id, part=proposal.part, ended_on=None).update(
        ended_on=today, outcome=outcome
    )
    return since


def _missed(one: Governing, proposal: Proposal) -> list[tuple[str, Exact | None]]:
    """What the metrics that were missed stood at when the review saw them."""
    on = proposal.review.on
    members = members_of(one.document, partner_id=proposal.partner_id)
    facts = gather(one.document, members, cuts=cuts_of([one.document], [on]), partner_id=proposal.partner_id)
    mine = facts[proposal.partner_id]
    mine = mine if not proposal.part else mine.part(one.document.each, proposal.part)
    position = positions(one, [proposal.partner_id], on)[proposal.partner_id, proposal.part]
    standing = assessed(one.document, mine, position, on).of(proposal.held)
    return [(test.metric, test.value) for test in standing.missing] if standing is not None else []


def _place(
    actor: Actor, now: datetime, one: Governing, partner_id: int, part: str, level: str, since: date, reason: str
) -> None:
    """Write standing down from a day on: the partner's tier, or its place in a part of the programme."""
    if not one.document.each:
        partners.record_standing(actor=actor, now=now, partner_id=partner_id, tier=level, since_on=since, reason=reason)
        return
    mine = Placement.objects.filter(programme_id=one.id, partner_id=partner_id, part=part)
    mine.filter(since_on__gte=since).delete()
    mine.filter(until_on=None).update(until_on=since)
    Placement.objects.create(
        programme_id=one.id, partner_id=partner_id, part=part, level=level, since_on=since, reason=reason,
        made_by_id=actor.user_id, made_at=now,
    )  # fmt: skip
