"""Everything of a partner's own in this room, as flat rows for its export: a few queries, however many deals."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from fairway.catalogue import queries as catalogue
from fairway.deals.models import Attachment, Contact, DisputeItem, Event, Line, PolicyVersion
from fairway.deals.queries.disputes import ItemRow, own_case, visible_sides
from fairway.deals.queries.registrations import visible_to
from fairway.kit.access import Actor
from fairway.values import Exact


@dataclass(frozen=True, slots=True)
class DealOut:
    """One registration as it stands, with its contact."""

    code: str
    programme: str
    status: str
    stage: str
    name: str
    company: str
    country: str
    fields: Mapping[str, str]
    contact_name: str
    contact_email: str
    contact_phone: str
    value: Exact
    currency: str
    way_in: str
    created_at: datetime
    submitted_at: datetime | None
    decided_at: datetime | None
    answer_code: str
    answer_text: str
    protected_until: datetime | None
    files: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ProductOut:
    """One product of a registration."""

    deal: str
    product: str
    units: Exact
    value: Exact
    granted: bool | None


@dataclass(frozen=True, slots=True)
class StepOut:
    """One thing that happened to a registration, as the partner reads it."""

    deal: str
    at: datetime
    axis: str
    kind: str
    what: str
    to: str
    side: str
    reason: str


@dataclass(frozen=True, slots=True)
class DisputeOut:
    """One's own side of a case, with its answer and what it may come to."""

    case: str
    deal: str
    about: str
    status: str
    text: str
    joined_at: datetime
    kind: str
    share: Exact | None
    amount: str
    answer_text: str
    decided_at: datetime | None
    first_text: str
    first_at: datetime | None
    appeal_text: str
    appealed_at: datetime | None


@dataclass(frozen=True, slots=True)
class FileOut:
    """A file that was added to a registration, or shown on one's own side of a case."""

    deal: str
    name: str
    sha256: str


def files_out(actor: Actor) -> Iterator[FileOut]:
    """The files of all registrations, in the order in which they were added."""
    rows = Attachment.objects.filter(registration__in=_ids(actor)).order_by("pk")
    for row in rows.values_list("registration__code", "name", "sha256"):
        yield FileOut(*row)


def dispute_files_out(actor: Actor) -> Iterator[FileOut]:
    """The files of one's own sides of cases, as far as they are one's own to read."""
    rows = DisputeItem.objects.filter(side__in=visible_sides(actor)).exclude(visible="vendor").exclude(sha256="")
    for row in rows.order_by("pk").values_list("side__code", "name", "sha256"):
        yield FileOut(*row)


def deals_out(actor: Actor) -> Iterator[DealOut]:
    """The registrations, in the order in which they were made."""
    rows = list(visible_to(actor).order_by("pk"))
    titles = dict(
        PolicyVersion.objects.filter(pk__in={row.version_id for row in rows}).values_list("pk", "policy__title")
    )
    contacts = {row.registration_id: row for row in Contact.objects.filter(registration__in=rows)}
    files: dict[int, list[str]] = {}
    for number, name in (
        Attachment.objects.filter(registration__in=rows).order_by("pk").values_list("registration_id", "name")
    ):
        files.setdefault(number, []).append(name)
    for row in rows:
        contact = contacts.get(row.pk, Contact())
        yield DealOut(
            row.code, titles.get(row.version_id, ""), row.status, row.stage, row.name, row.company, row.country,
            row.fields, contact.name, contact.email, contact.phone, row.value, row.currency, row.way_in,
            row.created_at, row.submitted_at, row.decided_at, row.answer_code, row.answer_text, row.protected_until,
            tuple(files.get(row.pk, ())),
        )  # fmt: skip


def products_out(actor: Actor) -> Iterator[ProductOut]:
    """The products of all registrations."""
    skus = dict(catalogue.visible_to(actor).values_list("pk", "sku"))
    rows = Line.objects.filter(registration__in=_ids(actor)).order_by("pk")
    for code, product, units, value, granted in rows.values_list(
        "registration__code", "product_id", "units", "value", "granted"
    ):
        yield ProductOut(code, skus.get(product, ""), units, value, granted)


def steps_out(actor: Actor) -> Iterator[StepOut]:
    """What happened to all registrations, oldest first; the vendor's own steps are not the partner's."""
    rows = Event.objects.filter(registration__in=_ids(actor), both=True).order_by("at", "pk")
    for row in rows.values_list("registration__code", "at", "axis", "kind", "what", "to", "side", "reason"):
        yield StepOut(*row)


def _ids(actor: Actor) -> list[int]:
    return list(visible_to(actor).values_list("pk", flat=True))


def disputes_out(actor: Actor, now: datetime) -> tuple[tuple[DisputeOut, ...], tuple[ItemRow, ...]]:
    """One's own sides of cases, and what was said and shown in them as far as it is one's own to read."""
    found: list[DisputeOut] = []
    items: list[ItemRow] = []
    for code in visible_sides(actor).order_by("pk").values_list("code", flat=True):
        mine = own_case(actor, code, now)
        side = mine.side
        found.append(
            DisputeOut(
                side.code, side.deal, side.about, side.status, side.text, side.joined_at, side.kind, side.share,
                str(side.amount) if side.amount is not None else "", side.answer_text, side.decided_at,
                side.first_text, side.first_at, side.appeal_text, side.appealed_at,
            )
        )  # fmt: skip
        items += mine.items
    return tuple(found), tuple(items)
