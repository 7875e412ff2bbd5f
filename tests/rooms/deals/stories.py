"""Deals of every story: a policy in force, Ola and Sam registering, Carl deciding."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from fairway.catalogue import actions as catalogue
from fairway.catalogue import queries as products
from fairway.catalogue.rules import ProductFacts
from fairway.deals import actions
from fairway.deals.rules.asked import Asked, AskedLine
from fairway.kit.access import WORKER, Actor, acting_as
from fairway.values import exact
from tests.builders import People

POLICY = """registration: fy26-deals
title: FY26 deal registration
currency: USD
asks:
  needed: [website, expected_close, contact_name, contact_email]
  optional: [tender, tender_published_on, effort, tax_number, deal_type, city]
answer: {within: 2 business days, country: US, time_zone: UTC}
protects:
  for: 90 days
  milestones:
    - {id: meeting, title: A meeting with the customer, within: 30 days, latest: 45 days, proof: [meeting_notes, email]}
  pause: {longest: 20 days, times: 1}
  extension: {by: 30 days, times: 1, decides: vendor}
waitlist: {order: receipt, promotes: by_decision}
losers: {price: co_sell}
credit: {roles: [transacting, influence]}
price: {discount: 12, base: list}
"""
BY_RULE = POLICY.replace("fy26-deals", "quick-deals").replace("FY26", "Quick") + "preapproval: {below: 10000}\n"


def put_policy(people: People, now: datetime, text: str = POLICY) -> int:
    """Publish a policy through two people; answers its number."""
    with acting_as(people.maya):
        policy_id = actions.create_policy(actor=people.maya, now=now, text=text)
        from fairway.deals.queries import policy

        version = policy(people.maya, policy_id).versions[0].id
        actions.submit_policy(actor=people.maya, now=now, version_id=version)
    with acting_as(people.theo):
        actions.publish_policy(actor=people.theo, now=now, version_id=version)
    return policy_id


def put_products(now: datetime) -> dict[str, int]:
    """Two cameras and a lens; answers numbers by SKU."""
    with acting_as(WORKER):
        catalogue.load_products(
            actor=WORKER, now=now,
            rows=[ProductFacts(sku="CAM-1", name="Camera", category="Cameras"),
                  ProductFacts(sku="CAM-2", name="Camera two", category="Cameras"),
                  ProductFacts(sku="LENS-1", name="Lens", category="Lenses")],
            prices_from=now.date(), reason="First list",
        )  # fmt: skip
        return {row.sku: row.pk for row in products.visible_to(WORKER).filter(sku__in=["CAM-1", "CAM-2", "LENS-1"])}


def asked(product_ids: Mapping[str, int], *skus: str, value: str = "20000", **fields: Any) -> Asked:
    """A complete registration of Northwind Traders."""
    said = {
        "name": "New studios", "company": "Northwind Traders Inc.", "country": "US", "website": "northwind.example",
        "expected_close": "2026-06-30", "contact_name": "Ann Field", "contact_email": "ann@northwind.example",
        **fields,
    }  # fmt: skip
    groups = {"CAM-1": "Cameras", "CAM-2": "Cameras", "LENS-1": "Lenses"}
    lines = tuple(AskedLine(product_ids[sku], sku, groups[sku], exact(5), exact(value)) for sku in skus or ("CAM-1",))
    return Asked(said, lines)


def register(who: Actor, now: datetime, policy_id: int, what: Asked, *, look: bool = True) -> str:
    """Draft, send and, unless told otherwise, let the job look at it; answers the code."""
    code = actions.new_code()
    with acting_as(who):
        actions.save_draft(actor=who, now=now, code=code, policy_id=policy_id, asked=what)
        actions.submit(actor=who, now=now, code=code)
    if look:
        look_at(code, now)
    return code


def look_at(code: str, now: datetime) -> None:
    from fairway.deals.models import Registration

    with acting_as(WORKER):
        actions.look_at(
            actor=WORKER, now=now, registration_id=Registration.objects.values_list("pk", flat=True).get(code=code)
        )


def settle(code: str, now: datetime) -> None:
    from fairway.deals.models import Registration

    with acting_as(WORKER):
        actions.settle(
            actor=WORKER, now=now, registration_id=Registration.objects.values_list("pk", flat=True).get(code=code)
        )


def status(code: str) -> str:
    from fairway.deals.models import Registration

    with acting_as(WORKER):
        return str(Registration.objects.values_list("status", flat=True).get(code=code))


def accounts_alike(everybody: People, now: datetime) -> tuple[int, int]:
    """Two accounts that look alike and wait for Carl, and two that he merged: the numbers of the pair and the merge."""
    from fairway.deals import queries

    with acting_as(everybody.carl):
        facts = {"city": "Bonn", "country": "DE"}
        one, two, three, four = (
            actions.add_account(actor=everybody.carl, now=now, facts={"name": name, **facts})
            for name in ("Zwickelmoser", "Zwickelmoser GmbH", "Siebenstern", "Siebenstern AG")
        )
        actions.find_alike(actor=everybody.carl, now=now)
        merged = actions.merge(actor=everybody.carl, now=now, kept_id=three, gone_id=four, reason="One company")
        return queries.waiting(everybody.carl).get(first=one, second=two).pk, merged
