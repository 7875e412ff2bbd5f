"""The decisions of this room, without a database."""

from __future__ import annotations

from datetime import date
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fairway.engine.check import check
from fairway.engine.programme import MeasureKind, Programme, Validity
from fairway.incentives.rules import Refused, another_person, periods, steps
from fairway.incentives.rules.eligible import may_earn
from fairway.incentives.rules.numbers import by_number
from fairway.incentives.rules.statements import Balance, agreed, settlement, share_out
from fairway.ledger.rules import Account, Cause, Leg
from fairway.ledger.rules import check as check_entries
from fairway.policy.conditions import Source
from fairway.values import FiscalCalendar, exact
from tests.rooms.incentives.stories import VOLUME

QUARTERS = FiscalCalendar()


def document(text: str = VOLUME) -> Programme:
    checked = check(text)
    assert checked.programme is not None, checked.problems
    return checked.programme


def balance(name: str, opening: int, moved: int, minimum: int | None = None) -> Balance:
    return Balance("fy12", name, name, opening, moved, minimum)


@pytest.mark.parametrize(
    ("balances", "paid"),
    [
        ([balance("a", 0, 360_000)], [360_000]),
        ([balance("a", 0, 3_800, 5_000)], [0]),  # V21: earned 38, minimum 50
        ([balance("a", 3_800, 1_200, 5_000)], [5_000]),  # the minimum itself is paid
        ([balance("a", 0, 120_000), balance("b", 0, -170_000)], [0, 0]),  # V33
        ([balance("a", 0, 170_000), balance("b", 0, -120_000)], [170_000, -120_000]),  # 500 are paid
        ([balance("a", 0, 120_000), balance("b", 0, -120_000)], [0, 0]),
        ([balance("a", 0, 4_000, 5_000), balance("b", -1_000, 0)], [0, 0]),  # what is below its minimum pays no debt
        ([balance("a", 0, 0)], [0]),
    ],
)
def test_what_is_paid_and_what_is_carried(balances: list[Balance], paid: list[int]) -> None:
    shares = share_out(balances)
    assert [share.payable for share in shares] == paid
    assert all(share.carried == share.balance.total - share.payable for share in shares)


amounts = st.integers(-10_000_000, 10_000_000)
balances = st.lists(st.tuples(amounts, amounts, st.none() | st.integers(0, 100_000)), max_size=6)


@given(balances, st.lists(st.booleans(), min_size=6, max_size=6))
def test_a_settlement_balances_and_leaves_exactly_what_is_carried(
    drawn: list[tuple[int, int, int | None]], receivable: list[bool]
) -> None:
    shares = share_out([balance(str(place), *one) for place, one in enumerate(drawn)])
    assert sum(share.payable for share in shares) >= 0  # nobody is asked to pay by a statement
    standing = {
        ("fy12", share.balance.incentive): (0, -share.balance.total) if back else (-share.balance.total, 0)
        for share, back in zip(shares, receivable, strict=False)
    }
    start = date(2012, 10, 1)
    about = Leg(Account.ACCRUED, 0, "USD", 1, "", None, "", "2012-Q4", start, "2012-Q4", start, Cause.SETTLED)
    made = settlement(shares, standing, about)
    if made:
        check_entries(made)
    after = {name: list(one) for name, one in standing.items()}
    payable = 0
    for leg in made[0].legs if made else ():
        if leg.account is Account.PAYABLE:
            payable -= leg.amount
        else:
            after["fy12", leg.incentive][0 if leg.account is Account.ACCRUED else 1] += leg.amount
    assert payable == sum(share.payable for share in shares)
    for share in shares:
        accrued, back = after["fy12", share.balance.incentive]
        assert -(accrued + back) == share.carried
        assert accrued <= 0 <= back  # what is carried stands where it belongs: owed, or owed back


def test_booked_in_the_first_open_period() -> None:
    first = QUARTERS.parse("2012-Q3")
    after = QUARTERS.next(first)
    assert periods.booking_period(first, set(), QUARTERS) == first
    assert periods.booking_period(first, {first.start}, QUARTERS) == after
    assert periods.booking_period(first, {first.start, after.start}, QUARTERS).label == "2013-Q1"
    assert periods.booking_period(first, {after.start}, QUARTERS) == first


def test_each_period_has_the_version_published_for_it() -> None:
    year = [QUARTERS.parse(f"2012-Q{number}") for number in (1, 2, 3, 4)]
    published = [periods.Applying(1, date(2012, 4, 1)), periods.Applying(2, date(2012, 10, 1))]
    cut = periods.segments(published, year)
    assert [(one.version_id, [period.label for period in one.periods]) for one in cut] == [
        (1, ["2012-Q2", "2012-Q3"]), (2, ["2012-Q4"]),
    ]  # fmt: skip
    # published last for an earlier day: it takes over from there (V25)
    restated = periods.segments([*published, periods.Applying(3, date(2012, 7, 1))], year)
    assert [one.version_id for one in restated] == [1, 3]
    assert all(before.periods[-1] < after.periods[0] for before, after in pairwise(restated))


@pytest.mark.parametrize(
    ("qualifier", "step", "gap", "progress"),
    [
        (None, "", "USD 0.00", 0),
        ("0", "from USD 0.00: 1 %", "USD 50,000.00", 0),
        ("49999.99", "from USD 0.00: 1 %", "USD 0.01", 99),
        ("50000", "from USD 50,000.00: 2 %", "USD 50,000.00", 50),
        ("100000", "from USD 100,000.00: 3 %", "", 100),
        ("-10", "", "USD 10.00", 0),
    ],
)
def test_the_way_to_the_next_step(qualifier: str | None, step: str, gap: str, progress: int) -> None:
    (incentive,) = document().incentives
    at = steps.place(incentive, None if qualifier is None else exact(qualifier), "USD")
    assert (at.step_text, at.gap_text, at.progress) == (step, gap, progress)


@pytest.mark.parametrize(
    ("kind", "value", "text"),
    [
        (MeasureKind.NET, "-1234.565", "USD −1,234.57"),
        (MeasureKind.QUANTITY, "1040.00", "1,040 units"),
        (MeasureKind.QUANTITY, "-0.5", "−0.5 units"),
        (MeasureKind.LINES, "12", "12 sales lines"),
    ],
)
def test_numbers_as_they_are_printed(kind: MeasureKind, value: str, text: str) -> None:
    assert steps.measured_text(kind, exact(value), "USD") == text


def test_who_may_earn() -> None:
    programme = document(VOLUME.replace("system_integrator],", "system_integrator], tiers: [gold],"))
    (incentive,) = programme.incentives

    def may(**facts: object) -> bool:
        known = {"code": "A-1", "types": ("system_integrator",), "tier": "gold", "country": "DE", **facts}
        return may_earn(programme, incentive, **known)  # type: ignore[arg-type]

    assert may()
    assert not may(tier="silver")
    assert not may(tier="")
    assert not may(types=("distributor",))
    assert may(types=("distributor", "value_added_reseller"))


def test_codes_become_the_numbers_of_the_lake() -> None:
    text = VOLUME.replace("members: {", "members: {partners: [A-1, X-9], ").replace(
        "    measure: net\n", "    where: product_id in ('LAMP-1') or not (partner_id = 'A-1')\n    measure: net\n"
    )
    found = by_number(document(text), {"A-1": 17})
    # a code nobody has must not widen the programme to everybody
    assert found.members.include.partners == ("17", "nobody: X-9")
    where = repr(found.incentives[0].measure.lines.where)
    assert "'sku'" in where and "'code'" in where
    assert "'product_id'" not in where and "'partner_id'" not in where
    assert Source.PRODUCT.value in where


def test_the_same_person_twice_is_no_second_person() -> None:
    assert another_person(1, None, now=2, deed="Publishing", doer="wrote") == 2
    for again in (1, None):
        with pytest.raises(Refused):
            another_person(1, now=again, deed="Publishing", doer="wrote")


def test_what_was_agreed_alone_says_its_days_where_it_has_any() -> None:
    half = Validity(date(2026, 1, 1), date(2026, 7, 1))
    assert agreed("Promised", half) == "Promised (for periods that begin from 1 January 2026 until 30 June 2026)"
    assert agreed("Promised", Validity(until=half.until)) == "Promised (for periods that begin until 30 June 2026)"
    assert agreed("Promised", Validity()) == agreed("Promised", None) == "Promised"
    assert agreed("", half) == ""
