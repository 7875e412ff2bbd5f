"""How what was earned is shared among the lines that earned it, to the minor unit."""

from collections.abc import Sequence

from fairway.engine.explain.values import UnitResult
from fairway.engine.oracle.rows import Row
from fairway.engine.payout import Payout
from fairway.engine.programme import BY_LINE, Incentive, Programme, RoundingLevel
from fairway.values import Exact, Money, allocate, exact, rounded, times

Counted = tuple[Row, Exact | None, Exact | None, tuple[int, ...]]


def shares_of(
    programme: Programme,
    incentive: Incentive,
    payout: Payout,
    counted: Sequence[Counted],
    units: Sequence[UnitResult],
    taken_back: Money | None,
) -> list[Money]:
    """The share of each line: by what it brought, of units by what its unit earned; returns take back their own."""
    zero = Money.zero(payout.currency)
    if not payout.earned or not counted:
        return [zero] * len(counted)
    by_line = programme.rounding.level is RoundingLevel.LINE and payout.earned == payout.calculated
    if by_line and payout.rate is not None and incentive.method in BY_LINE and taken_back is None:
        mode, value = programme.rounding.mode, payout.rate
        return [
            zero if one[1] is None else Money(rounded(times(one[1], value), zero.digits, mode), payout.currency)
            for one in counted
        ]
    if taken_back is not None:
        return _with_returns(payout, counted, taken_back)
    if units:
        return _by_unit(payout, counted, units)
    return _spread(incentive, payout, payout.earned, counted)


def _by_unit(payout: Payout, counted: Sequence[Counted], units: Sequence[UnitResult]) -> list[Money]:
    """Among the units by what each earned, then among each unit's lines by what each brought."""
    zero, found = Money.zero(payout.currency), dict[int, Money]()
    earning = {place: one for place, one in enumerate(units) if one.lines}
    between = allocate(payout.earned, {place: one.amount for place, one in earning.items()})
    for place, one in earning.items():
        found |= allocate(between[place], dict(one.lines))
    return [found.get(id(line), zero) for line, *_ in counted]


def _spread(incentive: Incentive, payout: Payout, amount: Money, counted: Sequence[Counted]) -> list[Money]:
    zero = Money.zero(payout.currency)
    brings = 0 if incentive.multiplies and payout.lines else 1
    weights = {place: (one[1], one[2])[brings] for place, one in enumerate(counted)}
    weights = {place: weight for place, weight in weights.items() if weight is not None}
    if not weights:
        weights = {place: exact(1) for place in range(len(counted))}
    found = allocate(amount, {place: weight for place, weight in weights.items() if weight is not None})
    return [found.get(place, zero) for place in range(len(counted))]


def _with_returns(payout: Payout, counted: Sequence[Counted], taken_back: Money) -> list[Money]:
    """Sales share what the table gave, returns what was taken back for them."""
    zero = Money.zero(payout.currency)
    sold = {place: one[1] for place, one in enumerate(counted) if one[1] is not None}
    back = {place: _size(one[0]) for place, one in enumerate(counted) if one[1] is None and not one[3]}
    if not back or not sold:
        return _spread_all(payout, counted)
    given = allocate(payout.earned + taken_back, sold)
    taken = allocate(-taken_back, back)
    return [given.get(place, taken.get(place, zero)) for place in range(len(counted))]


def _spread_all(payout: Payout, counted: Sequence[Counted]) -> list[Money]:
    found = allocate(payout.earned, {place: _size(one[0]) for place, one in enumerate(counted)})
    return [found[place] for place in range(len(counted))]


def _size(line: Row) -> Exact:
    value = line.get("net_amount")
    return abs(exact(str(value))) if value is not None else exact(1)
