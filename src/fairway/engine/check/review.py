"""Reviews a programme against what was sold: what the document alone cannot tell.

The checks need only the document. A review also reads history, as a backend has added it up over the last year: who
would have been eligible, what partners reached, which currencies came, which partners are alike. It finds nothing that
stops calculation or publication; all of it is shown to whoever publishes.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import TypeAlias

from fairway.engine.check.findings import WARNING, Finding, bound, placed, sound
from fairway.engine.check.reading import Draft
from fairway.engine.programme import Exemption, Method
from fairway.policy.problems import listed
from fairway.values import Exact, plain

SHOWN = 3
"""Names in a sentence; the rest is counted."""


@dataclass(frozen=True, slots=True)
class Reached:
    """What one incentive would have met in the year, its days of validity aside.

    ``eligible`` is the number of partners that take part, ``partners`` of those with lines that count. ``highest`` is
    the largest qualifier of any partner and period, ``step`` the highest step anyone reached; ``gates`` the largest
    figure of each gate, in their order. ``None`` where nothing was measured.
    """

    incentive: str
    eligible: int
    partners: int
    highest: Exact | None = None
    step: int | None = None
    gates: tuple[Exact | None, ...] = ()


@dataclass(frozen=True, slots=True)
class Unrated:
    """Lines in a currency on days for which no rate is known: how many, and the first such day."""

    currency: str
    lines: int
    since: date


@dataclass(frozen=True, slots=True)
class Shared:
    """How many lines count for the measures of two incentives, for the same partner."""

    one: str
    other: str
    lines: int


@dataclass(frozen=True, slots=True)
class Alike:
    """A partner, what makes others like it (types, tier, country), and the others that sold something in the year."""

    partner: str
    attributes: str
    others: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Apart:
    """Two partners that are alike (types, tier, country) and differ in another column."""

    column: str
    attributes: str
    one: tuple[str, str]
    other: tuple[str, str]


@dataclass(frozen=True, slots=True)
class History:
    """What happened from ``starts`` until ``ends`` (exclusive), as far as the reviews ask.

    ``reached`` is empty, and nothing of it is said, where the year could not be calculated (a currency without rates).
    """

    starts: date
    ends: date
    reached: tuple[Reached, ...] = ()
    unrated: tuple[Unrated, ...] = ()
    shared: tuple[Shared, ...] = ()
    alike: tuple[Alike, ...] = ()
    apart: tuple[Apart, ...] = ()


Review: TypeAlias = Callable[[Draft, History], Iterator[Finding]]


def somebody_was_eligible(draft: Draft, history: History) -> Iterator[Finding]:
    """An incentive that nobody could have earned, or that nothing counted for, was meant otherwise."""
    found = {one.incentive: one for one in history.reached}
    for _, path, incentive in sound(draft, "id", "eligible"):
        one = found.get(incentive.id)
        if one is None:
            continue
        eligible = (*path, "eligible") if (*path, "eligible") in draft.notes.places else (*path, "id")
        if not one.eligible:
            message = f"Nobody was eligible for '{incentive.id}' {_year(history)}."
            hint = "Compare 'eligible' and 'members' with the types, tiers and countries of the partners."
            yield Finding(eligible, WARNING, "nobody-was-eligible", message, hint)
        elif not one.partners:
            message = f"{_partners(one.eligible)} eligible for '{incentive.id}', and no line of theirs counted "
            message += f"{_year(history)}."
            hint = "Compare 'products', 'territory', 'event' and 'where' with the sales lines."
            yield Finding((*path, "id"), WARNING, "nothing-counted", message, hint)


def steps_were_reached(draft: Draft, history: History) -> Iterator[Finding]:
    """A step above everything that anybody sold is for show, or misses a digit."""
    found = {one.incentive: one for one in history.reached}
    for _, path, incentive in sound(draft, "id", "rates", "method", "measure", "qualifier"):
        one = found.get(incentive.id)
        if one is None or one.highest is None or incentive.method is Method.LINEAR:
            continue
        for where, step in placed(draft, path, incentive):
            if step.lower is not None and step.lower > one.highest:
                message = f"Nobody reached {bound(step.lower, incentive.qualifier)} {_year(history)}; the highest was "
                message += f"{bound(one.highest, incentive.qualifier)}."
                hint = "Keep the step if it is meant for growth; otherwise lower 'from' or delete it."
                yield Finding(where, WARNING, "step-not-reached", message, hint)
                break


def gates_were_met(draft: Draft, history: History) -> Iterator[Finding]:
    """A gate that nobody would have passed pays nothing to anyone."""
    found = {one.incentive: one for one in history.reached}
    for _, path, incentive in sound(draft, "id", "requires"):
        one = found.get(incentive.id)
        if one is None or not one.partners or len(one.gates) != len(incentive.gates):
            continue
        for number, (gate, highest) in enumerate(zip(incentive.gates, one.gates, strict=True)):
            if highest is None or highest < gate.at_least:
                reached = "nothing counted" if highest is None else f"the highest was {bound(highest, gate.measure)}"
                message = f"Nobody reached {bound(gate.at_least, gate.measure)} {_year(history)}; {reached}."
                where = (*path, "requires", number)
                yield Finding(where, WARNING, "gate-not-met", message, "Lower at_least, or count other lines.")


def lines_pay_once(draft: Draft, history: History) -> Iterator[Finding]:
    """Lines that two incentives pay for, where neither says how it goes with the other."""
    paths = {incentive.id: (path, incentive) for _, path, incentive in sound(draft, "id", "stack")}
    for shared in history.shared:
        if not shared.lines or shared.one not in paths or shared.other not in paths:
            continue
        path, incentive = paths[shared.one]
        if incentive.stack is None:
            message = f"{_counted(shared.lines, 'line')} {_year(history)} would have been paid for by '{shared.one}' "
            message += f"and by '{shared.other}'; it is not said that both pay."
            hint = "Write stack: add in each if partners earn both, or choose: stack: {group: …, best_of: …}."
            yield Finding((*path, "id"), WARNING, "paid-twice", message, hint)


def currencies_have_rates(draft: Draft, history: History) -> Iterator[Finding]:
    """A line that counts and whose currency has no rate stops the calculation of its period."""
    for one in history.unrated:
        message = f"{_counted(one.lines, 'line')} {_year(history)} in {one.currency} had no exchange rate into "
        message += f"{draft.programme.currency}, the first on {one.since}."
        hint = f"Load rates for {one.currency}, or agree one: fx: {{contract: {{{one.currency}: …}}}}."
        if not history.reached:
            hint += " Until then nothing is said of steps, gates and lines that are paid twice."
        yield Finding(("fx",), WARNING, "no-rates", message, hint)


def like_partners_alike(draft: Draft, history: History) -> Iterator[Finding]:
    """Partners that are alike and compete earn on the same terms, or the file says why not (US-01: 15 USC 13)."""
    alike = {one.partner: one for one in history.alike}
    for number, exemption in enumerate(draft.programme.exemptions if draft.is_sound(("exemptions",)) else ()):
        one = alike.get(exemption.partner)
        others = _without(one, exemption, draft.programme.exemptions) if one is not None else ()
        if one is not None and others:
            message = f"'{exemption.partner}' has terms of its own, unlike {_names(others)} alike ({one.attributes})."
            yield Finding(("exemptions", number, "partner"), WARNING, "unlike-terms", message, UNLIKE)
    for _, path, incentive in sound(draft, "eligible"):
        named = ((incentive.eligible.include, "takes part"), (incentive.eligible.exclude, "is left out"))
        for partner, listed_too, told in (
            (each, scope.partners, told) for scope, told in named for each in scope.partners
        ):
            one = alike.get(partner)
            others = tuple(each for each in one.others if each not in listed_too) if one is not None else ()
            if one is not None and others:
                message = f"'{partner}' {told} by name, unlike {_names(others)} alike ({one.attributes})."
                yield Finding((*path, "eligible"), WARNING, "unlike-terms", message, UNLIKE)
                break
    for _, path, incentive in sound(draft, "multipliers"):
        for number, multiplier in enumerate(incentive.multipliers):
            factors = dict(multiplier.factors)
            for pair in history.apart:
                first, second = (factors.get(value, multiplier.otherwise) for _, value in (pair.one, pair.other))
                if pair.column == multiplier.column and first != second:
                    message = f"'{pair.one[0]}' earns {plain(first)} times and '{pair.other[0]}' {plain(second)} times "
                    message += f"as much, and both are alike ({pair.attributes})."
                    yield Finding((*path, "multipliers", number), WARNING, "unlike-terms", message, UNLIKE)
                    break


UNLIKE = (
    "Like partners that compete are to be on like terms (US-01: 15 USC 13; US-03: 16 CFR 240.9): record why these "
    "differ (meeting competition, cost, function), or make them alike."
)


def _without(one: Alike, exemption: Exemption, every: tuple[Exemption, ...]) -> tuple[str, ...]:
    """The partners alike that do not have the same terms of the same incentive."""
    terms = (exemption.incentive, exemption.value, exemption.waives_gates, exemption.uncapped)
    same = {each.partner for each in every if (each.incentive, each.value, each.waives_gates, each.uncapped) == terms}
    return tuple(other for other in one.others if other not in same)


REVIEWS: tuple[Review, ...] = (
    somebody_was_eligible,
    steps_were_reached,
    gates_were_met,
    lines_pay_once,
    currencies_have_rates,
    like_partners_alike,
)
"""Every review, in one flat list."""


def _year(history: History) -> str:
    return f"from {history.starts} until {history.ends}"


def _counted(count: int, word: str) -> str:
    return f"{count:,} {word}" if count == 1 else f"{count:,} {word}s"


def _partners(count: int) -> str:
    return "One partner was" if count == 1 else f"{count:,} partners were"


def _names(others: tuple[str, ...]) -> str:
    named = [f"'{other}'" for other in others[:SHOWN]]
    rest = len(others) - len(named)
    return listed([*named, f"{rest:,} more"] if rest else named, "and")
