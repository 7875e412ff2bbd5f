"""The days on which deals are registered for their partners: what a programme that pays for them reads."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from fairway.deals.models import Event
from fairway.deals.queries.pricing import conditions_by_deal
from fairway.deals.queries.registrations import policy_of, visible_to
from fairway.deals.rules.granted import granted
from fairway.deals.rules.stacking import days_without
from fairway.kit.access import Actor


@dataclass(frozen=True, slots=True)
class GrantedDeal:
    """A registration and days on which it was granted; ``until`` is the day after the last, None while it is open."""

    code: str
    partner_id: int
    since: date
    until: date | None


def granted_deals(actor: Actor) -> tuple[GrantedDeal, ...]:
    """Every registration this actor may read that was ever granted, with its days, by code. Days are the policy's.

    Days on which the deal has a price that its registration cannot be combined with are none of them.
    """
    approved = Event.objects.filter(axis="registration", kind="approve").values("registration")
    rows = {row.pk: row for row in visible_to(actor).filter(pk__in=approved)}
    events: dict[int, list[Event]] = {}
    kept = Event.objects.filter(registration__in=list(rows), axis__in=("registration", "clock"))
    for event in kept.order_by("at", "pk"):
        events.setdefault(event.registration_id, []).append(event)
    versions = sorted({row.version_id for row in rows.values()})
    zones = {version: ZoneInfo(policy_of(version).answer.calendar.time_zone) for version in versions}
    others = conditions_by_deal(rows)
    found = []
    for row in rows.values():
        zone = zones[row.version_id]
        happened = [(one.at, one.kind) for one in events.get(row.pk, [])]
        spans = [(_day(since, zone), _after(until, zone))
                 for since, until in granted(happened, row.stage, row.protected_until)]  # fmt: skip
        for first, after in days_without(spans, policy_of(row.version_id), others.get(row.pk, ())):
            found.append(GrantedDeal(row.code, row.partner_id, first, after))
    return tuple(sorted(found, key=lambda one: (one.code, one.since)))


def _day(moment: datetime, zone: ZoneInfo) -> date:
    return moment.astimezone(zone).date()


def _after(moment: datetime | None, zone: ZoneInfo) -> date | None:
    return None if moment is None else _day(moment, zone) + timedelta(days=1)
