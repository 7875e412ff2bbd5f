"""Numbers that somebody supposes: amounts and deals as people write them."""

from __future__ import annotations

import re
from functools import lru_cache

from django.http import QueryDict

from fairway.engine.trial import Prospect
from fairway.engine.words.messages import supposing as words
from fairway.engine.words.speech import Speech
from fairway.values import Exact, Rate, exact
from fairway.web.shared.language import speech

SPACES = re.compile(r"[\s'’]")
PROSPECTS = 3
LONGEST = 30


class NoNumber(ValueError):
    """What was written is no plain number."""


def number_of(text: str, what: str) -> Exact | None:
    """Read a number as people write it in their language, with or without separators between thousands.

    Nothing where nothing stands. A sign that the language uses for something else is refused instead of read: 20.000 is
    twenty thousand in German.

    :raises NoNumber: it is none.
    """
    by = speech()
    written = SPACES.sub("", text)
    if not written:
        return None
    if not _plain(by).fullmatch(written):
        full = by.number(exact("1250.50"), 2)
        shown = text.strip()[:LONGEST]
        raise NoNumber(by.say(words.NO_NUMBER, what=what, text=shown, plain="20000", full=full))
    return exact(written.replace(by.thousands, "").replace(by.decimal, "."))


@lru_cache
def _plain(by: Speech) -> re.Pattern[str]:
    apart, decimal = re.escape(SPACES.sub("", by.thousands)), re.escape(by.decimal)
    grouped = rf"|[0-9]{{1,3}}({apart}[0-9]{{3}}){{1,3}}" if apart else ""
    return re.compile(rf"([0-9]{{1,12}}{grouped})({decimal}[0-9]{{1,4}})?")


def pipeline(given: QueryDict) -> tuple[Prospect, ...]:
    """The deals that are given in, each by its amount, its units or both, and with how likely it is.

    :raises NoNumber: one of them is none, or more than certain.
    """
    say = speech().say
    found = []
    for place in range(1, PROSPECTS + 1):
        n = str(place)
        amount = number_of(given.get(f"deal{place}", ""), say(words.DEAL, n=n))
        units = number_of(given.get(f"units{place}", ""), say(words.DEAL_UNITS, n=n))
        share = number_of(given.get(f"likely{place}", ""), say(words.DEAL_LIKELY, n=n))
        if amount is None and units is None:
            continue
        if share is None or share > 100:
            raise NoNumber(say(words.HOW_LIKELY, n=n))
        found.append(Prospect(amount or exact(0), Rate.percent(share), units=units))
    return tuple(found)


def deals(given: QueryDict) -> tuple[tuple[int, str, str, str], ...]:
    """The fields of the deals as they were filled in."""
    return tuple(
        (place, given.get(f"deal{place}", ""), given.get(f"units{place}", ""), given.get(f"likely{place}", ""))
        for place in range(1, PROSPECTS + 1)
    )


def unsaid(count: int) -> str:
    """Say how many deals are left out because nobody said how many units they bring; nothing where none is."""
    return speech().count(exact(count), words.UNSAID) if count else ""
