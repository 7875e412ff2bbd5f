"""The word lists of the matcher, read once: what words mean, and how common they are.

Each list is a text file beside this module, one meaning to a line, so that anybody can read and correct it.
"""

from collections.abc import Iterator
from functools import cache
from importlib.resources import files


def lines(name: str) -> Iterator[str]:
    """The lines of a list that say something: without comments and blanks."""
    for line in files(__package__).joinpath(f"{name}.txt").read_text(encoding="utf-8").splitlines():
        if line.strip() and not line.startswith("#"):
            yield line.strip()


@cache
def spellings(name: str) -> dict[str, str]:
    """Each spelling of a list ``meaning: spelling, spelling``, with its meaning."""
    found: dict[str, str] = {}
    for line in lines(name):
        meaning, _, rest = line.partition(":")
        for spelling in rest.split(","):
            found.setdefault(spelling.strip(), meaning.strip())
    return found


@cache
def plain(name: str) -> frozenset[str]:
    """The words of a plain list."""
    return frozenset(word for line in lines(name) for word in line.split())


@cache
def shares() -> dict[str, float]:
    """Words that are common in company names, with the share of names that hold each."""
    found = {}
    for line in lines("common"):
        word, number = line.split()
        found[word] = int(number) / 10_000
    return found
