"""Counted lines that cannot be added up: in a currency without a rate, or a unit without a factor."""
# ruff: noqa: S608 — identifiers are fixed

from collections.abc import Callable
from typing import Any, TypeAlias

from fairway.engine import dialect
from fairway.engine.inputs import InputProblem
from fairway.engine.programme import CurrencyPolicy, Programme

One: TypeAlias = Callable[[str], tuple[Any, ...] | None]
"""Answers the first row of a query, on whichever engine holds the relations."""


def refuse_unrated(one: One, holds: Callable[[str], bool], programme: Programme, relation: str) -> None:
    """Refuse the calculation where a relation's column `unrated` counts any lines.

    `holds` says whether there is a relation of a name.

    :raises InputProblem: it does; says which rate or factor lacks.
    """
    row = one(f"SELECT coalesce(sum(unrated), 0) FROM {relation}")
    if not row or not row[0]:
        return
    count = f"and {row[0]} such lines count."
    if holds("day_rates"):
        _without_rate(one, programme, count)
    if holds("unit_factors"):
        _without_factor(one, count)
    raise InputProblem(f"{row[0]} lines that count cannot be added up.", "Look at the rates and the units.")


def _without_rate(one: One, programme: Programme, count: str) -> None:
    own = dialect.text(programme.currency)
    found = one(
        "SELECT d.currency, CAST(min(d.day) AS VARCHAR) FROM lines AS l JOIN day_rates AS d"
        f" ON d.day = l.{programme.calendar.dated_by} AND d.currency = coalesce(l.currency, {own})"
        " WHERE d.rate IS NULL GROUP BY 1 ORDER BY 2, 1 LIMIT 1"
    )
    if not found:
        return
    code, since = found
    if programme.fx is CurrencyPolicy.CONTRACT:
        raise InputProblem(f"No rate for {code} is agreed, {count}", f"Add {code} to fx: contract in the programme.")
    raise InputProblem(
        f"No rate for {code} on {since}, {count}",
        f"Add a row with currency {code} and a valid_from of {since} or earlier to the rates.",
    )


def _without_factor(one: One, count: str) -> None:
    found = one(
        "SELECT CAST(l.product_id AS VARCHAR), l.unit FROM lines AS l"
        " LEFT JOIN unit_factors AS u ON u.product_id = l.product_id AND u.unit = l.unit"
        " WHERE l.unit IS NOT NULL AND u.factor IS NULL ORDER BY 1, 2 LIMIT 1"
    )
    if not found:
        return
    product, unit = found
    raise InputProblem(
        f"Nothing says how many base units one {unit} of {product} is, {count}",
        f"Add a row with product_id {product}, unit {unit} and its factor to the units.",
    )
