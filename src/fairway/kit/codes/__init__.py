"""Codes that people quote: a letter for what it is and ten signs, such as `D-7K2QF-M9XRT`.

Drawn at random, because numbers that count would tell how many others there are.
"""

from __future__ import annotations

import secrets

__all__ = ["coded", "written"]

ALPHABET = "23456789CDFGHJKMNPQRTVWXY"
"""Letters and digits of codes: none that look alike, none that make words."""
SIGNS = 10


def coded(letter: str) -> str:
    """Draw a code."""
    return written(letter, secrets.randbelow(len(ALPHABET) ** SIGNS))


def written(letter: str, number: int) -> str:
    """Write a number as a code; of one that is too large, only what fits into its signs."""
    signs = ""
    for _ in range(SIGNS):
        number, at = divmod(number, len(ALPHABET))
        signs += ALPHABET[at]
    return f"{letter}-{signs[:5]}-{signs[5:]}"
