"""Everything routing has to know of a lead and of the partners that could take it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import date, datetime

from django.db.models import Count, F, Q, QuerySet

from fairway.agreements import queries as agreements
from fairway.agreements.queries import places
from fairway.agreements.queries.places import UnknownLine
from fairway.agreements.queries.serving import Question, Served, who_can_serve
from fairway.agreements.rules.places import Area, UnknownPlace, parse
from fairway.deals import queries as deals
from fairway.deals.rules.policy.document import months_later
from fairway.kit.access import Actor
from fairway.leads.models import Desk, Lead, Offer, Turn
from fairway.leads.rules.answers import UNCOUNTED, Answered
from fairway.leads.rules.policy import Routing
from fairway.leads.rules.routing import Candidate, Record, Routed, Wanted, route
from fairway.partners import queries as partners

GATE = "leads"
"""The gate of onboarding that leads ask."""
WORKED = ("offered", "accepted", "contacted", "qualified")
"""States in which a lead takes a partner's room; a registered one is a deal."""


def area_of(country: str, region: str = "", postal_code: str = "") -> Area:
    """The narrowest place known of a customer: its postal code where a table has its country, else its region."""
    said = []
    if postal_code and places.has_postal_table(country):
        said.append(f"{country} {postal_code}")
    if region:
        said += [f"{country}-{region}", region]
    for text in said:
        try:
            found = parse(text, country)
        except UnknownPlace:
            continue
        if found.country == country:
            return found
    return Area(country)


def serving(
    actor: Actor, *, on: date, line: str, country: str, region: str = "", postal_code: str = ""
) -> tuple[Served, str]:
    """Who can serve a customer's place with a product line, with the question in words."""
    area = area_of(country, region, postal_code)
    for asked_line in (line, ""):
        try:
            found = who_can_serve(actor, Question(on, area, line=asked_line))
        except UnknownLine:
            continue
        except UnknownPlace:
            break
        return found, found.words
    return Served("", (), ()), f"{country}, which no territory names"


def decide(actor: Actor, lead: Lead, policy: Routing, now: datetime, *, only: int | None = None) -> tuple[Routed, str]:
    """Say who is asked about a lead, and the question in words. ``only`` looks at one partner, as a person chose it.

    A partner whose onboarding has a gate for leads that is closed is kept out; gates are asked of who would be chosen.
    """
    on = now.date()
    wanted = _wanted(actor, lead, now)
    found, words = candidates(actor, lead, policy, wanted, now, only=only)
    held = {one.partner_id: one for one in found}
    while True:
        routed = route(policy, wanted, held.values(), on)
        if routed.partner_id is None:
            return routed, words
        why = against(actor, routed.partner_id, policy, on)
        if not why:
            return routed, words
        held[routed.partner_id] = replace(held[routed.partner_id], kept_out=why)


def against(actor: Actor, partner_id: int, policy: Routing, on: date) -> str:
    """Why a partner may take no leads on a day, in a sentence; empty where it may.

    Its agreements are asked where the policy asks for rights.
    """
    permit = agreements.may_act(actor, partner_id, GATE, on)
    reasons = permit.reasons if policy.rights == "needed" else replace(permit, barred="").reasons
    return reasons[0] if reasons else ""


def _wanted(actor: Actor, lead: Lead, now: datetime) -> Wanted:
    facts = {
        "company": lead.company, "country": lead.country, "website": lead.website, "city": lead.city,
        "address": lead.address, "postal_code": lead.postal_code, "region": lead.region,
    }  # fmt: skip
    return Wanted(lead.line, lead.language, lead.wished_id, deals.holders_of(actor, facts, now))


def candidates(
    actor: Actor, lead: Lead, policy: Routing, wanted: Wanted, now: datetime, *, only: int | None = None
) -> tuple[tuple[Candidate, ...], str]:
    """The partners to look at: those that can serve and nearly can, or all active ones where no grant is needed."""
    on = now.date()
    served, words = serving(
        actor, on=on, line=lead.line, country=lead.country, region=lead.region, postal_code=lead.postal_code
    )
    rights = _rights(served)
    wanted_ids = set(wanted.registered) | ({wanted.wished} if wanted.wished is not None else set())
    rows = partners.visible_to(actor)
    if only is not None:
        rows = rows.filter(pk=only)
    elif policy.rights == "needed":
        rows = rows.filter(pk__in=set(rights) | wanted_ids)
    else:
        rows = rows.filter(status="active") | rows.filter(pk__in=wanted_ids)
    listed = partners.rows_of(actor, rows.exclude(pk__in=partners.merged_ids(actor)), on=on)
    ids = [row.id for row in listed]
    able = _able(actor, policy, lead.line, on)
    desks = {one.partner_id: one for one in Desk.objects.filter(partner__in=ids)}
    busy = open_counts(ids)
    records = records_of(policy, ids, now)
    turns = dict(Turn.objects.filter(partner__in=ids).values_list("partner_id", "number"))
    before = set(Offer.objects.filter(lead=lead).exclude(state__in=UNCOUNTED).values_list("partner_id", flat=True))
    made = []
    for row in listed:
        desk = desks.get(row.id)
        right, why = rights.get(row.id, ("none", ""))
        made.append(
            Candidate(
                row.id, row.status, right, why, row.id in before and only is None, "",
                desk.paused_until if desk else None, row.types, row.tier,
                frozenset(code for code, ids_able in able.items() if row.id in ids_able),
                frozenset(desk.languages if desk else ()), desk.capacity if desk else None, busy.get(row.id, 0),
                records.get(row.id, Record()), turns.get(row.id, 0),
            )
        )  # fmt: skip
    return tuple(made), words


def _rights(served: Served) -> dict[int, tuple[str, str]]:
    found: dict[int, tuple[str, str]] = {}
    for one in served.near:
        found.setdefault(one.partner_id, ("none", one.why))
    for one in sorted(served.serving, key=lambda one: one.whole):
        found[one.partner_id] = ("whole" if one.whole else "part", one.why)
    return found


def _able(actor: Actor, policy: Routing, line: str, on: date) -> Mapping[str, frozenset[int]]:
    asked = policy.capable(line)
    return {code: partners.able_to(actor, code, on=on) for code in dict.fromkeys([*asked.needs, *asked.wants])}


def open_counts(partner_ids: Iterable[int]) -> dict[int, int]:
    """How many leads each partner has in hand."""
    rows = Offer.objects.filter(partner__in=list(partner_ids), state__in=WORKED).order_by()
    return dict(rows.values_list("partner_id").annotate(Count("pk")))


def records_of(policy: Routing, partner_ids: Iterable[int], now: datetime) -> dict[int, Record]:
    """How partners answered the leads of the policy's look-back."""
    span = policy.response.looks_back
    today = now.date()
    first = (
        months_later(today, -span.count) if span.unit == "months" else date.fromordinal(today.toordinal() - span.count)
    )
    counted = (
        Offer.objects.filter(partner__in=list(partner_ids), offered_at__date__gte=first)
        .exclude(state__in=(*UNCOUNTED, "offered"))
        .order_by()
        .values_list("partner_id")
        .annotate(leads=Count("pk"), in_time=Count("pk", filter=Q(taken_at__lte=F("due_at"))))
    )
    return {number: Record(leads, taken) for number, leads, taken in counted}


ANSWERED = (
    "partner_id", "state", "offered_at", "due_at", "taken_at", "answered_at", "contacted_at", "converted_at",
)  # fmt: skip


def answered(rows: QuerySet[Offer]) -> Iterator[Answered]:
    """Offers as the rules count them."""
    return (Answered(*row) for row in rows.values_list(*ANSWERED))
