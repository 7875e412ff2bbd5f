"""A person is handed their data, and forgotten: the journal stays whole and names nobody."""

from __future__ import annotations

from datetime import datetime

import pytest

from fairway.kit.access import SIGNING_IN, acting_as, forgetting
from fairway.kit.access import people as access
from fairway.kit.access.models import User
from fairway.kit.journal import reading
from tests.builders import People


def test_a_person_is_erased_once_they_act_for_nobody(people: People, now: datetime) -> None:
    ines = people.ines.person
    with acting_as(people.ola):
        access.change_roles(
            actor=people.ola, now=now, user_id=ines, partner_id=people.a, roles=["operations"], reason="Grew"
        )
    with acting_as(people.maya):
        with pytest.raises(access.Refused, match="still acts"):
            forgetting.erase(actor=people.maya, now=now, user_id=ines, reason="Asked for it")
        before = [row.pk for row in reading.of_subject(people.maya, f"access.user:{ines}")]
    with acting_as(people.ola):
        access.change_roles(actor=people.ola, now=now, user_id=ines, partner_id=people.a, roles=[], reason="Left")
        with pytest.raises(access.Refused, match="vendor erases"):
            forgetting.erase(actor=people.ola, now=now, user_id=ines, reason="Asked for it")
    with acting_as(people.maya):
        for _ in range(2):
            forgetting.erase(actor=people.maya, now=now, user_id=ines, reason="Asked for it")
        rows = reading.of_subject(people.maya, f"access.user:{ines}")
    assert [row.pk for row in rows][: len(before)] == before
    assert [row.verb for row in rows].count("access.erased") == 1
    with acting_as(SIGNING_IN):
        user = User.objects.get(pk=ines)
    assert (user.name, user.email, user.is_active) == ("Erased person", f"erased-{ines}@erased.invalid", False)
    assert not user.has_usable_password()


def test_a_person_is_handed_their_own_data_and_nobody_elses(people: People, now: datetime) -> None:
    with acting_as(people.ola):
        found = forgetting.personal_data(people.ola, people.ola.person)
    assert found["person"]["email"] == "ola@a.example"
    assert "sam@b.example" not in str(found)
    with acting_as(people.ines), pytest.raises(Exception, match="own"):
        forgetting.personal_data(people.ines, people.ola.person)
