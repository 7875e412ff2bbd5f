"""Programmes: drafts that are checked, published by a second person, never changed afterwards."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import DatabaseError, connection, transaction

from fairway.incentives import actions, queries
from fairway.incentives.models import Submission
from fairway.incentives.rules import NotFound, Refused
from fairway.kit.access import WORKER, NotAllowed, acting_as
from tests.builders import People
from tests.rooms.incentives.stories import NOW, VOLUME, publish

pytestmark = pytest.mark.django_db


def test_a_draft_is_kept_with_its_problems_and_cannot_be_submitted(people: People) -> None:
    with acting_as(people.carl):
        broken = VOLUME.replace("percent: 2", "percent: two")
        draft = actions.create_programme(actor=people.carl, now=NOW, code="fy12", title="FY12", text=broken)
        assert not draft.sound
        assert draft.problems[0].line > 1
        with pytest.raises(Refused, match="error"):
            actions.submit(actor=people.carl, now=NOW, version_id=draft.version_id)
        again = actions.save_draft(actor=people.carl, now=NOW, programme_id=draft.programme_id, text=VOLUME)
        assert (again.version_id, again.number, again.sound) == (draft.version_id, 1, True)
    with acting_as(people.ada), pytest.raises(NotAllowed):
        actions.save_draft(actor=people.ada, now=NOW, programme_id=draft.programme_id, text=VOLUME)


def test_a_resale_price_condition_waits_for_counsel(people: People) -> None:
    doubtful = VOLUME.replace("measure: net", "where: unit_price >= 100\n    measure: net", 1)
    note = "counsel:\n  - {problem: resale-price, by: J. Roe, on: 2013-01-15, note: Looked at and lawful here.}\n"
    with acting_as(people.carl):
        draft = actions.create_programme(
            actor=people.carl, now=NOW, code="fy12", title="FY12", text=doubtful.replace("sell_in", "sell_through")
        )
        assert draft.sound
        with pytest.raises(Refused, match=r"counsel has looked at line \d+: .*selling price.*'resale-price'"):
            actions.submit(actor=people.carl, now=NOW, version_id=draft.version_id)
        # even where it was handed over before the checker knew of it
        Submission.objects.create(
            version_id=draft.version_id, digest=draft.digest, submitted_by_id=people.carl.person, submitted_at=NOW
        )
    with acting_as(people.theo), pytest.raises(Refused, match="counsel has looked at"):
        actions.publish(actor=people.theo, now=NOW, version_id=draft.version_id)
    with acting_as(people.carl):
        noted = doubtful.replace("sell_in", "sell_through") + note
        actions.save_draft(actor=people.carl, now=NOW, programme_id=draft.programme_id, text=noted)
        actions.submit(actor=people.carl, now=NOW, version_id=draft.version_id)
    with acting_as(people.theo):
        actions.publish(actor=people.theo, now=NOW, version_id=draft.version_id)


def test_published_by_a_second_person_who_saw_this_text(people: People) -> None:
    with acting_as(people.maya):
        draft = actions.create_programme(actor=people.maya, now=NOW, code="fy12", title="FY12", text=VOLUME)
        with pytest.raises(Refused, match="Nobody has submitted"):
            actions.publish(actor=people.maya, now=NOW, version_id=draft.version_id)
        actions.submit(actor=people.maya, now=NOW, version_id=draft.version_id)
        with pytest.raises(Refused, match="second person"):
            actions.publish(actor=people.maya, now=NOW, version_id=draft.version_id)
        changed = VOLUME.replace("percent: 3", "percent: 30")
        actions.save_draft(actor=people.maya, now=NOW, programme_id=draft.programme_id, text=changed)
    with acting_as(people.theo), pytest.raises(Refused, match="Nobody has submitted"):
        actions.publish(actor=people.theo, now=NOW, version_id=draft.version_id)
    with acting_as(people.maya):
        actions.submit(actor=people.maya, now=NOW, version_id=draft.version_id)
    with acting_as(people.theo):
        assert queries.waiting_for(people.theo).publish == 1
        actions.publish(actor=people.theo, now=NOW, version_id=draft.version_id)
        with pytest.raises(Refused, match="never changes"):
            actions.publish(actor=people.theo, now=NOW, version_id=draft.version_id)


def test_a_published_version_never_changes(people: People) -> None:
    programme = publish(people)
    for change in ("UPDATE incentives_version SET text = 'x'", "DELETE FROM incentives_version"):
        with (
            acting_as(WORKER),
            pytest.raises(DatabaseError, match="never changes"),
            transaction.atomic(),
            connection.cursor() as cursor,
        ):
            cursor.execute(change)
    with acting_as(people.carl):
        next_one = actions.save_draft(actor=people.carl, now=NOW, programme_id=programme, text=VOLUME + "# new\n")
        assert next_one.number == 2
        view = queries.programme(people.carl, "fy12", number=1)
        assert view.text == VOLUME
        assert [row.state for row in view.versions] == ["draft", "published"]


def test_the_database_asks_for_the_second_person_too(people: People) -> None:
    with acting_as(people.maya):
        draft = actions.create_programme(actor=people.maya, now=NOW, code="fy12", title="FY12", text=VOLUME)
        actions.submit(actor=people.maya, now=NOW, version_id=draft.version_id)
    with (
        acting_as(WORKER),
        pytest.raises(DatabaseError, match="second person"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(
            "INSERT INTO incentives_publication (version_id, made_by_id, published_by_id, published_at, note) "
            "SELECT id, edited_by_id, edited_by_id, now(), '' FROM incentives_version"
        )


def test_a_later_version_says_from_which_period_and_keeps_the_calendar(people: People) -> None:
    programme = publish(people)
    text = VOLUME.replace("percent: 3", "percent: 4")
    with pytest.raises(Refused, match="Say from which period"):
        publish(people, text)
    with pytest.raises(Refused, match="2013-01-01 or 2013-04-01"):
        publish(people, text, applies_from=date(2013, 2, 1))
    publish(people, text, applies_from=date(2013, 1, 1))
    with acting_as(people.carl):
        draft = actions.save_draft(
            actor=people.carl, now=NOW, programme_id=programme, text=VOLUME.replace("period: quarter", "period: month")
        )
        with pytest.raises(Refused, match="its period from quarter to month"):
            actions.submit(actor=people.carl, now=NOW, version_id=draft.version_id)
        ids = [row.id for row in queries.programme(people.carl, "fy12").versions]
        (difference,) = queries.version_compare(people.carl, ids[2], ids[1])
        assert "3 %" in difference.before and "4 %" in difference.after


def test_a_partner_reads_published_programmes_only(people: People) -> None:
    publish(people)
    with acting_as(people.carl):
        draft = actions.create_programme(actor=people.carl, now=NOW, code="secret", title="Secret", text=VOLUME)
    with acting_as(people.ola):
        assert [row.code for row in queries.programmes_for(people.ola)] == ["fy12"]
        view = queries.programme(people.ola, "fy12")
        assert view.words is not None
        assert "Quarterly volume rebate" in view.words.text()
        for call in (
            lambda: queries.programme(people.ola, "secret"),
            lambda: queries.version_text(people.ola, draft.version_id),
        ):
            with pytest.raises(NotFound):
                call()
