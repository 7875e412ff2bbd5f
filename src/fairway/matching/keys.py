"""Where to look: short keys that two records of one company are likely to share.

Scoring every pair of a million companies is out of the question; looking only at records that share a key is not. Each
record has some two dozen keys: its words, the sound of its words, pairs of words, its phone, domain, tax number and
address. A key that thousands share finds nothing and is passed over, so common words also stand with the city and with
their neighbours. Keys only find candidates: what a pair is worth is the scorer's to say, online and in batches alike.
"""

from __future__ import annotations

from functools import lru_cache
from hashlib import blake2b
from itertools import pairwise

from fairway.matching.normalise import Known
from fairway.matching.normalise.names import BRANCH, STOP, WORD

VOWELS = frozenset("aeiouyhw")
SOUNDS = str.maketrans(
    {"c": "k", "q": "k", "z": "s", "v": "f", "b": "p", "d": "t", "g": "k", "j": "k", "x": "s", "m": "n"}
)


@lru_cache(maxsize=200_000)
def sound(word: str) -> str:
    """A word's consonants, those that sound alike written alike, doubled ones once."""
    word = word.replace("ph", "f").replace("sch", "s").replace("ck", "k").replace("tz", "s")
    heard = word[0].translate(SOUNDS) + "".join(letter for letter in word[1:] if letter not in VOWELS).translate(SOUNDS)
    kept = heard[0]
    for letter in heard[1:]:
        if letter != kept[-1]:
            kept += letter
    return kept


def keys_of(one: Known) -> list[str]:
    """The keys of a record, each with a letter for its sort, without repetition."""
    name = one.name
    found: dict[str, None] = {}
    core = [word for word, kind in zip(name.words, name.kinds, strict=True) if kind not in (STOP, BRANCH)]
    own = [word for word, kind in zip(name.words, name.kinds, strict=True) if kind == WORD] or core
    city, postal = one.city, one.postal
    if name.joined:
        found[f"j{name.joined[:40]}"] = None
    for word in core[:8]:
        found[f"w{word}"] = None
    for word in own[:4]:
        if len(word) >= 4:
            found[f"k{sound(word)}"] = None
        if len(word) >= 7:
            found[f"a{word[:5]}"] = None
            found[f"z{word[-5:]}"] = None
        if city:
            found[f"c{word[:4]}|{city}"] = None
        if postal:
            found[f"m{word[:3]}|{postal}"] = None
    ordered = sorted(core[:5])
    for first, second in pairwise(ordered):
        found[f"p{first} {second}"] = None
    if len(core) >= 3:
        found["i" + "".join(word[0] for word in core)] = None
    for word in own[:2]:
        if 3 <= len(word) <= 6:
            found[f"i{word}"] = None
    if one.phone:
        found[f"t{one.phone[-8:]}"] = None
    if one.domain:
        found[f"d{one.domain.partition('.')[0]}"] = None
    if one.tax:
        found[f"x{one.tax[-9:]}"] = None
    street = one.street
    if street.street:
        longest = max(street.street, key=len)
        if street.number:
            found[f"s{street.number} {longest[:6]}"] = None
            if postal:
                found[f"n{street.number}|{postal}"] = None
        elif city:
            found[f"s{longest[:6]}|{city}"] = None
    return list(found)


SORTS = {
    **dict.fromkeys("jwkazpi", 0), **dict.fromkeys("cm", 1), "t": 2, "d": 3, "x": 4, **dict.fromkeys("sn", 5)
}  # fmt: skip
"""What a key speaks of, by its letter: the name, the name with its place, phone, domain, tax number, address."""
SORT_BITS = 7


def sorted_hash(key: str) -> int:
    """A key as a number whose last three bits say what it speaks of, for the statement that finds candidates."""
    return hashed(key) & ~SORT_BITS | SORTS[key[0]]


def hashed(key: str) -> int:
    """A key as a signed 64-bit number, the same in every process and every database."""
    return int.from_bytes(blake2b(key.encode(), digest_size=8).digest(), "big", signed=True)
