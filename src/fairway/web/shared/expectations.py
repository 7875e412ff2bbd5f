"""Expectations of an agreement against what was reached: the agreement says the target, sales say the rest."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from fairway.agreements.rules.life import months_later
from fairway.agreements.rules.rights import Right, Rights
from fairway.kit.access import Actor
from fairway.kit.lake.scanning import NothingToRead
from fairway.sales import queries as sales
from fairway.values import Money


@dataclass(frozen=True)
class Progress:
    """One expectation in the period that runs: the target, what was reached, and how much of the time has passed."""

    name: str
    label: str
    note: str
    since_on: date | None = None
    until_on: date | None = None
    target: Money | None = None
    actual: Money | None = None
    percent: int = 0
    elapsed: int = 0

    @property
    def measured(self) -> bool:
        return self.actual is not None


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
    if said.metric != "net_sales" or said.money is None:
        return Progress(name, right.words, "Not measured here yet.")
    since, until = period_of(right, found.on)
    stop = min(until, date.fromordinal(found.on.toordinal() + 1))
    try:
        sums = sales.net_between(actor, found.partner_id, since=since, until=stop)
    except NothingToRead:
        return Progress(name, right.words, "Sales are not yours to see.")
    actual = sums.get(said.currency, Money.zero(said.currency))
    percent = max(0, int(actual.amount * 100 // said.amount))
    elapsed = (stop - since).days * 100 // (until - since).days
    note = "Reached." if percent >= 100 else "On its way." if percent >= elapsed else "Behind the time that has passed."
    others = sorted(set(sums) - {said.currency})
    note += f" Sales in {', '.join(others)} are not counted." if others else ""
    return Progress(name, right.words, note, since, until, said.money, actual, percent, elapsed)


def behind(progress: Iterable[Progress]) -> tuple[Progress, ...]:
    """Those that fall short of the time that has passed."""
    return tuple(one for one in progress if one.measured and one.percent < min(one.elapsed, 100))
