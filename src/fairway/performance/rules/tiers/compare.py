"""Compares two versions of a tier programme, in words, side by side. Without a difference they mean the same."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from fairway.performance.rules.tiers import words
from fairway.performance.rules.tiers.programme import Level, Metric, Programme
from fairway.values import plain

NOTHING = "—"


@dataclass(frozen=True, slots=True)
class Difference:
    """One thing that differs: where, and what each version says. ``—`` stands where a version says nothing."""

    where: str
    aspect: str
    before: str
    after: str

    @property
    def sentence(self) -> str:
        """Say the difference in one sentence."""
        subject = f"{self.where}: {self.aspect}" if self.where else self.aspect
        if self.before == NOTHING:
            return f"{subject}: new: {self.after}"
        if self.after == NOTHING:
            return f"{subject}: no longer: {self.before}"
        return f"{subject}: {self.before} becomes {self.after}"


WHOLE: Mapping[str, Callable[[Programme], tuple[object, str]]] = {
    "name": lambda p: (p.id, p.id),
    "title": lambda p: (p.title, p.title),
    "description": lambda p: (p.description, p.description or NOTHING),
    "currency": lambda p: (p.currency, p.currency),
    "year": lambda p: (p.year_starts, f"begins with month {p.year_starts}"),
    "members": lambda p: (p.members, words.members(p.members)),
    "held for each": lambda p: ((p.each, p.parts), f"{p.each}: {', '.join(p.parts)}" if p.each else NOTHING),
    "order of levels": lambda p: (tuple(one.id for one in p.levels), ", ".join(one.title for one in p.levels)),
    "review": lambda p: (p.review, " ".join(words.reviewed(p))),
}


def compare(before: Programme, after: Programme) -> tuple[Difference, ...]:
    """Say what differs between two versions: the whole first, then levels, then metrics."""
    found = [
        Difference("", aspect, was[1], now[1])
        for aspect, say in WHOLE.items()
        if (was := say(before))[0] != (now := say(after))[0]
    ]
    for old, new in _pairs(before.levels, after.levels):
        found += _level(before, after, old, new)
    for old_metric, new_metric in _pairs(before.metrics, after.metrics):
        found += _metric(before, after, old_metric, new_metric)
    return tuple(found)


def _pairs(before: Iterable[Level | Metric], after: Iterable[Level | Metric]) -> list[tuple]:  # type: ignore[type-arg]
    old, new = ({one.id: one for one in found} for found in (before, after))
    return [(old.get(name), new.get(name)) for name in dict.fromkeys((*new, *old))]


def _level(before: Programme, after: Programme, old: Level | None, new: Level | None) -> list[Difference]:
    if old is None or new is None:
        one, programme = (new, after) if old is None else (old, before)
        assert one is not None
        said = "; ".join(words.requirement(programme, part) for part in one.requires.parts) or "asks nothing"
        return [Difference(one.title, "level", *((NOTHING, said) if old is None else (said, NOTHING)))]
    found = []
    asks = [
        "; ".join(words.requirement(programme, part) for part in one.requires.parts) or "nothing"
        for programme, one in ((before, old), (after, new))
    ]
    if old.requires != new.requires:
        found.append(Difference(new.title, "asks", *asks))
    brings = [
        "; ".join(words.unlocked(programme, one.unlocks)) or "nothing"
        for programme, one in ((before, old), (after, new))
    ]
    if brings[0] != brings[1]:
        found.append(Difference(new.title, "brings", *brings))
    for aspect, was, now in (
        ("title", old.title, new.title),
        ("description", old.description or NOTHING, new.description or NOTHING),
        ("by invitation", "yes" if old.invitation else "no", "yes" if new.invitation else "no"),
        (
            "cost in a year",
            NOTHING if old.unlocks.cost is None else plain(old.unlocks.cost),
            NOTHING if new.unlocks.cost is None else plain(new.unlocks.cost),
        ),
    ):
        if was != now:
            found.append(Difference(new.title, aspect, was, now))
    return found


def _metric(before: Programme, after: Programme, old: Metric | None, new: Metric | None) -> list[Difference]:
    if old == new:
        return []
    was = NOTHING if old is None else words.measured(before, old)
    now = NOTHING if new is None else words.measured(after, new)
    one = new or old
    assert one is not None
    if was == now:
        was, now = (f"{metric.title} ({metric.unit}): {words.measured(programme, metric)}"
                    for programme, metric in ((before, old), (after, new)) if metric is not None)  # fmt: skip
    return [Difference(one.title, "measured", was, now)]
