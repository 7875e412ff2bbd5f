"""What holds for every tier programme and every history, whatever they are."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import date, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from fairway.performance.rules.tiers import check
from fairway.performance.rules.tiers.assessing import assess
from fairway.performance.rules.tiers.facts import Facts, Value, certificate
from fairway.performance.rules.tiers.lives import live
from fairway.performance.rules.tiers.programme import Programme
from fairway.performance.rules.tiers.reviewing import Deed, Position, propose
from fairway.values import exact, plus
from tests.tiers.cases import FOLDERS, told

TEXT = """
tiers: drawn
currency: EUR
members: all
metrics:
  - {id: net, source: sales, window: 12 months}
  - {id: people, source: people, certificates: [a, b]}
  - {id: quality, source: values, take: last, window: 12 months}
  - id: points
    source: points
    categories:
      - {id: sold, at_most: 60, items: [{of: net, each: 1000, points: 1}]}
      - {id: able, items: [{of: people, target: 5, points: 40}]}
levels:
  - id: base
  - {id: silver, requires: [{metric: points, at_least: 30}]}
  - {id: gold, requires: [{metric: points, at_least: 70, positive: yes}]}
  - {id: top, requires: [{any: [{metric: points, at_least: 100}, {metric: net, at_least: 150000}]}]}
review: {promotion: monthly, demotion: quarterly, grace: {length: 60 days, progress: 50}, notice: 10, lock: 3 months}
"""
FIRST = date(2024, 1, 1)
ON = date(2025, 3, 1)


def programme() -> Programme:
    found = check(TEXT).programme
    assert found is not None
    return found


DRAWN = programme()
days = st.integers(0, 420).map(lambda count: FIRST + timedelta(days=count))
sales = st.builds(lambda day, amount: Value("net", day, exact(amount)), days, st.integers(-30_000, 60_000))
people = st.builds(
    lambda name, person, day, length: certificate(name, f"p{person}", day, day + timedelta(days=length)),
    st.sampled_from(["a", "b"]),
    st.integers(1, 6),
    days,
    st.integers(1, 500),
)
histories = st.lists(st.one_of(sales, people), max_size=20).map(lambda found: Facts(tuple(found), "P"))


@given(histories, st.lists(st.integers(1, 50_000), min_size=1, max_size=5))
def test_more_points_never_lower_the_level(facts: Facts, more: list[int]) -> None:
    before = DRAWN.rank(assess(DRAWN, facts, ON).reached)
    richer = facts.with_values(Value("net", ON - timedelta(days=at + 1), exact(one)) for at, one in enumerate(more))
    assert DRAWN.rank(assess(DRAWN, richer, ON).reached) >= before


@given(histories, st.randoms(use_true_random=False))
def test_the_order_of_values_is_irrelevant(facts: Facts, dice: random.Random) -> None:
    shuffled = list(facts.values)
    dice.shuffle(shuffled)
    assert assess(DRAWN, replace(facts, values=tuple(shuffled)), ON) == assess(DRAWN, facts, ON)


@given(histories)
def test_a_gap_closes_exactly_when_its_requirement_is_met(facts: Facts) -> None:
    for standing in assess(DRAWN, facts, ON).levels:
        for test in standing.tests:
            assert test.met == (test.gap == 0 and test.value is not None and not test.lacking)
        assert standing.reached == (not standing.missing)


@given(histories, st.integers(0, 3))
def test_what_closes_a_gap_of_sales_reaches_and_a_cent_less_does_not(facts: Facts, extra: int) -> None:
    path = replace(DRAWN, levels=(DRAWN.levels[0], replace(DRAWN.levels[3], requires=DRAWN.levels[3].requires)))
    (level,) = [one for one in assess(path, facts, ON).levels if one.level == "top"]
    net = next(part.test for part in level.outcome.parts[0].parts if part.test and part.test.metric == "net")
    assert net.value is not None
    if net.met:
        return
    yesterday = ON - timedelta(days=1)
    enough = facts.with_values([Value("net", yesterday, plus(net.gap, exact(extra)))])
    assert assess(path, enough, ON).reached == "top"
    short = facts.with_values([Value("net", yesterday, net.gap - exact("0.01"))])
    (nearly,) = [one for one in assess(path, short, ON).levels if one.level == "top"]
    again = next(part.test for part in nearly.outcome.parts[0].parts if part.test and part.test.metric == "net")
    assert again.gap == exact("0.01")


@given(
    histories, st.lists(st.one_of(sales, people), min_size=1, max_size=6), st.sampled_from(["base", "silver", "gold"])
)
def test_values_entered_later_show_and_change_nothing_that_was_decided(
    facts: Facts, late: list[Value], held: str
) -> None:
    position = Position(held, FIRST)
    review = date(2025, 1, 1)
    decided = propose(DRAWN, facts.known(review), position, review)
    entered = facts.with_values(replace(one, recorded=review) for one in late)
    assert propose(DRAWN, entered.known(review), position, review) == decided
    assert assess(DRAWN, entered, review) == assess(DRAWN, facts.with_values(late), review)


@given(histories, st.sampled_from(["", "base", "silver", "gold", "top"]))
@settings(max_examples=50)
def test_a_life_is_made_of_what_the_document_allows(facts: Facts, held: str) -> None:
    start, end = date(2025, 1, 1), date(2026, 6, 1)
    life = live(DRAWN, facts, start, end, Position(held, start))
    risen = None
    for proposal in life.proposals:
        rank, to = DRAWN.rank(proposal.held), DRAWN.rank(proposal.to)
        if proposal.deed is Deed.PROMOTE:
            assert to > rank
            assert proposal.on.day == 1
            risen = proposal.on
        elif proposal.deed is Deed.DEMOTE:
            assert to < rank
            assert proposal.effective == proposal.on + timedelta(days=10)
            assert proposal.missing
            # a lock of three months after a rise
            assert risen is None or (proposal.on.year * 12 + proposal.on.month) - (risen.year * 12 + risen.month) >= 3
        elif proposal.deed is Deed.GRACE:
            assert all(test.share >= exact("0.5") for test in proposal.missing)
    assert [since for since, _ in life.stood] == sorted(since for since, _ in life.stood)


def test_an_assessment_takes_well_under_a_millisecond() -> None:
    """A page, a board and a trial ask thousands; the bound is loose so that a busy machine does not fail it."""
    from time import process_time

    story = told(next(folder for folder in FOLDERS if folder.name == "sap_points"))
    facts, on = story.facts["pia"], date(2024, 7, 15)
    begun = process_time()
    for _ in range(200):
        assess(story.programme, facts, on)
    assert (process_time() - begun) / 200 < 0.005
