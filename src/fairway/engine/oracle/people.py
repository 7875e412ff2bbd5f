"""Persons who share what a partner earns, and persons who are paid on top (V19)."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import timedelta

from fairway.engine.oracle.facts import Facts, in_force
from fairway.engine.oracle.rows import BadCell, Row, number, text
from fairway.engine.oracle.sums import total
from fairway.engine.payout import Payout
from fairway.engine.programme import Incentive
from fairway.values import Exact, Money, Period, allocate, exact, plus, times

HUNDRED = exact(100)


@dataclass(frozen=True, slots=True)
class Splits:
    """Who shares (in percent, 100 together) and who is paid on top (in percent of what earns)."""

    shares: dict[str, Exact]
    overrides: dict[str, Exact]


def splits_of(facts: Facts, incentive: Incentive, partner: str, period: Period) -> Splits:
    """The splits of a partner that are in force on the period's last day.

    :raises BadCell: the shares do not add up to 100.
    """
    rows = [
        row
        for row in facts.splits.get(partner, ())
        if in_force(row, period.end - timedelta(days=1)) and text(row, "incentive") in {None, incentive.id}
    ]
    found = Splits(_by_person(rows, "share"), _by_person(rows, "override"))
    together = total(found.shares.values())
    if together is not None and together != HUNDRED:
        raise BadCell(
            f"splits: the shares of partner {partner} in {incentive.id} add up to {together} in {period}, not to 100."
        )
    return found


def _by_person(rows: Iterable[Row], column: str) -> dict[str, Exact]:
    found: dict[str, Exact] = {}
    for row in rows:
        part, person = number(row, column), text(row, "person") or ""
        if part is not None:
            found[person] = plus(found.get(person, exact(0)), part)
    return found


def split(facts: Facts, incentive: Incentive, payout: Payout, base: Exact, paid: bool) -> list[Payout]:
    """Share a partner's payout among persons, and add what is paid on top.

    `base` is what earns; `paid` says whether overrides are: not where gates are not met or another incentive pays.
    """
    splits = splits_of(facts, incentive, payout.partner, payout.period)
    shares = splits.shares or {"": HUNDRED}
    calculated, earned = _shared(payout.calculated, shares), _shared(payout.earned, shares)
    nothing, mode = Money.zero(payout.currency), facts.programme.rounding.mode
    found = []
    for person in sorted({*shares, *splits.overrides}):
        rate = None
        if person in shares and payout.rate is not None:
            rate = times(payout.rate, shares[person].scaleb(-2))
        extra = nothing
        if person in splits.overrides:
            override = splits.overrides[person].scaleb(-2)
            rate = override if person not in shares else rate
            if paid:
                extra = Money(times(base, override), payout.currency).rounded(mode)
        found.append(
            replace(
                payout,
                person=person,
                rate=rate,
                calculated=calculated.get(person, nothing) + extra,
                earned=earned.get(person, nothing) + extra,
            )
        )
    return found


def _shared(amount: Money, shares: dict[str, Exact]) -> dict[str, Money]:
    """Share by largest remainder, ties to the lower person id."""
    ranked = sorted(shares)
    parts = allocate(amount, {place: shares[person] for place, person in enumerate(ranked)})
    return {person: parts[place] for place, person in enumerate(ranked)}
