"""Reads of organisations: sites, capabilities, relations, mergers of duplicates, endings, exports of own data."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Q, QuerySet

from fairway.kit.access import Actor, Kind
from fairway.partners.models import (
    Capability,
    CapabilityKind,
    DataExport,
    Distribution,
    Ending,
    EndingItem,
    Merger,
    Partner,
    PartnerType,
    Site,
)
from fairway.partners.rules import TYPES
from fairway.partners.rules.organisation import CAPABILITY_KINDS, ENDING, RELATIONS, SITE_KINDS


@dataclass(frozen=True)
class SiteRow:
    """A place of a partner."""

    id: int
    partner_id: int
    partner_code: str
    partner_name: str
    code: str
    name: str
    kind: str
    country: str
    region: str
    city: str
    postal_code: str
    address: str
    phone: str
    since_on: date | None
    until_on: date | None

    @property
    def kind_title(self) -> str:
        return SITE_KINDS.get(self.kind, self.kind)

    def is_open(self, on: date) -> bool:
        return (self.since_on is None or self.since_on <= on) and (self.until_on is None or self.until_on > on)


@dataclass(frozen=True)
class KindRow:
    """A word of the vocabulary of capabilities."""

    code: str
    title: str
    kind: str
    months: int | None
    needs_evidence: bool

    @property
    def kind_title(self) -> str:
        return CAPABILITY_KINDS.get(self.kind, self.kind)


@dataclass(frozen=True)
class CapabilityRow:
    """Something a partner is able to do. ``state`` is stated, confirmed, coming or expired on the day asked for."""

    id: int
    partner_id: int
    partner_code: str
    partner_name: str
    code: str
    title: str
    kind: str
    site_code: str
    since_on: date
    until_on: date | None
    evidence: str
    file_name: str
    sha256: str
    confirmed_at: datetime | None
    state: str


@dataclass(frozen=True)
class RelationRow:
    """How one partner is related, from a day to a day."""

    partner_id: int
    partner_code: str
    partner_name: str
    relation: str
    to: str
    to_name: str
    to_id: int | None
    since_on: date | None
    until_on: date | None

    @property
    def relation_title(self) -> str:
        return RELATIONS[self.relation]


@dataclass(frozen=True)
class MergerRow:
    """A duplicate and its survivor."""

    partner_id: int
    code: str
    name: str
    survivor_id: int
    survivor_code: str
    survivor_name: str
    merged_at: datetime
    merged_by: int | None
    reason: str


@dataclass(frozen=True)
class ItemRow:
    """A point of the checklist of an ending."""

    id: int
    key: str
    title: str
    says: str
    settled_at: datetime | None
    settled_by: int | None
    note: str


@dataclass(frozen=True)
class EndingRow:
    """An ending that runs, or is over."""

    id: int
    partner_id: int
    ends_on: date
    reason: str
    begun_at: datetime
    finished_at: datetime | None
    items: tuple[ItemRow, ...]

    @property
    def left(self) -> int:
        return sum(1 for item in self.items if item.settled_at is None)


@dataclass(frozen=True)
class ExportRow:
    """A full export of a partner's own data."""

    id: int
    asked_at: datetime
    state: str
    size: int
    sha256: str
    made_at: datetime | None
    problem: str


def visible_sites(actor: Actor) -> QuerySet[Site]:
    """Sites this actor may see; row-level security holds the same rule."""
    rows = Site.objects.all()
    return rows if actor.kind in {Kind.STAFF, Kind.WORKER, Kind.PARTNER} else rows.none()


def sites(actor: Actor, *, partner_id: int | None = None) -> tuple[SiteRow, ...]:
    """Sites, of one partner or of all, by partner and code."""
    rows = visible_sites(actor).select_related("partner").order_by("partner__name", "code")
    if partner_id is not None:
        rows = rows.filter(partner_id=partner_id)
    return tuple(
        SiteRow(
            row.pk, row.partner_id, row.partner.code, row.partner.name, row.code, row.name, row.kind, row.country,
            row.region, row.city, row.postal_code, row.address, row.phone, row.since_on, row.until_on,
        )
        for row in rows
    )  # fmt: skip


def site_keys(actor: Actor) -> frozenset[tuple[str, str]]:
    """Each site's partner and code, for files that name them."""
    return frozenset(visible_sites(actor).values_list("partner__code", "code"))


def capability_kinds(actor: Actor) -> tuple[KindRow, ...]:
    """The vocabulary, by title."""
    rows = CapabilityKind.objects.filter(retired_at=None).order_by("title")
    return tuple(KindRow(row.code, row.title, row.kind, row.months, row.needs_evidence) for row in rows)


def visible_capabilities(actor: Actor) -> QuerySet[Capability]:
    """Capabilities this actor may see; row-level security holds the same rule."""
    rows = Capability.objects.all()
    return rows if actor.kind in {Kind.STAFF, Kind.WORKER, Kind.PARTNER} else rows.none()


def capabilities(actor: Actor, *, on: date, partner_id: int | None = None) -> tuple[CapabilityRow, ...]:
    """What partners are able to do, of one or of all, ended ones included; the state is that of the day."""
    rows = visible_capabilities(actor).select_related("partner", "kind", "site")
    if partner_id is not None:
        rows = rows.filter(partner_id=partner_id)
    return tuple(
        CapabilityRow(
            row.pk, row.partner_id, row.partner.code, row.partner.name, row.kind.code, row.kind.title, row.kind.kind,
            row.site.code if row.site is not None else "", row.since_on, row.until_on, row.evidence, row.file_name,
            row.sha256, row.confirmed_at, _state(row, on),
        )
        for row in rows.order_by("partner__name", "kind__title", "-since_on", "pk")
    )  # fmt: skip


def _state(row: Capability, on: date) -> str:
    if row.until_on is not None and row.until_on <= on:
        return "expired"
    if row.since_on > on:
        return "coming"
    return "confirmed" if row.confirmed_at is not None else "stated"


def to_confirm(actor: Actor, *, on: date) -> int:
    """How many capabilities partners stated that the vendor has not confirmed."""
    rows = visible_capabilities(actor).filter(confirmed_at=None, since_on__lte=on)
    return rows.filter(Q(until_on=None) | Q(until_on__gt=on)).count()


def able_to(actor: Actor, capability: str, *, on: date) -> frozenset[int]:
    """The partners that are able to do something on a day, by the vendor's confirmation."""
    rows = visible_capabilities(actor).filter(kind__code=capability, confirmed_at__isnull=False, since_on__lte=on)
    held = rows.filter(Q(until_on=None) | Q(until_on__gt=on))
    return frozenset(held.values_list("partner_id", flat=True))


def capability_keys(actor: Actor) -> frozenset[tuple[str, str, str, date]]:
    """Each capability's partner, word, site and day, for files that name them."""
    rows = visible_capabilities(actor).values_list("partner__code", "kind__code", "site__code", "since_on")
    return frozenset((partner, kind, site or "", since) for partner, kind, site, since in rows)


def relations(actor: Actor, *, partner_id: int | None = None) -> tuple[RelationRow, ...]:
    """Who is of which type, belongs to whom, is supplied by whom; of one partner (both ways) or of all."""
    types = PartnerType.objects.select_related("partner")
    supplied = Distribution.objects.select_related("partner", "distributor")
    children = Partner.objects.filter(parent__isnull=False).select_related("parent")
    if partner_id is not None:
        types = types.filter(partner_id=partner_id)
        supplied = supplied.filter(Q(partner_id=partner_id) | Q(distributor_id=partner_id))
        children = children.filter(Q(pk=partner_id) | Q(parent_id=partner_id))
    found = [
        RelationRow(row.partner_id, row.partner.code, row.partner.name, "type", row.type, TYPES.get(row.type, row.type),
                    None, row.since_on, row.until_on)
        for row in types
    ] + [
        RelationRow(row.partner_id, row.partner.code, row.partner.name, "supplied_by", row.distributor.code,
                    row.distributor.name, row.distributor_id, row.since_on, row.until_on)
        for row in supplied
    ] + [
        RelationRow(row.pk, row.code, row.name, "belongs_to", row.parent.code, row.parent.name, row.parent_id, None,
                    None)
        for row in children if row.parent is not None
    ]  # fmt: skip
    order = list(RELATIONS)
    return tuple(sorted(found, key=lambda row: (row.partner_name, order.index(row.relation), row.since_on or date.min)))


def relation_keys(actor: Actor) -> frozenset[tuple[str, str, str, date | None]]:
    """Each relation's partner, kind, other side and first day, for files that name them."""
    return frozenset((row.partner_code, row.relation, row.to, row.since_on) for row in relations(actor))


def merged_into(actor: Actor, partner_ids: Iterable[int]) -> dict[int, MergerRow]:
    """The mergers in force of these partners, by the merged one's number."""
    rows = Merger.objects.filter(undone_at=None, partner__in=set(partner_ids))
    return {row.partner_id: _merger(row) for row in rows.select_related("partner", "survivor")}


def mergers_of(actor: Actor, survivor_id: int) -> tuple[MergerRow, ...]:
    """The duplicates that a survivor stands for, theirs included."""
    found: list[MergerRow] = []
    below, seen = [survivor_id], {survivor_id}
    while below:
        rows = Merger.objects.filter(undone_at=None, survivor__in=below).select_related("partner", "survivor")
        fresh = [_merger(row) for row in rows.order_by("merged_at", "pk") if row.partner_id not in seen]
        below = [row.partner_id for row in fresh]
        seen.update(below)
        found += fresh
    return tuple(found)


def _merger(row: Merger) -> MergerRow:
    return MergerRow(
        row.partner_id, row.partner.code, row.partner.name, row.survivor_id, row.survivor.code, row.survivor.name,
        row.merged_at, row.merged_by_id, row.reason,
    )  # fmt: skip


def same_as(actor: Actor, partner_id: int) -> tuple[int, ...]:
    """All numbers one organisation has: its own first, then its duplicates'. Books are read under all of them."""
    return (partner_id, *(row.partner_id for row in mergers_of(actor, partner_id)))


def survivors(actor: Actor) -> dict[int, int]:
    """Who each merged partner is by now: the last survivor of a chain."""
    held = dict(Merger.objects.filter(undone_at=None).values_list("partner_id", "survivor_id"))

    def last(number: int) -> int:
        while number in held:
            number = held[number]
        return number

    return {number: last(number) for number in held}


def merged_ids(actor: Actor) -> frozenset[int]:
    """Partners that are another one's duplicate now."""
    return frozenset(Merger.objects.filter(undone_at=None).values_list("partner_id", flat=True))


def ending(actor: Actor, partner_id: int) -> EndingRow | None:
    """The ending of a partner that runs, or else the last that was finished."""
    rows = Ending.objects.filter(partner_id=partner_id, cancelled_at=None).order_by("-begun_at")
    if actor.is_partner:
        rows = rows.filter(partner_id=actor.partner)
    row = rows.first()
    if row is None:
        return None
    items = () if actor.is_partner else EndingItem.objects.filter(ending=row).order_by("place")
    return EndingRow(
        row.pk, row.partner_id, row.ends_on, row.reason, row.begun_at, row.finished_at,
        tuple(
            ItemRow(item.pk, item.key, *ENDING[item.key], item.settled_at, item.settled_by_id, item.note)
            for item in items
        ),
    )  # fmt: skip


def exports(actor: Actor, partner_id: int) -> tuple[ExportRow, ...]:
    """The exports of a partner's own data, newest first."""
    rows = DataExport.objects.filter(partner_id=partner_id).order_by("-pk")[:20]
    return tuple(
        ExportRow(row.pk, row.asked_at, row.state, row.size, row.sha256, row.made_at, row.problem) for row in rows
    )


def export_of(actor: Actor, export_id: int) -> tuple[int, ExportRow] | None:
    """One export and whose it is, or None when the actor may not see it."""
    row = DataExport.objects.filter(pk=export_id).first()
    if row is None or (actor.is_partner and row.partner_id != actor.partner_id):
        return None
    return row.partner_id, ExportRow(row.pk, row.asked_at, row.state, row.size, row.sha256, row.made_at, row.problem)
