"""Whoever gets past the triggers is found out."""

from datetime import datetime
from typing import Any

from django.db import connections

from fairway.kit.access import WORKER, acting_as
from fairway.ledger import actions, queries
from tests.builders import people as everybody
from tests.rooms.ledger.test_books import earned


def test_tampering_is_found(own_database: str, now: datetime, django_db_blocker: Any) -> None:
    """The set-up login alone can get past the triggers; verification then names what it touched."""
    with django_db_blocker.unblock():
        people = everybody(now)
        with acting_as(WORKER):
            posted = [
                actions.post(
                    actor=WORKER, now=now, key=f"t:{number}", source="test",
                    entries=[earned(people.a, 500 + number), earned(people.b, 900 + number)],
                )
                for number in range(4)
            ]  # fmt: skip
        with acting_as(people.ada):
            assert queries.verify(people.ada) == ()
        lost, extra, gone = posted[1].entry_ids[0], posted[2].entry_ids[0], posted[3].entry_ids
        tampering = [
            f"UPDATE ledger_leg SET amount = amount * 10 WHERE entry_id = {posted[0].entry_ids[0]}",
            f"DELETE FROM ledger_leg WHERE entry_id = {lost}; DELETE FROM ledger_entry WHERE id = {lost}",
            "INSERT INTO ledger_entry (posting_id, number, kind, partner_id, posted_at, leg_count, digest) "
            f"SELECT posting_id, 3, kind, partner_id, posted_at, leg_count, digest FROM ledger_entry WHERE id = {extra}",
            f"DELETE FROM ledger_leg WHERE entry_id IN {gone}; DELETE FROM ledger_entry WHERE id IN {gone}; "
            f"DELETE FROM ledger_posting WHERE id = {posted[3].posting_id}",
        ]
        with connections["owner"].cursor() as cursor:
            cursor.execute("SET ROLE NONE; SET session_replication_role = replica")
            for one in tampering:
                cursor.execute(one)
            cursor.execute("SET session_replication_role = origin")
        with acting_as(people.ada):
            found = {(finding.fault, finding.posting_id) for finding in queries.verify(people.ada)}
        assert ("altered", posted[0].posting_id) in found
        assert ("posting", posted[1].posting_id) in found
        assert ("posting", posted[2].posting_id) in found
        assert ("removed", posted[3].posting_id) in found
