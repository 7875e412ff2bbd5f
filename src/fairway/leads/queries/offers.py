"""Leads as the partner that holds them reads them: its own offers, and of a lead what its customer is and needs.

A partner's reads ask no table that only the vendor has, and no offer of anybody else: the number of queries, and every
byte, is the same whether or not somebody else was asked before.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet

from fairway.catalogue import queries as catalogue
from fairway.kit.access import Actor
from fairway.leads.models import Contact, Lead, Offer
from fairway.leads.models.leads import OPEN
from fairway.leads.queries.policies import policy_of
from fairway.leads.queries.routing import answered
from fairway.leads.rules.answers import Scored, score
from fairway.leads.rules.policy import Routing
from fairway.leads.rules.refusals import NotFound

OWN_FIELDS = (
    "id", "status", "partner_id", "source", "company", "website", "country", "region", "postal_code", "city",
    "address", "product_id", "line", "language", "need",
)  # fmt: skip
"""What of a lead its holder's role may read."""
SHOWN = (
    "company", "website", "country", "region", "postal_code", "city", "address", "line", "language", "need", "source",
)  # fmt: skip
HOLDS = (*OPEN, "won", "lost")
TAKEN = ("accepted", "contacted", "qualified", "converted", "won")
"""States in which the person behind the lead is shown."""


@dataclass(frozen=True, slots=True)
class OwnRow:
    """An offer as the partner's list shows it; the company is blank for a lead that is somebody else's by now."""

    code: str
    state: str
    place: str
    company: str
    product: str
    offered_at: datetime
    due_at: datetime
    contact_due_at: datetime | None
    ended_at: datetime | None
    reason_code: str
    registration_code: str


@dataclass(frozen=True, slots=True)
class OwnView:
    """One offer with the customer and the need, and once it was taken, the person."""

    row: OwnRow
    id: int
    lead_id: int
    facts: Mapping[str, str]
    contact: Mapping[str, str]
    contact_blanked: bool
    why: tuple[str, ...]
    reason: str
    answered_at: datetime | None
    contacted_at: datetime | None
    qualified_at: datetime | None
    converted_at: datetime | None
    product_id: int | None
    sku: str
    policy: Routing | None


def visible_offers(actor: Actor) -> QuerySet[Offer]:
    """A partner's own offers, and nobody else's."""
    if actor.is_partner and actor.may("own.leads.view"):
        return Offer.objects.filter(partner_id=actor.partner)
    return Offer.objects.none()


def own_rows(actor: Actor, found: Iterable[Offer]) -> tuple[OwnRow, ...]:
    """List rows, with two queries whatever their number."""
    offers = list(found)
    leads = {
        row.pk: row
        for row in Lead.objects.filter(pk__in=[one.lead_id for one in offers if one.state in HOLDS]).only(*OWN_FIELDS)
    }
    products = catalogue.names_of(actor, {row.product_id for row in leads.values() if row.product_id})
    return tuple(_row(one, leads.get(one.lead_id) if one.state in HOLDS else None, products) for one in offers)


def _row(one: Offer, lead: Lead | None, products: Mapping[int, tuple[str, str]]) -> OwnRow:
    product = ""
    if lead is not None:
        product = products.get(lead.product_id or 0, ("", ""))[1] or lead.line
    return OwnRow(
        one.code, one.state, one.place, lead.company if lead else "", product, one.offered_at, one.due_at,
        one.contact_due_at, one.ended_at, one.reason_code, one.registration_code,
    )  # fmt: skip


def offer(actor: Actor, code: str) -> OwnView:
    """One offer of the partner's own. :raises NotFound: there is none of this code."""
    one = visible_offers(actor).filter(code=code).first()
    if one is None:
        raise NotFound(f"There is no lead {code[:20]}.")
    return view_of(actor, one)


def view_of(actor: Actor, one: Offer) -> OwnView:
    """Everything its holder sees of an offer; the same queries for every one."""
    lead = Lead.objects.filter(pk=one.lead_id).only(*OWN_FIELDS).first() if one.state in HOLDS else None
    contact = Contact.objects.filter(lead_id=one.lead_id).only("name", "email", "phone", "blanked_at", "lead").first()
    products = catalogue.names_of(actor, {lead.product_id} if lead is not None and lead.product_id else set())
    facts = {name: str(getattr(lead, name)) for name in SHOWN} if lead is not None else {}
    shown = contact is not None and one.state in TAKEN
    person = {"name": contact.name, "email": contact.email, "phone": contact.phone} if shown and contact else {}
    sku = products.get(lead.product_id or 0, ("", ""))[0] if lead is not None else ""
    return OwnView(
        _row(one, lead, products), one.pk, one.lead_id, facts, person,
        bool(shown and contact and contact.blanked_at), tuple(one.why), one.reason, one.answered_at, one.contacted_at,
        one.qualified_at, one.converted_at, lead.product_id if lead is not None else None, sku,
        policy_of(one.version_id),
    )  # fmt: skip


def own_score(actor: Actor) -> Scored:
    """The partner's own scorecard."""
    return score(actor.partner, answered(visible_offers(actor)))


def to_answer(actor: Actor) -> tuple[int, int]:
    """How many offers wait for an answer, and how many that were taken wait for the customer to be contacted."""
    states = list(visible_offers(actor).filter(state__in=("offered", "accepted")).values_list("state", flat=True))
    return states.count("offered"), states.count("accepted")
