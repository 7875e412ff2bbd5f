"""Compare two names: which words agree, how well, and what is left over on either side.

The words are laid beside each other: equal words first, then words that two others make together ("good will",
"goodwill"), initials and first letters ("IBM", "International Business Machines"), beginnings ("deli", "delicatessen"),
then misspellings by edit distance. What stays over decides the level; what agrees, weighed by rarity, the strength.
"""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple

from rapidfuzz.distance import OSA

from fairway.matching.background import Background
from fairway.matching.normalise.names import BRANCH, GENERIC, NUMBER, PLACE, STOP, WORD, Name

IDENTICAL = "identical"
REORDERED = "reordered"
SPELLING = "spelling"
LESS_GENERIC = "less generic"
OTHER_GENERIC = "other generic"
LESS = "less"
MUCH_LESS = "much less"
OTHER = "other"
MUCH_OTHER = "much other"
PLACE_ADDED = "place added"
PLACE_OTHER = "place other"
NUMBER_ADDED = "number added"
NUMBER_OTHER = "number other"
DIFFERENT = "different"
MISSING = "missing"

SHORTEST_TYPO, SHORTEST_GLUED = 4, 8
TYPO_BASE, TYPO_BY_SHARE, FIRST_LETTER = 0.6, 11.0, 1.0
"""Bits lost for a misspelling: a base, so many for the share of letters changed, and more at the first letter."""
SHORT_WORD = 2.0
ABBREVIATED, INITIALS, JOINED, DENSE = 3.0, 4.5, 1.0, 7.0
USUAL_NAMESAKES, NAMESAKES_UNSEEN = 2.0, 2.0
"""Bits taken from a whole name of common words, because others elsewhere bear it."""
FURTHER_WORDS = 0.5
"""What each further agreeing word is worth beside the rarest: words of one name go together."""


class Agreement(NamedTuple):
    """How two names stand to each other. ``bits`` is what the shared words are worth before the level is weighed."""

    level: str
    bits: float
    shared: tuple[str, ...]
    misspelt: tuple[tuple[str, str], ...]
    only_left: tuple[str, ...]
    only_right: tuple[str, ...]
    forms_differ: bool


NO_NAME = Agreement(MISSING, 0.0, (), (), (), (), False)
NEUTRAL_FORMS = frozenset({"", "co", "company", "cie", "companies"})
ALIKE_FORMS = (
    frozenset({"inc", "corp", "ltd", "llc", "plc", "nv", "bv", "kk", "pt"}),
    frozenset({"jsc", "plc", "ooo", "ag", "sa", "spa", "as", "ad", "ab", "oy"}),
    frozenset({"ltd", "sarl", "gmbh", "llc", "ooo", "ltda"}),
    frozenset({"sarl", "sa", "spa", "se", "nv", "ltda"}),
    frozenset({"ag", "se"}),
    frozenset({"kg", "gmbh"}),
)
UNLIKE = (
    frozenset({"ag", "gmbh"}),
    frozenset({"inc", "lp"}),
    frozenset({"ooo", "ano"}),
)


@lru_cache(maxsize=4_096)
def forms_differ(left: str, right: str) -> bool:
    """Say whether two legal forms are of different kinds, as those of a parent and its subsidiary are."""
    if left == right or left in NEUTRAL_FORMS or right in NEUTRAL_FORMS:
        return False
    pair = {left, right}
    return not any(pair <= alike for alike in ALIKE_FORMS)


def compare_names(left: Name, right: Name, background: Background, homes: str = "") -> Agreement:
    """Lay two names beside each other. ``homes`` are the words of the two companies' own cities."""
    if not left.words or not right.words:
        return NO_NAME
    if left.words == right.words:
        matched = [(word, kind, 0.0) for word, kind in left.pairs]
        bits = max(_worth(matched, background), _whole(left, background))
        return Agreement(IDENTICAL, bits, left.words, (), (), (), forms_differ(left.form, right.form))
    return _laid(left, right, background, homes)


def _laid(left: Name, right: Name, background: Background, homes: str) -> Agreement:
    matched: list[tuple[str, str, float]] = []
    misspelt: list[tuple[str, str]] = []
    rest_left, rest_right = list(left.pairs), list(right.pairs)
    for pair in left.pairs:
        if pair in rest_right:
            rest_left.remove(pair)
            rest_right.remove(pair)
            matched.append((pair[0], pair[1], 0.0))
    differ = forms_differ(left.form, right.form)
    if rest_left and rest_right:
        if len(rest_left) > 1:
            _join(rest_left, rest_right, matched)
        if len(rest_right) > 1:
            _join(rest_right, rest_left, matched)
        if len(rest_right) > 2:
            _acronym(rest_left, rest_right, matched, misspelt, flip=False)
        if len(rest_left) > 2:
            _acronym(rest_right, rest_left, matched, misspelt, flip=True)
        if rest_left and rest_right:
            _spell(rest_left, rest_right, matched, misspelt)
        if rest_left and rest_right:
            _shorten(left, right, rest_left, rest_right, matched)
    if not matched and left.joined == right.joined:
        bits = background.word(left.joined, WORD) - JOINED
        return Agreement(SPELLING, bits, (left.joined,), (), (), (), differ)
    if rest_left and rest_right and len(rest_left) != len(rest_right):
        _glue(rest_left, rest_right, matched, misspelt)
    if not matched:
        return Agreement(
            DIFFERENT, 0.0, (), (), tuple([word for word, _ in rest_left]), tuple([word for word, _ in rest_right]),
            differ,
        )  # fmt: skip
    bits = _worth(matched, background)
    if not rest_left and not rest_right and not misspelt:
        bits = max(bits, _whole(left, background) - JOINED)
    level = _level(rest_left, rest_right, matched, misspelt, background, homes)
    return Agreement(
        level,
        bits,
        tuple([word for word, _, _ in matched]),
        tuple(misspelt),
        tuple([word for word, _ in rest_left]),
        tuple([word for word, _ in rest_right]),
        differ,
    )


def _worth(matched: list[tuple[str, str, float]], background: Background) -> float:
    """The rarest agreeing word in full, the others in part; never more than one name in all of them can be worth."""
    most = total = cost = 0.0
    told = False
    for word, kind, lost in matched:
        cost += lost
        if kind != STOP:
            bits = background.word(word, kind)
            total += bits
            most = max(most, bits)
            told = True
    if not told:
        most = total = 1.0
    return min(most + FURTHER_WORDS * (total - most), background.most + 4) - cost


def _whole(name: Name, background: Background) -> float:
    """What a whole name is worth by how often it stands in the lists: "First National Bank" is more than its words."""
    if not background.counted:
        return background.most - USUAL_NAMESAKES
    return min(background.value("name", name.joined, 1.0), background.most) - NAMESAKES_UNSEEN


def _glue(
    rest_left: list[tuple[str, str]],
    rest_right: list[tuple[str, str]],
    matched: list[tuple[str, str, float]],
    misspelt: list[tuple[str, str]],
) -> None:
    """Take what is over on both sides for one misspelt word, cut differently ("Andrang Heta", "'Ndrangheta")."""
    left, right = ("".join(word for word, _ in rest) for rest in (rest_left, rest_right))
    if min(len(left), len(right)) < SHORTEST_GLUED or any(kind == NUMBER for _, kind in (*rest_left, *rest_right)):
        return
    cost = _near(left, right)
    if cost is not None:
        matched.append((left, WORD, cost + JOINED))
        misspelt.append((" ".join(word for word, _ in rest_left), " ".join(word for word, _ in rest_right)))
        rest_left.clear()
        rest_right.clear()


def _level(
    rest_left: list[tuple[str, str]],
    rest_right: list[tuple[str, str]],
    matched: list[tuple[str, str, float]],
    misspelt: list[tuple[str, str]],
    background: Background,
    homes: str,
) -> str:
    telling = not rest_left and not rest_right
    for _, kind, _ in matched:
        if kind not in (STOP, NUMBER):
            telling = True
            break
    if not telling:
        return DIFFERENT
    kinds_left = _kinds(rest_left, homes)
    kinds_right = _kinds(rest_right, homes)
    if not kinds_left and not kinds_right:
        return SPELLING if misspelt or any(cost for _, _, cost in matched) else REORDERED
    every = kinds_left | kinds_right
    if NUMBER in every:
        return NUMBER_OTHER if NUMBER in kinds_left and NUMBER in kinds_right else NUMBER_ADDED
    if WORD not in every:
        if PLACE in every:
            return PLACE_OTHER if kinds_left and kinds_right else PLACE_ADDED
        return OTHER_GENERIC if kinds_left and kinds_right else LESS_GENERIC
    shared = sum([background.word(word, kind) for word, kind, _ in matched if kind != STOP])
    much = any(
        sum([background.word(word, kind) for word, kind in rest if kind not in (STOP, BRANCH)]) > shared
        for rest in (rest_left, rest_right)
    )
    if kinds_left and kinds_right:
        return MUCH_OTHER if much else OTHER
    return MUCH_LESS if much else LESS


def _kinds(rest: list[tuple[str, str]], homes: str) -> set[str]:
    if not rest:
        return set()
    own = homes.split()
    return {GENERIC if word in own else kind for word, kind in rest if kind not in (STOP, BRANCH)}


def _join(some: list[tuple[str, str]], others: list[tuple[str, str]], matched: list[tuple[str, str, float]]) -> None:
    """Find words of one side that two or three of the other make together."""
    longest = max([len(word) for word, _ in others], default=0) + 1
    place = 0
    while place + 1 < len(some):
        found = None
        together = some[place][0]
        for end in range(place + 2, min(place + 4, len(some) + 1)):
            together += some[end - 1][0]
            if len(together) > longest:
                break
            found = _beside(together, others)
            if found is not None:
                matched.append((found[0], found[1], JOINED))
                others.remove(found)
                del some[place:end]
                break
        if found is None:
            place += 1


def _beside(together: str, others: list[tuple[str, str]]) -> tuple[str, str] | None:
    for other in others:
        if other[0] == together:
            return other
    if len(together) >= 8:
        for other in others:
            if len(other[0]) >= 7 and OSA.distance(other[0], together, score_cutoff=1) <= 1:
                return other
    return None


def _acronym(
    some: list[tuple[str, str]],
    others: list[tuple[str, str]],
    matched: list[tuple[str, str, float]],
    misspelt: list[tuple[str, str]],
    *,
    flip: bool,
) -> None:
    for pair in list(some):
        word = pair[0]
        if not 2 <= len(word) <= 6 or not word.isalpha() or pair[1] == STOP:
            continue
        for skip in (True, False):
            letters = [other for other in others if not (skip and other[1] == STOP)]
            # "P&G" is read as "png", as people say it
            initials = "".join(["n" if other[0] == "and" else other[0][0] for other in letters])
            start = initials.find(word)
            if start >= 0 and len(word) >= 3:
                piece = letters[start : start + len(word)]
                matched.append((word, WORD, INITIALS))
                whole = " ".join(other[0] for other in piece)
                misspelt.append((whole, word) if flip else (word, whole))
                some.remove(pair)
                for other in piece:
                    others.remove(other)
                return


def _spell(
    rest_left: list[tuple[str, str]],
    rest_right: list[tuple[str, str]],
    matched: list[tuple[str, str, float]],
    misspelt: list[tuple[str, str]],
) -> None:
    found = []
    for pair in rest_left:
        word, kind = pair
        if kind in (NUMBER, STOP):
            continue
        for other in rest_right:
            theirs = other[1]
            if theirs in (NUMBER, STOP):
                continue
            cost = word_cost(word, other[0])
            if cost is not None:
                if kind == PLACE and theirs == PLACE and word[0] != other[0][0]:
                    continue
                if kind != WORD and theirs != WORD:
                    cost += 2.0  # two words that both exist
                found.append((cost, pair, other))
    if not found:
        return
    found.sort(key=lambda each: each[0])
    for cost, pair, other in found:
        if pair in rest_left and other in rest_right:
            rest_left.remove(pair)
            rest_right.remove(other)
            rarer = pair if pair[1] == WORD else other
            matched.append((rarer[0], rarer[1], cost))
            misspelt.append((pair[0], other[0]))


def _shorten(
    left: Name,
    right: Name,
    rest_left: list[tuple[str, str]],
    rest_right: list[tuple[str, str]],
    matched: list[tuple[str, str, float]],
) -> None:
    """Match trades by how they are written where an abbreviation may mean two ("elec", "electronics")."""
    for pair in list(rest_left):
        if pair[1] != GENERIC:
            continue
        mine = left.spelled[left.words.index(pair[0])]
        for other in rest_right:
            theirs = right.spelled[right.words.index(other[0])] if other[1] == GENERIC else ""
            short, long = sorted((mine, theirs), key=len)
            if len(short) >= 3 and long.startswith(short):
                matched.append((other[0], GENERIC, ABBREVIATED))
                rest_left.remove(pair)
                rest_right.remove(other)
                break


@lru_cache(maxsize=500_000)
def word_cost(left: str, right: str) -> float | None:
    """Bits lost when two words are taken for one, or None when they are two."""
    if left == right:
        return 0.0
    short, long = (left, right) if len(left) <= len(right) else (right, left)
    if len(short) == 1:
        return INITIALS if long.startswith(short) and not short.isdigit() else None
    typo = _near(left, right)
    if typo is not None:
        return typo
    if long[0] != short[0]:
        return None
    if len(short) >= 3 and long.startswith(short) and len(long) - len(short) >= 2:
        return ABBREVIATED + (DENSE - ABBREVIATED if len(short) == 3 else 0.0)
    if 3 <= len(short) <= 5 and _skips(short, long) and len(long) > len(short) + 1:
        return INITIALS
    return None


def _near(left: str, right: str) -> float | None:
    longest = max(len(left), len(right))
    if longest < SHORTEST_TYPO:
        dense = longest == len(left) == len(right) == 3 and OSA.distance(left, right, score_cutoff=1) == 1
        return DENSE if dense else None
    allowed = 1 if longest < 8 else 2 if longest < 12 else 3
    if abs(len(left) - len(right)) > allowed:
        return None
    edits = OSA.distance(left, right, score_cutoff=allowed)
    if edits > allowed:
        return None
    cost = TYPO_BASE + TYPO_BY_SHARE * edits / longest + (SHORT_WORD if longest == SHORTEST_TYPO else 0.0)
    return cost + FIRST_LETTER if left[0] != right[0] else cost


def _skips(short: str, long: str) -> bool:
    """Say whether the short word is the long one with letters left out, as "mgmt" is of "management"."""
    letters = iter(long)
    return all(letter in letters for letter in short) and short[-1] in long[-2:]
