"""Sites, capabilities, relations and types of partners, each from a day to a day; one by one and from a file."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Q

from fairway.kit import journal
from fairway.kit.access import Actor
from fairway.kit.files import Attachment
from fairway.partners.actions.circles import one_at_a_time, refuse_circles
from fairway.partners.actions.refusals import Loaded, Refused
from fairway.partners.models import Capability, CapabilityKind, Distribution, Partner, PartnerType, Site
from fairway.partners.rules import TYPES, Fault
from fairway.partners.rules.applying import domain_of
from fairway.partners.rules.organisation import (
    CapabilityFacts,
    RelationFacts,
    SiteFacts,
    faults_of_capability,
    faults_of_days,
    faults_of_relation,
    faults_of_site,
)

PROFILE = ("address", "postal_code", "city", "region", "website", "phone", "time_zone")
"""What a partner may change of itself; its name, country and tax number are the vendor's to change."""
_SITE = ("name", "kind", "country", "region", "city", "postal_code", "address", "phone", "since_on", "until_on")


def change_profile(*, actor: Actor, now: datetime, values: dict[str, str]) -> None:
    """A partner changes its own address, website, phone and time zone."""
    actor.require("own.organisation.manage")
    row = Partner.objects.get(pk=actor.partner)
    moved = [name for name in PROFILE if name in values and getattr(row, name) != values[name].strip()]
    if not moved:
        return
    for name in moved:
        setattr(row, name, values[name].strip())
    row.domain = domain_of(row.website)
    row.save(update_fields=[*moved, "domain"])
    _record(actor, now, row.pk, "partners.changed", {"fields": moved}, "partners.partner", row.pk)


@transaction.atomic
def load_sites(*, actor: Actor, now: datetime, rows: Iterable[SiteFacts], reason: str = "") -> Loaded:
    """Add sites, or change those with the same code at their partner: all of them or none.

    :raises Refused: with every fault of every row at once.
    """
    facts = list(rows)
    ids = _partners(actor, facts, faults_of_site)
    known = {
        (site.partner_id, site.code): site
        for site in Site.objects.filter(partner__in=ids.values(), code__in=[one.code for one in facts])
    }
    added, changed = 0, 0
    for one in facts:
        values = {name: getattr(one, name) for name in _SITE}
        site = known.get((ids[one.partner], one.code))
        if site is not None and {name: getattr(site, name) for name in _SITE} == values:
            continue
        verb = "partners.site.added" if site is None else "partners.site.changed"
        if site is None:
            site = Site(partner_id=ids[one.partner], code=one.code, **values)
            added += 1
        else:
            for name, value in values.items():
                setattr(site, name, value)
            changed += 1
        site.save()
        known[site.partner_id, site.code] = site
        _record(actor, now, site.partner_id, verb, {"site": one.code}, "partners.site", site.pk, reason)
    return Loaded(added, changed, len(facts) - added - changed)


@transaction.atomic
def load_capabilities(
    *,
    actor: Actor,
    now: datetime,
    rows: Iterable[CapabilityFacts],
    reason: str = "",
    attachment: Attachment | None = None,
) -> Loaded:
    """State what partners are able to do; what staff load counts as confirmed. All of it or none.

    :raises Refused: with every fault of every row at once.
    """
    facts = list(rows)
    ids = _partners(actor, facts, faults_of_capability)
    kinds = {kind.code: kind for kind in CapabilityKind.objects.filter(retired_at=None)}
    sites = {(site.partner_id, site.code): site for site in Site.objects.filter(partner__in=ids.values())}
    faults = [
        Fault("capability", one.capability, f"“{one.capability}” is not in the vocabulary: {', '.join(sorted(kinds))}.")
        for one in facts
        if one.capability not in kinds
    ] + [
        Fault("site", one.site, f"{one.partner} has no site {one.site}: load its sites first.")
        for one in facts
        if one.site and (ids[one.partner], one.site) not in sites
    ]
    if faults:
        raise Refused(faults)
    known = {
        (held.partner_id, held.kind_id, held.site_id, held.since_on): held
        for held in Capability.objects.filter(partner__in=ids.values())
    }
    added, changed = 0, 0
    for one in facts:
        assert one.since_on is not None
        kind = kinds[one.capability]
        site = sites[ids[one.partner], one.site] if one.site else None
        until = one.until_on or _until(kind, one.since_on)
        held = known.get((ids[one.partner], kind.pk, site.pk if site else None, one.since_on))
        if held is not None and (held.until_on, held.evidence) == (until, one.evidence):
            continue
        if held is None:
            held = _state(actor, now, ids[one.partner], kind, site, one.since_on, until, one.evidence, attachment)
            known[held.partner_id, kind.pk, held.site_id, one.since_on] = held
            added += 1
        elif actor.is_partner:
            sentence = f"{kind.title} is stated from {one.since_on} already: end that first, or choose another day."
            raise Refused([Fault("since_on", str(one.since_on), sentence)])
        else:
            held.until_on, held.evidence = until, one.evidence
            held.save(update_fields=["until_on", "evidence"])
            changed += 1
        _record(actor, now, held.partner_id, "partners.capability.stated", {"capability": kind.code},
                "partners.capability", held.pk, reason)  # fmt: skip
    return Loaded(added, changed, len(facts) - added - changed)


def state_capability(
    *, actor: Actor, now: datetime, facts: CapabilityFacts, attachment: Attachment | None = None
) -> None:
    """A partner says that it is able to do something, with its evidence; saying it twice does one thing.

    :raises Refused: with everything wrong about it, or without the evidence the word asks for.
    """
    kind = CapabilityKind.objects.filter(code=facts.capability, retired_at=None).first()
    if kind is not None and kind.needs_evidence and attachment is None and not facts.evidence.strip():
        raise Refused([Fault("evidence", "", f"{kind.title} needs evidence: say what proves it, or add a document.")])
    load_capabilities(actor=actor, now=now, rows=[facts], attachment=attachment)


def _state(
    actor: Actor, now: datetime, partner_id: int, kind: CapabilityKind, site: Site | None, since: date,
    until: date | None, evidence: str, attachment: Attachment | None,
) -> Capability:  # fmt: skip
    staff = not actor.is_partner
    return Capability.objects.create(
        partner_id=partner_id, kind=kind, site=site, since_on=since, until_on=until, evidence=evidence, stated_at=now,
        stated_by_id=actor.user_id, confirmed_at=now if staff else None,
        confirmed_by_id=actor.user_id if staff else None, file_name=attachment.name if attachment else "",
        sha256=attachment.stored.sha256 if attachment else "",
    )  # fmt: skip


def _until(kind: CapabilityKind, since: date) -> date | None:
    """The first day on which a confirmation of so many months no longer holds."""
    if kind.months is None:
        return None
    month = since.month - 1 + kind.months
    first = date(since.year + month // 12, month % 12 + 1, 1)
    last = (first.replace(day=28) + timedelta(days=4)).replace(day=1) - timedelta(days=1)
    return min(first + timedelta(days=since.day - 1), last)


def confirm_capability(*, actor: Actor, now: datetime, capability_id: int) -> None:
    """The vendor confirms what a partner stated; a second time changes nothing."""
    actor.require("partners.manage")
    held = Capability.objects.select_for_update().select_related("kind").get(pk=capability_id)
    if held.confirmed_at is not None:
        return
    held.confirmed_at, held.confirmed_by_id = now, actor.user_id
    held.save(update_fields=["confirmed_at", "confirmed_by"])
    _record(actor, now, held.partner_id, "partners.capability.confirmed", {"capability": held.kind.code},
            "partners.capability", held.pk)  # fmt: skip


def end_capability(*, actor: Actor, now: datetime, capability_id: int, until_on: date, reason: str) -> None:
    """A capability ends on a day; whoever was shown it before still was. :raises Refused: for a day before it began."""
    actor.require("own.organisation.manage" if actor.is_partner else "partners.manage")
    held = Capability.objects.select_related("kind").get(pk=capability_id)
    faults = faults_of_days(held.since_on, until_on)
    if faults:
        raise Refused(faults)
    held.until_on = until_on
    held.save(update_fields=["until_on"])
    _record(actor, now, held.partner_id, "partners.capability.ended", {"capability": held.kind.code},
            "partners.capability", held.pk, reason)  # fmt: skip


def save_capability_kind(
    *, actor: Actor, now: datetime, code: str, title: str, kind: str, months: int | None, needs_evidence: bool
) -> None:
    """Add a word to the vocabulary, or change what it says."""
    actor.require("partners.manage")
    CapabilityKind.objects.update_or_create(
        code=code,
        defaults={"title": title, "kind": kind, "months": months, "needs_evidence": needs_evidence, "retired_at": None},
    )
    journal.record(actor=actor, now=now, verb="partners.capability.word", subject="partners.capability:0",
                   payload={"capability": code})  # fmt: skip


@transaction.atomic
def load_relations(*, actor: Actor, now: datetime, rows: Iterable[RelationFacts], reason: str = "") -> Loaded:
    """Say who supplies whom, who belongs to whom, and who is of which type; all of it or none.

    :raises Refused: with every fault of every row at once, circles named member by member.
    """
    actor.require("partners.manage")
    facts = list(rows)
    one_at_a_time()
    ids = _partners(actor, facts, faults_of_relation)
    others = [one for one in facts if one.relation != "type" and one.to]
    known = dict(Partner.objects.filter(code__in=[one.to for one in others]).values_list("code", "pk"))
    faults = [
        Fault("to", one.to, f"{one.to} is not a partner: load it first.") for one in others if one.to not in known
    ]
    if faults:
        raise Refused(faults)
    added, changed = 0, 0
    for one in facts:
        did = {"supplied_by": _supply, "belongs_to": _belong, "type": _be}[one.relation](one, ids[one.partner], known)
        if not did:
            continue
        added, changed = added + (did == "added"), changed + (did == "changed")
        _record(actor, now, ids[one.partner], f"partners.relation.{did}",
                {"relation": one.relation, "to": known.get(one.to, one.to)}, "partners.partner", ids[one.partner],
                reason)  # fmt: skip
    refuse_circles({ids[one.partner] for one in facts})
    return Loaded(added, changed, len(facts) - added - changed)


def _supply(one: RelationFacts, partner_id: int, known: dict[str, int]) -> str:
    assert one.since_on is not None
    rows = Distribution.objects.filter(distributor_id=known[one.to], partner_id=partner_id)
    held = rows.filter(since_on=one.since_on).first() or rows.filter(until_on=None, since_on__lte=one.since_on).first()
    if held is None:
        Distribution.objects.create(
            distributor_id=known[one.to], partner_id=partner_id, since_on=one.since_on, until_on=one.until_on
        )
        return "added"
    if held.until_on == one.until_on:
        return ""
    faults = faults_of_days(held.since_on, one.until_on)
    if faults:
        raise Refused(faults)
    held.until_on = one.until_on
    held.save(update_fields=["until_on"])
    return "changed"


def _belong(one: RelationFacts, partner_id: int, known: dict[str, int]) -> str:
    row = Partner.objects.get(pk=partner_id)
    parent_id = known[one.to] if one.to and one.until_on is None else None
    if row.parent_id == parent_id:
        return ""
    row.parent_id = parent_id
    row.save(update_fields=["parent"])
    return "changed"


def _be(one: RelationFacts, partner_id: int, known: dict[str, int]) -> str:
    assert one.since_on is not None
    rows = PartnerType.objects.filter(partner_id=partner_id, type=one.to)
    held = rows.filter(since_on=one.since_on).first() or rows.filter(until_on=None, since_on__lte=one.since_on).first()
    if held is None:
        overlapping = rows.filter(Q(until_on=None) | Q(until_on__gt=one.since_on))
        if one.until_on is not None:
            overlapping = overlapping.filter(since_on__lt=one.until_on)
        if overlapping.exists():
            sentence = f"{one.partner} is {TYPES[one.to]} in some of these days already: change that span instead."
            raise Refused([Fault("since_on", str(one.since_on), sentence)])
        PartnerType.objects.create(partner_id=partner_id, type=one.to, since_on=one.since_on, until_on=one.until_on)
        return "added"
    if held.until_on == one.until_on:
        return ""
    held.until_on = one.until_on
    held.save(update_fields=["until_on"])
    return "changed"


def _partners(actor: Actor, facts: Sequence[Any], faults_of: Callable[[Any], Sequence[Fault]]) -> dict[str, int]:
    """The numbers of the partners that rows name, all faults of all rows refused first."""
    if actor.is_partner:
        actor.require("own.organisation.manage")
    else:
        actor.require("partners.manage")
    faults = [fault for one in facts for fault in faults_of(one)]
    rows = Partner.objects.filter(code__in={one.partner for one in facts})
    if actor.is_partner:
        rows = rows.filter(pk=actor.partner)
    ids = dict(rows.values_list("code", "pk"))
    faults += [
        Fault("partner", one.partner, f"There is no partner {one.partner}.") for one in facts
        if one.partner and one.partner not in ids
    ]  # fmt: skip
    if faults:
        raise Refused(faults)
    return ids


def _record(
    actor: Actor, now: datetime, partner_id: int, verb: str, payload: dict[str, Any], kind: str, number: int,
    reason: str = "",
) -> None:  # fmt: skip
    journal.record(
        actor=actor, now=now, verb=verb, subject=f"{kind}:{number}", partner_id=partner_id, reason=reason,
        payload=payload, both_sides=True,
    )  # fmt: skip
