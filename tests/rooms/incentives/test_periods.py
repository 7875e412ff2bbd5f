"""Periods are closed by a person with a reason and reopened by two."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from django.db import DatabaseError, connection, transaction

from fairway.incentives import actions, queries
from fairway.incentives.rules import Refused
from fairway.kit.access import WORKER, NotAllowed, acting_as
from tests.builders import People
from tests.rooms.incentives.stories import NOW, Sold, close, publish, put, run
from tests.rooms.incentives.test_runs import legs
from tests.rooms.incentives.test_statements import issue, prepare

pytestmark = pytest.mark.django_db


@pytest.fixture
def programme(people: People) -> int:
    put(Sold(people.a, "2012-08-01", "49500"))
    made = publish(people)
    run(people, made, "2012-09-30")
    return made


def test_closed_with_a_reason_after_its_days_of_grace(people: People, programme: int) -> None:
    with acting_as(people.maya):
        with pytest.raises(Refused, match="Say why"):
            actions.close_period(actor=people.maya, now=NOW, programme_id=programme, period="2012-Q3", reason=" ")
        early = datetime(2012, 10, 10, tzinfo=UTC)
        with pytest.raises(Refused, match="until 2012-10-15"):
            actions.close_period(actor=people.maya, now=early, programme_id=programme, period="2012-Q3", reason="x")
        with pytest.raises(Refused, match="not calculated to its end"):
            actions.close_period(actor=people.maya, now=NOW, programme_id=programme, period="2012-Q4", reason="x")
        with pytest.raises(Refused, match="no period"):
            actions.close_period(actor=people.maya, now=NOW, programme_id=programme, period="soon", reason="x")
    with acting_as(people.carl), pytest.raises(NotAllowed):
        actions.close_period(actor=people.carl, now=NOW, programme_id=programme, period="2012-Q3", reason="x")
    close(people.maya, programme, "2012-Q3")
    with acting_as(people.maya):
        (row,) = queries.periods_of(people.maya, programme)
        assert (row.period, row.closed, row.closed_by, row.reason) == ("2012-Q3", True, "Maya", "All files are in.")
    with pytest.raises(Refused, match="closed already"):
        close(people.maya, programme, "2012-Q3")


def test_reopened_by_two_and_booked_where_it_belongs(people: People, programme: int) -> None:
    closing = close(people.maya, programme, "2012-Q3")
    (statement,) = prepare(people, "2012-Q3")
    with acting_as(people.maya):
        asked = actions.request_reopen(actor=people.maya, now=NOW, closing_id=closing, reason="A file was overlooked.")
        with pytest.raises(Refused, match="second person"):
            actions.confirm_reopen(actor=people.maya, now=NOW, reopening_id=asked)
        assert queries.waiting_for(people.maya).reopen == 0
    with acting_as(people.theo):
        assert queries.waiting_for(people.theo).reopen == 1
        actions.confirm_reopen(actor=people.theo, now=NOW, reopening_id=asked)
        with pytest.raises(Refused, match=f"no statement {statement}"):  # prepared on numbers that now move
            queries.statement_by_id(people.theo, statement)
    put(Sold(people.a, "2012-09-20", "2000"))
    run(people, programme, "2012-10-31")
    assert {period for period, *_ in legs(people.a)} == {"2012-Q3"}
    close(people.maya, programme, "2012-Q3")


def test_a_period_with_an_issued_statement_stays_closed(people: People, programme: int) -> None:
    closing = close(people.maya, programme, "2012-Q3")
    (statement,) = prepare(people, "2012-Q3")
    issue(people, statement)
    with acting_as(people.maya), pytest.raises(Refused, match="first open period"):
        actions.request_reopen(actor=people.maya, now=NOW, closing_id=closing, reason="x")


@pytest.mark.parametrize(
    "change", ["UPDATE incentives_periodclosing SET reopened_at = now()", "DELETE FROM incentives_periodclosing"]
)
def test_one_alone_cannot_reopen_in_the_database_either(people: People, programme: int, change: str) -> None:
    close(people.maya, programme, "2012-Q3")
    with (
        acting_as(WORKER),
        pytest.raises(DatabaseError, match="by two people"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(change)
