"""Reads the small parts of a tier document: names, spans of time, yes and no."""

from __future__ import annotations

import re
from collections.abc import Iterable

from fairway.performance.rules.tiers.programme import Span, Window
from fairway.policy.nodes import shortened
from fairway.policy.problems import Severity, did_you_mean
from fairway.policy.section import Section

SLUG = re.compile(r"[a-z0-9][a-z0-9_-]{0,39}\Z")
TIER = re.compile(r"\S(?:.{0,38}\S)?\Z")
SPAN = re.compile(r"([1-9][0-9]{0,3}) (days?|months?|quarters?|years?)\Z")
LONGEST = {"day": 3660, "month": 240, "quarter": 80, "year": 20}
WORDS = {"fiscal year": Span.FISCAL_YEAR, "last fiscal year": Span.LAST_FISCAL_YEAR, "ever": Span.EVER}


def read_slug(section: Section, key: str, message: str, hint: str, *, tier: bool = False) -> str:
    """Read an id; a level's id is a tier as partners' records write it, so it may have capitals and blanks."""
    found = section.scalar(key)
    if found is None:
        if not section.has(key):
            section.missing(key, f"{message}.", hint)
        return ""
    if not (TIER if tier else SLUG).match(found.text):
        wrong = f"'{shortened(found.text)}' is no id: small letters, digits, - and _ only, 40 at most."
        section.error(key, "not-an-id", wrong, hint)
        return ""
    return found.text


def read_span(section: Section, key: str, *, rolling: bool = False) -> Window | None:
    """Read a span of time: `12 months`, `4 quarters`, `3 years`, `90 days`, or one that the calendar cuts."""
    found = section.scalar(key)
    if found is None:
        return None
    if found.text in WORDS and not rolling:
        return Window(WORDS[found.text])
    match = SPAN.match(found.text)
    if match is None:
        message = f"'{shortened(found.text)}' is no span of time."
        more = "" if rolling else ", 4 quarters, fiscal year, last fiscal year or ever"
        section.error(key, "not-a-span", message, f"Write {key}: 12 months, 90 days, 3 years{more}.")
        return None
    count, unit = int(match[1]), match[2].rstrip("s")
    if count > LONGEST[unit]:
        section.error(key, "out-of-range", f"At most {LONGEST[unit]} {unit}s.", "Write a shorter span, or ever.")
        return None
    if unit == "day":
        return Window(Span.DAYS, count)
    if unit == "quarter" and not rolling:
        return Window(Span.QUARTERS, count)
    return Window(Span.MONTHS, count * {"month": 1, "quarter": 3, "year": 12}[unit])


def read_yes(section: Section, key: str) -> bool | None:
    """Read yes or no."""
    word = section.choice(key, ["yes", "no"], elsewhere={"true": "Write yes.", "false": "Write no."})
    return None if word is None else word == "yes"


def read_codes(section: Section, key: str, known: Iterable[str], what: str) -> tuple[str, ...]:
    """Read a list of words that must be known."""
    words, choices = section.texts(key), list(known)
    for number, word in enumerate(words):
        if word not in choices:
            message = f"'{shortened(word)}' is not a {what}."
            hint = did_you_mean(word, choices) if len(choices) < 30 else "Write two capital letters such as US."
            section.notes.note((*section.at(key), number), Severity.ERROR, "unknown-word", message, hint)
    return words
