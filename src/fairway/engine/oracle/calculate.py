"""All payouts of a programme, incentive by incentive, period by period, partner by partner."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from fairway.engine.oracle.lines import Facts, excluded, line_day, line_measure
from fairway.engine.oracle.rows import Row, text
from fairway.engine.oracle.table import earn, earning, rate_at, reached
from fairway.engine.payout import Payout
from fairway.engine.programme import BY_LINE, Gate, Incentive, Measure, Method, Programme, RoundingLevel
from fairway.values import Exact, FiscalCalendar, Money, Period, exact, plus, rounded, times


def calculate(
    programme: Programme,
    lines: Iterable[Row],
    partners: Iterable[Row],
    products: Iterable[Row],
    rates: Iterable[Row],
    periods: Sequence[Period],
    as_of: date | None = None,
) -> list[Payout]:
    """Calculate every payout with a counted line, zeros included, sorted by incentive, period and partner.

    Rows map canonical column names to text; lines dated after `as_of` are left out. A minimum payout carries through
    the given periods in their order, beginning with nothing carried.

    :raises NoRate: a counted line is in a currency without a rate on its date.
    :raises BadCell: a cell is not what its column has to be.
    """
    facts = Facts.of(programme, partners, products, rates, as_of)
    by_partner: dict[str, list[Row]] = {}
    for line in lines:
        by_partner.setdefault(text(line, "partner_id") or "", []).append(line)
    payouts: list[Payout] = []
    for incentive in programme.incentives:
        for partner, own in by_partner.items():
            carried = Money.zero(programme.currency)
            caps = Caps(incentive, programme.calendar.fiscal)
            for period in sorted(periods):
                payout = _payout(facts, incentive, partner, period, own)
                if payout is not None:
                    payout = settle_minimum(incentive, replace(payout, earned=caps.take(payout)), carried)
                    carried = payout.carried_out
                    payouts.append(payout)
    return sorted(payouts, key=lambda payout: (payout.incentive, payout.period, payout.partner))


@dataclass
class Caps:
    """What one partner has earned by an incentive so far, under the caps over a year and over all time."""

    incentive: Incentive
    calendar: FiscalCalendar
    so_far: dict[object, Money] = field(default_factory=dict)

    def take(self, payout: Payout) -> Money:
        """Give what is left of the caps, and remember it."""
        limits, earned = self.incentive.limits, payout.earned
        for span, cap in ((self.calendar.year_of(payout.period), limits.per_year), ("ever", limits.lifetime)):
            if cap is not None:
                before = self.so_far.get(span, Money.zero(payout.currency))
                earned = min(earned, cap - before)
        for span in (self.calendar.year_of(payout.period), "ever"):
            self.so_far[span] = self.so_far.get(span, Money.zero(payout.currency)) + earned
        return earned


def settle_minimum(incentive: Incentive, payout: Payout, carried: Money) -> Payout:
    """Pay what is due, or carry it on where it is below the minimum payout."""
    due = payout.earned + carried
    minimum = incentive.limits.minimum_payout
    if minimum is not None and due < minimum:
        return replace(payout, carried_in=carried, amount=Money.zero(payout.currency), carried_out=due)
    return replace(payout, carried_in=carried, amount=due, carried_out=Money.zero(payout.currency))


def _counted(facts: Facts, incentive: Incentive, measure: Measure, period: Period, lines: Iterable[Row]) -> list[Exact]:
    return [
        line_measure(facts, measure, line)
        for line in lines
        if excluded(facts, incentive, measure, line, period) is None
    ]


def _total(parts: Sequence[Exact]) -> Exact | None:
    if not parts:
        return None
    total = exact(0)
    for part in parts:
        total = plus(total, part)
    return total


def _met(gate: Gate, found: Exact | None) -> bool:
    return found is not None and found >= gate.at_least


def _payout(facts: Facts, incentive: Incentive, partner: str, period: Period, lines: Sequence[Row]) -> Payout | None:
    programme = facts.programme
    held = [line for line in lines if (on := line_day(facts, line)) is not None and on in period]
    parts = _counted(facts, incentive, incentive.measure, period, held)
    if not parts and not _counted(facts, incentive, incentive.qualifier, period, held):
        return None
    qualifier = _total(_counted(facts, incentive, incentive.qualifier, period, lines))
    measure = _total(parts) or exact(0)
    gates = tuple(_total(_counted(facts, incentive, gate.measure, period, lines)) for gate in incentive.gates)
    met = all(_met(gate, found) for gate, found in zip(incentive.gates, gates, strict=True))
    place = reached(incentive, qualifier)
    value = rate_at(incentive, qualifier)
    zero = Money.zero(programme.currency)
    calculated = _rounded(facts, incentive, qualifier, measure, parts, value) if met else zero
    earned = calculated
    if met and parts and incentive.limits.floor is not None:
        earned = max(earned, incentive.limits.floor)
    if incentive.limits.amount is not None:
        earned = min(earned, incentive.limits.amount)
    return Payout(
        incentive=incentive.id,
        period=period,
        partner=partner,
        person="",
        currency=programme.currency,
        qualifier=qualifier,
        rate=value,
        measure=measure,
        amount=earned,
        step=place,
        gates=gates,
        gates_met=met,
        lines=len(parts),
        calculated=calculated,
        earned=earned,
        carried_in=zero,
        carried_out=zero,
        multiplied=incentive.method is not Method.FIXED,
    )


def _rounded(
    facts: Facts,
    incentive: Incentive,
    qualifier: Exact | None,
    measure: Exact,
    parts: Sequence[Exact],
    value: Exact | None,
) -> Money:
    policy, currency = facts.programme.rounding, facts.programme.currency
    if policy.level is RoundingLevel.LINE and incentive.method in BY_LINE:
        if earning(incentive, measure) != measure:
            raise ValueError(f"Incentive {incentive.id} caps its measure and rounds each line; one must go.")
        digits = Money.zero(currency).digits
        total = exact(0)
        for part in parts:
            total = plus(total, rounded(times(part, value or exact(0)), digits, policy.mode))
        return Money(total, currency)
    return Money(earn(incentive, qualifier, measure), currency).rounded(policy.mode)
