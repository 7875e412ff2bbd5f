"""Reads of reviews: what they proposed with which evidence, what was decided, what waits."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Count, Q, QuerySet

from fairway.kit.access import Actor, Kind, people
from fairway.partners import queries as partners
from fairway.performance.models import Decision, Grace, Invitation, Lock, Proposal, Review, Waiver
from fairway.performance.rules import NotFound
from fairway.performance.rules.tiers import words
from fairway.performance.rules.tiers.reviewing import Because, Deed

OPEN = ("open", "held")


@dataclass(frozen=True, slots=True)
class Evidence:
    """One requirement as a review saw it, in words, beside what was needed."""

    level: str
    title: str
    value: str
    needed: str
    gap: str
    met: bool


@dataclass(frozen=True, slots=True)
class DecisionRow:
    """What somebody decided, and why."""

    verdict: str
    reason: str
    by: str
    at: datetime
    effective_on: date | None
    hold_until: date | None


@dataclass(frozen=True, slots=True)
class ProposalRow:
    """A proposal as lists and pages show it."""

    id: int
    review_id: int
    programme_id: int
    programme: str
    on: date
    partner_id: int
    partner_code: str
    partner_name: str
    part: str
    deed: str
    held: str
    to: str
    effective_on: date
    until_on: date | None
    why: str
    state: str
    held_until: date | None
    evidence: tuple[Evidence, ...]
    decisions: tuple[DecisionRow, ...]

    @property
    def deed_title(self) -> str:
        return words.DEEDS[Deed(self.deed)]

    @property
    def waits(self) -> bool:
        return self.state in OPEN


@dataclass(frozen=True, slots=True)
class ReviewRow:
    """A review: its day, how many partners it looked at, and how many of its proposals wait."""

    id: int
    programme_id: int
    programme: str
    on: date
    looked_at: int
    proposals: int
    waiting: int
    made_at: datetime


@dataclass(frozen=True, slots=True)
class Granted:
    """Something that was granted to a partner: a waiver, lock, invitation or grace."""

    kind: str
    id: int
    what: str
    since: date
    until: date | None
    reason: str
    by: str
    runs: bool


def visible_to(actor: Actor) -> QuerySet[Proposal]:
    """Proposals this actor may read: the vendor's all, a partner those about itself that were accepted."""
    rows = Proposal.objects.all()
    if actor.kind is Kind.PARTNER:
        return rows.filter(partner_id=actor.partner_id or 0, state="accepted")
    return rows if actor.may("tiers.view") else rows.none()


def reviews_for(actor: Actor, programme_id: int | None = None) -> tuple[ReviewRow, ...]:
    """Reviews that proposed something, and the scheduled ones, newest first."""
    if not actor.may("tiers.view"):
        return ()
    rows = Review.objects.select_related("programme").order_by("-on", "-pk")
    if programme_id is not None:
        rows = rows.filter(programme_id=programme_id)
    counts = {
        review: (every, waiting)
        for review, every, waiting in Proposal.objects.values_list("review_id").annotate(
            every=Count("pk"), waiting=Count("pk", filter=Q(state__in=OPEN))
        )
    }
    return tuple(
        ReviewRow(
            row.pk, row.programme_id, row.programme.title, row.on, row.looked_at,
            *counts.get(row.pk, (0, 0)), row.made_at,
        )
        for row in rows[:400]
    )  # fmt: skip


def review(actor: Actor, review_id: int) -> ReviewRow:
    """One review. :raises NotFound: none that the actor may read."""
    found = next((row for row in reviews_for(actor) if row.id == review_id), None)
    if found is None:
        raise NotFound(f"There is no review {review_id}.")
    return found


def rows_of(actor: Actor, found: Iterable[Proposal]) -> tuple[ProposalRow, ...]:
    """Frozen rows of proposals: four queries whatever their number."""
    rows = list(found)
    names = partners.names_of(actor, [row.partner_id for row in rows])
    reviews = {row.pk: row for row in Review.objects.filter(pk__in={one.review_id for one in rows}).select_related(
        "programme")} if actor.kind is not Kind.PARTNER else {}  # fmt: skip
    decided: dict[int, list[Decision]] = {}
    for decision in Decision.objects.filter(proposal__in=[row.pk for row in rows]).order_by("pk"):
        decided.setdefault(decision.proposal_id, []).append(decision)
    who = people.names_of(
        one.decided_by_id for found in decided.values() for one in found if one.decided_by_id is not None
    )
    made = []
    for row in rows:
        code, name = names.get(row.partner_id, ("", ""))
        held = reviews.get(row.review_id)
        made.append(
            ProposalRow(
                row.pk, row.review_id, held.programme_id if held else 0, held.programme.title if held else "",
                held.on if held else row.effective_on, row.partner_id, code, name, row.part, row.deed, row.held, row.to,
                row.effective_on, row.until_on, words.why(Because(one) for one in row.because), row.state,
                row.held_until, tuple(Evidence(**one) for one in row.evidence),
                tuple(
                    DecisionRow(
                        one.verdict, one.reason, who.get(one.decided_by_id or 0, ""), one.decided_at,
                        one.effective_on, one.hold_until,
                    )
                    for one in decided.get(row.pk, ())
                ),
            )
        )  # fmt: skip
    return tuple(made)


def proposals_of(actor: Actor, review_id: int) -> tuple[ProposalRow, ...]:
    """The proposals of a review: what waits first."""
    rows = rows_of(actor, visible_to(actor).filter(review_id=review_id))
    return tuple(sorted(rows, key=lambda row: (not row.waits, row.deed, row.partner_name)))


def waiting(actor: Actor) -> tuple[ProposalRow, ...]:
    """Everything that waits for a decision, the oldest first."""
    return rows_of(actor, visible_to(actor).filter(state__in=OPEN).order_by("pk"))


def how_many_wait(actor: Actor) -> int:
    """How many proposals wait for a decision."""
    return visible_to(actor).filter(state__in=OPEN).count() if actor.may("tiers.decide") else 0


def about(actor: Actor, partner_id: int) -> tuple[ProposalRow, ...]:
    """The proposals about one partner, newest first."""
    return rows_of(actor, visible_to(actor).filter(partner_id=partner_id).order_by("-pk")[:50])


def granted(actor: Actor, partner_id: int, *, on: date, programme_id: int | None = None) -> tuple[Granted, ...]:
    """What was granted to a partner, what runs first."""
    if not (actor.may("tiers.view") or (actor.is_partner and actor.partner_id == partner_id)):
        return ()
    mine = {"partner_id": partner_id} | ({} if programme_id is None else {"programme_id": programme_id})
    graces, waivers = list(Grace.objects.filter(**mine)), list(Waiver.objects.filter(**mine))
    locks, invited = list(Lock.objects.filter(**mine)), list(Invitation.objects.filter(**mine))
    who = people.names_of(one.made_by_id for one in (*graces, *waivers, *locks, *invited) if one.made_by_id is not None)
    made = [
        Granted(
            "grace", one.pk, f"To catch up for {one.level}" + (f", {one.part}" if one.part else ""), one.since_on,
            one.ended_on or one.until_on, one.reason, who.get(one.made_by_id or 0, ""), one.ended_on is None,
        )
        for one in graces
    ]  # fmt: skip
    made += [
        Granted(
            "waiver", one.pk, f"Requirement of {one.metric}" if one.metric else "Demotion", one.since_on, one.until_on,
            one.reason, who.get(one.made_by_id or 0, ""), one.since_on <= on < one.until_on,
        )
        for one in waivers
    ]  # fmt: skip
    made += [
        Granted("lock", one.pk, "Demotion", one.made_at.date(), one.until_on, one.reason,
                who.get(one.made_by_id or 0, ""), on < one.until_on)
        for one in locks
    ]  # fmt: skip
    made += [
        Granted("invitation", one.pk, one.level, one.on, None, one.reason, who.get(one.made_by_id or 0, ""), True)
        for one in invited
    ]
    return tuple(sorted(made, key=lambda one: (not one.runs, one.kind, one.since)))
