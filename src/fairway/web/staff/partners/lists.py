"""Lists over all partners: sites, capabilities, relations and people, each exported and loaded from a file."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.http import HttpResponseBase
from django.urls import reverse
from django.views.decorators.http import require_GET

from fairway.kit.access import Actor, people
from fairway.partners import actions, queries
from fairway.partners.actions import Loaded, Refused
from fairway.partners.rules import TYPES, Fault
from fairway.partners.rules import organisation as rules
from fairway.web.shared import invitations, lists
from fairway.web.shared.components import Badge
from fairway.web.shared.lists import Column, Filter, Listing
from fairway.web.shared.request import Request, today_of
from fairway.web.staff.importing import Import


def _partner(row: Any) -> str:
    return reverse("staff:partner_organisation", args=[row.partner_id])


_CODE = Column("partner_code", "Partner code", shown=False)
_DAYS = (
    Column("since_on", "From", kind="day", sort=True),
    Column("until_on", "Until", kind="day", sort=True),
)
SITES = Listing(
    name="partner-sites",
    columns=(
        _CODE,
        Column("partner_name", "Partner", is_key=True, sort=True, link=_partner, export=False),
        Column("code", "Site", sort=True),
        Column("name", "Name", sort=True),
        Column("kind", "Kind", value=lambda row: row.kind_title, sort=True),
        Column("country", "Country", sort=True),
        Column("region", "Region", shown=False),
        Column("city", "City", sort=True, note=lambda row: row.postal_code),
        Column("postal_code", "Postal code", shown=False),
        Column("address", "Address", shown=False),
        Column("phone", "Phone", shown=False),
        *_DAYS,
    ),
    filters=(
        Filter("kind", "Kind", choices=tuple(rules.SITE_KINDS.items())),
        Filter("country", "Country", kind="text"),
    ),
    search=("partner_name", "partner_code", "code", "name", "city"),
    search_hint="Partner, site or city",
    empty_title="No sites yet",
    empty_text="Partners add their own, or load them from a file.",
    empty_icon="map-pin",
)
CAPABILITIES = Listing(
    name="partner-capabilities",
    columns=(
        _CODE,
        Column("partner_name", "Partner", is_key=True, sort=True, link=_partner, export=False),
        Column("title", "Able to", sort=True, export=False),
        Column("code", "Capability", shown=False),
        Column("site_code", "Site", sort=True),
        Column("state", "State", kind="status", sort=True, value=lambda row: capability_badge(row.state), export=False),
        *_DAYS,
        Column("evidence", "Evidence"),
    ),
    filters=(
        Filter(
            "state", "State", choices=(("stated", "To confirm"), ("confirmed", "Confirmed"), ("expired", "Expired"))
        ),
        Filter("code", "Capability", kind="text"),
    ),
    search=("partner_name", "partner_code", "title"),
    search_hint="Partner or capability",
    empty_title="No capabilities yet",
    empty_text="Write the vocabulary first; then partners state what they are able to do.",
    empty_icon="wrench-screwdriver",
)
RELATIONS = Listing(
    name="partner-relations",
    columns=(
        _CODE,
        Column("partner_name", "Partner", is_key=True, sort=True, link=_partner, export=False),
        Column("relation", "Relation", value=lambda row: row.relation_title, sort=True),
        Column("to", "To", sort=True, shown=False),
        Column("to_name", "Whom or what", sort=True, export=False, note=lambda row: row.to if row.to_id else ""),
        *_DAYS,
    ),
    filters=(Filter("relation", "Relation", choices=tuple(rules.RELATIONS.items())),),
    search=("partner_name", "partner_code", "to", "to_name"),
    search_hint="Partner",
    empty_title="No relations yet",
    empty_text="Types, parents and suppliers appear here.",
    empty_icon="share",
)


def capability_badge(state: str) -> Badge:
    """A capability's state, in a word."""
    tone: Any = {"confirmed": "good", "stated": "warn", "expired": "calm", "coming": "info"}
    return Badge({"stated": "To confirm"}.get(state, state.capitalize()), tone[state])


@dataclass(frozen=True)
class PersonRow:
    """A person of a partner."""

    partner_id: int
    partner_code: str
    partner_name: str
    name: str
    email: str
    role: str
    since: date


PEOPLE = Listing(
    name="people-of-partners",
    columns=(
        _CODE,
        Column("partner_name", "Partner", is_key=True, sort=True, export=False,
               link=lambda row: reverse("staff:partner_people", args=[row.partner_id])),
        Column("name", "Name", sort=True),
        Column("email", "E-mail", sort=True),
        Column("role", "Role", sort=True),
        Column("since", "Since", kind="day", sort=True),
    ),
    filters=(
        Filter("role", "Role", choices=tuple((role, role.capitalize()) for role in settings.FAIRWAY_PARTNER_ROLES)),
    ),
    search=("partner_name", "partner_code", "name", "email"),
    search_hint="Partner, name or e-mail",
    empty_title="Nobody yet",
    empty_text="Invite the first person of a partner from its page, or many from a file.",
    empty_icon="users",
)  # fmt: skip
TABS = (
    ("Sites", "all_sites"), ("Capabilities", "all_capabilities"), ("Relations", "all_relations"),
    ("People", "all_people"),
)  # fmt: skip


def _answer(request: Request, listing: Listing, rows: Any, title: str, lead: str, load: str) -> HttpResponseBase:
    context = {
        "title": title, "lead": lead, "load": reverse(f"staff:{load}_import"),
        "tabs": [(label, reverse(f"staff:{name}")) for label, name in TABS],
        "manages": request.actor.may("staff.manage" if load == "partner_staff" else "partners.manage"),
        "words": load == "capabilities",
    }  # fmt: skip
    return lists.answer(request, "staff/partners/all.html", listing, rows, context=context)


@require_GET
def sites(request: Request) -> HttpResponseBase:
    """Show every partner's sites."""
    lead = "Where partners are: offices, shops, warehouses."
    return _answer(request, SITES, queries.sites(request.actor), "Sites", lead, "sites")


@require_GET
def capabilities(request: Request) -> HttpResponseBase:
    """Show what partners are able to do."""
    rows = queries.capabilities(request.actor, on=today_of(request))
    lead = "What partners are able to do, by their word and by your confirmation."
    return _answer(request, CAPABILITIES, rows, "Capabilities", lead, "capabilities")


@require_GET
def relations(request: Request) -> HttpResponseBase:
    """Show who is of which type, belongs to whom, is supplied by whom."""
    lead = "Types, parents, and who distributes to whom, with their days."
    return _answer(request, RELATIONS, queries.relations(request.actor), "Relations", lead, "relations")


@require_GET
def everybody(request: Request) -> HttpResponseBase:
    """Show everybody who acts for a partner."""
    held = people.people_of_partners(request.actor, now=request.now)
    names = queries.names_of(request.actor, {partner_id for partner_id, *_ in held})
    rows = [
        PersonRow(partner_id, *names[partner_id], name, email, role, since.date())
        for partner_id, name, email, role, since in held if partner_id in names
    ]  # fmt: skip
    return _answer(
        request, PEOPLE, rows, "People of partners", "Who acts for which partner, and as what.", "partner_staff"
    )


def invite_all(*, actor: Actor, now: datetime, rows: Any, reason: str = "") -> Loaded:
    """Invite many people, each by mail; whoever acts for the partner in that role already, or is invited, is left.

    :raises Refused: with every fault at once.
    """
    facts = list(rows)
    ids = queries.ids_by_code(actor)
    faults = [
        Fault("partner", one.partner, f"There is no partner {one.partner}.") for one in facts if one.partner not in ids
    ]
    if faults:
        raise Refused(faults)
    known = _known_people(actor, now)
    names = dict(queries.names_of(actor, ids.values()).values())
    made = 0
    for one in facts:
        if (one.partner, one.email, one.role) in known:
            continue
        invitation, secret = people.invite(
            actor=actor, now=now, email=one.email, role=one.role, partner_id=ids[one.partner], name=one.name
        )
        invitations.send(
            email=invitation.email, name=invitation.name, link=invitations.link_of(secret),
            organisation=names[one.partner], invited_by=actor.name, until=invitation.expires_at,
        )  # fmt: skip
        known.add((one.partner, one.email, one.role))
        made += 1
    return Loaded(made, 0, len(facts) - made)


def _known_people(actor: Actor, now: datetime) -> set[tuple[str, str, str]]:
    codes = {number: code for code, number in queries.ids_by_code(actor).items()}
    held = people.people_of_partners(actor, now=now)
    found = {(codes.get(partner, ""), email, role) for partner, _, email, role, _ in held}
    return found | {
        (codes.get(partner, ""), email, role) for partner, email, role in people.invited_to_partners(actor, now=now)
    }


LOAD_SITES = Import(
    name="sites", title="Load sites", back="staff:all_sites", rows="sites", help="how-to/load-your-own-data",
    known=rules.SITE_COLUMNS, needed=("partner", "code", "name"), facts_from=rules.site_from,
    faults_of=rules.faults_of_site, key=lambda facts: (facts.partner, facts.code), standing=queries.site_keys,
    load=actions.load_sites, refused=Refused,
    example="Partner code;Site;Name;Kind;Country;City\nR-104;KIEL;Kiel office;office;DE;Kiel",
)  # fmt: skip
LOAD_CAPABILITIES = Import(
    name="capabilities", title="Load capabilities", back="staff:all_capabilities", rows="capabilities",
    help="how-to/load-your-own-data", known=rules.CAPABILITY_COLUMNS, needed=("partner", "capability", "since_on"),
    facts_from=rules.capability_from, faults_of=rules.faults_of_capability,
    key=lambda facts: (facts.partner, facts.capability, facts.site, facts.since_on), standing=queries.capability_keys,
    load=actions.load_capabilities, refused=Refused,
    example="Partner code;Capability;From;Until;Evidence\nR-104;calibration;2026-01-01;;Certificate 4711",
)  # fmt: skip
LOAD_RELATIONS = Import(
    name="relations", title="Load relations", back="staff:all_relations", rows="relations",
    help="how-to/load-your-own-data", known=rules.RELATION_COLUMNS, needed=("partner", "relation", "to"),
    facts_from=rules.relation_from, faults_of=rules.faults_of_relation,
    key=lambda facts: (facts.partner, facts.relation, facts.to, facts.since_on), standing=queries.relation_keys,
    load=actions.load_relations, refused=Refused, tried=True,
    example="Partner code;Relation;To;From;Until\nR-104;supplied by;D-7;2026-01-01;\n"
            f"R-104;type;{next(iter(TYPES))};2026-01-01;",
)  # fmt: skip
LOAD_PEOPLE = Import(
    name="partner_staff", title="Invite people from a file", back="staff:all_people", rows="people",
    help="how-to/load-your-own-data", known=rules.PERSON_COLUMNS, needed=("partner", "email", "role"),
    facts_from=rules.person_from, faults_of=lambda facts: rules.faults_of_person(facts, settings.FAIRWAY_PARTNER_ROLES),
    key=lambda facts: (facts.partner, facts.email, facts.role), standing=lambda actor: [],
    load=invite_all, refused=Refused,
    example="Partner code;E-mail;Role;Name\nR-104;ola@anker.example;principal;Ola Anker",
)  # fmt: skip
