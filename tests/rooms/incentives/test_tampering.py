"""Whoever gets past the triggers and touches a payout or an issued statement is found out."""

from typing import Any

from django.db import connections

from fairway.incentives import actions, queries
from fairway.kit.access import acting_as
from tests.builders import people as everybody
from tests.rooms.incentives.stories import NOW, Sold, close, publish, put, run

TAMPERING = (
    ("UPDATE incentives_payout SET gates_met = false WHERE id = {payout}", "The payouts of run {run}"),
    ("UPDATE incentives_payout SET lines = 2 WHERE id = {payout}", "The payouts of run {run}"),
    ("DELETE FROM incentives_payout WHERE id = {payout}", "The payouts of run {run}"),
    ("UPDATE incentives_statementline SET step = 'from USD 0.00: 9 %' WHERE statement_id = {made}", "altered after"),
    (
        "UPDATE incentives_statement SET payable = payable + 100, closing = closing - 100 WHERE id = {made}",
        "altered after",
    ),
    ("UPDATE incentives_statementshare SET title = 'Gift' WHERE statement_id = {made}", "altered after"),
    (
        "UPDATE incentives_statementissue SET pdf = 'x', pdf_digest = encode(sha256('x'), 'hex') "
        "WHERE statement_id = {made}",
        "The document of statement 2013-000001",
    ),
    ("UPDATE incentives_statementissue SET seal = repeat('0', 64) WHERE statement_id = {made}", "not in the chain"),
    ("DELETE FROM incentives_statementissue WHERE statement_id = {made}", "it was removed"),
)


def test_tampering_is_found(own_database: str, django_db_blocker: Any) -> None:
    with django_db_blocker.unblock():
        people = everybody(NOW)
        put(Sold(people.a, "2012-08-01", "120000"), Sold(people.b, "2012-08-01", "49500"))
        programme = publish(people)
        run(people, programme, "2012-09-30")
        close(people.maya, programme, "2012-Q3")
        with acting_as(people.maya):
            made, _ = actions.prepare_statements(actor=people.maya, now=NOW, period="2012-Q3")
        with acting_as(people.theo):
            actions.approve_statement(actor=people.theo, now=NOW, statement_id=made)
            actions.issue_statement(actor=people.theo, now=NOW, statement_id=made)
        with acting_as(people.ada):
            assert queries.verify(people.ada) == ()
            payout = queries.payouts(people.ada).rows[0]
        names = {"payout": payout.id, "run": payout.run_id, "made": made}
        for statement, said in TAMPERING:
            table = next(word for word in statement.split() if word.startswith("incentives_"))
            with connections["owner"].cursor() as cursor:
                cursor.execute("SET ROLE NONE; SET session_replication_role = replica")
                cursor.execute(f"CREATE TEMP TABLE kept AS TABLE {table}")
                cursor.execute(statement.format(**names))
                assert cursor.rowcount == 1, statement
                with acting_as(people.ada):
                    found = [finding.sentence for finding in queries.verify(people.ada)]
                cursor.execute(f"DELETE FROM {table}; INSERT INTO {table} TABLE kept; DROP TABLE kept")
            assert len(found) == 1, (statement, found)
            assert said.format(**names) in found[0]
        with acting_as(people.ada):
            assert queries.verify(people.ada) == ()


def test_the_owner_itself_cannot_change_what_is_final(own_database: str, django_db_blocker: Any) -> None:
    with django_db_blocker.unblock():
        people = everybody(NOW)
        put(Sold(people.a, "2012-08-01", "120000"))
        programme = publish(people)
        run(people, programme, "2012-09-30")
        close(people.maya, programme, "2012-Q3")
        with acting_as(people.maya):
            (made,) = actions.prepare_statements(actor=people.maya, now=NOW, period="2012-Q3")
        with acting_as(people.theo):
            actions.approve_statement(actor=people.theo, now=NOW, statement_id=made)
            actions.issue_statement(actor=people.theo, now=NOW, statement_id=made)
        for table in (
            "incentives_statement", "incentives_statementline", "incentives_statementshare",
            "incentives_statementapproval", "incentives_statementissue", "incentives_payout", "incentives_publication",
            "incentives_version", "incentives_run", "incentives_periodclosing", "ledger_posting", "ledger_entry",
            "ledger_leg", "journal_row",
        ):  # fmt: skip
            column = "xid" if table == "journal_row" else "id"  # the journal's numbers are always generated
            for change in (
                f"UPDATE {table} SET {column} = {column}",
                f"DELETE FROM {table}",
                f"TRUNCATE {table} CASCADE",
            ):
                with connections["owner"].cursor() as cursor:
                    try:
                        cursor.execute(change)
                    except Exception as refusal:
                        assert getattr(refusal.__cause__, "sqlstate", "") == "23001", (change, refusal)
                    else:
                        raise AssertionError(f"{change} was not refused")
