"""The board: every partner of a programme with its level, what it has reached, and how far it is from up and down."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from fairway.kit.access import Actor
from fairway.performance.queries.documents import governing_one
from fairway.performance.queries.facts import cuts_of, gather, members_of
from fairway.performance.queries.positions import held_by, parts_of, positions
from fairway.performance.queries.reading import as_worker
from fairway.performance.rules import NotFound
from fairway.performance.rules.tiers import days, words
from fairway.performance.rules.tiers.assessing import Standing, above
from fairway.performance.rules.tiers.programme import Programme
from fairway.performance.rules.tiers.reviewing import Because, Position, Proposal, assessed, locked_until, propose
from fairway.values import Exact, Rounding, exact, rounded


@dataclass(frozen=True, slots=True)
class BoardRow:
    """One partner. ``up`` is how much of the next level's nearest path is there, ``room`` how far above what the level
    held asks the scarcest metric stands, both in percent; ``state`` is the first thing that is special.
    """

    partner_id: int
    code: str
    name: str
    type: str
    country: str
    part: str
    level: str
    rank: int
    since: date | None
    reached: str
    reached_rank: int
    up: Exact | None
    up_to: str
    up_needs: str
    down: Exact | None
    down_needs: str
    state: str
    until: date | None

    @property
    def id(self) -> int:
        return self.partner_id


STATES = (
    "under notice", "in grace", "waived", "at risk", "kept by former rules", "above its level", "just short", "locked",
    "steady",
)  # fmt: skip


def board(actor: Actor, programme_id: int, *, on: date) -> tuple[BoardRow, ...]:
    """Every partner that takes part, as it stands when the day ends.

    :raises NotFound: no such programme governs the day, or the actor may not see it.
    """
    if not actor.may("tiers.view"):
        raise NotFound("There is no board for you.")
    with as_worker():
        one = governing_one(programme_id, on)
        document, tomorrow = one.document, on + timedelta(days=1)
        review = days.next_due(document.review.demotion, on)
        members = members_of(document)
        documents = [document, *([one.former.programme] if one.former is not None else [])]
        facts = gather(document, members, cuts=cuts_of(documents, [tomorrow, review]))
        ids = [member.id for member in members]
        stands = positions(one, ids, on, held_by(one, ids))
    made = []
    for member in members:
        for part in parts_of(document):
            position = stands[member.id, part]
            mine = facts[member.id] if not part else facts[member.id].part(document.each, part)
            now, then = (assessed(document, mine, position, day) for day in (tomorrow, review))
            upper = above(document, position.level)
            next_level = now.of(upper.id) if upper is not None else None
            later = then.of(position.level)
            found = propose(document, mine, position, review, former=one.former)
            state, until = _state(document, position, on, found, later, next_level, document.rank(now.reached))
            made.append(
                BoardRow(
                    member.id, member.code, member.name, ", ".join(sorted(member.types)), member.country, part,
                    position.level, document.rank(position.level), position.since, now.reached,
                    document.rank(now.reached),
                    _percent(next_level.outcome.share) if next_level is not None else None,
                    upper.id if upper is not None else "", _lacking(document, next_level),
                    _percent(later.outcome.share) if later is not None and later.tests else None,
                    _lacking(document, later), state, until,
                )
            )  # fmt: skip
    return tuple(sorted(made, key=lambda row: (STATES.index(row.state), -row.rank, row.name)))


def _state(
    document: Programme, position: Position, on: date, found: Proposal, later: Standing | None,
    upper: Standing | None, reached: int,
) -> tuple[str, date | None]:  # fmt: skip
    if position.leaves is not None:
        return "under notice", position.leaves[1]
    if position.grace is not None:
        return "in grace", position.grace.until
    waiver = next((one for one in position.waivers if one.holds(on)), None)
    if waiver is not None:
        return "waived", waiver.until
    if reached > document.rank(position.level):
        return "above its level", None
    lock = locked_until(document, position)
    if later is not None and not later.reached:
        if lock is not None and lock > on:
            return "locked", lock
        if Because.GRANDFATHERED in found.because:
            return "kept by former rules", found.until
        return "at risk", days.next_due(document.review.demotion, on)
    if upper is not None and not upper.reached and upper.outcome.share >= exact("0.9"):
        return "just short", None
    if lock is not None and lock > on:
        return "locked", lock
    return "steady", None


def _percent(share: Exact) -> Exact:
    return rounded(share.scaleb(2), 0, Rounding.HALF_UP)


def _lacking(document: Programme, standing: Standing | None) -> str:
    if standing is None:
        return ""
    if standing.uninvited and not standing.missing:
        return "an invitation"
    return "; ".join(
        f"{document.metric(test.metric).title}: {words.lacks(document, test)}" for test in standing.missing
    )
