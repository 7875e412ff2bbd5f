"""Two processes run the same programme at once: the books end up as if one had."""

from __future__ import annotations

import os
import subprocess
import sys
from datetime import date
from typing import Any

from fairway.incentives import actions
from fairway.incentives.models import Run
from fairway.kit.access import WORKER, acting_as
from fairway.ledger import queries as books
from tests.builders import people as everybody
from tests.rooms.incentives.stories import NOW, Sold, publish, put

PERFORM = """
import sys
from datetime import UTC, datetime
import django
django.setup()
from django.db import connections
for alias in ("default", "owner"):
    connections[alias].settings_dict["NAME"] = sys.argv[2]
from fairway.incentives import actions
from fairway.kit.access import WORKER
outcome = actions.perform_run(actor=WORKER, now=datetime(2013, 3, 1, tzinfo=UTC), run_id=int(sys.argv[1]))
print(outcome.state, outcome.corrections)
"""


def test_two_processes_book_once(own_database: str, django_db_blocker: Any) -> None:
    with django_db_blocker.unblock():
        people = everybody(NOW)
        put(
            *(Sold(people.a, f"2012-0{month}-01", "60000") for month in range(1, 10)),
            Sold(people.b, "2012-05-05", "10"),
        )
        programme = publish(people)
        with acting_as(people.maya):
            runs = [
                actions.start_run(
                    actor=people.maya, now=NOW, programme_id=programme, as_of=date(2012, 12, 31), at_once=True
                )
                for _ in range(2)
            ]
        environment = {**os.environ, "DJANGO_SETTINGS_MODULE": os.environ["DJANGO_SETTINGS_MODULE"]}
        both = [
            subprocess.Popen(
                [sys.executable, "-W", "ignore", "-c", PERFORM, str(run), own_database],
                env=environment, stdout=subprocess.PIPE, text=True,
            )
            for run in runs
        ]  # fmt: skip
        said = sorted(process.communicate(timeout=120)[0].split() for process in both)
        assert [process.returncode for process in both] == [0, 0]
        # three quarters of A and one of B; the other run, which waited, finds them booked
        assert said == [["succeeded", "0"], ["succeeded", "4"]]
        with acting_as(WORKER):
            # 180,000 × 3 % in each of three quarters, and 10 × 1 %
            assert [row.minor for row in books.booked(WORKER, programme="fy12")] == [540_000, 540_000, 540_000, 10]
            assert set(Run.objects.values_list("state", flat=True)) == {"succeeded"}


def test_a_run_that_was_cut_off_is_performed_again(own_database: str, django_db_blocker: Any) -> None:
    """A process that dies keeps no lock and leaves nothing booked; the job is fetched again and finishes."""
    with django_db_blocker.unblock():
        people = everybody(NOW)
        put(Sold(people.a, "2012-08-01", "120000"))
        programme = publish(people)
        with acting_as(people.maya):
            run = actions.start_run(
                actor=people.maya, now=NOW, programme_id=programme, as_of=date(2012, 9, 30), at_once=True
            )
        cut_off = PERFORM.replace(
            "outcome =",
            "import os\nfrom fairway.incentives.actions import running\n"
            "running.ledger.post = lambda **_: os._exit(9)\noutcome =",
        )
        died = subprocess.run(
            [sys.executable, "-W", "ignore", "-c", cut_off, str(run), own_database], check=False, timeout=120
        )
        assert died.returncode == 9
        with acting_as(WORKER):
            assert Run.objects.get(pk=run).state == Run.RUNNING
            assert books.booked(WORKER, programme="fy12") == ()
        outcome = actions.perform_run(actor=WORKER, now=NOW, run_id=run)
        assert (outcome.state, outcome.corrections) == ("succeeded", 1)
