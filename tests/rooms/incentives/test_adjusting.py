"""What is paid by hand: proposed by one, booked by another, on the statement, taken back by a counter-entry."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction

from fairway.incentives import actions, queries
from fairway.incentives.models import Adjustment, AdjustmentBooking
from fairway.incentives.rules import NotFound, Refused
from fairway.incentives.rules.adjusting import amount_of
from fairway.kit.access import WORKER, Actor, NotAllowed, acting_as
from fairway.kit.journal.models import JournalRow
from fairway.ledger import queries as books
from fairway.ledger.models import EntryRow
from fairway.values import Money
from tests.builders import People
from tests.rooms.incentives.stories import NOW, Sold, close, publish, put, run
from tests.rooms.incentives.test_statements import issue, owed, prepare

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


def propose(who: Actor, partner: int, amount: str, *, title: str = "Demonstration units, 2012") -> str:
    with acting_as(who):
        return actions.propose_adjustment(
            actor=who, now=NOW, partner_id=partner, amount=Money.of(amount, "USD"), title=title,
            explanation="You lent two scopes to the fair; we pay the freight.", reason="Agreed with Carl on the phone.",
        )  # fmt: skip


def book(who: Actor, code: str, programme: int | None = None, now: Any = NOW) -> str:
    with acting_as(who):
        return actions.approve_adjustment(actor=who, now=now, code=code, programme_id=programme)


def take_back(who: Actor, code: str) -> str:
    with acting_as(who):
        return actions.propose_reversal(
            actor=who, now=NOW, code=code, explanation="The freight was on our invoice already.", reason="Paid twice."
        )


def entries() -> int:
    with acting_as(WORKER):
        return EntryRow.objects.count()


@pytest.fixture
def programme(people: People) -> int:
    """A programme in which both partners earned in the third quarter of 2012, which is closed."""
    put(Sold(people.a, "2012-08-01", "120000"), Sold(people.b, "2012-08-01", "49500"))
    made = publish(people)
    run(people, made, "2012-12-31")
    close(people.maya, made, "2012-Q3")
    return made


def test_an_adjustment_is_proposed_booked_by_another_and_stands_on_the_statement(
    people: People, programme: int
) -> None:
    before = entries()
    code = propose(people.maya, people.a, "412.50")
    assert entries() == before, "a proposal books nothing"
    # today is 1 March 2013: the first open period from today on is the first quarter
    assert book(people.theo, code, programme) == "2013-Q1"
    assert book(people.theo, code, programme) == "2013-Q1", "booking again is the same booking"
    assert entries() == before + 1
    # 120,000 × 3 % = 3,600.00 stand for the third quarter; 412.50 come on top
    assert owed(people.a) == {"AL": -401_250}
    with acting_as(people.ola):
        (own,) = queries.own_adjustments(people.ola)
        assert (own.title, str(own.amount), own.period, own.statement) == (
            "Demonstration units, 2012", "412.50 USD", "2013-Q1", "",
        )  # fmt: skip
        assert "freight" in own.explanation
    for period in ("2012-Q3", "2012-Q4"):
        if period != "2012-Q3":
            close(people.maya, programme, period)
        for statement in prepare(people, period):
            issue(people, statement)
    later = NOW + 60 * DAY
    run(people, programme, "2013-03-31", now=later)
    close(people.maya, programme, "2013-Q1", now=later)
    with acting_as(people.maya):
        made = actions.prepare_statements(actor=people.maya, now=later, period="2013-Q1")
        views = {view.row.partner_id: view for view in (queries.statement_by_id(people.maya, one) for one in made)}
    view = views[people.a]
    (line,) = view.lines
    assert (line.kind, line.title, str(line.amount)) == ("adjustment", "Demonstration units, 2012", "412.50 USD")
    assert "freight" in line.explanation
    # 0.00 brought forward + 0.00 earned + 412.50 adjusted − 412.50 paid
    assert [str(one) for one in (view.row.opening, view.row.earned, view.row.corrections, view.row.payable)] == [
        "0.00 USD", "0.00 USD", "412.50 USD", "412.50 USD",
    ]  # fmt: skip
    with acting_as(people.theo):
        (row,) = [one for one in queries.review_queue(people.theo, "draft") if one.row.partner_id == people.a]
        assert "Adjusted by hand" in row.remarks
        assert "Corrects earlier periods" not in row.remarks
    number = issue(people, view.row.id)
    with acting_as(people.ola):
        (own,) = queries.own_adjustments(people.ola)
        assert own.statement == number
        assert queries.pdf(people.ola, number).startswith(b"%PDF-")
    assert owed(people.a) == {"RP": -401_250}
    with acting_as(people.maya):
        assert queries.verify(people.maya) == ()
        assert books.verify(people.maya) == ()


def test_runs_leave_what_was_adjusted_alone(people: People, programme: int) -> None:
    book(people.theo, propose(people.maya, people.a, "412.50"), programme)
    before = owed(people.a)
    outcome = run(people, programme, "2013-03-01")
    assert outcome.state == "succeeded"
    assert owed(people.a) == before


def test_a_partner_owes_back_what_is_below_zero(people: People, programme: int) -> None:
    book(people.theo, propose(people.maya, people.b, "-1000.00", title="Returned twice"), programme)
    # 49,500 × 1 % = 495.00 were earned; 1,000.00 are taken back
    assert owed(people.b) == {"AL": 50_500}


def test_a_counter_entry_takes_it_back_and_nothing_else_does(people: People, programme: int) -> None:
    code = propose(people.maya, people.a, "412.50")
    with acting_as(people.maya), pytest.raises(Refused, match="not booked"):
        actions.propose_reversal(actor=people.maya, now=NOW, code=code, explanation="x", reason="y")
    book(people.theo, code, programme)
    with acting_as(people.theo), pytest.raises(Refused, match="counter-entry"):
        actions.drop_adjustment(actor=people.theo, now=NOW, code=code, reason="Changed our minds")
    for statement in (
        "UPDATE incentives_adjustment SET amount = 1",
        "UPDATE incentives_adjustment SET dropped_at = now(), dropped_why = 'x'",
        "UPDATE incentives_adjustmentbooking SET amount = 1",
        "DELETE FROM incentives_adjustmentbooking",
    ):
        with acting_as(WORKER), pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)
    back = take_back(people.theo, code)
    assert take_back(people.maya, code) == back, "it is taken back once"
    with acting_as(people.theo), pytest.raises(Refused, match="second person"):
        actions.approve_adjustment(actor=people.theo, now=NOW, code=back)
    assert owed(people.a) == {"AL": -401_250}
    book(people.maya, back)
    book(people.maya, back)
    assert owed(people.a) == {"AL": -360_000}
    with acting_as(people.maya), pytest.raises(Refused, match="takes something back itself"):
        actions.propose_reversal(actor=people.maya, now=NOW, code=back, explanation="x", reason="y")
    with acting_as(people.maya):
        one = queries.adjustment(people.maya, code)
        assert (one.reversed_by, one.reversal_booked, one.row.taken_back) == (back, True, True)
        assert queries.adjustment(people.maya, back).reverses == code
    with acting_as(people.ola):
        assert [(one.takes_back, str(one.amount)) for one in queries.own_adjustments(people.ola)] == [
            (True, "-412.50 USD"), (False, "412.50 USD"),
        ]  # fmt: skip


def test_nobody_books_what_it_proposed_and_the_database_holds_it(people: People, programme: int) -> None:
    code = propose(people.maya, people.a, "412.50")
    before = entries()
    with acting_as(people.maya), pytest.raises(Refused, match="second person"):
        actions.approve_adjustment(actor=people.maya, now=NOW, code=code, programme_id=programme)
    with acting_as(people.carl), pytest.raises(NotAllowed):
        actions.approve_adjustment(actor=people.carl, now=NOW, code=code, programme_id=programme)
    with acting_as(people.ada), pytest.raises(NotAllowed):
        propose(people.ada, people.a, "1.00")
    with acting_as(people.ola), pytest.raises(NotAllowed):
        propose(people.ola, people.a, "1.00")
    columns = (
        "adjustment_id, partner_id, code, account, about, currency, amount, title, explanation, programme_id, period, "
    )
    for amount, approver in (("amount", "proposed_by_id"), ("amount * 10", str(people.theo.user_id))):
        with acting_as(WORKER), pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(
                f"INSERT INTO incentives_adjustmentbooking ({columns} period_start, entry_id, proposed_by_id, "
                f"approved_by_id, approved_at) SELECT id, partner_id, code, code, '', currency, {amount}, title, "
                f"explanation, {programme}, '2013-Q1', '2013-01-01', 1, proposed_by_id, {approver}, now() "
                "FROM incentives_adjustment"
            )
    assert entries() == before
    with acting_as(WORKER):
        assert not AdjustmentBooking.objects.exists()


def test_a_program_neither_proposes_nor_books(people: People, programme: int) -> None:
    from dataclasses import replace

    code = propose(people.maya, people.a, "412.50")
    program = replace(people.theo, token_id=1)
    with acting_as(program), pytest.raises(NotAllowed):
        actions.approve_adjustment(actor=program, now=NOW, code=code, programme_id=programme)
    assert owed(people.a) == {"AL": -360_000}


def test_a_proposal_is_dropped_with_its_reason_and_not_booked_then(people: People, programme: int) -> None:
    code = propose(people.carl, people.a, "412.50")
    with acting_as(people.theo), pytest.raises(Refused, match="Say why"):
        actions.drop_adjustment(actor=people.theo, now=NOW, code=code, reason=" ")
    for _ in range(2):
        with acting_as(people.theo):
            actions.drop_adjustment(actor=people.theo, now=NOW, code=code, reason="The invoice says otherwise.")
    with acting_as(people.maya), pytest.raises(Refused, match="was dropped"):
        actions.approve_adjustment(actor=people.maya, now=NOW, code=code, programme_id=programme)
    with acting_as(people.maya):
        one = queries.adjustment(people.maya, code)
        assert (one.row.state, one.dropped_by, one.dropped_why) == ("dropped", "Theo", "The invoice says otherwise.")
        verbs = JournalRow.objects.filter(subject=f"incentives.adjustment:{one.row.id}").order_by("pk")
        assert [row.verb for row in verbs] == ["incentives.adjustment.proposed", "incentives.adjustment.dropped"]


def test_partners_read_what_was_booked_for_them_and_no_proposal(people: People, programme: int) -> None:
    code = propose(people.maya, people.a, "412.50")
    with acting_as(people.ola):
        assert queries.own_adjustments(people.ola) == ()
        with pytest.raises(NotFound):
            queries.adjustment(people.ola, code)
        with pytest.raises(DatabaseError), transaction.atomic():
            Adjustment.objects.count()
    book(people.theo, code, programme)
    with acting_as(people.sam):
        assert queries.own_adjustments(people.sam) == ()
        assert not AdjustmentBooking.objects.exists()
    with acting_as(people.ines):  # in sales at partner A, without the right to see earnings
        assert queries.own_adjustments(people.ines) == ()


@pytest.mark.parametrize(
    ("text", "currency", "said"),
    [
        ("0", "EUR", "moves nothing"), ("1.005", "EUR", "no amount in EUR"), ("12.5", "JPY", "no amount in JPY"),
        ("ten", "EUR", "no amount"), ("1", "XQZ", "no currency"), ("1000000000000", "EUR", "more than an amount"),
        ("1250,50", "EUR", "no amount in EUR"), ("1.250,50", "EUR", "no amount in EUR"),
        ("NaN", "EUR", "no amount"), ("Infinity", "EUR", "no amount"), ("", "EUR", "no amount"),
    ],
)  # fmt: skip
def test_amounts_that_cannot_be_paid_are_refused(text: str, currency: str, said: str) -> None:
    with pytest.raises(Refused, match=said):
        amount_of(text, currency)


def test_amounts_are_read_as_they_are_written() -> None:
    assert str(amount_of(" 1,250.50 ", "eur")) == "1250.50 EUR"
    assert str(amount_of("-1,250,000", "JPY")) == "-1250000 JPY"
    assert str(amount_of("-300", "JPY")) == "-300 JPY"


def test_what_is_adjusted_waits_for_who_may_book_it(people: People, programme: int) -> None:
    propose(people.maya, people.a, "412.50")
    for who, count in ((people.theo, 1), (people.maya, 0), (people.carl, 0)):
        with acting_as(who):
            assert queries.waiting_for(who).adjust == count
