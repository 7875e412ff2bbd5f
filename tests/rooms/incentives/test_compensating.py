"""From a dispute's decision to the books: proposed once, booked by somebody else, taken back on appeal."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from django.db import transaction

from fairway.deals import actions as deals
from fairway.deals.rules import refusals
from fairway.deals.rules.disputes import Verdict
from fairway.incentives import actions, queries
from fairway.incentives.models import Adjustment
from fairway.incentives.rules import Refused
from fairway.kit.access import WORKER, acting_as
from fairway.values import exact
from tests.builders import People
from tests.rooms.deals.stories import put_policy, put_products
from tests.rooms.deals.test_disputes import do, followed, two_sides
from tests.rooms.incentives.stories import publish
from tests.rooms.incentives.test_statements import owed

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture
def case(people: People, now: datetime) -> tuple[str, str, str]:
    """Ola's dispute in which Sam is heard, with Theo as mediator: the case, and both sides' codes."""
    made, mine, theirs, _, _ = two_sides(people, now, put_policy(people, now), put_products(now))
    return made, mine, theirs


def decide(people: People, now: datetime, case: tuple[str, str, str], amount: str) -> None:
    code, mine, theirs = case
    texts = {mine: f"For your work we pay {amount}.", theirs: "Nothing changes."}
    verdict = Verdict("compensate", "Work was done in good faith.", texts, amounts={mine: exact(amount)})
    do(people.theo, now + DAY, deals.decide, code=code, verdict=verdict)


def take(now: datetime) -> int:
    with acting_as(WORKER):
        return actions.take_compensations(actor=WORKER, now=now)


def taken() -> list[tuple[int, str]]:
    with acting_as(WORKER):
        return [(row.amount, "dropped" if row.dropped_at else "") for row in Adjustment.objects.order_by("pk")]


def appealed(people: People, now: datetime, case: tuple[str, str, str], verdict: Verdict) -> None:
    """Ola appeals, and Maya decides when nobody else can appeal any more."""
    do(people.ola, now + 2 * DAY, deals.appeal, code=case[1], text="It is worth more.")
    followed(case[1], now + 2 * DAY)
    do(people.maya, now + 40 * DAY, deals.decide, code=case[0], verdict=verdict)


def test_a_decision_is_proposed_once_and_booked_by_somebody_else(
    people: People, now: datetime, case: tuple[str, str, str]
) -> None:
    programme = publish(people)
    assert take(now) == 0
    decide(people, now, case, "1500.00")
    assert (take(now + DAY), take(now + DAY)) == (1, 0)
    assert (taken(), owed(people.a)) == ([(150_000, "")], {})
    with acting_as(people.theo):
        (row,) = queries.adjustments_about(people.theo, [case[1]])
        assert (row.link, row.proposed_by, row.state) == (case[0], "Theo", "waiting")
        with pytest.raises(Refused, match="second person"):
            actions.approve_adjustment(actor=people.theo, now=now, code=row.code, programme_id=programme)
    with acting_as(people.maya):
        for _ in range(2):
            assert actions.approve_adjustment(
                actor=people.maya, now=now, code=row.code, programme_id=programme
            ).startswith(str(now.year))
    assert owed(people.a) == {"AL": -150_000}
    with acting_as(people.ola):
        (own,) = queries.booked_about(people.ola, case[1])
        assert (str(own.amount), own.explanation) == ("1500.00 USD", "For your work we pay 1500.00.")
        assert case[1] in own.title
        assert case[0] not in own.title + own.explanation, "the vendor's code is the vendor's"
    with acting_as(people.sam):
        assert queries.booked_about(people.sam, case[1]) == queries.booked_about(people.sam, case[2]) == ()


def test_an_appeal_that_overturns_it_is_met_by_a_counter_entry(
    people: People, now: datetime, case: tuple[str, str, str]
) -> None:
    programme = publish(people)
    decide(people, now, case, "1500.00")
    take(now + DAY)
    with acting_as(people.maya):
        (row,) = queries.adjustments(people.maya)
        actions.approve_adjustment(actor=people.maya, now=now + DAY, code=row.code, programme_id=programme)
    _, mine, theirs = case
    texts = {mine: "You may go on instead.", theirs: "You may go on."}
    appealed(people, now, case, Verdict("dual_track", "Two departments buy.", texts))
    later = now + 40 * DAY
    assert (take(later), take(later)) == (1, 0)
    assert owed(people.a) == {"AL": -150_000}, "until a second person books the counter-entry"
    with acting_as(people.theo):
        counter = queries.adjustments(people.theo)[0]
        assert (str(counter.amount), counter.proposed_by) == ("-1500.00 USD", "Maya")
        actions.approve_adjustment(actor=people.theo, now=later, code=counter.code)
    assert (owed(people.a), take(later)) == ({}, 0)
    with acting_as(people.ola):
        told = [(str(one.amount), one.explanation) for one in queries.booked_about(people.ola, mine)]
        assert told == [
            ("1500.00 USD", "For your work we pay 1500.00."), ("-1500.00 USD", "You may go on instead."),
        ]  # fmt: skip


def test_an_appeal_before_it_is_booked_drops_the_proposal(
    people: People, now: datetime, case: tuple[str, str, str]
) -> None:
    decide(people, now, case, "1500.00")
    take(now + DAY)
    _, mine, theirs = case
    texts = {mine: "For your work we pay 2000.", theirs: "Nothing changes."}
    more = Verdict("compensate", "It was more work.", texts, amounts={mine: exact("2000")})
    appealed(people, now, case, more)
    later = now + 40 * DAY
    assert (take(later), take(later)) == (2, 0)
    assert taken() == [(150_000, "dropped"), (200_000, "")]


def test_an_appeal_that_gives_the_same_leaves_it_as_it_is(
    people: People, now: datetime, case: tuple[str, str, str]
) -> None:
    decide(people, now, case, "1500.00")
    take(now + DAY)
    _, mine, theirs = case
    texts = {mine: "It stays at 1500.", theirs: "Nothing changes."}
    same = Verdict("compensate", "The work was that.", texts, amounts={mine: exact("1500")})
    appealed(people, now, case, same)
    assert (take(now + 40 * DAY), taken()) == (0, [(150_000, "")])


def test_an_amount_that_no_currency_pays_decides_nothing(
    people: People, now: datetime, case: tuple[str, str, str]
) -> None:
    code, mine, theirs = case
    texts = {mine: "For your work.", theirs: "Nothing changes."}
    verdict = Verdict("compensate", "Good faith.", texts, amounts={mine: exact("10.001")})
    with acting_as(people.theo), pytest.raises(refusals.Refused, match="cannot be paid"), transaction.atomic():
        deals.decide(actor=people.theo, now=now + DAY, code=code, verdict=verdict)
    assert (take(now + DAY), taken()) == (0, [])
