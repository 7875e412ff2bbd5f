"""What a partner sends counts soon: one accrual for all the files that come together, and none of their trouble."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.db import connection

from fairway.incentives import actions, jobs, queries
from fairway.incentives.models import Run
from fairway.kit.access import WORKER, acting_as
from fairway.kit.jobs import run_worker
from fairway.sales import actions as sales
from fairway.sales import queries as sold
from fairway.sales.actions import announcing
from tests import builders
from tests.rooms.incentives.stories import VOLUME, publish
from tests.rooms.sales.builders import LAYOUT, file_of, line, products

TODAY = datetime.now(UTC)
DAY = TODAY.date().isoformat()
TEXT = VOLUME.replace("event: sell_in", "event: sell_through").replace("currency: USD", "currency: EUR")


@pytest.fixture
def people(own_database: str, django_db_blocker: Any, settings: Any) -> Any:
    settings.FAIRWAY = replace(settings.FAIRWAY, accrue_after=0)
    with django_db_blocker.unblock():
        found = builders.people(TODAY - timedelta(days=1))
        products(TODAY, "AX")
        publish(found, TEXT)
        yield found


def send(people: builders.People, number: int, net: str = "100.00") -> int:
    content = file_of(line(f"INV-{number}", 1, DAY, "AX", "1", net, net))
    with acting_as(people.ola):
        return sales.receive(
            actor=people.ola, now=TODAY, reporter_id=people.a, file_name=f"{number}.csv", content=[content],
            layout=LAYOUT, purpose="add",
        ).report_id  # fmt: skip


def so_far(people: builders.People) -> list[str]:
    with acting_as(people.ola):
        return [str(one.earned) for one in queries.earnings_to_date(people.ola, people.a, on=date.fromisoformat(DAY))]


def accruals() -> int:
    with acting_as(WORKER), connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM procrastinate_jobs WHERE task_name = %s", [announcing.JOB])
        return int(cursor.fetchone()[0])


def test_files_that_come_together_lead_to_one_accrual(people: builders.People) -> None:
    for number in range(1, 9):
        send(people, number)
    assert so_far(people) == ["0.00 EUR"]
    run_worker(wait=False)
    assert so_far(people) == ["8.00 EUR"]  # 8 files of 100.00, 1 %
    with acting_as(WORKER):
        assert Run.objects.count() == 1
    assert accruals() == 1

    # the same again books the difference only, and what changes nothing asks for no run
    send(people, 9, "50.00")
    run_worker(wait=False)
    jobs.accrue_soon()
    assert so_far(people) == ["8.50 EUR"]
    with acting_as(WORKER):
        assert list(Run.objects.order_by("pk").values_list("corrections", flat=True)) == [1, 1]


def test_accruing_can_be_left_to_the_night(people: builders.People, settings: Any) -> None:
    settings.FAIRWAY = replace(settings.FAIRWAY, accrue_after=None)
    send(people, 1)
    run_worker(wait=False)
    assert accruals() == 0
    assert so_far(people) == ["0.00 EUR"]


def test_a_failing_accrual_is_none_of_the_files(people: builders.People, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(**_: object) -> None:
        raise RuntimeError("The rates are on fire.")

    report = send(people, 1)
    monkeypatch.setattr(actions, "accrue", broken)
    run_worker(wait=False)
    with acting_as(people.ola):
        assert sold.report_progress(people.ola, report).status == "decided"
        assert sold.report(people.ola, report).accepted == 1
    monkeypatch.undo()
    jobs.accrue_soon()
    run_worker(wait=False)
    assert so_far(people) == ["1.00 EUR"]


def test_what_comes_while_a_run_is_at_work_is_taken_up_after_it(people: builders.People) -> None:
    send(people, 1)
    run_worker(wait=False)
    with acting_as(WORKER):
        first = Run.objects.get()
        Run.objects.create(
            programme_id=first.programme_id, version_id=first.version_id, as_of=first.as_of, state=Run.RUNNING,
            requested_at=TODAY,
        )  # fmt: skip
    before = accruals()
    jobs.accrue_soon(tries=jobs.MOST_TRIES)  # nobody waits for ever for a run that never ends
    assert accruals() == before
    jobs.accrue_soon(tries=3)
    with acting_as(WORKER), connection.cursor() as cursor:
        cursor.execute("SELECT args FROM procrastinate_jobs WHERE task_name = %s ORDER BY id DESC", [announcing.JOB])
        assert cursor.fetchone() == ('{"tries": 4}',)
    assert accruals() == before + 1
