"""Dates as people write them: one meaning, told twice (Python for a cell, DuckDB's SQL for a million).

``2025-03-04`` and ``20250304`` say their order themselves; ``04/03/2025`` does not, so the order is found from the
whole column, shown, and can be corrected. Excel's serial days are read where a bare number stands in a date column.
Two-digit years up to 69 are of this century. Nothing is shifted by a time zone: an invoice's date is a date.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta

from fairway.formats.numbers import text_sql

ORDERS = ("ymd", "dmy", "mdy")
SERIAL_BASE = date(1899, 12, 30)
TIME = r"(?:[T ,]+[0-9]{1,2}:[0-9]{2}.*)?"
YEAR_FIRST = rf"([12][0-9]{{3}})[-/. 年]([0-9]{{1,2}})[-/. 月]([0-9]{{1,2}})日?{TIME}"
COMPACT = r"((?:19|20)[0-9]{2})([0-9]{2})([0-9]{2})"
NUMBERED = rf"([0-9]{{1,2}})[-/. ]+([0-9]{{1,2}})[-/. ]+([12][0-9]{{3}}|[0-9]{{2}})\.?{TIME}"
DAY_NAMED = (
    rf"([0-9]{{1,2}})(?:st|nd|rd|th|\.)?[-/. ]*([A-Za-zéûäôÀ-ÿ]{{3,10}})\.?[-/., ]*([12][0-9]{{3}}|[0-9]{{2}}){TIME}"
)
NAMED_DAY = rf"([A-Za-zéûäôÀ-ÿ]{{3,10}})\.? *([0-9]{{1,2}})(?:st|nd|rd|th)?,? +([12][0-9]{{3}}){TIME}"
SERIAL = r"([0-9]{5})(?:[.,][0-9]+)?"

MONTHS: tuple[frozenset[str], ...] = tuple(
    frozenset(names.split())
    for names in (
        "jan january januar janvier janv enero ene gennaio januari",
        "feb february februar février fevrier févr fevr febrero febbraio februari",
        "mar march märz maerz mrz mär mars marzo maart mrt",
        "apr april avril avr abril abr aprile",
        "may mai mayo maggio mag mei",
        "jun june juni juin junio giugno giu",
        "jul july juli juillet juil julio luglio lug",
        "aug august août aout agosto ago augustus",
        "sep sept september septembre septiembre setiembre settembre",
        "oct october oktober okt octobre octubre ottobre ott",
        "nov november novembre noviembre",
        "dec december dezember dez décembre decembre déc diciembre dic dicembre",
    )
)
MONTH_OF = {name: number for number, names in enumerate(MONTHS, start=1) for name in names}


@dataclass(frozen=True)
class Order:
    """The order of day, month and year a column is written in; ``proved`` when some cell allows no other."""

    order: str
    proved: bool
    mixed: bool = False
    ambiguous: int = 0


def read_date(cell: str, order: str) -> date | None:
    """Read one date; None when it is none.

    ``order`` ("ymd", "dmy" or "mdy") matters for cells such as 04/03/2025 only.
    """
    text = cell.strip(" \t")
    if found := re.fullmatch(YEAR_FIRST, text) or re.fullmatch(COMPACT, text):
        return _made(*found.groups())
    if found := re.fullmatch(NUMBERED, text):
        first, second, third = found.groups()
        if order == "dmy":
            return _made(_full_year(third), second, first)
        if order == "mdy":
            return _made(_full_year(third), first, second)
        return _made(_full_year(first), second, third) if len(third) == 2 else None
    if found := re.fullmatch(DAY_NAMED, text):
        day, name, year = found.groups()
        return _made(_full_year(year), str(MONTH_OF.get(name.lower(), 0)), day)
    if found := re.fullmatch(NAMED_DAY, text):
        name, day, year = found.groups()
        return _made(year, str(MONTH_OF.get(name.lower(), 0)), day)
    if found := re.fullmatch(SERIAL, text):
        return SERIAL_BASE + timedelta(days=int(found.group(1)))
    return None


def _full_year(text: str) -> str:
    if len(text) == 4:
        return text
    return ("20" if int(text) < 70 else "19") + text.zfill(2)


def _made(year: str, month: str, day: str) -> date | None:
    try:
        return date(int(year), int(month), int(day))
    except ValueError:
        return None


def date_sql(column: str, order: str) -> str:
    """Write the reading of `read_date` as a DuckDB expression giving DATE or NULL.

    ``column`` is an SQL expression of type VARCHAR. ISO dates, and numbered dates with a full year, take a short way.
    """
    if order not in ORDERS:
        raise ValueError(f"A date order is one of {', '.join(ORDERS)}, not {order!r}.")
    cell = f"trim({column}, {text_sql(' ' + chr(9))})"

    def part(pattern: str, group: int) -> str:
        return f"regexp_extract({cell}, {text_sql('^(?:' + pattern + ')$')}, {group})"

    def made(year: str, month: str, day: str) -> str:
        return f"TRY_CAST(lpad({year}, 4, '0') || '-' || {month} || '-' || {day} AS DATE)"

    def full(year: str) -> str:
        return (
            f"CASE WHEN length({year}) = 4 THEN {year}"
            f" WHEN TRY_CAST({year} AS INTEGER) < 70 THEN '20' || lpad({year}, 2, '0')"
            f" ELSE '19' || lpad({year}, 2, '0') END"
        )

    def named(name: str) -> str:
        # a list after IN would become a join that every line pays for, whichever branch it takes
        cases = " ".join(
            f"WHEN contains({text_sql(' ' + ' '.join(sorted(names)) + ' ')}, ' ' || lower({name}) || ' ') "
            f"THEN '{number}'"
            for number, names in enumerate(MONTHS, start=1)
        )
        return f"CASE {cases} ELSE '0' END"

    def is_like(pattern: str) -> str:
        return f"regexp_full_match({cell}, {text_sql(pattern)})"

    one, two, three = (part(NUMBERED, group) for group in (1, 2, 3))
    if order == "dmy":
        numbered = made(full(three), two, one)
        short = "%d-%m-%Y"
    elif order == "mdy":
        numbered = made(full(three), one, two)
        short = "%m-%d-%Y"
    else:
        numbered = f"CASE WHEN length({three}) = 2 THEN {made(full(one), two, three)} END"
        short = ""
    branches = [
        f"WHEN regexp_full_match({column}, '[12][0-9]{{3}}-[0-9]{{2}}-[0-9]{{2}}') THEN TRY_CAST({column} AS DATE)",
        f"WHEN regexp_full_match({column}, '[12][0-9]{{3}}-[0-9]{{2}}-[0-9]{{2}}[T ][0-9]{{2}}:[0-9]{{2}}[0-9:.Z+]*')"
        f" THEN TRY_CAST(left({column}, 10) AS DATE)",
    ]
    if short:
        branches.append(
            f"WHEN regexp_full_match({column}, '[0-9]{{1,2}}[-/.][0-9]{{1,2}}[-/.][12][0-9]{{3}}')"
            f" THEN CAST(try_strptime(translate({column}, '/.', '--'), '{short}') AS DATE)"
        )
    branches += [
        f"WHEN {is_like(YEAR_FIRST)} THEN {made(*(part(YEAR_FIRST, group) for group in (1, 2, 3)))}",
        f"WHEN {is_like(COMPACT)} THEN {made(*(part(COMPACT, group) for group in (1, 2, 3)))}",
        f"WHEN {is_like(NUMBERED)} THEN {numbered}",
        f"WHEN {is_like(DAY_NAMED)} THEN "
        + made(full(part(DAY_NAMED, 3)), named(part(DAY_NAMED, 2)), part(DAY_NAMED, 1)),
        f"WHEN {is_like(NAMED_DAY)} THEN " + made(part(NAMED_DAY, 3), named(part(NAMED_DAY, 1)), part(NAMED_DAY, 2)),
        f"WHEN {is_like(SERIAL)} THEN DATE '1899-12-30' + CAST({part(SERIAL, 1)} AS INTEGER)",
    ]
    return "CASE " + " ".join(branches) + " END"


def date_order(cells: list[str]) -> Order:
    """Tell the order from cells of one column: a part above 12 can only be a day.

    >>> date_order(["03/04/2025", "25/04/2025"])
    Order(order='dmy', proved=True, mixed=False, ambiguous=1)
    """
    day_first = month_first = ambiguous = year_first = 0
    for cell in cells:
        found = re.fullmatch(NUMBERED, cell.strip())
        if not found:
            continue
        one, two, three = found.groups()
        if len(three) == 2 and int(one) > 31:
            year_first += 1
        elif int(one) > 12 and int(two) <= 12:
            day_first += 1
        elif int(two) > 12 and int(one) <= 12:
            month_first += 1
        else:
            ambiguous += 1
    if day_first and month_first:
        return Order("dmy" if day_first > month_first else "mdy", proved=False, mixed=True, ambiguous=ambiguous)
    if day_first or month_first:
        return Order("dmy" if day_first else "mdy", proved=True, ambiguous=ambiguous)
    if year_first:
        return Order("ymd", proved=True, ambiguous=ambiguous)
    return Order("dmy" if ambiguous else "ymd", proved=not ambiguous, ambiguous=ambiguous)


def proves_order_pattern() -> str:
    """The pattern of a cell that can settle the order: one of its first two parts is above 12."""
    return r"^\s*(?:(?:1[3-9]|2[0-9]|3[01])[-/. ]+[0-9]{1,2}|[0-9]{1,2}[-/. ]+(?:1[3-9]|2[0-9]|3[01]))[-/. ]+[0-9]{2,4}"
