"""Writes of partners: add and change, types, standing, distribution, aliases. Each is journalled."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from datetime import date, datetime

from django.db import transaction
from django.db.models import Q

from fairway.kit import journal
from fairway.kit.access import Actor, people
from fairway.kit.jobs import defer_once
from fairway.partners.actions.circles import one_at_a_time, refuse_circles
from fairway.partners.actions.refusals import Loaded, Refused
from fairway.partners.models import (
    Alias,
    Completion,
    Distribution,
    EndingItem,
    Partner,
    PartnerType,
    Standing,
    Task,
    TierRight,
    TrainedPerson,
)
from fairway.partners.rules import (
    NEXT_STATUSES,
    STATUSES,
    Fault,
    PartnerFacts,
    faults_of,
    may_become,
    plain_name,
    tier_as_used,
)
from fairway.partners.rules.applying import domain_of, tax_key
from fairway.partners.rules.organisation import ENDING

_FIELDS = (
    "name",
    "country",
    "region",
    "city",
    "postal_code",
    "address",
    "currency",
    "time_zone",
    "website",
    "phone",
    "tax_number",
)


def save(*, actor: Actor, now: datetime, facts: PartnerFacts, since_on: date | None = None, reason: str = "") -> int:
    """Add a partner, or change the one with this code; answers its number.

    :raises Refused: with every fault of the facts at once.
    """
    return _save_all(actor=actor, now=now, rows=[facts], since_on=since_on, reason=reason)[1][facts.code]


def load(
    *, actor: Actor, now: datetime, rows: Iterable[PartnerFacts], since_on: date | None = None, reason: str = ""
) -> Loaded:
    """Add or change many partners in one transaction: all of them or none.

    ``since_on`` is the day from which new types and tiers hold; the day of the load unless given.

    :raises Refused: with every fault of every row at once.
    """
    return _save_all(actor=actor, now=now, rows=list(rows), since_on=since_on, reason=reason)[0]


@transaction.atomic
def _save_all(
    *, actor: Actor, now: datetime, rows: list[PartnerFacts], since_on: date | None, reason: str
) -> tuple[Loaded, dict[str, int]]:
    actor.require("partners.manage")
    faults = [fault for facts in rows for fault in faults_of(facts)]
    if faults:
        raise Refused(faults)
    day = since_on or now.date()
    known = {
        row.code: row for row in Partner.objects.select_for_update().filter(code__in=[facts.code for facts in rows])
    }
    moved: dict[str, list[str]] = {}
    fresh: list[Partner] = []
    for facts in rows:
        values = {name: getattr(facts, name).strip() for name in _FIELDS} | {"attributes": dict(facts.attributes or {})}
        there = known.get(facts.code)
        if there is None:
            made = Partner(code=facts.code, added_at=now, **values)
            _compare_by(made)
            fresh.append(made)
            known[facts.code] = made
            continue
        if facts.stated is not None:
            kept = {name: value for name, value in there.attributes.items() if name not in facts.stated}
            values = {name: value for name, value in values.items() if name in {*facts.stated, "attributes"}}
            values["attributes"] = {**kept, **(facts.attributes or {})}
        before = {name: getattr(there, name) for name in values}
        if before != values:
            for name, value in values.items():
                setattr(there, name, value)
            _compare_by(there)
            there.save()
            moved[facts.code] = sorted(name for name in values if before[name] != values[name])
    Partner.objects.bulk_create(fresh, batch_size=1000)
    people.take_part(now=now, pairs=[(made.pk, made.pk) for made in fresh])
    ids = {code: row.pk for code, row in known.items()}
    parents_moved = _set_parents(rows, known)
    strangers = {made.code for made in fresh}
    for code in sorted((parents_moved | set(moved)) - strangers):
        journal.record(
            actor=actor,
            now=now,
            verb="partners.changed",
            subject=f"partners.partner:{ids[code]}",
            partner_id=ids[code],
            reason=reason,
            payload={"fields": [*moved.get(code, []), *(["parent"] if code in parents_moved else [])]},
        )
    changed = len((parents_moved | set(moved)) - strangers)
    _set_types(rows, ids, day)
    in_use = _tiers_in_use()
    for facts in rows:
        if facts.tier.strip():
            tier = tier_as_used(facts.tier, in_use)
            in_use.add(tier)
            _set_standing(ids[facts.code], tier, day, reason)
    if len(fresh) == 1:
        journal.record(
            actor=actor,
            now=now,
            verb="partners.added",
            subject=f"partners.partner:{fresh[0].pk}",
            partner_id=fresh[0].pk,
            reason=reason,
        )
    elif fresh:
        numbers = sorted(made.pk for made in fresh)
        journal.record(
            actor=actor,
            now=now,
            verb="partners.loaded",
            subject="partners.partner:0",
            reason=reason,
            payload={"added": len(numbers), "first": numbers[0], "last": numbers[-1]},
        )
    _members_may_change()
    return Loaded(len(fresh), changed, len(rows) - len(fresh) - changed), ids


def _compare_by(partner: Partner) -> None:
    """Keep a partner's name, tax number and domain as they are compared."""
    partner.plain_name = plain_name(partner.name)
    partner.tax_key = tax_key(partner.country, partner.tax_number)
    partner.domain = domain_of(partner.website)


def _members_may_change() -> None:
    """Whom a programme lets in is decided by partners' facts; a room above looks at them again."""
    defer_once("incentives.admit_members")


def _set_parents(rows: list[PartnerFacts], known: dict[str, Partner]) -> set[str]:
    """Say whom partners belong to; those whose parent changed, answered, are not yet journalled."""
    wanted = {facts.code: facts.parent_code for facts in rows if facts.parent_code}
    missing = sorted(set(wanted.values()) - set(known))
    known |= {row.code: row for row in Partner.objects.filter(code__in=missing)}
    faults = [
        Fault(
            "parent_code", parent, f"{code} names the parent {parent}, which is not a partner: load the parent first."
        )
        for code, parent in wanted.items()
        if parent not in known
    ]
    if faults:
        raise Refused(faults)
    moved = set()
    for facts in rows:
        if facts.parent_code is None:
            continue
        parent_id = known[facts.parent_code].pk if facts.parent_code else None
        if known[facts.code].parent_id != parent_id:
            known[facts.code].parent_id = parent_id
            known[facts.code].save(update_fields=["parent"])
            moved.add(facts.code)
    if moved:
        one_at_a_time()
        refuse_circles(known[code].pk for code in moved)
    return moved


def _set_types(rows: list[PartnerFacts], ids: dict[str, int], day: date) -> None:
    held: dict[int, set[str]] = {}
    for partner_id, name in PartnerType.objects.filter(partner__in=ids.values(), until_on=None).values_list(
        "partner_id", "type"
    ):
        held.setdefault(partner_id, set()).add(name)
    PartnerType.objects.bulk_create(
        [
            PartnerType(partner_id=ids[facts.code], type=name, since_on=day)
            for facts in rows
            for name in facts.types
            if name not in held.get(ids[facts.code], set())
        ],
        batch_size=1000,
    )


def end_types(
    *, actor: Actor, now: datetime, partner_id: int, types: Iterable[str], until_on: date, reason: str = ""
) -> None:
    """A partner is of these types until a day; one that began on that day or later never was."""
    actor.require("partners.manage")
    names = sorted(types)
    held = PartnerType.objects.filter(partner_id=partner_id, type__in=names, until_on=None)
    held.filter(since_on__gte=until_on).delete()
    held.update(until_on=until_on)
    journal.record(
        actor=actor,
        now=now,
        verb="partners.changed",
        subject=f"partners.partner:{partner_id}",
        partner_id=partner_id,
        reason=reason,
        payload={"fields": ["types"], "ended": names},
    )


def record_standing(
    *, actor: Actor, now: datetime, partner_id: int, tier: str, since_on: date, reason: str = ""
) -> None:
    """A partner stands in a tier from a day on; what stood before ends there."""
    actor.require("partners.manage")
    Partner.objects.select_for_update().get(pk=partner_id)
    tier = tier_as_used(tier, _tiers_in_use())
    if _set_standing(partner_id, tier, since_on, reason):
        _members_may_change()
        journal.record(
            actor=actor,
            now=now,
            verb="partners.standing",
            subject=f"partners.partner:{partner_id}",
            partner_id=partner_id,
            reason=reason,
            payload={"tier": tier, "since": since_on.isoformat()},
            both_sides=True,
        )


def state_tier_rights(
    *, actor: Actor, now: datetime, programme: str, since_on: date, may_register: Mapping[str, bool]
) -> None:
    """From a day on, a tier programme lets each of its tiers register deals, or not; said twice it is said once."""
    actor.require("partners.manage")
    if TierRight.objects.filter(programme=programme, since_on=since_on).exists():
        return
    TierRight.objects.bulk_create(
        TierRight(programme=programme, tier=tier, since_on=since_on, may_register=may)
        for tier, may in may_register.items()
    )
    journal.record(
        actor=actor, now=now, verb="partners.tier_rights", subject="partners.tier:0",
        payload={"programme": programme, "since": since_on.isoformat(), "may_register": dict(may_register)},
    )  # fmt: skip


def state_trained(*, actor: Actor, partner_id: int, spans: Iterable[tuple[str, date, date | None]]) -> None:
    """Say which people of a partner hold a certificate that counts, and on which days; replaces what was said before.

    ``spans`` name a person's key, the first day and the day after the last, None while it holds. Whoever records
    certificates writes the journal.
    """
    actor.require("tiers.edit")
    Partner.objects.select_for_update().get(pk=partner_id)
    TrainedPerson.objects.filter(partner_id=partner_id).delete()
    TrainedPerson.objects.bulk_create(
        TrainedPerson(
            partner_id=partner_id, key=hashlib.sha256(key.encode()).hexdigest(), since_on=since, until_on=until
        )
        for key, since, until in spans
    )  # fmt: skip


def _tiers_in_use() -> set[str]:
    return set(Standing.objects.order_by("tier").values_list("tier", flat=True).distinct())


def _set_standing(partner_id: int, tier: str, since_on: date, reason: str) -> bool:
    held = Standing.objects.filter(
        Q(until_on=None) | Q(until_on__gt=since_on), partner_id=partner_id, since_on__lte=since_on
    ).first()
    if held is not None and held.tier == tier:
        return False
    later = Standing.objects.filter(partner_id=partner_id, since_on__gt=since_on).order_by("since_on").first()
    until = later.since_on if later else None
    if held is not None and held.since_on == since_on:
        held.tier, held.reason = tier, reason
        held.save(update_fields=["tier", "reason"])
        return True
    if held is not None:
        held.until_on = since_on
        held.save(update_fields=["until_on"])
    Standing.objects.create(partner_id=partner_id, tier=tier, since_on=since_on, until_on=until, reason=reason)
    return True


def change_status(*, actor: Actor, now: datetime, partner_id: int, status: str, reason: str) -> None:
    """Move a partner through its life. :raises Refused: for a step that does not follow, or without a reason."""
    actor.require("partners.manage")
    partner = Partner.objects.select_for_update().get(pk=partner_id)
    if status not in STATUSES or not may_become(partner.status, status):
        allowed = ", ".join(STATUSES[name] for name in STATUSES if name in NEXT_STATUSES[partner.status]) or "nothing"
        raise Refused([Fault("status", status, f"{STATUSES[partner.status]} can become {allowed}.")])
    if not reason.strip():
        raise Refused([Fault("reason", "", "Say why: both sides read it later.")])
    _refuse_unless_ready(partner, status, now.date())
    before, partner.status = partner.status, status
    partner.save(update_fields=["status"])
    journal.record(
        actor=actor,
        now=now,
        verb="partners.status",
        subject=f"partners.partner:{partner_id}",
        partner_id=partner_id,
        reason=reason,
        payload={"from": before, "to": status},
        both_sides=True,
    )


def _refuse_unless_ready(partner: Partner, status: str, today: date) -> None:
    """Open onboarding tasks keep a partner from being active, open points of its ending from being terminated."""
    if status == "active" and partner.status == "onboarding":
        done = Completion.objects.filter(until_on=None, since_on__lte=today).values("task_id")
        tasks = list(Task.objects.filter(partner=partner).exclude(pk__in=done).values_list("title", flat=True)[:4])
        if tasks:
            sentence = f"Still to do: {'; '.join(tasks[:3])}{' and more' if len(tasks) > 3 else ''}. "
            raise Refused([Fault("status", status, f"{sentence}Do them, or waive them with a reason.")])
    if status == "terminated":
        left = EndingItem.objects.filter(
            partner=partner, ending__finished_at=None, ending__cancelled_at=None, settled_at=None
        ).order_by("place")
        names = [ENDING[key][0] for key in left.values_list("key", flat=True)]
        if names:
            raise Refused([Fault("status", status, f"Still to be settled before the end: {', '.join(names)}.")])


def record_distribution(*, actor: Actor, now: datetime, distributor_id: int, partner_id: int, since_on: date) -> None:
    """A distributor supplies a partner from a day on; saying it twice does one thing."""
    actor.require("partners.manage")
    _, made = Distribution.objects.get_or_create(
        distributor_id=distributor_id, partner_id=partner_id, until_on=None, defaults={"since_on": since_on}
    )
    if made:
        journal.record(
            actor=actor,
            now=now,
            verb="partners.distribution",
            subject=f"partners.partner:{partner_id}",
            partner_id=partner_id,
            payload={"distributor": distributor_id, "since": since_on.isoformat()},
        )


def record_alias(
    *, actor: Actor, now: datetime, text: str, partner_id: int, reporter_id: int | None = None, reason: str = ""
) -> None:
    """From now on this text in this reporter's files (everybody's, without one) means this partner."""
    actor.require("sales.correct")
    Alias.objects.update_or_create(
        reporter_id=reporter_id, text=text.strip(), defaults={"partner_id": partner_id, "added_at": now}
    )
    journal.record(
        actor=actor,
        now=now,
        verb="partners.alias",
        subject=f"partners.partner:{partner_id}",
        partner_id=partner_id,
        reason=reason,
        payload={"reporter": reporter_id},
    )
