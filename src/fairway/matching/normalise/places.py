"""Cities, regions, postal codes and countries."""

from __future__ import annotations

import re
from functools import cache, lru_cache

import pycountry

from fairway.matching.normalise.plain import plain, unquoted, words

OTHER_NAMES = {
    "usa": "US", "u s a": "US", "u s": "US", "united states of america": "US", "america": "US", "uk": "GB",
    "great britain": "GB",
    "england": "GB", "scotland": "GB", "wales": "GB", "northern ireland": "GB", "deutschland": "DE", "frankreich": "FR",
    "espana": "ES", "italia": "IT", "schweiz": "CH", "suisse": "CH",
    "svizzera": "CH", "osterreich": "AT", "oesterreich": "AT",
    "nederland": "NL", "holland": "NL", "the netherlands": "NL", "belgie": "BE", "belgique": "BE",
    "danmark": "DK",
    "sverige": "SE", "norge": "NO", "suomi": "FI", "polska": "PL", "brasil": "BR", "south korea": "KR", "korea": "KR",
    "russia": "RU", "taiwan": "TW", "vietnam": "VN", "turkey": "TR", "uae": "AE", "czech republic": "CZ",
    "hong kong": "HK",
    "cina": "CN", "nippon": "JP", "mexiko": "MX", "mejico": "MX", "p r china": "CN", "prc": "CN",
}  # fmt: skip
SHORTER = {
    "saint": "st",
    "sankt": "st",
    "mount": "mt",
    "fort": "ft",
    "north": "n",
    "south": "s",
    "east": "e",
    "west": "w",
}
LITTLE = frozenset({"city", "of", "the", "am", "an", "der", "den", "im", "bei", "cedex", "town", "village", "stadt"})
REGIONED = ("US", "CA", "AU")
"""Countries whose regions are usually written as codes."""
NOT_CODE = re.compile(r"[^a-z0-9]")


@lru_cache(maxsize=10_000)
def read_city(text: str) -> str:
    """One spelling of a city: "New York City" is "new york", "St. Louis" is "saint louis" is "st louis"."""
    cut = [SHORTER.get(word, word) for word in words(unquoted(plain(text)))]
    kept = [word for word in cut if word not in LITTLE and not word.isdigit()]
    return " ".join(kept or cut)


@lru_cache(maxsize=10_000)
def read_region(text: str, country: str) -> str:
    """A region's code where the country has such a code or name ("California" is "ca"), or its plain name."""
    cut = " ".join(words(plain(text)))
    if not cut:
        return ""
    for home in (country,) if country else REGIONED:
        found = _regions(home).get(cut)
        if found:
            return found
    return cut


def is_region(text: str, country: str) -> bool:
    """Whether a text is the code or the name of a region of a country; of one of a few, where none is given."""
    cut = " ".join(words(plain(text)))
    return any(cut in _regions(home) for home in ((country,) if country else REGIONED))


@cache
def _regions(country: str) -> dict[str, str]:
    found = {}
    for each in pycountry.subdivisions.get(country_code=country) or ():
        code = each.code.partition("-")[2].lower()
        found[" ".join(words(plain(each.name)))] = code
        found[code] = code
    return found


@lru_cache(maxsize=10_000)
def read_postal(text: str) -> str:
    """A postal code without blanks and dashes; the four added digits of a United States code are left out."""
    plus = re.match(r"^\s*(\d{5})-\d{4}\s*$", text)
    return plus[1] if plus else NOT_CODE.sub("", plain(text))


@lru_cache(maxsize=5_000)
def read_country(text: str) -> str:
    """A country's two-letter code from its code or a usual name; empty where it is none."""
    cut = " ".join(words(plain(text)))
    if not cut:
        return ""
    if cut in OTHER_NAMES:
        return OTHER_NAMES[cut]
    if len(cut) in (2, 3):
        code = cut.upper()
        found = pycountry.countries.get(alpha_2=code) if len(cut) == 2 else pycountry.countries.get(alpha_3=code)
        return str(found.alpha_2) if found else ""
    return _countries().get(cut, "")


@cache
def _countries() -> dict[str, str]:
    found = {}
    for each in pycountry.countries:
        for attribute in ("name", "common_name", "official_name"):
            name = getattr(each, attribute, "")
            if name:
                found[" ".join(words(plain(name)))] = str(each.alpha_2)
    return found
