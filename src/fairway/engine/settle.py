"""Proposed against booked: what to append so that the books say what is right.

Nothing booked ever changes. A correction is the difference between what a payout is now and what is booked for the
same incentive, origin period and partner, split into what more or less *volume* caused and what another *rate* caused:

    volume part = (new measure − booked measure) × booked rate       V23: 2,000 × 1 %           =  20
    rate part   = the rest                                           V23: 51,500 × (2 % − 1 %)  = 515

Where the rate stayed, volume caused everything. Where it is no single number to multiply (a fixed amount, so much for
each multiple, a step of its own for each line or document) it is volume while the rate stayed and the measure did not.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from fairway.engine.payout import Payout
from fairway.values import Exact, Money, Period, Rounding, minus, rounded, times


@dataclass(frozen=True, slots=True)
class Booked:
    """What the ledger holds for one incentive, origin period and partner: the sum of all entries so far.

    `amount` is what was earned (before any minimum payout); `measure` and `rate` are those of the latest entry, `rate`
    being `None` where no step was reached; `multiplied` says whether the rate multiplies the measure.
    """

    incentive: str
    period: Period
    partner: str
    amount: Money
    measure: Exact
    rate: Exact | None
    person: str = ""
    multiplied: bool = True


class Proposed(NamedTuple):
    """What is needed of a payout to compare it with the books."""

    incentive: str
    period: Period
    partner: str
    person: str
    earned: Money
    measure: Exact
    rate: Exact | None
    lines: int

    @property
    def currency(self) -> str:
        """The currency it is earned in."""
        return self.earned.currency


@dataclass(frozen=True, slots=True)
class Correction:
    """One entry to append. `amount` is `volume + rate`, positive when more is owed to the partner."""

    incentive: str
    period: Period
    partner: str
    person: str
    amount: Money
    volume: Money
    rate: Money
    first: bool
    """Whether nothing was booked before: then it is an accrual, not a correction."""


class DifferentCurrency(ValueError):
    """A programme's payouts changed currency: the books cannot be corrected, only closed."""


def settle(
    proposed: Iterable[Payout | Proposed], booked: Iterable[Booked], *, mode: Rounding = Rounding.HALF_UP
) -> tuple[Correction, ...]:
    """Compare what is proposed with what is booked and list the differences, sorted; nothing where all agrees.

    What is booked but no longer proposed is taken back. `proposed` and `booked` must cover the same periods. Source:
    V22a and V23 of the incentive reference.

    :raises DifferentCurrency: a payout is booked in another currency.
    """
    before = {_key(one): one for one in booked}
    after = {_key(one): one for one in proposed}
    return settle_pairs(((before.get(key), after.get(key)) for key in sorted(before.keys() | after.keys())), mode=mode)


def settle_pairs(
    pairs: Iterable[tuple[Booked | None, Payout | Proposed | None]], *, mode: Rounding = Rounding.HALF_UP
) -> tuple[Correction, ...]:
    """The same of what is booked and what is proposed, brought together and sorted before.

    :raises DifferentCurrency: a payout is booked in another currency.
    """
    found: list[Correction] = []
    for was, now in pairs:
        if was is not None and now is not None and was.amount.currency != now.currency:
            raise DifferentCurrency(
                f"{was.incentive}, {was.period}, partner {was.partner} is booked in {was.amount.currency} and proposed"
                f" in {now.currency}; publish a new programme instead of changing the currency."
            )
        correction = _difference(was, now, mode)
        if correction is not None:
            found.append(correction)
    return tuple(found)


def _key(one: Payout | Proposed | Booked) -> tuple[str, date, date, str, str]:
    """What is compared: days instead of periods, which are put in order many times sooner."""
    return one.incentive, one.period.start, one.period.end, one.partner, one.person


def _difference(was: Booked | None, now: Payout | Proposed | None, mode: Rounding) -> Correction | None:
    if was is None:
        if now is None or not now.earned:
            return None
        zero = Money.zero(now.currency)
        return Correction(now.incentive, now.period, now.partner, now.person, now.earned, now.earned, zero, first=True)
    zero = Money.zero(was.amount.currency)
    amount = (now.earned if now is not None else zero) - was.amount
    if not amount:
        return None
    volume = amount if now is None else _volume(was, now, amount, mode)
    rate = zero if volume is amount else amount - volume
    return Correction(was.incentive, was.period, was.partner, was.person, amount, volume, rate, first=False)


def _volume(was: Booked, now: Payout | Proposed, amount: Money, mode: Rounding) -> Money:
    nothing = Money.zero(amount.currency)
    if was.rate == now.rate:
        one_value = was.multiplied and (was.rate is not None or not now.lines)
        return amount if one_value or was.measure != now.measure else nothing
    if not was.multiplied or was.rate is None:
        return nothing
    change = times(minus(now.measure, was.measure), was.rate)
    return Money(rounded(change, amount.digits, mode), amount.currency)
