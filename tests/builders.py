"""The people and partners of every story: Maya at the vendor, Ola at partner A, Sam at partner B."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from fairway.config.roles import rights_of
from fairway.kit.access import WORKER, Actor, acting_as
from fairway.kit.access.actor import Kind

PASSWORD = "a long enough word for tests"


@dataclass(frozen=True)
class People:
    """Everybody, as actors; ``a`` and ``b`` are the partners' numbers."""

    maya: Actor  # operations and finance at the vendor
    theo: Actor  # the second person: operations and finance, too
    carl: Actor  # channel manager
    ada: Actor  # auditor
    dirk: Actor  # direct sales
    ola: Actor  # principal of partner A
    sam: Actor  # principal of partner B
    ines: Actor  # salesperson of partner A
    a: int
    b: int


def people(now: datetime) -> People:
    """Write them all down in the open transaction."""
    from fairway.partners import actions as partners
    from fairway.partners.rules import PartnerFacts

    with acting_as(WORKER):
        a = partners.save(
            actor=WORKER,
            now=now,
            facts=PartnerFacts(
                code="A-1",
                name="Anker Mess",
                types=("value_added_reseller",),
                country="DE",
                tier="gold",
                currency="EUR",
            ),
            since_on=date(2024, 1, 1),
        )
        b = partners.save(
            actor=WORKER,
            now=now,
            facts=PartnerFacts(
                code="B-2",
                name="Baylight Systems",
                types=("system_integrator",),
                country="US",
                tier="silver",
                currency="USD",
            ),
            since_on=date(2024, 1, 1),
        )
    return People(
        maya=person(now, "maya@vendor.example", "Maya", "operations", "finance", "channel_manager"),
        theo=person(now, "theo@vendor.example", "Theo", "operations", "finance"),
        carl=person(now, "carl@vendor.example", "Carl", "channel_manager"),
        ada=person(now, "ada@vendor.example", "Ada", "auditor"),
        dirk=person(now, "dirk@vendor.example", "Dirk", "direct_sales"),
        ola=person(now, "ola@a.example", "Ola", "principal", partner_id=a),
        sam=person(now, "sam@b.example", "Sam", "principal", partner_id=b),
        ines=person(now, "ines@a.example", "Ines", "sales", partner_id=a),
        a=a,
        b=b,
    )


def person(now: datetime, email: str, name: str, *roles: str, partner_id: int | None = None) -> Actor:
    """A person with these roles in one organisation, who can sign in with :data:`PASSWORD`."""
    from fairway.kit.access import people as access
    from fairway.kit.access.models import User

    with acting_as(Actor(Kind.LOGIN)):
        user = User.objects.create_user(email, PASSWORD, name=name, joined_at=now)
        for role in roles:
            access.admit(user_id=user.pk, role=role, partner_id=partner_id, now=now)
    if partner_id is not None:
        kind = Kind.PARTNER
    else:
        kind = Kind.DIRECT if "direct_sales" in roles else Kind.STAFF
    return Actor(
        kind=kind,
        user_id=user.pk,
        partner_id=partner_id,
        roles=frozenset(roles),
        rights=rights_of(frozenset(roles), partner=partner_id is not None),
        name=name,
    )
