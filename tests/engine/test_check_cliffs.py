"""Cliffs: one cent of sales that changes a payout by more than the document allows."""

import pytest

from fairway.engine.check import check
from fairway.policy.problems import Severity
from tests.engine.programme_texts import GOOD, HEAD, changed, check_marked

BARE = changed("cliff: 1000\n", "")
MARGINAL = changed("retroactive", "marginal")


def one(body: str, cliff: str = "cliff: 1000") -> str:
    """A programme of one incentive, its keys given one a line."""
    head = HEAD.replace("cliff: 1000", cliff)
    return f"{head}  - id: volume\n" + "".join(f"    {line}\n" for line in body.strip().splitlines())


def test_a_retroactive_step_is_told_its_largest_jump_where_none_is_stated() -> None:
    checked, place = check_marked(changed("{from: 100000", "¶{from: 100000", BARE))
    (problem,) = checked.problems
    assert (problem.code, problem.severity, (problem.line, problem.column)) == ("cliff", Severity.WARNING, place)
    # V04: at 99,999.99 the payout is 2 %, at 100,000.00 it is 3 %: 1,000 for a cent
    assert problem.message == "At 100,000 one cent more changes the payout from 2,000 to 3,000."
    assert "marginal" in problem.hint


def test_a_jump_as_large_as_stated_is_meant_and_a_larger_one_is_not() -> None:
    assert check(GOOD).problems == ()
    (problem,) = check(changed("cliff: 1000", "cliff: 999.99")).problems
    assert problem.message == (
        "At 100,000 one cent more changes the payout from 2,000 to 3,000: 1,000, more than the 999.99 that 'cliff' "
        "allows."
    )
    # 50,000 × 1 % = 500 to 50,000 × 2 % = 1,000, and 2,000 to 3,000
    assert [found.code for found in check(changed("cliff: 1000", "cliff: 499")).problems] == ["cliff", "cliff"]


@pytest.mark.parametrize(
    ("body", "jumps"),
    [
        # slices and lines between points have no jump
        ("measure: net\nmethod: marginal\nrates: [{from: 0, percent: 1}, {from: 50000, percent: 9}]", []),
        ("measure: net\nmethod: linear\nrates: [{from: 0, percent: 1}, {from: 50000, percent: 9}]", []),
        # a step pays only on what is sold after it was reached
        (
            "measure: net\nover: period_to_date\nmethod: retroactive\n"
            "rates: [{from: 0, percent: 1}, {from: 50000, percent: 9}]",
            [],
        ),
        # what picks the step is not what is paid for: nobody knows how much that is
        (
            "measure: net\nqualifier: quantity\nmethod: retroactive\n"
            "rates: [{from: 0, percent: 1}, {from: 50000, percent: 9}]",
            [],
        ),
        # 20,000 × 10 %
        ("measure: net\nmethod: flat\nrates: [{from: 20000, percent: 10}]", ["from 0 to 2,000: 2,000"]),
        # 50,000 × 1 %, then 50,000 × (1 % + 9 %)
        (
            "measure: net\nmethod: total\nrates: [{from: 0, percent: 1}, {from: 50000, percent: 9}]",
            ["from 500 to 5,000: 4,500"],
        ),
        # 50,000 × 1 %; then 50,000 × 1 % + 50,000 × 9 %, and at 60,000: 500 + 60,000 × 9 % to that + 60,000 × 3 %
        (
            "measure: net\nmethod: rolling\n"
            "rates: [{from: 0, percent: 1}, {from: 50000, percent: 9}, {from: 60000, percent: 3}]",
            ["from 500 to 5,000: 4,500", "from 5,900 to 7,700: 1,800"],
        ),
        ("measure: net\nmethod: fixed\nrates: [{from: 0, amount: 500}, {from: 9, amount: 1501}]", ["500 to 1,501"]),
        # 4,000 × 0.25 = 1,000, 4,000 × 0.75 = 3,000
        (
            "measure: quantity\nmethod: per_unit\nrates: [{from: 0, per_unit: 0.25}, {from: 4000, per_unit: 0.75}]",
            ["one unit more changes the payout from 1,000 to 3,000"],
        ),
        ("measure: quantity\nmethod: multiples\nevery: 100\namount: 1001", ["each full 100"]),
        # at most 1,500 is paid: 500 before, 1,500 at once
        (
            "measure: net\nmethod: retroactive\nlimits: {amount: 1400}\n"
            "rates: [{from: 0, percent: 1}, {from: 50000, percent: 9}]",
            [],
        ),
        # of at most 20,000: 200 before, 1,800 at once, for the partners whose factor is 2 twice that
        (
            "measure: net\nmethod: retroactive\nlimits: {measure: 20000}\n"
            "multipliers: [{by: tier, factors: {gold: 2}, otherwise: 1}]\n"
            "rates: [{from: 0, percent: 1}, {from: 50000, percent: 9}]",
            ["from 400 to 3,600: 3,200"],
        ),
    ],
)
def test_every_method_jumps_as_it_pays(body: str, jumps: list[str]) -> None:
    found = [problem.message for problem in check(one(body)).problems if problem.code == "cliff"]
    assert len(found) == len(jumps), found
    for message, jump in zip(found, jumps, strict=True):
        assert jump in message
