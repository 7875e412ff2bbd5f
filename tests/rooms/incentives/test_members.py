"""A programme's terms are the business of those it lets in, or once let in, and of no other partner."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from django.db import connection

from fairway.incentives import actions, queries
from fairway.incentives.models import Member, Programme, Version
from fairway.incentives.rules import NotFound
from fairway.kit.access import WORKER, Actor, acting_as
from fairway.partners import actions as partners
from tests.builders import People
from tests.rooms.incentives.stories import NOW, VOLUME, publish

pytestmark = pytest.mark.django_db

BOTH = "members: {types: [value_added_reseller, system_integrator], as_of: transaction}"
RESELLERS = VOLUME.replace(BOTH, "members: {types: [value_added_reseller], as_of: transaction}")
GOLD = VOLUME.replace(BOTH, "members: {tiers: [gold], as_of: transaction}")
TODAY = datetime(2026, 2, 10, 9, 0, tzinfo=NOW.tzinfo)


def admit(now: datetime = TODAY) -> int:
    with acting_as(WORKER):
        return actions.admit_members(actor=WORKER, now=now)


def seen_by(actor: Actor) -> tuple[int | None, ...]:
    """The newest version this partner reads of each programme; the database alone says the same."""
    with acting_as(actor):
        rows = queries.programmes_for(actor)
        assert {row.id for row in rows} == set(Programme.objects.values_list("pk", flat=True))
        assert set(queries.programmes.versions_for(actor)) == set(Version.objects.defer("text", "edited_by"))
        return tuple(row.published for row in rows)


def test_a_rival_who_is_no_member_does_not_know_of_it(people: People) -> None:
    programme = publish(people, RESELLERS)
    assert seen_by(people.ola) == (1,)
    assert seen_by(people.sam) == ()
    with acting_as(people.sam):
        with pytest.raises(NotFound):
            queries.programme(people.sam, "fy12")
        with pytest.raises(NotFound):
            queries.programme_code(people.sam, programme)
        # nor by the table that says who is in
        assert not Member.objects.exists()
    with acting_as(people.ola):
        assert Member.objects.count() == 1
        assert queries.programme(people.ola, "fy12").words is not None


def test_who_was_a_member_once_keeps_the_terms(people: People) -> None:
    publish(people, GOLD)
    admit()
    assert (seen_by(people.ola), seen_by(people.sam)) == ((1,), ())
    with acting_as(WORKER):
        for partner, tier in ((people.a, "silver"), (people.b, "gold")):
            partners.record_standing(
                actor=WORKER, now=TODAY, partner_id=partner, tier=tier, since_on=date(2026, 3, 1), reason="Review."
            )
    assert admit() == 0  # the first of March has not come yet
    assert admit(TODAY + timedelta(days=19)) == 1
    assert (seen_by(people.ola), seen_by(people.sam)) == ((1,), (1,))
    assert admit(TODAY + timedelta(days=19)) == 0


def test_a_later_version_for_others_is_not_shown(people: People) -> None:
    publish(people, VOLUME)
    publish(people, RESELLERS.replace("percent: 3", "percent: 4"), applies_from=date(2013, 1, 1))
    assert (seen_by(people.ola), seen_by(people.sam)) == ((2,), (1,))
    with acting_as(people.sam):
        view = queries.programme(people.sam, "fy12")
        assert [row.number for row in view.versions] == [1]
        assert "percent: 4" not in view.text


def test_a_standing_outside_the_days_a_version_governs_lets_nobody_in(people: People) -> None:
    publish(people, GOLD.replace("currency: USD\n", "currency: USD\nstarts: 2012-01-01\nends: 2013-12-31\n"))
    admit()
    assert seen_by(people.ola) == ()  # gold since 2024
    publish(people, GOLD.replace("title: Re", "title: New re"), code="fy12", applies_from=date(2014, 1, 1))
    admit()
    assert seen_by(people.ola) == (2,)


def test_a_changed_partner_is_looked_at_once(people: People) -> None:
    with acting_as(WORKER):
        for tier in ("silver", "bronze", "gold"):
            partners.record_standing(
                actor=WORKER, now=TODAY, partner_id=people.a, tier=tier, since_on=date(2026, 3, 1), reason="Review."
            )
        with connection.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM procrastinate_jobs WHERE task_name = 'incentives.admit_members'")
            assert cursor.fetchone() == (1,)
