"""Reads of places, product lines and segments: the spans that a grant or a question needs, and lists of them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import reduce
from operator import or_

from django.db.models import Q, QuerySet

from fairway.agreements.models import NamedAccount, Place, PostalSpan, ProductLine, Segment, Territory
from fairway.agreements.rules import places as rules
from fairway.agreements.rules import trees, world
from fairway.agreements.rules.files import Known
from fairway.agreements.rules.places import Area, Gazetteer, Node
from fairway.agreements.rules.spans import Span
from fairway.catalogue import queries as catalogue
from fairway.kit.access import Actor, Kind
from fairway.partners import queries as partners


class UnknownLine(Exception):
    """No product line or segment of this code; the message says what to do."""


@dataclass(frozen=True)
class Branch:
    """A product line or a segment with its span; `depth` is 0 for all of them together."""

    id: int
    code: str
    name: str
    parent: str
    depth: int
    span: Span
    matches: str = ""

    @property
    def indented(self) -> str:
        """The name, moved in by its depth, for choices."""
        return "\N{NO-BREAK SPACE}\N{NO-BREAK SPACE}" * self.depth + self.name


@dataclass(frozen=True)
class AccountRow:
    """A named account as lists show it."""

    id: int
    code: str
    name: str
    country: str


@dataclass(frozen=True)
class TerritoryRow:
    """A territory as lists show it, its places as they are written and as they read."""

    id: int
    code: str
    name: str
    areas: tuple[Area, ...]
    excepted: tuple[Area, ...]
    note: str

    @property
    def words(self) -> str:
        return rules.words(self.areas, self.excepted)

    @property
    def areas_text(self) -> str:
        return "; ".join(area.text for area in self.areas)

    @property
    def excepted_text(self) -> str:
        return "; ".join(area.text for area in self.excepted)


class UnknownTerritory(Exception):
    """No territory of this number."""


def span_of(value: object) -> Span:
    """A span as the database holds it."""
    return Span(value.lower, value.upper)  # type: ignore[attr-defined]


def gazetteer(areas: Iterable[Area]) -> Gazetteer:
    """The nodes and the postal tables that these places need, in at most four queries.

    A country that no grant has named yet is not in the database; its span follows from its ISO number. Its
    subdivisions then stand for its own first slot: whoever holds the country holds them, and nobody less.
    """
    wanted = list(areas)
    codes = {area.code for area in wanted} | {"WORLD"} | {area.country for area in wanted if area.country}
    accounts = {code[1:] for code in codes if code.startswith("@")}
    postal = _postal([area for area in wanted if area.first])
    codes |= {code for rows in postal.values() for _, code in rows}
    nodes = {
        code: Node(pk, code, name, span_of(span), parent or "")
        for pk, code, name, span, parent in Place.objects.filter(code__in=codes).values_list(
            "pk", "code", "name", "span", "parent__code"
        )
    }
    for code in codes - set(nodes):
        if code in world.countries():
            nodes[code] = Node(0, code, world.name_of(code), rules.country_span(code), "WORLD")
        elif code[:2] in world.countries() and code in world.subdivisions(code[:2]):
            start = rules.country_span(code[:2]).start
            nodes[code] = Node(0, code, world.name_of(code), Span(start, start + rules.SLOT), code[:2])
    if accounts:
        found = NamedAccount.objects.filter(code__in=accounts).values_list("pk", "code", "name")
        nodes |= {"@" + code: Node(0, "@" + code, name, rules.account_span(pk)) for pk, code, name in found}
    return Gazetteer(nodes, postal)


def _postal(areas: list[Area]) -> dict[str, list[tuple[Span, str]]]:
    by_country: dict[str, list[Span]] = {}
    for area in areas:
        by_country.setdefault(area.code, []).append(rules.postal_span(area))
    if not by_country:
        return {}
    # a handful of places is asked for by their numbers; a file of thousands by country
    if len(areas) <= 60:
        conditions = [
            Q(country=country, numbers__overlap=(span.start, span.end))
            for country, spans in by_country.items()
            for span in spans
        ]
        rows = PostalSpan.objects.filter(reduce(or_, conditions))
    else:
        rows = PostalSpan.objects.filter(country__in=by_country)
    found: dict[str, list[tuple[Span, str]]] = {}
    for country, numbers, code in rows.order_by("country", "numbers").values_list("country", "numbers", "place__code"):
        found.setdefault(country, []).append((span_of(numbers), code))
    return found


def names_in(areas: Iterable[Area]) -> Mapping[str, str]:
    """Names of the named accounts among these places, by code, for words."""
    codes = {area.code[1:] for area in areas if area.is_account}
    if not codes:
        return {}
    return {"@" + code: name for code, name in NamedAccount.objects.filter(code__in=codes).values_list("code", "name")}


def postal_tables(actor: Actor) -> tuple[tuple[str, str, int], ...]:
    """The countries with a postal table: code, source, number of spans."""
    if actor.kind not in {Kind.STAFF, Kind.WORKER}:
        return ()
    found: dict[tuple[str, str], int] = {}
    for country, source in PostalSpan.objects.values_list("country", "source"):
        found[country, source] = found.get((country, source), 0) + 1
    return tuple((country, source, count) for (country, source), count in sorted(found.items()))


def has_postal_table(country: str) -> bool:
    """Whether postal codes of a country are known to lie in its subdivisions."""
    return PostalSpan.objects.filter(country=country).exists()


def lines(actor: Actor) -> tuple[Branch, ...]:
    """The product lines as a tree, each parent before its children."""
    return _tree(ProductLine.objects.all(), "matches") if actor.kind is not Kind.DIRECT else ()


def segments(actor: Actor) -> tuple[Branch, ...]:
    """The segments as a tree, each parent before its children."""
    return _tree(Segment.objects.all()) if actor.kind is not Kind.DIRECT else ()


def _tree(rows: QuerySet[ProductLine] | QuerySet[Segment], *more: str) -> tuple[Branch, ...]:
    found = rows.values_list("pk", "code", "name", "parent_id", "span", *more)
    below: dict[int | None, list[tuple[object, ...]]] = {}
    for row in sorted(found, key=lambda each: str(each[2]).casefold()):
        below.setdefault(row[3], []).append(row)
    ordered: list[Branch] = []

    def walk(parent_id: int | None, parent: str, depth: int) -> None:
        for row in below.get(parent_id, []):
            pk, code, name = int(str(row[0])), str(row[1]), str(row[2])
            ordered.append(Branch(pk, code, name, parent, depth, span_of(row[4]), str(row[5]) if more else ""))
            walk(pk, code, depth + 1)

    walk(None, "", 0)
    return tuple(ordered)


def line(actor: Actor, code: str) -> Branch:
    """One product line by code; empty for all products. :raises UnknownLine: there is none."""
    return one_of(lines(actor), code, "product line")


def segment(actor: Actor, code: str) -> Branch:
    """One segment by code; empty for all customers. :raises UnknownLine: there is none."""
    return one_of(segments(actor), code, "segment")


def one_of(branches: tuple[Branch, ...], code: str, title: str) -> Branch:
    """One node of a tree by its code. :raises UnknownLine: there is none."""
    for branch in branches:
        if branch.code == code:
            return branch
    raise UnknownLine(f"There is no {title} “{code}”. Add it under Territories › {title.capitalize()}s.")


def by_text(branches: Iterable[Branch]) -> Mapping[str, str]:
    """Codes by all that a file may call a line or segment: code or name in small letters; nothing or “all” for all."""
    found = {"": "", "all": "", "*": ""}
    for branch in branches:
        found.setdefault(branch.name.casefold(), branch.code)
        found[branch.code.casefold()] = branch.code
    return found


def line_of_product(actor: Actor, sku: str) -> Branch | None:
    """The narrowest product line that takes this product; None where none does or there is no such product."""
    product = catalogue.one(actor, sku)
    if product is None:
        return None
    tree = lines(actor)
    matches = {branch.code: branch.matches for branch in tree if branch.matches}
    parents = {branch.code: branch.parent for branch in tree}
    code = trees.line_of(attributes_of(product), matches, parents)
    return next((branch for branch in tree if branch.code == code), None) if code else None


def lines_of_products(actor: Actor) -> Mapping[int, Branch]:
    """The narrowest product line of every product, by the product's number; products of none are left out."""
    tree = {branch.code: branch for branch in lines(actor)}
    matches = {code: branch.matches for code, branch in tree.items() if branch.matches}
    parents = {code: branch.parent for code, branch in tree.items()}
    found: dict[int, Branch] = {}
    for product in catalogue.for_calculation(actor):
        if code := trees.line_of(attributes_of(product), matches, parents):
            found[product.id] = tree[code]
    return found


def attributes_of(product: catalogue.ProductRow) -> dict[str, str]:
    """What of a product decides its line."""
    return {"sku": product.sku} | {name: getattr(product, name) for name in catalogue.GROUPS}


def visible_territories(actor: Actor) -> QuerySet[Territory]:
    """Territories this actor may see: the vendor's people, all of them."""
    return Territory.objects.all() if actor.kind in {Kind.STAFF, Kind.WORKER} else Territory.objects.none()


def territory_row(row: Territory) -> TerritoryRow:
    """A frozen row of a territory."""
    return TerritoryRow(
        row.pk,
        row.code,
        row.name,
        tuple(rules.from_text(text) for text in row.areas),
        tuple(rules.from_text(text) for text in row.excepted),
        row.note,
    )


def territory(actor: Actor, territory_id: int) -> TerritoryRow:
    """One territory. :raises UnknownTerritory: there is none that the actor may see."""
    found = visible_territories(actor).filter(pk=territory_id).first()
    if found is None:
        raise UnknownTerritory(f"There is no territory {territory_id}.")
    return territory_row(found)


def territories(actor: Actor) -> tuple[TerritoryRow, ...]:
    """All territories by name."""
    return tuple(territory_row(row) for row in visible_territories(actor).order_by("name"))


def visible_accounts(actor: Actor) -> QuerySet[NamedAccount]:
    """Named accounts this actor may see: the vendor's people, all of them."""
    return NamedAccount.objects.all() if actor.kind in {Kind.STAFF, Kind.WORKER} else NamedAccount.objects.none()


def account_row(row: NamedAccount) -> AccountRow:
    """A frozen row of a named account."""
    return AccountRow(row.pk, row.code, row.name, row.country)


def place_names(codes: Iterable[str]) -> Mapping[str, str]:
    """Names of countries and subdivisions by code."""
    return {code: world.name_of(code) for code in codes}


def known_to_files(actor: Actor, *, since_on: date) -> Known:
    """Everything a territory file may name. `since_on` is the first day of rows that give none."""
    named = {}
    for row in territories(actor):
        for text in (row.name, row.code):
            named[text.casefold()] = (row.id, row.areas, row.excepted)
    return Known(
        partners.ids_by_text(actor, reporter_id=None), by_text(lines(actor)), by_text(segments(actor)), named, since_on
    )
