"""Who of direct sales looked at what: for compliance everything, for a partner what was about its own."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet

from fairway.deals.models import Look, LookHit, Registration
from fairway.kit.access import Actor, Kind
from fairway.kit.access.people import names_of
from fairway.partners import queries as partners


@dataclass(frozen=True, slots=True)
class LookRow:
    """One question of direct sales, with whose protections it found."""

    at: datetime
    who: str
    company: str
    country: str
    purpose: str
    note: str
    until: datetime | None
    found: tuple[tuple[str, str], ...]
    """Code of the deal and its partner."""


@dataclass(frozen=True, slots=True)
class SeenRow:
    """One question about one's own deal."""

    at: datetime
    deal: str
    deal_name: str
    company: str
    purpose: str


def visible_looks(actor: Actor) -> QuerySet[Look]:
    """Questions this actor may read: the vendor's people all, direct sales their own, partners none."""
    if actor.kind is Kind.DIRECT:
        return Look.objects.filter(user_id=actor.person)
    return Look.objects.all() if actor.may("journal.view") and not actor.is_partner else Look.objects.none()


def look_rows(actor: Actor, found: Iterable[Look]) -> tuple[LookRow, ...]:
    """List rows of questions; direct sales are shown no partner, for the database gives them none."""
    rows = list(found)
    people = names_of({row.user_id for row in rows})
    hits: dict[int, list[tuple[str, str]]] = {}
    if actor.kind is not Kind.DIRECT:
        held = list(LookHit.objects.filter(look__in=rows).order_by("pk"))
        deals = dict(
            Registration.objects.filter(pk__in={row.registration_id for row in held}).values_list("pk", "code")
        )
        names = partners.names_of(actor, {row.partner_id for row in held})
        for row in held:
            hits.setdefault(row.look_id, []).append(
                (deals[row.registration_id], names.get(row.partner_id, ("", ""))[1])
            )
    return tuple(
        LookRow(
            row.at, people.get(row.user_id, ""), row.company, row.country, row.purpose, row.note, row.until,
            tuple(hits.get(row.pk, ())),
        )
        for row in rows
    )  # fmt: skip


def visible_hits(actor: Actor) -> QuerySet[LookHit]:
    """Questions about a partner's own deals, as it may read them: when and what for, not by whom."""
    if not actor.is_partner:
        return LookHit.objects.none()
    return LookHit.objects.filter(partner_id=actor.partner).defer("look")


def seen_rows(actor: Actor, found: Iterable[LookHit]) -> tuple[SeenRow, ...]:
    """List rows of questions about one's own deals."""
    rows = list(found)
    deals = Registration.objects.in_bulk({row.registration_id for row in rows})
    return tuple(
        SeenRow(
            row.at, deals[row.registration_id].code, deals[row.registration_id].name,
            deals[row.registration_id].company, row.purpose,
        )
        for row in rows
    )  # fmt: skip
