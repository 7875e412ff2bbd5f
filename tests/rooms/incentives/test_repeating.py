"""A past run is repeated from what it read, whatever became of the lake since: restated, compacted, swept."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from fairway.engine.backends import local
from fairway.engine.check import check
from fairway.incentives import queries
from fairway.incentives.models import Payout, Run
from fairway.incentives.queries import inputs
from fairway.kit.access import WORKER, acting_as
from fairway.kit.lake import keeping, listing
from fairway.values import Exact, FiscalCalendar, plain
from tests.builders import People
from tests.rooms.incentives.stories import NOW, VOLUME, Sold, publish, put, run

pytestmark = pytest.mark.django_db
Amounts = dict[tuple[str, int], str]


def written(measure: Exact, rate: Exact | None, minor: int) -> str:
    return f"{plain(measure)} at {'nothing' if rate is None else plain(rate)}: {minor}"


def booked(run_id: int) -> Amounts:
    with acting_as(WORKER):
        rows = Payout.objects.filter(run_id=run_id)
        return {(row.period, row.partner_id): written(row.measure, row.rate, row.earned) for row in rows}


def repeated(run_id: int) -> Amounts:
    """Calculate once more from the files that the run has pinned."""
    with acting_as(WORKER):
        past = Run.objects.get(pk=run_id)
        document = check(VOLUME).programme
        assert document is not None
        programme = inputs.numbered(WORKER, document)
        read = inputs.of_programme(WORKER, programme, inputs.pinned_again(WORKER, past.pinned["files"]))
        assert inputs.fingerprint(read) == past.pinned["inputs"]
    calendar = FiscalCalendar()
    periods = [calendar.period_of(date(2012, month, 1)) for month in (4, 7)]
    with local.calculate(programme, read, periods=periods, as_of=past.as_of) as result:
        return {
            (one.period.label, int(one.partner)): written(one.measure, one.rate, one.earned.minor)
            for one in result.payouts()
        }


def test_a_past_run_gives_the_same_after_restating_compacting_and_sweeping(people: People) -> None:
    kept = [put(Sold(people.a, f"2012-0{month}-0{day}", "7000")) for month in (5, 8) for day in range(1, 7)]
    late = put(Sold(people.b, "2012-08-09", "60000"), Sold(people.b, "2012-05-09", "-20"))
    programme = publish(people)
    first = run(people, programme, "2012-09-30").run_id
    told = booked(first)
    # 6 x 7,000 each quarter at 1 %; 60,000 at 2 %
    assert told["2012-Q3", people.a] == "42000 at 0.01: 42000"
    assert told["2012-Q3", people.b] == "60000 at 0.02: 120000"
    assert {key: repeated(first)[key] for key in told} == told

    put(Sold(people.b, "2012-08-09", "1"), source=late)  # restated: other lines in force
    put(Sold(people.a, "2012-08-01", "1"), source=kept[-1])
    after = NOW + keeping.GRACE + timedelta(days=10)
    with acting_as(WORKER):
        assert keeping.compact(now=NOW, dataset="sales") > keeping.SMALL
        in_force = listing.in_force("sales").count()
        keeping.sweep(now=after, dataset="sales")
    assert in_force == 1
    assert {key: repeated(first)[key] for key in told} == told
    with acting_as(people.ola):
        (mine,) = [row for row in queries.payouts(people.ola).rows if row.period == "2012-Q3"]
        assert queries.payout_explanation(people.ola, mine.id).trouble == ""

    second = run(people, programme, "2012-09-30").run_id
    assert booked(second)["2012-Q3", people.b] == "1 at 0.01: 1"  # of 1.00, 1 %
    # compacting alone changes no payout, and so the next run books nothing
    for day in range(1, 10):
        put(Sold(people.a, f"2012-07-0{day}", "0.01"))
    third = run(people, programme, "2012-09-30").run_id
    with acting_as(WORKER):
        keeping.compact(now=NOW, dataset="sales")
    fourth = run(people, programme, "2012-09-30")
    assert fourth.corrections == 0
    assert booked(fourth.run_id) == booked(third)
    assert {key: repeated(third)[key] for key in booked(third)} == booked(third)
