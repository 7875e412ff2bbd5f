"""Expectations of an agreement against what was reached: the agreement says the target, other rooms the rest."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from fairway.agreements.rules.life import months_later
from fairway.agreements.rules.rights import Right, Rights
from fairway.deals import queries as deals
from fairway.kit.access import Actor
from fairway.kit.lake.scanning import NothingToRead
from fairway.performance import queries as performance
from fairway.sales import queries as sales
from fairway.values import Exact, Money, exact


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
        actual, more = _reached(actor, found, said.metric, target, since, stop)
    except _NotSaid as problem:
        return Progress(name, right.words, str(problem))
    have, want = (one.amount if isinstance(one, Money) else one for one in (actual, target))
    percent = max(0, int(have * 100 // want)) if want > 0 else 100
    elapsed = (stop - since).days * 100 // (until - since).days
    note = "Reached." if percent >= 100 else "On its way." if percent >= elapsed else "Behind the time that has passed."
    return Progress(name, right.words, note + more, since, until, target, actual, percent, elapsed)


class _NotSaid(Exception):
    """What was reached is not known here, or not to be read by whoever asks."""


def _reached(
    actor: Actor, found: Rights, metric: str, target: Money | Exact, since: date, stop: date
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
    raise _NotSaid("Not measured here yet.")


def behind(progress: Iterable[Progress]) -> tuple[Progress, ...]:
    """Those that fall short of the time that has passed."""
    return tuple(one for one in progress if one.measured and one.percent < min(one.elapsed, 100))
