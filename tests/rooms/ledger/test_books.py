"""The books in the real database: appended, balanced, each partner's own."""

from datetime import date, datetime

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction

from fairway.kit.access import WORKER, acting_as
from fairway.ledger import actions, queries
from fairway.ledger.rules import Account, CannotPost, Cause, Entry, EntryKind, Leg, transfer
from tests.builders import People

pytestmark = pytest.mark.django_db


def earned(partner: int, minor: int, *, incentive: str = "volume", currency: str = "USD") -> Entry:
    start = date(2012, 7, 1)
    about = Leg(
        Account.ACCRUED, 0, currency, partner, "fy12", 1, incentive, "2012-Q3", start, "2012-Q3", start, Cause.EARNED
    )
    return Entry(EntryKind.ACCRUAL, transfer(about, debit=Account.CONTRA_REVENUE, credit=Account.ACCRUED, amount=minor))


def rows(table: str) -> int:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT count(*) FROM {table}")
        return int(cursor.fetchone()[0])


def test_what_is_posted_is_owed(people: People, now: datetime) -> None:
    with acting_as(WORKER):
        actions.post(
            actor=WORKER, now=now, key="t:1", source="test", entries=[earned(people.a, 49_500), earned(people.b, 100)]
        )
        assert str(queries.owed(WORKER, partner_id=people.a)["USD"]) == "495.00 USD"
        by_account = {row.account: row.amount.minor for row in queries.balances(WORKER, partner_id=people.a)}
        assert by_account == {"AL": -49_500, "CR": 49_500}
        assert [row.minor for row in queries.booked(WORKER, programme="fy12")] == [49_500, 100]


def test_the_same_request_twice_does_one_thing(people: People, now: datetime) -> None:
    with acting_as(WORKER):
        first = actions.post(actor=WORKER, now=now, key="t:1", source="test", entries=[earned(people.a, 5)])
        again = actions.post(actor=WORKER, now=now, key="t:1", source="test", entries=[earned(people.a, 5)])
        assert first.created
        assert not again.created
        assert again.entry_ids == first.entry_ids
        assert rows("ledger_leg") == 2
        with pytest.raises(CannotPost, match="other entries"):
            actions.post(actor=WORKER, now=now, key="t:1", source="test", entries=[earned(people.a, 6)])
        assert rows("ledger_leg") == 2


def test_a_partner_reads_its_own_and_posts_nothing(people: People, now: datetime) -> None:
    with acting_as(WORKER):
        actions.post(
            actor=WORKER, now=now, key="t:1", source="test", entries=[earned(people.a, 500), earned(people.b, 7)]
        )
    with acting_as(people.ola):
        assert {row.partner_id for row in queries.balances(people.ola, by=("partner_id",))} == {people.a}
        assert rows("ledger_leg") == 2  # no filter at all: the database shows its own rows only
        assert [
            line.owed.minor for line in queries.statement_of_account(people.ola, partner_id=people.a, currency="USD")
        ] == [500]
        with pytest.raises(CannotPost, match="vendor"):
            actions.post(actor=people.ola, now=now, key="t:2", source="test", entries=[earned(people.a, 5)])
    with acting_as(people.sam):
        assert queries.statement_of_account(people.sam, partner_id=people.a, currency="USD") == ()
    with acting_as(people.dirk), pytest.raises(DatabaseError), transaction.atomic():
        rows("ledger_leg")


def test_reversed_to_nothing_once(people: People, now: datetime) -> None:
    with acting_as(people.maya):
        posted = actions.post(actor=people.maya, now=now, key="t:1", source="test", entries=[earned(people.a, 500)])
        for _ in range(2):
            actions.reverse(
                actor=people.maya, now=now, entry_id=posted.entry_ids[0], period="2012-Q4",
                period_start=date(2012, 10, 1),
                reason="Posted for the wrong partner.",
            )  # fmt: skip
        assert {row.amount.minor for row in queries.balances(people.maya)} == {0}
        assert rows("ledger_entry") == 2
        with pytest.raises(CannotPost, match="Say why"):
            actions.reverse(
                actor=people.maya, now=now, entry_id=posted.entry_ids[0], period="2012-Q4",
                period_start=date(2012, 10, 1), reason=" ",
            )  # fmt: skip


@pytest.mark.parametrize(
    "statement", ["UPDATE ledger_leg SET amount = 1", "DELETE FROM ledger_entry", "TRUNCATE ledger_leg"]
)
def test_the_database_refuses_a_change(people: People, now: datetime, statement: str) -> None:
    with acting_as(WORKER):
        actions.post(actor=WORKER, now=now, key="t:1", source="test", entries=[earned(people.a, 500)])
        with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)
        assert rows("ledger_leg") == 2


@pytest.mark.parametrize(
    ("columns", "values"),
    [
        # One leg too many, although the entry would still not balance without it; and a pair that balances.
        ("1 extra leg", [(3, 10)]),
        ("a balanced pair", [(3, 10), (4, -10)]),
    ],
)
def test_nothing_is_slipped_into_an_entry_later(
    people: People, now: datetime, columns: str, values: list[tuple[int, int]]
) -> None:
    with acting_as(WORKER):
        posted = actions.post(actor=WORKER, now=now, key="t:1", source="test", entries=[earned(people.a, 500)])
    with pytest.raises(IntegrityError), acting_as(WORKER), connection.cursor() as cursor:
        for number, amount in values:
            cursor.execute(
                "INSERT INTO ledger_leg (entry_id, number, account, amount, currency, partner_id, programme, "
                "incentive, person, period, period_start, origin_period, origin_start, cause) "
                "SELECT entry_id, %s, account, %s, currency, partner_id, programme, incentive, person, period, "
                "period_start, origin_period, origin_start, cause FROM ledger_leg WHERE entry_id = %s AND number = 1",
                [number, amount, posted.entry_ids[0]],
            )
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
