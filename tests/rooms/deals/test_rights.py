"""What agreements, suspensions and gates mean for a registration; and the day of a partner's first deal."""

from __future__ import annotations

from datetime import date, datetime

import pytest

from fairway.agreements.actions import course, trees
from fairway.agreements.rules.trees import Branch
from fairway.deals import actions, queries
from fairway.deals.actions.registering import Faulty
from fairway.deals.queries.rights import right_to_register
from fairway.deals.rules.findings import Right
from fairway.kit.access import Actor, acting_as
from fairway.partners import actions as partners
from fairway.partners import queries as plans
from tests.builders import People
from tests.rooms.agreements.stories import concluded, template
from tests.rooms.agreements.territory_stories import grant, lay_ground, terms
from tests.rooms.deals.stories import POLICY, asked, put_policy, put_products, register, status

pytestmark = pytest.mark.django_db
PLAN = """plan: value_added_reseller
title: First weeks of a reseller
gates:
  - {id: registration, says: No deal registration before somebody passed the first course.}
tasks:
  - {id: course, do: Pass the first course, side: partner, due: 30, gates: [registration]}
"""


@pytest.fixture
def products(people: People, now: datetime) -> dict[str, int]:
    return put_products(now)


def in_force(people: People, now: datetime, **typed: object) -> int:
    """Ola's agreement of 2026: bikes and cameras in Germany, alone."""
    lay_ground(people.maya, now)
    with acting_as(people.maya):
        trees.load_lines(actor=people.maya, now=now, rows=[Branch("cameras", "Cameras", matches="category=Cameras")])
    said = {"since_on": "2026-01-01", "until_on": "2027-01-01", "lines": ["bikes", "cameras"], **typed}
    return concluded(people, now, template(people, now), **said)


def sent(who: Actor, now: datetime, policy: int, products: dict[str, int]) -> str:
    """Draft and send; answers what is said against it, or nothing."""
    code = actions.new_code()
    with acting_as(who):
        actions.save_draft(actor=who, now=now, code=code, policy_id=policy, asked=asked(products, country="DE"))
        try:
            actions.submit(actor=who, now=now, code=code)
        except Faulty as refusal:
            assert status(code) == "draft"  # nothing is lost, and it can be sent later
            return str(refusal)
    return ""


def right(people: People, partner: int, on: date, sku: str = "CAM-1") -> Right:
    with acting_as(people.carl):
        return right_to_register(people.carl, partner_id=partner, skus=[sku], country="DE", on=on)


def test_a_shut_gate_refuses_and_says_what_to_do(people: People, now: datetime, products: dict[str, int]) -> None:
    policy = put_policy(people, now)
    with acting_as(people.maya):
        paper = partners.save_paper(actor=people.maya, now=now, kind="plan", text=PLAN)
        partners.publish_paper(actor=people.maya, now=now, paper_id=paper)
        partners.begin_onboarding(actor=people.maya, now=now, partner_id=people.a, type="value_added_reseller")
        (plan,) = plans.plans_of(people.maya, people.a, on=now.date())
    assert sent(people.ola, now, policy, products) == (
        "No deal registration before somebody passed the first course. "
        "Still to do: Pass the first course. See Onboarding."
    )
    assert sent(people.sam, now, policy, products) == ""  # who has no plan has no gate
    with acting_as(people.ola):
        partners.complete(actor=people.ola, now=now, task_id=plan.tasks[0].id, on=now.date())
    assert sent(people.ola, now, policy, products) == ""


def test_nothing_is_registered_before_the_agreement_is_in_force_nor_while_it_is_suspended(
    people: People, now: datetime, products: dict[str, int]
) -> None:
    policy = put_policy(people, now)
    lay_ground(people.maya, now)
    made = concluded(people, now, template(people, now))  # from 2026-03-01 on
    early = "You may not register today. AG-2026-0001 begins on 1 Mar 2026. Ask your channel manager."
    assert sent(people.ola, datetime(2026, 2, 28, 12, tzinfo=now.tzinfo), policy, products) == early
    april = datetime(2026, 4, 1, 12, tzinfo=now.tzinfo)
    assert sent(people.ola, april, policy, products) == ""
    with acting_as(people.carl):
        course.suspend(actor=people.carl, now=now, agreement_id=made, since_on=april.date(), reason="Unpaid.")
    assert "AG-2026-0001 is suspended." in sent(people.ola, april, policy, products)
    free = put_policy(
        people, now, POLICY.replace("fy26-deals", "free").replace("asks:", "who: {rights: not_asked}\nasks:", 1)
    )
    assert sent(people.ola, april, free, products) == ""
    with acting_as(people.carl):
        course.resume(actor=people.carl, now=now, agreement_id=made, on=date(2026, 5, 1), reason="Paid.")
    assert sent(people.ola, datetime(2026, 5, 1, 12, tzinfo=now.tzinfo), policy, products) == ""


def test_the_right_follows_the_agreement_by_the_day(people: People, now: datetime, products: dict[str, int]) -> None:
    made = in_force(people, now)
    june, july = date(2026, 6, 1), date(2026, 7, 1)
    with acting_as(people.carl):
        course.suspend(actor=people.carl, now=now, agreement_id=made, since_on=june, until_on=july, reason="Unpaid.")
    assert right(people, people.a, date(2026, 5, 31)) == Right(True)
    assert right(people, people.a, june) == Right(False, "AG-2026-0001 is suspended.")
    assert right(people, people.a, july) == Right(True)
    # a rival sees Ola's exclusivity as long as nobody else can be granted the place
    assert right(people, people.b, date(2026, 5, 31)).exclusive_of == (people.a,)
    paused = right(people, people.b, june)
    assert (paused.allowed, paused.exclusive_of, paused.paused_of) == (True, (), (people.a,))


def test_products_outside_the_agreement_are_said(people: People, now: datetime, products: dict[str, int]) -> None:
    in_force(people, now, lines=["bikes"])
    assert right(people, people.a, date(2026, 5, 1)) == Right(False, "AG-2026-0001 does not cover Cameras.")
    assert right(people, people.a, date(2026, 5, 1), "LENS-1").allowed  # of no line


def test_a_grant_by_hand_stands_without_an_agreement(people: People, now: datetime, products: dict[str, int]) -> None:
    lay_ground(people.maya, now)
    grant(people.maya, now, terms(people.a, "DE"))
    assert right(people, people.a, date(2026, 5, 1)).allowed
    rival = right(people, people.b, date(2026, 5, 1))
    assert (rival.allowed, rival.exclusive_of) == (False, (people.a,))


def test_the_first_deal_is_the_first_that_counts(people: People, now: datetime, products: dict[str, int]) -> None:
    policy = put_policy(people, now)
    first = register(people.ola, now, policy, asked(products))
    later = datetime(2026, 3, 2, 9, tzinfo=now.tzinfo)
    register(people.ola, later, policy, asked(products, "LENS-1", company="Contoso Ltd", website="contoso.example"))
    with acting_as(people.carl):
        assert queries.first_deals(people.carl, [people.a, people.b]) == {people.a: now.date()}
    with acting_as(people.ola):
        actions.withdraw(actor=people.ola, now=later, code=first)
    with acting_as(people.carl):
        assert queries.first_deals(people.carl, [people.a]) == {people.a: later.date()}
