"""Read what partners ask about figures: the vendor all, a partner its own."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet

from fairway.engine.words.speech import BOOKS
from fairway.incentives.models import Question, StatementIssue
from fairway.incentives.queries.payouts import rows_of as payout_rows
from fairway.incentives.queries.payouts import visible_to as visible_payouts
from fairway.incentives.queries.reviewing import payouts_behind
from fairway.incentives.queries.statements import statement
from fairway.incentives.queries.statements import visible_to as visible_statements
from fairway.incentives.rules import NotFound
from fairway.kit.access import Actor, Kind
from fairway.kit.access.people import names_of
from fairway.partners import queries as partners
from fairway.values import Money


@dataclass(frozen=True, slots=True)
class Figure:
    """What can be asked about: a line of a statement or a payout, in words."""

    partner_id: int
    statement: str
    line: int | None
    payout_id: int | None
    what: str
    amount: Money

    @property
    def about(self) -> str:
        """The figure as both sides read it beside the question."""
        return f"{self.what}: {BOOKS.booked(self.amount)}"


@dataclass(frozen=True, slots=True)
class QuestionRow:
    """One question; ``state`` is open or answered. ``statement_id`` leads the vendor to the statement."""

    code: str
    state: str
    partner_id: int
    partner_name: str
    statement: str
    statement_id: int | None
    line: int | None
    payout_id: int | None
    about: str
    text: str
    asked_by: str
    asked_at: datetime
    answer: str
    answered_by: str
    answered_at: datetime | None


def figure(
    actor: Actor, *, statement_number: str = "", line: int | None = None, payout_id: int | None = None
) -> Figure:
    """What a partner asks about, by a line of its statement or by a payout.

    :raises NotFound: there is no such figure that this actor may read.
    """
    if statement_number:
        view = statement(actor, statement_number)
        one = next((each for each in view.lines if each.number == line), None)
        if one is None:
            raise NotFound(f"Statement {statement_number} has no line {line}.")
        what = f"{one.title}, {one.origin_period}{f', {one.person}' if one.person else ''}"
        behind = payouts_behind(actor, view).get(one.number)
        return Figure(view.row.partner_id, view.row.number, one.number, behind, what, one.amount)
    found = visible_payouts(actor).filter(pk=payout_id or 0).first()
    if found is None:
        raise NotFound(f"There is no payout {payout_id}.")
    (row,) = payout_rows(actor, [found])
    what = f"{row.title}, {row.period}{f', {row.person}' if row.person else ''}"
    return Figure(row.partner_id, "", None, row.id, what, row.earned)


def visible_questions(actor: Actor) -> QuerySet[Question]:
    """Questions this actor may read; the database holds the same rule."""
    if actor.kind is Kind.PARTNER:
        mine = Question.objects.filter(partner_id=actor.partner_id or 0)
        return mine if actor.may("own.earnings.view") else Question.objects.none()
    return Question.objects.all() if actor.may("statements.view") else Question.objects.none()


def questions(
    actor: Actor, *, statement_number: str = "", payout_id: int | None = None, code: str = ""
) -> tuple[QuestionRow, ...]:
    """Questions, the newest first; of one statement, one payout or one code."""
    rows = visible_questions(actor)
    if statement_number:
        rows = rows.filter(statement=statement_number)
    if payout_id is not None:
        rows = rows.filter(payout_id=payout_id)
    if code:
        rows = rows.filter(code=code)
    found = list(rows.order_by("-pk"))
    names = partners.names_of(actor, {row.partner_id for row in found})
    people = names_of({one for row in found for one in (row.asked_by_id, row.answered_by_id) if one is not None})
    numbers = {row.statement for row in found if row.statement}
    ids = _ids(actor, numbers) if actor.kind is not Kind.PARTNER and numbers else {}
    return tuple(
        QuestionRow(
            row.code, "answered" if row.answered_at else "open", row.partner_id,
            names.get(row.partner_id, ("", ""))[1], row.statement, ids.get(row.statement), row.line, row.payout_id,
            row.about, row.text, people.get(row.asked_by_id, ""), row.asked_at, row.answer,
            people.get(row.answered_by_id or 0, ""), row.answered_at,
        )
        for row in found
    )  # fmt: skip


def question(actor: Actor, code: str) -> QuestionRow:
    """One question. :raises NotFound: none that this actor may read."""
    found = questions(actor, code=code) if code else ()
    if not found:
        raise NotFound(f"There is no question {code[:20]}.")
    return found[0]


def questions_waiting(actor: Actor) -> int:
    """How many questions this person could answer now."""
    if actor.kind is Kind.PARTNER or not actor.may("adjustments.propose"):
        return 0
    return Question.objects.filter(answered_at=None).count()


def _ids(actor: Actor, numbers: set[str]) -> dict[str, int]:
    rows = StatementIssue.objects.filter(number__in=numbers, statement__in=visible_statements(actor))
    return dict(rows.values_list("number", "statement_id"))
