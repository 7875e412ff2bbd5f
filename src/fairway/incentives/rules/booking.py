"""From payouts to entries: what the books lack, and where it is booked.

A payout that was never booked is an *accrual* of its own period. A difference to what is booked is a *correction*: two
pairs of legs, one for what more or less volume caused, one for what another rate caused (vector V23: +535 = 20 + 515).
Both debit contra-revenue and credit the accrued liability; a clawback does the reverse (V22a: −1,700).
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from fairway.engine.payout import Payout
from fairway.engine.programme import Programme
from fairway.engine.settle import Booked, Correction, settle
from fairway.incentives.rules.periods import Segment, booking_period
from fairway.ledger.rules import Account, Cause, Entry, EntryKind, Leg, transfer
from fairway.values import Exact, FiscalCalendar, Money, Period, exact

Key = tuple[str, date, str, str]
"""What names a payout in the books: incentive, first day of its period, partner, person."""


@dataclass(frozen=True, slots=True)
class Standing:
    """What the books hold for one payout: earned so far."""

    incentive: str
    period: Period
    partner: str
    person: str
    amount: Money


@dataclass(frozen=True, slots=True)
class Before:
    """How the last run came to what is booked: its measure and the value of the step reached."""

    measure: Exact
    rate: Exact | None


def corrections(
    payouts: Iterable[Payout], standing: Iterable[Standing], before: Mapping[Key, Before], programme: Programme
) -> tuple[Correction, ...]:
    """Compare what a run proposes with what the books hold; nothing where they agree."""
    fixed = {one.id for one in programme.incentives if not one.multiplies}
    booked = []
    for one in standing:
        was = before.get((one.incentive, one.period.start, one.partner, one.person), Before(exact(0), None))
        booked.append(
            Booked(
                one.incentive, one.period, one.partner, one.amount, was.measure, was.rate, one.person,
                multiplied=one.incentive not in fixed,
            )
        )  # fmt: skip
    return settle(payouts, booked, mode=programme.rounding.mode)


def entries(
    found: Sequence[Correction],
    *,
    closed: Collection[date],
    calendar: FiscalCalendar,
    programme: str,
    run_id: int,
    segments: Sequence[Segment],
    newest: int,
) -> tuple[Entry, ...]:
    """Write the entries for what a run found: one for each, booked in its period or the first open one after it."""
    governs = {period: segment.version_id for segment in segments for period in segment.periods}
    made = []
    for one in found:
        booked_in = booking_period(one.period, closed, calendar)
        about = Leg(
            Account.ACCRUED, 0, one.amount.currency, int(one.partner), programme, governs.get(one.period, newest),
            one.incentive, booked_in.label, booked_in.start, one.period.label, one.period.start, Cause.EARNED,
            one.person, run_id,
        )  # fmt: skip
        kind = EntryKind.ACCRUAL if one.first else EntryKind.CORRECTION
        causes = ((Cause.EARNED, one.amount),) if one.first else ((Cause.VOLUME, one.volume), (Cause.RATE, one.rate))
        legs = tuple(leg for cause, part in causes for leg in _pair(about, cause, part))
        made.append(Entry(kind, legs))
    return tuple(made)


def _pair(about: Leg, cause: Cause, part: Money) -> tuple[Leg, ...]:
    return transfer(
        replace(about, cause=cause), debit=Account.CONTRA_REVENUE, credit=Account.ACCRUED, amount=part.minor
    )
