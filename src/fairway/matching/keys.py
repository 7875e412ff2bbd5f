"""Where to look: short keys that two records of one company are likely to share.

Scoring every pair of a million companies is out of the question; looking only at records that share a key is not. Each
record has some two dozen keys: its words, the sound of its words, pairs of words, its phone, domain, tax number and
address. A key that thousands share finds nothing and is passed over, so common words also stand with the city and with
their neighbours. Keys only find candidates: what a pair is worth is the scorer's to say, online and in batches alike.
"""

from __future__ import annotations

from hashlib import blake2b
from itertools import pairwise

from fairway.matching.normalise import Known
from fairway.matching.normalise.names import BRANCH, STOP, WORD

SOUNDS = str.maketrans("cqzvbdgjxm", "kksfptkksn")
FURTHER = SOUNDS | str.maketrans("", "", "aeiouyhw")
"""How letters after the first sound: vowels, and what is hardly heard, not at all."""


def sound(word: str) -> str:
    """A word's consonants, those that sound alike written alike, doubled ones once."""
    word = word.replace("ph", "f").replace("sch", "s").replace("ck", "k").replace("tz", "s")
    kept = word[0].translate(SOUNDS)
    for letter in word[1:].translate(FURTHER):
        if letter != kept[-1]:
            kept += letter
    return kept


def keys_of(one: Known, *, faint: bool = True) -> list[str]:
    """The keys of a record, each with a letter for its sort, without repetition; without ``faint`` only those that may
    be rare in a long list, where a word's sound, beginning and end, and initials, are many others' too."""
    name, city, postal, street = one.name, one.city, one.postal, one.street
    core = [word for word, kind in name.pairs if kind not in (STOP, BRANCH)]
    own = [word for word, kind in name.pairs if kind == WORD] or core
    found = [f"w{word}" for word in core[:8]]
    if name.joined:
        found.append(f"j{name.joined[:40]}")
    for word in own[:4]:
        if faint and len(word) >= 4:
            found.append(f"k{sound(word)}")
            if len(word) >= 7:
                found.append(f"a{word[:5]}")
                found.append(f"z{word[-5:]}")
        if city:
            found.append(f"c{word[:4]}|{city}")
        if postal:
            found.append(f"m{word[:3]}|{postal}")
    for word in own[:2] if faint else ():
        if 3 <= len(word) <= 6:
            found.append(f"i{word}")
    if len(core) > 1:
        found.extend([f"p{first} {second}" for first, second in pairwise(sorted(core[:5]))])
        if faint and len(core) > 2:
            found.append("i" + "".join([word[0] for word in core]))
    if one.phone:
        found.append(f"t{one.phone[-8:]}")
    if one.domain:
        found.append(f"d{one.domain.partition('.')[0]}")
    if one.tax:
        found.append(f"x{one.tax[-9:]}")
    if street.street:
        longest = max(street.street, key=len)
        if street.number:
            found.append(f"s{street.number} {longest[:6]}")
            if postal:
                found.append(f"n{street.number}|{postal}")
        elif city:
            found.append(f"s{longest[:6]}|{city}")
    return list(dict.fromkeys(found))


SORTS = {
    **dict.fromkeys("jwp", 0), **dict.fromkeys("cm", 1), "t": 2, "d": 3, "x": 4, **dict.fromkeys("sn", 5),
    **dict.fromkeys("kazi", 6),
}  # fmt: skip
"""What a key speaks of, by its letter: the name, the name with its place, phone, domain, tax number, address, and the
name faintly."""
SORT_BITS, NAME, FAINT = 7, 0, 6


def sorted_hash(key: str) -> int:
    """A key as a number whose last three bits say what it speaks of, for the statement that finds candidates."""
    return hashed(key) & ~SORT_BITS | SORTS[key[0]]


def hashed(key: str) -> int:
    """A key as a signed 64-bit number, the same in every process and every database."""
    return int.from_bytes(blake2b(key.encode(), digest_size=8).digest(), "big", signed=True)
