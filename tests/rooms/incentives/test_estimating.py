"""What a running period is expected to cost goes into the books beside what is earned, and out again (V29)."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from django.db import DatabaseError, connection

from fairway.deals import actions as deals
from fairway.deals import queries as deal_queries
from fairway.engine.trial import Prospect
from fairway.incentives import actions, queries
from fairway.incentives.models import Estimate
from fairway.incentives.rules import Refused
from fairway.incentives.rules.estimating import catch_up
from fairway.kit.access import WORKER, Actor, acting_as
from fairway.kit.access.actor import NotAllowed
from fairway.kit.journal.models import JournalRow
from fairway.ledger import queries as books
from fairway.values import Money, Rate, exact
from tests.builders import People
from tests.rooms.deals import stories as deal_stories
from tests.rooms.incentives.stories import BY_UNITS, VOLUME, Sold, publish, put, run

pytestmark = pytest.mark.django_db

ON = date(2012, 11, 14)
"""Day 45 of the 92 of the fourth quarter."""
TODAY = datetime(2012, 11, 14, 9, 0, tzinfo=UTC)
BEFORE = datetime(2012, 11, 5, 9, 0, tzinfo=UTC)
LATER = datetime(2013, 1, 1, 3, 30, tzinfo=UTC)
DEAL = (Prospect(exact(20000), Rate.percent(50)),)


def usd(amount: str) -> Money:
    return Money.of(amount, "USD")


@pytest.fixture
def programme(people: People) -> int:
    put(Sold(people.a, "2012-10-15", "45000", "90"))
    number = publish(people, VOLUME)
    run(people, number, "2012-11-14")
    return number


def take(actor: Actor, partner: int, reason: str = "Month end", deals: tuple[Prospect, ...] = DEAL) -> int | None:
    with acting_as(actor):
        return actions.take_estimate(
            actor=actor, now=TODAY, partner_id=partner, code="fy12", on=ON, reason=reason, pipeline=deals
        )


def held(people: People) -> tuple[str, str]:
    with acting_as(people.maya):
        found = queries.in_the_books(people.maya, people.a, "fy12", date(2012, 10, 1), "USD")
    return str(found.earned), str(found.expected)


def test_the_whole_difference_is_caught_up_at_once() -> None:
    assert catch_up(target=26545, earned=10000, standing=0) == 16545  # V29: 265.45, of which 100.00 is earned
    assert catch_up(target=28000, earned=20000, standing=16545) == -8545


def test_the_books_hold_the_accrual_by_the_expected_value(people: People, programme: int) -> None:
    assert held(people) == ("450.00 USD", "0.00 USD")  # 45,000 × 1 %
    # 92,000 → 1,840; 102,000 → 3,060; 112,000 → 3,360; a quarter, half, a quarter: 2,830 on 102,000
    # 45,000 × 2,830 ÷ 102,000 = 1,248.53; 1,248.53 − 450.00
    assert take(people.maya, people.a) is not None
    assert held(people) == ("450.00 USD", "798.53 USD")
    with acting_as(people.maya):
        found = queries.in_the_books(people.maya, people.a, "fy12", date(2012, 10, 1), "USD")
        assert (found.target, found.reason, found.together) == (usd("1248.53"), "Month end", usd("1248.53"))
        assert [(str(one.share), one.volume, one.payout) for one in found.cases] == [
            ("25", usd("92000.00"), usd("1840.00")),
            ("50", usd("102000.00"), usd("3060.00")),
            ("25", usd("112000.00"), usd("3360.00")),
        ]
        assert found.pipeline == DEAL
        assert books.verify(people.theo) == ()
    with acting_as(WORKER):
        row = JournalRow.objects.get(verb="incentives.estimate.taken")
        assert (row.reason, row.payload["change"], row.payload["earned"]) == ("Month end", 79853, 45000)


def test_the_same_again_posts_nothing_and_another_guess_the_difference(people: People, programme: int) -> None:
    take(people.maya, people.a)
    assert take(people.maya, people.a) is None
    # without the deal 92,000 → 1,840 in each case: 45,000 × 1,840 ÷ 92,000 = 900.00
    assert take(people.maya, people.a, deals=()) is not None
    assert held(people) == ("450.00 USD", "450.00 USD")
    with acting_as(WORKER):
        assert list(Estimate.objects.order_by("number").values_list("number", "change")) == [(1, 79853), (2, -34853)]


def test_a_programme_of_units_alone_is_estimated_in_units(people: People) -> None:
    put(Sold(people.a, "2012-10-15", "45000", "90"))
    run(people, publish(people, BY_UNITS), "2012-11-14")
    given = (Prospect(exact(0), Rate.percent(50), units=exact(20)), Prospect(exact(70000), Rate.percent(50)))
    assert take(people.maya, people.a, deals=given) is not None
    # 184 × 2, 194 × 2, 204 × 3: 439 on 194 units; 90 × 439 ÷ 194 = 203.66; less 90 earned
    assert held(people) == ("90.00 USD", "113.66 USD")
    with acting_as(people.maya):
        found = queries.in_the_books(people.maya, people.a, "fy12", date(2012, 10, 1), "USD")
    assert (str(found.so_far), found.pipeline) == ("90 units", given)
    assert [(str(one.share), str(one.volume), one.payout) for one in found.cases] == [
        ("25", "184 units", usd("368.00")),
        ("50", "194 units", usd("388.00")),
        ("25", "204 units", usd("612.00")),
    ]
    # every night goes on from what was given in; what is over is taken back
    with acting_as(WORKER):
        assert actions.take_estimates(actor=WORKER, now=TODAY) == 0
        assert actions.take_estimates(actor=WORKER, now=LATER) == 1
    assert held(people) == ("90.00 USD", "0.00 USD")


def test_registered_deals_count_by_their_units_where_units_are_counted(people: People) -> None:
    put(Sold(people.a, "2012-10-15", "45000", "90"))
    run(people, publish(people, BY_UNITS), "2012-11-14")
    policy = deal_stories.put_policy(people, BEFORE)
    numbers = deal_stories.put_products(BEFORE)
    code = deal_stories.register(people.ola, BEFORE, policy, deal_stories.asked(numbers, expected_close="2012-12-20"))
    with acting_as(people.carl):
        deals.approve(actor=people.carl, now=BEFORE, code=code)
    with acting_as(WORKER):
        assert actions.take_estimates(actor=WORKER, now=TODAY) == 1
        one = Estimate.objects.get()
    # one product, 5 units, half likely: 186.5, to whole ones 187; the amount says nothing here
    assert [(case["volume"], case["rebate"]) for case in one.cases] == [("184", "368"), ("187", "374"), ("189", "378")]
    assert held(people) == ("90.00 USD", "90.00 USD")


def test_what_is_earned_and_owed_does_not_move(people: People, programme: int) -> None:
    take(people.maya, people.a)
    with acting_as(WORKER):
        assert books.owed(WORKER, partner_id=people.a) == {"USD": usd("450.00")}
        assert [one.minor for one in books.booked(WORKER, programme="fy12")] == [45000]
    assert run(people, programme, "2012-11-14").corrections == 0


def test_every_night_follows_the_sales_and_keeps_what_was_given_in(people: People, programme: int) -> None:
    take(people.maya, people.a)
    put(Sold(people.a, "2012-11-01", "5000", "10"))
    run(people, programme, "2012-11-14")
    with acting_as(WORKER):
        assert actions.take_estimates(actor=WORKER, now=TODAY) == 1
        assert actions.take_estimates(actor=WORKER, now=TODAY) == 0
        one = Estimate.objects.order_by("-number")[0]
    assert [each["amount"] for each in one.pipeline] == ["20000"]
    # 50,000 × 2 % = 1,000 earned. 102,222.22 → 3,066.67; 112,222.22 → 3,366.67; 122,222.22 → 3,666.67:
    # 3,366.67 on 112,222.22, 50,000 × 3,366.67 ÷ 112,222.22 = 1,500.00
    assert held(people) == ("1000.00 USD", "500.00 USD")


def test_every_night_reads_the_registered_deals_that_close_in_the_period(people: People, programme: int) -> None:
    policy = deal_stories.put_policy(people, BEFORE)
    numbers = deal_stories.put_products(BEFORE)
    for who, name, close, value in (
        (people.ola, "Northwind Traders Inc.", "2012-12-20", "20000"),
        (people.ola, "Southwind Mills Inc.", "2013-01-01", "99000"),  # in the next period
        (people.ola, "Westwind Foods Inc.", "2012-12-21", "70000"),  # not decided
        (people.sam, "Eastwind Bakers Inc.", "2012-12-20", "50000"),  # another's
    ):
        asked = deal_stories.asked(numbers, value=value, company=name, website=f"{name[:4]}.example".lower(),
                                   expected_close=close)  # fmt: skip
        code = deal_stories.register(who, BEFORE, policy, asked)
        if value != "70000":
            with acting_as(people.carl):
                deals.approve(actor=people.carl, now=BEFORE, code=code)
        if value == "20000":
            northwind = code
    with acting_as(WORKER):
        assert actions.to_estimate(actor=WORKER, now=TODAY) == (("fy12", (people.a,)),)
        assert actions.take_estimates(actor=WORKER, now=TODAY, only=("fy12", ())) == 0
        assert actions.take_estimates(actor=WORKER, now=TODAY, only=("fy12", (people.a,))) == 1
        assert actions.take_estimates(actor=WORKER, now=TODAY) == 0
        one = Estimate.objects.get()
    assert one.pipeline == [{"amount": "20000", "percent": "50", "deal": northwind, "units": "5"}]
    assert held(people) == ("450.00 USD", "798.53 USD")  # as with the deal that is given in by hand
    # what somebody gives in stands in their place, night after night
    take(people.maya, people.a, deals=(Prospect(exact(10000), Rate.percent(50)),))
    with acting_as(WORKER):
        assert actions.take_estimates(actor=WORKER, now=TODAY) == 0
        assert [each["amount"] for each in Estimate.objects.order_by("-number")[0].pipeline] == ["10000"]


def test_a_deal_that_is_won_is_no_pipeline_any_more(people: People, programme: int) -> None:
    policy = deal_stories.put_policy(people, BEFORE)
    asked = deal_stories.asked(deal_stories.put_products(BEFORE), expected_close="2012-12-20")
    code = deal_stories.register(people.ola, BEFORE, policy, asked)
    with acting_as(people.carl):
        deals.approve(actor=people.carl, now=BEFORE, code=code)
    with acting_as(WORKER):
        assert actions.take_estimates(actor=WORKER, now=TODAY) == 1
    assert held(people) == ("450.00 USD", "798.53 USD")
    with acting_as(people.ola):
        deals.close(actor=people.ola, now=TODAY, code=code, won=True)
    with acting_as(WORKER):
        assert actions.take_estimates(actor=WORKER, now=TODAY) == 1
    assert held(people) == ("450.00 USD", "450.00 USD")  # 92,000 → 1,840 in each case: 900.00


def test_how_likely_a_deal_is_says_the_record(people: People, monkeypatch: pytest.MonkeyPatch) -> None:
    policy = deal_stories.put_policy(people, BEFORE)
    numbers = deal_stories.put_products(BEFORE)
    monkeypatch.setattr("fairway.deals.queries.open.FEW", 3)
    for name, won in (("Alpine Mills Inc.", True), ("Boreal Foods Inc.", True), ("Coral Bakers Inc.", False)):
        with acting_as(WORKER):
            assert deal_queries.won_share(WORKER) is None
        asked = deal_stories.asked(numbers, company=name, website=f"{name[:4]}.example".lower(),
                                   expected_close="2012-12-20")  # fmt: skip
        code = deal_stories.register(people.ola, BEFORE, policy, asked)
        with acting_as(people.carl):
            deals.approve(actor=people.carl, now=BEFORE, code=code)
            deals.close(actor=people.carl, now=TODAY, code=code, won=won, reason="" if won else "price")
    with acting_as(WORKER):
        assert deal_queries.won_share(WORKER) == exact(67)  # two of three


def test_when_the_period_is_over_it_is_taken_back(people: People, programme: int) -> None:
    take(people.maya, people.a)
    with acting_as(WORKER):
        assert actions.take_estimates(actor=WORKER, now=LATER) == 1
        assert actions.take_estimates(actor=WORKER, now=LATER) == 0
    assert held(people) == ("450.00 USD", "0.00 USD")


def test_no_partner_reads_what_it_is_expected_to_earn(people: People, programme: int) -> None:
    take(people.maya, people.a)
    with acting_as(people.ola), connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM ledger_leg WHERE account IN ('XC', 'XL')")
        assert cursor.fetchone() == (0,)
        cursor.execute("SELECT count(*) FROM ledger_entry WHERE kind = 'estimate'")
        assert cursor.fetchone() == (0,)
        assert len(books.statement_of_account(people.ola, partner_id=people.a, currency="USD")) == 1
    with pytest.raises(DatabaseError, match="permission denied"), acting_as(people.ola), connection.cursor() as cursor:
        cursor.execute("SELECT 1 FROM incentives_estimate")


def test_only_who_starts_runs_and_says_why(people: People, programme: int) -> None:
    for actor in (people.ola, people.sam):
        with pytest.raises(NotAllowed):
            take(actor, people.a)
    with pytest.raises(Refused, match="Say why"):
        take(people.maya, people.a, reason=" ")
    with pytest.raises(Refused, match="Nothing is sold"):
        take(people.maya, people.b)
    with acting_as(WORKER):
        assert Estimate.objects.count() == 0


def test_an_estimate_is_written_once(people: People, programme: int) -> None:
    take(people.maya, people.a)
    with pytest.raises(DatabaseError), acting_as(WORKER), connection.cursor() as cursor:
        cursor.execute("UPDATE incentives_estimate SET target = 0")
