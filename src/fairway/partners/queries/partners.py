"""Reads of partners: lists, profiles, and the dated table a calculation needs."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from django.contrib.postgres.search import TrigramSimilarity
from django.db.models import F, Q, QuerySet

from fairway.kit.access import Actor, Kind
from fairway.kit.journal import reading
from fairway.partners.models import Alias, Distribution, Merger, Partner, PartnerType, Standing
from fairway.partners.rules import TYPES, plain_name

_NEVER = datetime.min.replace(tzinfo=UTC)


class UnknownPartner(Exception):
    """No partner of this code or number that the actor may see."""


@dataclass(frozen=True)
class PartnerRow:
    """A partner as lists and headings show it; types, tier and parent are those of the day asked for."""

    id: int
    code: str
    name: str
    status: str
    types: tuple[str, ...]
    tier: str
    country: str
    region: str
    city: str
    currency: str
    time_zone: str
    parent_id: int | None
    parent_name: str
    added_at: datetime

    @property
    def type_titles(self) -> str:
        return ", ".join(TYPES[name] for name in self.types)


@dataclass(frozen=True)
class PartnerProfile:
    """Everything one partner's page shows of the partner itself."""

    row: PartnerRow
    postal_code: str
    address: str
    website: str
    phone: str
    tax_number: str
    attributes: Mapping[str, str]
    standings: tuple[tuple[str, date, date | None, str], ...]
    suppliers: tuple[tuple[str, str], ...]
    supplied: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class DatedPartner:
    """A partner's facts for a calculation, in force from ``valid_from`` until ``valid_until`` (half-open)."""

    partner_id: int
    code: str
    name: str
    type: str
    tier: str
    country: str
    region: str
    parent_id: int | None
    currency: str
    valid_from: date | None
    valid_until: date | None
    attributes: Mapping[str, str]


def visible_to(actor: Actor) -> QuerySet[Partner]:
    """Partners this actor may see; row-level security holds the same rule."""
    rows = Partner.objects.all()
    if actor.kind is Kind.DIRECT:
        return rows.only("id", "code", "name", "status", "country", "region", "city")
    return rows if actor.kind in {Kind.STAFF, Kind.WORKER, Kind.PARTNER} else rows.none()


def listed(
    actor: Actor, *, on: date, search: str = "", type: str = "", status: str = "", country: str = "", tier: str = ""
) -> QuerySet[Partner]:
    """Partners of a list: found by words in name or code, narrowed by type, status, country and tier of the day."""
    rows = visible_to(actor)
    if search.strip():
        rows = rows.filter(Q(plain_name__contains=plain_name(search)) | Q(code__icontains=search.strip()))
    if type:
        rows = rows.filter(pk__in=_held(PartnerType.objects.filter(type=type), on).values("partner_id"))
    if status:
        rows = rows.filter(status=status)
    if country:
        rows = rows.filter(country=country)
    if tier:
        rows = rows.filter(pk__in=_held(Standing.objects.filter(tier=tier), on).values("partner_id"))
    return rows


def _held(rows: QuerySet[Any], on: date) -> QuerySet[Any]:
    return rows.filter(Q(until_on=None) | Q(until_on__gt=on), since_on__lte=on)


def rows_of(actor: Actor, partners: Iterable[Partner], *, on: date) -> tuple[PartnerRow, ...]:
    """Frozen rows for a page of partners: three queries whatever their number (two for direct sales' shorter rows)."""
    found = list(partners)
    ids = [partner.pk for partner in found]
    if actor.kind is Kind.DIRECT:
        return tuple(
            PartnerRow(
                row.pk,
                row.code,
                row.name,
                row.status,
                (),
                "",
                row.country,
                row.region,
                row.city,
                "",
                "",
                None,
                "",
                _NEVER,
            )
            for row in found
        )
    types: dict[int, list[str]] = {}
    for partner_id, name in (
        _held(PartnerType.objects.filter(partner__in=ids), on).order_by("id").values_list("partner_id", "type")
    ):
        types.setdefault(partner_id, []).append(name)
    tiers = dict(_held(Standing.objects.filter(partner__in=ids), on).values_list("partner_id", "tier"))
    parents = dict(
        Partner.objects.filter(pk__in={row.parent_id for row in found if row.parent_id}).values_list("pk", "name")
    )
    return tuple(
        PartnerRow(
            row.pk,
            row.code,
            row.name,
            row.status,
            tuple(types.get(row.pk, ())),
            tiers.get(row.pk, ""),
            row.country,
            row.region,
            row.city,
            row.currency,
            row.time_zone,
            row.parent_id,
            parents.get(row.parent_id or 0, ""),
            row.added_at,
        )
        for row in found
    )


def profile(actor: Actor, code: str, *, on: date) -> PartnerProfile:
    """One partner with all its facts.

    :raises UnknownPartner: when there is none of this code that the actor may see.
    """
    partner = visible_to(actor).filter(code=code).first()
    if partner is None:
        raise UnknownPartner(f"There is no partner {code}.")
    (row,) = rows_of(actor, [partner], on=on)
    if actor.kind is Kind.DIRECT:
        return PartnerProfile(row, "", "", "", "", "", {}, (), (), ())
    standings = Standing.objects.filter(partner=partner).order_by("-since_on")
    suppliers = _held(Distribution.objects.filter(partner=partner), on).values_list(
        "distributor__code", "distributor__name"
    )
    supplied = _held(Distribution.objects.filter(distributor=partner), on).values_list("partner__code", "partner__name")
    return PartnerProfile(
        row,
        partner.postal_code,
        partner.address,
        partner.website,
        partner.phone,
        partner.tax_number,
        partner.attributes,
        tuple((held.tier, held.since_on, held.until_on, held.reason) for held in standings),
        tuple(suppliers.order_by("distributor__name")),
        tuple(supplied.order_by("partner__name")),
    )


def alike(actor: Actor, text: str, *, most: int = 8) -> dict[int, tuple[str, str]]:
    """Code and name of partners whose name is written like this text, the most alike first, for a person to pick."""
    likeness = TrigramSimilarity("plain_name", plain_name(text))
    rows = visible_to(actor).annotate(likeness=likeness).filter(likeness__gte=0.3).order_by("-likeness", "name")
    return {pk: (code, name) for pk, code, name in rows.values_list("pk", "code", "name")[:most]}


def one(actor: Actor, partner_id: int, *, on: date) -> PartnerRow:
    """The row of one partner by number. :raises UnknownPartner: when the actor may not see it."""
    rows = rows_of(actor, visible_to(actor).filter(pk=partner_id), on=on)
    if not rows:
        raise UnknownPartner(f"There is no partner {partner_id}.")
    return rows[0]


def status_on(actor: Actor, row: PartnerRow, on: date) -> str:
    """What a partner was when a day ended: what its next change of status found, as the journal tells it."""
    later = reading.visible_to(actor).filter(
        subject=f"partners.partner:{row.id}", verb="partners.status", at__date__gt=on
    )
    payload = later.order_by("id").values_list("payload", flat=True).first()
    return str(payload["from"]) if payload else row.status


def names_of(actor: Actor, partner_ids: Iterable[int]) -> dict[int, tuple[str, str]]:
    """Code and name by partner number, in one query."""
    rows = visible_to(actor).filter(pk__in=set(partner_ids)).values_list("pk", "code", "name")
    return {pk: (code, name) for pk, code, name in rows}


def ids_by_code(actor: Actor) -> dict[str, int]:
    """Partner number by code, for files that name partners by code."""
    return dict(visible_to(actor).values_list("code", "pk"))


def ids_by_text(actor: Actor, *, reporter_id: int | None) -> dict[str, int]:
    """Partner number by every text a reporter may use: codes, names that only one partner has, and kept aliases.

    Keys are plain names (:func:`fairway.partners.rules.plain_name`); an alias of this reporter wins over a general one.
    """
    found: dict[str, int] = {}
    names: dict[str, list[int]] = {}
    for pk, code, name in visible_to(actor).values_list("pk", "code", "plain_name"):
        names.setdefault(name, []).append(pk)
        found[plain_name(code)] = pk
    for name, owners in names.items():
        if len(owners) == 1:
            found.setdefault(name, owners[0])
    for text, pk in (
        Alias.objects.filter(Q(reporter=None) | Q(reporter_id=reporter_id))
        .order_by(F("reporter").asc(nulls_first=True))
        .values_list("text", "partner_id")
    ):
        found[plain_name(text)] = pk
    if merged := dict(Merger.objects.filter(undone_at=None).values_list("partner_id", "survivor_id")):
        return {text: _survivor(pk, merged) for text, pk in found.items()}
    return found


def _survivor(partner_id: int, merged: Mapping[int, int]) -> int:
    """Who a partner is by now: the survivor of a merged one."""
    while partner_id in merged:
        partner_id = merged[partner_id]
    return partner_id


def choices(actor: Actor) -> dict[str, tuple[str, ...]]:
    """The values lists can be narrowed by: countries and tiers that occur."""
    if actor.kind is Kind.DIRECT:
        return {
            "country": tuple(
                visible_to(actor).exclude(country="").values_list("country", flat=True).distinct().order_by("country")
            ),
            "tier": (),
        }
    return {
        "country": tuple(
            visible_to(actor).exclude(country="").values_list("country", flat=True).distinct().order_by("country")
        ),
        "tier": tuple(Standing.objects.values_list("tier", flat=True).distinct().order_by("tier")),
    }


def types_held(actor: Actor) -> tuple[str, ...]:
    """Every type that a partner has or had."""
    held = PartnerType.objects.filter(partner__in=visible_to(actor))
    return tuple(held.order_by("type").values_list("type", flat=True).distinct())


def for_calculation(actor: Actor, *, partner_id: int | None = None) -> tuple[DatedPartner, ...]:
    """Partners (or one) with their dated tier, one row for each stretch of days with one tier, gaps included.

    Types are those of the whole life (a type that ended is still what earned then); several are joined with ``;``.
    """
    only = {} if partner_id is None else {"partner_id": partner_id}
    types: dict[int, list[str]] = {}
    for number, name in PartnerType.objects.filter(**only).order_by("id").values_list("partner_id", "type"):
        if name not in types.setdefault(number, []):
            types[number].append(name)
    standings: dict[int, list[Standing]] = {}
    for held in Standing.objects.filter(**only).order_by("partner_id", "since_on"):
        standings.setdefault(held.partner_id, []).append(held)
    rows: list[DatedPartner] = []
    wanted = visible_to(actor) if partner_id is None else visible_to(actor).filter(pk=partner_id)
    for partner in wanted.order_by("pk"):
        reached: date | None = None
        for tier, since, until in _stretches(standings.get(partner.pk, [])):
            rows.append(
                DatedPartner(
                    partner.pk,
                    partner.code,
                    partner.name,
                    ";".join(types.get(partner.pk, ())),
                    tier,
                    partner.country,
                    partner.region,
                    partner.parent_id,
                    partner.currency,
                    since,
                    until,
                    partner.attributes,
                )
            )
            reached = until
        assert reached is None
    return tuple(rows)


def _stretches(held: list[Standing]) -> list[tuple[str, date | None, date | None]]:
    """Cover all days: from the first known day backwards and between standings the tier is empty."""
    found: list[tuple[str, date | None, date | None]] = []
    reached: date | None = None
    for standing in held:
        if reached != standing.since_on:
            found.append(("", reached, standing.since_on))
        found.append((standing.tier, standing.since_on, standing.until_on))
        reached = standing.until_on
        if reached is None:
            return found
    found.append(("", reached, None))
    return found
