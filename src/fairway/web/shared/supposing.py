"""Numbers that somebody supposes: amounts and deals as people write them."""

from __future__ import annotations

import re

from django.http import QueryDict

from fairway.engine.trial import Prospect
from fairway.values import Exact, Rate, exact

NUMBER = re.compile(r"[0-9]{1,12}(\.[0-9]{1,4})?")
SEPARATORS = re.compile(r"[\s,’']")
PROSPECTS = 3
LONGEST = 30


class NoNumber(ValueError):
    """What was written is no plain number."""


def number_of(text: str, what: str) -> Exact | None:
    """Read a number as people write it, with or without separators between thousands; nothing where nothing stands.

    :raises NoNumber: it is none.
    """
    written = SEPARATORS.sub("", text)
    if not written:
        return None
    if not NUMBER.fullmatch(written):
        raise NoNumber(f"{what}: “{text.strip()[:LONGEST]}” is no number; write it such as 20000 or 1,250.50.")
    return exact(written)


def pipeline(given: QueryDict) -> tuple[Prospect, ...]:
    """The deals that are given in, each by its amount, its units or both, and with how likely it is.

    :raises NoNumber: one of them is none, or more than certain.
    """
    found = []
    for place in range(1, PROSPECTS + 1):
        amount = number_of(given.get(f"deal{place}", ""), f"Deal {place}")
        units = number_of(given.get(f"units{place}", ""), f"Deal {place}, units")
        share = number_of(given.get(f"likely{place}", ""), f"Deal {place}, likely")
        if amount is None and units is None:
            continue
        if share is None or share > 100:
            raise NoNumber(f"Deal {place}: say how likely it is, from 0 to 100 %.")
        found.append(Prospect(amount or exact(0), Rate.percent(share), units=units))
    return tuple(found)


def deals(given: QueryDict) -> tuple[tuple[int, str, str, str], ...]:
    """The fields of the deals as they were filled in."""
    return tuple(
        (place, given.get(f"deal{place}", ""), given.get(f"units{place}", ""), given.get(f"likely{place}", ""))
        for place in range(1, PROSPECTS + 1)
    )
