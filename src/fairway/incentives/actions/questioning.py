"""Ask about a figure, and answer: the partner asks, somebody of the vendor answers, once."""

from __future__ import annotations

from datetime import datetime

from fairway.incentives.models import Question
from fairway.incentives.queries.questions import Figure, visible_questions
from fairway.incentives.rules import NotFound, Refused
from fairway.incentives.rules import questioning as rules
from fairway.kit import journal
from fairway.kit.access import Actor, Kind
from fairway.kit.codes import coded


def ask(*, actor: Actor, now: datetime, figure: Figure, text: str) -> str:
    """Ask about a figure that the actor read; answers the question's code. The same words again ask once.

    :raises Refused: it asks nothing, or too many wait already.
    """
    actor.require("own.earnings.view")
    if actor.kind is not Kind.PARTNER or actor.user_id is None or figure.partner_id != actor.partner_id:
        raise Refused("A person of the partner asks: sign in and do it yourself.")
    mine = visible_questions(actor).filter(answered_at=None)
    said = rules.asked(text, mine.count())
    same = mine.filter(text=said, statement=figure.statement, line=figure.line, payout_id=figure.payout_id).first()
    if same is not None:
        return same.code
    made = Question.objects.create(
        code=coded("Q"), partner_id=figure.partner_id, statement=figure.statement, line=figure.line,
        payout_id=figure.payout_id, about=figure.about[:300], text=said, asked_by_id=actor.user_id, asked_at=now,
    )  # fmt: skip
    journal.record(
        actor=actor, now=now, verb="incentives.question.asked", subject=f"incentives.question:{made.pk}",
        partner_id=figure.partner_id, payload={"code": made.code, "about": made.about},
    )  # fmt: skip
    return made.code


def answer(*, actor: Actor, now: datetime, code: str, text: str) -> None:
    """Answer a question; what was answered stays.

    :raises NotFound: there is no such question.
    :raises Refused: it is answered already, or nothing is said.
    """
    actor.require("adjustments.propose")
    if actor.kind is not Kind.STAFF or actor.user_id is None:
        raise Refused("A person answers: sign in and do it yourself.")
    found = visible_questions(actor).select_for_update().filter(code=code).first()
    if found is None:
        raise NotFound(f"There is no question {code[:20]}.")
    if found.answered_at is not None:
        raise Refused("It is answered already. The partner can ask again.")
    said = rules.answered(text)
    found.answer, found.answered_by_id, found.answered_at = said, actor.user_id, now
    found.save(update_fields=["answer", "answered_by", "answered_at"])
    journal.record(
        actor=actor, now=now, verb="incentives.question.answered", subject=f"incentives.question:{found.pk}",
        partner_id=found.partner_id, payload={"code": found.code, "about": found.about},
    )  # fmt: skip
