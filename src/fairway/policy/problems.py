"""What is wrong with a policy document: each problem with its place, a sentence, a hint and a help page."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from difflib import get_close_matches
from enum import StrEnum

PAGE = "reference/problems"
"""The help page that says of each code what it means and what to do; its headings are the codes."""


class Severity(StrEnum):
    """How much a problem stops.

    An error stops calculation and publication. A hold stops publication until counsel's note on it stands in the
    document. A warning is shown to whoever publishes.
    """

    ERROR = "error"
    HOLD = "hold"
    WARNING = "warning"


@dataclass(frozen=True, slots=True, order=True)
class Problem:
    """One thing wrong, at one place of a document.

    ``line`` and ``column`` count from 1, in characters; a column may be one past the end of its line. ``code`` is
    stable, for tests and for links; ``help`` is the page that explains it, ``about`` the one that explains the key it
    stands at, both with their anchor.
    """

    line: int
    column: int
    severity: Severity
    code: str
    message: str
    hint: str = ""
    help: str = ""
    about: str = ""

    @property
    def stops(self) -> bool:
        """Tell whether the document cannot be used."""
        return self.severity is Severity.ERROR

    @property
    def publishes(self) -> bool:
        """Tell whether the document can be published with it."""
        return self.severity is Severity.WARNING

    def shown(self, name: str) -> str:
        """Write the problem as compilers do: place, severity, sentence, hint."""
        tail = f"\n    {self.hint}" if self.hint else ""
        return f"{name}:{self.line}:{self.column}: {self.severity}: {self.message}{tail}"


def in_order(problems: Iterable[Problem]) -> tuple[Problem, ...]:
    """Sort by place, errors before holds before warnings, each said once."""
    unique, rank = dict.fromkeys(problems), list(Severity)
    return tuple(sorted(unique, key=lambda p: (p.line, p.column, rank.index(p.severity), p.code, p.message)))


def nearest(word: str, known: Iterable[str]) -> str | None:
    """Find the known word that was probably meant, or None when nothing is near.

    Case, blanks and hyphens are forgiven: ``Half-Up`` is near ``half_up``.
    """
    choices = list(dict.fromkeys(known))
    plain = {_plain(choice): choice for choice in reversed(choices)}
    found = get_close_matches(_plain(word), plain, n=1, cutoff=0.7)
    return plain[found[0]] if found else None


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """Say which word was probably meant, else list what can stand there."""
    choices = list(dict.fromkeys(known))
    meant = nearest(word, choices)
    if meant is not None:
        return f"Did you mean '{meant}'?"
    return f"It can be {listed(choices)}." if choices else ""


def listed(words: Iterable[str], last: str = "or") -> str:
    """Join words as a sentence does: ``a, b or c``."""
    every = list(words)
    if len(every) < 2:
        return "".join(every)
    return f"{', '.join(every[:-1])} {last} {every[-1]}"


def counted(number: int, thing: str, things: str = "") -> str:
    """A number and what is counted, as a sentence says it: ``1 error``, ``2 errors``, ``1,200 entries``."""
    return f"{number:,} {thing if number == 1 else things or f'{thing}s'}"


def _plain(word: str) -> str:
    return word.strip().lower().replace("-", "_").replace(" ", "_")[:80]
