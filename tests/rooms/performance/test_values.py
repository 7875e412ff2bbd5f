"""Dated values: recorded, corrected, withdrawn, never overwritten; and names that can be blanked."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.db import DatabaseError, transaction

from fairway.kit.access import WORKER, NotAllowed, acting_as
from fairway.partners import actions as organisations
from fairway.performance import actions, queries
from fairway.performance.models import DatedValue, Person
from fairway.performance.queries import facts
from fairway.performance.rules.tiers.values_file import ValueFacts
from fairway.values import plain
from tests.builders import People
from tests.rooms.performance.stories import NOW, TEXT, certified, publish, sold


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


def test_what_stands_under_a_merged_duplicates_number_counts_for_its_survivor(people: People) -> None:
    text = TEXT.replace(
        "levels:",
        "  - {id: kept, title: Customers kept, source: retention, window: 24 months}\n"
        "  - {id: clean, title: Clean lines, source: data_quality, window: 12 months}\nlevels:",
        1,
    )
    publish(people, text)
    day = date(2026, 1, 1)
    for partner, net, on in ((people.a, 60_000, "2025-03-01"), (people.b, 45_000, "2025-06-01")):
        sold(partner, on, net)
    certified(people, "A-1", "ada")
    certified(people, "B-2", "bob")
    with acting_as(WORKER):
        document = queries.governing(day)[0].document

    def of(member: int, *, alone: bool, cuts: tuple[date, ...] | None) -> dict[str, list[str]]:
        with acting_as(WORKER):
            members = facts.members_of(document, partner_id=member if alone else None)
            known = facts.gather(document, members, cuts=cuts, partner_id=member if alone else None)
        told: dict[str, list[str]] = {}
        for value in known[member].values:
            told.setdefault(value.name, []).append(plain(value.amount))
        return {name: sorted(amounts) for name, amounts in told.items() if name in {"net_sales", "foundation"}}

    ways = [(alone, cuts) for alone in (True, False) for cuts in (None, (date(2025, 1, 1), day))]
    apart = {"net_sales": ["60000"], "foundation": ["1"]}
    # 60,000 of its own + 45,000 of the duplicate, and one certified person of each
    together = {"net_sales": ["45000", "60000"], "foundation": ["1", "1"]}
    for alone, cuts in ways:
        assert of(people.a, alone=alone, cuts=cuts) == apart
    with acting_as(people.maya):
        organisations.merge(
            actor=people.maya, now=NOW, partner_id=people.b, survivor_code="A-1", reason="Same register number."
        )
    for alone, cuts in ways:
        assert of(people.a, alone=alone, cuts=cuts) == together
    with acting_as(people.maya):
        organisations.undo_merge(actor=people.maya, now=NOW, partner_id=people.b, reason="Two after all.")
    for alone, cuts in ways:
        assert of(people.a, alone=alone, cuts=cuts) == apart
