"""Decide whether an entry may stand in the books, and what its fingerprint is.

An entry is a set of legs. A leg moves a whole number of minor units (cents, yen) on one account: a *debit* is positive,
a *credit* negative, so an entry balances when the legs of each currency add up to nothing. The accounts are those of a
vendor that owes its partners (settlement reference, "Postings"):

====  =========================  =======================================================================
CR    contra-revenue rebates     what a rebate costs the vendor, taken off revenue
AL    accrued rebate liability   earned by the partner, not yet on an issued statement
RP    rebates payable            on an issued statement, waiting to be paid
HB    holdback payable           held back until a day
PR    partner receivable         what a partner owes back: a clawback larger than what was payable
AR    customer receivable        what the partner owes for goods
CA    cash                       paid
ME    marketing expense          paid for a distinct service
CE    commission expense         paid to an agent who is not the customer
CC    capitalised contract cost  commission on a contract longer than a year
FX    exchange difference        between booking and payment
RA    right to returned goods    expected back
XC    expected rebates           what the sales so far will have cost beyond what they have earned (an estimate)
XL    expected liability         the other side of it; owed to nobody yet, and read by no partner
====  =========================  =======================================================================
"""

from __future__ import annotations

import hashlib
import json
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields, replace
from datetime import date
from enum import StrEnum


class Account(StrEnum):
    """The accounts; see the module's page for their meaning."""

    CONTRA_REVENUE = "CR"
    ACCRUED = "AL"
    PAYABLE = "RP"
    HOLDBACK = "HB"
    RECEIVABLE_BACK = "PR"
    RECEIVABLE = "AR"
    CASH = "CA"
    MARKETING = "ME"
    COMMISSION = "CE"
    CAPITALISED = "CC"
    EXCHANGE = "FX"
    RETURNED_GOODS = "RA"
    EXPECTED_COST = "XC"
    EXPECTED = "XL"


OWED = (Account.ACCRUED, Account.PAYABLE, Account.HOLDBACK, Account.RECEIVABLE_BACK)
"""The accounts whose credit balance is what the vendor owes a partner."""


class EntryKind(StrEnum):
    """Why an entry stands in the books."""

    ACCRUAL = "accrual"
    CORRECTION = "correction"
    SETTLEMENT = "settlement"
    REVERSAL = "reversal"
    ESTIMATE = "estimate"
    ADJUSTMENT = "adjustment"


class Cause(StrEnum):
    """What moved the amount of a leg.

    ``EARNED`` books a period for the first time; ``VOLUME`` and ``RATE`` are the two parts of a correction (V23: the
    volume that changed at the old rate, the rest by the new rate); ``SETTLED`` and ``CARRIED`` come from a statement;
    ``EXPECTED`` is what an estimate adds to what is earned, or takes back of it (V29); ``ADJUSTED`` is what
    people decided by hand, two of them.
    """

    EARNED = "earned"
    VOLUME = "volume"
    RATE = "rate"
    SETTLED = "settled"
    CARRIED = "carried"
    EXPECTED = "expected"
    ADJUSTED = "adjusted"


class CannotPost(Exception):
    """An entry that may not stand in the books; the message names the entry, the value and the remedy."""


@dataclass(frozen=True, slots=True)
class Leg:
    """One account's part of an entry. ``amount`` is in minor units: debits positive, credits negative, never zero.

    ``period`` is where it is booked, ``origin_period`` where it was earned; both are labels with their first day.
    """

    account: Account
    amount: int
    currency: str
    partner_id: int
    programme: str
    version_id: int | None
    incentive: str
    period: str
    period_start: date
    origin_period: str
    origin_start: date
    cause: Cause
    person: str = ""
    run_id: int | None = None


@dataclass(frozen=True, slots=True)
class Entry:
    """Legs that belong together. ``reverses`` is the id of the entry that this one takes back."""

    kind: EntryKind
    legs: tuple[Leg, ...]
    reverses: int | None = None


def check(entries: Sequence[Entry]) -> None:
    """Refuse a posting that may not stand in the books.

    :raises CannotPost: no entries; an entry with fewer than two legs, a leg of nothing, legs of several partners, or
        legs that do not balance in each currency; a reversal that names no entry.
    """
    if not entries:
        raise CannotPost("This posting has no entries. Post only when something changes.")
    for number, entry in enumerate(entries, start=1):
        _check_entry(number, entry)


def _check_entry(number: int, entry: Entry) -> None:
    if len(entry.legs) < 2:
        raise CannotPost(f"Entry {number} has {len(entry.legs)} leg(s): double entry needs a debit and a credit.")
    if any(not leg.amount for leg in entry.legs):
        raise CannotPost(f"Entry {number} has a leg of 0: leave out what does not move.")
    if len({leg.partner_id for leg in entry.legs}) > 1:
        raise CannotPost(f"Entry {number} mixes partners: post one entry for each, so that each can read its own.")
    for currency, total in totals(entry.legs).items():
        if total:
            raise CannotPost(
                f"Entry {number} does not balance in {currency}: debits and credits differ by {abs(total)} minor units."
            )
    if (entry.kind is EntryKind.REVERSAL) != (entry.reverses is not None):
        raise CannotPost(f"Entry {number}: a reversal names the entry it takes back, and only a reversal does.")


def totals(legs: Iterable[Leg]) -> dict[str, int]:
    """Add up the legs of each currency, in minor units."""
    sums: dict[str, int] = defaultdict(int)
    for leg in legs:
        sums[leg.currency] += leg.amount
    return dict(sums)


def transfer(leg: Leg, *, debit: Account, credit: Account, amount: int) -> tuple[Leg, ...]:
    """Move ``amount`` minor units: debit one account, credit the other; a negative amount goes the other way.

    ``leg`` says everything but account and amount. Nothing moves when the amount is 0.
    """
    if not amount:
        return ()
    return (replace(leg, account=debit, amount=amount), replace(leg, account=credit, amount=-amount))


def reversal(entry: Entry, *, of: int, period: str, period_start: date) -> Entry:
    """Turn an entry round: the same legs with opposite signs, booked in an open period, naming the entry taken back."""
    legs = tuple(replace(leg, amount=-leg.amount, period=period, period_start=period_start) for leg in entry.legs)
    return Entry(EntryKind.REVERSAL, legs, reverses=of)


_LEG_FIELDS = tuple(field.name for field in fields(Leg))


def digest(entry: Entry, *, key: str, number: int) -> str:
    """Fingerprint an entry: SHA-256 over its place in the posting (``key``, ``number``) and all it says, in hex."""
    content = {"key": key, "number": number, "kind": entry.kind.value, "reverses": entry.reverses}
    return _sha256({**content, "legs": [[getattr(leg, name) for name in _LEG_FIELDS] for leg in entry.legs]})


def posting_digest(digests: Iterable[str]) -> str:
    """Fingerprint a posting from the fingerprints of its entries, in order. The journal keeps it under its seals."""
    return _sha256(list(digests))


def _sha256(content: object) -> str:
    text = json.dumps(content, sort_keys=True, ensure_ascii=False, separators=(",", ":"), default=date.isoformat)
    return hashlib.sha256(text.encode()).hexdigest()
