"""Two people press the same button at the same moment: one thing happens."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any, TypeVar

from django.db import connections

from fairway.incentives import actions, queries
from fairway.incentives.models import Member, PeriodClosing, Publication, StatementApproval, StatementIssue
from fairway.incentives.rules import Refused
from fairway.kit.access import WORKER, Actor, acting_as
from fairway.kit.journal import reading
from fairway.ledger import queries as books
from tests.builders import people as everybody
from tests.rooms.incentives.stories import NOW, VOLUME, Sold, publish, put, run

Answer = TypeVar("Answer")


def at_once(actors: tuple[Actor, ...], deed: Callable[[Actor], Answer]) -> list[Answer | str]:
    """Let everybody do it from a connection of their own; answers what each got, a refusal as its sentence."""
    ready = Barrier(len(actors))

    def alone(actor: Actor) -> Answer | str:
        try:
            with acting_as(actor):
                ready.wait(10)
                return deed(actor)
        except Refused as refusal:
            return str(refusal)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(actors)) as pool:
        return list(pool.map(alone, actors))


def test_closing_approving_and_issuing_at_once_do_one_thing(own_database: str, django_db_blocker: Any) -> None:
    with django_db_blocker.unblock():
        people = everybody(NOW)
        put(Sold(people.a, "2012-08-01", "120000"))
        programme = publish(people)
        run(people, programme, "2012-09-30")

        closed = at_once(
            (people.maya, people.theo, people.maya),
            lambda actor: actions.close_period(
                actor=actor, now=NOW, programme_id=programme, period="2012-Q3", reason="All files are in."
            ),
        )
        assert sum(isinstance(one, int) for one in closed) == 1, closed
        assert sum("closed already" in str(one) for one in closed) == 2
        with acting_as(people.maya):
            assert PeriodClosing.objects.count() == 1
            (made,) = actions.prepare_statements(actor=people.maya, now=NOW, period="2012-Q3")

        at_once(
            (people.theo, people.theo, people.theo),
            lambda actor: actions.approve_statement(actor=actor, now=NOW, statement_id=made),
        )
        issued = at_once(
            (people.theo, people.maya, people.theo, people.maya),
            lambda actor: actions.issue_statement(actor=actor, now=NOW, statement_id=made),
        )
        assert set(issued) == {"2013-000001"}
        with acting_as(WORKER):
            assert (StatementApproval.objects.count(), StatementIssue.objects.count()) == (1, 1)
            # earned 120,000.00 x 3 % = 3,600.00, moved once from accrued to payable
            balances = {row.account: row.amount.minor for row in books.balances(WORKER, partner_id=people.a)}
            assert {name: minor for name, minor in balances.items() if minor} == {"CR": 360_000, "RP": -360_000}
            assert not books.verify(WORKER)
            assert not queries.verify(WORKER)


def test_publishing_one_version_at_once_publishes_it_once(own_database: str, django_db_blocker: Any) -> None:
    with django_db_blocker.unblock():
        people = everybody(NOW)
        with acting_as(people.carl):
            draft = actions.create_programme(actor=people.carl, now=NOW, code="fy12", title="FY12", text=VOLUME)
            actions.submit(actor=people.carl, now=NOW, version_id=draft.version_id)
        answers = at_once(
            (people.maya, people.theo, people.maya, people.theo),
            lambda actor: actions.publish(actor=actor, now=NOW, version_id=draft.version_id),
        )
        assert sum(isinstance(one, int) for one in answers) == 1, answers
        assert sum("is published and never changes" in str(one) for one in answers) == 3, answers
        with acting_as(WORKER):
            assert Publication.objects.count() == 1
            # both partners are members, each once
            assert Member.objects.count() == 2
            told = [row.verb for row in reading.of_subject(WORKER, f"incentives.version:{draft.version_id}")]
        assert told.count("incentives.version.published") == 1


def test_submitting_and_changing_at_once_never_publishes_what_nobody_read(
    own_database: str, django_db_blocker: Any
) -> None:
    with django_db_blocker.unblock():
        people = everybody(NOW)
        with acting_as(people.carl):
            draft = actions.create_programme(actor=people.carl, now=NOW, code="fy12", title="FY12", text=VOLUME)
            actions.submit(actor=people.carl, now=NOW, version_id=draft.version_id)

        def deed(actor: Actor) -> int:
            if actor is people.carl:
                changed = VOLUME.replace("percent: 3", "percent: 30")
                return actions.save_draft(actor=actor, now=NOW, programme_id=draft.programme_id, text=changed).number
            return actions.publish(actor=actor, now=NOW, version_id=draft.version_id)

        at_once((people.carl, people.theo), deed)
        with acting_as(WORKER):
            published = Publication.objects.select_related("version").first()
            assert published is None or "percent: 30" not in published.version.text
