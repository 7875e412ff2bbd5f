"""Countries and their subdivisions: ISO 3166-1 and 3166-2, as the package pycountry (Debian's iso-codes) lists them.

The numbering of places begins here and is kept in the database afterwards: a country's block follows from its ISO
number, which never changes; a subdivision gets slots of its country's block when it is first met, and keeps them.
"""

from __future__ import annotations

import functools
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from importlib import metadata
from typing import Any

import pycountry

SLOTS = 2048
"""Slots of one country. The fullest, Great Britain, needs some 600 of them."""
EEA = frozenset(
    "AT BE BG HR CY CZ DK EE FI FR DE GR HU IE IT LV LT LU MT NL PL PT RO SK SI ES SE IS LI NO".split()  # noqa: SIM905
)
"""Where Regulation 2022/720 applies: the Union and, by the EEA Agreement, Iceland, Liechtenstein and Norway."""


@dataclass(frozen=True, slots=True)
class Country:
    """A country of ISO 3166-1; `number` is its numeric code."""

    code: str
    name: str
    number: int


@dataclass(frozen=True, slots=True)
class Subdivision:
    """A subdivision of ISO 3166-2, such as US-IA; `parent` is the code it belongs to, its country's at the top."""

    code: str
    name: str
    type: str
    parent: str


@dataclass(frozen=True, slots=True)
class Slots:
    """The slots of one subdivision within its country: `first` until `last`, which is outside."""

    first: int
    last: int


def source() -> str:
    """Where the tables come from, with the version."""
    return f"ISO 3166 by pycountry {metadata.version('pycountry')}"


@functools.cache
def countries() -> Mapping[str, Country]:
    """All countries by code."""
    found = sorted(pycountry.countries, key=lambda one: one.alpha_2)
    return {one.alpha_2: Country(one.alpha_2, getattr(one, "common_name", one.name), int(one.numeric)) for one in found}


@functools.cache
def _listed() -> Mapping[str, tuple[Any, ...]]:
    found: dict[str, list[Any]] = {}
    for one in pycountry.subdivisions:
        found.setdefault(one.country_code, []).append(one)
    return {country: tuple(rows) for country, rows in found.items()}


@functools.cache
def subdivisions(country: str) -> Mapping[str, Subdivision]:
    """The subdivisions of a country by code, those around before those inside."""
    found = {one.code: one for one in _listed().get(country, ())}

    def depth(code: str) -> int:
        parent = found[code].parent_code
        return 0 if parent not in found else 1 + depth(parent)

    ordered = sorted(found, key=lambda code: (depth(code), code))
    return {
        code: Subdivision(code, found[code].name, found[code].type or "", _parent(found[code].parent_code, country))
        for code in ordered
    }


def _parent(code: str | None, country: str) -> str:
    return code or country


@functools.cache
def names() -> Mapping[str, str]:
    """Codes by the name in small letters: countries, and subdivisions whose name occurs once in the world."""
    found: dict[str, str] = {}
    twice: set[str] = set()
    for one in pycountry.subdivisions:
        name = one.name.casefold()
        if name in found:
            twice.add(name)
        found[name] = one.code
    for name in twice:
        del found[name]
    for each in pycountry.countries:
        for attribute in ("name", "official_name", "common_name"):
            if given := getattr(each, attribute, ""):
                found[given.casefold()] = each.alpha_2
    return found


def name_of(code: str) -> str:
    """The name of a country or subdivision; the code itself where ISO has none."""
    country = code[:2]
    if code in countries():
        return countries()[code].name
    found = subdivisions(country).get(code) if country in countries() else None
    return found.name if found else code


def children(parent: str) -> tuple[Subdivision, ...]:
    """The subdivisions right below a country or a subdivision, by name."""
    below = [one for one in subdivisions(parent[:2]).values() if one.parent == parent]
    return tuple(sorted(below, key=lambda one: one.name))


def slots(country: str, taken: Mapping[str, Slots]) -> Mapping[str, Slots]:
    """Give every subdivision without slots some, beside those that are `taken`, never moving one.

    A subdivision's block holds its own first slot, its children's blocks, and room for children to come. The first
    slot of a country is its own: postal codes lie there that no table assigns to a subdivision.

    :raises ValueError: when a block is full, which takes some hundred new subdivisions.
    """
    listed = subdivisions(country)
    below: dict[str, list[str]] = {}
    for code, one in listed.items():
        below.setdefault(one.parent, []).append(code)

    def size(code: str) -> int:
        inside = below.get(code, [])
        return 2 if not inside else 1 + sum(size(child) for child in inside) + max(4, len(inside) // 4)

    found = dict(taken)

    def lay(parent: str, block: Slots) -> None:
        siblings = [found[code].last for code in below.get(parent, []) if code in found]
        free = max(siblings, default=block.first + 1)
        for code in below.get(parent, []):
            if code not in found:
                found[code] = Slots(free, free + size(code))
                free += size(code)
                if free > block.last:
                    raise ValueError(f"The block of {parent} is full: {code} has no slot left.")
            lay(code, found[code])

    lay(country, Slots(0, SLOTS))
    return found


def in_eea(codes: Iterable[str]) -> bool:
    """Tell whether any of these countries or subdivisions lies in the European Economic Area (or is the world)."""
    return any(code == "WORLD" or code[:2] in EEA for code in codes)
