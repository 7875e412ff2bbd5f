"""Plain letters: any script and any accent, as lower-case ASCII words."""

from __future__ import annotations

import re
import unicodedata

from anyascii import anyascii

UMLAUTS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss", "ø": "o", "å": "a", "æ": "ae"})
NOT_WORD = re.compile(r"[^a-z0-9]+")
APOSTROPHES = re.compile("[''’‘`´ʼ\"“”„«»]")
POINTED = re.compile(r"\b(?:[a-z0-9]\.){1,}[a-z0-9]\b\.?|\b(?:[a-z]\. ){1,}[a-z]\b(?:\.|$)")


def plain(text: str) -> str:
    """Lower case, ASCII, no accents; punctuation stays. Chinese, Cyrillic and the rest are read as they sound.

    ``ü`` becomes ``u``: both ``ue`` and ``u`` are written for it, and names are compared by sound later.
    """
    if text.isascii():
        return text.lower()
    text = unicodedata.normalize("NFKC", text).casefold()
    if text.isascii():
        return text
    stripped = "".join(letter for letter in unicodedata.normalize("NFKD", text) if not unicodedata.combining(letter))
    return anyascii(stripped).lower()


def words(text: str) -> list[str]:
    """Cut plain text into words at everything that is no letter or digit."""
    return NOT_WORD.sub(" ", text).split()
