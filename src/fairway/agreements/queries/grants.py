"""Reads of grants: lists, one grant, what a partner holds."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from functools import reduce
from operator import or_

from django.db.models import F, Q, QuerySet

from fairway.agreements.models import AgreementGrant, Grant, Holding
from fairway.agreements.queries import pauses, places
from fairway.agreements.queries.collisions import areas_of
from fairway.agreements.queries.pauses import Paused
from fairway.agreements.rules import grants as rules
from fairway.agreements.rules import places as places_rules
from fairway.agreements.rules.grants import Terms
from fairway.kit.access import Actor, Kind
from fairway.partners import queries as partners


class UnknownGrant(Exception):
    """No grant of this number that the actor may see."""


@dataclass(frozen=True)
class GrantRow:
    """A grant as lists and pages show it; `state` is that of the day asked for."""

    id: int
    partner_id: int
    partner_code: str
    partner_name: str
    kind: str
    at_most: int | None
    zone_id: int | None
    territory_id: int | None
    territory: str
    areas: tuple[places_rules.Area, ...]
    excepted: tuple[places_rules.Area, ...]
    place: str
    line: str
    line_name: str
    segment: str
    segment_name: str
    since_on: date
    until_on: date | None
    state: str
    reason: str
    granted_at: datetime
    follows_id: int | None
    withdrawn_at: datetime | None
    paused: Paused | None = None

    @property
    def kind_title(self) -> str:
        """The kind in words, with the number of partners of a shared one."""
        return f"Shared by at most {self.at_most}" if self.at_most else rules.KINDS[self.kind]

    @property
    def places_text(self) -> str:
        return "; ".join(area.text for area in self.areas)

    @property
    def excepted_text(self) -> str:
        return "; ".join(area.text for area in self.excepted)

    @property
    def terms(self) -> Terms:
        """What it says, to be changed or repeated."""
        return Terms(
            self.partner_id, self.kind, self.areas, self.since_on, self.until_on, self.line, self.segment,
            self.excepted, self.at_most, self.territory_id,
        )  # fmt: skip


def visible_to(actor: Actor) -> QuerySet[Grant]:
    """Grants this actor may see: the vendor's people all, a partner its own; row-level security holds the same."""
    if actor.kind in {Kind.STAFF, Kind.WORKER, Kind.PARTNER}:
        return Grant.objects.all()
    return Grant.objects.none()


def agreement_of(actor: Actor, grant_id: int) -> tuple[int, str] | None:
    """The agreement or amendment that says this grant, by number in the database and by name; none granted by hand."""
    made = AgreementGrant.objects.filter(grant_id=grant_id, grant__in=visible_to(actor))
    return made.values_list("instrument_id", "instrument__number").first()


def in_state(rows: QuerySet[Grant], state: str, on: date) -> QuerySet[Grant]:
    """Narrow by state on a day: in_force, suspended, coming, ended, withdrawn, ending (within ninety days)."""
    kept = rows.filter(withdrawn_at=None)
    match state:
        case "in_force" | "suspended":
            held = kept.filter(Q(until_on=None) | Q(until_on__gt=on), since_on__lte=on)
            back = Q(pk__in=pauses.grants_paused(on))
            return held.filter(back if state == "suspended" else ~back)
        case "coming":
            return kept.filter(since_on__gt=on)
        case "ended":
            return kept.filter(until_on__lte=on)
        case "ending":
            last = date.fromordinal(on.toordinal() + 90)
            return kept.filter(since_on__lte=on, until_on__gt=on, until_on__lte=last)
        case "withdrawn":
            return rows.exclude(withdrawn_at=None)
    return rows


def touching(rows: QuerySet[Grant], text: str) -> QuerySet[Grant]:
    """Narrow to grants whose place touches one that is written (US-IA, US 503). :raises UnknownPlace: it is none."""
    area = places_rules.parse(text)
    spans = places_rules.points_of(area, places.gazetteer([area]))
    held = Holding.objects.filter(reduce(or_, (Q(place__overlap=(span.start, span.end)) for span in spans)))
    zones = held.exclude(zone=None).values("zone_id")
    return rows.filter(Q(pk__in=held.exclude(grant=None).values("grant_id")) | Q(zone__in=zones))


def _state(grant: Grant, on: date, is_paused: bool) -> str:
    if grant.withdrawn_at is not None:
        return "withdrawn"
    if grant.since_on > on:
        return "coming"
    if grant.until_on is not None and grant.until_on <= on:
        return "ended"
    return "suspended" if is_paused else "in_force"


def rows_of(actor: Actor, grants: Iterable[Grant], *, on: date) -> tuple[GrantRow, ...]:
    """Frozen rows of a page of grants; a few queries more whatever their number."""
    found = list(grants)
    held_back = pauses.paused(on, [row.pk for row in found])
    names = partners.names_of(actor, {row.partner_id for row in found})
    named = {}
    if not actor.is_partner:
        wanted = {row.territory_id for row in found if row.territory_id}
        named = dict(places.visible_territories(actor).filter(pk__in=wanted).values_list("pk", "name"))
    states = {row.pk: _state(row, on, row.pk in held_back) for row in found}
    return tuple(
        GrantRow(
            row.pk, row.partner_id, *names.get(row.partner_id, ("", "")), row.kind, row.at_most, row.zone_id,
            row.territory_id, named.get(row.territory_id or 0, ""), areas_of(row.areas), areas_of(row.excepted),
            row.where_words, row.line.code, row.line.name, row.segment.code, row.segment.name, row.since_on,
            row.until_on, states[row.pk], row.reason, row.granted_at, row.follows_id,
            row.withdrawn_at, held_back[row.pk] if states[row.pk] == "suspended" else None,
        )
        for row in found
    )  # fmt: skip


def listed(actor: Actor) -> QuerySet[Grant]:
    """Grants for a list, with what their rows need."""
    return visible_to(actor).select_related("line", "segment")


def one(actor: Actor, grant_id: int, *, on: date) -> GrantRow:
    """One grant. :raises UnknownGrant: there is none that the actor may see."""
    rows = rows_of(actor, listed(actor).filter(pk=grant_id), on=on)
    if not rows:
        raise UnknownGrant(f"There is no grant {grant_id}.")
    return rows[0]


def granted_to(actor: Actor, partner_id: int, *, on: date) -> tuple[GrantRow, ...]:
    """What a partner holds, will hold and held, in their order, as it stands on a day."""
    rows = listed(actor).filter(partner_id=partner_id, withdrawn_at=None)
    return rows_of(actor, rows.order_by("since_on", "pk"), on=on)


def beside(actor: Actor, partner_id: int, *, on: date, limit: int = 20) -> tuple[tuple[GrantRow, ...], int]:
    """Grants in force on a day that no agreement of the partner's says, the latest of them, and how many there are."""
    rows = in_state(listed(actor).filter(partner_id=partner_id), "in_force", on)
    rows = rows.exclude(pk__in=AgreementGrant.objects.values("grant_id")).order_by("-since_on", "pk")
    return rows_of(actor, rows[:limit], on=on), rows.count()


def followers_of(actor: Actor, grant_id: int) -> tuple[int, ...]:
    """The grants that follow one, by number."""
    return tuple(visible_to(actor).filter(follows_id=grant_id).order_by("pk").values_list("pk", flat=True))


def ordered_by_partner(rows: QuerySet[Grant]) -> QuerySet[Grant]:
    """Grants by their partner's name."""
    return rows.order_by(F("partner__name").asc(), "since_on", "pk")
