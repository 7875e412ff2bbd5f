"""A lead comes in: by a form, from the locator, from a file, by hand. Every way in checks the same."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from django.db import IntegrityError, transaction

from fairway.agreements.queries import places
from fairway.catalogue import queries as catalogue
from fairway.deals.rules.asked import Fault
from fairway.kit import journal
from fairway.kit.access import Actor
from fairway.kit.codes import coded
from fairway.kit.jobs import defer_once
from fairway.leads.models import Contact, Desk, Lead
from fairway.leads.queries.policies import in_force
from fairway.leads.rules.facts import LeadFacts, faults_of
from fairway.leads.rules.policy.document import KEEP, OURS
from fairway.leads.rules.refusals import Faulty, Refused


@dataclass(frozen=True, slots=True)
class Loaded:
    """What a file did. Leads are never changed by a file: those that came before stay as they are."""

    added: int
    changed: int
    unchanged: int


@dataclass(frozen=True, slots=True)
class Named:
    """What a product text means: a product, and the line by which territories are asked."""

    product_id: int | None
    line: str


def products_by_text(actor: Actor) -> dict[str, Named]:
    """Products and lines by every text a form or a file may use, in small letters: number, name, code of the line."""
    tree = places.lines_of_products(actor)
    found: dict[str, Named] = {}
    for branch in places.lines(actor):
        if branch.code:
            found[branch.name.casefold()] = found[branch.code.casefold()] = Named(None, branch.code)
    for product in catalogue.for_calculation(actor):
        named = Named(product.id, tree[product.id].code if product.id in tree else "")
        found.setdefault(product.name.casefold(), named)
        found[product.sku.casefold()] = named
    return found


def take(
    *, actor: Actor, now: datetime, facts: LeadFacts, way_in: str, key: str = "", slug: str = "", reason: str = ""
) -> str:
    """Take one lead in and have it routed; answers its code. The same page again is the same lead.

    ``slug`` is a partner of the locator that the customer chose.

    :raises Faulty: with everything that is missing or wrong; nothing is kept then.
    """
    actor.require("leads.manage")
    named = products_by_text(actor)
    faults = faults_of(facts, products=named)
    if faults:
        raise Faulty(faults)
    wished = Desk.objects.filter(slug=slug, shown_at__isnull=False).first() if slug else None
    try:
        with transaction.atomic():
            made = _leads(actor, now, [facts], way_in, named, wished.partner_id if wished else None, key or None)[0]
    except IntegrityError:
        there = Lead.objects.filter(key=key).first() if key else None
        if there is None:
            raise Refused(f"{facts.reference} of {facts.source or 'this source'} came before.") from None
        return there.code
    journal.record(
        actor=actor, now=now, verb="leads.lead.received", subject=f"leads.lead:{made.pk}", reason=reason,
        payload={"code": made.code, "way": way_in, "source": made.source},
    )  # fmt: skip
    defer_once("leads.route_waiting")
    return made.code


def load_leads(*, actor: Actor, now: datetime, rows: Iterable[LeadFacts], reason: str = "") -> Loaded:
    """Take the leads of a file in: all rows or none. A number of a source that came before is left as it is.

    :raises Faulty: with every fault of every row.
    """
    actor.require("leads.manage")
    found = [replace(facts, source=facts.source or "File") for facts in rows]
    named = products_by_text(actor)
    faults: list[Fault] = [fault for facts in found for fault in faults_of(facts, products=named)]
    if faults:
        raise Faulty(faults)
    sources = {facts.source for facts in found}
    there = set(Lead.objects.filter(source__in=sources).exclude(reference="").values_list("source", "reference"))
    fresh = [facts for facts in found if not facts.reference or (facts.source, facts.reference) not in there]
    made = _leads(actor, now, fresh, "file", named, None, None)
    journal.record(
        actor=actor, now=now, verb="leads.file.loaded", subject="leads.lead:0", reason=reason,
        payload={"added": len(made), "unchanged": len(found) - len(made)},
    )  # fmt: skip
    if made:
        defer_once("leads.route_waiting")
    return Loaded(len(made), 0, len(found) - len(made))


def _leads(
    actor: Actor,
    now: datetime,
    rows: list[LeadFacts],
    way_in: str,
    named: Mapping[str, Named],
    wished_id: int | None,
    key: str | None,
) -> list[Lead]:
    force = in_force(actor)
    keep_until = (force.policy.keep if force else KEEP).after(now, OURS)
    nothing = Named(None, "")
    made = Lead.objects.bulk_create(
        [
            _lead(facts, now, actor.user_id, way_in, named.get(facts.product.casefold(), nothing), keep_until)
            for facts in rows
        ],
        batch_size=1000,
    )
    if wished_id is not None or key is not None:
        for lead in made:
            lead.wished_id, lead.key = wished_id, key
        Lead.objects.bulk_update(made, ["wished", "key"])
    Contact.objects.bulk_create(
        [
            Contact(lead=lead, name=facts.contact_name, email=facts.contact_email, phone=facts.contact_phone,
                    consent=facts.consent, agreed_at=now)
            for lead, facts in zip(made, rows, strict=True)
        ],
        batch_size=1000,
    )  # fmt: skip
    return made


def _lead(
    facts: LeadFacts, now: datetime, user_id: int | None, way_in: str, named: Named, keep_until: datetime
) -> Lead:
    return Lead(
        code=coded("L"), way_in=way_in, source=facts.source, reference=facts.reference, company=facts.company,
        website=facts.website, country=facts.country, region=facts.region, postal_code=facts.postal_code,
        city=facts.city, address=facts.address, product_id=named.product_id, line=named.line, language=facts.language,
        need=facts.need, received_at=now, received_by_id=user_id, keep_until=keep_until,
    )  # fmt: skip
