"""The queue takes files in; two processes at once take one in once."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from typing import Any

import pytest
from django.db import connections

from fairway.kit.access import WORKER, acting_as
from fairway.kit.jobs import run_worker
from fairway.kit.lake.listing import in_force
from fairway.sales import actions, queries
from tests import builders
from tests.rooms.sales.builders import LAYOUT, file_of, in_lake, line, products

NOW = datetime(2026, 2, 10, 9, 0, tzinfo=UTC)


@pytest.fixture
def people(own_database: str, django_db_blocker: Any) -> Any:
    with django_db_blocker.unblock():
        found = builders.people(NOW)
        products(NOW, "AX")
        yield found


def received(people: builders.People, number: int, *, enqueue: bool) -> int:
    content = file_of(line(f"INV-{number}", 1, f"2026-01-{number:02d}", "AX", "1", "1.00", "1.00"))
    with acting_as(people.ola):
        return actions.receive(
            actor=people.ola,
            now=NOW,
            reporter_id=people.a,
            file_name=f"{number}.csv",
            content=[content],
            layout=LAYOUT,
            enqueue=enqueue,
        ).report_id


def test_the_queue_takes_files_in_and_compacts_them(people: builders.People) -> None:
    reports = [received(people, number, enqueue=True) for number in range(1, 11)]
    run_worker(wait=False)
    with acting_as(people.ola):
        assert {queries.report_progress(people.ola, number).status for number in reports} == {"decided"}
    assert len(in_lake()) == 10
    with acting_as(WORKER):
        assert in_force(queries.DATASET).count() < 10


def test_two_at_once_take_a_file_in_once(people: builders.People) -> None:
    report = received(people, 1, enqueue=False)

    def work(_: int) -> str:
        try:
            return actions.process(actor=WORKER, now=NOW, report_id=report)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(2) as both:
        assert set(both.map(work, range(2))) == {"decided"}
    assert len(in_lake()) == 1


def test_files_that_arrive_together_are_compared_with_each_other(people: builders.People) -> None:
    first = received(people, 1, enqueue=False)
    with acting_as(people.ola):
        second = actions.receive(
            actor=people.ola,
            now=NOW,
            reporter_id=people.a,
            file_name="again.csv",
            content=[file_of(line("INV-1", 1, "2026-01-01", "AX", "1", "1.00", "1.00"), "")],
            layout=LAYOUT,
            purpose="add",
            enqueue=False,
        ).report_id

    def work(number: int) -> str:
        try:
            return actions.process(actor=WORKER, now=NOW, report_id=number)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(2) as both:
        assert set(both.map(work, (first, second))) <= {"decided", "to_confirm"}
    assert len(in_lake()) == 1
