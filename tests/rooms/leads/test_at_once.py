"""Leads routed, answered and taken back at once, on real connections: one holder each, room kept, turns fair."""

from __future__ import annotations

import random
import threading
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest
from django.db import OperationalError, connection, transaction

from fairway.kit.access import WORKER, Actor, acting_as
from fairway.leads import actions
from fairway.leads.models import Lead, Offer
from fairway.leads.models.leads import OPEN
from fairway.leads.rules.refusals import Refused
from tests import builders
from tests.rooms.leads.stories import POLICY, asks, lay

NOW = datetime(2026, 2, 10, 9, 0, tzinfo=UTC)
HANDS = 6
FAIR = POLICY.replace("capacity: 3", "capacity: 400").replace("equal_within: 5", "equal_within: 40")


def at_once(works: list[Callable[[], None]]) -> None:
    """Do everything on a few connections, none before all hands are ready."""
    gate, ready = threading.Barrier(HANDS), threading.local()

    def one(work: Callable[[], None]) -> None:
        if not getattr(ready, "there", False):
            ready.there = True
            gate.wait(20)
        work()

    def closed() -> None:
        gate.wait(20)
        connection.close()

    with ThreadPoolExecutor(HANDS) as pool:
        for done in [pool.submit(one, work) for work in works]:
            done.result()
        for done in [pool.submit(closed) for _ in range(HANDS)]:
            done.result()


def route(lead_id: int) -> None:
    with acting_as(WORKER):
        actions.route(actor=WORKER, now=NOW, lead_id=lead_id)


def held_once() -> None:
    """No lead has two holders, and each lead names the one that its open offer names."""
    with acting_as(WORKER):
        holders = Counter(Offer.objects.filter(state__in=OPEN).values_list("lead_id", flat=True))
        assert set(holders.values()) <= {1}
        for lead in Lead.objects.all():
            partner = Offer.objects.filter(lead=lead, state__in=OPEN).values_list("partner_id", flat=True).first()
            assert lead.partner_id == partner


@pytest.mark.parametrize(("text", "leads"), [(FAIR, 60), (POLICY, 24)])
def test_however_leads_are_routed_at_once_turns_are_fair_and_room_is_kept(
    own_database: str, django_db_blocker: object, text: str, leads: int
) -> None:
    with django_db_blocker.unblock(), transaction.atomic():  # type: ignore[attr-defined]
        people = builders.people(NOW)
        lay(people, NOW, text)
        codes = [asks(NOW) for _ in range(leads)]
    with django_db_blocker.unblock():  # type: ignore[attr-defined]
        with acting_as(WORKER):
            ids = list(Lead.objects.values_list("pk", flat=True))
        assert len(ids) == len(codes)
        # each twice, as two workers that fetched the same job would
        works = [lambda number=number: route(number) for number in ids * 2]
        random.Random(7).shuffle(works)
        at_once(works)
        held_once()
        with acting_as(WORKER):
            given = Counter(Offer.objects.values_list("partner_id", flat=True))
            states = Counter(Lead.objects.values_list("status", flat=True))
        assert max(given.values()) - min(given.values()) <= 1
        if text == FAIR:
            assert states == {"offered": leads}
        else:  # three for each of two partners; the others need a person
            assert given == {people.a: 3, people.b: 3}
            assert states == {"offered": 6, "unrouted": leads - 6}


def test_answers_lapses_and_the_vendors_hand_at_once_leave_one_holder(
    own_database: str, django_db_blocker: object
) -> None:
    with django_db_blocker.unblock(), transaction.atomic():  # type: ignore[attr-defined]
        people = builders.people(NOW)
        lay(people, NOW, FAIR)
        for _ in range(30):
            asks(NOW)
    with django_db_blocker.unblock():  # type: ignore[attr-defined]
        with acting_as(WORKER):
            leads = list(Lead.objects.values_list("pk", "code"))
        for number, _ in leads:
            route(number)
        with acting_as(WORKER):
            offers = list(Offer.objects.values_list("code", "partner_id"))
        late = NOW + timedelta(days=3)

        def refused(deed: Callable[[], object], who: Actor) -> None:
            try:
                with acting_as(who):
                    deed()
            except Refused:
                pass  # somebody was first
            except OperationalError as problem:  # pragma: no cover - would be a deadlock
                raise AssertionError("locks are taken in one order") from problem

        works: list[Callable[[], None]] = []
        for code, partner in offers:
            who = people.ola if partner == people.a else people.sam
            works.append(lambda who=who, code=code: refused(lambda: actions.accept(actor=who, now=NOW, code=code), who))
            works.append(
                lambda who=who, code=code: refused(
                    lambda: actions.decline(actor=who, now=NOW, code=code, why="other"), who
                )
            )
        for number, code in leads:
            works.append(
                lambda code=code: refused(
                    lambda: actions.pull_back(actor=people.carl, now=NOW, code=code, reason="Racing"), people.carl
                )
            )
            works.append(
                lambda code=code: refused(
                    lambda: actions.undo(actor=people.carl, now=NOW, code=code, reason="Racing"), people.carl
                )
            )
            works.append(lambda number=number: route(number))
        works += [lambda: refused(lambda: actions.lapse_due(actor=WORKER, now=late), WORKER) for _ in range(4)]
        random.Random(3).shuffle(works)
        at_once(works)
        held_once()
