"""What a statement says: what was brought forward, what moved, what is paid and what is carried on."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date, timedelta

from fairway.engine.programme import Validity
from fairway.engine.words.messages import statement as said
from fairway.engine.words.speech import BOOKS, Speech
from fairway.ledger.rules import Account, Cause, Entry, EntryKind, Leg


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a statement. Amounts in minor units; texts as they are printed."""

    programme: str
    programme_title: str
    incentive: str
    title: str
    kind: str
    origin_period: str
    origin_start: date
    amount: int
    volume_part: int = 0
    rate_part: int = 0
    person: str = ""
    qualifier: str = ""
    step: str = ""
    next_step: str = ""
    gap: str = ""
    rate: str = ""
    measure: str = ""
    version_id: int | None = None
    run_id: int | None = None
    goods: str = ""
    exemption: str = ""
    explanation: str = ""


@dataclass(frozen=True, slots=True)
class Balance:
    """What stands for one incentive before a statement: brought forward and moved in the period, in minor units.

    ``minimum`` is the programme's minimum payout; what is below it is carried on and not lost (vector V21).
    """

    programme: str
    incentive: str
    title: str
    opening: int
    moved: int
    minimum: int | None = None

    @property
    def total(self) -> int:
        return self.opening + self.moved


@dataclass(frozen=True, slots=True)
class Share:
    """A balance and what the statement does with it."""

    balance: Balance
    payable: int

    @property
    def carried(self) -> int:
        return self.balance.total - self.payable


def share_out(balances: Sequence[Balance]) -> tuple[Share, ...]:
    """Decide what is paid and what is carried.

    A balance below its minimum payout is carried (V21: earned 38, minimum 50, pay 0, carry 38). A negative balance is
    set against the others first; while nothing remains to pay, everything is carried (V33: 1,200 − 1,700, pay 0,
    carry −500).
    """
    due = [one for one in balances if one.total < 0 or one.minimum is None or one.total >= one.minimum]
    pays = sum(one.total for one in due) > 0
    return tuple(Share(one, one.total if pays and one in due else 0) for one in balances)


def settlement(
    shares: Sequence[Share], standing: Mapping[tuple[str, str], tuple[int, int]], about: Leg
) -> tuple[Entry, ...]:
    """The entry that carries out a statement: what is paid becomes payable, what is owed back a receivable.

    ``standing`` gives, for each programme and incentive, what stands on accrued liability and on partner receivable
    (debits positive). ``about`` names partner, currency and period.
    """
    legs: list[Leg] = []
    for share in shares:
        key = (share.balance.programme, share.balance.incentive)
        accrued, receivable = standing.get(key, (0, 0))
        target = (0, -share.carried) if share.carried < 0 else (-share.carried, 0)
        cause = Cause.SETTLED if share.payable else Cause.CARRIED
        moves = (
            (Account.ACCRUED, target[0] - accrued),
            (Account.RECEIVABLE_BACK, target[1] - receivable),
            (Account.PAYABLE, -share.payable),
        )
        legs += [
            Leg(
                account, amount, about.currency, about.partner_id, key[0], None, key[1], about.period,
                about.period_start, about.origin_period, about.origin_start, cause,
            )
            for account, amount in moves
            if amount
        ]  # fmt: skip
    return (Entry(EntryKind.SETTLEMENT, tuple(legs)),) if legs else ()


def digest(header: Mapping[str, object], lines: Sequence[Line], shares: Sequence[Share]) -> str:
    """The hash of the line set: SHA-256 over header, lines and shares in order, in hex."""
    content = {
        "header": header,
        "lines": [_said(line) for line in lines],
        "shares": [{**asdict(share.balance), "payable": share.payable, "carried": share.carried} for share in shares],
    }
    text = json.dumps(content, sort_keys=True, ensure_ascii=False, separators=(",", ":"), default=str)
    return hashlib.sha256(text.encode()).hexdigest()


def _said(line: Line) -> dict[str, object]:
    """A line with what it says; goods, exemption and explanation only where there are any: lines never had them."""
    later = {"goods", "exemption", "explanation"}
    return {name: value for name, value in asdict(line).items() if name not in later or value}


def number(year: int, count: int) -> str:
    """A statement's number: the year it was issued in and its place, without gaps."""
    return f"{year}-{count:06}"


def agreed(reason: str, span: Validity | None, speech: Speech = BOOKS) -> str:
    """What was agreed with a partner alone, as its statement says it: the reason, and the days on which periods begin.

    Agreed on 3 December (for periods that begin from 1 January 2026 until 30 June 2026)
    """
    if not reason or span is None:
        return reason
    told = [speech.say(said.FROM_DAY, day=speech.day(span.starts))] if span.starts is not None else []
    if span.until is not None:
        told.append(speech.say(said.UNTIL_DAY, day=speech.day(span.until - timedelta(days=1))))
    return speech.say(said.FOR_PERIODS, reason=reason, days=" ".join(told)) if told else reason
