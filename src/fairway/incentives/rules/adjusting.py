"""What is paid or taken back by hand: when it may be, and how it is booked.

An adjustment is a balance of its own in the books, beside the programme on whose statement it is shown, so that no run
takes it for something the programme calculated, and its counter-entry meets it and nothing else.
"""

from __future__ import annotations

import re

from fairway.incentives.rules.refusals import Refused, with_reason
from fairway.ledger.rules import Account, Cause, Entry, EntryKind, Leg, transfer
from fairway.values import Money, NotExact, Period, UnknownCode, typed

BESIDE = "+"
LONGEST_TITLE, LONGEST_TEXT, LONGEST_NAME = 200, 4000, 80
CODE = re.compile(r"A-[0-9A-Z]{5}-[0-9A-Z]{5}")
MOST = 10**12
"""No amount of this many major units is meant."""


def beside(programme: str) -> str:
    """Under which name the books keep the adjustments that stand on a programme's statements.

    :raises Refused: the programme's own name is as long as the books can keep.
    """
    name = f"{BESIDE}{programme}"
    if len(name) > LONGEST_NAME:
        raise Refused(f"The name of programme {programme[:20]}… is too long. Choose another programme's statement.")
    return name


def with_beside(programmes: list[str]) -> list[str]:
    """Names in the books of programmes and of what was adjusted beside them."""
    return [*programmes, *(f"{BESIDE}{one}" for one in programmes if len(one) < LONGEST_NAME)]


def programme_of(name: str) -> str:
    """The programme that a name in the books belongs to, adjustments included."""
    return name.removeprefix(BESIDE)


def is_adjustment(name: str) -> bool:
    """Whether a name in the books is that of adjustments."""
    return name.startswith(BESIDE)


def amount_of(text: str, currency: str) -> Money:
    """Read an amount: above or below zero, no finer than the currency is paid.

    :raises Refused: it is no such amount, or there is no such currency.
    """
    try:
        made = Money(typed(text), currency.strip().upper())
        minor = made.minor
    except UnknownCode:
        raise Refused(f"“{currency[:8]}” is no currency. Write three letters, such as EUR.") from None
    except NotExact:
        raise Refused(f"“{text[:20]}” is no amount in {currency[:8]}. Write it as 1250.50.") from None
    if not minor:
        raise Refused("An amount of nothing moves nothing. Write what is to be paid, or taken back with a minus.")
    if abs(made.amount) >= MOST:
        raise Refused("That is more than an amount here can be.")
    return made


def said(title: str, explanation: str, reason: str) -> tuple[str, str, str]:
    """What both sides read of it, cut to size. :raises Refused: the title, the explanation or the reason is missing."""
    if not title.strip():
        raise Refused("Give it a title: the partner reads it on its statement.")
    if not explanation.strip():
        raise Refused("Write what the partner reads: an amount without an explanation is asked about.")
    return (
        title.strip()[:LONGEST_TITLE],
        explanation.strip()[:LONGEST_TEXT],
        with_reason(reason, deed="an adjustment")[:LONGEST_TEXT],
    )


def entry(amount: Money, *, partner_id: int, programme: str, account: str, period: Period) -> Entry:
    """How it is booked: off revenue, on to what is owed; an amount below zero goes the other way.

    ``account`` is the adjustment's own balance: its code, or that of the one it takes back.
    """
    about = Leg(
        Account.ACCRUED, 0, amount.currency, partner_id, beside(programme), None, account, period.label, period.start,
        period.label, period.start, Cause.ADJUSTED,
    )  # fmt: skip
    return Entry(
        EntryKind.ADJUSTMENT,
        transfer(about, debit=Account.CONTRA_REVENUE, credit=Account.ACCRUED, amount=amount.minor),
    )
