"""Expectations of an agreement against what was reached: the agreement says the target, other rooms the rest."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date

from fairway.agreements.rules.life import months_later
from fairway.agreements.rules.rights import Right, Rights
from fairway.deals import queries as deals
from fairway.kit.access import Actor
from fairway.kit.lake.scanning import NothingToRead
from fairway.performance import queries as performance
from fairway.policy.problems import counted
from fairway.sales import queries as sales
from fairway.values import Exact, Money, Rounding, divided, exact, plain, plus

LEVELS = frozenset({"certified_people", "satisfaction"})
"""What stands at a height on a day; everything else adds up while the period runs."""


@dataclass(frozen=True)
class Progress:
    """One expectation in the period that runs: the target, what was reached, and how much of the time has passed."""

    name: str
    label: str
    note: str
    since_on: date | None = None
    until_on: date | None = None
    target: Money | Exact | None = None
    actual: Money | Exact | None = None
    percent: int = 0
    elapsed: int = 0
    adds_up: bool = True

    @property
    def due(self) -> int:
        """How much of the target should be there by now: of what adds up in time the part of the time, else all."""
        return min(self.elapsed, 100) if self.adds_up else 100

    @property
    def measured(self) -> bool:
        return self.actual is not None

    @property
    def is_money(self) -> bool:
        return isinstance(self.actual, Money)


def period_of(right: Right, on: date) -> tuple[date, date]:
    """The period of an expectation a day lies in; a year runs from the agreement's first day."""
    assert right.expectation is not None
    if right.expectation.period == "year":
        years = on.year - right.since_on.year
        if months_later(right.since_on, 12 * years) > on:
            years -= 1
        return months_later(right.since_on, 12 * years), months_later(right.since_on, 12 * (years + 1))
    size = 1 if right.expectation.period == "month" else 3
    first = on.replace(month=(on.month - 1) // size * size + 1, day=1)
    return first, months_later(first, size)


def progress_of(actor: Actor, found: Rights) -> tuple[Progress, ...]:
    """Every expectation of the day with what was reached by then."""
    return tuple(_progress(actor, found, at, one) for at, one in enumerate(found.expectations))


def _progress(actor: Actor, found: Rights, at: int, right: Right) -> Progress:
    said = right.expectation
    assert said is not None
    name = f"expectation-{at}"
    since, until = period_of(right, found.on)
    stop = min(until, date.fromordinal(found.on.toordinal() + 1))
    target: Money | Exact = said.money or said.amount
    try:
        actual, more = _reached(actor, found, said.metric, target, since, stop, said.months)
    except _NotSaid as problem:
        return Progress(name, right.words, str(problem))
    have, want = (one.amount if isinstance(one, Money) else one for one in (actual, target))
    percent = max(0, int(have * 100 // want)) if want > 0 else 100
    elapsed = (stop - since).days * 100 // (until - since).days
    found_ = Progress(name, right.words, "", since, until, target, actual, percent, elapsed, said.metric not in LEVELS)
    late = "Behind the time that has passed." if found_.adds_up else "Below what is expected."
    note = "Reached." if percent >= 100 else "On its way." if percent >= found_.due else late
    return replace(found_, note=note + more)


class _NotSaid(Exception):
    """What was reached is not known here, or not to be read by whoever asks."""


def _reached(
    actor: Actor, found: Rights, metric: str, target: Money | Exact, since: date, stop: date, months: int | None
) -> tuple[Money | Exact, str]:
    """What was reached from a day until another, and a word more. :raises _NotSaid: nobody can say."""
    if metric == "net_sales" and isinstance(target, Money):
        try:
            sums = sales.net_between(actor, found.partner_id, since=since, until=stop)
        except NothingToRead:
            raise _NotSaid("Sales are not yours to see.") from None
        others = sorted(set(sums) - {target.currency})
        more = f" Sales in {', '.join(others)} are not counted." if others else ""
        return sums.get(target.currency, Money.zero(target.currency)), more
    if metric == "registered_deals":
        if not (actor.may("deals.view") or actor.may("own.deals.view")):
            raise _NotSaid("Deals are not yours to see.")
        return exact(deals.registered(actor, found.partner_id, since=since, until=stop)), ""
    if metric == "certified_people":
        if not (actor.may("tiers.view") or actor.may("own.standing.view")):
            raise _NotSaid("Certificates are not yours to see.")
        return exact(performance.certified(actor, found.partner_id, on=found.on)), ""
    if metric == "new_customers":
        return _won(actor, found.partner_id, months, since, stop)
    return _satisfied(actor, found.partner_id, target, since, stop)


def _won(actor: Actor, partner_id: int, months: int | None, since: date, stop: date) -> tuple[Exact, str]:
    try:
        won = sales.new_customers(actor, partner_id, since=since, until=stop, months=months)
    except NothingToRead:
        raise _NotSaid("Sales are not yours to see.") from None
    if won.lines and won.nameless == won.lines:
        raise _NotSaid("No sales line of these days names its customer, so nobody can say which were new.")
    more = f" {counted(won.nameless, 'line names', 'lines name')} no customer." if won.nameless else ""
    if won.without_id:
        more += " Customers without an id are told apart by their names as written."
    return exact(won.customers), more


def _satisfied(actor: Actor, partner_id: int, target: Money | Exact, since: date, stop: date) -> tuple[Exact, str]:
    if not (actor.may("tiers.view") or actor.may("own.standing.view")):
        raise _NotSaid("Answers of customers are not yours to see.")
    found = performance.recorded(actor, partner_id, "satisfaction", since=since, until=stop)
    if not found:
        raise _NotSaid("No value called “satisfaction” is recorded for these days.")
    if isinstance(target, Exact) and max(found) <= 10 < target:
        raise _NotSaid(
            f"The recorded values go up to {plain(max(found))} and {plain(target)} is expected: "
            "they are on two scales. Record values on the agreement's scale."
        )
    total = exact(0)
    for one in found:
        total = plus(total, one)
    mean = divided(total, exact(len(found)), 2, Rounding.HALF_UP)
    return mean, f" The mean of {counted(len(found), 'recorded value')}."


def behind(progress: Iterable[Progress]) -> tuple[Progress, ...]:
    """Those that fall short of the time that has passed."""
    return tuple(one for one in progress if one.measured and one.percent < one.due)
