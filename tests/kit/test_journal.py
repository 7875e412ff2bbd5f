"""The journal cannot be edited, and what somebody edits all the same is found."""

from __future__ import annotations

import time
from datetime import UTC, datetime

import pytest
from django.db import DatabaseError, connection

from fairway.kit import journal
from fairway.kit.access import WORKER, acting_as
from fairway.kit.journal import sealing
from fairway.kit.journal.models import JournalRow
from fairway.kit.journal.reading import of_subject, visible_to
from tests.builders import People

NOW = datetime(2026, 2, 10, 9, 0, tzinfo=UTC)


def test_who_did_it_is_who_asked_not_who_is_named(people: People) -> None:
    with acting_as(people.ola):
        journal.record(actor=people.sam, now=NOW, verb="test.done", subject="test.thing:1", partner_id=people.a)
    with acting_as(WORKER):
        assert of_subject(WORKER, "test.thing:1")[0].user_id == people.ola.user_id


def test_a_partner_cannot_write_about_a_rival(people: People) -> None:
    with pytest.raises(DatabaseError, match="about itself"), acting_as(people.ola):
        journal.record(actor=people.ola, now=NOW, verb="test.done", subject="test.thing:1", partner_id=people.b)


def test_a_partner_reads_only_what_concerns_both_sides(people: People) -> None:
    with acting_as(people.maya):
        journal.record(actor=people.maya, now=NOW, verb="test.private", subject="test.thing:2", partner_id=people.a)
        journal.record(
            actor=people.maya, now=NOW, verb="test.shared", subject="test.thing:2", partner_id=people.a, both_sides=True
        )
    with acting_as(people.ola):
        assert [row.verb for row in JournalRow.objects.filter(subject="test.thing:2")] == ["test.shared"]
    with acting_as(people.sam):
        assert not JournalRow.objects.filter(subject="test.thing:2").exists()
    with pytest.raises(DatabaseError), acting_as(people.dirk):
        list(visible_to(people.maya))


@pytest.mark.parametrize("statement", ["UPDATE journal_row SET reason = 'x'", "DELETE FROM journal_row"])
def test_nobody_changes_the_journal(people: People, statement: str) -> None:
    for actor in (people.maya, WORKER):
        with pytest.raises(DatabaseError), acting_as(actor), connection.cursor() as cursor:
            cursor.execute(statement)
    with acting_as(WORKER):
        assert JournalRow.objects.exclude(reason="x").exists()


def seal_everything() -> None:
    """Seal until no row waits.

    The horizon is the whole server's: another test's open transaction, in its own database, holds it back for as long
    as that test takes.
    """
    patience = time.monotonic() + 300
    while True:
        with acting_as(WORKER), connection.cursor() as cursor:
            sealing.seal(now=NOW)
            cursor.execute("SELECT count(*) FROM journal_row WHERE id NOT IN (SELECT row_id FROM journal_sealing)")
            if cursor.fetchone() == (0,):
                return
        assert time.monotonic() < patience, "rows stayed without a seal"
        time.sleep(0.2)


@pytest.fixture
def sealed(own_database: str) -> str:
    """A journal of ten rows under two seals, committed, with one row after them."""
    with acting_as(WORKER):
        for number in range(6):
            journal.record(
                actor=WORKER, now=NOW, verb="test.done", subject=f"test.thing:{number}", payload={"n": number}
            )
    seal_everything()
    with acting_as(WORKER):
        for number in range(6, 10):
            journal.record(actor=WORKER, now=NOW, verb="test.done", subject=f"test.thing:{number}")
    seal_everything()
    with acting_as(WORKER):
        journal.record(actor=WORKER, now=NOW, verb="test.done", subject="test.thing:10")
    return own_database


def verify(printed: str | None = None) -> sealing.Verification:
    with acting_as(WORKER):
        return sealing.verify(printed=printed)


def test_an_untouched_journal_is_sound(sealed: str) -> None:
    outcome = verify()
    assert outcome.sound
    assert (outcome.seals, outcome.rows) == (2, 11)
    assert verify(printed=outcome.last_digest).sound


def _tamper(database: str, *statements: str) -> None:
    """As the database's superuser, with the triggers off: nothing in the database can stop this, only show it."""
    from django.conf import settings
    from psycopg import connect

    from fairway.config import database as place

    with connect(**place.place(settings.FAIRWAY).parameters(dbname=database), autocommit=True) as superuser:
        superuser.execute("SET session_replication_role = replica")
        for statement in statements:
            superuser.execute(statement)


@pytest.mark.parametrize(
    ("name", "statements", "fault"),
    [
        ("altered", ["UPDATE journal_row SET reason = 'another' WHERE subject = 'test.thing:3'"], "altered"),
        ("removed", ["DELETE FROM journal_row WHERE subject = 'test.thing:7'"], "removed"),
        (
            "added",
            [
                "INSERT INTO journal_row (id, at, xid, kind, verb, subject, both_sides, reason, payload) "
                "OVERRIDING SYSTEM VALUE SELECT 0, at, xid, kind, verb, 'test.thing:99', both_sides, '', '{}' "
                "FROM journal_row WHERE subject = 'test.thing:3'"
            ],
            "added",
        ),
        (
            "removed with its sealing",
            [
                "DELETE FROM journal_sealing USING journal_row r WHERE r.id = row_id AND r.subject = 'test.thing:2'",
                "DELETE FROM journal_row WHERE subject = 'test.thing:2'",
            ],
            "seal",
        ),
        (
            "a whole seal taken out",
            [
                "DELETE FROM journal_row WHERE id IN (SELECT row_id FROM journal_sealing WHERE seal_id = 1)",
                "DELETE FROM journal_sealing WHERE seal_id = 1",
                "DELETE FROM journal_seal WHERE id = 1",
            ],
            "seal",
        ),
    ],
)
def test_what_a_superuser_changes_is_found(sealed: str, name: str, statements: list[str], fault: str) -> None:
    _tamper(sealed, *statements)
    assert fault in {finding.fault for finding in verify().findings}


def test_a_printed_seal_outlives_a_rewritten_chain(sealed: str) -> None:
    printed = verify().last_digest
    _tamper(sealed, "DELETE FROM journal_sealing", "DELETE FROM journal_seal")
    seal_everything()
    assert verify().sound
    assert [finding.fault for finding in verify(printed=printed).findings] == ["seal"]


def test_a_row_that_commits_late_is_sealed_late(own_database: str) -> None:
    """The horizon is the oldest running transaction: rows of a later one wait with it, and none is skipped."""
    import threading

    started, go = threading.Event(), threading.Event()

    def slow() -> None:
        with acting_as(WORKER):
            journal.record(actor=WORKER, now=NOW, verb="test.slow", subject="test.thing:1")
            started.set()
            go.wait(10)
        connection.close()

    thread = threading.Thread(target=slow)
    thread.start()
    started.wait(10)
    with acting_as(WORKER):
        journal.record(actor=WORKER, now=NOW, verb="test.quick", subject="test.thing:2")
    with acting_as(WORKER):
        assert sealing.seal(now=NOW) is None
    go.set()
    thread.join()
    seal_everything()
    assert verify().sound
    with acting_as(WORKER), connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM journal_sealing")
        assert cursor.fetchone() == (2,)
