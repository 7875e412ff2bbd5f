"""What one incentive earns by itself in a period, for everybody: from lines to the amount under its own limits."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from fairway.engine.oracle.asked import Asking, Found, Together, met
from fairway.engine.oracle.limits import Guaranteed
from fairway.engine.oracle.lines import Role
from fairway.engine.oracle.partners import multiplier
from fairway.engine.oracle.pooling import pools, share
from fairway.engine.oracle.rows import day
from fairway.engine.oracle.sums import Owner, Sums, total
from fairway.engine.oracle.table import Terms, earn, earning, goods, rate_at, reached
from fairway.engine.oracle.units import earn_by_unit
from fairway.engine.payout import Payout
from fairway.engine.programme import (
    BY_LINE,
    Exemption,
    Incentive,
    PaysOn,
    ReturnsPolicy,
    RoundingLevel,
    Unit,
)
from fairway.values import Exact, Money, Period, exact, minus, plus, rounded, times

Before = Mapping[Owner, Exact]
"""What the incentives that come before have earned for an owner in this period."""
ZERO = exact(0)


@dataclass(frozen=True, slots=True)
class Earned:
    """A payout before anything is stacked, capped over periods or carried, and what earned it."""

    payout: Payout
    base: Exact


@dataclass(frozen=True, slots=True)
class Reading:
    """What qualifier and gates of an incentive come to, and the value that the table then gives."""

    qualifier: Found
    gates: tuple[Found, ...]
    met: bool
    terms: Terms
    factor: Exact
    place: int | None
    value: Exact | None


@dataclass
class Alone:
    """Earns incentive by incentive and period by period; periods must come in their order."""

    sums: Sums
    periods: frozenset[Period]
    guaranteed: dict[tuple[str, Owner], Guaranteed] = field(default_factory=dict)

    def earn(self, incentive: Incentive, period: Period, before: Before) -> dict[Owner, Earned]:
        """Earn for every owner with a line counted in the period."""
        _sensible(self.sums.facts.programme.rounding.level, incentive)
        owners = self._owners(incentive, period)
        if incentive.pool is None:
            paid = tuple(Together.alone(owner) for owner in owners)
            asking = Asking(self.sums, incentive, period, paid)
            earned = {owner: self._one(asking, owner, before) for owner in owners}
        else:
            by_partner = pools(self.sums.facts, incentive.pool, period)
            pool_of = {owner: by_partner.get(owner.partner, Together.alone(owner)) for owner in owners}
            asking = Asking(self.sums, incentive, period, tuple(dict.fromkeys(pool_of.values())))
            earned = {}
            for pool in asking.paid:
                earned |= self._pool(asking, pool, [owner for owner in owners if pool_of[owner] == pool], before)
        return {owner: self._limited(incentive, period, owner, earned[owner]) for owner in owners}

    def _owners(self, incentive: Incentive, period: Period) -> list[Owner]:
        """Who has a payout: a line of the period counts for measure or qualifier, or is taken back."""
        counted = [
            self.sums.counted(incentive, measure) for measure in (incentive.measure, *incentive.qualifier.measures)
        ]
        if incentive.returns is ReturnsPolicy.REVERSE:
            counted.append(self.sums.counted(incentive, incentive.measure, Role.TAKEN_BACK))
        found = {owner for lines in counted for owner, own in lines.items() if any(one.on in period for one in own)}
        return sorted(found)

    def _read(self, asking: Asking, who: Together, exemption: Exemption | None, factor: Exact) -> Reading:
        incentive = asking.incentive
        qualifier = asking.find(incentive.qualifier, who)
        gates = tuple(asking.find(gate.measure, who) for gate in incentive.gates)
        terms = Terms(
            target=qualifier.target,
            instead=exemption.value if exemption is not None else None,
            beyond=qualifier.beyond,
            uncapped=exemption is not None and exemption.uncapped,
        )
        waived = exemption is not None and exemption.waives_gates
        place, value = reached(incentive, qualifier.value, terms), rate_at(incentive, qualifier.value, terms)
        if value is not None and place is not None and incentive.steps[place].free is None:
            value = times(value, factor)
        return Reading(qualifier, gates, waived or met(incentive.gates, gates), terms, factor, place, value)

    def _one(self, asking: Asking, owner: Owner, before: Before) -> Earned:
        """Earn for one owner by itself."""
        incentive, period, facts = asking.incentive, asking.period, self.sums.facts
        exemption = facts.programme.exempt(incentive.id, owner.partner, period.start)
        factor = multiplier(facts, incentive, owner.partner, period)
        reading = self._read(asking, Together.alone(owner), exemption, factor)
        measure = self.sums.total(incentive, incentive.measure, [owner], period) or ZERO
        base = _base(incentive, measure, reading.qualifier, before.get(owner, ZERO))
        by_line = facts.programme.rounding.level is RoundingLevel.LINE and incentive.method in BY_LINE
        amount = free = ZERO
        if reading.met and incentive.unit is not Unit.PERIOD:
            units = earn_by_unit(
                facts,
                incentive,
                self.sums.lines(incentive, incentive.measure, owner, period),
                self.sums.lines(incentive, incentive.qualifier.measures[0], owner, period),
                reading.terms,
                factor,
            )
            amount, free = units.amount, units.goods
        elif reading.met and by_line:
            if earning(incentive, base, reading.terms) != measure:
                raise ValueError(f"Incentive {incentive.id} caps its measure and rounds each line; one must go.")
            parts = self.sums.parts(incentive, incentive.measure, owner, period)
            amount = total(self._by_line(part, reading.value) for part in parts) or ZERO
        elif reading.met:
            amount = times(earn(incentive, reading.qualifier.value, base, reading.terms), factor)
            free = goods(incentive, reading.qualifier.value, base, reading.terms)
        amount = plus(amount, self._taken_back(asking, owner))
        payout = self._payout(asking, owner, reading, measure, self._rounded(amount))
        if incentive.unit is not Unit.PERIOD:
            payout = replace(payout, rate=None, step=None)
        reason = exemption.reason if exemption is not None else ""
        return Earned(replace(payout, goods=free, exemption=reason), earning(incentive, base, reading.terms))

    def _by_line(self, part: Exact, value: Exact | None) -> Exact:
        programme = self.sums.facts.programme
        return rounded(times(part, value or ZERO), Money.zero(programme.currency).digits, programme.rounding.mode)

    def _rounded(self, amount: Exact) -> Money:
        programme = self.sums.facts.programme
        return Money(amount, programme.currency).rounded(programme.rounding.mode)

    def _pool(self, asking: Asking, pool: Together, owners: list[Owner], before: Before) -> dict[Owner, Earned]:
        """Earn for a pool, and share it among its partners."""
        incentive, period = asking.incentive, asking.period
        reading = self._read(asking, pool, None, exact(1))
        own = {owner: self.sums.total(incentive, incentive.measure, [owner], period) for owner in pool.owners}
        earlier = total(before.get(owner, ZERO) for owner in pool.owners) or ZERO
        base = _base(incentive, total(own.values()) or ZERO, reading.qualifier, earlier)
        amount = earn(incentive, reading.qualifier.value, base, reading.terms) if reading.met else ZERO
        assert incentive.pool is not None
        shares = share(self.sums.facts, incentive.pool, self._rounded(amount), own)
        return {
            owner: Earned(self._payout(asking, owner, reading, own[owner] or ZERO, shares[owner]), ZERO)
            for owner in owners
        }

    def _taken_back(self, asking: Asking, owner: Owner) -> Exact:
        """What returns of the period take back, at the value that the period of their sale was paid at (V22c)."""
        incentive, period = asking.incentive, asking.period
        if incentive.returns is not ReturnsPolicy.REVERSE:
            return ZERO
        lines = self.sums.lines(incentive, incentive.measure, owner, period, Role.TAKEN_BACK)
        parts = self.sums.parts(incentive, incentive.measure, owner, period, Role.TAKEN_BACK)
        calendar, taken = self.sums.facts.programme.calendar.fiscal, ZERO
        for one, part in zip(lines, parts, strict=True):
            origin = calendar.period_of(day(one.line, "original_on") or one.on)
            taken = plus(taken, times(part, self._paid_at(incentive, owner, origin)))
        return taken

    def _paid_at(self, incentive: Incentive, owner: Owner, period: Period) -> Exact:
        """The value that a period was paid at, multipliers included; nothing where it was not paid."""
        if period not in self.periods or owner not in self._owners(incentive, period):
            return ZERO
        facts, asking = self.sums.facts, Asking(self.sums, incentive, period, ())
        exemption = facts.programme.exempt(incentive.id, owner.partner, period.start)
        factor = multiplier(facts, incentive, owner.partner, period)
        reading = self._read(asking, Together.alone(owner), exemption, factor)
        return reading.value or ZERO if reading.met else ZERO

    def _payout(self, asking: Asking, owner: Owner, reading: Reading, measure: Exact, amount: Money) -> Payout:
        incentive, period, currency = asking.incentive, asking.period, self.sums.facts.programme.currency
        measured = self.sums.counted(incentive, incentive.measure).get(owner, [])
        return Payout(
            incentive=incentive.id,
            period=period,
            partner=owner.partner,
            person=owner.person,
            currency=currency,
            qualifier=reading.qualifier.value,
            rate=reading.value,
            measure=measure,
            amount=amount,
            step=reading.place,
            gates=tuple(found.value for found in reading.gates),
            gates_met=reading.met,
            lines=len([one for one in measured if one.on in period]),
            calculated=amount,
            earned=amount,
            carried_in=Money.zero(currency),
            carried_out=Money.zero(currency),
            multiplied=incentive.multiplies,
        )

    def _limited(self, incentive: Incentive, period: Period, owner: Owner, earned: Earned) -> Earned:
        """Raise to the guarantees and cut to the cap."""
        payout = earned.payout
        exemption = self.sums.facts.programme.exempt(incentive.id, owner.partner, period.start)
        so_far = self.guaranteed.setdefault((incentive.id, owner), Guaranteed())
        alone = so_far.by_itself(
            incentive,
            payout.calculated,
            entitled=payout.gates_met and payout.lines > 0,
            uncapped=exemption is not None and exemption.uncapped,
        )
        return replace(earned, payout=replace(payout, alone=alone, earned=alone))


def _base(incentive: Incentive, measure: Exact, qualifier: Found, before: Exact) -> Exact:
    """What earns: the measure or its increment, less what earlier incentives earn; the measure cap comes after."""
    base = measure
    if incentive.pays_on is PaysOn.INCREMENT:
        base = ZERO if qualifier.baseline is None else max(minus(measure, qualifier.baseline), ZERO)
    if incentive.stack is not None and incentive.stack.after:
        base = max(minus(base, before), min(base, ZERO))
    return base


def _sensible(level: RoundingLevel, incentive: Incentive) -> None:
    """Refuse what the language gives no meaning to; the check says so with a place in the document."""
    units = incentive.unit is not Unit.PERIOD
    after = incentive.stack is not None and bool(incentive.stack.after)
    pooled = incentive.pool is not None
    for wrong, why in (
        (units and after, "asks each unit and is reduced by other incentives"),
        (units and pooled, "asks each unit of a pool"),
        (units and incentive.limits.measure is not None, "asks each unit and caps its measure"),
        (pooled and bool(incentive.multipliers), "multiplies by partner what a pool earns"),
        (pooled and level is RoundingLevel.LINE, "rounds each line of a pool"),
        (pooled and incentive.returns is ReturnsPolicy.REVERSE, "takes back from a pool what one partner was paid"),
        (incentive.returns is ReturnsPolicy.REVERSE and incentive.method not in BY_LINE, "takes back without a value"),
    ):
        if wrong:
            raise ValueError(f"Incentive {incentive.id} {why}; one must go.")
