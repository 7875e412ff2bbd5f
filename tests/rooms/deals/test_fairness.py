"""The fairness report: intervals by hand, groups, overturned decisions, and queries that do not grow."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st

from fairway.deals import actions, queries
from fairway.deals.rules import pipeline
from fairway.deals.rules.disputes import Verdict
from fairway.deals.rules.fairness import Decided, band, rows, total, wilson
from fairway.kit.access import NotAllowed, acting_as
from fairway.values import exact
from tests.builders import People
from tests.rooms.deals.stories import asked, put_policy, put_products, register
from tests.rooms.deals.test_disputes import do, two_sides

DAY = timedelta(days=1)


@pytest.mark.parametrize(
    ("successes", "of", "low", "high"),
    [
        (3, 4, 0.3006, 0.9544),  # (0.75 + 3.8415/8 ± 1.96·√(0.1875/4 + 3.8415/64)) / (1 + 3.8415/4)
        (81, 263, 0.2553, 0.3662),  # Newcombe 1998, table I
        (15, 148, 0.0624, 0.1605),
        (0, 20, 0.0, 0.1611),
        (1, 29, 0.0061, 0.1718),
        (29, 29, 0.8830, 1.0),
        (0, 0, 0.0, 1.0),
    ],
)
def test_wilson_by_the_published_table(successes: int, of: int, low: float, high: float) -> None:
    found = wilson(successes, of)
    assert (round(found.low, 4), round(found.high, 4)) == (low, high)


@given(st.integers(0, 500), st.integers(0, 500))
def test_an_interval_holds_its_share_and_narrows_with_more_cases(successes: int, failures: int) -> None:
    of = successes + failures
    found = wilson(successes, of)
    assert 0 <= found.low <= found.high <= 1
    if of:
        assert found.low - 1e-12 <= successes / of <= found.high + 1e-12
        wider = wilson(successes * 10, of * 10)
        assert wider.high - wider.low <= found.high - found.low + 1e-12


def one(partner: str, outcome: str = "approved", value: str = "20000", hours: float = 4, **more: object) -> Decided:
    return Decided(partner, "gold", exact(value), "DE", "Carl", False, outcome, hours, **more)  # type: ignore[arg-type]


def test_a_group_stands_out_only_when_it_and_the_rest_do_not_touch() -> None:
    few = [one("A", "refused"), one("A", "refused"), *[one("B")] * 6]
    assert [row.stands_out for row in rows(few, "partner")] == ["", ""]
    many = [*[one("A", "refused")] * 30, *[one("A")] * 3, *[one("B")] * 60, *[one("B", "waitlisted")] * 6]
    assert {row.group: row.stands_out for row in rows(many, "partner")} == {
        "B": "approved more often", "A": "approved less often than the rest",
    }  # fmt: skip
    assert (total(many).count, total(many).approved, total(many).stands_out) == (99, 63, "")


def test_sizes_stand_in_their_order_and_half_were_faster() -> None:
    held = [one("A", value="300000", hours=1), one("A", value="9999.99", hours=9), one("A", value="10000", hours=2)]
    assert [row.group for row in rows(held, "size")] == ["under 10,000", "10,000 to 50,000", "250,000 and more"]
    assert band(exact("49999.99")) == "10,000 to 50,000"
    assert total(held).hours == 2
    assert rows([], "partner") == ()
    assert total([]).count == 0


@pytest.mark.django_db
def test_decisions_are_read_with_what_a_dispute_made_of_them(people: People, now: datetime) -> None:
    policy, products = put_policy(people, now), put_products(now)
    with acting_as(people.maya):
        row = pipeline.OpportunityFacts("O-1", "Contoso", "US", "CAM-1", "Engaging", "2026-01-05", "", "5000", "Dirk")
        actions.load_opportunities(actor=people.maya, now=now, rows=[row])
    case, mine, theirs, _, _ = two_sides(people, now, policy, products)
    ours = register(people.sam, now, policy, asked(products, "CAM-1", company="Contoso", website="contoso.example"))
    do(people.carl, now + 5 * timedelta(hours=1), actions.refuse, code=ours, answer="existing_business", text="Ours.")
    since, until = now - DAY, now + 30 * DAY
    with acting_as(people.ada):
        before = queries.first_answers(people.ada, since=since, until=until)
        assert [(one.partner, one.outcome, one.decider, one.direct, one.overturned) for one in before] == [
            ("Baylight Systems", "approved", "Carl", False, False), ("Anker Mess", "refused", "Carl", False, False),
            ("Baylight Systems", "refused", "Carl", True, False),
        ]  # fmt: skip
        assert [one.hours for one in before] == [0, 0, 5]
    texts = {mine: "It is yours.", theirs: "It is not."}
    do(people.theo, now + DAY, actions.decide, code=case, verdict=Verdict("award", "Shown.", texts, winner=mine))
    with acting_as(people.ada):
        after = queries.first_answers(people.ada, since=since, until=until)
        assert [one.overturned for one in after] == [True, True, False]
        assert queries.appeals(people.ada, since=since, until=until) == queries.Appeals(1, 1, 0, 0)
        assert queries.first_answers(people.ada, since=now + DAY, until=until) == ()
    with acting_as(people.ola), pytest.raises(NotAllowed):
        queries.first_answers(people.ola, since=since, until=until)


@pytest.mark.django_db
def test_the_queries_do_not_grow_with_the_registrations(people: People, now: datetime) -> None:
    policy, products = put_policy(people, now), put_products(now)
    counts = []
    for number in range(4):
        fields = {"company": f"Customer {number}", "website": f"c{number}.example"}
        code = register(people.ola, now, policy, asked(products, **fields))
        do(people.carl, now, actions.approve, code=code)
        with acting_as(people.ada), CaptureQueriesContext(connection) as seen:
            assert len(queries.first_answers(people.ada, since=now - DAY, until=now + DAY)) == number + 1
        counts.append(len(seen))
    assert len(set(counts[1:])) == 1
    assert counts[-1] <= 8
