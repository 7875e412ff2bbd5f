"""Guarantees, caps, budgets and what waits: everything that changes an amount after it was rounded."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from fairway.engine.oracle.facts import Facts
from fairway.engine.oracle.pooling import by_rank
from fairway.engine.oracle.sums import Owner
from fairway.engine.programme import Incentive
from fairway.values import FiscalCalendar, Money, Period, Rounding


@dataclass
class Guaranteed:
    """What an owner earned by an incentive by itself, in its periods so far."""

    periods: int = 0
    earned: Money | None = None

    def by_itself(self, incentive: Incentive, calculated: Money, entitled: bool, uncapped: bool) -> Money:
        """Raise to the guarantees an entitled owner has, cut to the cap, and remember."""
        limits, zero = incentive.limits, Money.zero(calculated.currency)
        self.periods += 1
        before = self.earned or zero
        alone = calculated
        if entitled and limits.floor is not None:
            alone = max(alone, limits.floor)
        if entitled and limits.guarantee is not None:
            promised = sum((limits.guarantee for _ in range(self.periods)), zero)
            alone = max(alone, promised - before)
        if limits.amount is not None and not uncapped:
            alone = min(alone, limits.amount)
        self.earned = before + alone
        return alone


@dataclass
class Used:
    """What was earned so far in each year and ever, by one owner or by all together."""

    currency: str
    so_far: dict[Period | None, Money] = field(default_factory=dict)

    def left(self, caps: Mapping[Period | None, Money | None]) -> Money | None:
        """The least that is left of several caps, each over a year or ever (`None`)."""
        zero = Money.zero(self.currency)
        return min((cap - self.so_far.get(span, zero) for span, cap in caps.items() if cap is not None), default=None)

    def add(self, spans: Mapping[Period | None, object], amount: Money) -> None:
        """Remember."""
        for span in spans:
            self.so_far[span] = self.so_far.get(span, Money.zero(self.currency)) + amount


@dataclass
class Caps:
    """The caps and budgets of one incentive over several periods, served in the order of the periods."""

    facts: Facts
    incentive: Incentive
    own: dict[Owner, Used] = field(default_factory=dict)
    everybody: Used | None = None

    def take(self, period: Period, earned: Mapping[Owner, Money]) -> dict[Owner, Money]:
        """Give each owner what is left of its own caps, and all of them what is left of the budgets."""
        limits, currency = self.incentive.limits, self.facts.programme.currency
        year = self.facts.programme.calendar.fiscal.year_of(period)
        caps = {year: limits.per_year, None: limits.lifetime}
        found = {}
        for owner, amount in earned.items():
            used = self.own.setdefault(owner, Used(currency))
            left = used.left(caps)
            found[owner] = amount if left is None else min(amount, left)
            used.add(caps, found[owner])
        budgets = {year: limits.budget_per_year, None: limits.budget}
        if self.everybody is None:
            self.everybody = Used(currency)
        left = self.everybody.left(budgets)
        if left is not None:
            found = within_budget(self.facts, left, found)
        self.everybody.add(budgets, sum(found.values(), Money.zero(currency)))
        return found


def within_budget(facts: Facts, left: Money, earned: Mapping[Owner, Money]) -> dict[Owner, Money]:
    """Share out what is left by what each would have earned; what is below zero stays and gives room."""
    zero = Money.zero(left.currency)
    asking = {owner: amount for owner, amount in earned.items() if amount > zero}
    room = left - sum((amount for amount in earned.values() if amount < zero), zero)
    if sum(asking.values(), zero) <= room:
        return dict(earned)
    shares = by_rank(facts, max(room, zero), {owner: amount.amount for owner, amount in asking.items()})
    return {**earned, **shares}


@dataclass(frozen=True, slots=True)
class Due:
    """What a period pays and what waits, before it and after it."""

    carried_in: Money
    amount: Money
    carried_out: Money


@dataclass
class Waiting:
    """What waits for a person or partner: below the minimum payout, and held back since which period."""

    incentive: Incentive
    calendar: FiscalCalendar
    mode: Rounding
    below: Money
    held: list[tuple[Period, Money]] = field(default_factory=list)

    def pay(self, period: Period, earned: Money) -> Due:
        """Hold a share back, release what has waited long enough, and pay what reaches the minimum."""
        limits, zero = self.incentive.limits, Money.zero(earned.currency)
        carried_in = self.total
        due = self.below + earned
        if limits.holdback is not None:
            due = due + sum((amount for until, amount in self.held if until.start <= period.start), zero)
            self.held = [one for one in self.held if one[0].start > period.start]
            if earned > zero:
                kept = (earned * limits.holdback.rate).rounded(self.mode)
                until = period
                for _ in range(limits.holdback.periods):
                    until = self.calendar.next(until)
                self.held.append((until, kept))
                due = due - kept
        waits = limits.minimum_payout is not None and due < limits.minimum_payout
        self.below = due if waits else zero
        return Due(carried_in, zero if waits else due, self.total)

    @property
    def total(self) -> Money:
        """Everything that waits."""
        return sum((amount for _, amount in self.held), self.below)
