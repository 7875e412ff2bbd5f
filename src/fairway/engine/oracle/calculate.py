"""All payouts of a programme: period by period, all partners together, each incentive after those it depends on."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from fairway.engine.oracle.alone import Alone, Earned
from fairway.engine.oracle.facts import Facts
from fairway.engine.oracle.limits import Caps, Waiting
from fairway.engine.oracle.people import split
from fairway.engine.oracle.rows import Row
from fairway.engine.oracle.stacking import chosen, combined_cap, nodes_in_order, under_cap
from fairway.engine.oracle.sums import Owner, Sums
from fairway.engine.payout import Payout
from fairway.engine.programme import Incentive, Payee, Programme
from fairway.values import Exact, Money, Period, exact, plus

AllEarned = dict[str, dict[Owner, Earned]]
"""What each incentive, by its id, earns for each owner."""


def calculate(
    programme: Programme,
    lines: Iterable[Row],
    partners: Iterable[Row],
    products: Iterable[Row],
    rates: Iterable[Row],
    periods: Sequence[Period],
    as_of: date | None = None,
    *,
    deals: Iterable[Row] = (),
    targets: Iterable[Row] = (),
    certificates: Iterable[Row] = (),
    splits: Iterable[Row] = (),
    units: Iterable[Row] = (),
) -> list[Payout]:
    """Calculate every payout with a counted line, zeros included, sorted by incentive, period, partner and person.

    Rows map canonical column names to text; lines dated after `as_of` are left out. What carries from period to period
    does so through the given periods in their order, beginning with nothing.

    :raises NoRate: a counted line is in a currency without a rate on its date.
    :raises NoUnit: a counted line is in a unit nobody has said the size of.
    :raises BadCell: a cell is not what its column has to be.
    """
    facts = Facts.of(
        programme,
        partners,
        products,
        rates,
        as_of,
        deals=deals,
        targets=targets,
        certificates=certificates,
        splits=splits,
        units=units,
        lines=lines,
    )
    return Calculation(facts, tuple(sorted(periods))).payouts()


@dataclass
class Calculation:
    """One run over all periods; what one period leaves to the next stands in the fields."""

    facts: Facts
    periods: tuple[Period, ...]
    caps: dict[str, Caps] = field(default_factory=dict)
    waiting: dict[tuple[str, Owner], Waiting] = field(default_factory=dict)

    def payouts(self) -> list[Payout]:
        """Go through the periods in their order."""
        programme = self.facts.programme
        nodes = nodes_in_order(programme.incentives)
        alone = Alone(Sums(self.facts), frozenset(self.periods))
        found: list[Payout] = []
        for period in self.periods:
            earned: AllEarned = {}
            losers: set[tuple[str, Owner]] = set()
            for node in nodes:
                for incentive in node:
                    earned[incentive.id] = alone.earn(incentive, period, _before(incentive, earned))
                losers |= self._choose(node, earned)
            self._combine(earned)
            for incentive in programme.incentives:
                found += self._paid(incentive, period, earned[incentive.id], losers)
        return sorted(found, key=lambda payout: payout.key)

    def _choose(self, node: tuple[Incentive, ...], earned: AllEarned) -> set[tuple[str, Owner]]:
        """Let one incentive of a set pay, for each owner; answers who does not."""
        losers = set()
        for owner in {owner for one in node for owner in earned[one.id]}:
            by_itself = {one.id: earned[one.id][owner].payout.earned for one in node if owner in earned[one.id]}
            for name in by_itself.keys() - chosen(node, by_itself):
                losers.add((name, owner))
                earned[name][owner] = _changed(earned[name][owner], self._zero)
        return losers

    def _combine(self, earned: AllEarned) -> None:
        """Cut what the incentives of a group pay together."""
        programme = self.facts.programme
        for group in programme.groups:
            inside = [one for one in programme.incentives if one.stack is not None and one.stack.group == group.id]
            for owner in {owner for one in inside for owner in earned[one.id]}:
                own = {one.id: earned[one.id][owner] for one in inside if owner in earned[one.id]}
                measures = {name: one.payout.measure for name, one in own.items()}
                cap = combined_cap(group, inside, measures, programme.currency, programme.rounding.mode)
                if cap is not None:
                    amounts = under_cap(cap, inside, {name: one.payout.earned for name, one in own.items()})
                    for name, amount in amounts.items():
                        earned[name][owner] = _changed(own[name], amount)

    def _paid(
        self, incentive: Incentive, period: Period, earned: dict[Owner, Earned], losers: set[tuple[str, Owner]]
    ) -> list[Payout]:
        """Cut to what is left of the caps over periods, share among persons, hold back, carry and pay."""
        caps = self.caps.setdefault(incentive.id, Caps(self.facts, incentive))
        left = caps.take(period, {owner: one.payout.earned for owner, one in earned.items()})
        found = []
        for owner, one in earned.items():
            wins = (incentive.id, owner) not in losers
            payout = replace(one.payout, earned=left[owner], goods=one.payout.goods if wins else exact(0))
            payouts = [payout]
            if incentive.payee is Payee.SPLITS:
                payouts = split(self.facts, incentive, payout, one.base, wins and payout.gates_met)
            found += [self._settled(incentive, payout) for payout in payouts]
        return found

    def _settled(self, incentive: Incentive, payout: Payout) -> Payout:
        key = (incentive.id, Owner(payout.partner, payout.person))
        if key not in self.waiting:
            programme = self.facts.programme
            self.waiting[key] = Waiting(incentive, programme.calendar.fiscal, programme.rounding.mode, self._zero)
        due = self.waiting[key].pay(payout.period, payout.earned)
        return replace(payout, carried_in=due.carried_in, amount=due.amount, carried_out=due.carried_out)

    @property
    def _zero(self) -> Money:
        return Money.zero(self.facts.programme.currency)


def _changed(earned: Earned, amount: Money) -> Earned:
    return replace(earned, payout=replace(earned.payout, earned=amount))


def _before(incentive: Incentive, earned: AllEarned) -> dict[Owner, Exact]:
    """What the incentives named in `after` earn, by owner."""
    found: dict[Owner, Exact] = {}
    for name in incentive.stack.after if incentive.stack is not None else ():
        for owner, one in earned[name].items():
            found[owner] = plus(found.get(owner, exact(0)), one.payout.earned.amount)
    return found
