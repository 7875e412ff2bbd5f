"""Assesses levels: for each requirement what is there, what is needed and what lacks; and the highest level reached.

A level is reached when everything it asks is there, whatever the levels below it ask. Only paths that were taken count:
of an `any` the reached one, else the nearest.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from fairway.performance.rules.tiers.facts import Facts
from fairway.performance.rules.tiers.measuring import PLACES, ZERO, Measures
from fairway.performance.rules.tiers.programme import Asked, Either, Every, Level, Programme, Requirement
from fairway.values import Exact, Rounding, divided, exact, minus

ONE = exact(1)


@dataclass(frozen=True, slots=True)
class Test:
    """One metric against one threshold. ``value`` is nothing where nothing is known; ``gap`` is zero when it is met."""

    metric: str
    value: Exact | None
    needed: Exact
    at_most: bool = False
    waived: bool = False
    lacking: tuple[str, ...] = ()

    @property
    def met(self) -> bool:
        """Whether the requirement holds."""
        if self.waived:
            return True
        if self.value is None or self.lacking:
            return False
        return self.value <= self.needed if self.at_most else self.value >= self.needed

    @property
    def gap(self) -> Exact:
        """How much is missing: above what is allowed, or below what is needed."""
        if self.waived:
            return ZERO
        if self.value is None:
            return ZERO if self.at_most else self.needed
        off = minus(self.value, self.needed) if self.at_most else minus(self.needed, self.value)
        return max(off, ZERO)

    @property
    def share(self) -> Exact:
        """How much of what is needed is there, from 0 to 1."""
        if self.met:
            return ONE
        if self.value is None or self.value <= 0 or self.needed <= 0:
            return ZERO
        top, bottom = (self.needed, self.value) if self.at_most else (self.value, self.needed)
        return min(divided(top, bottom, PLACES, Rounding.HALF_UP), ONE)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a requirement. ``parts`` of an `any` are its paths; ``kind`` is test, every or either."""

    kind: str
    met: bool
    share: Exact
    title: str = ""
    test: Test | None = None
    parts: tuple[Outcome, ...] = ()

    def tests(self) -> tuple[Test, ...]:
        """The tests that decide: all parts, but of an `any` only the path that is reached, or else the nearest."""
        if self.test is not None:
            return (self.test,)
        if self.kind == "either":
            best = max(self.parts, key=lambda part: (part.met, part.share))
            return best.tests()
        return tuple(test for part in self.parts for test in part.tests())


@dataclass(frozen=True, slots=True)
class Standing:
    """One level on a day: whether it is reached, and each requirement."""

    level: str
    reached: bool
    outcome: Outcome
    uninvited: bool = False

    @property
    def tests(self) -> tuple[Test, ...]:
        return self.outcome.tests()

    @property
    def missing(self) -> tuple[Test, ...]:
        """What is not met."""
        return tuple(test for test in self.tests if not test.met)


@dataclass(frozen=True, slots=True)
class Assessment:
    """All levels of a partner on a day, lowest first, and the highest that is reached (empty: none)."""

    on: date
    levels: tuple[Standing, ...]
    reached: str

    def of(self, level: str) -> Standing | None:
        """The standing of one level."""
        return next((one for one in self.levels if one.level == level), None)


def assess(
    programme: Programme, facts: Facts, on: date, *, invited: Iterable[str] = (), waived: Iterable[str] = ()
) -> Assessment:
    """Say which levels a partner has reached when a day begins.

    ``invited`` are the levels it was invited to; ``waived`` the metrics whose requirements are waived.
    """
    measures, may, excused = Measures(programme, facts, on), frozenset(invited), frozenset(waived)
    levels = []
    for level in programme.levels:
        outcome = _outcome(level.requires, measures, facts.country, excused)
        uninvited = level.invitation and level.id not in may
        levels.append(Standing(level.id, outcome.met and not uninvited, outcome, uninvited))
    reached = next((one.level for one in reversed(levels) if one.reached), "")
    return Assessment(on, tuple(levels), reached)


def above(programme: Programme, level: str) -> Level | None:
    """The level after one, if there is a higher."""
    rank = programme.rank(level) + 1
    return programme.levels[rank] if rank < len(programme.levels) else None


def _outcome(requirement: Requirement, measures: Measures, country: str, excused: frozenset[str]) -> Outcome:
    match requirement:
        case Asked():
            test = _test(requirement, measures, country, excused)
            return Outcome("test", test.met, test.share, test=test)
        case Either():
            parts = tuple(_outcome(part, measures, country, excused) for part in requirement.parts)
            met, share = any(part.met for part in parts), max(part.share for part in parts)
            return Outcome("either", met, share, requirement.title, parts=parts)
        case Every():
            parts = tuple(_outcome(part, measures, country, excused) for part in requirement.parts)
            share = min((part.share for part in parts), default=ONE)
            return Outcome("every", all(part.met for part in parts), share, requirement.title, parts=parts)


def _test(asked: Asked, measures: Measures, country: str, excused: frozenset[str]) -> Test:
    value = measures.value(asked.metric)
    lacking: tuple[str, ...] = ()
    if asked.positive:
        lacking = tuple(item.metric for _, item, points in measures.items(asked.metric) if points <= 0)
    waived = asked.metric in excused
    if asked.at_most is not None:
        return Test(asked.metric, value, asked.at_most, at_most=True, waived=waived, lacking=lacking)
    least = dict(asked.places).get(country, asked.at_least if asked.at_least is not None else ZERO)
    return Test(asked.metric, value, least, waived=waived, lacking=lacking)
