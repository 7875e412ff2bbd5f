"""Review a programme's partners as a day begins, and write down what is proposed with its evidence."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

from fairway.kit import journal
from fairway.kit.access import Actor
from fairway.performance.actions.documents import state_rights
from fairway.performance.models import Grace, Programme, Proposal, Review
from fairway.performance.queries.documents import Governing, governing_one
from fairway.performance.queries.facts import cuts_of, gather, members_of
from fairway.performance.queries.positions import held_by, parts_of, positions
from fairway.performance.rules import NotFound
from fairway.performance.rules.evidence import evidence_of
from fairway.performance.rules.tiers import days, reviewing
from fairway.performance.rules.tiers.reviewing import Deed

MOST_DAYS = 400
"""Days that a review looks back for what was missed while no worker ran."""


def review_due(*, actor: Actor, now: datetime) -> tuple[int, ...]:
    """Make every review that is due until today and was not made; answers their numbers."""
    today = now.date()
    made: list[int] = []
    for programme in Programme.objects.order_by("pk"):
        try:
            one = governing_one(programme.pk, today)
        except NotFound:
            continue
        state_rights(actor, now, one.document, one.applies_from)  # of what was published before rights were handed down
        last = Review.objects.filter(programme=programme).order_by("-on").first()
        start = max(
            one.applies_from if last is None else last.on + timedelta(days=1), today - timedelta(days=MOST_DAYS)
        )
        made += [review(actor=actor, now=now, programme_id=programme.pk, on=day) for day in _due(one, start, today)]
    return tuple(made)


def review(*, actor: Actor, now: datetime, programme_id: int, on: date) -> int:
    """Review all partners of a programme for a day, once: the same day again answers the same review.

    What was recorded before the day began is what it sees. Proposals that say what an open one says already replace it
    with newer evidence; what somebody refused is not proposed again before the next look at demotion.

    :raises NotFound: no version governs the day.
    """
    actor.require("tiers.decide")
    Programme.objects.select_for_update().get(pk=programme_id)
    there = Review.objects.filter(programme_id=programme_id, on=on).first()
    if there is not None:
        return there.pk
    one = governing_one(programme_id, on)
    document = one.document
    members = members_of(document)
    within = document.review.qualify_within
    documents = [document, *([one.former.programme] if one.former is not None else [])]
    facts = gather(
        document, members, cuts=cuts_of(documents, [on]) if within is None else None,
        known_at=datetime.combine(on, time(), UTC),
    )  # fmt: skip
    ids = [member.id for member in members]
    stands = positions(one, ids, on, held_by(one, ids))
    made = Review.objects.create(
        programme_id=programme_id, version_id=one.version_id, on=on, looked_at=len(members), made_at=now
    )
    spared = _spared(programme_id, one, on)
    fresh: list[Proposal] = []
    for member in members:
        for part in parts_of(document):
            position = stands[member.id, part]
            mine = facts[member.id] if not part else facts[member.id].part(document.each, part)
            proposal = reviewing.propose(document, mine, position, on, former=one.former)
            if proposal.deed is Deed.RECOVERED:
                _recovered(actor, now, one, member.id, part, on)
            if proposal.deed in {Deed.KEEP, Deed.RECOVERED}:
                continue
            if (member.id, part, str(proposal.deed), proposal.to) in spared:
                continue
            saw = reviewing.assessed(document, mine, position, on)
            fresh.append(
                Proposal(
                    review=made, partner_id=member.id, part=part, deed=str(proposal.deed), held=proposal.held,
                    to=proposal.to, effective_on=proposal.effective, until_on=proposal.until,
                    because=[str(reason) for reason in proposal.because],
                    evidence=evidence_of(document, saw, proposal),
                )
            )  # fmt: skip
    open_ = Proposal.objects.filter(review__programme_id=programme_id, state="open")
    for one_open in open_.filter(partner__in=[row.partner_id for row in fresh]):
        if any((row.partner_id, row.part) == (one_open.partner_id, one_open.part) for row in fresh):
            one_open.state = "superseded"
            one_open.save(update_fields=["state"])
    Proposal.objects.bulk_create(fresh)
    journal.record(
        actor=actor, now=now, verb="performance.review.made", subject=f"performance.review:{made.pk}",
        payload={"programme": programme_id, "on": on.isoformat(), "looked_at": len(members), "proposals": len(fresh)},
    )  # fmt: skip
    return made.pk


def _due(one: Governing, start: date, today: date) -> list[date]:
    """The days to review: those of the cadences, the ends of grace, and today where promotion is possible any day."""
    rule = one.document.review
    end = today + timedelta(days=1)
    cadences = [rule.promotion, rule.demotion]
    running = list(Grace.objects.filter(programme_id=one.id, ended_on=None).values_list("until_on", flat=True))
    if running and rule.grace is not None:
        cadences.append(rule.grace.recheck)
    found = {day for day in running if start <= day < end}
    for cadence in cadences:
        if cadence.any_time:
            found.add(today)
        else:
            found.update(days.days_due(cadence, start, end))
    return sorted(day for day in found if day >= start)


def _spared(programme_id: int, one: Governing, on: date) -> set[tuple[int, str, str, str]]:
    """What is not proposed again yet: put on hold until a later day, or refused since the last look at demotion."""
    rule = one.document.review.demotion
    before = [on] if rule.any_time else list(days.days_due(rule, on - timedelta(days=MOST_DAYS), on))
    since = on if days.is_due(rule, on) or not before else before[-1]
    rows = Proposal.objects.filter(review__programme_id=programme_id)
    held = rows.filter(state="held", held_until__gt=on)
    refused = rows.filter(state="refused", review__on__gte=since)
    return {(row.partner_id, row.part, row.deed, row.to) for row in (*held, *refused)}


def _recovered(actor: Actor, now: datetime, one: Governing, partner_id: int, part: str, on: date) -> None:
    """Grace ends well by itself: nobody needs to decide that a level which is reached is kept."""
    mine = Grace.objects.filter(programme_id=one.id, partner_id=partner_id, part=part, ended_on=None)
    if mine.update(ended_on=on, outcome="recovered"):
        journal.record(
            actor=actor, now=now, verb="performance.grace.recovered", subject=f"partners.partner:{partner_id}",
            partner_id=partner_id, payload={"programme": one.id, "part": part, "on": on.isoformat()}, both_sides=True,
        )  # fmt: skip
