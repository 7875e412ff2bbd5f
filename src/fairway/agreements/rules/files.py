"""Territory files: what one row says (“ZIP 50000-52899, Bikes, partner X”), and everything wrong with it."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from fairway.agreements.rules import world
from fairway.agreements.rules.grants import Terms, faults_of
from fairway.agreements.rules.places import Area, UnknownPlace, parse, parse_all
from fairway.agreements.rules.trees import Branch, Fault
from fairway.formats import plain_heading
from fairway.partners.rules import plain_name

COLUMNS: Mapping[str, tuple[str, ...]] = {
    "partner": ("partner", "partner code", "partner id", "partner name", "reseller", "distributor"),
    "places": (
        "place",
        "places",
        "territory places",
        "zip",
        "zip code",
        "zip codes",
        "zips",
        "postal code",
        "postal codes",
        "postcode",
        "postcodes",
        "plz",
        "area",
        "areas",
        "region",
        "regions",
        "state",
        "states",
    ),
    "excepted": ("except", "excepted", "excluding", "without"),
    "country": ("country", "country code"),
    "territory": ("territory", "territory code", "territory name"),
    "line": ("product line", "product lines", "line", "lines", "product", "products", "product family"),
    "segment": ("segment", "customer segment", "customers"),
    "kind": ("kind", "exclusivity", "exclusive", "type", "grant"),
    "at_most": ("at most", "partners at most", "shared by", "seats"),
    "since_on": ("from", "since", "valid from", "start", "begins"),
    "until_on": ("until", "to", "valid until", "end", "ends"),
}
"""The columns of a territory file, each with the headings by which it is recognised."""
HEADINGS = (
    ("partner", "Partner"), ("places", "Places"), ("excepted", "Except"), ("line", "Product line"),
    ("segment", "Segment"), ("kind", "Kind"), ("at_most", "At most"), ("since_on", "From"), ("until_on", "Until"),
)  # fmt: skip
"""The columns of an export, which a later import reads."""
_OPEN = {"open", "non exclusive", "nonexclusive", "no", "n", ""}
_EXCLUSIVE = {"exclusive", "yes", "y", "x", "sole"}


@dataclass(frozen=True)
class Known:
    """What a file may name: partners by plain text; lines, segments and territories by small letters."""

    partners: Mapping[str, int]
    lines: Mapping[str, str]
    segments: Mapping[str, str]
    territories: Mapping[str, tuple[int, tuple[Area, ...], tuple[Area, ...]]]
    since_on: date


@dataclass(frozen=True)
class Row:
    """One row of a territory file, with its number there: terms, or what is wrong with it."""

    number: int
    terms: Terms | None
    faults: tuple[Fault, ...] = field(default=())


def row_from(number: int, cells: Mapping[str, str], columns: Mapping[str, str], known: Known) -> Row:
    """What a row of a file says. `columns` gives the heading of each field; an empty “from” is the load's day."""
    said = {name: cells.get(heading, "").strip() for name, heading in columns.items()}
    faults: list[Fault] = []
    partner = known.partners.get(plain_name(said.get("partner", "")))
    if partner is None:
        faults.append(_unknown("partner", said, "There is no partner of this code or name"))
    line = known.lines.get(said.get("line", "").casefold())
    if line is None:
        faults.append(_unknown("line", said, "There is no product line of this code or name"))
    segment = known.segments.get(said.get("segment", "").casefold())
    if segment is None:
        faults.append(_unknown("segment", said, "There is no segment of this code or name"))
    territory_id, areas, excepted = _places(said, columns, known, faults)
    kind, at_most = _kind(said, faults)
    since, until = _day("since_on", said, faults), _day("until_on", said, faults)
    if faults or partner is None or line is None or segment is None:
        return Row(number, None, tuple(faults))
    terms = Terms(partner, kind, areas, since or known.since_on, until, line, segment, excepted, at_most, territory_id)
    wrong = faults_of(terms)
    return Row(number, None if wrong else terms, wrong)


def _unknown(name: str, said: Mapping[str, str], sentence: str) -> Fault:
    value = said.get(name, "")
    return Fault(name, value, f"{sentence}: {'the cell is empty' if not value else f'“{value[:60]}”'}.")


def _places(
    said: Mapping[str, str], columns: Mapping[str, str], known: Known, faults: list[Fault]
) -> tuple[int | None, tuple[Area, ...], tuple[Area, ...]]:
    named = said.get("territory", "")
    if named and not said.get("places"):
        found = known.territories.get(named.casefold())
        if found is None:
            faults.append(_unknown("territory", said, "There is no territory of this code or name"))
            return None, (), ()
        return found
    country = said.get("country", "").upper()
    if country and "places" in said and not said["places"]:
        sentence = (
            f"The cell is empty: write {country} for the whole country, so that no missing place means all of it."
        )
        faults.append(Fault("places", "", sentence))
        return None, (), ()
    text = said.get("places", "") or country
    # under a heading “ZIP” a bare number lies in the United States
    if not country and plain_heading(columns.get("places", "")).startswith("zip"):
        country = "US"
    try:
        areas = parse_all(text, country)
    except UnknownPlace as problem:
        faults.append(Fault("places", text[:80], str(problem)))
        areas = ()
    else:
        if not areas:
            faults.append(Fault("places", "", "Name a place, or a territory."))
    try:
        excepted = parse_all(said.get("excepted", ""), country)
    except UnknownPlace as problem:
        faults.append(Fault("excepted", said["excepted"][:80], str(problem)))
        excepted = ()
    return None, areas, excepted


def _kind(said: Mapping[str, str], faults: list[Fault]) -> tuple[str, int | None]:
    text = re.sub(r"[^a-z0-9]+", " ", said.get("kind", "").casefold()).strip()
    number = re.search(r"\d+", said.get("at_most", "") or text)
    at_most = int(number[0][:4]) if number else None
    if text.startswith("shared") or (text in _OPEN and at_most is not None):
        return "shared", at_most
    if text in _EXCLUSIVE:
        return "exclusive", None
    if text in _OPEN:
        return "open", None
    faults.append(Fault("kind", said["kind"][:40], "Write open, exclusive, or shared with a number (shared 3)."))
    return "open", None


def _day(name: str, said: Mapping[str, str], faults: list[Fault]) -> date | None:
    text = said.get(name, "")
    if not text:
        return None
    try:
        return date.fromisoformat(text[:10])
    except ValueError:
        faults.append(Fault(name, text[:40], "Write the day as YYYY-MM-DD."))
        return None


def texts_of(terms: Terms, partner_code: str) -> Sequence[str]:
    """A grant as a row of a file, in the order of :data:`HEADINGS`."""
    return (
        partner_code, "; ".join(area.text for area in terms.areas), "; ".join(area.text for area in terms.excepted),
        terms.line, terms.segment, terms.kind, str(terms.at_most or ""), terms.since_on.isoformat(),
        terms.until_on.isoformat() if terms.until_on else "",
    )  # fmt: skip


@dataclass(frozen=True)
class AccountFacts:
    """What the vendor says about a customer that is granted by name."""

    code: str
    name: str
    country: str = ""


@dataclass(frozen=True)
class PostalFacts:
    """One row of a postal table: a code, prefix or range of a country, and the subdivision it lies in."""

    area: Area
    subdivision: str


ACCOUNT_COLUMNS: Mapping[str, tuple[str, ...]] = {
    "code": ("code", "account code", "account id", "account", "id", "customer id", "customer"),
    "name": ("name", "account name", "company", "customer name"),
    "country": ("country", "country code"),
}
POSTAL_COLUMNS: Mapping[str, tuple[str, ...]] = {
    "country": ("country", "country code"),
    "postal": ("postal code", "zip", "zip code", "postcode", "prefix", "range", "postal codes"),
    "subdivision": ("subdivision", "state", "region", "province", "subdivision code", "state code"),
}
BRANCH_COLUMNS: Mapping[str, tuple[str, ...]] = {
    "code": ("code", "line code", "segment code", "product line", "segment", "id"),
    "name": ("name", "title", "line name", "segment name"),
    "parent": ("parent", "parent code", "within", "below"),
    "matches": ("matches", "products", "takes"),
}


def account_from(row: Mapping[str, str], columns: Mapping[str, str]) -> AccountFacts:
    """What one row of a file says about a named account."""
    said = {name: row.get(heading, "").strip() for name, heading in columns.items()}
    return AccountFacts(said.get("code", "").upper(), said.get("name", ""), said.get("country", "").upper())


def account_faults(facts: AccountFacts) -> tuple[Fault, ...]:
    """Everything that keeps a named account from being taken."""
    found = []
    if not facts.code or len(facts.code) > 40 or not facts.code.isascii() or set(facts.code) & set(" ;,@"):
        found.append(
            Fault("code", facts.code[:40], "An account needs a code of at most 40 letters, digits, points and hyphens.")
        )
    if not facts.name or len(facts.name) > 200:
        found.append(Fault("name", facts.name[:60], "An account needs a name of at most 200 characters."))
    if facts.country and facts.country not in world.countries():
        found.append(Fault("country", facts.country, f"“{facts.country}” is not an ISO 3166 country code such as DE."))
    return tuple(found)


def postal_from(row: Mapping[str, str], columns: Mapping[str, str]) -> PostalFacts:
    """What one row of a postal table says; a subdivision may be named without its country (IA for US-IA).

    :raises ValueError: when the codes cannot be read.
    """
    said = {name: row.get(heading, "").strip() for name, heading in columns.items()}
    country = said.get("country", "").upper()
    if country not in world.countries():
        raise UnknownPlace(f"“{country}” is not an ISO 3166 country code such as DE.")
    text = said.get("subdivision", "")
    code = text.upper() if text.upper().startswith(country + "-") else f"{country}-{text.upper()}"
    if code not in world.subdivisions(country):
        named = [one.code for one in world.subdivisions(country).values() if one.name.casefold() == text.casefold()]
        code = named[0] if len(named) == 1 else code
    return PostalFacts(parse(f"{country} {said.get('postal', '')}", country), code)


def postal_faults(facts: PostalFacts) -> tuple[Fault, ...]:
    """Everything that keeps a row of a postal table from being taken."""
    if facts.subdivision in world.subdivisions(facts.area.code):
        return ()
    sentence = f"“{facts.subdivision}” is no ISO 3166-2 subdivision of {facts.area.code}."
    return (Fault("subdivision", facts.subdivision, sentence),)


def branch_from(row: Mapping[str, str], columns: Mapping[str, str]) -> Branch:
    """What one row of a file says about a product line or a segment."""
    said = {name: row.get(heading, "").strip() for name, heading in columns.items()}
    return Branch(said.get("code", ""), said.get("name", ""), said.get("parent", ""), said.get("matches", ""))


def branch_faults(branch: Branch) -> tuple[Fault, ...]:
    """Everything that keeps a node from being taken by itself; circles are found when all are together."""
    found = []
    if not branch.code or len(branch.code) > 60:
        found.append(Fault("code", branch.code[:60], "It needs a code of at most 60 characters."))
    if not branch.name or len(branch.name) > 200:
        found.append(Fault("name", branch.name[:60], "It needs a name of at most 200 characters."))
    return tuple(found)
