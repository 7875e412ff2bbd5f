"""Company names as words, each with its kind.

A name says three things at once: which company it is ("Siemens"), what kind of company it is ("Motors", "Group") and
which part of it ("Mexico", "Branch 12"). The words are told apart by lists, so that agreement and difference can be
weighed by what they mean.
"""

from __future__ import annotations

import re
from functools import cache, lru_cache
from typing import NamedTuple

from cleanco.termdata import terms_by_type
from rapidfuzz.distance import OSA

from fairway.matching.normalise.plain import plain, unquoted, words
from fairway.matching.words import lines, shares, spellings
from fairway.matching.words import plain as plain_list

POINTED = re.compile(r"\b(?:[a-z0-9]\.\s?)+[a-z0-9]\b\.?")
INITIALS = re.compile(r"[.\s]")
CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z][a-z])")
ORDINAL = re.compile(r"^(\d+)(?:st|nd|rd|th|er|eme)$")
ROMAN = re.compile(r"^(?=[ivxl])(?:xl|l?x{0,3})(?:ix|iv|v?i{0,3})$")
VALUES = {"i": 1, "v": 5, "x": 10, "l": 50}
LONGEST_FORM = 5
STATES = re.compile(r"\bu\.\s?s\.(?:\s?a\.)?|\bunited states(?: of america)?\b")
SHORTEST_LONG_FORM, SHORTEST_TRADE = 9, 8
FIRST_OF_SCRIPTS = "\u0590"
"""The first letter of the scripts whose usual words stand in a list of their own."""
PREFIXES = frozenset({"the"})

WORD, GENERIC, PLACE, NUMBER, STOP, BRANCH = "w", "g", "p", "n", "s", "b"


class Name(NamedTuple):
    """A name's words in order, one letter of kind for each, and its legal form's class.

    ``kinds`` has ``w`` for a distinctive word, ``g`` generic, ``p`` place, ``n`` number, ``s`` little word and ``b``
    branch; ``pairs`` are the words with their kinds. ``spelled`` are the words as written, for reasons. ``joined`` is
    the name without blanks or little words.
    """

    text: str
    words: tuple[str, ...]
    kinds: str
    spelled: tuple[str, ...]
    form: str
    joined: str
    pairs: tuple[tuple[str, str], ...] = ()


NOTHING = Name("", (), "", (), "", "")


@cache
def _forms() -> dict[tuple[str, ...], str]:
    found = {tuple(words(spelling)): meaning for spelling, meaning in spellings("legal_forms").items()}
    for terms in terms_by_type.values():
        for term in terms:
            cut = tuple(words(plain(term).replace(".", "")))
            if cut and len("".join(cut)) > 1:
                found.setdefault(cut, cut[0])
    return found


@cache
def _form_lengths() -> dict[str, tuple[int, ...]]:
    """The first words of legal forms, each with the lengths of those that begin with it, longest first."""
    found: dict[str, set[int]] = {}
    for form in _forms():
        if len(form) <= LONGEST_FORM:
            found.setdefault(form[0], set()).add(len(form))
    return {word: tuple(sorted(lengths, reverse=True)) for word, lengths in found.items()}


@cache
def _long_forms() -> dict[str, tuple[str, ...]]:
    """Long words of legal forms by their beginning, to know them misspelt."""
    found: dict[str, tuple[str, ...]] = {}
    for form in _forms():
        for word in form:
            if len(word) >= SHORTEST_LONG_FORM:
                found[word[:4]] = (*found.get(word[:4], ()), word)
    return found


@lru_cache(maxsize=10_000)
def _misspelt_form(word: str) -> str:
    for form in _long_forms().get(word[:4], ()):
        if OSA.distance(form, word, score_cutoff=2) <= 2:
            return form
    return word


@cache
def _meanings() -> dict[str, str]:
    found: dict[str, str] = {}
    for spelling, meaning in spellings("words").items():
        if " " not in spelling:
            found[spelling] = meaning
    return found


@cache
def _numbers() -> dict[str, str]:
    return dict(spellings("numbers"))


@cache
def _scripts() -> tuple[tuple[str, str], ...]:
    pairs = list(spellings("scripts").items())
    return tuple(sorted(pairs, key=lambda pair: -len(pair[0])))


def kind_of(word: str) -> str:
    """Say of a word's meaning what it tells: which company, what sort, where, which number."""
    if word.isdigit():
        return NUMBER
    if word in plain_list("stop"):
        return STOP
    if word in plain_list("branch"):
        return BRANCH
    if word in shares():
        return GENERIC
    if word in plain_list("places"):
        return PLACE
    return WORD


@cache
def _generic_meanings() -> frozenset[str]:
    return frozenset(line.partition(":")[0].strip() for line in lines("words"))


def read_name(text: str) -> Name:
    """Read a company name: script, accents, initials, legal form, numbers and abbreviations become one spelling."""
    if not text:
        return NOTHING
    spoken = text
    if not text.isascii() and max(text) >= FIRST_OF_SCRIPTS:
        for spelling, meaning in _scripts():
            if spelling in spoken:
                form = meaning[1:-1] if meaning.startswith("(") else meaning
                spoken = spoken.replace(spelling, f" {form} ")
    spoken = CAMEL.sub(" ", spoken) if _camel(spoken) else spoken
    spoken = unquoted(plain(spoken))
    if "u." in spoken or "united" in spoken:
        spoken = STATES.sub(" usa ", spoken)
    if "." in spoken[:-1]:
        spoken = POINTED.sub(lambda found: INITIALS.sub("", found[0]) + " ", spoken)
    spoken = spoken.replace("&", " and ").replace("+", " and ").replace("@", " at ").replace("%", " per ")
    cut = words(spoken)
    if 1 in map(len, cut):
        cut = _joined_initials(cut)
    cut, form = _without_form([word if len(word) < SHORTEST_LONG_FORM else _misspelt_form(word) for word in cut])
    spelled: list[str] = []
    pairs: list[tuple[str, str]] = []
    last = len(cut) - 1
    for place, word in enumerate(cut):
        for pair in _read_word(word, place > 0, place == last):
            pairs.append(pair)
            spelled.append(word)
    meant, kinds = [word for word, _ in pairs], [kind for _, kind in pairs]
    if NUMBER in kinds:
        meant, kinds, spelled = _tens(meant, kinds, spelled)
        pairs = list(zip(meant, kinds, strict=True))
    joined = "".join([word for word, kind in pairs if kind != STOP]) or "".join(meant)
    return Name(text, tuple(meant), "".join(kinds), tuple(spelled), form, joined, tuple(pairs))


@lru_cache(maxsize=10_000)
def _read_word(word: str, further: bool, last: bool) -> tuple[tuple[str, str], ...]:
    """What a word means, in one word or more, each with its kind; where it stands matters to Roman numbers only."""
    meaning = _meaning(word, further, last)
    if not meaning:
        return ()
    kind = kind_of(meaning)
    if kind == WORD and meaning in _generic_meanings():
        kind = GENERIC
    return tuple((part, kind) for part in meaning.split())


def _camel(text: str) -> bool:
    return " " not in text.strip() and not text.isupper() and not text.islower() and CAMEL.search(text) is not None


def _joined_initials(cut: list[str]) -> list[str]:
    """Join runs of single letters: ``a b c company`` is ``abc company``, and ``h and m`` one word too."""
    found: list[str] = []
    run: list[str] = []
    for place, word in enumerate(cut):
        lone = len(word) == 1 and word.isalpha()
        joins = word == "and" and run and place + 1 < len(cut) and len(cut[place + 1]) == 1
        if lone or joins:
            run.append(word)
            continue
        found.extend(_flush(run))
        run = [] if not lone else [word]
        found.append(word)
    found.extend(_flush(run))
    return found


def _flush(run: list[str]) -> list[str]:
    if len(run) > 1:
        return ["".join("n" if word == "and" else word for word in run)]
    return run


def _without_form(cut: list[str]) -> tuple[list[str], str]:
    """Take legal forms out, longest first, wherever they stand; never the whole name."""
    forms, lengths = _forms(), _form_lengths()
    if lengths.keys().isdisjoint(cut):
        return cut, ""
    found: list[str] = []
    form = ""
    place = 0
    while place < len(cut):
        for length in lengths.get(cut[place], ()):
            piece = tuple(cut[place : place + length])
            if piece in forms and _may_be_form(piece, place, length, len(cut)):
                if form in ("", "inc"):
                    form = forms[piece]
                place += length
                break
        else:
            found.append(cut[place])
            place += 1
    return (found, form) if not plain_list("stop").issuperset(found) else (cut, "")


def _may_be_form(piece: tuple[str, ...], place: int, length: int, total: int) -> bool:
    """Short forms count at the end, before a bracket's rest, or at the beginning; long ones anywhere."""
    if len("".join(piece)) >= 4:
        return True
    at_end = place + length >= total - 2
    return (at_end and place > 0) or (place == 0 and total > 1 and piece[0] in LEADING)


LEADING = frozenset(
    {
        "ooo",
        "oao",
        "zao",
        "ao",
        "pao",
        "jsc",
        "pt",
        "tov",
        "too",
        "ano",
        "srl",
        "pat",
        "sa",
        "ab",
        "oy",
        "ojsc",
        "kk",
        "cv",
    }
)


def _meaning(word: str, further: bool, last: bool) -> str:
    if word in PREFIXES:
        return ""
    if word.isdigit():
        return word.lstrip("0") or "0"
    ordinal = ORDINAL.match(word) if word[0].isdigit() else None
    if ordinal:
        return ordinal[1]
    number = _numbers().get(word)
    if number is not None:
        return number
    if further and len(word) <= 5 and ROMAN.match(word) and (len(word) > 1 or last or word in "iv"):
        return str(_roman(word))
    meaning = _meanings().get(word)
    if meaning is not None:
        return meaning
    if word.endswith(("isation", "isations")):
        return word.replace("isation", "ization")
    return _misspelt_trade(word)


@cache
def _long_trades() -> dict[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    for word in {*_meanings(), *_generic_meanings(), *shares()}:
        if len(word) >= SHORTEST_TRADE:
            found[word[:3]] = (*found.get(word[:3], ()), word)
    return found


def _misspelt_trade(word: str) -> str:
    """Read "machinnery" as machinery: a long word one letter away from a known trade."""
    if len(word) >= SHORTEST_TRADE and word not in shares() and word not in _generic_meanings():
        for trade in _long_trades().get(word[:3], ()):
            if OSA.distance(trade, word, score_cutoff=1) <= 1:
                return _meanings().get(trade, trade)
    return word


def _roman(word: str) -> int:
    digits = [VALUES[letter] for letter in word]
    return sum(
        -value if place + 1 < len(digits) and value < digits[place + 1] else value for place, value in enumerate(digits)
    )


def _tens(meant: list[str], kinds: list[str], spelled: list[str]) -> tuple[list[str], list[str], list[str]]:
    """Join ``40 4`` written as words to ``44``."""
    place = 0
    while place + 1 < len(meant):
        left, right = meant[place], meant[place + 1]
        tens = len(left) == 2 and left.isdigit() and left[1] == "0" and not spelled[place].isdigit()
        if tens and len(right) == 1 and right.isdigit() and right != "0":
            meant[place : place + 2] = [left[0] + right]
            spelled[place : place + 2] = [f"{spelled[place]} {spelled[place + 1]}"]
            del kinds[place]
            continue
        place += 1
    return meant, kinds, spelled
