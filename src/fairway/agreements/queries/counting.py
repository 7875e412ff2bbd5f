"""Counts partners for places and product lines in the database, place by place, and keeps what was counted.

Counting two hundred thousand grants takes most of a second, and one picture is looked at many times: by everybody,
after each grant, and on one day after another. What was counted is therefore kept place by place under a print of the
very rows that it was counted from: those in force on the day that lie in the place or are wider than it. Any write,
whoever made it, changes the prints of the places it touches, and these alone are counted again.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.core.cache import cache
from django.db import connection

FEW = 5
"""So many places are counted by the index of their spans; more, by reading all rows in order."""
BESIDE, WIDER = 0, -1
"""Where rows lie that lie in no place shown: between them, or across more than one of them."""
SHOWN = """shown AS (
  SELECT * FROM unnest(%(ids)s::int8[], %(spans)s::int8range[]) WITH ORDINALITY AS t (place_id, span, spot)
)"""
NEEDS = """
inside (node_id, spot, span) AS (
  SELECT place_id, spot, span FROM shown WHERE place_id IS NOT NULL
  UNION ALL
  SELECT p.id, i.spot, p.span FROM agreements_place p JOIN inside i ON p.parent_id = i.node_id
),
leaves AS (
  SELECT i.spot, i.node_id, lower(i.span) AS start, i.span FROM inside i
  WHERE NOT EXISTS (SELECT FROM agreements_place p WHERE p.parent_id = i.node_id)
),
needs AS (
  SELECT l.spot, range_agg(CASE WHEN t.id IS NULL THEN l.span
                           ELSE int8range(l.start + lower(t.numbers), l.start + upper(t.numbers)) END) AS need
  FROM leaves l LEFT JOIN agreements_postalspan t ON t.place_id = l.node_id
  GROUP BY l.spot
),
full_of AS MATERIALIZED (
  SELECT spot, need, (SELECT sum((upper(r) - lower(r))::float8) FROM unnest(need) AS r) AS size
  FROM (SELECT s.spot, coalesce(n.need, int8multirange(s.span)) AS need
        FROM shown s LEFT JOIN needs n ON n.spot = s.spot) AS each
)
"""
"""What each place needs to be whole, in spans, and how large that is."""
LINES = """
columns AS (SELECT * FROM unnest(%(columns)s::int8[], %(column_spans)s::int8range[]) AS t (id, span)),
lines AS MATERIALIZED (
  SELECT l.id AS line_id, c.id AS column_id, l.span @> c.span AS whole
  FROM agreements_productline l JOIN columns c ON c.span && l.span
)
"""
_CELLS = f"""WITH RECURSIVE {SHOWN}, {NEEDS}, {LINES},
held AS MATERIALIZED (
  SELECT h.node_id, h.line_id, h.place, coalesce(h.partner_id, s.partner_id) AS partner_id,
         h.zone_id IS NULL AND upper_inf(h.seat) AS exclusive, h.zone_id IS NOT NULL AS seated,
         h.segment_span @> %(segment)s::int8range AS segment_whole
  FROM agreements_holding h LEFT JOIN agreements_seat s ON s.zone_id = h.zone_id AND s.period @> %(on)s::date
  -- “is true” keeps the index of exclusivity out: most rows are wanted, and reading them in order is faster
  WHERE (h.period @> %(on)s::date) IS TRUE AND (h.place && %(near)s::int8multirange) IS TRUE
    AND (h.segment_span && %(segment)s::int8range) IS TRUE
    AND coalesce(h.partner_id, s.partner_id) <> ALL (%(without)s::int8[])
    AND coalesce(h.grant_id, s.grant_id) NOT IN (
      SELECT a.grant_id FROM agreements_agreementgrant a JOIN agreements_suspension p ON p.agreement_id = a.agreement_id
      WHERE p.since_on <= %(on)s::date AND (p.until_on IS NULL OR p.until_on > %(on)s::date)
    )
),
placed AS MATERIALIZED (
  SELECT i.spot, h.line_id, h.partner_id, h.place, h.exclusive, h.seated, h.segment_whole
  FROM held h JOIN inside i ON i.node_id = h.node_id
  UNION ALL
  -- what is wider than a shown place holds it by its span
  SELECT s.spot, h.line_id, h.partner_id, s.span * h.place, h.exclusive, h.seated, h.segment_whole
  FROM held h JOIN shown s ON s.span && h.place
  WHERE h.node_id IS NULL OR h.node_id NOT IN (SELECT node_id FROM inside)
),
each AS MATERIALIZED (
  SELECT p.spot, l.column_id, p.partner_id, bool_or(p.exclusive) AS exclusive, bool_or(p.seated) AS seated,
         -- only who holds as much as the place is large can hold all of it: the others need no comparing of spans
         sum((upper(p.place) - lower(p.place))::float8) FILTER (WHERE l.whole AND p.segment_whole)
           >= 0.999999 * min(f.size) AS likely, min(f.size) AS size
  FROM placed p JOIN lines l ON l.line_id = p.line_id JOIN full_of f ON f.spot = p.spot
  GROUP BY p.spot, l.column_id, p.partner_id
),
proven AS (
  SELECT e.spot, e.column_id, e.partner_id FROM each e
  JOIN placed p ON p.spot = e.spot AND p.partner_id = e.partner_id AND p.segment_whole
  JOIN lines l ON l.line_id = p.line_id AND l.column_id = e.column_id AND l.whole
  JOIN full_of f ON f.spot = e.spot
  WHERE e.likely GROUP BY e.spot, e.column_id, e.partner_id, f.need HAVING range_agg(p.place) @> f.need
),
told AS (
  SELECT e.spot, e.column_id, e.partner_id, e.exclusive, e.seated, e.size, v.spot IS NOT NULL AS whole FROM each e
  LEFT JOIN proven v ON v.spot = e.spot AND v.column_id = e.column_id AND v.partner_id = e.partner_id
)
SELECT spot, column_id, count(*) FILTER (WHERE whole), count(*) FILTER (WHERE NOT whole),
       coalesce(bool_or(whole AND exclusive) AND count(*) FILTER (WHERE whole) = 1, false),
       count(*) FILTER (WHERE whole AND seated),
       CASE WHEN count(*) = 1 THEN min(partner_id) END,
       -- who would be left, should one of two leave
       CASE WHEN count(*) <= 2 THEN array_agg(partner_id ORDER BY partner_id) END,
       CASE WHEN count(*) FILTER (WHERE whole) <= 2
       THEN array_agg(partner_id ORDER BY partner_id) FILTER (WHERE whole AND exclusive) END,
       min(size)
FROM told GROUP BY spot, column_id
"""  # noqa: S608
_ROOM = """
SELECT b.nestloop, b.sort, b.memory, set_config('enable_nestloop', %s, true), set_config('enable_sort', %s, true),
       set_config('work_mem', %s, true)
FROM (SELECT current_setting('enable_nestloop') AS nestloop, current_setting('enable_sort') AS sort,
             current_setting('work_mem') AS memory OFFSET 0) AS b
"""
"""Behind row-level security the planner may not look at the statistics of spans, and takes 200,000 rows for one."""
_SPOT = """
CASE WHEN {at} > 0 AND upper({span}) <= (%(ends)s::int8[])[{at}] THEN {at}
     WHEN ({at} = 0 OR lower({span}) >= (%(ends)s::int8[])[{at}])
      AND ({at} = cardinality(%(starts)s::int8[]) OR upper({span}) <= (%(starts)s::int8[])[{at} + 1]) THEN {beside}
     ELSE {wider} END
"""
_AT = "width_bucket(lower({span}), %(starts)s::int8[])"


def spot_of(span: str) -> str:
    """SQL for the place that a span lies in: places are disjoint, so that it is found by halving."""
    return _SPOT.format(at=_AT.format(span=span), span=span, beside=BESIDE, wider=WIDER)


_PLACED = f"""
WITH n AS MATERIALIZED (
  SELECT id, {spot_of("span")} AS spot FROM agreements_place WHERE span && %(around)s::int8range
),
placed AS (
  SELECT coalesce(n.spot, {spot_of("h.place")}) AS spot, h.place, h.id, h.xmin AS made, h.zone_id, h.partner_id
  FROM agreements_holding h LEFT JOIN n ON n.id = h.node_id AND n.spot > 0
  WHERE (h.period @> %(on)s::date) IS TRUE AND (n.spot IS NOT NULL OR h.place && %(around)s::int8range)
)
"""  # noqa: S608
"""The rows of the day, each with the place it lies in: most by the node around them, the few others by their span."""
_HOLDERS = (
    _PLACED
    + """
SELECT DISTINCT h.spot, coalesce(h.partner_id, s.partner_id) FROM placed h
LEFT JOIN agreements_seat s ON s.zone_id = h.zone_id AND s.period @> %(on)s::date
WHERE h.spot = ANY (%(spots)s::int8[]) AND (h.place && %(near)s::int8multirange) IS TRUE
  AND coalesce(h.partner_id, s.partner_id) IS NOT NULL
"""
)
# Every write gives its rows a transaction's number that no row had before: count and sums tell each state from another.
_STATE = "count(*), coalesce(sum(id), 0), coalesce(sum({}::text::int8), 0)"
_PRINTS = f"{_PLACED} SELECT spot, {_STATE.format('made')} FROM placed GROUP BY spot"  # noqa: S608
_COUNTED = {
    "agreements_seat": "period @> %(on)s::date", "agreements_agreementgrant": "true",
    "agreements_suspension": "since_on <= %(on)s::date AND (until_on IS NULL OR until_on > %(on)s::date)",
    "agreements_place": "span && %(around)s::int8range",
    "agreements_postalspan": "true", "agreements_productline": "true", "agreements_segment": "true",
}  # fmt: skip
_PRINT = " UNION ALL ".join(
    f"SELECT {_STATE.format('xmin')} FROM {table} WHERE {of_the_day}"  # noqa: S608
    for table, of_the_day in _COUNTED.items()
)
_IN_ORDER, _BY_INDEX = "(h.place && %(near)s::int8multirange) IS TRUE", "h.place && %(near)s::int8multirange"
_FEW_CELLS, _FEW_HOLDERS = _CELLS.replace(_IN_ORDER, _BY_INDEX), _HOLDERS.replace(_IN_ORDER, _BY_INDEX)
Part = tuple[list[tuple[Any, ...]], set[int]]
"""What is kept of a place: the rows of its cells, and who holds anything there."""
KEPT_FOR_EACH = 6
"""How many states of a place are kept: so many days are looked at to and fro without being counted again."""


@dataclass(frozen=True)
class Counted:
    """What was counted for a question: the rows of the cells, and the numbers of the holders.

    A row is spot, column, how many partners hold all and how many a part, whether one is alone by right, how many have
    seats, the one partner if just one; and for whoever asks what happens if a partner leaves: the partners if there are
    at most two, those of at most two whole ones who hold it exclusively, and how large the place is.
    """

    given: Mapping[str, Any]
    rows: tuple[tuple[Any, ...], ...]
    holders: frozenset[int]


def counted(given: Mapping[str, Any]) -> Counted:
    """Answer a question from what is kept of each place, or count the place now and keep it."""
    asked = {name: value for name, value in given.items() if name != "on"}
    key = "coverage-" + hashlib.sha256(repr((_CELLS, sorted(asked.items()))).encode()).hexdigest()
    kept: dict[tuple[int, str], Part] = cache.get(key) or {}
    with connection.cursor() as cursor:
        cursor.execute(_ROOM, ("off", "off", "64MB"))
        before = cursor.fetchone()[:3]
        prints = _prints(cursor, given)
        missing = [spot for spot in prints if (spot, prints[spot]) not in kept]
        fresh = _count(cursor, given, missing) if missing else {}
        cursor.execute(_ROOM, before)
    parts = {spot: fresh[spot] if spot in fresh else kept[spot, state] for spot, state in prints.items()}
    if fresh:
        shown = {(spot, state): parts[spot] for spot, state in prints.items()}
        others = [one for one in kept.items() if one[0] not in shown]
        cache.set(key, dict(others[-KEPT_FOR_EACH * len(prints) :]) | shown)
    rows = tuple(row for rows, _ in parts.values() for row in rows)
    return Counted(given, rows, frozenset(pk for _, who in parts.values() for pk in who))


def _prints(cursor: Any, given: Mapping[str, Any]) -> dict[int, str]:
    """What each place is counted from, in short: its own rows, those wider than it, and what all are counted with."""
    cursor.execute(_PRINT, given)
    common = cursor.fetchall()
    cursor.execute(_PRINTS, given)
    own = {row[0]: row[1:] for row in cursor.fetchall()}
    spots, numbered = range(WIDER, len(given["ids"]) + 1), len(given["starts"])
    # what has no number lies among what is beside the others
    return {spot: repr((common, own.get(WIDER), own.get(spot if spot <= numbered else BESIDE))) for spot in spots}


def _count(cursor: Any, given: Mapping[str, Any], spots: Sequence[int]) -> dict[int, Part]:
    """Count some places; `WIDER` and `BESIDE` have holders only."""
    found: dict[int, Part] = {spot: ([], set()) for spot in spots}
    shown = [spot for spot in spots if spot > 0]
    some = {name: [given[name][spot - 1] for spot in shown] for name in ("ids", "spans")}
    near = some["spans"] if len(shown) == len(spots) else [given["around"]]
    said = {**given, **some, "spots": list(spots), "near": f"{{{','.join(near)}}}"}
    cells, holders = (_FEW_CELLS, _FEW_HOLDERS) if len(near) == len(shown) <= FEW else (_CELLS, _HOLDERS)
    if shown:
        cursor.execute(cells, said)
        for spot, *row in cursor.fetchall():
            found[shown[spot - 1]][0].append((shown[spot - 1], *row))
    cursor.execute(holders, said)
    for spot, holder in cursor.fetchall():
        found[spot][1].add(holder)
    return found
