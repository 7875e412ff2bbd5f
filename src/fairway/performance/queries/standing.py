"""Live standing of one partner: where it is, what each level needs, what is missing by when, what it could lose."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from fairway.kit.access import Actor, Kind
from fairway.performance.queries.documents import Governing, following, governing
from fairway.performance.queries.facts import gather, members_of
from fairway.performance.queries.positions import held_by, parts_of, positions
from fairway.performance.queries.reading import as_worker
from fairway.performance.rules import NotFound
from fairway.performance.rules.tiers import days, words
from fairway.performance.rules.tiers.assessing import Assessment, Outcome, Standing, Test, above
from fairway.performance.rules.tiers.compare import Difference, compare
from fairway.performance.rules.tiers.facts import Facts
from fairway.performance.rules.tiers.positions import Held
from fairway.performance.rules.tiers.programme import Programme
from fairway.performance.rules.tiers.reviewing import (
    Because,
    Deed,
    Position,
    Proposal,
    assessed,
    locked_until,
    propose,
    qualified,
)
from fairway.values import Exact


@dataclass(frozen=True, slots=True)
class Need:
    """One requirement: what is there, what is needed, what lacks. ``share`` is how much of it is there, 0 to 1."""

    metric: str
    title: str
    how: str
    path: str
    value: str
    needed: str
    gap: str
    share: Exact
    met: bool
    waived: bool


@dataclass(frozen=True, slots=True)
class Coming:
    """Other rules that are published and govern from a later day, with what they change.

    Who still meets the former ones keeps the level until ``kept_until``; None where nobody does.
    """

    since: date
    differences: tuple[Difference, ...]
    kept_until: date | None


@dataclass(frozen=True, slots=True)
class LevelView:
    """One level with its requirements as they are, and what it brings."""

    id: str
    title: str
    reached: bool
    held: bool
    uninvited: bool
    needs: tuple[Need, ...]
    brings: tuple[str, ...]

    @property
    def missing(self) -> tuple[Need, ...]:
        return tuple(need for need in self.needs if not need.met)


@dataclass(frozen=True, slots=True)
class StandingView:
    """Where one partner stands in one programme (and part) on a day.

    ``keeps`` is the level held as its next review would find it if nothing more happened, ``keep_by`` the last day that
    counts for that review, ``then`` what it would propose. ``reach_by`` is the last day that counts for the next
    promotion, None where it can happen any day. ``loses`` is what a fall would take away; ``next`` the level above.
    """

    programme_id: int
    code: str
    title: str
    part: str
    on: date
    level: str
    level_title: str
    since: date | None
    reached: str
    qualifies: str
    own: LevelView | None
    next: LevelView | None
    levels: tuple[LevelView, ...]
    keeps: LevelView | None
    keep_by: date
    then: Proposal
    falls_to: str
    reach_by: date | None
    loses: tuple[str, ...]
    gains: tuple[str, ...]
    locked_until: date | None
    grace_until: date | None
    leaves_to: str
    leaves_on: date | None
    waived_until: date | None
    waiver_reason: str
    history: tuple[Held, ...]
    ranks: tuple[tuple[date, int], ...]
    rules: tuple[str, ...]
    coming: Coming | None = None

    @property
    def at_risk(self) -> bool:
        """Whether the next review would find the level missed and propose grace or a fall."""
        return self.then.deed in {Deed.GRACE, Deed.DEMOTE}

    @property
    def spared_until(self) -> date | None:
        """Until when the former rules keep a level that the next review finds missed under those in force."""
        return self.then.until if Because.GRANDFATHERED in self.then.because else None


def standings(actor: Actor, partner_id: int, *, on: date) -> tuple[StandingView, ...]:
    """Live standing in every programme the partner takes part in; what was sold and recorded until now counts.

    :raises NotFound: the actor may not see this partner's standing.
    """
    may_see(actor, partner_id)
    made = []
    with as_worker():
        for one in governing(on):
            next_rules = coming(one, on)
            members = members_of(one.document, partner_id=partner_id)
            if not members:
                continue
            facts = gather(one.document, members, cuts=None, partner_id=partner_id)[partner_id]
            held = held_by(one, [partner_id])
            stands = positions(one, [partner_id], on, held)
            for part in parts_of(one.document):
                mine = facts if not part else facts.part(one.document.each, part)
                made.append(view(one, mine, stands[partner_id, part], held.get((partner_id, part), ()), on, part,
                                 next_rules))  # fmt: skip
    return tuple(made)


def coming(one: Governing, on: date) -> Coming | None:
    """The rules that follow those of a day, where they are published already."""
    found = following(one.id, on)
    if found is None:
        return None
    kept = found.document.review.grandfathered
    until = None if kept is None else days.after(found.applies_from, kept)
    return Coming(found.applies_from, compare(one.document, found.document), until)


def view(
    one: Governing, facts: Facts, position: Position, held: Sequence[Held], on: date, part: str = "",
    next_rules: Coming | None = None,
) -> StandingView:  # fmt: skip
    """Make the view of one standing; what was reached by the end of the day counts."""
    document = one.document
    tomorrow = on + timedelta(days=1)
    now = assessed(document, facts, position, tomorrow)
    upper = above(document, position.level)
    review = days.next_due(document.review.demotion, on)
    then = assessed(document, facts, position, review)
    levels = tuple(_level(document, standing, position, now) for standing in now.levels)
    by_id = {level.id: level for level in levels}
    proposed = propose(document, facts, position, review, former=one.former)
    falls_to = proposed.to if proposed.deed is Deed.DEMOTE else then.reached
    fall = falls_to if document.rank(falls_to) < document.rank(position.level) else ""
    lock = locked_until(document, position)
    waiver = next((each for each in position.waivers if not each.metric and each.holds(on)), None)
    known = document.level(position.level)
    promotion = document.review.promotion
    return StandingView(
        one.id, one.code, document.title, part, on, position.level, known.title if known else position.level,
        position.since, now.reached, qualified(document, facts, position, tomorrow, now), by_id.get(position.level),
        by_id.get(upper.id) if upper else None, levels,
        next((_level(document, standing, position, then) for standing in then.levels
              if standing.level == position.level), None),
        review - timedelta(days=1), proposed, _title(document, fall),
        None if promotion.any_time else days.next_due(promotion, on) - timedelta(days=1),
        _difference(document, position.level, fall or _below(document, position.level)),
        _difference(document, upper.id if upper else "", position.level),
        lock if lock is not None and lock > on else None,
        position.grace.until if position.grace is not None else None,
        position.leaves[0] if position.leaves else "", position.leaves[1] if position.leaves else None,
        waiver.until if waiver else None, waiver.reason if waiver else "",
        tuple(reversed(held)), _ranks(document, held, on), tuple(words.reviewed(document)),
        next_rules,
    )  # fmt: skip


def may_see(actor: Actor, partner_id: int) -> None:
    """:raises NotFound: the actor may not see this partner's standing."""
    right = "own.standing.view" if actor.kind is Kind.PARTNER else "tiers.view"
    if not actor.may(right) or (actor.kind is Kind.PARTNER and actor.partner_id != partner_id):
        raise NotFound("There is no standing of this partner for you.")


def _level(document: Programme, standing: Standing, position: Position, now: Assessment) -> LevelView:
    level = document.level(standing.level)
    assert level is not None
    return LevelView(
        level.id, level.title, standing.reached, level.id == position.level, standing.uninvited,
        tuple(needs_of(document, standing.outcome)), words.unlocked(document, level.unlocks),
    )  # fmt: skip


def needs_of(document: Programme, outcome: Outcome, path: str = "") -> list[Need]:
    """Every requirement of an outcome, with the path it belongs to where there are several."""
    if outcome.test is not None:
        return [need_of(document, outcome.test, path)]
    found = []
    for at, part in enumerate(outcome.parts, start=1):
        name = path
        if outcome.kind == "either":
            name = part.title or f"{outcome.title or 'Path'} {at}"
        elif part.title:
            name = part.title
        found += needs_of(document, part, name)
    return found


def need_of(document: Programme, test: Test, path: str = "") -> Need:
    """One requirement in words."""
    metric = document.metric(test.metric)
    return Need(
        metric.id, metric.title, words.measured(document, metric), path, words.number(document, metric, test.value),
        words.needed(document, test), words.lacks(document, test), test.share, test.met, test.waived,
    )  # fmt: skip


def _difference(document: Programme, more: str, less: str) -> tuple[str, ...]:
    """What one level brings that the other does not."""
    upper, lower = document.level(more), document.level(less)
    if upper is None or more == less:
        return ()
    has = words.unlocked(document, upper.unlocks)
    keeps = words.unlocked(document, lower.unlocks) if lower is not None else ()
    return tuple(line for line in has if line not in keeps) if less or lower is None else has


def _title(document: Programme, level: str) -> str:
    known = document.level(level)
    return known.title if known else level


def _below(document: Programme, level: str) -> str:
    """The level below one, if there is a lower."""
    rank = document.rank(level)
    return document.levels[rank - 1].id if rank > 0 else ""


def _ranks(document: Programme, held: Sequence[Held], on: date) -> tuple[tuple[date, int], ...]:
    """How high the partner stood at the start of each of the last 24 months, from 1; 0 where nowhere."""
    first = days.moved(on.replace(day=1), -23)
    found = []
    for step in range(24):
        day = days.moved(first, step)
        level = next((one.level for one in held if one.since <= day and (one.until is None or one.until > day)), "")
        found.append((day, document.rank(level) + 1))
    return tuple(found)
