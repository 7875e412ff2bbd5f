"""What runs as the owner cannot be turned round; what a partner writes stays its own."""

from __future__ import annotations

from datetime import datetime

import pytest
from django.db import ProgrammingError, connection, transaction

from fairway.kit.access import WORKER, acting_as
from fairway.kit.access import people as access_people
from fairway.kit.access.models import Membership
from tests.builders import People


def test_a_temporary_table_deceives_no_function_of_the_owner(people: People) -> None:
    with acting_as(people.sam), connection.cursor() as cursor:
        cursor.execute(
            "CREATE TEMP TABLE access_participant ON COMMIT DROP AS SELECT %s::bigint AS viewer_id, "
            "%s::bigint AS partner_id, now() AS since_at, NULL::timestamptz AS until_at",
            [people.b, people.a],
        )
        cursor.execute("GRANT SELECT ON pg_temp.access_participant TO PUBLIC")
        cursor.execute("SELECT fairway_partner_ids()")
        assert set(cursor.fetchone()[0]) == {people.b}
        cursor.execute(
            "SELECT proname FROM pg_proc WHERE prosecdef AND NOT 'search_path=public, pg_temp' = ANY(proconfig)"
        )
        assert cursor.fetchall() == []


def test_a_distributor_seats_nobody_with_its_resellers(people: People, now: datetime) -> None:
    with acting_as(WORKER):
        access_people.take_part(now=now, pairs=[(people.b, people.a)])
    with acting_as(people.sam):
        assert not Membership.objects.filter(partner_id=people.a).exists()
        with pytest.raises(ProgrammingError, match="row-level security"), transaction.atomic():
            Membership.objects.create(user_id=people.sam.person, partner_id=people.a, role="principal", since_at=now)
        assert not Membership.objects.filter(partner_id=people.a).update(role="sales")
