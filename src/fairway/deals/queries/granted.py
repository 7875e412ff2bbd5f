"""The days on which deals are registered for their partners: what a programme that pays for them reads."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from fairway.deals.models import Event, Registration, Role
from fairway.deals.queries.pricing import conditions_by_deal
from fairway.deals.queries.registrations import policy_of, visible_to
from fairway.deals.rules.credits import Credit, Part, windows
from fairway.deals.rules.granted import granted
from fairway.deals.rules.stacking import days_without
from fairway.kit.access import Actor
from fairway.partners import queries as partners


@dataclass(frozen=True, slots=True)
class GrantedDeal:
    """A registration and days on which it was granted; ``until`` is the day after the last, None while it is open."""

    code: str
    partner_id: int
    since: date
    until: date | None


def granted_deals(actor: Actor, *, named: int | None = None) -> tuple[GrantedDeal, ...]:
    """Every registration this actor may read that was ever granted, with its days, by code. Days are the policy's.

    Days on which the deal has a price that its registration cannot be combined with are none of them. A partner that
    has a part of the credit has rows of its own, for its days; with ``named`` only those of one such partner.
    """
    approved = Event.objects.filter(axis="registration", kind="approve").values("registration")
    found_rows = visible_to(actor).filter(pk__in=approved)
    if named is not None:
        found_rows = found_rows.filter(pk__in=Role.objects.filter(partner=named).values("registration"))
    rows = {row.pk: row for row in found_rows}
    credits = {one.deal: one for one in _credits(actor, rows.values())}
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
        held = days_without(spans, policy_of(row.version_id), others.get(row.pk, ()))
        found += [GrantedDeal(row.code, row.partner_id, first, after) for first, after in held]
        if actor.is_partner:
            continue  # of its own registrations its own days; what others have of them is theirs to read
        found += [GrantedDeal(row.code, partner, first, after)
                  for partner, first, after in windows(credits[row.code].parts, row.partner_id, held)]  # fmt: skip
    found = [one for one in found if named is None or one.partner_id == named]
    return tuple(sorted(found, key=lambda one: (one.code, one.partner_id, one.since)))


def shared_credits(actor: Actor) -> tuple[Credit, ...]:
    """The credit of every deal that was ever approved and whose credit is not its registrant's alone, by code."""
    approved = Event.objects.filter(axis="registration", kind="approve").values("registration")
    shared = Role.objects.values("registration")
    rows = visible_to(actor).filter(pk__in=approved).filter(pk__in=shared)
    return tuple(one for one in _credits(actor, rows) if one.shared)


def _credits(actor: Actor, rows: Iterable[Registration]) -> tuple[Credit, ...]:
    known = {row.pk: row for row in rows}
    names = partners.names_of(actor, sorted({row.partner_id for row in known.values()}))
    parts: dict[int, list[Part]] = {}
    for role in Role.objects.filter(registration__in=list(known)).order_by("pk"):
        registrant = known[role.registration_id].partner_id
        own = role.role == "registering" or role.named.casefold() == names[registrant][1].casefold()
        whose = registrant if own and role.partner_id is None else role.partner_id
        parts.setdefault(role.registration_id, []).append(Part(whose, role.share, role.since_on, role.until_on))
    decided: dict[int, date] = {}
    for event in Event.objects.filter(registration__in=list(known), axis="registration", kind="credited"):
        on = event.at.date()
        decided[event.registration_id] = min(on, decided.get(event.registration_id, on))
    found = [Credit(row.code, row.partner_id, tuple(parts.get(row.pk, ())), decided.get(row.pk))
             for row in known.values()]  # fmt: skip
    return tuple(sorted(found, key=lambda one: one.deal))


def _day(moment: datetime, zone: ZoneInfo) -> date:
    return moment.astimezone(zone).date()


def _after(moment: datetime | None, zone: ZoneInfo) -> date | None:
    return None if moment is None else _day(moment, zone) + timedelta(days=1)
