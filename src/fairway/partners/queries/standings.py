"""Where partners stood from when until when, for rooms that review it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from fairway.kit.access import Actor, Kind
from fairway.partners.models import Standing
from fairway.partners.queries.partners import visible_to


@dataclass(frozen=True, slots=True)
class Stood:
    """A tier from a day until another (exclusive; None: until further notice), and why."""

    tier: str
    since: date
    until: date | None
    reason: str


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
