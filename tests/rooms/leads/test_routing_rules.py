"""Who is asked about a lead: gates, what comes first, points, turns; and that no order of them is unfair."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import date

from hypothesis import given
from hypothesis import strategies as some

from fairway.leads.rules.policy import Routing, check
from fairway.leads.rules.policy.document import Capable
from fairway.leads.rules.routing import Candidate, Considered, Record, Routed, Wanted, points_text, route
from tests.rooms.leads.stories import POLICY

TODAY = date(2026, 2, 10)
A = Candidate(1, "active", "whole", "Open grant of Germany.", tier="Gold", languages=frozenset({"de"}))
B = replace(A, partner_id=2, tier="Silver")


def policy(**changed: object) -> Routing:
    read = check(POLICY).policy
    assert read is not None
    return replace(read, **changed)  # type: ignore[arg-type]


def placed(routed: Routed, partner: int) -> Considered:
    return next(one for one in routed.considered if one.partner_id == partner)


def test_points_are_percentages_times_weights() -> None:
    said = replace(A, right="part", record=Record(5, 5))
    routed = route(policy(), Wanted(language="de"), [said], TODAY)
    # 40 × 50 % + 20 × 100 % + 20 × 100 % + 20 × (5 + 5 × 60 %) / 10 = 20 + 20 + 20 + 16
    assert points_text(placed(routed, 1).points) == "76"
    assert [(part.factor, part.percent) for part in placed(routed, 1).parts] == [
        ("right", 50), ("tier", 100), ("language", 100), ("response", 80),
    ]  # fmt: skip


def test_every_gate_that_fails_is_said() -> None:
    said = replace(
        A, status="suspended", right="none", right_words="Its grant ended on 1 Jan 2026.", open=3, asked_before=True,
        paused_until=date(2026, 3, 1), tier="Bronze", languages=frozenset(),
    )  # fmt: skip
    strict = policy(
        only_tiers=("Gold",), types=("distributor",), language="needed", capabilities=(Capable("", ("repair",)),)
    )
    routed = route(strict, Wanted(language="de"), [said], TODAY)
    assert routed.partner_id is None
    assert placed(routed, 1).against == (
        "It is suspended.",
        "It was asked before, and did not take this lead.",
        "It takes no leads until 1 Mar 2026.",
        "It has no room: 3 of 3 leads are open.",
        "It is not distributor.",
        "Its tier is Bronze; leads go to Gold.",
        "Its grant ended on 1 Jan 2026.",
        "It lacks repair.",
        "Nobody there speaks German, as far as it says.",
    )


def test_a_pause_that_is_over_keeps_nobody_out() -> None:
    assert route(policy(), Wanted(), [replace(A, paused_until=TODAY)], TODAY).partner_id == 1


def test_own_room_counts_before_the_usual_one() -> None:
    assert route(policy(), Wanted(), [replace(A, open=3, capacity=4)], TODAY).partner_id == 1
    assert route(policy(), Wanted(), [replace(A, open=0, capacity=0)], TODAY).partner_id is None


def test_whoever_has_the_deal_comes_before_whom_the_customer_chose_and_both_before_points() -> None:
    best, worse, last = A, replace(B, right="part"), replace(B, partner_id=3, right="part")
    wanted = Wanted(wished=2, registered=frozenset({3}))
    assert route(policy(), wanted, [best, worse, last], TODAY).how == "registered"
    assert route(policy(registered="ignored"), wanted, [best, worse, last], TODAY).partner_id == 2
    only_points = policy(registered="ignored", wish="ignored")
    assert route(only_points, wanted, [best, worse, last], TODAY).partner_id == 1
    # whom a gate keeps out is not asked, however it was wished for
    assert route(policy(), Wanted(wished=2), [best, replace(worse, right="none")], TODAY).partner_id == 1


def test_equals_take_turns_and_whoever_is_behind_does_not() -> None:
    behind = replace(B, partner_id=3, right="part")
    routed = route(policy(), Wanted(), [replace(A, turn=7), replace(B, turn=4), behind], TODAY)
    assert (routed.partner_id, routed.how) == (2, "turn")
    assert placed(routed, 1).said == "Equal, and asked more lately."
    assert placed(routed, 3).said == "20 points behind."


def test_a_partners_own_words_are_the_same_whoever_else_there_is() -> None:
    alone = route(policy(), Wanted(language="de"), [A], TODAY)
    rivals = [replace(B, partner_id=number, turn=9) for number in range(2, 9)]
    among = route(policy(), Wanted(language="de"), [A, *rivals], TODAY)
    assert alone.partner_id == among.partner_id == 1
    assert alone.own == among.own == (
        "Your grant covers it. Open grant of Germany.", "Your tier is Gold.",
        "You speak the customer's language, German.",
    )  # fmt: skip


def test_a_place_known_only_in_part_is_not_said_to_be_covered() -> None:
    said = replace(A, right="part", right_words="Open grant of Saarland: in Saarland only.")
    covers = "Your grant covers part of what is known of it. Open grant of Saarland: in Saarland only."
    assert route(policy(), Wanted(language="de"), [said], TODAY).own[0] == covers


WORDS = ["no room", "turn", "equal", "points", "rival", "others"]


@given(
    partners=some.lists(some.integers(1, 9), min_size=1, max_size=6, unique=True),
    leads=some.integers(1, 40),
    order=some.randoms(use_true_random=False),
)
def test_among_the_same_equals_nobody_is_ahead_by_more_than_one(partners: list[int], leads: int, order: object) -> None:
    turns, given_out = dict.fromkeys(partners, 0), Counter(dict.fromkeys(partners, 0))
    for number in range(leads):
        held = [replace(A, partner_id=partner, turn=turns[partner]) for partner in partners]
        order.shuffle(held)  # type: ignore[attr-defined]
        routed = route(policy(), Wanted(), held, TODAY)
        assert routed.partner_id is not None
        turns[routed.partner_id] = number + 1
        given_out[routed.partner_id] += 1
        assert max(given_out.values()) - min(given_out.values()) <= 1


@given(
    some.lists(
        some.builds(
            Candidate, partner_id=some.integers(1, 99), status=some.sampled_from(["active", "suspended"]),
            right=some.sampled_from(["whole", "part", "none"]), open=some.integers(0, 5),
            capacity=some.one_of(some.none(), some.integers(0, 5)), turn=some.integers(0, 50),
            record=some.builds(Record, leads=some.integers(5, 9), taken=some.integers(0, 5)),
        ),
        unique_by=lambda one: one.partner_id,
    )
)  # fmt: skip
def test_whoever_is_asked_has_room_a_right_and_no_better_above_it(candidates: list[Candidate]) -> None:
    rules = policy()
    routed = route(rules, Wanted(), candidates, TODAY)
    assert len(routed.considered) == len(candidates)
    for one in routed.considered:
        assert one.is_in or one.against
        assert 0 <= one.points <= 10_000
    if routed.partner_id is None:
        assert not any(one.is_in for one in routed.considered)
        return
    chosen = next(one for one in candidates if one.partner_id == routed.partner_id)
    room = rules.capacity if chosen.capacity is None else chosen.capacity
    assert (chosen.status, chosen.right != "none", chosen.open < room) == ("active", True, True)
    best = max(one.points for one in routed.considered)
    assert best - placed(routed, routed.partner_id).points <= rules.equal_within * 100
    assert not any(word in " ".join(routed.own).lower() for word in WORDS)
