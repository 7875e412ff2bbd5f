"""What changes an amount after it was rounded, in numbers: stacking, caps, guarantees, budgets, what waits."""

from dataclasses import replace
from itertools import permutations

import pytest

from fairway.engine.programme import (
    Calendar,
    Choosing,
    Gate,
    Group,
    Holdback,
    Limits,
    Method,
    RoundingLevel,
    RoundingPolicy,
    Stack,
)
from fairway.values import Rate, Rounding, exact
from tests.engine.hand_made import (
    LINES,
    NET,
    Q1,
    Q2,
    Q3,
    QUARTERS,
    T,
    by_id,
    by_partner,
    flat,
    incentive,
    measure,
    paid,
    pay,
    programme,
    sale,
    steps,
    usd,
)

# --- stacking --------------------------------------------------------------------------------------------------------

A = flat(5, id="a", stack=Stack("promo", 1))
B = flat(3, id="b", stack=Stack("promo", 2, after=("a",), choosing=Choosing.BEST_OF, chosen="one"))
C = flat(2, id="c", stack=Stack("promo", 3, choosing=Choosing.BEST_OF, chosen="one"))
TEN_THOUSAND = [sale("10000")]


def test_v26_net_of_prior_and_best_of():
    assert by_id(programme(A, B, C), TEN_THOUSAND) == {
        "a": "500.00",  # 5 %
        "b": "285.00",  # 3 % of 9,500
        "c": "0.00",  # 200 loses
    }


def test_v26_the_combined_cap_cuts_the_last_in():
    capped = programme(A, B, C, groups=(Group("promo", rate=Rate.percent(7)),))
    assert by_id(capped, TEN_THOUSAND) == {"a": "500.00", "b": "200.00", "c": "0.00"}  # 700 in all
    lower = programme(A, B, C, groups=(Group("promo", amount=usd(450), rate=Rate.percent(7)),))
    assert by_id(lower, TEN_THOUSAND) == {"a": "450.00", "b": "0.00", "c": "0.00"}


def test_what_one_earns_by_itself_stays_to_be_seen():
    capped = programme(A, B, C, groups=(Group("promo", rate=Rate.percent(7)),))
    assert [str(one.alone) for one in pay(capped, TEN_THOUSAND)] == ["500.00 USD", "285.00 USD", "200.00 USD"]


def test_v26b_no_order_of_writing_changes_what_is_paid():
    deals = [
        flat(10, id="1", stack=Stack("deals", 1)),
        flat(15, id="2", stack=Stack("deals", 2)),
        flat(20, id="3", stack=Stack("deals", 3, after=("1",))),
        flat(25, id="4", stack=Stack("deals", 4, after=("1", "3"))),
    ]
    for written in permutations(deals):
        # 10 % and 15 % of 1,000; 20 % of 900; 25 % of 720
        assert by_id(programme(*written), [sale("1000")]) == {
            "1": "100.00",
            "2": "150.00",
            "3": "180.00",
            "4": "180.00",
        }


def test_waiting_for_each_other_is_refused():
    first = flat(1, id="a", stack=Stack("x", 1, after=("b",)))
    second = flat(1, id="b", stack=Stack("x", 2, after=("a",)))
    with pytest.raises(ValueError, match="wait for each other"):
        pay(programme(first, second), [sale("1")])


def test_after_reduces_what_earns_by_what_was_paid_under_own_limits_and_not_the_qualifier():
    first = flat(10, id="a", stack=Stack("x", 1), limits=Limits(amount=usd(600)))
    second = incentive(steps((0, 1), (10000, 2)), id="b", stack=Stack("x", 2, after=("a",)))
    assert by_id(programme(first, second), TEN_THOUSAND) == {"a": "600.00", "b": "188.00"}  # 2 % of 9,400


def test_after_never_turns_a_sale_into_a_debt():
    first = incentive(steps((None, 500), kind="amount"), Method.FIXED, id="a", stack=Stack("x", 1))
    second = flat(3, id="b", stack=Stack("x", 2, after=("a",)))
    assert by_id(programme(first, second), [sale("100")]) == {"a": "500.00", "b": "0.00"}
    assert by_id(programme(first, second), [sale("-100")]) == {"a": "500.00", "b": "-3.00"}


def test_of_equals_the_first_in_order_pays():
    twins = [
        flat(2, id=name, stack=Stack("x", order, choosing=Choosing.BEST_OF, chosen="w"))
        for name, order in (("a", 2), ("b", 1), ("c", 1))
    ]
    assert by_id(programme(*twins), [sale("100")]) == {"a": "0.00", "b": "2.00", "c": "0.00"}


def test_exclusive_pays_the_first_that_earns_anything():
    rules = [
        incentive(steps((bound, percent)), id=name, stack=Stack("x", order, choosing=Choosing.EXCLUSIVE, chosen="w"))
        for name, order, bound, percent in (("a", 1, 1000, 1), ("b", 2, 100, 2), ("c", 3, 0, 9))
    ]
    assert by_id(programme(*rules), [sale("1000")]) == {"a": "10.00", "b": "0.00", "c": "0.00"}
    assert by_id(programme(*rules), [sale("999.99")]) == {"a": "0.00", "b": "20.00", "c": "0.00"}
    assert by_id(programme(*rules), [sale("99.99")]) == {"a": "0.00", "b": "0.00", "c": "9.00"}
    assert by_id(programme(*rules), [sale("0")]) == {"a": "0.00", "b": "0.00", "c": "0.00"}


def test_an_incentive_after_a_choosing_set_is_reduced_by_the_one_that_pays():
    last = flat(10, id="d", stack=Stack("promo", 4, after=("b", "c")))
    assert by_id(programme(A, B, C, last), TEN_THOUSAND)["d"] == "971.50"  # 10 % of (10,000 − 285)


def test_what_is_below_zero_gives_room_under_a_combined_cap():
    down = flat(10, id="z", stack=Stack("x", 9), measured=measure("margin"), qualifier=NET)
    up = flat(10, id="a", stack=Stack("x", 1))
    document = programme(up, down, groups=(Group("x", amount=usd(60)),))
    # a earns 100, z (1,000 − 1,200) × 10 % = −20: 60 + 20 are left for a
    assert by_id(document, [sale("1000", cost_amount="1200")]) == {"a": "80.00", "z": "-20.00"}


def test_the_share_of_a_group_is_of_its_largest_measure_in_money():
    small = flat(50, id="b", stack=Stack("x", 2), measured=measure("margin"))
    many = incentive(steps((None, 1), kind="per_unit"), Method.PER_UNIT, LINES, id="a", stack=Stack("x", 1))
    document = programme(many, small, groups=(Group("x", rate=Rate.percent(10)),))
    # margin 40.05 is the largest in money (lines are not): 4.005, half-up 4.01; 1 + 20.03 exceed it
    assert by_id(document, [sale("100", cost_amount="59.95")]) == {"a": "1.00", "b": "3.01"}


def test_without_a_measure_in_money_a_share_caps_nothing():
    many = incentive(steps((None, 1), kind="per_unit"), Method.PER_UNIT, LINES, stack=Stack("x", 1))
    assert by_id(programme(many, groups=(Group("x", rate=Rate.percent(10)),)), [sale("1")]) == {"volume": "1.00"}


# --- caps and guarantees ---------------------------------------------------------------------------------------------


def test_v21_caps():
    assert paid(incentive(T, limits=Limits(amount=usd(3000))), [sale("120000")]) == ["3000.00"]
    assert paid(flat(1, limits=Limits(measure=exact(100000))), [sale("120000")]) == ["1000.00"]


def test_v21_a_floor_for_whoever_sold_and_met_the_gates():
    floor = Limits(floor=usd(500))
    assert paid(incentive(steps((50000, 2)), limits=floor), [sale("10")]) == ["500.00"]  # no step is reached
    assert paid(incentive(T, limits=floor, gates=(Gate(LINES, exact(2)),)), [sale("10")]) == ["0.00"]
    assert paid(replace(incentive(T, limits=floor), measure=measure("net", kinds=())), [sale("10")]) == ["0.00"]
    both = Limits(floor=usd(500), amount=usd(400))
    assert paid(incentive(T, limits=both), [sale("10")]) == ["400.00"]  # first raised, then cut


def test_v21_a_minimum_payout_waits():
    rule = flat(1, limits=Limits(minimum_payout=usd(50)))
    lines = [sale("3800"), sale("1199.99", "2024-05-01"), sale("0.01", "2024-08-01")]
    first, second, third = pay(rule, lines, periods=(Q1, Q2, Q3))
    assert (first.amount, first.carried_out) == (usd(0), usd("38.00"))
    assert (second.carried_in, second.amount) == (usd("38.00"), usd("50.00"))  # 38 + 12.00 = 50
    assert (third.carried_in, third.amount) == (usd(0), usd(0))


def test_v33_what_is_owed_waits_under_a_minimum():
    rule = flat(1, limits=Limits(minimum_payout=usd(0)))
    lines = [sale("120000"), sale("-170000", "2024-05-01"), sale("60000", "2024-08-01")]
    assert paid(rule, lines, periods=(Q1, Q2, Q3)) == ["1200.00", "0.00", "0.00"]
    assert [str(one.carried_out) for one in pay(rule, lines, periods=(Q1, Q2, Q3))][1:] == [
        "-1700.00 USD",
        "-1100.00 USD",
    ]


BY_QUARTER = [sale("120000"), sale("50000", "2024-05-01"), sale("99999", "2024-08-01"), sale("100001", "2024-11-01")]


def test_v37_a_guarantee_from_period_to_period():
    cumulative = flat(10, limits=Limits(guarantee=usd(10000)))
    # 12,000; 5,000 + 3,000 = 20,000 in all; 9,999.90 + 0.10; 10,000.10
    assert paid(cumulative, BY_QUARTER, periods=QUARTERS) == ["12000.00", "8000.00", "10000.00", "10000.10"]
    single = flat(10, limits=Limits(floor=usd(10000)))
    assert paid(single, BY_QUARTER[:2], periods=(Q1, Q2)) == ["12000.00", "10000.00"]  # 5,000 on top


def test_a_guarantee_asks_for_gates():
    rule = flat(10, limits=Limits(guarantee=usd(10000)), gates=(Gate(NET, exact(50000)),))
    lines = [sale("10"), sale("50000", "2024-05-01")]
    assert paid(rule, lines, periods=(Q1, Q2)) == ["0.00", "20000.00"]  # two periods with a payout


def test_caps_over_a_year_and_ever_and_room_after_a_clawback():
    rule = flat(10, limits=Limits(per_year=usd(100), lifetime=usd(150)))
    lines = [sale("800"), sale("500", "2024-05-01"), sale("-300", "2024-08-01"), sale("500", "2024-11-01")]
    # 80; 20 are left; −30 gives room; 30
    assert paid(rule, lines, periods=QUARTERS) == ["80.00", "20.00", "-30.00", "30.00"]
    next_year = [*lines, sale("900", "2025-02-01")]
    document = programme(rule)
    year_on = document.calendar.fiscal.next(QUARTERS[-1])
    assert paid(document, next_year, periods=(*QUARTERS, year_on))[-1] == "50.00"  # of 150 ever


def test_a_budget_is_shared_by_what_each_would_have_earned():
    rule = flat(10, limits=Limits(budget=usd(100)))
    partners = [{"partner_id": name} for name in ("9", "10", "11")]
    lines = [sale("1000", partner="10"), sale("1000", partner="9"), sale("1000", partner="11")]
    # 100 each would have: 33.333… each; the cent goes to the lowest number
    assert by_partner(rule, lines, partners=partners) == {"10": "33.33", "11": "33.33", "9": "33.34"}
    named = [{"partner_id": name} for name in ("9", "10", "11", "x")]
    assert by_partner(rule, lines, partners=named)["10"] == "33.34"  # as text: 10 before 11 before 9


def test_a_budget_serves_periods_in_their_order_and_clawbacks_give_room():
    rule = flat(10, limits=Limits(budget=usd(150)))
    lines = [
        sale("1000"),
        sale("-400", "2024-05-01"),
        sale("1000", "2024-05-01", "sam"),
        sale("800", "2024-08-01"),
        sale("200", "2024-08-01", "sam"),
    ]
    found = pay(rule, lines, periods=(Q1, Q2, Q3))
    assert [(one.partner, str(one.earned)) for one in found] == [
        ("ola", "100.00 USD"),
        ("ola", "-40.00 USD"),
        ("sam", "90.00 USD"),  # 50 + 40 are left
        ("ola", "0.00 USD"),
        ("sam", "0.00 USD"),
    ]


def test_a_budget_of_a_year_begins_anew():
    rule = flat(10, limits=Limits(budget_per_year=usd(50)))
    lines = [sale("1000"), sale("1000", "2024-05-01")]
    document = programme(rule, calendar=Calendar(4, "quarter"))
    quarters = tuple(document.calendar.fiscal.periods(Q1.start, Q2.end))
    assert paid(document, lines, periods=quarters) == ["50.00", "50.00"]  # the year begins in April


def test_budgets_come_after_own_caps():
    rule = flat(10, limits=Limits(budget=usd(60), per_year=usd(40)))
    assert by_partner(rule, [sale("1000"), sale("200", partner="sam")]) == {"ola": "40.00", "sam": "20.00"}
    rule = flat(10, limits=Limits(budget=usd(30), per_year=usd(40)))
    assert by_partner(rule, [sale("1000"), sale("200", partner="sam")]) == {"ola": "20.00", "sam": "10.00"}


# --- what waits ------------------------------------------------------------------------------------------------------


def test_v31_a_holdback_waits_and_is_released():
    rule = incentive(T, limits=Limits(holdback=Holdback(Rate.percent(10), 1)))
    lines = [sale("120000"), sale("10000", "2024-05-01"), sale("0", "2024-08-01")]
    first, second, third = pay(rule, lines, periods=(Q1, Q2, Q3))
    assert (first.earned, first.amount, first.carried_out) == (usd("3600.00"), usd("3240.00"), usd("360.00"))
    # 100 earned, 10 held, 360 released
    assert (second.carried_in, second.amount, second.carried_out) == (usd("360.00"), usd("450.00"), usd("10.00"))
    assert (third.amount, third.carried_out) == (usd("10.00"), usd(0))


def test_what_was_held_waits_for_a_period_with_a_payout():
    rule = incentive(T, limits=Limits(holdback=Holdback(Rate.percent(10), 2)))
    lines = [sale("120000"), sale("0", "2024-05-01"), sale("0", "2024-11-01")]
    assert paid(rule, lines, periods=QUARTERS) == ["3240.00", "0.00", "360.00"]  # due in Q3, nothing there


def test_returns_are_not_held_back_and_what_is_held_is_rounded():
    rule = flat(1, limits=Limits(holdback=Holdback(Rate.percent(10), 1)))
    lines = [sale("1005"), sale("-500", "2024-05-01")]
    # 10.05 earned, 1.005 held half-up 1.01; −5 + 1.01
    assert paid(rule, lines, periods=(Q1, Q2)) == ["9.04", "-3.99"]
    even = programme(rule, rounding=RoundingPolicy(Rounding.HALF_EVEN, RoundingLevel.PAYOUT))
    assert paid(even, lines, periods=(Q1, Q2)) == ["9.05", "-4.00"]


def test_what_was_released_can_still_be_below_the_minimum():
    rule = flat(1, limits=Limits(holdback=Holdback(Rate.percent(50), 1), minimum_payout=usd(8)))
    lines = [sale("1000"), sale("200", "2024-05-01"), sale("200", "2024-08-01")]
    found = pay(rule, lines, periods=(Q1, Q2, Q3))
    # 10: 5 held, 5 below the minimum; 2: 1 held, 5 + 5 + 1 = 11 paid; 2: 1 held, 1 + 1 = 2 waits
    assert [str(one.amount) for one in found] == ["0.00 USD", "11.00 USD", "0.00 USD"]
    assert [str(one.carried_out) for one in found] == ["10.00 USD", "1.00 USD", "3.00 USD"]
    for one in found:
        assert one.carried_in + one.earned == one.amount + one.carried_out
