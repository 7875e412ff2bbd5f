"""A partner asks about a figure; the vendor answers once, and neither text changes."""

from __future__ import annotations

import pytest
from django.db import DatabaseError, transaction

from fairway.incentives import actions, queries
from fairway.incentives.models import Question
from fairway.incentives.rules import NotFound, Refused
from fairway.kit.access import WORKER, Actor, NotAllowed, acting_as
from fairway.kit.journal.models import JournalRow
from tests.builders import People
from tests.rooms.incentives.stories import NOW, Sold, close, publish, put, run
from tests.rooms.incentives.test_statements import issue, prepare

pytestmark = pytest.mark.django_db
TEXT = "Invoice 4711 of August is missing."


@pytest.fixture
def number(people: People) -> str:
    """The issued statement of partner A: 120,000 × 3 % = 3,600.00 in the third quarter of 2012."""
    put(Sold(people.a, "2012-08-01", "120000"), Sold(people.b, "2012-08-01", "49500"))
    made = publish(people)
    run(people, made, "2012-12-31")
    close(people.maya, made, "2012-Q3")
    first = prepare(people, "2012-Q3")[0]
    return issue(people, first)


def ask(who: Actor, number: str, text: str = TEXT) -> str:
    with acting_as(who):
        figure = queries.figure(who, statement_number=number, line=1)
        return actions.ask(actor=who, now=NOW, figure=figure, text=text)


def answer(who: Actor, code: str, text: str = "It came on 2 October and counts in the fourth quarter.") -> None:
    with acting_as(who):
        actions.answer(actor=who, now=NOW, code=code, text=text)


def test_a_question_goes_to_the_vendor_with_the_figure_and_comes_back_answered(people: People, number: str) -> None:
    code = ask(people.ola, number)
    assert ask(people.ola, number) == code, "asked twice, it is asked once"
    with acting_as(people.theo):
        row = queries.question(people.theo, code)
        assert queries.waiting_for(people.theo).answer == 1
    assert row.about == "Quarterly volume rebate, 2012-Q3: USD 3,600.00"
    assert (row.state, row.statement, row.line, row.text) == ("open", number, 1, TEXT)
    assert row.payout_id is not None and row.statement_id is not None
    answer(people.theo, code)
    with acting_as(people.ola):
        (own,) = queries.questions(people.ola, statement_number=number)
    assert own.state == "answered" and "fourth quarter" in own.answer
    with acting_as(WORKER):
        verbs = set(JournalRow.objects.filter(partner_id=people.a).values_list("verb", flat=True))
    assert {"incentives.question.asked", "incentives.question.answered"} <= verbs


def test_neither_the_question_nor_its_answer_changes(people: People, number: str) -> None:
    code = ask(people.ola, number)
    answer(people.theo, code)
    with pytest.raises(Refused, match="answered already"):
        answer(people.theo, code, "Something else.")
    for change in ({"answer": "Something else."}, {"text": "Nothing."}):
        with acting_as(WORKER), pytest.raises(DatabaseError), transaction.atomic():
            Question.objects.filter(code=code).update(**change)


def test_another_partner_neither_asks_nor_reads(people: People, number: str) -> None:
    code = ask(people.ola, number)
    with acting_as(people.sam):
        with pytest.raises(NotFound):
            queries.figure(people.sam, statement_number=number, line=1)
        with pytest.raises(NotFound):
            queries.question(people.sam, code)
        assert not Question.objects.exists()
    with pytest.raises((Refused, NotAllowed)):
        answer(people.ola, code)


def test_nothing_is_no_question_and_no_answer(people: People, number: str) -> None:
    with pytest.raises(Refused, match="Write what you ask"):
        ask(people.ola, number, "  ")
    with acting_as(people.ola), pytest.raises(NotFound):
        queries.figure(people.ola, statement_number=number, line=99)
    code = ask(people.ola, number)
    with pytest.raises(Refused, match="Write the answer"):
        answer(people.theo, code, " ")
