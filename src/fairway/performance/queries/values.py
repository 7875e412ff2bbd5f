"""Reads of dated values and of the persons they are about."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Q, QuerySet

from fairway.kit.access import Actor, Kind
from fairway.kit.access.people import names_of as people_names
from fairway.partners import queries as partners
from fairway.performance.models import DatedValue, Person
from fairway.values import Exact


@dataclass(frozen=True, slots=True)
class ValueRow:
    """One dated value as a list shows it."""

    id: int
    partner_id: int
    partner: str
    code: str
    name: str
    since_on: date
    until_on: date | None
    amount: Exact
    key: str
    person: str
    about: str
    recorded_at: datetime
    recorded_by: str
    withdrawn_at: datetime | None


def visible_to(actor: Actor) -> QuerySet[DatedValue]:
    """Values this actor may read: the vendor's all, a partner its own."""
    rows = DatedValue.objects.all()
    if actor.kind is Kind.PARTNER:
        return rows.filter(partner_id=actor.partner_id or 0) if actor.may("own.standing.view") else rows.none()
    return rows if actor.may("tiers.view") else rows.none()


def rows_of(actor: Actor, found: Any) -> tuple[ValueRow, ...]:
    """Frozen rows of values: four queries whatever their number."""
    rows = list(found)
    names = partners.names_of(actor, [row.partner_id for row in rows])
    who = people_names(row.recorded_by_id for row in rows if row.recorded_by_id)
    keys = {row.key for row in rows if row.key}
    persons = {
        (one.partner_id, one.key): one.name or "(name blanked)"
        for one in Person.objects.filter(partner__in={row.partner_id for row in rows}, key__in=keys)
        if one.name or one.blanked_at
    }
    return tuple(
        ValueRow(
            row.pk, row.partner_id, names.get(row.partner_id, ("", ""))[1], names.get(row.partner_id, ("", ""))[0],
            row.name, row.since_on, row.until_on, row.amount, row.key, persons.get((row.partner_id, row.key), ""),
            ", ".join(f"{name}: {value}" for name, value in sorted(row.about.items())), row.recorded_at,
            who.get(row.recorded_by_id or 0, ""), row.withdrawn_at,
        )
        for row in rows
    )  # fmt: skip


def names(actor: Actor) -> tuple[str, ...]:
    """The names under which values stand."""
    return tuple(visible_to(actor).order_by("name").values_list("name", flat=True).distinct())


def identities(actor: Actor) -> set[tuple[object, ...]]:
    """What is known already, as a file's rows name it."""
    codes = {pk: code for code, pk in partners.ids_by_code(actor).items()}
    rows = visible_to(actor).filter(withdrawn_at=None)
    return {
        (codes.get(row.partner_id, ""), row.name, row.since_on.isoformat(), row.key, tuple(sorted(row.about.items())))
        for row in rows.iterator()
    }


def persons_of(actor: Actor, partner_id: int) -> tuple[tuple[int, str, str, bool], ...]:
    """The persons of a partner whose certificates count: number, key, name, whether it was blanked."""
    mine = visible_to(actor).filter(partner_id=partner_id)
    if not (actor.may("tiers.view") or actor.may("own.standing.view")):
        return ()
    rows = Person.objects.filter(partner_id=partner_id, key__in=mine.values("key")).order_by("key")
    return tuple((row.pk, row.key, row.name, row.blanked_at is not None) for row in rows)


def recorded(actor: Actor, partner_id: int, name: str, *, since: date, until: date) -> tuple[Exact, ...]:
    """The values of a name that a partner has for days from `since` until `until` (exclusive), in the order of days."""
    held = visible_to(actor).filter(partner=partner_id, name=name, since_on__gte=since, since_on__lt=until)
    return tuple(held.filter(withdrawn_at=None).order_by("since_on", "pk").values_list("amount", flat=True))


def certified(actor: Actor, partner_id: int, *, on: date) -> int:
    """How many persons of a partner hold any valid certificate on a day; a person with several counts once."""
    held = visible_to(actor).filter(Q(until_on=None) | Q(until_on__gt=on), partner=partner_id, since_on__lte=on)
    persons = Person.objects.filter(partner=partner_id).values("key")
    return held.filter(withdrawn_at=None, key__in=persons).values("key").distinct().count()
