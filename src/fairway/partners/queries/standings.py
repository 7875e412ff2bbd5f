"""Where partners stood from when until when, for rooms that review it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from fairway.kit.access import Actor, Kind
from fairway.partners.models import Standing, TierRight, TrainedPerson
from fairway.partners.queries.organisation import survivors
from fairway.partners.queries.partners import visible_to


@dataclass(frozen=True, slots=True)
class Stood:
    """A tier from a day until another (exclusive; None: until further notice), and why."""

    tier: str
    since: date
    until: date | None
    reason: str


@dataclass(frozen=True, slots=True)
class Certified:
    """Somebody holds a certificate that counts, from a day to a day; ``key`` is a digest, no name."""

    key: str
    since: date
    until: date | None


def standings_of(actor: Actor, partner_ids: Iterable[int] | None = None) -> dict[int, tuple[Stood, ...]]:
    """Every partner's standings, oldest first, in one query; partners without any are left out."""
    if actor.kind not in {Kind.STAFF, Kind.WORKER, Kind.PARTNER}:
        return {}
    rows = Standing.objects.filter(partner__in=visible_to(actor)).order_by("partner_id", "since_on")
    if partner_ids is not None:
        rows = rows.filter(partner_id__in=list(partner_ids))
    found: dict[int, list[Stood]] = {}
    for row in rows:
        found.setdefault(row.partner_id, []).append(Stood(row.tier, row.since_on, row.until_on, row.reason))
    return {number: tuple(rows) for number, rows in found.items()}


def trained(actor: Actor, partner_id: int, on: date) -> int | None:
    """How many people of a partner hold a certificate on a day, with its merged duplicates'; each counts once.

    None where nobody ever held one: then nothing is kept of this partner's people, and a person has to look.
    """
    return trained_on(certificates_of(actor, [partner_id]).get(partner_id, ()), on)


def certificates_of(actor: Actor, partner_ids: Iterable[int]) -> dict[int, tuple[Certified, ...]]:
    """Every certificate that people of these partners held, their merged duplicates' too, in two queries."""
    wanted = set(partner_ids)
    last = {number: survivor for number, survivor in survivors(actor).items() if survivor in wanted}
    rows = TrainedPerson.objects.filter(partner__in={*wanted, *last})
    found: dict[int, list[Certified]] = {}
    for partner_id, key, since, until in rows.values_list("partner_id", "key", "since_on", "until_on"):
        for number in {partner_id, last.get(partner_id, partner_id)} & wanted:
            found.setdefault(number, []).append(Certified(key, since, until))
    return {number: tuple(held) for number, held in found.items()}


def trained_on(held: Iterable[Certified], on: date) -> int | None:
    """How many people hold one of these certificates on a day; None where there are none at all."""
    every = tuple(held)
    standing = {one.key for one in every if one.since <= on and (one.until is None or one.until > on)}
    return len(standing) if every else None


def may_register(tier: str, on: date) -> bool:
    """Whether a tier may register deals on a day, by the version that governs it; one nobody speaks of may."""
    rows = TierRight.objects.filter(tier__iexact=tier, since_on__lte=on).order_by("programme", "-since_on")
    said = rows.distinct("programme").values_list("may_register", flat=True)
    return not said or any(said)
