"""Street addresses: house number, street, unit; the kind of street and the order do not matter."""

from __future__ import annotations

import re
from functools import cache, lru_cache
from typing import NamedTuple

from fairway.matching.normalise.plain import plain, unquoted, words
from fairway.matching.words import spellings

UNITS = frozenset({"suite", "apartment", "unit", "floor", "room", "building", "ste", "box", "postfach"})
# what tells where an address lies rather than what it is: "854 7th Ave. between 54th and 55th Sts."
ASIDE = re.compile(
    r"\b(?:between|btw|near|off|corner|opposite|opp|behind|across|next to|@)\b.*$|\bat\s+(?:the\s+)?\w.*$"
)
DOUBLE = re.compile(r"\s{2,}|,|;|\n")
NUMBER = re.compile(r"^\d+[a-z]?$|^\d+-\d+$|^\d+-[a-z]$")
LONE_NUMBER = re.compile(r"^\s*(\d+[a-z]?)\s*[,;]\s*")
LITTLE = frozenset({"de", "des", "du", "of", "the", "der", "am", "an", "im", "van", "della", "di"})
HASH = re.compile(r"#\s*([a-z0-9-]+)")
DIGIT = re.compile(r"\d")
ORDINAL = re.compile(r"^(\d+)(?:st|nd|rd|th)$")
GLUED = re.compile(r"^(.{3,}?)(str|strasse|straat|gasse|weg|platz|allee|gatan|gade|laan)$")
POSTBOX = re.compile(r"\b(?:p\.?\s?o\.?\s?box|postfach|casilla|apartado)\s*(\d+)")


class Street(NamedTuple):
    """An address in parts. ``street`` holds the street's own words, sorted; ``further`` its kind and direction."""

    text: str
    number: str
    street: tuple[str, ...]
    further: tuple[str, ...]
    unit: str

    @property
    def key(self) -> str:
        """House number and street as one text; empty unless both are known."""
        return f"{self.number} {' '.join(self.street)}" if self.number and self.street else ""


NOWHERE = Street("", "", (), (), "")


@cache
def _kinds() -> dict[str, str]:
    return spellings("streets")


@cache
def _known_kinds() -> frozenset[str]:
    return frozenset(_kinds().values()) | frozenset(_kinds())


def _ordinals() -> dict[str, str]:
    return spellings("numbers")


def read_street(text: str) -> Street:
    """Read an address. The first part that has a house number is taken; what describes the way there is left out."""
    if not text.strip():
        return NOWHERE
    spoken = unquoted(plain(text))
    box = POSTBOX.search(spoken)
    if box:
        return Street(text, box[1], ("pobox",), (), "")
    unit = ""
    marked = HASH.search(spoken) if "#" in spoken else None
    if marked:
        unit = marked[1]
        spoken = HASH.sub(" ", spoken)
    main, rest = _parted(spoken)
    main = ASIDE.sub("", main).strip() or main
    cut = main.replace(".", " ").replace("/", " ").split()
    number, street, further = "", [], []
    skip = False
    for place, word in enumerate(cut):
        if skip:
            skip = False
            unit = unit or word
            continue
        word = word.strip("-_()'")
        if not word or word in LITTLE:
            continue
        kind, is_unit, is_number, ordinal, numeral, own = _read_word(word)
        if is_unit:
            skip = place + 1 < len(cut)
        elif is_number and not number:
            number = word
        elif ordinal:
            street.append(ordinal)
        elif numeral and (place or len(cut) > 1):
            street.append(numeral)
        elif kind and (place or kind != "saint"):
            further.append(kind)
        else:
            street.extend(own)
    for part in rest:
        cut = words(part)
        for place, word in enumerate(cut[:-1]):
            if _kinds().get(word, word) in UNITS and not unit:
                unit = cut[place + 1]
    if not street:
        street, further = further, []
    return Street(text, number, tuple(sorted(street)), tuple(sorted(further)), unit)


def _parted(spoken: str) -> tuple[str, list[str]]:
    """The first part of an address that has a house number, and its other parts."""
    if DOUBLE.search(spoken) is None:
        return spoken.strip(), []
    parts = [part.strip() for part in DOUBLE.split(LONE_NUMBER.sub(r"\1 ", spoken)) if part.strip()]
    main = next((part for part in parts if DIGIT.search(part)), parts[0] if parts else "")
    return main, [part for part in parts if part is not main]


@lru_cache(maxsize=10_000)
def _read_word(word: str) -> tuple[str, bool, bool, str, str, tuple[str, ...]]:
    """What a word of an address may be: a kind of street, of a unit, a house number, an ordinal, a number word; and the
    words it is made of where it is the street's own name."""
    kind = _kinds().get(word, word if word in _known_kinds() else "")
    ordinal = ORDINAL.match(word)
    glued = GLUED.match(word)
    return (
        kind,
        kind in UNITS or word in UNITS,
        NUMBER.match(word) is not None,
        ordinal[1] if ordinal else "",
        _ordinals().get(word, ""),
        tuple(words(glued[1] if glued else word)),
    )
