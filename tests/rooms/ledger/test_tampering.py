"""Whoever gets past the triggers is found out."""

from datetime import datetime
from typing import Any

import pytest
from django.db import IntegrityError, connection, connections

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
            f"SELECT posting_id, 3, kind, partner_id, posted_at, leg_count, digest FROM ledger_entry "
            f"WHERE id = {extra}",
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


COPY_OF_A_LEG = (
    "INSERT INTO ledger_leg (entry_id, number, account, amount, currency, partner_id, programme, incentive, person, "
    "period, period_start, origin_period, origin_start, cause) SELECT %s, %s, account, %s, currency, partner_id, "
    "programme, incentive, person, period, period_start, origin_period, origin_start, cause "
    "FROM ledger_leg WHERE entry_id = %s AND number = 1"
)
NEW_ENTRY = (
    "INSERT INTO ledger_entry (posting_id, number, kind, partner_id, posted_at, xid, leg_count, digest) "
    "SELECT posting_id, 99, kind, partner_id, posted_at, xid, 2, digest FROM ledger_entry WHERE id = %s RETURNING id"
)


def test_an_entry_is_closed_when_its_transaction_ends(own_database: str, now: datetime, django_db_blocker: Any) -> None:
    """Neither a leg nor a pair that balances is added later; an entry that does not balance is never committed."""
    with django_db_blocker.unblock():
        people = everybody(now)
        with acting_as(WORKER):
            (first,) = actions.post(
                actor=WORKER, now=now, key="t:1", source="test", entries=[earned(people.a, 500)]
            ).entry_ids
        with pytest.raises(IntegrityError, match="already"), acting_as(WORKER), connection.cursor() as cursor:
            cursor.execute(COPY_OF_A_LEG, [first, 3, 10, first])
        for amounts in ([7, -6], [7], [7, -3, -4]):  # uneven; one leg; one more than the entry says
            with pytest.raises(IntegrityError), acting_as(WORKER), connection.cursor() as cursor:
                cursor.execute(NEW_ENTRY, [first])
                (made,) = cursor.fetchone()
                for number, amount in enumerate(amounts, start=1):
                    cursor.execute(COPY_OF_A_LEG, [made, number, amount, first])
        with acting_as(WORKER):
            assert [row.amount.minor for row in queries.balances(WORKER)] == [-500, 500]
