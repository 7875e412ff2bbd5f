"""Places as people write them, and as spans that the database can compare.

All land is one line of numbers. A country has a block, found by its ISO number; a subdivision has slots in its
country's block, inside its parent's; a slot has room for every postal code of eight characters. So a postal area inside
a subdivision is a span inside the subdivision's span, a prefix is a span around its codes, and whether two places touch
is one comparison of numbers:

    place                      span
    WORLD                      0 … 1,000 countries
    US (840)                   840 × 2,048 slots … 841 × 2,048 slots
    US-IA                      the slots of Iowa
    US 503, US 50000-52899     Iowa's first slot + the numbers of the codes, because a postal table says they are Iowa's
    @ACME                      a number of its own beyond all land

A postal range that touches several subdivisions becomes one span in each. A code that no table assigns lies in the
country's own first slot: inside the country, and beside its subdivisions, so it is worth loading the table first.
"""

from __future__ import annotations

import functools
import re
from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from fairway.agreements.rules import world
from fairway.agreements.rules.spans import Span, merged, without

CHARACTERS = 8
"""Characters of a postal code that are told apart. Longer ones (Iran's ten digits) are areas of a hundred codes."""
SLOT = 36**CHARACTERS
COUNTRY = SLOT * world.SLOTS
WORLD = Span(0, 1000 * COUNTRY)
ACCOUNTS = 1001 * COUNTRY
"""Named accounts are numbered from here, outside the world: they are a set of their own."""
DIGITS = {character: value for value, character in enumerate("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ")}
_CUT = {"US": (9, 5)}
"""Codes of so many characters are cut where the last ones name no area (ZIP+4)."""
_DIGITS = {
    "AT": 4, "AU": 4, "BE": 4, "BG": 4, "BR": 8, "CH": 4, "CN": 6, "CZ": 5, "DE": 5, "DK": 4, "EE": 5, "ES": 5, "FI": 5,
    "FR": 5, "GR": 5, "HR": 5, "HU": 4, "ID": 5, "IN": 6, "IT": 5, "JP": 7, "MX": 5, "MY": 5, "NO": 4, "NZ": 4, "PH": 4,
    "PL": 5, "PT": 7, "RO": 6, "RU": 6, "SE": 5, "SG": 6, "SI": 4, "SK": 5, "TH": 5, "TR": 5, "UA": 5, "US": 5, "ZA": 4,
}  # fmt: skip
"""How many digits a whole postal code has where it is written in digits alone."""
_RANGE = re.compile(r"\s*(?:–|—|\.\.|\bTO\b|\bBIS\b)\s*")
_ZIP = re.compile(r"^ZIPS?\s+(?:CODES?\s+)?")
_POSTAL_WORD = re.compile(r"^(?:PLZ|CP|POSTAL|POSTCODES?|POST CODES?|POSTLEITZAHL)\s+")
_COUNTRY_FIRST = re.compile(r"^([A-Z]{2})(?:\s*:\s*|\s+)(?=[0-9A-Z])(.*)$")
_POSTAL = re.compile(r"^[0-9A-Z][0-9A-Z -]*\*?$")


class UnknownPlace(ValueError):
    """A text names no place; the message says what to write instead."""


@dataclass(frozen=True, slots=True)
class Area:
    """One place as it is named: a node by `code` (WORLD, US, US-IA, @ACME), or postal codes in the country `code`.

    `first` alone is a code or prefix; `first` and `last` are the two ends of a range, both inside.
    """

    code: str
    first: str = ""
    last: str = ""

    @property
    def text(self) -> str:
        """The place as it is kept and compared."""
        if not self.first:
            return self.code
        return f"{self.code} {self.first}" + (f"-{self.last}" if self.last else "")

    @property
    def is_account(self) -> bool:
        return self.code.startswith("@")

    @property
    def country(self) -> str:
        """The country it lies in; nothing for the world and for accounts."""
        return "" if self.is_account or self.code == "WORLD" else self.code[:2]


@dataclass(frozen=True, slots=True)
class Node:
    """A place with a number in the database: the world, a country, a subdivision or a named account."""

    id: int
    code: str
    name: str
    span: Span
    parent: str = ""


@dataclass(frozen=True, slots=True)
class Piece:
    """A span of a place, with the smallest node it lies in."""

    span: Span
    node: Node


@dataclass(frozen=True)
class Gazetteer:
    """The nodes a question needs, by code, and the postal table of each country: (numbers, subdivision) in order."""

    nodes: Mapping[str, Node]
    postal: Mapping[str, Sequence[tuple[Span, str]]] = field(default_factory=dict)

    @functools.cached_property
    def names(self) -> Mapping[str, str]:
        """The nodes' names by code, for words."""
        return {code: node.name for code, node in self.nodes.items()}

    def node(self, code: str) -> Node:
        """:raises UnknownPlace: when there is none of this code."""
        found = self.nodes.get(code)
        if found is not None:
            return found
        if code.startswith("@"):
            raise UnknownPlace(f"There is no named account “{code[1:]}”. Add it under Territories › Named accounts.")
        raise UnknownPlace(f"“{code}” is not an ISO 3166 code such as DE or US-IA.")


def country_span(code: str) -> Span:
    """The block of a country. :raises UnknownPlace: ISO has none of this code."""
    found = world.countries().get(code)
    if found is None:
        raise UnknownPlace(f"“{code}” is not an ISO 3166-1 country code such as DE.")
    return Span(found.number * COUNTRY, (found.number + 1) * COUNTRY)


def slots_span(country: str, slots: world.Slots) -> Span:
    """The span of a subdivision's slots."""
    start = country_span(country).start
    return Span(start + slots.first * SLOT, start + slots.last * SLOT)


def slots_of(country: str, span: Span) -> world.Slots:
    """The slots of a subdivision's span."""
    start = country_span(country).start
    return world.Slots((span.start - start) // SLOT, (span.end - start) // SLOT)


def account_span(number: int) -> Span:
    """The span of a named account by its number in the database."""
    return Span(ACCOUNTS + number, ACCOUNTS + number + 1)


def postal_code(text: str, country: str) -> str:
    """A postal code as it is compared: letters and digits only, cut where the country's areas end.

    :raises UnknownPlace: when there is nothing left, or more than eight characters, or what no code of the country has:
        a letter, or a digit too many, where it writes its codes in so many digits alone.
    """
    digits, said = _DIGITS.get(country), text.upper().strip()
    if digits:
        said = re.sub(rf"^{country[0]}[A-Z]{{0,2}}-(?=[0-9])", "", said)  # D-50667, CH-8001
    found = re.sub(r"[^0-9A-Z]", "", said)
    whole, kept = _CUT.get(country, (0, 0))
    if len(found) == whole:
        found = found[:kept]
    if not found or not found.isascii():
        raise UnknownPlace(f"“{text}” is no postal code: write digits and letters, such as 50309 or 503.")
    if len(found) > CHARACTERS:
        raise UnknownPlace(f"“{text}” has more than {CHARACTERS} characters: give the first {CHARACTERS}.")
    if digits and (len(found) > digits or not found.isdigit()):
        whose = world.name_of(country)
        raise UnknownPlace(f"“{text}” is no postal code in {whose}: write its {digits} digits, or the first of them.")
    return found


def number_of(code: str) -> int:
    """The number of a postal code within a slot: its characters as digits to the base of 36, from the left."""
    total = 0
    for position in range(CHARACTERS):
        total = total * 36 + (DIGITS[code[position]] if position < len(code) else 0)
    return total


def postal_span(area: Area) -> Span:
    """The numbers of a postal area within any slot: a prefix's codes, or a range's with both ends inside.

    :raises UnknownPlace: when a range runs backwards.
    """
    last = area.last or area.first
    start, end = number_of(area.first), number_of(last) + 36 ** (CHARACTERS - len(last))
    if start >= end:
        raise UnknownPlace(f"The range {area.first} to {area.last} runs backwards: write the smaller code first.")
    return Span(start, end)


def parse(text: str, country: str = "") -> Area:
    """Read a place: WORLD, DE, Germany, US-IA, Iowa, US 503, US 50000-52899, ZIP 50000–52899, @ACME.

    `country` is where a postal code lies that names none; ZIP means the United States. A hyphen between codes of the
    same length makes a range; between others it belongs to the code (JP 222-0033).

    :raises UnknownPlace: the text names no place.
    """
    given = " ".join(text.split())
    if given.startswith("@"):
        if not (code := given[1:].strip().upper()):
            raise UnknownPlace("Write the account's code after the @.")
        return Area("@" + code)
    said = given.upper()
    if not said:
        raise UnknownPlace("Name a place: DE, US-IA, US 503, US 50000-52899 or @ACCOUNT.")
    if said in {"WORLD", "WORLDWIDE", "EVERYWHERE"}:
        return Area("WORLD")
    if said in world.countries():
        return Area(said)
    if re.fullmatch(r"[A-Z]{2}-[0-9A-Z]{1,3}", said) and said[:2] in world.countries():
        if said in world.subdivisions(said[:2]):
            return Area(said)
        # codes get a letter when a place changes its kind: Paris was FR-75 until 2021
        alike = [code for code in world.subdivisions(said[:2]) if code.startswith(said)][:3]
        meant = f" Did you mean {' or '.join(f'{code} ({world.name_of(code)})' for code in alike)}?" if alike else ""
        raise UnknownPlace(f"“{given}” is no subdivision of {world.name_of(said[:2])} in ISO 3166-2.{meant}")
    named = world.names().get(given.casefold())
    if named:
        return Area(named)
    return _postal(given, said, country)


def _postal(given: str, said: str, country: str) -> Area:
    where, rest = country.upper(), said
    first = _COUNTRY_FIRST.match(said)
    if first and first[1] in world.countries() and not (where and _POSTAL_WORD.match(said)):
        where, rest = first[1], first[2]
    if match := _ZIP.match(rest):
        where, rest = "US", rest[match.end() :]
    rest = _POSTAL_WORD.sub("", rest)
    if not any(character.isdigit() for character in rest) and not (first and len(rest) <= CHARACTERS):
        raise UnknownPlace(
            f"“{given}” is no place Fairway knows. Write a country (DE), a subdivision (US-IA), postal codes "
            "(US 503, US 50000-52899) or an account (@ACME)."
        )
    if where not in world.countries():
        raise UnknownPlace(f"“{given}” looks like a postal code: say in which country, such as US {rest}.")
    ends = _RANGE.split(rest)
    if len(ends) == 1 and rest.count("-") == 1:
        left, right = (part.strip() for part in rest.split("-"))
        if left and len(re.sub(r"\W", "", left)) == len(re.sub(r"\W", "", right)):
            ends = [left, right]
    if len(ends) > 2 or not all(_POSTAL.match(end) for end in ends):
        raise UnknownPlace(f"“{given}” is no postal code, prefix or range: write US 503 or US 50000-52899.")
    codes = [postal_code(end, where) for end in ends]
    area = Area(where, codes[0], codes[1] if len(codes) == 2 and codes[1] != codes[0] else "")
    postal_span(area)
    return area


def parse_all(text: str, country: str = "") -> tuple[Area, ...]:
    """Read several places, separated by semicolons, commas or line ends; each is taken once, in the order given.

    :raises UnknownPlace: with the first that names no place.
    """
    found: dict[str, Area] = {}
    for part in re.split(r"[;,\n]+", text):
        if part.strip():
            area = parse(part, country)
            found.setdefault(area.text, area)
    return tuple(found.values())


def from_text(text: str) -> Area:
    """A place as :attr:`Area.text` keeps it."""
    code, _, codes = text.partition(" ")
    first, _, last = codes.partition("-")
    return Area(code, first, last)


def pieces_of(area: Area, gazetteer: Gazetteer) -> tuple[Piece, ...]:
    """The spans of one place, each with the smallest node around it.

    :raises UnknownPlace: when the gazetteer has no such node.
    """
    node = gazetteer.node(area.code)
    if not area.first:
        return (Piece(node.span, node),)
    wanted = postal_span(area)
    found: list[Piece] = []
    assigned: list[Span] = []
    table = gazetteer.postal.get(area.code, ())
    for place in range(bisect_right(table, wanted.start, key=lambda row: row[0].end), len(table)):
        numbers, code = table[place]
        common = wanted.common(numbers)
        if common is None:
            break
        inside = gazetteer.node(code)
        found.append(Piece(Span(inside.span.start + common.start, inside.span.start + common.end), inside))
        assigned.append(common)
    found.extend(
        Piece(Span(node.span.start + left.start, node.span.start + left.end), node)
        for left in without([wanted], assigned)
    )
    return tuple(sorted(found, key=lambda piece: piece.span))


def pieces_of_all(areas: Iterable[Area], excepted: Iterable[Area], gazetteer: Gazetteer) -> tuple[Piece, ...]:
    """The spans of several places without the excepted ones; touching spans of one node are joined.

    :raises UnknownPlace: a place is unknown.
    """
    holes = [piece.span for area in excepted for piece in pieces_of(area, gazetteer)]
    by_node: dict[str, tuple[Node, list[Span]]] = {}
    for area in areas:
        for piece in pieces_of(area, gazetteer):
            by_node.setdefault(piece.node.code, (piece.node, []))[1].append(piece.span)
    found: list[Piece] = []
    around: list[Span] = []
    # a place named beside one that lies around it adds nothing: wider nodes first
    for node, spans in sorted(by_node.values(), key=lambda one: (-one[0].span.size, one[0].code)):
        for span in without(merged(spans), around):
            found.extend(Piece(left, node) for left in without([span], holes))
        around.extend(spans)
    return tuple(sorted(found, key=lambda piece: piece.span))


def points_of(area: Area, gazetteer: Gazetteer) -> tuple[Span, ...]:
    """The spans of a place that is asked about."""
    return merged(piece.span for piece in pieces_of(area, gazetteer))


def code_of(number: int) -> str:
    """The shortest postal code or prefix that begins at this number of a slot."""
    digits = "".join(DIGITS)
    found = ""
    for _ in range(CHARACTERS):
        number, digit = divmod(number, 36)
        found = digits[digit] + found
    return found.rstrip("0") or "0"


def words(areas: Iterable[Area], excepted: Iterable[Area] = (), names: Mapping[str, str] | None = None) -> str:
    """Places in words: “Iowa, ZIP 50000–52899 except ZIP 503”."""
    inside = ", ".join(_word(area, names or {}) for area in areas)
    out = ", ".join(_word(area, names or {}) for area in excepted)
    return f"{inside} except {out}" if out else inside


def _word(area: Area, names: Mapping[str, str]) -> str:
    if area.code == "WORLD":
        return "Worldwide"
    if area.is_account:
        return names.get(area.code, area.code[1:])
    if not area.first:
        return names.get(area.code) or world.name_of(area.code)
    label = "ZIP" if area.code == "US" else f"{area.code} postal code"
    return f"{label} {area.first}" + (f"–{area.last}" if area.last else "")
