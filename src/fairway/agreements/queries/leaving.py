"""What becomes of a counted coverage if one partner leaves: its own rows are taken off what was counted.

Nobody else's row depends on who leaves, so nothing is counted again. What a cell of two becomes needs a word on the
other one, and the rows that were counted keep it.
"""

# ruff: noqa: S608  statements are put together of this package's own texts; every value is a parameter

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import connection

from fairway.agreements.queries.counting import LINES, NEEDS, SHOWN, Counted, spot_of

_OWN = f"""
rows_of AS (
  SELECT h.grant_id, h.line_id, h.place, h.segment_span, h.period, upper_inf(h.seat) AS exclusive, false AS seated
  FROM agreements_holding h WHERE h.partner_id = %(leaving)s
  UNION ALL
  SELECT s.grant_id, h.line_id, h.place, h.segment_span, h.period * s.period, false, true
  FROM agreements_seat s JOIN agreements_holding h ON h.zone_id = s.zone_id WHERE s.partner_id = %(leaving)s
),
held AS MATERIALIZED (
  SELECT h.line_id, h.place, h.exclusive, h.seated, h.segment_span @> %(segment)s::int8range AS segment_whole,
         {spot_of("h.place")} AS spot
  FROM rows_of h
  WHERE h.period @> %(on)s::date AND h.place && %(around)s::int8range AND h.segment_span && %(segment)s::int8range
    AND h.grant_id NOT IN (
      SELECT a.grant_id FROM agreements_agreementgrant a JOIN agreements_suspension p ON p.agreement_id = a.agreement_id
      WHERE p.since_on <= %(on)s::date AND (p.until_on IS NULL OR p.until_on > %(on)s::date)
    )
),
placed AS MATERIALIZED (
  SELECT spot, line_id, place, exclusive, seated, segment_whole FROM held WHERE spot > 0
  UNION ALL
  SELECT s.spot, h.line_id, s.span * h.place, h.exclusive, h.seated, h.segment_whole
  FROM held h JOIN shown s ON s.span && h.place WHERE h.spot <= 0
)
"""
"""What one partner holds, place by place: read by the partner's number, so it takes as long as the partner is large."""
_CELLS = f"""
WITH {SHOWN}, {LINES}, {_OWN}
SELECT p.spot, l.column_id, bool_or(p.exclusive), bool_or(p.seated),
       coalesce(sum((upper(p.place) - lower(p.place))::float8) FILTER (WHERE l.whole AND p.segment_whole), 0)
FROM placed p JOIN lines l ON l.line_id = p.line_id GROUP BY p.spot, l.column_id
"""
_WHOLE = f"""
WITH RECURSIVE {SHOWN.replace("(place_id, span, spot)", "(place_id, span, spot) WHERE spot = ANY (%(spots)s::int8[])")},
{NEEDS}, {LINES}, {_OWN}
SELECT p.spot, l.column_id FROM placed p JOIN lines l ON l.line_id = p.line_id AND l.whole
JOIN full_of f ON f.spot = p.spot WHERE p.segment_whole
GROUP BY p.spot, l.column_id, f.need HAVING range_agg(p.place) @> f.need
"""
_NEARLY = 0.999999
"""Who holds so much of a place's size may hold all of it: the spans are compared then, and only then."""


def without(before: Counted, partner_id: int) -> tuple[tuple[Any, ...], ...]:
    """The rows of the cells as they would be without a partner; those left without anybody are left out."""
    if partner_id not in before.holders:
        return before.rows
    said: Mapping[str, Any] = {**before.given, "leaving": partner_id}
    sizes = {row[:2]: row[9] for row in before.rows}
    with connection.cursor() as cursor:
        cursor.execute(_CELLS, said)
        own = {row[:2]: row[2:] for row in cursor.fetchall()}
        likely = {cell[0] for cell, (_, _, holds) in own.items() if holds >= _NEARLY * sizes.get(cell, holds + 1)}
        whole: set[tuple[int, int]] = set()
        if likely:
            cursor.execute(_WHOLE, {**said, "spots": sorted(likely)})
            whole = {(spot, column) for spot, column in cursor.fetchall()}
    found = [
        row if (mine := own.get(row[:2])) is None else _less(row, partner_id, row[:2] in whole, seated=mine[1])
        for row in before.rows
    ]
    return tuple(row for row in found if row[2] or row[3])


def _less(row: tuple[Any, ...], partner_id: int, is_whole: bool, *, seated: bool) -> tuple[Any, ...]:
    """A cell's row without one of its partners."""
    spot, column, whole, part, _, seats, _, known, alone, size = row
    whole, part = (whole - 1, part) if is_whole else (whole, part - 1)
    left = [pk for pk in known or () if pk != partner_id]
    by_right = [pk for pk in alone or () if pk != partner_id]
    only = left[0] if whole + part == 1 else None
    return (
        spot, column, whole, part, whole == 1 and bool(by_right), seats - (is_whole and seated), only,
        left if known else None, by_right, size,
    )  # fmt: skip
