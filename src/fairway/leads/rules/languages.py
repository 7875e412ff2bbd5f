"""Languages by name: ISO 639 as the package pycountry (Debian's iso-codes) lists it."""

from __future__ import annotations

import functools
from collections.abc import Mapping

import pycountry


@functools.lru_cache(maxsize=1)
def languages() -> Mapping[str, str]:
    """Languages that have two letters, their names by code, in the order of names."""
    # what the standard adds in brackets, "Modern Greek (1453-)", tells no two of them apart
    names = {one.alpha_2: one.name.partition(" (")[0] for one in pycountry.languages if hasattr(one, "alpha_2")}
    return dict(sorted(names.items(), key=lambda row: row[1]))


def language_name(code: str) -> str:
    """A language's name by its two or three letters; the code itself where nobody knows it."""
    if code in languages():
        return languages()[code]
    known = pycountry.languages.get(alpha_3=code)
    return known.name.partition(" (")[0] if known else code


def language_code(said: str) -> str:
    """A language's code by its English name or by its code, in any case; otherwise what was said, in small letters."""
    asked = said.strip().casefold()
    return next((code for code, name in languages().items() if name.casefold() == asked), asked)
