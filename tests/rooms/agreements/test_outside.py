"""Sales outside a territory: their kind follows from what somebody recorded, and from nothing else."""

from __future__ import annotations

from datetime import date, datetime

import pytest
from django.db import transaction
from django.db.utils import DatabaseError

from fairway.agreements.actions import course, origins
from fairway.agreements.actions.refusals import Refused
from fairway.agreements.models import SaleOrigin
from fairway.agreements.queries import holdings
from fairway.agreements.rules.outside import EVIDENCE, SOUGHT, UNSOUGHT, Held, note_of
from fairway.agreements.rules.spans import Span
from fairway.kit.access import WORKER, NotAllowed, acting_as
from fairway.kit.journal import reading
from tests.builders import People
from tests.rooms.agreements.stories import TYPED, concluded, template
from tests.rooms.agreements.territory_stories import YEAR, grant, lay_ground, terms

GERMANY = Held(Span(100, 200), Span(0, 10), Span(0, 10), "DE")
KNOWN = "The customer's buyer says that Ola visited her in January."


@pytest.mark.parametrize("evidence", ["", *EVIDENCE])
def test_a_sale_is_active_only_where_somebody_recorded_that_it_was_sought(evidence: str) -> None:
    there = note_of(Span(300, 301), "FR", Span(0, 5), [GERMANY], evidence=evidence)
    here = note_of(Span(100, 101), "DE", Span(20, 21), [GERMANY], evidence=evidence)
    assert there is not None
    assert here is not None
    sought = evidence in SOUGHT
    assert (there.kind, here.kind) == (("active", "active") if sought else ("cross_border", "passive"))
    assert ("Recorded as" in here.sentence) is bool(evidence)


def test_a_sale_inside_has_no_kind_whatever_was_recorded() -> None:
    assert note_of(Span(100, 101), "DE", Span(0, 1), [GERMANY], evidence="approach") is None
    assert note_of(Span(100, 101), "DE", Span(0, 1), [], evidence="approach") is None  # no territory to be outside of


def test_the_latest_record_holds_and_both_are_kept(people: People, now: datetime) -> None:
    lay_ground(people.maya, now)
    grant(people.maya, now, terms(people.a, "DE"))
    sale = holdings.Sale(7_000_001, people.a, 1, YEAR, "US")

    def kind() -> str:
        with acting_as(people.maya):
            return holdings.outside(people.maya, [sale])[sale.id].kind

    def record(evidence: str, reason: str = KNOWN) -> bool:
        with acting_as(people.maya):
            return origins.record(
                actor=people.maya, now=now, line_id=sale.id, partner_id=people.a, evidence=evidence, reason=reason
            )

    assert kind() == "cross_border"
    assert record("approach")
    assert kind() == "active"
    assert not record("approach")
    assert record("tender", "The tender of the city of Ames names three bidders.")
    assert kind() == "cross_border"
    with acting_as(people.maya):
        assert [one.evidence for one in holdings.origins_of(people.maya, sale.id)] == ["tender", "approach"]
        told = [row for row in reading.visible_to(people.maya) if row.verb == "agreements.sale.origin_recorded"]
    assert {row.reason for row in told} >= {KNOWN}


def test_a_sale_on_suspended_days_lies_outside_and_keeps_its_country() -> None:
    during = note_of(Span(100, 101), "DE", Span(0, 1), [], paused=[GERMANY])
    assert during is not None
    assert during.kind == "passive"
    assert "suspended on that day" in during.sentence
    # another grant that stands on that day lets the partner sell there all the same
    assert note_of(Span(100, 101), "DE", Span(0, 1), [GERMANY], paused=[GERMANY]) is None
    abroad = note_of(Span(300, 301), "FR", Span(0, 1), [], paused=[GERMANY])
    assert abroad is not None
    assert abroad.kind == "cross_border"


@pytest.mark.parametrize("kind", ["exclusive", "shared"])
def test_sales_follow_a_suspension_by_the_day(people: People, now: datetime, kind: str) -> None:
    lay_ground(people.maya, now)
    place = {**TYPED["territories"][0], "kind": kind, "at_most": "2" if kind == "shared" else ""}
    number = concluded(people, now, template(people, now), territories=[place])
    days = [date(2026, 3, 31), date(2026, 4, 1), date(2026, 4, 30), date(2026, 5, 1)]
    sales = [holdings.Sale(7_000_001 + at, people.a, 1, day, "DE") for at, day in enumerate(days)]

    def noted() -> list[date]:
        with acting_as(people.maya):
            found = holdings.outside(people.maya, sales)
        return [sale.on for sale in sales if sale.id in found]

    assert noted() == []
    with acting_as(people.carl):
        course.suspend(
            actor=people.carl, now=now, agreement_id=number, since_on=days[1], reason="Unpaid invoices since January."
        )
    assert noted() == days[1:]
    with acting_as(people.carl):
        course.resume(actor=people.carl, now=now, agreement_id=number, on=days[3], reason="Paid.")
    assert noted() == days[1:3]


def test_a_record_needs_evidence_a_reason_and_the_right(people: People, now: datetime) -> None:
    def record(actor: object, evidence: str, reason: str) -> None:
        with acting_as(actor):  # type: ignore[arg-type]
            origins.record(
                actor=actor,
                now=now,
                line_id=1,
                partner_id=people.a,
                evidence=evidence,
                reason=reason,  # type: ignore[arg-type]
            )

    with pytest.raises(Refused, match="Choose what shows"):
        record(people.maya, "rumour", KNOWN)
    with pytest.raises(Refused, match="at least 20"):
        record(people.maya, "approach", "He did it.")
    for actor in (people.ada, people.ola, people.dirk):
        with pytest.raises(NotAllowed):
            record(actor, "approach", KNOWN)
    with acting_as(WORKER):
        assert not SaleOrigin.objects.exists()
    assert set(SOUGHT) | set(UNSOUGHT) == set(EVIDENCE)


def test_partners_read_no_record_and_nobody_changes_one(people: People, now: datetime) -> None:
    with acting_as(people.maya):
        origins.record(actor=people.maya, now=now, line_id=1, partner_id=people.a, evidence="approach", reason=KNOWN)
    with acting_as(people.ola):
        assert holdings.origins_of(people.ola, 1) == ()
        assert KNOWN not in [row.reason for row in reading.visible_to(people.ola)]
    with pytest.raises(DatabaseError), transaction.atomic(), acting_as(WORKER):
        SaleOrigin.objects.update(evidence="tender")
