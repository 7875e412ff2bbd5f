"""Countries as people choose them: by name, not by code."""

from __future__ import annotations

import functools

import pycountry

from fairway.values import COUNTRIES


@functools.lru_cache(maxsize=1)
def countries() -> tuple[tuple[str, str], ...]:
    """Countries by code and name, in the order of names."""
    names = {one.alpha_2: getattr(one, "common_name", one.name) for one in pycountry.countries}
    return tuple(sorted(((code, names.get(code, code)) for code in COUNTRIES), key=lambda row: row[1]))


def country_name(code: str) -> str:
    """A country's name; the code itself where nobody knows it."""
    return dict(countries()).get(code, code)
