"""Plain letters: any script and any accent, as lower-case ASCII words."""

from __future__ import annotations

import re
import unicodedata

from anyascii import anyascii

UMLAUTS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss", "ø": "o", "å": "a", "æ": "ae"})
APART = "".join([chr(code) if "a" <= chr(code) <= "z" or "0" <= chr(code) <= "9" else " " for code in range(128)])
"""What stands for each letter of plain text where it is cut into words: itself, or a blank."""
POINTED = re.compile(r"\b(?:[a-z0-9]\.){1,}[a-z0-9]\b\.?|\b(?:[a-z]\. ){1,}[a-z]\b(?:\.|$)")

KANA = re.compile("[\u3041-\u30ff]")
VOICED = "\u3099\u309a"
"""The marks that make another letter of a Japanese one, "ha" into "ba" or "pa": no accents."""
DOUBLED = re.compile("[\u3063\u30c3\u30fc]")
"""Japanese signs for a doubled consonant and a long vowel, which are written in no other script."""
SMALL = (
    (re.compile(r"(sh|ch|j)iy([auo])"), r"\1\2"),
    (re.compile(r"([kgnhbpmr])iy([auo])"), r"\1y\2"),
    (re.compile(r"fu([aieo])"), r"f\1"),
)
"""Japanese syllables of two letters, as they sound."""


def plain(text: str) -> str:
    """Lower case, ASCII, no accents; punctuation stays. Chinese, Cyrillic and the rest are read as they sound.

    ``ü`` becomes ``u``: both ``ue`` and ``u`` are written for it, and names are compared by sound later.
    """
    if text.isascii():
        return text.lower()
    text = unicodedata.normalize("NFKC", text).casefold()
    if text.isascii():
        return text
    kana = KANA.search(text) is not None
    stripped = "".join(
        [
            letter
            for letter in unicodedata.normalize("NFKD", text)
            if not unicodedata.combining(letter) or letter in VOICED
        ]
    )
    if not kana:
        return anyascii(stripped).lower()
    spoken = anyascii(DOUBLED.sub("", unicodedata.normalize("NFC", stripped))).lower()
    for sounds, letters in SMALL:
        spoken = sounds.sub(letters, spoken)
    return spoken


def unquoted(text: str) -> str:
    """Plain text without apostrophes and quotation marks, of whichever script they were."""
    return text.replace("'", "").replace('"', "").replace("`", "")


def words(text: str) -> list[str]:
    """Cut plain text into words at everything that is no letter or digit."""
    return text.translate(APART).split()
