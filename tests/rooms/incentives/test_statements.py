"""Statements: what they say, who may pass them on, and that an issued one never changes."""

from __future__ import annotations

import hashlib

import pytest
from django.db import DatabaseError, connection, transaction

from fairway.incentives import actions, queries
from fairway.incentives.models import StatementIssue
from fairway.incentives.rules import NotFound, Refused
from fairway.kit.access import WORKER, acting_as
from fairway.ledger import queries as books
from tests.builders import People
from tests.rooms.incentives.stories import NOW, VOLUME, Sold, close, publish, put, run

pytestmark = pytest.mark.django_db


def prepare(people: People, period: str) -> tuple[int, ...]:
    with acting_as(people.maya):
        return actions.prepare_statements(actor=people.maya, now=NOW, period=period)


def issue(people: People, statement: int) -> str:
    with acting_as(people.theo):
        actions.approve_statement(actor=people.theo, now=NOW, statement_id=statement)
        return actions.issue_statement(actor=people.theo, now=NOW, statement_id=statement)


def owed(partner: int) -> dict[str, int]:
    """What stands on the accounts of a partner, in minor units (credits negative), without contra-revenue."""
    with acting_as(WORKER):
        rows = books.balances(WORKER, partner_id=partner)
        return {row.account: row.amount.minor for row in rows if row.account != "CR" and row.amount}


def test_a_quarter_from_sales_to_an_issued_statement(people: People) -> None:
    put(Sold(people.a, "2012-08-01", "120000"), Sold(people.b, "2012-08-01", "49500"))
    programme = publish(people)
    run(people, programme, "2012-09-30")
    close(people.maya, programme, "2012-Q3")
    first, second = prepare(people, "2012-Q3")
    number = issue(people, first)
    assert number == "2013-000001"
    with acting_as(people.ola):
        view = queries.statement(people.ola, number)
        assert (view.row.state, str(view.row.opening), str(view.row.earned)) == ("issued", "0.00 USD", "3600.00 USD")
        assert (str(view.row.payable), str(view.row.closing)) == ("3600.00 USD", "0.00 USD")
        (line,) = view.lines
        assert line.qualifier == line.measure == "USD 120,000.00"
        assert (line.step, line.rate, line.next_step, line.gap) == ("from USD 100,000.00: 3 %", "3 %", "", "")
        document = queries.pdf(people.ola, number)
        assert document.startswith(b"%PDF-")
        assert view.pdf_digest == hashlib.sha256(document).hexdigest()
    assert owed(people.a) == {"RP": -360_000}
    assert owed(people.b) == {"AL": -49_500}
    with acting_as(people.maya):
        other = queries.statement_by_id(people.maya, second)
        # 500.00 are missing to 50,000
        assert (other.row.state, other.lines[0].gap) == ("draft", "USD 500.00")
        assert other.lines[0].next_step == "from USD 50,000.00: 2 %"


def test_nobody_reads_anothers_statement_or_one_that_is_not_issued(people: People) -> None:
    put(Sold(people.a, "2012-08-01", "120000"), Sold(people.b, "2012-08-01", "49500"))
    programme = publish(people)
    run(people, programme, "2012-09-30")
    close(people.maya, programme, "2012-Q3")
    first, second = prepare(people, "2012-Q3")
    number = issue(people, first)
    with acting_as(people.sam):
        with pytest.raises(NotFound):
            queries.statement(people.sam, number)
        with pytest.raises(NotFound):
            queries.pdf(people.sam, number)
        with pytest.raises(NotFound):
            queries.statement_by_id(people.sam, second)  # its own, but still a draft
        assert queries.statements_for(people.sam) == ()
        with connection.cursor() as cursor:
            for table in ("statement", "statementline", "statementshare", "statementissue"):
                cursor.execute(f"SELECT count(*) FROM incentives_{table}")
                assert cursor.fetchone() == (0,), table
    with acting_as(people.ines):  # in sales at partner A, without the right to see earnings
        assert queries.statements_for(people.ines) == ()


def test_maker_is_not_checker(people: People) -> None:
    put(Sold(people.a, "2012-08-01", "120000"))
    programme = publish(people)
    run(people, programme, "2012-09-30")
    close(people.maya, programme, "2012-Q3")
    (statement,) = prepare(people, "2012-Q3")
    with acting_as(people.maya), pytest.raises(Refused, match="second person"):
        actions.approve_statement(actor=people.maya, now=NOW, statement_id=statement)
    with acting_as(people.theo), pytest.raises(Refused, match="approves a statement before"):
        actions.issue_statement(actor=people.theo, now=NOW, statement_id=statement)
    with (
        acting_as(WORKER),
        pytest.raises(DatabaseError, match="second person"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(
            "INSERT INTO incentives_statementapproval (statement_id, partner_id, prepared_by_id, approved_by_id, "
            "approved_at, digest) SELECT id, partner_id, prepared_by_id, prepared_by_id, now(), digest "
            "FROM incentives_statement"
        )
    with acting_as(WORKER):
        assert not StatementIssue.objects.exists()
    assert owed(people.a) == {"AL": -360_000}


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE incentives_statement SET payable = 1, closing = opening + earned + corrections - 1",
        "DELETE FROM incentives_statementline",
        "UPDATE incentives_statementline SET amount = 1",
        "INSERT INTO incentives_statementline SELECT * FROM incentives_statementline",
        "UPDATE incentives_statementissue SET number = 'x'",
        "DELETE FROM incentives_statementissue",
        "DELETE FROM incentives_statementapproval",
        "UPDATE incentives_statementshare SET payable = 0, carried = opening + moved",
    ],
)
def test_an_issued_statement_never_changes(people: People, change: str) -> None:
    put(Sold(people.a, "2012-08-01", "120000"))
    programme = publish(people)
    run(people, programme, "2012-09-30")
    close(people.maya, programme, "2012-Q3")
    (statement,) = prepare(people, "2012-Q3")
    number = issue(people, statement)
    with acting_as(WORKER), pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(change)
    with acting_as(people.theo):
        assert actions.issue_statement(actor=people.theo, now=NOW, statement_id=statement) == number  # once only
        with pytest.raises(Refused, match="never changes"):
            actions.discard_statement(actor=people.theo, now=NOW, statement_id=statement, reason="wrong")
    assert owed(people.a) == {"RP": -360_000}


def test_what_is_below_the_minimum_is_carried_and_then_paid_v21(people: People) -> None:
    text = VOLUME.replace("    returns: restate\n", "    limits: {minimum_payout: 50}\n    returns: restate\n")
    put(Sold(people.a, "2012-08-01", "3800"))
    programme = publish(people, text)
    run(people, programme, "2012-09-30")
    close(people.maya, programme, "2012-Q3")
    (statement,) = prepare(people, "2012-Q3")
    issue(people, statement)
    with acting_as(people.maya):
        view = queries.statement_by_id(people.maya, statement)
        assert (str(view.row.payable), str(view.row.closing)) == ("0.00 USD", "38.00 USD")  # 3,800 × 1 %, below 50
        assert str(view.shares[0].minimum) == "50.00 USD"
    assert owed(people.a) == {"AL": -3_800}
    put(Sold(people.a, "2012-11-01", "2000"))
    run(people, programme, "2012-12-31")
    close(people.maya, programme, "2012-Q4")
    (statement,) = prepare(people, "2012-Q4")
    issue(people, statement)
    with acting_as(people.maya):
        row = queries.statement_by_id(people.maya, statement).row
        # carried 38 and earned 2,000 × 1 % = 20
        assert [str(one) for one in (row.opening, row.earned, row.payable, row.closing)] == [
            "38.00 USD", "20.00 USD", "58.00 USD", "0.00 USD",
        ]  # fmt: skip
    assert owed(people.a) == {"RP": -5_800}


def test_a_clawback_larger_than_what_is_earned_carries_v33(people: People) -> None:
    put(Sold(people.a, "2012-08-01", "120000"))
    programme = publish(people)
    run(people, programme, "2012-09-30")
    close(people.maya, programme, "2012-Q3")
    (statement,) = prepare(people, "2012-Q3")
    issue(people, statement)
    put(Sold(people.a, "2012-09-25", "-25000", "-1"), Sold(people.a, "2012-10-05", "60000"))
    run(people, programme, "2012-12-31")
    close(people.maya, programme, "2012-Q4")
    (statement,) = prepare(people, "2012-Q4")
    issue(people, statement)
    with acting_as(people.maya):
        view = queries.statement_by_id(people.maya, statement)
        # earned 60,000 × 2 % = 1,200; Q3 restated −1,700 (V22a); nothing is paid, −500 is carried
        assert [line.kind for line in view.lines] == ["earned", "correction"]
        assert [str(one) for one in (view.row.earned, view.row.corrections, view.row.payable, view.row.closing)] == [
            "1200.00 USD", "-1700.00 USD", "0.00 USD", "-500.00 USD",
        ]  # fmt: skip
        correction = view.lines[1]
        assert (correction.origin_period, str(correction.volume_part), str(correction.rate_part)) == (
            "2012-Q3", "-750.00 USD", "-950.00 USD",
        )  # fmt: skip
    assert owed(people.a) == {"RP": -360_000, "PR": 50_000}
    put(Sold(people.a, "2013-01-05", "70000"))
    run(people, programme, "2013-02-28")
    assert owed(people.a) == {"RP": -360_000, "PR": 50_000, "AL": -140_000}


def test_statements_wait_for_those_before_them(people: People) -> None:
    put(Sold(people.a, "2012-08-01", "120000"), Sold(people.a, "2012-10-05", "60000"))
    programme = publish(people)
    run(people, programme, "2012-12-31")
    with pytest.raises(Refused, match="not closed"):
        prepare(people, "2012-Q3")
    for period in ("2012-Q3", "2012-Q4"):
        close(people.maya, programme, period)
    (statement,) = prepare(people, "2012-Q3")
    assert prepare(people, "2012-Q3") == ()
    with pytest.raises(Refused, match="not issued yet"):
        prepare(people, "2012-Q4")
    issue(people, statement)
    assert len(prepare(people, "2012-Q4")) == 1
