"""Measures a programme's metrics from a partner's facts, as a day begins.

Every metric is one number, or nothing where nothing is known (a satisfaction nobody asked about, growth without a year
before). Nothing is never zero: a requirement on it is not reached, and says so. Sums do not depend on the order of the
values, and all of it is exact; only averages, shares and growth are rounded, once, to six places, halves up.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date

from fairway.performance.rules.tiers import days
from fairway.performance.rules.tiers.facts import CLEAN, RECEIVED, Facts, Value
from fairway.performance.rules.tiers.programme import Category, Item, Metric, Programme, Source, Take
from fairway.values import Exact, Rounding, divided, exact, minus, plus, times

PLACES = 6
ZERO, HUNDRED = exact(0), exact(100)


class Measures:
    """The metrics of one partner on one day, each worked out when it is asked for."""

    def __init__(self, programme: Programme, facts: Facts, on: date) -> None:
        self.programme, self.facts, self.on = programme, facts, on
        self._values: dict[str, list[Value]] = defaultdict(list)
        for one in facts.values:
            self._values[one.name].append(one)
        self._found: dict[tuple[str, date, date], Exact | None] = {}

    def value(self, name: str) -> Exact | None:
        """A metric's number on the day, or nothing where nothing is known."""
        metric = self.programme.metric(name)
        return self._within(metric, *days.bounds(metric.window, self.on, self.programme.year_starts))

    def all(self) -> Mapping[str, Exact | None]:
        """All metrics by id."""
        return {metric.id: self.value(metric.id) for metric in self.programme.metrics}

    def items(self, name: str) -> tuple[tuple[Category, Item, Exact], ...]:
        """What each item of a points metric brings, before the caps of its category."""
        metric = self.programme.metric(name)
        return tuple(
            (category, item, points_of(item, self.value(item.metric)))
            for category in metric.categories
            for item in category.items
        )

    def _within(self, metric: Metric, start: date, end: date) -> Exact | None:
        key = (metric.id, start, end)
        if key not in self._found:
            found = MEASURED[metric.source](self, metric, start, end)
            capped = metric.at_most is not None and found is not None and found > metric.at_most
            self._found[key] = metric.at_most if capped else found
        return self._found[key]

    def _sales(self, metric: Metric, start: date, end: date) -> Exact | None:
        return _sum(_weighed(metric, one) for one in self._counting(metric, metric.id, start, end))

    def _entered(self, metric: Metric, start: date, end: date) -> Exact | None:
        counting = self._counting(metric, metric.name or metric.id, start, end)
        return taken(metric.take, [(one.on, one.key, _weighed(metric, one)) for one in counting])

    def _people(self, metric: Metric, start: date, end: date) -> Exact | None:
        holders = {
            one.key
            for name in metric.certificates
            for one in self._values.get(name, ())
            if one.on < self.on and (one.until is None or one.until > self.on) and _fits(metric, one)
        }
        return exact(len(holders))

    def _growth(self, metric: Metric, start: date, end: date) -> Exact | None:
        of = self.programme.metric(metric.of)
        now = self._within(of, *days.bounds(of.window, self.on, self.programme.year_starts))
        was = self._within(of, *days.before(of.window, self.on, self.programme.year_starts))
        if now is None or was is None or was <= 0:
            return None
        return divided(times(minus(now, was), HUNDRED), was, PLACES, Rounding.HALF_UP)

    def _share(self, metric: Metric, start: date, end: date) -> Exact | None:
        part, whole = self.value(metric.of), self.value(metric.to)
        if part is None or whole is None or whole <= 0:
            return None
        return divided(times(part, HUNDRED), whole, PLACES, Rounding.HALF_UP)

    def _retention(self, metric: Metric, start: date, end: date) -> Exact | None:
        spans: dict[str, list[Value]] = defaultdict(list)
        for one in self._values.get(metric.name or metric.id, ()):
            if one.on < self.on and _fits(metric, one):
                spans[one.key].append(one)
        won = [held for held in spans.values() if start <= min(one.on for one in held) < end]
        if not won:
            return None
        kept = sum(any(one.until is None or one.until > self.on for one in held) for held in won)
        return divided(times(exact(kept), HUNDRED), exact(len(won)), PLACES, Rounding.HALF_UP)

    def _quality(self, metric: Metric, start: date, end: date) -> Exact | None:
        received, clean = (
            _sum(one.amount for one in self._values.get(name, ()) if start <= one.on < end)
            for name in (RECEIVED, CLEAN)
        )
        if received <= 0:
            return None
        return divided(times(clean, HUNDRED), received, PLACES, Rounding.HALF_UP)

    def _points(self, metric: Metric, start: date, end: date) -> Exact | None:
        total = ZERO
        for category in metric.categories:
            here = _sum(points_of(item, self.value(item.metric)) for item in category.items)
            total = plus(total, here if category.at_most is None else min(here, category.at_most))
        return total

    def _counting(self, metric: Metric, name: str, start: date, end: date) -> Sequence[Value]:
        return [
            one
            for one in self._values.get(name, ())
            if start <= one.on < end
            and (one.until is None or one.until > self.on)
            and (metric.expires is None or self.on < days.after(one.on, metric.expires))
            and _fits(metric, one)
        ]


MEASURED: Mapping[Source, Callable[[Measures, Metric, date, date], Exact | None]] = {
    Source.SALES: Measures._sales,
    Source.VALUES: Measures._entered,
    Source.PEOPLE: Measures._people,
    Source.GROWTH: Measures._growth,
    Source.SHARE: Measures._share,
    Source.RETENTION: Measures._retention,
    Source.DATA_QUALITY: Measures._quality,
    Source.POINTS: Measures._points,
}


def points_of(item: Item, value: Exact | None) -> Exact:
    """What a metric brings in points: whole steps of ``each``, or in proportion up to ``target``; never below zero."""
    if value is None or value <= 0:
        return ZERO
    if item.target is not None:
        if value >= item.target:
            return item.points
        return divided(times(item.points, value), item.target, PLACES, Rounding.HALF_UP)
    steps = value if item.each is None else value // item.each
    return times(item.points, exact(steps))


def taken(take: Take, found: Sequence[tuple[date, str, Exact]]) -> Exact | None:
    """One number from dated ones: (day, key, number). Two of one day are one after the other by key and number."""
    amounts = [amount for _, _, amount in found]
    if take is Take.COUNT:
        return exact(len(amounts))
    if take is Take.SUM:
        return _sum(amounts)
    if not amounts:
        return None
    if take is Take.LAST:
        return max(found)[2]
    if take is Take.HIGHEST:
        return max(amounts)
    if take is Take.LOWEST:
        return min(amounts)
    if take is Take.AVERAGE:
        return divided(_sum(amounts), exact(len(amounts)), PLACES, Rounding.HALF_UP)
    ordered, half = sorted(amounts), len(amounts) // 2
    if len(ordered) % 2:
        return ordered[half]
    return divided(plus(ordered[half - 1], ordered[half]), exact(2), PLACES, Rounding.HALF_UP)


def _fits(metric: Metric, one: Value) -> bool:
    return all(one.of(attribute) in values for attribute, values in metric.only)


def _weighed(metric: Metric, one: Value) -> Exact:
    amount = one.amount
    for multiplier in metric.multipliers:
        factor = dict(multiplier.factors).get(one.of(multiplier.by), multiplier.otherwise)
        amount = times(amount, factor)
    return amount


def _sum(amounts: Iterable[Exact]) -> Exact:
    total = ZERO
    for amount in amounts:
        total = plus(total, amount)
    return total
