"""Inviting, joining and dismissing people."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from django.db import IntegrityError, transaction

from fairway.kit.access import SIGNING_IN, WORKER, NotAllowed, acting_as, people
from fairway.kit.access.models import Invitation, Membership
from tests.builders import People


def invite(crew: People, now: datetime) -> str:
    with acting_as(crew.ola):
        _, secret = people.invite(
            actor=crew.ola, now=now, email="New@A.example", role="operations", partner_id=crew.a, name="Nils"
        )
    return secret


def test_a_principal_invites_and_the_guest_joins(people_: People, now: datetime) -> None:
    secret = invite(people_, now)
    with acting_as(SIGNING_IN):
        user = people.accept(now=now, secret=secret, name="Nils", password="six words are a good password")
        (seat,) = people.seats_of(user.pk, now=now)
    assert (seat.partner_id, seat.roles) == (people_.a, frozenset({"operations"}))
    with acting_as(people_.ola):
        names = [person.name for person in people.people_in(people_.ola, partner_id=people_.a, now=now)]
    assert names == ["Ines", "Nils", "Ola"]


def test_an_invitation_works_once_and_not_for_ever(people_: People, now: datetime) -> None:
    secret = invite(people_, now)
    with acting_as(SIGNING_IN), pytest.raises(people.Refused, match="expired"):
        people.accept(now=now + timedelta(days=15), secret=secret, name="", password="x")
    with acting_as(SIGNING_IN):
        people.accept(now=now, secret=secret, name="Nils", password="six words are a good password")
    with acting_as(SIGNING_IN), pytest.raises(people.Refused, match="used"):
        people.accept(now=now, secret=secret, name="Eve", password="x")
    with acting_as(WORKER):
        assert Membership.objects.filter(partner_id=people_.a, role="operations").count() == 1


def test_the_secret_itself_is_kept_nowhere(people_: People, now: datetime) -> None:
    secret = invite(people_, now)
    with acting_as(WORKER):
        kept = Invitation.objects.get(email="new@a.example")
    assert secret not in str(vars(kept))


def test_nobody_administers_another_organisations_staff(people_: People, now: datetime) -> None:
    with acting_as(people_.sam), pytest.raises(people.Refused, match="own organisation"):
        people.invite(actor=people_.sam, now=now, email="x@x.example", role="sales", partner_id=people_.a)
    with acting_as(people_.ines), pytest.raises(NotAllowed):
        people.invite(actor=people_.ines, now=now, email="x@x.example", role="sales", partner_id=people_.a)
    with acting_as(WORKER):
        assert not Invitation.objects.filter(email="x@x.example").exists()


def test_the_last_principal_stays(people_: People, now: datetime) -> None:
    with acting_as(people_.ola), pytest.raises(people.Refused, match="stay to administer"):
        people.change_roles(
            actor=people_.ola, now=now, user_id=people_.ola.person, partner_id=people_.a, roles=["sales"]
        )
    with acting_as(people_.ola):
        assert Membership.objects.filter(user_id=people_.ola.person, role="principal", until_at=None).exists()


def test_a_dismissed_person_has_no_seat(people_: People, now: datetime) -> None:
    with acting_as(people_.ola):
        people.change_roles(actor=people_.ola, now=now, user_id=people_.ines.person, partner_id=people_.a, roles=[])
    with acting_as(SIGNING_IN):
        assert people.seats_of(people_.ines.person, now=now) == ()


@pytest.fixture
def people_(request: pytest.FixtureRequest) -> People:
    """The crew, under another name than the module of people's actions."""
    crew = request.getfixturevalue("people")
    assert isinstance(crew, People)
    return crew


def test_inviting_again_replaces_the_invitation_that_was_open(people_: People, now: datetime) -> None:
    first = invite(people_, now)
    second = invite(people_, now + timedelta(hours=1))
    with acting_as(people_.ola):
        people.invite(actor=people_.ola, now=now, email="new@a.example", role="sales", partner_id=people_.a)
        open_ = people.open_invitations(people_.ola, partner_id=people_.a, now=now)
    # another role is another offer: it stands beside
    assert sorted(one.role for one in open_) == ["operations", "sales"]
    with acting_as(SIGNING_IN), pytest.raises(people.Refused, match="withdrawn"):
        people.accept(now=now, secret=first, name="Nils", password="six words are a good password")
    with acting_as(SIGNING_IN):
        people.accept(now=now, secret=second, name="Nils", password="six words are a good password")
    # whoever joined may be invited again, after having left
    invite(people_, now + timedelta(hours=2))


def test_an_invitation_that_ran_out_does_not_stand_in_the_way(people_: People, now: datetime) -> None:
    invite(people_, now)
    later = now + timedelta(days=20)
    invite(people_, later)
    with acting_as(people_.ola):
        assert len(people.open_invitations(people_.ola, partner_id=people_.a, now=later)) == 1


def test_the_database_keeps_one_open_invitation_to_a_role(people_: People, now: datetime) -> None:
    invite(people_, now)
    with acting_as(WORKER), pytest.raises(IntegrityError), transaction.atomic():
        kept = Invitation.objects.get(email="new@a.example", withdrawn_at=None)
        kept.pk, kept.secret_digest = None, "another"
        kept.save(force_insert=True)
