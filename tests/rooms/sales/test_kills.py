"""A process that dies at any point leaves one accepted copy or none, and the next try completes it."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import textwrap
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path

import pytest

from fairway.kit.access import WORKER, acting_as
from fairway.kit.lake import keeping, writing
from fairway.sales import actions, queries
from tests import builders
from tests.rooms.sales.builders import LAYOUT, file_of, in_lake, line, products

NOW = datetime(2026, 2, 10, 9, 0, tzinfo=UTC)

# what the child replaces by its own death: "before" kills instead of the call, "after" once it has returned
POINTS = {
    "while parsing": ("fairway.sales.actions.deciding", "_insert", "after"),
    "before writing Parquet": ("fairway.sales.actions.processing", "stage", "before"),
    "while writing Parquet": ("fairway.kit.lake.writing", "_digest", "before"),
    "after Parquet, before the transaction": ("fairway.sales.actions.processing", "stage", "after"),
    "inside the transaction": ("fairway.kit.lake.listing", "publish", "after"),
    "just before the commit": ("fairway.sales.actions.processing", "_fill", "after"),
    "after the commit": ("fairway.sales.actions.processing", "_publish", "after"),
}

CHILD = """
    import os, signal, sys
    import django
    django.setup()
    from django.db import connections
    name, module, function, when, report = sys.argv[1:6]
    for alias in ("default", "owner"):
        connections[alias].settings_dict["NAME"] = name
    import importlib
    from datetime import UTC, datetime
    place = importlib.import_module(module)
    real = getattr(place, function)

    def dying(*given, **named):
        if when == "after":
            real(*given, **named)
        os.kill(os.getpid(), signal.SIGKILL)

    setattr(place, function, dying)
    now = datetime(2026, 2, 10, 9, 0, tzinfo=UTC)
    from fairway.kit.access import WORKER, acting_as
    if report == "compact":
        from fairway.kit.lake import keeping
        with acting_as(WORKER):
            keeping.compact(now=now, dataset="sales")
    else:
        from fairway.sales import actions
        actions.process(actor=WORKER, now=now, report_id=int(report))
"""


def dies(database: str, point: tuple[str, str, str], report: str) -> None:
    """Run a process that kills itself at the point."""
    child = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", textwrap.dedent(CHILD), database, *point, report],
        env={**os.environ, "DJANGO_SETTINGS_MODULE": "fairway.config.settings", "PYTHONPATH": "src"},
        cwd=Path(__file__).parents[3],
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert child.returncode == -signal.SIGKILL, child.stderr[-2000:]


@pytest.fixture
def ola(own_database: str, django_db_blocker: object) -> object:
    with django_db_blocker.unblock():  # type: ignore[attr-defined]
        people = builders.people(NOW)
        products(NOW, "AX")
        yield people.ola


def received(ola: object, content: bytes, **more: object) -> int:
    with acting_as(ola):  # type: ignore[arg-type]
        return actions.receive(
            actor=ola,  # type: ignore[arg-type]
            now=NOW,
            reporter_id=ola.partner_id,  # type: ignore[attr-defined]
            file_name="march.csv",
            content=[content],
            layout=LAYOUT,
            enqueue=False,
            **more,  # type: ignore[arg-type]
        ).report_id


@pytest.mark.parametrize("point", POINTS.values(), ids=POINTS.keys())
def test_killed_while_taking_in(ola: object, own_database: str, point: tuple[str, str, str]) -> None:
    first = received(ola, file_of(line("INV-1", 1, "2026-01-05", "AX", "2", "10.00", "20.00")))
    assert actions.process(actor=WORKER, now=NOW, report_id=first) == "decided"
    again = received(
        ola,
        file_of(
            line("INV-1", 1, "2026-01-05", "AX", "3", "10.00", "30.00"),
            line("INV-2", 1, "2026-01-06", "NEW", "1", "1.00", "1.00"),
        ),
        purpose="replace",
    )
    dies(own_database, point, str(again))
    before = [("INV-1", Decimal("2"), Decimal("20"))]
    after = [("INV-1", Decimal("3"), Decimal("30"))]
    assert in_lake() == (after if point[1] == "_publish" else before)
    assert actions.process(actor=WORKER, now=NOW, report_id=again) == "decided"
    assert in_lake() == after
    with acting_as(WORKER):
        assert len(queries.held_lines(WORKER, report_id=again)) == 1
        keeping.sweep(now=datetime.now(UTC) + timedelta(days=40), dataset=queries.DATASET)
    assert in_lake() == after
    assert len(list(writing.folder(queries.DATASET).glob("*/*.parquet"))) == 1  # what nobody lists is gone


@pytest.mark.parametrize("point", [("fairway.kit.lake.keeping", "stage", "after")], ids=["written, not yet listed"])
def test_killed_while_compacting(ola: object, own_database: str, point: tuple[str, str, str]) -> None:
    for number in range(keeping.SMALL + 1):
        report = received(
            ola, file_of(line(f"INV-{number}", 1, f"2026-01-{number + 1:02d}", "AX", "1", "1.00", "1.00"))
        )
        actions.process(actor=WORKER, now=NOW, report_id=report)
    lines = in_lake()
    assert len(lines) == keeping.SMALL + 1
    dies(own_database, point, "compact")
    assert in_lake() == lines
    with acting_as(WORKER):
        assert keeping.compact(now=NOW, dataset=queries.DATASET) == keeping.SMALL + 1
    assert in_lake() == lines
