"""May this partner order, register, take leads: one question, asked before an agreement is in force and after."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from fairway.agreements import queries
from fairway.agreements.actions.meeting import meet_steps
from fairway.agreements.queries import Permit
from fairway.kit.access import acting_as
from fairway.partners import actions
from fairway.partners import queries as partners
from tests.builders import People
from tests.rooms.agreements.stories import concluded, template
from tests.rooms.agreements.territory_stories import lay_ground
from tests.rooms.partners.builders import publish

FEBRUARY, MARCH, NEXT_MARCH = date(2026, 2, 28), date(2026, 3, 1), date(2027, 3, 1)


def may(people: People, act: str, on: date) -> Permit:
    with acting_as(people.carl):
        return queries.may_act(people.carl, people.a, act, on)


def test_there_is_no_ordering_before_the_agreement_is_in_force(people: People, now: datetime) -> None:
    publish(people.maya, now)
    lay_ground(people.maya, now)
    with acting_as(people.maya):
        actions.begin_onboarding(actor=people.maya, now=now, partner_id=people.a, type="value_added_reseller")
    concluded(people, now, template(people, now))
    # concluded in February, in force from March: each day has its own answer
    early = may(people, "ordering", FEBRUARY)
    assert not early.open
    assert any("No ordering before the agreement is in force." in why for why in early.reasons)
    assert any("Sign the agreement" in why for why in early.reasons)
    with acting_as(people.carl):
        meet_steps(actor=people.carl, now=now, partner_id=people.a)
        (plan,) = partners.plans_of(people.carl, people.a, on=MARCH)
        account = next(task for task in plan.tasks if task.key == "account")
        actions.complete(actor=people.carl, now=now, task_id=account.id, on=now.date())
    assert not may(people, "ordering", FEBRUARY).open
    assert may(people, "ordering", MARCH).reasons == ()
    # and when it has ended, ordering is shut by the agreement again
    ended = may(people, "ordering", NEXT_MARCH)
    assert ended.barred
    assert not ended.open


def test_what_nobody_asks_says_so(people: People) -> None:
    assert may(people, "ordering", MARCH).unasked.startswith("Fairway takes no orders itself")
    assert may(people, "registration", MARCH).unasked == may(people, "leads", MARCH).unasked == ""
    assert may(people, "stock", MARCH).unasked == "Nothing in Fairway asks this by itself."


def test_a_tier_that_may_not_register_stands_against_it_from_its_day(people: People, now: datetime) -> None:
    with acting_as(people.maya):
        actions.record_standing(
            actor=people.maya, now=now, partner_id=people.a, tier="Registered", since_on=date(2025, 1, 1), reason="new"
        )
        actions.state_tier_rights(
            actor=people.maya, now=now, programme="tiers", since_on=MARCH, may_register={"Registered": False}
        )
    assert may(people, "registration", FEBRUARY).open
    assert may(people, "registration", MARCH).reasons == ("The tier Registered may not register deals.",)
    assert may(people, "leads", MARCH).open
    with acting_as(people.carl):
        shown = {one.act: one for one in queries.permits(people.carl, queries.rights(people.carl, people.a, MARCH))}
    assert not shown["registration"].open


def test_a_day_before_a_suspension_is_answered_as_it_was(people: People, now: datetime) -> None:
    with acting_as(people.maya):
        actions.change_status(
            actor=people.maya, now=now, partner_id=people.a, status="suspended", reason="No answer for weeks."
        )
    assert not may(people, "leads", now.date()).open
    assert may(people, "leads", now.date() - timedelta(days=1)).open
