"""Agreements that conclude at the same time, on two real connections, and wait for each other's places."""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.db import connection, transaction

from fairway.agreements.actions import course, drafting, grants, loading, places, trees
from fairway.agreements.jobs import renew_each
from fairway.agreements.models import Agreement, Grant, Hindrance, Holding, ProductLine
from fairway.agreements.queries import collisions
from fairway.agreements.rules.files import Row
from fairway.agreements.rules.grants import Terms
from fairway.agreements.rules.places import Area
from fairway.agreements.rules.trees import Branch
from fairway.kit.access import WORKER, Actor, acting_as
from tests import builders
from tests.rooms.agreements.stories import asked, draft, send, sign, template
from tests.rooms.agreements.territory_stories import lay_ground

NOW = datetime(2026, 2, 10, 9, 0, tzinfo=UTC)
MARCH, JUNE, JANUARY = date(2027, 3, 1), date(2026, 6, 1), date(2027, 1, 1)


def seats(*places: str) -> list[dict[str, str]]:
    return [
        {"kind": "shared", "places": place, "excepted": "", "line": "", "segment": "", "at_most": "2"}
        for place in places
    ]


SEATS, OTHERS = seats("DE", "FR"), seats("AT", "IT")


@pytest.fixture
def met(own_database: str, django_db_blocker: Any, monkeypatch: pytest.MonkeyPatch) -> Any:
    """Two partners' agreements over the same two zones, each in its own order, and a place where both hold one."""
    with django_db_blocker.unblock():
        with transaction.atomic():
            people = builders.people(NOW)
            lay_ground(people.maya, NOW)
            with acting_as(people.maya):  # numbered before, or who numbers one makes the other wait
                places.ensure([Area(code) for code in ("DE", "FR", "AT", "IT")])
        with transaction.atomic():
            version = template(people, NOW)
        yield Meeting(people, version, monkeypatch)


class Meeting:
    def __init__(self, people: builders.People, version: int, patch: pytest.MonkeyPatch) -> None:
        self.people, self.version, self.patch = people, version, patch

    def waiting(self, partner: int, where: list[dict[str, str]], **typed: Any) -> int:
        """An agreement that the vendor and nobody else has still to sign."""
        people = self.people
        principal = people.ola if partner == people.a else people.sam
        number = draft(people, NOW, self.version, partner=partner, territories=where, **typed)
        self.send(principal, number)
        return number

    def send(self, principal: Actor, number: int) -> None:
        send(self.people, NOW, number, signers=asked(self.people, partner=principal))
        sign(principal, NOW, number)

    def head_on(self, works: list[Callable[[], Any]]) -> list[Any]:
        """Let each hold its first place before any asks for its second, where both can; answers what each did."""
        gate, mine = threading.Barrier(len(works)), threading.local()

        def holding(write: Callable[..., Any]) -> Callable[..., Any]:
            def held(*given: Any, **more: Any) -> Any:
                done = write(*given, **more)
                if not getattr(mine, "has_met", False):
                    mine.has_met = True
                    with suppress(threading.BrokenBarrierError):  # whoever goes alone meets nobody
                        gate.wait(2)
                return done

            return held

        for name in ("grant", "change", "end", "write_grant"):
            self.patch.setattr(grants, name, holding(getattr(grants, name)))
        return self.together(works)

    def together(self, works: list[Callable[[], Any]]) -> list[Any]:
        """Do each on a connection of its own; answers what each did."""

        def one(work: Callable[[], Any]) -> Any:
            try:
                return work()
            finally:
                connection.close()

        with ThreadPoolExecutor(len(works)) as pool:
            return [done.result(120) for done in [pool.submit(one, work) for work in works]]


def ends(partner: int) -> list[date | None]:
    with acting_as(WORKER):
        return list(Grant.objects.filter(withdrawn_at=None, partner=partner).values_list("until_on", flat=True))


def test_two_that_conclude_head_on_both_come_into_force(met: Meeting) -> None:
    people = met.people
    first = met.waiting(people.a, SEATS)
    second = met.waiting(people.b, SEATS[::-1])
    done = met.head_on([lambda: sign(people.carl, NOW, first), lambda: sign(people.carl, NOW, second)])
    assert [one.concluded for one in done] == [True, True]
    assert ends(people.a) == ends(people.b) == [MARCH, MARCH]
    with acting_as(WORKER):
        assert Agreement.objects.filter(stage="concluded").count() == 2
        assert not Hindrance.objects.exists()


def test_an_amendment_and_another_agreement_head_on_both_come_into_force(met: Meeting) -> None:
    people = met.people
    base = met.waiting(people.a, SEATS)
    sign(people.carl, NOW, base)
    with acting_as(people.carl):
        amendment = drafting.amend(actor=people.carl, now=NOW, agreement_id=base)
        typed = {**Agreement.objects.get(pk=amendment).typed, "since_on": "2026-06-01", "territories": OTHERS}
        drafting.save(actor=people.carl, now=NOW, agreement_id=amendment, typed=typed)
    met.send(people.ola, amendment)
    second = met.waiting(people.b, OTHERS[::-1] + SEATS[::-1])
    done = met.head_on([lambda: sign(people.carl, NOW, amendment), lambda: sign(people.carl, NOW, second)])
    assert [one.concluded for one in done] == [True, True]
    assert sorted(ends(people.a)) == [JUNE, JUNE, MARCH, MARCH]
    assert ends(people.b) == [MARCH] * 4


def test_a_renewal_and_a_new_agreement_head_on_are_both_made(met: Meeting) -> None:
    people = met.people
    first = met.waiting(people.a, SEATS, renewal="automatic", renewal_months="12")
    sign(people.carl, NOW, first)
    # from the last of its days on, so that both stretch the same zones
    second = met.waiting(people.b, SEATS[::-1], since_on="2027-02-01", until_on="2028-06-01")

    def renew() -> tuple[int, ...]:
        return renew_each(datetime(2026, 12, 2, 9, tzinfo=UTC))

    renewed, signed = met.head_on([renew, lambda: sign(people.carl, NOW, second)])
    assert renewed == (first,)
    with acting_as(WORKER):
        assert signed.concluded, list(Hindrance.objects.values_list("sentences", flat=True))
    assert ends(people.a) == [date(2028, 3, 1)] * 2
    assert ends(people.b) == [date(2028, 6, 1)] * 2
    with acting_as(WORKER):
        assert not Hindrance.objects.exists()


def test_two_endings_head_on_are_both_made(met: Meeting) -> None:
    people = met.people
    numbers = [met.waiting(people.a, SEATS), met.waiting(people.b, SEATS[::-1])]
    for number in numbers:
        sign(people.carl, NOW, number)

    def terminate(number: int) -> None:
        with acting_as(people.carl):
            course.terminate(
                actor=people.carl, now=NOW, agreement_id=number, ends_on=JANUARY, side="both", reason="Agreed."
            )

    met.head_on([lambda number=number: terminate(number) for number in numbers])
    assert ends(people.a) == ends(people.b) == [JANUARY, JANUARY]


def test_two_files_head_on_are_both_taken(met: Meeting) -> None:
    people = met.people

    def rows(partner: int, where: tuple[str, ...]) -> list[Row]:
        return [
            Row(number, Terms(partner, "shared", (Area(code),), date(2026, 3, 1), None, at_most=2))
            for number, code in enumerate(where, 2)
        ]

    def load(partner: int, where: tuple[str, ...]) -> Any:
        with acting_as(people.maya):
            return loading.load_grants(actor=people.maya, now=NOW, rows=rows(partner, where), reason="New territories.")

    done = met.head_on([lambda: load(people.a, ("DE", "FR")), lambda: load(people.b, ("FR", "DE"))])
    assert [(one.added, one.faults) for one in done] == [(2, ()), (2, ())]
    assert ends(people.a) == ends(people.b) == [None, None]


def test_a_grant_while_its_line_moves_lies_where_the_line_went(met: Meeting) -> None:
    people = met.people
    prepare, moved = collisions.prepare, threading.Event()

    def slowly(*given: Any, **more: Any) -> Any:
        prepared = prepare(*given, **more)
        moved.wait(2)  # the line moves now, or waits until this is granted
        return prepared

    def grant_road() -> None:
        with acting_as(people.maya):
            grants.grant(
                actor=people.maya, now=NOW, reason="New.",
                terms=Terms(people.a, "exclusive", (Area("DE"),), date(2026, 3, 1), None, "road"),
            )  # fmt: skip

    def move() -> None:
        with acting_as(people.maya):
            trees.save_line(actor=people.maya, now=NOW, branch=Branch("road", "Road bikes", "clothing"))
        moved.set()

    met.patch.setattr(collisions, "prepare", slowly)
    met.together([grant_road, move])
    with acting_as(WORKER):
        held, line = Holding.objects.get(), ProductLine.objects.get(code="road")
    assert held.line_span == line.span


def test_a_draft_asked_for_on_two_connections_at_once_is_one(met: Meeting) -> None:
    people = met.people
    numbers = met.together([lambda: draft(people, NOW, met.version)] * 2)
    assert numbers[0] == numbers[1]
