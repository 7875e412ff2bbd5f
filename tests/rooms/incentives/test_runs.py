"""A run books what the books lack, and nothing else: the vectors of the incentive reference, through the database."""

from __future__ import annotations

import pytest

from fairway.incentives.models import Payout, Run
from fairway.kit.access import WORKER, acting_as
from fairway.ledger import queries as books
from tests.builders import People
from tests.rooms.incentives.stories import VOLUME, Sold, close, publish, put, run

pytestmark = pytest.mark.django_db


def legs(partner: int) -> list[tuple[str, str, str, int]]:
    """What was booked for a partner, oldest first: period, origin, cause, minor units earned."""
    with acting_as(WORKER):
        rows = books.visible_to(WORKER).filter(partner_id=partner, account="CR").order_by("entry_id", "number")
        return [(row.period, row.origin_period, row.cause, row.amount) for row in rows]


def test_a_run_books_what_was_earned(people: People) -> None:
    put(Sold(people.a, "2012-08-01", "120000"), Sold(people.b, "2012-08-01", "49500"))
    outcome = run(people, publish(people), "2012-09-30")
    assert (outcome.state, outcome.payouts, outcome.corrections) == ("succeeded", 2, 2)
    assert legs(people.a) == [("2012-Q3", "2012-Q3", "earned", 360_000)]  # 120,000 × 3 %
    assert legs(people.b) == [("2012-Q3", "2012-Q3", "earned", 49_500)]  # 49,500 × 1 %


def test_running_again_books_nothing(people: People) -> None:
    put(Sold(people.a, "2012-08-01", "120000"))
    programme = publish(people)
    run(people, programme, "2012-09-30")
    outcome = run(people, programme, "2012-09-30")
    assert (outcome.state, outcome.corrections) == ("succeeded", 0)
    assert len(legs(people.a)) == 1


def test_late_data_in_a_closed_period_v23(people: People) -> None:
    put(Sold(people.a, "2012-08-01", "49500"))
    programme = publish(people)
    run(people, programme, "2012-09-30")
    close(people.maya, programme, "2012-Q3")
    put(Sold(people.a, "2012-09-20", "2000"))
    outcome = run(people, programme, "2012-11-30")
    assert outcome.corrections == 1
    # settled 49,500 × 1 % = 495; now 51,500 × 2 % = 1,030; +535 = volume 2,000 × 1 % + rate 51,500 × 1 %
    assert legs(people.a) == [
        ("2012-Q3", "2012-Q3", "earned", 49_500),
        ("2012-Q4", "2012-Q3", "volume", 2_000),
        ("2012-Q4", "2012-Q3", "rate", 51_500),
    ]


def test_a_return_restates_its_period_v22a(people: People) -> None:
    put(Sold(people.a, "2012-08-01", "120000"))
    programme = publish(people)
    run(people, programme, "2012-09-30")
    close(people.maya, programme, "2012-Q3")
    put(Sold(people.a, "2012-09-25", "-25000", "-1"))
    run(people, programme, "2012-10-31")
    corrections = legs(people.a)[1:]
    assert sum(amount for *_, amount in corrections) == -170_000  # 95,000 × 2 % − 3,600
    # volume −25,000 × 3 %; rate 95,000 × (2 % − 3 %)
    assert corrections == [("2012-Q4", "2012-Q3", "volume", -75_000), ("2012-Q4", "2012-Q3", "rate", -95_000)]


def test_a_restated_file_books_exactly_the_difference(people: People) -> None:
    report = put(Sold(people.a, "2012-08-01", "120000"), Sold(people.b, "2012-08-02", "1000"))
    programme = publish(people)
    run(people, programme, "2012-09-30")
    put(Sold(people.a, "2012-08-01", "110000"), Sold(people.b, "2012-08-02", "1000"), source=report)
    run(people, programme, "2012-09-30")
    # the same rate: all of it is volume, −10,000 × 3 %; the period is open and takes it itself
    assert legs(people.a)[1:] == [("2012-Q3", "2012-Q3", "volume", -30_000)]
    assert len(legs(people.b)) == 1


def test_a_withdrawn_report_is_taken_back_whole(people: People) -> None:
    put(Sold(people.b, "2012-08-02", "1000"))
    report = put(Sold(people.a, "2012-08-01", "120000"))
    programme = publish(people)
    run(people, programme, "2012-09-30")
    put(Sold(people.b, "2012-08-03", "1"), source=report)
    run(people, programme, "2012-09-30")
    assert sum(amount for *_, amount in legs(people.a)) == 0


def test_a_changed_version_restates_from_its_period_v25(people: People) -> None:
    put(Sold(people.a, "2012-02-01", "300000"), Sold(people.a, "2011-12-31", "300000"))
    flat = VOLUME.replace("method: retroactive", "method: flat")
    start = flat.index("    rates:")
    end = flat.index("    returns:")
    two = flat[:start] + "    rates: [{percent: 2}]\n" + flat[end:]
    programme = publish(people, two)
    run(people, programme, "2012-06-30")
    from datetime import date

    publish(people, two.replace("percent: 2}", "percent: 2.5}"), applies_from=date(2012, 1, 1))
    run(people, programme, "2012-06-30")
    # 300,000 settled at 2 %; 2.5 % from 1 January: +1,500; the year before keeps the version it was published under
    assert legs(people.a)[2:] == [("2012-Q1", "2012-Q1", "rate", 150_000)]


def test_a_failed_run_leaves_nothing_behind(people: People) -> None:
    put(Sold(people.a, "2012-08-01", "120000"))
    text = VOLUME.replace("    measure: net\n", "    where: colour = 'red'\n    measure: net\n")
    outcome = run(people, publish(people, text), "2012-09-30")
    assert outcome.state == "failed"
    assert "colour" in outcome.failure
    assert legs(people.a) == []
    with acting_as(WORKER):
        assert not Payout.objects.exists()
        assert Run.objects.get().failure == outcome.failure


def test_a_lake_without_lines_books_nothing(people: People) -> None:
    outcome = run(people, publish(people), "2012-09-30")
    assert (outcome.state, outcome.payouts, outcome.corrections) == ("succeeded", 0, 0)
