"""Leads as the vendor reads them: the list, one lead with its way, and what waits."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Q, QuerySet

from fairway.catalogue import queries as catalogue
from fairway.kit.access import Actor, Kind
from fairway.kit.journal import reading
from fairway.leads.models import Contact, Lead, Offer, RoutingRecord
from fairway.leads.models.leads import OPEN
from fairway.leads.rules.refusals import NotFound
from fairway.leads.rules.routing import HOW, points_text
from fairway.partners import queries as partners
from fairway.values import Money

SHOWN = 6
"""Partners that could be asked, shown at once; the others are behind a fold."""
WAYS = {"web": "Web form", "locator": "Partner locator", "file": "File", "hand": "By hand"}


@dataclass(frozen=True, slots=True)
class LeadRow:
    """A lead as lists show it. ``answer_by`` is when the offer runs out, while it waits for an answer."""

    id: int
    code: str
    status: str
    company: str
    country: str
    city: str
    source: str
    way_in: str
    product: str
    language: str
    partner_id: int | None
    partner: str
    partner_code: str
    rounds: int
    received_at: datetime
    answer_by: datetime | None
    ended_at: datetime | None
    value: Money | None

    @property
    def way(self) -> str:
        return WAYS.get(self.way_in, self.way_in)


@dataclass(frozen=True, slots=True)
class PartView:
    """One factor of a considered partner's points."""

    factor: str
    percent: int
    points: str
    words: str


@dataclass(frozen=True, slots=True)
class ConsideredView:
    """One partner that was looked at: in with its points, or out with every reason."""

    partner_id: int
    partner: str
    partner_code: str
    is_in: bool
    is_chosen: bool
    points: str
    said: str
    parts: tuple[PartView, ...]
    against: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class RecordView:
    """One time the lead was routed."""

    at: datetime
    asked: str
    how: str
    version: int | None
    considered: tuple[ConsideredView, ...]
    more: int

    @property
    def ins(self) -> tuple[ConsideredView, ...]:
        found = [one for one in self.considered if one.is_in]
        return tuple(sorted(found, key=lambda one: not one.is_chosen))

    @property
    def first(self) -> tuple[ConsideredView, ...]:
        return self.ins[:SHOWN]

    @property
    def others(self) -> tuple[ConsideredView, ...]:
        return self.ins[SHOWN:]

    @property
    def outs(self) -> tuple[ConsideredView, ...]:
        return tuple(one for one in self.considered if not one.is_in)


@dataclass(frozen=True, slots=True)
class OfferView:
    """One time a partner held the lead."""

    code: str
    partner_id: int
    partner: str
    partner_code: str
    state: str
    offered_at: datetime
    due_at: datetime
    answered_at: datetime | None
    contact_due_at: datetime | None
    contacted_at: datetime | None
    ended_at: datetime | None
    reason_code: str
    reason: str
    registration_code: str


@dataclass(frozen=True, slots=True)
class ContactView:
    """The person behind a lead; blank once it was blanked."""

    name: str
    email: str
    phone: str
    consent: str
    agreed_at: datetime | None
    blanked_at: datetime | None


@dataclass(frozen=True, slots=True)
class LeadView:
    """One lead with everything the vendor knows of it."""

    row: LeadRow
    facts: Mapping[str, str]
    line: str
    contact: ContactView
    wished: str
    keep_until: datetime
    end_code: str
    offers: tuple[OfferView, ...]
    records: tuple[RecordView, ...]
    again: int

    @property
    def held(self) -> OfferView | None:
        return next((one for one in self.offers if one.state in OPEN), None)


def visible_to(actor: Actor) -> QuerySet[Lead]:
    """Leads the vendor may read; partners read their offers."""
    if actor.kind in {Kind.STAFF, Kind.WORKER} and actor.may("leads.view"):
        return Lead.objects.all()
    return Lead.objects.none()


def searched(actor: Actor, text: str) -> QuerySet[Lead]:
    """Leads of one person, by e-mail address, for a request to see or to blank what is kept."""
    return visible_to(actor).filter(pk__in=Contact.objects.filter(email__iexact=text.strip()).values("lead_id"))


def rows_of(actor: Actor, found: Iterable[Lead]) -> tuple[LeadRow, ...]:
    """List rows, with three queries whatever their number."""
    leads = list(found)
    names = partners.names_of(actor, {one.partner_id for one in leads if one.partner_id})
    products = catalogue.names_of(actor, {one.product_id for one in leads if one.product_id})
    waiting = [one.pk for one in leads if one.status == "offered"]
    due = dict(Offer.objects.filter(lead__in=waiting, state="offered").values_list("lead_id", "due_at"))
    return tuple(
        LeadRow(
            one.pk, one.code, one.status, one.company, one.country, one.city, one.source, one.way_in,
            products.get(one.product_id or 0, ("", ""))[1] or one.line, one.language, one.partner_id,
            names.get(one.partner_id or 0, ("", ""))[1], names.get(one.partner_id or 0, ("", ""))[0], one.rounds,
            one.received_at, due.get(one.pk), one.ended_at,
            Money(one.value, one.currency) if one.value is not None and one.currency else None,
        )
        for one in leads
    )  # fmt: skip


def lead(actor: Actor, code: str) -> LeadView:
    """One lead. :raises NotFound: there is none of this code that the actor may see."""
    found = visible_to(actor).filter(code=code).first()
    if found is None:
        raise NotFound(f"There is no lead {code[:20]}.")
    offers = list(Offer.objects.filter(lead=found).order_by("-pk"))
    records = list(RoutingRecord.objects.filter(lead=found).select_related("version").order_by("-pk"))
    ids = {one.partner_id for one in offers} | {each["partner"] for one in records for each in one.considered}
    names = partners.names_of(actor, ids | ({found.wished_id} if found.wished_id else set()))
    contact = Contact.objects.get(lead=found)
    again = 0
    if contact.email:
        again = Contact.objects.filter(email__iexact=contact.email).exclude(lead=found).count()
    facts = {
        "address": found.address, "postal_code": found.postal_code, "region": found.region, "website": found.website,
        "need": found.need, "reference": found.reference,
    }  # fmt: skip
    return LeadView(
        rows_of(actor, [found])[0], facts, found.line,
        ContactView(
            contact.name, contact.email, contact.phone, contact.consent, contact.agreed_at, contact.blanked_at
        ),
        names.get(found.wished_id or 0, ("", ""))[1], found.keep_until, found.end_code,
        tuple(
            OfferView(
                one.code, one.partner_id, names[one.partner_id][1], names[one.partner_id][0], one.state,
                one.offered_at, one.due_at, one.answered_at, one.contact_due_at, one.contacted_at, one.ended_at,
                one.reason_code, one.reason, one.registration_code,
            )
            for one in offers
        ),
        tuple(_record(one, names) for one in records), again,
    )  # fmt: skip


def _record(one: RoutingRecord, names: Mapping[int, tuple[str, str]]) -> RecordView:
    return RecordView(
        one.at, one.asked, HOW.get(one.how, one.how), one.version.number if one.version else None,
        tuple(_considered(each, names) for each in one.considered), one.more,
    )  # fmt: skip


def _considered(said: Mapping[str, Any], names: Mapping[int, tuple[str, str]]) -> ConsideredView:
    code, name = names.get(said["partner"], ("", "A partner that is no longer known"))
    parts = tuple(PartView(one[0], one[1], points_text(one[2]), one[3]) for one in said["parts"])
    return ConsideredView(
        said["partner"], name, code, not said["against"], said["said"].startswith("Chosen"),
        points_text(said["points"]), said["said"], parts, tuple(said["against"]),
    )  # fmt: skip


def codes_of(actor: Actor, lead_ids: Iterable[int]) -> dict[int, str]:
    """Codes by number, in one query."""
    return dict(visible_to(actor).filter(pk__in=set(lead_ids)).values_list("pk", "code"))


def history(actor: Actor, lead_id: int) -> tuple[Any, ...]:
    """What the journal says of a lead, oldest first."""
    return reading.of_subject(actor, f"leads.lead:{lead_id}")


def waiting_for(actor: Actor, now: datetime) -> tuple[int, int]:
    """How many leads need a person, and how many have an answer that is late."""
    rows = visible_to(actor)
    late = Offer.objects.filter(state="offered", due_at__lt=now, lead__in=rows).count()
    return rows.filter(status="unrouted").count(), late


def sources(actor: Actor) -> tuple[str, ...]:
    """The sources that occur, for a filter."""
    return tuple(visible_to(actor).exclude(source="").values_list("source", flat=True).distinct().order_by("source"))


def references(actor: Actor) -> set[tuple[str, str]]:
    """Sources and numbers of leads that came before, for files."""
    return set(visible_to(actor).exclude(reference="").values_list("source", "reference"))


def narrowed(rows: QuerySet[Lead], text: str) -> QuerySet[Lead]:
    """Leads whose person has this in name or address; the vendor's search."""
    people = Contact.objects.filter(Q(email__icontains=text) | Q(name__icontains=text)).values("lead_id")
    return rows.filter(pk__in=people)
