"""Lays two documents side by side over the same partners' history: who moves, when, and what it costs.

Both are lived through from the same day and the same standing, each as if it had always been in force, with every
proposal accepted on its day. What a level costs is what the documents state (`unlocks: cost`, in a year), by the days
on which it is held; funds, price lists, registered deals and what incentives pay by tier are added by whoever knows
them (`priced`).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from fairway.performance.rules.tiers.facts import Facts
from fairway.performance.rules.tiers.lives import Invitation, Life, live, months_of
from fairway.performance.rules.tiers.programme import Programme
from fairway.performance.rules.tiers.reviewing import Deed, Position
from fairway.values import Exact, Rounding, divided, exact, minus, plus, times

YEAR = exact(365)
NONE = "no level"
COLUMNS = (
    "partner", "type", "country", "size", "held at start", "before", "after", "moves", "first differs on",
    "cost before", "cost after", "difference",
)  # fmt: skip
KINDS: Mapping[str, str] = {"stated": "Stated for the levels", "funds": "Marketing funds", "prices": "Price lists",
                            "deals": "Discounts of registered deals", "rebates": "Rebates by tier"}  # fmt: skip
"""What costs are made of, with the words people read."""


SPLIT = tuple(f"{kind} {when}" for kind in KINDS for when in ("before", "after"))


@dataclass(frozen=True, slots=True)
class Tried:
    """One partner: its facts, where it stood when the trial begins, and the groups it is told in."""

    facts: Facts
    position: Position
    size: str = ""
    invitations: tuple[Invitation, ...] = ()
    name: str = ""
    part: str = ""

    @property
    def type(self) -> str:
        return ", ".join(sorted(self.facts.types))


@dataclass(frozen=True, slots=True)
class Cost:
    """One kind of cost under both documents."""

    kind: str
    before: Exact
    after: Exact

    @property
    def title(self) -> str:
        return KINDS[self.kind]

    @property
    def difference(self) -> Exact:
        """What it costs more (or less)."""
        return minus(self.after, self.before)


@dataclass(frozen=True, slots=True)
class Moved:
    """One partner under both documents. ``differs`` is the first day on which they hold different levels."""

    partner: str
    name: str
    type: str
    country: str
    size: str
    held: str
    before: str
    after: str
    way: int
    differs: date | None
    cost_before: Exact
    cost_after: Exact
    lives: tuple[Life, Life]
    part: str = ""
    costs: tuple[Cost, ...] = ()

    @property
    def difference(self) -> Exact:
        """What the partner costs more (or less)."""
        return minus(self.cost_after, self.cost_before)

    @property
    def moves(self) -> str:
        """Up, down or stays, compared with the document as it is."""
        return {1: "higher", -1: "lower", 0: "same"}[self.way]


@dataclass(frozen=True, slots=True)
class Group:
    """Partners alike in something: how many end higher, lower, the same, and what they cost."""

    label: str
    partners: int
    higher: int
    lower: int
    same: int
    before: Exact
    after: Exact
    costs: tuple[Cost, ...] = ()

    @property
    def difference(self) -> Exact:
        """What they cost more (or less)."""
        return minus(self.after, self.before)


@dataclass(frozen=True, slots=True)
class Outcome:
    """A trial: every partner, totals by group, how many hold each level at each month's start."""

    start: date
    end: date
    currency: str
    partners: tuple[Moved, ...]
    total: Group
    types: tuple[Group, ...]
    countries: tuple[Group, ...]
    sizes: tuple[Group, ...]
    levels: tuple[tuple[str, int, int], ...]
    months: tuple[tuple[date, Mapping[str, tuple[int, int]]], ...]

    @property
    def movers(self) -> tuple[Moved, ...]:
        """Who ends elsewhere, or stood elsewhere on some day; the first to differ first."""
        return tuple(
            sorted(
                (one for one in self.partners if one.differs is not None),
                key=lambda one: (one.way, one.differs or self.end, one.partner),
            )
        )

    def split_rows(self) -> Iterable[tuple[str, ...]]:
        """Every partner as text, with each kind of cost before and after, under :data:`COLUMNS` and :data:`SPLIT`."""
        for row, one in zip(self.rows(), self.partners, strict=True):
            kinds = {cost.kind: cost for cost in one.costs}
            split = [kinds.get(kind, Cost(kind, exact(0), exact(0))) for kind in KINDS]
            yield (*row, *(text for cost in split for text in (f"{cost.before:f}", f"{cost.after:f}")))

    def rows(self) -> Iterable[tuple[str, ...]]:
        """Every partner as text, under :data:`COLUMNS`."""
        for one in self.partners:
            yield (
                one.partner, one.type, one.country, one.size, one.held or NONE, one.before or NONE, one.after or NONE,
                one.moves, "" if one.differs is None else one.differs.isoformat(), f"{one.cost_before:f}",
                f"{one.cost_after:f}", f"{one.difference:f}",
            )  # fmt: skip


def try_out(
    before: Programme, after: Programme, tried: Sequence[Tried], start: date, end: date, *, digits: int = 2,
    at: Sequence[date] | None = None,
) -> Outcome:  # fmt: skip
    """Live through both documents from a day until another (exclusive); ``at`` gives the days to look at."""
    moved = tuple(
        sorted((_moved(before, after, one, start, end, digits, at) for one in tried), key=lambda one: one.partner)
    )
    ids = tuple(dict.fromkeys([*(one.id for one in after.levels), *(one.id for one in before.levels), ""]))
    return Outcome(
        start,
        end,
        after.currency,
        moved,
        _group("all", moved),
        _groups(moved, "type"),
        _groups(moved, "country"),
        _groups(moved, "size"),
        tuple(
            (level, was, now)
            for level in ids
            if (was := sum(one.before == level for one in moved)) + (now := sum(one.after == level for one in moved))
        ),
        tuple(
            (month, {level: tuple(sum(one.lives[at].on(month) == level for one in moved) for at in (0, 1)) for level in ids})  # type: ignore[misc]  # noqa: E501
            for month in months_of(start, end)
        ),
    )  # fmt: skip


def priced(outcome: Outcome, more: Mapping[tuple[str, str], tuple[Cost, ...]]) -> Outcome:
    """Add costs to those stated, by partner and part; totals and groups follow."""
    moved = []
    for one in outcome.partners:
        costs = (Cost("stated", one.cost_before, one.cost_after), *more.get((one.partner, one.part), ()))
        before, after = _sum(cost.before for cost in costs), _sum(cost.after for cost in costs)
        moved.append(replace(one, cost_before=before, cost_after=after, costs=costs))
    return replace(
        outcome, partners=tuple(moved), total=_group("all", moved), types=_groups(moved, "type"),
        countries=_groups(moved, "country"), sizes=_groups(moved, "size"),
    )  # fmt: skip


def _sum(amounts: Iterable[Exact]) -> Exact:
    total = exact(0)
    for amount in amounts:
        total = plus(total, amount)
    return total


def cost_of(programme: Programme, life: Life, start: date, end: date, digits: int) -> Exact:
    """What the levels that were held cost, by days of a year of 365, rounded once, halves up."""
    total = exact(0)
    ends = [since for since, _ in life.stood[1:]] + [end]
    for (since, level), until in zip(life.stood, ends, strict=True):
        held = programme.level(level)
        if held is not None and held.unlocks.cost is not None:
            days = (min(until, end) - max(since, start)).days
            total = plus(total, times(held.unlocks.cost, exact(max(days, 0))))
    return divided(total, YEAR, digits, Rounding.HALF_UP)


def _moved(
    before: Programme, after: Programme, one: Tried, start: date, end: date, digits: int, at: Sequence[date] | None
) -> Moved:  # fmt: skip
    lives = tuple(
        live(programme, one.facts, start, end, _fitted(programme, one.position), invitations=one.invitations, at=at)
        for programme in (before, after)
    )
    was, now = lives[0].on(end), lives[1].on(end)
    days = sorted({since for life in lives for since, _ in life.stood})
    differs = next((day for day in days if lives[0].on(day) != lives[1].on(day)), None)
    ranks = after.rank(now), after.rank(was)
    way = 0 if was == now else 1 if ranks[0] > ranks[1] else -1
    return Moved(
        one.facts.code, one.name, one.type, one.facts.country, one.size, one.position.level, was, now, way, differs,
        cost_of(before, lives[0], start, end, digits), cost_of(after, lives[1], start, end, digits),
        (lives[0], lives[1]), one.part,
    )  # fmt: skip


def _fitted(programme: Programme, position: Position) -> Position:
    """Standing under a document that may not know the level: it is placed by its first review."""
    return position if programme.rank(position.level) >= 0 else replace(position, level="")


def _groups(moved: Sequence[Moved], attribute: str) -> tuple[Group, ...]:
    labels = sorted({getattr(one, attribute) for one in moved})
    return tuple(_group(label or "—", [one for one in moved if getattr(one, attribute) == label]) for label in labels)


def _group(label: str, members: Sequence[Moved]) -> Group:
    sums = [exact(0), exact(0)]
    for one in members:
        sums = [plus(sums[0], one.cost_before), plus(sums[1], one.cost_after)]
    ways = [one.way for one in members]
    kinds = dict.fromkeys(cost.kind for one in members for cost in one.costs)
    costs = tuple(
        Cost(
            kind,
            _sum(cost.before for one in members for cost in one.costs if cost.kind == kind),
            _sum(cost.after for one in members for cost in one.costs if cost.kind == kind),
        )
        for kind in kinds
    )
    return Group(label, len(members), ways.count(1), ways.count(-1), ways.count(0), sums[0], sums[1], costs)


def deeds(life: Life) -> tuple[tuple[date, Deed, str], ...]:
    """What happened in a life, for people: day, deed, level."""
    return tuple((one.on, one.deed, one.to) for one in life.proposals)
