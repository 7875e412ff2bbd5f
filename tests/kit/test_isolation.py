"""Another partner's rows do not appear: with the filter, without it, and without a role."""

from __future__ import annotations

import pytest
from django.db import DatabaseError, connection, transaction

from fairway.kit.access import WORKER, acting_as
from fairway.partners.models import Partner
from fairway.partners.queries import visible_to
from tests.builders import People


def test_a_partner_sees_itself_only(people: People) -> None:
    with acting_as(people.ola):
        assert [row.code for row in visible_to(people.ola)] == ["A-1"]


def test_a_view_that_forgets_its_filter_shows_nothing_of_a_rival(people: People) -> None:
    with acting_as(people.ola):
        assert [row.code for row in Partner.objects.all()] == ["A-1"]
    with acting_as(people.sam):
        assert [row.code for row in Partner.objects.all()] == ["B-2"]


def test_a_view_that_forgets_its_role_may_read_nothing(people: People) -> None:
    with pytest.raises(DatabaseError, match="permission denied"), transaction.atomic():
        list(Partner.objects.all())


def test_a_partner_cannot_write_another_partners_row(people: People) -> None:
    with pytest.raises(DatabaseError, match="permission denied"), acting_as(people.ola):
        Partner.objects.filter(pk=people.b).update(name="Mine")
    with acting_as(WORKER):
        assert Partner.objects.get(pk=people.b).name == "Baylight Systems"


def test_direct_sales_sees_names_and_no_more(people: People) -> None:
    with acting_as(people.dirk):
        assert sorted(row.name for row in visible_to(people.dirk)) == ["Anker Mess", "Baylight Systems"]
        with pytest.raises(DatabaseError, match="permission denied"), transaction.atomic():
            list(Partner.objects.values_list("tax_number"))


def test_the_role_returns_after_a_nested_actor(people: People) -> None:
    with acting_as(people.ola):
        with acting_as(WORKER):
            assert Partner.objects.count() == 2
        assert Partner.objects.count() == 1


def test_passwords_are_for_sign_in_only(people: People) -> None:
    for actor in (people.maya, people.ola, people.dirk, WORKER):
        with acting_as(actor), connection.cursor() as cursor, pytest.raises(DatabaseError), transaction.atomic():
            cursor.execute("SELECT password FROM access_user")
