"""Leads of every story: a routing policy, Ola and Sam with grants of Germany, and somebody who asks for cameras."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Any

from fairway.kit.access import WORKER, acting_as
from fairway.leads import actions, queries
from fairway.leads.models import Lead, Offer
from fairway.leads.rules.facts import LeadFacts
from tests.builders import People
from tests.rooms.agreements.territory_stories import grant, lay_ground, terms

POLICY = """routing: fy26-leads
title: FY26 lead routing
serves: {rights: needed}
weights: {right: 40, tier: 20, language: 20, response: 20}
tiers:
  - {tier: Gold, counts: 100}
  - {tier: Silver, counts: 100}
capacity: 3
equal_within: 5
rounds: 3
answer: {within: 8 business hours, country: DE, time_zone: Europe/Berlin, remind: 4 business hours}
contact: {within: 2 business days, otherwise: pull_back}
keep: 12 months
"""
ASKED = LeadFacts(
    source="Spring fair", company="Nordlicht Studios GmbH", website="nordlicht.example", country="DE", region="BY",
    postal_code="80331", city="Munich", address="Marienplatz 1", language="de", need="Ten cameras for a new studio.",
    contact_name="Nils Nord", contact_email="nils@nordlicht.example", contact_phone="+49 89 1234",
    consent="Spring fair, 9 February, on paper",
)  # fmt: skip


def put_policy(people: People, now: datetime, text: str = POLICY) -> int:
    """Publish a routing policy through two people; answers the version's number in the database."""
    with acting_as(people.maya):
        actions.save_policy_draft(actor=people.maya, now=now, text=text)
        version = queries.view(people.maya).versions[0].id
        actions.submit_policy(actor=people.maya, now=now, version_id=version)
    with acting_as(people.theo):
        actions.publish_policy(actor=people.theo, now=now, version_id=version)
    return version


def lay(people: People, now: datetime, text: str = POLICY) -> None:
    """Both partners hold an open grant of Germany; the policy is in force."""
    lay_ground(people.maya, now)
    for partner in (people.a, people.b):
        grant(people.maya, now, terms(partner, "DE", "open"))
    put_policy(people, now, text)


def asks(now: datetime, **said: Any) -> str:
    """Somebody fills in the web form; answers the lead's code."""
    facts = {"way_in": "web", **{key: said.pop(key) for key in ("way_in", "key", "slug") if key in said}}
    with acting_as(WORKER):
        return actions.take(actor=WORKER, now=now, facts=replace(ASKED, **said), **facts)


def route(code: str, now: datetime) -> str:
    """The job routes one lead; answers the code of its offer."""
    with acting_as(WORKER):
        return actions.route(actor=WORKER, now=now, lead_id=Lead.objects.values_list("pk", flat=True).get(code=code))


def comes(now: datetime, **said: Any) -> tuple[str, str]:
    """Somebody asks, and it is routed: the lead's code, and the offer's."""
    code = asks(now, **said)
    return code, route(code, now)


def lead(code: str) -> Lead:
    with acting_as(WORKER):
        return Lead.objects.get(code=code)


def offer(code: str) -> Offer:
    with acting_as(WORKER):
        return Offer.objects.get(code=code)
