"""What may stand in the books."""

from datetime import date

import pytest

from fairway.ledger.rules import (
    Account,
    CannotPost,
    Cause,
    Entry,
    EntryKind,
    Leg,
    check,
    digest,
    reversal,
    totals,
    transfer,
)

Q3 = {
    "origin_period": "2012-Q3",
    "origin_start": date(2012, 7, 1),
    "period": "2012-Q3",
    "period_start": date(2012, 7, 1),
}


def leg(account: Account = Account.CONTRA_REVENUE, amount: int = 1, currency: str = "USD", partner: int = 1) -> Leg:
    return Leg(account, amount, currency, partner, "fy12", 1, "volume", cause=Cause.EARNED, **Q3)


def entry(*legs: Leg, kind: EntryKind = EntryKind.ACCRUAL, reverses: int | None = None) -> Entry:
    return Entry(kind, legs, reverses)


def test_debit_and_credit_balance() -> None:
    legs = transfer(leg(), debit=Account.CONTRA_REVENUE, credit=Account.ACCRUED, amount=49_500)
    assert [(one.account, one.amount) for one in legs] == [(Account.CONTRA_REVENUE, 49_500), (Account.ACCRUED, -49_500)]
    check([entry(*legs)])


def test_a_clawback_goes_the_other_way() -> None:
    # V22a: 95,000 × 2 % − 3,600 = −1,700
    legs = transfer(leg(), debit=Account.CONTRA_REVENUE, credit=Account.ACCRUED, amount=-170_000)
    assert [(one.account, one.amount) for one in legs] == [
        (Account.CONTRA_REVENUE, -170_000),
        (Account.ACCRUED, 170_000),
    ]


def test_nothing_moves_nothing() -> None:
    assert transfer(leg(), debit=Account.CONTRA_REVENUE, credit=Account.ACCRUED, amount=0) == ()


@pytest.mark.parametrize(
    ("wrong", "because"),
    [
        ([], "no entries"),
        ([entry(leg())], "double entry"),
        ([entry(leg(amount=2), leg(amount=-1))], "differ by 1 minor"),
        ([entry(leg(amount=1, currency="USD"), leg(amount=-1, currency="EUR"))], "does not balance in USD"),
        ([entry(leg(amount=1), leg(amount=-1, partner=2))], "mixes partners"),
        ([entry(leg(amount=1), leg(amount=-1), leg(amount=0))], "leg of 0"),
        ([entry(leg(amount=1), leg(amount=-1), kind=EntryKind.REVERSAL)], "names the entry"),
        ([entry(leg(amount=1), leg(amount=-1), reverses=7)], "names the entry"),
    ],
)
def test_refused(wrong: list[Entry], because: str) -> None:
    with pytest.raises(CannotPost, match=because):
        check(wrong)


def test_each_currency_balances_on_its_own() -> None:
    legs = (leg(amount=5), leg(amount=-5), leg(amount=7, currency="EUR"), leg(amount=-7, currency="EUR"))
    check([entry(*legs)])
    assert totals(legs) == {"USD": 0, "EUR": 0}


def test_a_reversal_is_the_mirror_in_an_open_period() -> None:
    first = entry(leg(amount=5), leg(Account.ACCRUED, -5))
    mirror = reversal(first, of=12, period="2012-Q4", period_start=date(2012, 10, 1))
    assert [one.amount for one in mirror.legs] == [-5, 5]
    assert {one.period for one in mirror.legs} == {"2012-Q4"}
    assert {one.origin_period for one in mirror.legs} == {"2012-Q3"}
    assert mirror.reverses == 12


def test_the_fingerprint_sees_everything() -> None:
    first = entry(leg(amount=5), leg(Account.ACCRUED, -5))
    second = entry(leg(amount=5), leg(Account.PAYABLE, -5))
    assert len({digest(first, key="a", number=1), digest(first, key="a", number=2), digest(first, key="b", number=1),
                digest(second, key="a", number=1)}) == 4  # fmt: skip
    assert digest(first, key="a", number=1) == digest(entry(*first.legs), key="a", number=1)
