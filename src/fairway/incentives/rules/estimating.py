"""What an estimate adds to the books, so that they hold what the sales so far will have cost (V29)."""

from __future__ import annotations

from fairway.ledger.rules import Account, Cause, Entry, EntryKind, Leg, transfer
from fairway.values import Period


def catch_up(*, target: int, earned: int, standing: int) -> int:
    """What to post, in minor units: the whole difference at once, up or down (settlement reference, posting 2).

    expected 265.45, of which 100.00 is earned and booked: 165.45 on top
    next month 280.00 with 200.00 earned: 80.00 are to stand on top, so 85.45 are taken back
    """
    return target - earned - standing


def entry(
    change: int, *, currency: str, partner_id: int, programme: str, version_id: int | None, origin: Period,
    booked_in: Period,
) -> Entry:  # fmt: skip
    """The entry of a change: on accounts of its own, so that what is earned, and owed, stays what it is."""
    about = Leg(
        Account.EXPECTED, 0, currency, partner_id, programme, version_id, "", booked_in.label, booked_in.start,
        origin.label, origin.start, Cause.EXPECTED,
    )  # fmt: skip
    return Entry(
        EntryKind.ESTIMATE, transfer(about, debit=Account.EXPECTED_COST, credit=Account.EXPECTED, amount=change)
    )
