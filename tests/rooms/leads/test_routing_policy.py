"""A routing policy is checked as it is written, said in words, and compared."""

from __future__ import annotations

import pytest

from fairway.leads.rules.policy import check, compare, describe
from tests.rooms.leads.stories import POLICY


def codes(text: str) -> list[tuple[int, str]]:
    return [(problem.line, problem.code) for problem in check(text).problems]


def test_a_sound_policy_has_no_problem_and_says_everything() -> None:
    checked = check(POLICY)
    assert checked.problems == () and checked.policy is not None
    words = " ".join(sentence for passage in describe(checked.policy) for sentence in passage.sentences)
    assert "A lead is taken or declined within 8 business hours, by the working days of DE." in words
    assert "100 in all: 40 for the right to sell there" in words
    assert "It is offered 3 times at most" in words


@pytest.mark.parametrize(
    ("was", "becomes", "code"),
    [
        ("right: 40", "right: 30", "weights-add-up"),
        ("right: 40", "right: 140", "out-of-range"),
        ("right: 40", "rite: 40", "unknown-key"),
        ("rights: needed", "rights: perhaps", "unknown-word"),
        ("counts: 100", "counts: much", "not-a-number"),
        ("tier: Silver", "tier: gold", "listed-twice"),
        ("within: 8 business hours", "within: soon", "not-a-span"),
        ("remind: 4 business hours", "remind: 9 business hours", "out-of-order"),
        ("keep: 12 months", "keep: 12 business days", "not-a-span"),
        ("rounds: 3", "rounds: 0", "out-of-range"),
        ("routing: fy26-leads", "routing: FY 26", "odd-id"),
        ("capacity: 3", "capacity: 3\ncapabilities: [{line: bikes}]", "missing-key"),
    ],
)  # fmt: skip
def test_a_fault_is_found_in_its_place(was: str, becomes: str, code: str) -> None:
    assert was in POLICY
    found = codes(POLICY.replace(was, becomes, 1))
    assert code in {one for _, one in found}
    assert check(POLICY.replace(was, becomes, 1)).policy is None


@pytest.mark.parametrize(
    "text", ["", "routing: x", "a: [", "routing: [1]", "- one", "\x00", "answer: {within: 99999999 days}"]
)
def test_no_text_breaks_the_reader(text: str) -> None:
    assert check(text).policy is None
    assert check(text).errors


def test_a_weight_with_nothing_to_weigh_is_warned_of() -> None:
    text = POLICY.replace("response: 20", "capability: 20")
    assert {code for _, code in codes(text)} == {"nothing-to-weigh"}
    assert check(text).policy is not None


def test_two_versions_differ_in_words() -> None:
    before, after = check(POLICY).policy, check(POLICY.replace("rounds: 3", "rounds: 1")).policy
    assert before is not None and after is not None
    assert [one.sentence for one in compare(before, after)] == [
        "How soon a lead is answered: “It is offered 3 times at most; then a person looks at it.” becomes "
        "“It is offered once at most; then a person looks at it.”"
    ]
