"""Dated values: recorded, corrected, withdrawn, never overwritten; and names that can be blanked."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import DatabaseError, transaction

from fairway.kit.access import WORKER, NotAllowed, acting_as
from fairway.performance import actions, queries
from fairway.performance.models import DatedValue, Person
from fairway.performance.rules.tiers.values_file import ValueFacts
from tests.builders import People
from tests.rooms.performance.stories import NOW, certified


def record(people: People, *rows: ValueFacts, later: int = 0) -> actions.Loaded:
    with acting_as(people.carl):
        return actions.record_values(actor=people.carl, now=NOW + timedelta(days=later), rows=rows)


def test_the_same_value_twice_is_one_and_a_correction_keeps_the_former(people: People) -> None:
    satisfied = ValueFacts("A-1", "satisfaction", "2026-01-31", "8.4")
    assert record(people, satisfied) == actions.Loaded(1, 0, 0)
    assert record(people, satisfied) == actions.Loaded(0, 0, 1)
    better = ValueFacts("A-1", "satisfaction", "2026-01-31", "8.6")
    assert record(people, better, later=3) == actions.Loaded(0, 1, 0)
    with acting_as(WORKER):
        former, now = DatedValue.objects.order_by("pk")
        assert (former.withdrawn_at, now.withdrawn_at) == (NOW + timedelta(days=3), None)
        now.amount = 9
        with pytest.raises(DatabaseError, match="written once"), transaction.atomic():
            now.save()


def test_every_fault_is_said_at_once_and_nothing_is_taken(people: People) -> None:
    rows = (
        ValueFacts("A-1", "satisfaction", "2026-01-31", "8.4"),
        ValueFacts("Z-9", "satisfaction", "2026-01-31", "8.4"),
        ValueFacts("A-1", "satisfaction", "31.1.2026", "8,4"),
        ValueFacts("A-1", "foundation", "2026-01-31", "", "2025-01-31", "p1"),
        ValueFacts("A-1", "", "2026-02-30", "1"),
    )
    with pytest.raises(actions.RefusedValues) as refused:
        record(people, *rows)
    assert {fault.field for fault in refused.value.faults} == {"partner", "date", "value", "until", "metric"}
    with acting_as(WORKER):
        assert not DatedValue.objects.exists()


def test_a_name_is_blanked_and_what_it_counted_stays(people: People) -> None:
    certified(people, "A-1", "p1")
    with acting_as(people.carl):
        ((number, key, name, blanked),) = queries.persons_of(people.carl, people.a)
        assert (key, name, blanked) == ("p1", "Person p1", False)
        actions.blank_person(actor=people.carl, now=NOW, person_id=number)
        actions.blank_person(actor=people.carl, now=NOW, person_id=number)
    certified(people, "A-1", "p1", until="2028-01-01")  # a later file does not bring the name back
    with acting_as(WORKER):
        assert Person.objects.get().name == ""
        assert DatedValue.objects.filter(withdrawn_at=None, key="p1").count() == 1


def test_a_rival_reads_none_and_an_auditor_writes_none(people: People) -> None:
    record(people, ValueFacts("A-1", "satisfaction", "2026-01-31", "8.4"))
    with acting_as(people.sam):
        assert not queries.visible_values(people.sam).exists()
        assert not DatedValue.objects.exists()
    with acting_as(people.ola):
        assert queries.visible_values(people.ola).count() == 1
    with pytest.raises(NotAllowed), acting_as(people.ada):
        actions.record_values(actor=people.ada, now=NOW, rows=[ValueFacts("A-1", "x", "2026-01-01", "1")])


def test_a_value_that_does_not_hold_is_withdrawn_with_a_reason(people: People) -> None:
    record(people, ValueFacts("A-1", "satisfaction", "2026-01-31", "8.4"))
    with acting_as(people.carl):
        value = queries.visible_values(people.carl).get()
        with pytest.raises(actions.RefusedValues):
            actions.withdraw_value(actor=people.carl, now=NOW, value_id=value.pk, reason=" ")
        actions.withdraw_value(actor=people.carl, now=NOW, value_id=value.pk, reason="It was another partner's")
    with acting_as(WORKER):
        assert DatedValue.objects.get().withdrawn_at == NOW
