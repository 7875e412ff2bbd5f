"""Raw files are kept once and whole; jobs are enqueued with the caller's transaction or not at all."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest
from django.conf import settings
from django.db import DatabaseError, connection, transaction

from fairway.kit import files, jobs
from fairway.kit.access import WORKER, acting_as
from fairway.kit.jobs import run_worker
from tests.builders import People

DONE: list[int] = []


@jobs.job("tests.note")
def note(number: int) -> None:
    DONE.append(number)


def test_the_same_bytes_are_the_same_file(settings: object) -> None:
    first, second = files.store([b"a,b\n", b"1,2\n"]), files.store([b"a,b\n1,2\n"])
    assert first == second
    assert first.sha256 == hashlib.sha256(b"a,b\n1,2\n").hexdigest()
    assert first.path.read_bytes() == b"a,b\n1,2\n"


def test_a_file_beyond_the_limit_leaves_nothing() -> None:
    folder = Path(settings.FAIRWAY.data_dir) / "raw"
    before = set(folder.rglob("*")) if folder.exists() else set()
    with pytest.raises(files.TooLarge, match="FAIRWAY_MAX_UPLOAD"):
        files.store((b"x" * 1000 for _ in range(5)), limit=4000)
    assert {path for path in folder.rglob("*") if path.is_file()} <= before


def test_a_stream_that_breaks_leaves_nothing() -> None:
    def broken() -> object:
        yield b"half"
        raise ConnectionError

    with pytest.raises(ConnectionError):
        files.store(broken())  # type: ignore[arg-type]
    assert not list((Path(settings.FAIRWAY.data_dir) / "raw").glob("incoming-*"))


def test_a_partner_may_enqueue_but_not_look(people: People) -> None:
    with acting_as(people.ola):
        assert jobs.defer("tests.note", number=1) > 0
    with pytest.raises(DatabaseError), acting_as(people.ola), connection.cursor() as cursor:
        cursor.execute("SELECT * FROM procrastinate_jobs")


def test_a_job_lives_and_dies_with_its_transaction(own_database: str) -> None:
    DONE.clear()
    with acting_as(WORKER):
        jobs.defer("tests.note", number=7)
    with pytest.raises(ZeroDivisionError), acting_as(WORKER):
        jobs.defer("tests.note", number=8)
        raise ZeroDivisionError
    transaction.get_connection().close()
    run_worker(wait=False)
    assert DONE == [7]


def test_what_a_dead_worker_was_doing_is_taken_up_again(own_database: str) -> None:
    """A worker that was killed leaves its job as being done, and its last heartbeat in the past."""
    DONE.clear()
    with acting_as(WORKER):
        number = jobs.defer("tests.note", number=9, lock="one at a time")
    with acting_as(WORKER), connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO procrastinate_workers (last_heartbeat) VALUES (now() - interval '5 minutes') RETURNING id"
        )
        (dead,) = cursor.fetchone() or (None,)
        cursor.execute("UPDATE procrastinate_jobs SET status = 'doing', worker_id = %s WHERE id = %s", [dead, number])
    with acting_as(WORKER):
        jobs.defer("jobs.take_up_stalled", timestamp=0)
    transaction.get_connection().close()
    run_worker(wait=False)
    assert DONE == [9]
