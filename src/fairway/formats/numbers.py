"""Numbers as people write them: one meaning, told twice.

``number`` reads one cell in Python; ``number_sql`` writes the same reading as a DuckDB expression, so that a million
cells are read without a loop. Both are made from the same patterns. Nothing passes through a float.

Taken as numbers, for a decimal point (a decimal comma mirrors it): ``1234.5``, ``1,234.50``, ``1 234.50``,
``1'234.50``, ``12,34,567.00``, ``(12.50)`` and ``12.50-`` for negatives, ``€ 12.50``, ``USD 12.50``, ``12.50 EUR``,
``1.2E+05``. A number written with the other decimal mark (``12,5`` in a file with decimal points) is no number: it is
never guessed.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from fairway.values import Exact, Rounding, exact, rounded

WIDE = 28
"""Whole digits a number may have before it is no amount."""

SPACES = " \u00a0\u202f\u2009\t"
FROM = "０１２３４５６７８９．，－−–＋（）\u00a0\u202f\u2009’"
TO = "0123456789.,---+()   '"
UNIT_OF_MONEY = r"(?:[A-Z]{3}|R\$|US\$|kr\.?|[€$£¥₹円])"


@dataclass(frozen=True)
class Reading:
    """One number read from a cell: its value and whether digits beyond the kept places were rounded away."""

    value: Exact
    rounded: bool = False


@cache
def _patterns(decimal: str) -> tuple[re.Pattern[str], re.Pattern[str]]:
    full, strip = patterns(decimal)
    return re.compile(full, re.ASCII), re.compile(strip)


def patterns(decimal: str) -> tuple[str, str]:
    """The pattern of a whole number cell, and of what is taken off around it (money signs, blanks).

    ``decimal`` is "." or ",".
    """
    if decimal not in {".", ","}:
        raise ValueError(f"A decimal mark is “.” or “,”, not {decimal!r}.")
    point = "[.]" if decimal == "." else ","
    groups = [rf"[0-9]{{1,3}}(?:{mark}[0-9]{{3}})+" for mark in ("," if decimal == "." else "[.]", " ", "'")]
    if decimal == ".":
        groups.append(r"[0-9]{1,2}(?:,[0-9]{2})+,[0-9]{3}")
    core = (
        rf"(?:(?:[0-9]{{1,{WIDE}}}|{'|'.join(groups)})(?:{point}[0-9]{{0,30}})?|{point}[0-9]{{1,30}}"
        rf"|[0-9](?:{point}[0-9]{{1,15}})?[eE][+-]?[0-2]?[0-9])"
    )
    full = rf"(?:[-+]? ?{core}|[(]{core}[)]|{core}-)"
    strip = rf"^ *{UNIT_OF_MONEY}? *|(?:(?:%|{UNIT_OF_MONEY}) *)$| +$".replace("%|", "")
    return full, strip


def number(cell: str, decimal: str, scale: int) -> Reading | None:
    """Read one number with ``scale`` places kept, a tie rounded away from zero; None when it is no number."""
    full, strip = _patterns(decimal)
    tidy = strip.sub("", cell.translate(str.maketrans(FROM, TO)).strip(" \t"))
    if not full.fullmatch(tidy):
        return None
    negative = "-" in tidy[:1] or tidy.endswith("-") or tidy.startswith("(")
    body = re.sub(r"^[-+( ]+|[-)]$", "", tidy)
    body = re.sub(r"[ ',]" if decimal == "." else r"[ '.]", "", body).replace(",", ".")
    digits, _, power = body.lower().partition("e")
    if power:
        digits = _shifted(digits, int(power))
    if len(digits.partition(".")[0].lstrip("0")) > WIDE:
        return None
    value = exact(("-" if negative else "") + digits)
    kept = rounded(value, scale, Rounding.HALF_UP)
    return Reading(kept + 0, kept != value)


def _shifted(digits: str, power: int) -> str:
    whole, _, part = digits.partition(".")
    if power >= 0:
        part = part.ljust(power, "0")
        return f"{whole}{part[:power]}.{part[power:]}0"
    whole = whole.rjust(-power + 1, "0")
    return f"{whole[:power]}.{whole[power:]}{part}"


def text_sql(value: str) -> str:
    """Write a text as an SQL literal."""
    return "'" + value.replace("'", "''") + "'"


def number_sql(column: str, decimal: str, precision: int, scale: int) -> str:
    """Write the reading of `number` as a DuckDB expression giving DECIMAL(precision, scale) or NULL.

    ``column`` is an SQL expression of type VARCHAR. Plain numbers take a short way.
    """
    full, strip = patterns(decimal)
    kind = f"DECIMAL({precision}, {scale})"
    tidy = (
        f"regexp_replace(trim(translate({column}, {text_sql(FROM)}, {text_sql(TO)}), {text_sql(' ' + chr(9))}),"
        f" {text_sql(strip)}, '', 'g')"
    )
    body = f"regexp_replace({tidy}, '^[-+( ]+|[-)]$', '', 'g')"
    dropped = " ''," if decimal == "." else " ''."
    bare = f"replace(translate({body}, '{dropped}', ''), ',', '.')"
    sign = f"CASE WHEN regexp_matches({tidy}, '^[-(]|-$') THEN '-' ELSE '' END"
    slow = f"CASE WHEN regexp_full_match({tidy}, {text_sql(full)}) THEN TRY_CAST({sign} || {bare} AS {kind}) END"
    if decimal == ",":
        return slow
    return (
        f"CASE WHEN regexp_full_match({column}, '-?[0-9]{{1,{WIDE}}}([.][0-9]{{1,30}})?')"
        f" THEN TRY_CAST({column} AS {kind}) ELSE {slow} END"
    )


def finer_sql(column: str, decimal: str, scale: int) -> str:
    """Write whether the cell carries digits beyond ``scale`` places, as a DuckDB expression."""
    point = "[.]" if decimal == "." else ","
    return f"regexp_matches({column}, '{point}[0-9]{{{scale}}}[0-9]*[1-9]')"


def decimal_mark(cells: list[str]) -> tuple[str, bool]:
    """Tell the decimal mark from cells of number columns: the mark, and whether the cells prove it.

    >>> decimal_mark(["1.234,50", "7,5"])
    (',', True)
    >>> decimal_mark(["12", "1,234"])
    ('.', False)
    """
    votes = {".": 0, ",": 0}
    for cell in cells:
        tidy = _patterns(".")[1].sub("", cell.translate(str.maketrans(FROM, TO)).strip())
        as_point = bool(_patterns(".")[0].fullmatch(tidy))
        as_comma = bool(_patterns(",")[0].fullmatch(tidy))
        if as_point != as_comma:
            votes["." if as_point else ","] += 1
    if votes["."] == votes[","]:
        # only “1,234” and the like: a lone comma before three digits groups thousands more often than not
        return ".", votes["."] == 0 and not any("," in cell or "." in cell for cell in cells)
    return (",", True) if votes[","] > votes["."] else (".", True)
