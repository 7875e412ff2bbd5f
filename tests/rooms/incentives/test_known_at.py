"""What was calculated at a time is calculated again as it was known then; what is sent twice is known once.

The two invariants of the reference that need the lake: files are drawn, they arrive, are replaced and merged, and each
run is repeated from what it had read.
"""

from __future__ import annotations

from datetime import date
from itertools import count
from random import Random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from fairway.engine.backends import local
from fairway.engine.check import check
from fairway.incentives.models import Payout, Run
from fairway.incentives.queries import inputs
from fairway.kit.access import WORKER, acting_as
from fairway.kit.lake import keeping
from fairway.sales import actions
from fairway.values import Exact, FiscalCalendar, exact, plain
from tests.builders import People
from tests.rooms.incentives.stories import NOW, VOLUME, Sold, publish, put, run
from tests.rooms.sales.builders import LAYOUT, file_of, in_lake, line, products, send

pytestmark = pytest.mark.django_db
drawn = settings(max_examples=4, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
seeds = st.integers(0, 10**6)
numbers = count(1)
Known = dict[tuple[str, int], tuple[str, str, int]]


def sold(chance: Random, people: People, lines: int) -> list[Sold]:
    return [
        Sold(
            chance.choice([people.a, people.b]),
            date(2012, chance.randint(4, 9), chance.randint(1, 28)).isoformat(),
            plain(exact(chance.randint(-200_000, 4_000_000)).scaleb(-2)),
        )
        for _ in range(lines)
    ]


def written(measure: Exact, rate: Exact | None, minor: int) -> tuple[str, str, int]:
    return plain(measure), "" if rate is None else plain(rate), minor


def booked(run_id: int) -> Known:
    with acting_as(WORKER):
        rows = Payout.objects.filter(run_id=run_id, earned__gt=0)
        return {(row.period, row.partner_id): written(row.measure, row.rate, row.earned) for row in rows}


def known_at(run_id: int, text: str) -> Known:
    """The calculation as what it needs was known when the run was made."""
    with acting_as(WORKER):
        past = Run.objects.get(pk=run_id)
        document = check(text).programme
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
            if one.earned.minor > 0
        }


@drawn
@given(seed=seeds)
def test_as_known_at_a_time_is_what_was_calculated_then(people: People, seed: int) -> None:
    chance = Random(seed)
    files: list[int] = []
    runs: dict[int, Known] = {}
    code = f"known-{next(numbers)}"
    text = VOLUME.replace("fy12", code)
    programme = publish(people, text, code=code)
    for day in sorted(chance.sample(range(1, 31), 4)):
        old = chance.choice(files) if files and chance.random() < 0.4 else None  # replaced, or one more
        files.append(put(*sold(chance, people, chance.randint(1, 8)), source=old))
        if chance.random() < 0.3:
            with acting_as(WORKER):
                keeping.compact(now=NOW, dataset="sales")
        number = run(people, programme, date(2012, 9, day).isoformat()).run_id
        runs[number] = booked(number)
    for number, then in runs.items():
        assert known_at(number, text) == then


@drawn
@given(seed=seeds)
def test_what_is_sent_twice_is_known_once(people: People, seed: int) -> None:
    chance = Random(seed)
    products(NOW, "AX", "BX")
    rows = [
        line(
            f"INV-{seed}-{place}", 1, date(2012, chance.randint(4, 9), chance.randint(1, 28)).isoformat(),
            chance.choice(["AX", "BX"]), str(chance.randint(1, 9)), "", f"{chance.randint(1, 99)}.50", "USD",
        )
        for place in range(chance.randint(1, 12))
    ]  # fmt: skip
    more = {"layout": LAYOUT, "event": "sell_in", "purpose": "add"}
    report, _ = send(people.ola, NOW, file_of(*rows), people.a, **more)
    known = in_lake("line_id, partner_id, net_amount, quantity")
    # the same bytes again: the same report, and nothing is read
    with acting_as(people.ola):
        again = actions.receive(
            actor=people.ola, now=NOW, reporter_id=people.a, file_name="again.csv", content=[file_of(*rows)],
            enqueue=False, **more,
        )  # fmt: skip
    assert (again.report_id, again.repeated) == (report, True)
    assert actions.process(actor=WORKER, now=NOW, report_id=report) == "decided"
    assert in_lake("line_id, partner_id, net_amount, quantity") == known
    # the same lines in another order, as other bytes: every one is known already
    chance.shuffle(rows)
    other, status = send(people.ola, NOW, file_of(*rows, ""), people.a, **more)
    assert status == "decided"
    assert other != report
    assert in_lake("line_id, partner_id, net_amount, quantity") == known
