"""What is wrong with a tier document that reads well: looked for by checks in one flat list.

An error is something a programme cannot mean. A warning is something a person should see before publishing: a level
nobody can reach, a higher level that is easier than a lower one, a metric nobody feeds.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TypeAlias

from fairway.performance.rules.tiers.programme import (
    Asked,
    Either,
    Every,
    Metric,
    Programme,
    Requirement,
    Source,
    Span,
)
from fairway.performance.rules.tiers.reading import Draft
from fairway.policy.problems import Severity, did_you_mean
from fairway.policy.section import Path
from fairway.values import Exact, exact, plain, plus

ERROR, WARNING = Severity.ERROR, Severity.WARNING


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of the installation; ``None`` where nothing is. ``fed`` are the names that have dated values."""

    fed: frozenset[str] | None = None


@dataclass(frozen=True, slots=True)
class Finding:
    """What a check found, at the value of a path."""

    path: Path
    severity: Severity
    code: str
    message: str
    hint: str


Check: TypeAlias = Callable[[Draft, Known], Iterator[Finding]]


def unique_ids(draft: Draft, known: Known) -> Iterator[Finding]:
    """Two metrics or two levels of one id could not be told apart."""
    for key, names in (
        ("metrics", [one.id for one in draft.programme.metrics]),
        ("levels", [one.id.casefold() for one in draft.programme.levels]),
    ):
        for at, name in enumerate(names):
            if name and name in names[:at]:
                message = f"'{name}' is the id of an earlier one, too."
                yield Finding((key, at, "id"), ERROR, "same-id", message, "Give each an id of its own.")


def metrics_known(draft: Draft, known: Known) -> Iterator[Finding]:
    """A requirement, a point or a share asks a metric that the document has."""
    names = [metric.id for metric in draft.programme.metrics]
    for path, name in _asked_metrics(draft.programme):
        if name and name not in names:
            message = f"There is no metric '{name}'."
            yield Finding(
                path, ERROR, "unknown-metric", message, did_you_mean(name, names) or "Add it under 'metrics'."
            )


def metrics_end(draft: Draft, known: Known) -> Iterator[Finding]:
    """A metric that is made of others does not come back to itself."""
    made_of = {metric.id: _parts(metric) for metric in draft.programme.metrics}
    for at, metric in enumerate(draft.programme.metrics):
        seen: set[str] = set()
        waiting = list(made_of[metric.id])
        while waiting:
            name = waiting.pop()
            if name not in seen:
                seen.add(name)
                waiting.extend(made_of.get(name, ()))
        if metric.id in seen:
            message = f"'{metric.id}' is made of itself."
            yield Finding(("metrics", at), ERROR, "circular", message, "Make it of metrics that come from values.")


def growth_of_windows(draft: Draft, known: Known) -> Iterator[Finding]:
    """Growth compares sums over a window with the window before; nothing came before everything."""
    for at, metric in enumerate(draft.programme.metrics):
        of = next((one for one in draft.programme.metrics if one.id == metric.of), None)
        if metric.source is not Source.GROWTH or of is None:
            continue
        if of.source not in {Source.SALES, Source.VALUES} or of.window.span is Span.EVER:
            message = f"There is no window before that of '{of.id}' to compare with."
            hint = "Take a metric of sales or values with a window such as 12 months."
            yield Finding(("metrics", at, "of"), ERROR, "no-window-before", message, hint)


def positive_points(draft: Draft, known: Known) -> Iterator[Finding]:
    """Only points have items that can all be above zero."""
    kinds = {metric.id: metric.source for metric in draft.programme.metrics}
    for path, asked in _asked(draft.programme):
        if asked.positive and kinds.get(asked.metric, Source.POINTS) is not Source.POINTS:
            message = f"'{asked.metric}' has no items that could all be above zero."
            yield Finding((*path, "positive"), ERROR, "not-points", message, "Ask it of a metric of the source points.")


def parts_stated(draft: Draft, known: Known) -> Iterator[Finding]:
    """Standing by portfolio or country needs to say which there are."""
    programme = draft.programme
    if programme.each and not programme.parts:
        message = f"Standing is held for each {programme.each}, but it is not said which there are."
        yield Finding(("each",), ERROR, "parts-not-stated", message, "Write parts: [cloud, hardware].")
    if programme.parts and not programme.each:
        message = "'parts' says which there are, but not of what."
        yield Finding(("parts",), ERROR, "parts-not-stated", message, "Write each: portfolio.")


def lowest_asks_nothing(draft: Draft, known: Known) -> Iterator[Finding]:
    """Below the lowest level there is none: whoever misses it has no standing at all."""
    levels = draft.programme.levels
    if levels and draft.is_sound(("levels", 0)) and (levels[0].requires.parts or levels[0].invitation):
        message = f"'{levels[0].id}' is the lowest level and asks something: who misses it stands nowhere."
        yield Finding(
            ("levels", 0), WARNING, "no-floor", message, "Add a level that asks nothing before it, if not meant."
        )


def alike(draft: Draft, known: Known) -> Iterator[Finding]:
    """Two levels that ask the same overlap: the lower one is never held by anybody reviewed."""
    levels = draft.programme.levels
    for at, level in enumerate(levels[1:], start=1):
        before = levels[at - 1]
        if level.requires == before.requires and not level.invitation and draft.is_sound(("levels", at, "requires")):
            message = f"'{level.id}' asks the same as '{before.id}', so nobody would stay '{before.id}'."
            yield Finding(
                ("levels", at), WARNING, "levels-overlap", message, "Ask more of the higher level, or drop one."
            )


def easier_above(draft: Draft, known: Known) -> Iterator[Finding]:
    """A higher level asks no less of a metric than a lower one, and drops none without a word."""
    levels = draft.programme.levels
    for at, level in enumerate(levels):
        if not level.requires.parts or not draft.is_sound(("levels", at, "requires")):
            continue
        for before in levels[:at]:
            for path, asked in _direct(("levels", at, "requires"), level.requires):
                lower = next((one for _, one in _direct((), before.requires) if one.metric == asked.metric), None)
                if lower is not None and _easier(asked, lower):
                    message = f"'{level.id}' asks less of '{asked.metric}' than '{before.id}' below it."
                    yield Finding(path, WARNING, "easier-above", message, "A higher level is harder to reach.")


def in_reach(draft: Draft, known: Known) -> Iterator[Finding]:
    """What is asked can be had: points below their caps, percentages below a hundred."""
    programme = draft.programme
    for path, asked in _asked(programme):
        metric = next((one for one in programme.metrics if one.id == asked.metric), None)
        if metric is None or asked.at_least is None or not draft.is_sound(path):
            continue
        most = _most(metric)
        if most is not None and asked.at_least > most:
            message = (
                f"'{metric.id}' is at most {plain(most)}, and {plain(asked.at_least)} is asked: nobody gets there."
            )
            yield Finding((*path, "at_least"), WARNING, "out-of-reach", message, "Ask less, or raise the cap.")


def impossible_together(draft: Draft, known: Known) -> Iterator[Finding]:
    """A level does not ask at least more of a metric than at most."""
    for at, level in enumerate(draft.programme.levels):
        direct = _direct(("levels", at, "requires"), level.requires)
        most = {one.metric: one.at_most for _, one in direct if one.at_most is not None}
        for path, asked in direct:
            bound = most.get(asked.metric)
            if asked.at_least is not None and bound is not None and asked.at_least > bound:
                message = f"'{asked.metric}' cannot be at least {plain(asked.at_least)} and at most {plain(bound)}."
                yield Finding(path, WARNING, "out-of-reach", message, "Correct one of the two.")


def asked_at_all(draft: Draft, known: Known) -> Iterator[Finding]:
    """A metric that no level asks, and that no other is made of, only takes time to read."""
    used = {name for _, name in _asked_metrics(draft.programme)}
    for at, metric in enumerate(draft.programme.metrics):
        if metric.id and metric.id not in used:
            message = f"Nothing asks '{metric.id}'."
            yield Finding(("metrics", at), WARNING, "metric-not-asked", message, "Ask it in a level, or delete it.")


def fed(draft: Draft, known: Known) -> Iterator[Finding]:
    """A metric of values has values."""
    if known.fed is None:
        return
    for at, metric in enumerate(draft.programme.metrics):
        names = metric.certificates if metric.source is Source.PEOPLE else (metric.name or metric.id,)
        if metric.source in {Source.VALUES, Source.PEOPLE} and not known.fed & set(names):
            message = f"No value named {' or '.join(repr(one) for one in names)} was ever entered."
            hint = "Enter or import some, or correct the name; until then nobody reaches what it asks."
            yield Finding(("metrics", at), WARNING, "never-fed", message, hint)


def lock_and_grace(draft: Draft, known: Known) -> Iterator[Finding]:
    """Promotion at any time with demotion as often lets a partner rise and fall within days."""
    review = draft.programme.review
    if review.demotion.any_time and review.lock is None and review.grace is None and review.notice == 0:
        message = "Demotion is looked at on any day, without lock, grace or notice: a level can be lost overnight."
        yield Finding(("review", "demotion"), WARNING, "overnight", message, "Write notice: 30, a lock or a grace.")
    if review.grace is not None and review.grace.at_least is None and not review.grace.improving:
        message = "Grace is given to everybody: no test of progress is stated."
        hint = "Write progress: 70 (percent of what is needed), or progress: improving."
        yield Finding(("review", "grace"), WARNING, "no-progress-test", message, hint)


def benefits_grow(draft: Draft, known: Known) -> Iterator[Finding]:
    """A higher level does not take away what a lower one gives."""
    for at, level in enumerate(draft.programme.levels[1:], start=1):
        below = draft.programme.levels[at - 1]
        lost = []
        if below.unlocks.registration and level.unlocks.registration is False:
            lost.append("the right to register deals")
        low, high = below.unlocks.fund_rate, level.unlocks.fund_rate
        if low is not None and (high is None or high < low):
            lost.append("part of the fund rate")
        if lost:
            message = f"'{level.id}' takes away {' and '.join(lost)} that '{below.id}' gives."
            yield Finding(("levels", at), WARNING, "benefit-shrinks", message, "State it for the higher level, too.")


CHECKS: tuple[Check, ...] = (
    unique_ids,
    metrics_known,
    metrics_end,
    growth_of_windows,
    positive_points,
    parts_stated,
    lowest_asks_nothing,
    alike,
    easier_above,
    in_reach,
    impossible_together,
    asked_at_all,
    fed,
    lock_and_grace,
    benefits_grow,
)


def _asked(programme: Programme) -> Iterator[tuple[Path, Asked]]:
    for at, level in enumerate(programme.levels):
        yield from _within(("levels", at, "requires"), level.requires)


def _within(path: Path, group: Every | Either) -> Iterator[tuple[Path, Asked]]:
    for at, part in enumerate(group.parts):
        here = (*path, at)
        if isinstance(part, Asked):
            yield here, part
        else:
            yield from _within((*here, "any" if isinstance(part, Either) else "all"), part)


def _direct(path: Path, requirement: Requirement) -> list[tuple[Path, Asked]]:
    """What must hold in any case: not what stands on one of several paths."""
    assert isinstance(requirement, Every)
    found: list[tuple[Path, Asked]] = []
    for at, part in enumerate(requirement.parts):
        if isinstance(part, Asked):
            found.append(((*path, at), part))
        elif isinstance(part, Every):
            found += _direct((*path, at, "all"), part)
    return found


def _asked_metrics(programme: Programme) -> Iterator[tuple[Path, str]]:
    for path, asked in _asked(programme):
        yield (*path, "metric"), asked.metric
    for at, metric in enumerate(programme.metrics):
        for key, name in (("of", metric.of), ("to", metric.to)):
            if name:
                yield ("metrics", at, key), name
        for number, category in enumerate(metric.categories):
            for place, item in enumerate(category.items):
                yield ("metrics", at, "categories", number, "items", place, "of"), item.metric


def _parts(metric: Metric) -> tuple[str, ...]:
    items = tuple(item.metric for category in metric.categories for item in category.items)
    return tuple(name for name in (metric.of, metric.to, *items) if name)


def _easier(asked: Asked, lower: Asked) -> bool:
    if asked.at_least is not None and lower.at_least is not None:
        return asked.at_least < lower.at_least
    return asked.at_most is not None and lower.at_most is not None and asked.at_most > lower.at_most


def _most(metric: Metric) -> Exact | None:
    """The most a metric can be, where that is known."""
    if metric.at_most is not None:
        return metric.at_most
    if metric.source in {Source.RETENTION, Source.DATA_QUALITY}:
        return exact(100)
    if metric.source is not Source.POINTS:
        return None
    total = exact(0)
    for category in metric.categories:
        bounded = [item.points for item in category.items if item.target is not None]
        if category.at_most is None and len(bounded) < len(category.items):
            return None
        here = exact(0)
        for points in bounded:
            here = plus(here, points)
        if category.at_most is not None:
            here = min(here, category.at_most) if len(bounded) == len(category.items) else category.at_most
        total = plus(total, here)
    return total
