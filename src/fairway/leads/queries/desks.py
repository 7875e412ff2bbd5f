"""Partners as they take leads: their own desk, and the public locator of those that agreed to be shown."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from fairway.agreements.queries import places
from fairway.kit.access import Actor
from fairway.leads.models import Desk
from fairway.leads.queries.routing import GATE, serving
from fairway.partners import queries as partners

MOST_FOUND = 50


@dataclass(frozen=True, slots=True)
class DeskView:
    """What a partner says of itself; the usual where it said nothing."""

    capacity: int | None
    languages: tuple[str, ...]
    paused_until: date | None
    about: str
    shown_at: datetime | None
    slug: str


@dataclass(frozen=True, slots=True)
class Located:
    """A partner in the public locator: public facts and what it says of itself, nothing else."""

    slug: str
    name: str
    city: str
    country: str
    website: str
    languages: tuple[str, ...]
    about: str


def own_desk(actor: Actor) -> DeskView:
    """The partner's own desk."""
    return _view(Desk.objects.filter(partner_id=actor.partner).first())


def desk_of(actor: Actor, partner_id: int) -> DeskView:
    """A partner's desk, for the vendor."""
    return _view(Desk.objects.filter(partner_id=partner_id).first())


def _view(row: Desk | None) -> DeskView:
    if row is None:
        return DeskView(None, (), None, "", None, "")
    return DeskView(row.capacity, tuple(row.languages), row.paused_until, row.about, row.shown_at, row.slug)


def locate(
    actor: Actor, *, on: date, country: str = "", region: str = "", postal_code: str = "", line: str = "",
    language: str = "",
) -> tuple[Located, ...]:  # fmt: skip
    """Partners that agreed to be shown, are active and may serve the place with the products, by name.

    Those without a grant are not shown where a country is asked for, nor those whose onboarding keeps them from leads.
    The worker asks on a visitor's behalf.
    """
    rows = Desk.objects.filter(shown_at__isnull=False, partner__status="active").select_related("partner")
    rows = rows.exclude(partner__in=partners.merged_ids(actor) | partners.shut_for(actor, GATE, on))
    if language:
        rows = rows.filter(languages__contains=[language])
    if country:
        found, _ = serving(actor, on=on, line=line, country=country, region=region, postal_code=postal_code)
        rows = rows.filter(partner__in=found.partner_ids)
    return tuple(_located(row) for row in rows.order_by("partner__name", "pk")[:MOST_FOUND])


def located(actor: Actor, slug: str) -> Located | None:
    """One partner of the locator; None where there is none that is shown."""
    row = Desk.objects.filter(slug=slug, shown_at__isnull=False, partner__status="active").select_related("partner")
    found = row.first()
    return _located(found) if found is not None else None


def _located(row: Desk) -> Located:
    partner = row.partner
    return Located(
        row.slug, partner.name, partner.city, partner.country, partner.website, tuple(row.languages), row.about
    )


def line_choices(actor: Actor) -> tuple[tuple[str, str], ...]:
    """Product lines by code and name, for forms; nothing where there is no tree."""
    return tuple((one.code, one.name) for one in places.lines(actor) if one.code)


def languages(actor: Actor) -> tuple[str, ...]:
    """Languages that partners of the locator speak."""
    rows = Desk.objects.filter(shown_at__isnull=False).values_list("languages", flat=True)
    return tuple(sorted({word for words in rows for word in words}))


def names(actor: Actor) -> tuple[tuple[int, str], ...]:
    """Active partners by number and name, to choose one by hand."""
    rows = (
        partners.visible_to(actor).filter(status="active").exclude(pk__in=partners.merged_ids(actor)).order_by("name")
    )
    return tuple(rows.values_list("pk", "name")[:5000])
