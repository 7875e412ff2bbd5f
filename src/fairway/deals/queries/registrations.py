"""Registrations as both sides read them. A partner's reads ask no table that only the vendor has.

So the number of queries of a partner's page is the same whether or not somebody else registered the same company.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Case, DateTimeField, F, Max, Min, OuterRef, QuerySet, Subquery, When

from fairway.catalogue import queries as catalogue
from fairway.deals.models import Attachment, Contact, Event, Finding, Line, PolicyVersion, Registration, Request, Role
from fairway.deals.rules.asked import Asked, AskedLine
from fairway.deals.rules.axes import registration
from fairway.deals.rules.axes.clock import Clock, Happened, Terms, clock, last_day
from fairway.deals.rules.policy import Policy, check
from fairway.deals.rules.refusals import NotFound
from fairway.kit.access import Actor
from fairway.kit.access.people import names_of
from fairway.partners import queries as partners
from fairway.values import Exact, Money

CLOCK = "clock"


@dataclass(frozen=True, slots=True)
class DealRow:
    """A registration as lists show it."""

    id: int
    code: str
    partner_id: int
    partner: str
    status: str
    stage: str
    name: str
    company: str
    country: str
    value: Money
    created_at: datetime
    submitted_at: datetime | None
    due_at: datetime | None
    decided_at: datetime | None
    protected_until: datetime | None
    protected_through: date | None
    policy_title: str


@dataclass(frozen=True, slots=True)
class LineRow:
    """A product of a registration. ``granted`` is None before the decision."""

    product_id: int
    sku: str
    name: str
    category: str
    units: Exact
    value: Money
    granted: bool | None


@dataclass(frozen=True, slots=True)
class RoleRow:
    """A partner's part in the deal and its share of the credit, in percent."""

    role: str
    named: str
    share: Exact
    since_on: date
    until_on: date | None
    id: int = 0
    partner_id: int | None = None


@dataclass(frozen=True, slots=True)
class AttachmentRow:
    """A file of a registration."""

    id: int
    name: str
    size: int
    media: str
    proof: str
    added_at: datetime


@dataclass(frozen=True, slots=True)
class RequestRow:
    """A proof, an extension or a pause that was asked for."""

    id: int
    kind: str
    what: str
    proof: str
    note: str
    state: str
    asked_at: datetime
    answer: str
    attachment_id: int | None


@dataclass(frozen=True, slots=True)
class EventRow:
    """One thing that happened: who (empty for the other side's people), when, why."""

    at: datetime
    axis: str
    kind: str
    what: str
    to: str
    side: str
    who: str
    reason: str


@dataclass(frozen=True, slots=True)
class DealView:
    """One registration with everything both sides see of it."""

    row: DealRow
    policy: Policy
    policy_id: int
    version_id: int
    fields: Mapping[str, str]
    open_fields: tuple[str, ...]
    lines: tuple[LineRow, ...]
    roles: tuple[RoleRow, ...]
    attachments: tuple[AttachmentRow, ...]
    requests: tuple[RequestRow, ...]
    events: tuple[EventRow, ...]
    clock: Clock
    answer_code: str
    answer_text: str
    tier: str
    contact_blanked: bool
    created_by_id: int | None

    @property
    def asked(self) -> Asked:
        """What it says, as the rules read it."""
        lines = (AskedLine(one.product_id, one.sku, one.category, one.units, one.value.amount) for one in self.lines)
        return Asked(self.fields, tuple(lines))


def visible_to(actor: Actor) -> QuerySet[Registration]:
    """Registrations this actor may read: the vendor all that were sent, a partner its own and its resellers'."""
    if actor.partner_id is not None and actor.is_partner:
        return Registration.objects.filter(partner_id=actor.partner_id)
    if actor.may("deals.view"):
        return Registration.objects.exclude(status="draft")
    return Registration.objects.none()


def queue(actor: Actor) -> QuerySet[Registration]:
    """The same with `waits_until`, when the answer is due of those that still wait for one, and `highest_score`."""
    waits = Case(When(status__in=registration.WAITING, then=F("due_at")), output_field=DateTimeField())
    scores = Finding.objects.filter(registration=OuterRef("pk"), gone_at=None).order_by().values("registration")
    highest = Subquery(scores.values(highest=Max("score")))
    return visible_to(actor).annotate(waits_until=waits, highest_score=highest)


def first_deals(actor: Actor, partner_ids: Iterable[int]) -> dict[int, date]:
    """The day each of these partners sent its first deal that was not refused, called a duplicate or taken back."""
    rows = (
        visible_to(actor)
        .filter(partner__in=list(partner_ids), submitted_at__isnull=False)
        .exclude(status__in=("rejected", "duplicate", "withdrawn"))
        .values_list("partner_id")
        .annotate(first=Min("submitted_at"))
    )
    return {partner_id: first.date() for partner_id, first in rows}


def registered(actor: Actor, partner_id: int, *, since: date, until: date) -> int:
    """How many deals a partner sent from ``since`` until ``until`` that were not refused, duplicates or taken back."""
    sent = visible_to(actor).filter(partner=partner_id, submitted_at__date__gte=since, submitted_at__date__lt=until)
    return sent.exclude(status__in=("rejected", "duplicate", "withdrawn")).count()


def policy_of(version_id: int) -> Policy:
    """The policy a registration follows. :raises NotFound: its version cannot be read."""
    text = PolicyVersion.objects.filter(pk=version_id).values_list("text", flat=True).first()
    read = check(text).policy if text is not None else None
    if read is None:
        raise NotFound("The policy of this registration cannot be read.")
    return read


def rows_of(actor: Actor, found: Iterable[Registration]) -> tuple[DealRow, ...]:
    """List rows of registrations, with one query for partners and one for policies."""
    rows = list(found)
    names = partners.names_of(actor, {row.partner_id for row in rows})
    versions = PolicyVersion.objects.filter(pk__in={row.version_id for row in rows}).select_related("policy")
    by_number = {version.pk: (version.policy.title, check(version.text).policy) for version in versions}

    def through(row: Registration) -> date | None:
        policy = by_number[row.version_id][1]
        return last_day(policy, row.protected_until) if policy is not None and row.protected_until else None

    return tuple(
        DealRow(
            row.pk, row.code, row.partner_id, names.get(row.partner_id, ("", ""))[1], row.status, row.stage, row.name,
            row.company, row.country, Money(row.value, row.currency), row.created_at, row.submitted_at, row.due_at,
            row.decided_at, row.protected_until, through(row), by_number[row.version_id][0],
        )
        for row in rows
    )  # fmt: skip


def deal(actor: Actor, code: str, now: datetime | None = None) -> DealView:
    """One registration by its code; the same queries for every one. :raises NotFound: none this actor may see."""
    found = visible_to(actor).filter(code=code).first()
    if found is None:
        raise NotFound(f"There is no registration {code[:20]}.")
    return view_of(actor, found, now)


def view_of(actor: Actor, found: Registration, now: datetime | None = None) -> DealView:
    """Everything of one registration."""
    version = PolicyVersion.objects.get(pk=found.version_id)
    policy = policy_of(version.pk) if check(version.text).policy is None else check(version.text).policy
    assert policy is not None
    lines = list(Line.objects.filter(registration=found).order_by("pk"))
    products = {row.pk: row for row in catalogue.visible_to(actor).filter(pk__in=[line.product_id for line in lines])}
    contact = Contact.objects.filter(registration=found).first()
    fields = {**found.fields, "name": found.name, "company": found.company, "country": found.country}
    if contact is not None:
        fields |= {"contact_name": contact.name, "contact_email": contact.email, "contact_phone": contact.phone}
    events = list(Event.objects.filter(registration=found).order_by("at", "pk"))
    people = names_of({event.user_id for event in events if event.user_id is not None})
    return DealView(
        row=rows_of(actor, [found])[0],
        policy=policy,
        policy_id=version.policy_id,
        version_id=version.pk,
        fields={name: value for name, value in fields.items() if value},
        open_fields=tuple(found.open_fields),
        lines=tuple(_line(line, products, found.currency) for line in lines),
        roles=tuple(
            RoleRow(row.role, row.named, row.share, row.since_on, row.until_on, row.pk, row.partner_id)
            for row in Role.objects.filter(registration=found).order_by("pk")
        ),
        attachments=tuple(
            AttachmentRow(row.pk, row.name, row.size, row.media, row.proof, row.added_at)
            for row in Attachment.objects.filter(registration=found).order_by("pk")
        ),
        requests=tuple(
            RequestRow(
                row.pk, row.kind, row.what, row.proof, row.note, row.state, row.asked_at, row.answer, row.attachment_id
            )
            for row in Request.objects.filter(registration=found).order_by("-pk")
        ),
        events=tuple(
            EventRow(
                row.at, row.axis, row.kind, row.what, row.to, row.side, people.get(row.user_id or 0, ""), row.reason
            )
            for row in events
        ),
        clock=clock_of(policy, found, events, now) if now else Clock("not_started"),
        answer_code=found.answer_code,
        answer_text=found.answer_text,
        tier=found.tier,
        contact_blanked=contact is not None and contact.blanked_at is not None,
        created_by_id=found.created_by_id,
    )


def _line(line: Line, products: Mapping[int, object], currency: str) -> LineRow:
    product = products.get(line.product_id)
    return LineRow(
        line.product_id, getattr(product, "sku", ""), getattr(product, "name", ""), getattr(product, "category", ""),
        line.units, Money(line.value, currency), line.granted,
    )  # fmt: skip


def clock_of(policy: Policy, found: Registration, events: Iterable[Event], now: datetime) -> Clock:
    """The protection clock of a registration at a moment."""
    events = tuple(events)
    happened = tuple(Happened(row.at, row.kind, row.what) for row in events if row.axis == CLOCK)
    starts = [row.what for row in events if row.axis == CLOCK and row.kind == "started"]
    stage = (starts[-1] if starts else "") or "lead"
    return clock(policy, Terms(found.tier, found.value, stage), happened, now)


def attachment(actor: Actor, code: str, attachment_id: int) -> Attachment:
    """One file of one registration. :raises NotFound: none this actor may see."""
    found = Attachment.objects.filter(pk=attachment_id, registration__in=visible_to(actor).filter(code=code)).first()
    if found is None:
        raise NotFound("There is no such file.")
    return found
