"""Cuts a condition into words, each with its offset."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import Enum

KEYWORDS = frozenset({"and", "or", "not", "in", "is", "missing", "true", "false"})


class WordKind(Enum):
    """What a word of a condition is."""

    NAME = "name"
    KEYWORD = "keyword"
    TEXT = "text"
    NUMBER = "number"
    DATE = "date"
    OPERATOR = "operator"
    OPEN = "("
    CLOSE = ")"
    COMMA = ","
    DOT = "."
    UNKNOWN = "unknown"
    END = "end"


@dataclass(frozen=True, slots=True)
class Word:
    """One word: ``text`` is its meaning (quotes taken off, keywords in lower case), ``offset`` counts from 0."""

    kind: WordKind
    text: str
    offset: int
    quoted: bool = False


PATTERN = re.compile(
    r"""
    (?P<blank>\s+)
  | (?P<date>\d{4}-\d{2}-\d{2})(?![\w.-])
  | (?P<number>[+-]?(?:\d+(?:\.\d+)?|\.\d+))(?![\w.])
  | (?P<name>[A-Za-z_][A-Za-z0-9_]*)
  | (?P<back>`(?:[^`]|``)*`)
  | (?P<single>'(?:[^']|'')*')
  | (?P<double>"(?:[^"]|"")*")
  | (?P<operator><=|>=|<>|!=|==|=|<|>)
  | (?P<open>\()
  | (?P<close>\))
  | (?P<comma>,)
  | (?P<dot>\.)
  | (?P<unknown>[‘’“”'"`]|[\w.+-]+|.)
    """,
    re.VERBOSE | re.DOTALL | re.ASCII,
)
SIMPLE = {
    "date": WordKind.DATE,
    "number": WordKind.NUMBER,
    "operator": WordKind.OPERATOR,
    "open": WordKind.OPEN,
    "close": WordKind.CLOSE,
    "comma": WordKind.COMMA,
    "dot": WordKind.DOT,
    "unknown": WordKind.UNKNOWN,
}


def cut(text: str) -> list[Word]:
    """Cut a condition into words; the last one is the end. Never fails: what is no word is an unknown one."""
    words: list[Word] = []
    for match in PATTERN.finditer(text):
        kind, written, at = str(match.lastgroup), match.group(), match.start()
        if kind == "blank":
            continue
        if kind == "name":
            lower = written.lower()
            found = Word(WordKind.KEYWORD, lower, at) if lower in KEYWORDS else Word(WordKind.NAME, written, at)
        elif kind == "back":
            found = Word(WordKind.NAME, written[1:-1].replace("``", "`"), at, quoted=True)
        elif kind in {"single", "double"}:
            quote = written[0]
            found = Word(WordKind.TEXT, written[1:-1].replace(quote * 2, quote), at)
        else:
            found = Word(SIMPLE[kind], written, at)
        words.append(found)
    words.append(Word(WordKind.END, "", len(text)))
    return words
