"""What belongs to an organisation: sites, what it is able to do, whom it belongs to, who supplies it; read from rows.

Every row of a file names its partner by code and carries its own days, so loading a file again changes nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from fairway.partners.rules.facts import TYPES, Fault, type_of
from fairway.values import COUNTRIES

SITE_KINDS: Mapping[str, str] = {
    "office": "Office",
    "shop": "Shop",
    "warehouse": "Warehouse",
    "service": "Service centre",
    "showroom": "Showroom",
}
CAPABILITY_KINDS: Mapping[str, str] = {"capability": "Capability", "competency": "Competency"}
RELATIONS: Mapping[str, str] = {
    "supplied_by": "Supplied by",
    "belongs_to": "Belongs to",
    "type": "Is a",
}
ENDING: Mapping[str, tuple[str, str]] = {
    "agreements": ("Agreements", "End or let run out every agreement that is still in force."),
    "deals": ("Open deals", "Say whose each open deal and lead becomes, and tell the customer."),
    "stock": ("Stock", "Agree what happens to stock on hand: sold off, returned or taken over."),
    "money": ("Funds and money", "Settle open periods, claims and funds; say what is paid after the end."),
    "brand": ("Brand use", "The partner takes names, logos and the status as a partner off its pages and signs."),
    "data": ("The partner's own data", "The full export was made, and handed over."),
    "sign_ins": ("Sign-ins", "Close the partner's sign-ins and API keys on the last day."),
}
"""What is seen to before a partner is terminated, in the order of a person's work."""
_CODE = re.compile(r"[A-Za-z0-9][A-Za-z0-9._/-]{0,39}")


@dataclass(frozen=True)
class SiteFacts:
    """A place of a partner."""

    partner: str
    code: str
    name: str
    kind: str = "office"
    country: str = ""
    region: str = ""
    city: str = ""
    postal_code: str = ""
    address: str = ""
    phone: str = ""
    since_on: date | None = None
    until_on: date | None = None


@dataclass(frozen=True)
class CapabilityFacts:
    """A partner is able to do something, from a day to a day."""

    partner: str
    capability: str
    since_on: date | None
    until_on: date | None = None
    site: str = ""
    evidence: str = ""


@dataclass(frozen=True)
class RelationFacts:
    """How a partner is related: to a distributor that supplies it, to its parent, or to a type; from a day to a day."""

    partner: str
    relation: str
    to: str
    since_on: date | None
    until_on: date | None = None


@dataclass(frozen=True)
class PersonFacts:
    """A person to be invited to act for a partner."""

    partner: str
    email: str
    role: str
    name: str = ""


SITE_COLUMNS: Mapping[str, tuple[str, ...]] = {
    "partner": ("partner", "partner code", "partner id"),
    "code": ("site", "site code", "code", "site id"),
    "name": ("name", "site name"),
    "kind": ("kind", "type", "site kind"),
    "country": ("country", "country code"),
    "region": ("region", "state", "province"),
    "city": ("city", "town"),
    "postal_code": ("postal code", "zip", "zip code", "postcode"),
    "address": ("address", "street"),
    "phone": ("phone", "telephone"),
    "since_on": ("from", "since", "opened"),
    "until_on": ("until", "closed"),
}
CAPABILITY_COLUMNS: Mapping[str, tuple[str, ...]] = {
    "partner": ("partner", "partner code", "partner id"),
    "capability": ("capability", "competency", "capability code"),
    "site": ("site", "site code"),
    "since_on": ("from", "since"),
    "until_on": ("until", "expires", "expiry"),
    "evidence": ("evidence", "proof", "certificate"),
}
RELATION_COLUMNS: Mapping[str, tuple[str, ...]] = {
    "partner": ("partner", "partner code", "partner id"),
    "relation": ("relation", "relationship"),
    "to": ("to", "other partner", "distributor", "parent"),
    "since_on": ("from", "since"),
    "until_on": ("until", "ends"),
}
PERSON_COLUMNS: Mapping[str, tuple[str, ...]] = {
    "partner": ("partner", "partner code", "partner id"),
    "email": ("email", "e mail", "mail", "email address"),
    "role": ("role",),
    "name": ("name", "person"),
}


def site_from(row: Mapping[str, str], columns: Mapping[str, str]) -> SiteFacts:
    """What one row says about a site. :raises ValueError: for a day that is none."""
    cells = _cells(row, columns)
    days = _days(cells)
    kind = cells.pop("kind", "").lower().replace(" ", "_") or "office"
    kind = {"service_centre": "service", "service_center": "service"}.get(kind, kind)
    return SiteFacts(**{**cells, "kind": kind, "country": cells.get("country", "").upper(), **days})  # type: ignore[arg-type]


def capability_from(row: Mapping[str, str], columns: Mapping[str, str]) -> CapabilityFacts:
    """What one row says about what a partner is able to do. :raises ValueError: for a day that is none."""
    cells = _cells(row, columns)
    return CapabilityFacts(**{"since_on": None, **_days(cells), **cells})  # type: ignore[arg-type]


def relation_from(row: Mapping[str, str], columns: Mapping[str, str]) -> RelationFacts:
    """What one row says about a relation. :raises ValueError: for a day that is none."""
    cells = _cells(row, columns)
    days = _days(cells)
    words = {title.lower(): name for name, title in RELATIONS.items()} | {
        "distributor": "supplied_by", "supplied by": "supplied_by", "parent": "belongs_to", "part of": "belongs_to",
    }  # fmt: skip
    relation = cells.get("relation", "").lower()
    cells["relation"] = words.get(relation.replace("_", " "), relation)
    if cells["relation"] == "type":
        cells["to"] = type_of(cells.get("to", "")) or cells.get("to", "")
    return RelationFacts(**{"since_on": None, **days, **cells})  # type: ignore[arg-type]


def person_from(row: Mapping[str, str], columns: Mapping[str, str]) -> PersonFacts:
    """What one row says about a person."""
    cells = _cells(row, columns)
    return PersonFacts(
        cells.get("partner", ""), cells.get("email", "").lower(), cells.get("role", "").lower(), cells.get("name", "")
    )


def _cells(row: Mapping[str, str], columns: Mapping[str, str]) -> dict[str, str]:
    return {field: row.get(heading, "").strip() for field, heading in columns.items()}


def _days(cells: dict[str, str]) -> dict[str, date | None]:
    found: dict[str, date | None] = {}
    for name in ("since_on", "until_on"):
        text = cells.pop(name, "")
        try:
            found[name] = date.fromisoformat(text[:10]) if text else None
        except ValueError:
            raise ValueError(f"“{text}” is not a day: write it as 2026-01-31.") from None
    return found


def faults_of_site(facts: SiteFacts) -> tuple[Fault, ...]:
    """Everything that keeps a site from being taken."""
    found = _needed(facts.partner, "partner", "Name the partner by its code.")
    if not _CODE.fullmatch(facts.code):
        found.append(Fault("code", facts.code, "A site has a code of 1 to 40 letters, digits, points or hyphens."))
    found += _needed(facts.name, "name", "A site needs a name.")
    if facts.kind not in SITE_KINDS:
        found.append(Fault("kind", facts.kind, f"“{facts.kind}” is not a kind of site: one of {_of(SITE_KINDS)}."))
    if facts.country and facts.country not in COUNTRIES:
        found.append(Fault("country", facts.country, f"“{facts.country}” is not an ISO 3166 country code such as DE."))
    return (*found, *faults_of_days(facts.since_on, facts.until_on))


def faults_of_capability(facts: CapabilityFacts) -> tuple[Fault, ...]:
    """Everything that keeps a capability from being taken; whether the word is known is asked by the action."""
    found = _needed(facts.partner, "partner", "Name the partner by its code.")
    found += _needed(facts.capability, "capability", "Say which capability, by its code.")
    if facts.since_on is None:
        found.append(Fault("since_on", "", "Say from which day: 2026-01-31."))
    return (*found, *faults_of_days(facts.since_on, facts.until_on))


def faults_of_relation(facts: RelationFacts) -> tuple[Fault, ...]:
    """Everything that keeps a relation from being taken; circles are found among all of them by the action."""
    found = _needed(facts.partner, "partner", "Name the partner by its code.")
    if facts.relation not in RELATIONS:
        sentence = f"“{facts.relation}” is not a relation: one of {_of(RELATIONS)}."
        found.append(Fault("relation", facts.relation, sentence))
    if facts.relation == "type" and facts.to not in TYPES:
        found.append(Fault("to", facts.to, f"“{facts.to}” is not a partner type: one of {_of(TYPES.values())}."))
    if facts.relation != "belongs_to":
        found += _needed(facts.to, "to", "Name the other partner by its code, or the type.")
        if facts.since_on is None:
            found.append(Fault("since_on", "", "Say from which day: 2026-01-31."))
    if facts.to and facts.to == facts.partner:
        found.append(Fault("to", facts.to, f"{facts.partner} would be related to itself. Name another partner."))
    return (*found, *faults_of_days(facts.since_on, facts.until_on))


def faults_of_person(facts: PersonFacts, roles: Iterable[str]) -> tuple[Fault, ...]:
    """Everything that keeps a person from being invited."""
    found = _needed(facts.partner, "partner", "Name the partner by its code.")
    if not re.fullmatch(r"[^@\s,;]+@[^@\s,;]+\.[^@\s,;]+", facts.email) or len(facts.email) > 254:
        found.append(Fault("email", facts.email, f"“{facts.email}” is not an e-mail address."))
    if facts.role not in set(roles):
        found.append(Fault("role", facts.role, f"“{facts.role}” is not a role at a partner: one of {_of(roles)}."))
    return tuple(found)


def faults_of_days(since: date | None, until: date | None) -> tuple[Fault, ...]:
    """The end of a span lies after its beginning; it is the first day that no longer counts."""
    if since is not None and until is not None and until <= since:
        return (Fault("until_on", until.isoformat(), f"It ends on {until} and begins on {since}: end it later."),)
    return ()


def _needed(value: str, field: str, sentence: str) -> list[Fault]:
    return [] if value.strip() else [Fault(field, "", sentence)]


def _of(words: Iterable[str]) -> str:
    return ", ".join(words)


def circle(links: Mapping[int, Sequence[int]], start: int) -> tuple[int, ...]:
    """The way from a partner over what it points to and back to itself; empty when there is none.

    ``links`` gives for each partner those it belongs to (or that supply it).
    """
    way: list[int] = [start]
    tried: set[int] = set()
    stack = [iter(links.get(start, ()))]
    while stack:
        following = next(stack[-1], None)
        if following is None:
            stack.pop()
            way.pop()
            continue
        if following == start:
            return (*way, start)
        if following in tried:
            continue
        tried.add(following)
        way.append(following)
        stack.append(iter(links.get(following, ())))
    return ()


def dated_circle(links: Iterable[tuple[int, int, date, date | None]], start: int) -> tuple[int, ...]:
    """The way from a partner back to itself over links that all hold on one and the same day; empty when there is none.

    ``links`` gives who points to whom, from a day until another (None: without end). Two spans that follow one another
    are no circle: who was supplied may supply later. Spans that share a day share the day on which the last begins.
    """
    near = {span for span in links if span[3] is None or span[2] < span[3]}
    if not circle(_by_start(near), start):
        return ()
    for day in sorted({since for _, _, since, _ in near}):
        held = [span for span in near if span[2] <= day and (span[3] is None or day < span[3])]
        way = circle(_by_start(held), start)
        if way:
            return way
    return ()


def _by_start(links: Iterable[tuple[int, int, date, date | None]]) -> dict[int, list[int]]:
    found: dict[int, list[int]] = {}
    for one, other, *_ in links:
        found.setdefault(one, []).append(other)
    return found


def circle_words(way: Sequence[int], names: Mapping[int, str], verb: str) -> str:
    """The circle in words: A belongs to B, B belongs to C, C belongs to A."""
    return ", ".join(f"{names[a]} {verb} {names[b]}" for a, b in pairwise(way))
