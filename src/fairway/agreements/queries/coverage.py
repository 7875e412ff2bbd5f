"""Coverage on a day: for every place and product line how many partners may serve it; what changes if one leaves.

Counting happens in the database, over rows that know their node and their line by number, so that two hundred thousand
grants become one row for each cell. What a place needs to be whole is its leaves: of a subdivision with a postal table
the codes of the table, of others all of it.

Counting two hundred thousand grants takes most of a second, and one picture is looked at many times: by everybody, and
again after each choice. What was counted is therefore kept under a print of the very rows it was counted from; any
write, whoever made it, changes the print.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.core.cache import cache
from django.db import connection
from django.db.models import Count, Max, Min, Q, Subquery

from fairway.agreements.models import Grant, Place, Segment, Suspension
from fairway.agreements.queries import places
from fairway.agreements.queries.collisions import str_of
from fairway.agreements.queries.places import Branch
from fairway.agreements.rules import places as rules
from fairway.agreements.rules import world
from fairway.agreements.rules.coverage import NOTHING, Cell, Loss
from fairway.agreements.rules.spans import Span
from fairway.kit.access import Actor, Kind
from fairway.partners import queries as partners

_CELLS = """
WITH RECURSIVE shown AS (
  SELECT * FROM unnest(%(ids)s::int8[], %(spans)s::int8range[]) WITH ORDINALITY AS t (place_id, span, spot)
),
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
),
columns AS (SELECT * FROM unnest(%(columns)s::int8[], %(column_spans)s::int8range[]) AS t (id, span)),
lines AS MATERIALIZED (
  SELECT l.id AS line_id, c.id AS column_id, l.span @> c.span AS whole
  FROM agreements_productline l JOIN columns c ON c.span && l.span
),
held AS MATERIALIZED (
  SELECT h.node_id, h.line_id, h.place, coalesce(h.partner_id, s.partner_id) AS partner_id,
         h.zone_id IS NULL AND upper_inf(h.seat) AS exclusive, h.zone_id IS NOT NULL AS seated,
         h.segment_span @> %(segment)s::int8range AS segment_whole
  FROM agreements_holding h LEFT JOIN agreements_seat s ON s.zone_id = h.zone_id AND s.period @> %(on)s::date
  -- “is true” keeps the index of exclusivity out: most rows are wanted, and reading them in order is faster
  WHERE (h.period @> %(on)s::date) IS TRUE AND (h.place && %(around)s::int8range) IS TRUE
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
           >= 0.999999 * min(f.size) AS likely
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
  SELECT e.spot, e.column_id, e.partner_id, e.exclusive, e.seated, v.spot IS NOT NULL AS whole FROM each e
  LEFT JOIN proven v ON v.spot = e.spot AND v.column_id = e.column_id AND v.partner_id = e.partner_id
)
SELECT spot, column_id, count(*) FILTER (WHERE whole), count(*) FILTER (WHERE NOT whole),
       coalesce(bool_or(whole AND exclusive) AND count(*) FILTER (WHERE whole) = 1, false),
       count(*) FILTER (WHERE whole AND seated),
       CASE WHEN count(*) = 1 THEN min(partner_id) END
FROM told GROUP BY spot, column_id
"""
_ROOM = """
SELECT b.nestloop, b.memory, set_config('enable_nestloop', %s, true), set_config('work_mem', %s, true)
FROM (SELECT current_setting('enable_nestloop') AS nestloop, current_setting('work_mem') AS memory OFFSET 0) AS b
"""
"""Behind row-level security the planner may not look at the statistics of spans, and takes 200,000 rows for one."""
_HOLDERS = """
SELECT DISTINCT coalesce(h.partner_id, s.partner_id) FROM agreements_holding h
LEFT JOIN agreements_seat s ON s.zone_id = h.zone_id AND s.period @> %(on)s::date
WHERE h.place && %(around)s::int8range AND h.period @> %(on)s::date
  AND coalesce(h.partner_id, s.partner_id) IS NOT NULL
"""
_COUNTED = (
    "agreements_holding", "agreements_seat", "agreements_agreementgrant", "agreements_suspension",
    "agreements_place", "agreements_postalspan", "agreements_productline", "agreements_segment",
)  # fmt: skip
# Every write gives its rows a transaction's number that no row had before: count and sums tell each state from another.
_PRINT = " UNION ALL ".join(
    f"SELECT count(*), coalesce(sum(id), 0), coalesce(sum(xmin::text::int8), 0) FROM {table}"  # noqa: S608
    for table in _COUNTED
)


@dataclass(frozen=True)
class Spot:
    """A country or subdivision that coverage is shown for."""

    code: str
    name: str
    is_open: bool = False
    """Whether it has subdivisions of its own to look into."""


@dataclass(frozen=True)
class Coverage:
    """Coverage of the places right below one, by product line, on a day.

    `columns` begins with the chosen line, the lines right below it follow. `cells` has what is not a gap; `holders` are
    the partners that hold anything there on the day, of whatever line and segment, by name.
    """

    on: date
    around: Spot
    spots: tuple[Spot, ...]
    columns: tuple[Branch, ...]
    cells: Mapping[tuple[str, str], Cell]
    names: Mapping[int, tuple[str, str]]
    holders: tuple[tuple[int, str], ...] = ()

    def cell(self, code: str, line: str = "") -> Cell:
        """The cell of a place and a column."""
        return self.cells.get((code, line), NOTHING)

    def states(self, line: str) -> Mapping[str, int]:
        """How many places are in each state, for one line."""
        found: dict[str, int] = {}
        for spot in self.spots:
            state = self.cell(spot.code, line).state
            found[state] = found.get(state, 0) + 1
        return found


def coverage(
    actor: Actor, *, on: date, around: str = "WORLD", line: str = "", segment: str = "", without: int = 0
) -> Coverage:
    """Who may serve what on a day: the countries of the world, or the subdivisions of a country.

    `around` is WORLD or a country's code; `line` the product line whose lines below become columns; `without` a partner
    that is supposed to have left. Suspended and terminated partners do not count, nor does what a suspended agreement
    granted, on the days of its suspension.

    :raises UnknownPlace: `around` is neither. :raises UnknownLine: line or segment is unknown.
    """
    tree = places.lines(actor)
    chosen, people = places.one_of(tree, line, "product line"), places.segment(actor, segment)
    columns = (chosen, *(branch for branch in tree if branch.code and branch.parent == chosen.code))
    spots, ids, spans, whole = _shown(around)
    if actor.kind not in {Kind.STAFF, Kind.WORKER} or not spots:
        return Coverage(on, Spot(around, _name(around)), spots, columns, {}, {})
    codes = {branch.id: branch.code for branch in columns}
    given: dict[str, Any] = {
        "ids": ids, "spans": [str_of(span) for span in spans],
        "columns": list(codes), "column_spans": [str_of(branch.span) for branch in columns],
        "segment": str_of(people.span), "on": on, "around": str_of(whole),
        "without": sorted({*stopped(actor), without}),
    }  # fmt: skip
    found, holders = _counted(given)
    cells = {(spots[row[0] - 1].code, codes[row[1]]): Cell(*row[2:]) for row in found}
    named = partners.names_of(actor, {*holders, *(cell.only for cell in cells.values() if cell.only is not None)})
    known = sorted(((pk, named[pk][1]) for pk in holders if pk in named), key=lambda one: one[1].casefold())
    return Coverage(on, Spot(around, _name(around)), spots, columns, cells, named, tuple(known))


def _counted(given: Mapping[str, Any]) -> tuple[list[tuple[Any, ...]], list[int]]:
    """The rows of the cells and the numbers of the holders: as kept, or counted now and kept."""
    with connection.cursor() as cursor:
        cursor.execute(_PRINT)
        said = repr((_CELLS, sorted(given.items()), cursor.fetchall()))
        key = "coverage-" + hashlib.sha256(said.encode()).hexdigest()
        kept: tuple[list[tuple[Any, ...]], list[int]] | None = cache.get(key)
        if kept is not None:
            return kept
        cursor.execute(_ROOM, ("off", "64MB"))
        before = cursor.fetchone()[:2]
        cursor.execute(_CELLS, given)
        found = cursor.fetchall()
        cursor.execute(_ROOM, before)
        cursor.execute(_HOLDERS, given)
        counted = found, [row[0] for row in cursor.fetchall()]
    cache.set(key, counted)
    return counted


def usual_segment(actor: Actor, *, on: date) -> str:
    """The segment that most grants of a day speak of; all customers where none is granted.

    Where each segment has partners of its own, hardly anybody holds all customers: that picture would be all in parts.
    """
    if actor.kind not in {Kind.STAFF, Kind.WORKER}:
        return ""
    there = Grant.objects.filter(Q(until_on=None) | Q(until_on__gt=on), withdrawn_at=None, since_on__lte=on)
    most = there.values("segment_id").annotate(number=Count("pk")).order_by("-number", "segment_id")
    return (
        Segment.objects.filter(pk=Subquery(most.values("segment_id")[:1])).values_list("code", flat=True).first() or ""
    )


def stopped(actor: Actor) -> list[int]:
    """The partners that may not sell whatever they hold: suspended or terminated."""
    rows = partners.visible_to(actor).filter(status__in=("suspended", "terminated"))
    return list(rows.values_list("pk", flat=True))


def _name(code: str) -> str:
    return "Worldwide" if code == "WORLD" else world.name_of(code)


def _shown(around: str) -> tuple[tuple[Spot, ...], list[int | None], list[Span], Span]:
    if around == "WORLD":
        listed = sorted(world.countries().values(), key=lambda one: one.name)
        known = dict(Place.objects.filter(kind="country").values_list("code", "pk"))
        spots = tuple(Spot(one.code, one.name, bool(world.subdivisions(one.code))) for one in listed)
        spans = [rules.country_span(one.code) for one in listed]
        return spots, [known.get(one.code) for one in listed], spans, rules.WORLD
    if around not in world.countries():
        raise rules.UnknownPlace(f"“{around}” is not an ISO 3166-1 country code such as DE.")
    below = world.children(around)
    there = {
        code: (pk, places.span_of(span))
        for code, pk, span in Place.objects.filter(parent__code=around).values_list("code", "pk", "span")
    }
    whole = rules.country_span(around)
    # a country that nobody holds anything of in particular has no numbers yet: its subdivisions are as it is
    first = Span(whole.start, whole.start + rules.SLOT)
    found = [there.get(one.code, (None, first)) for one in below]
    return tuple(Spot(one.code, one.name) for one in below), [pk for pk, _ in found], [s for _, s in found], whole


def losses(
    actor: Actor, before: Coverage, *, partner_id: int, segment: str = ""
) -> tuple[tuple[Spot, Branch, Loss], ...]:
    """What gets worse on that day if a partner leaves: gaps first, then places with one partner left."""
    after = coverage(
        actor, on=before.on, around=before.around.code, line=before.columns[0].code, segment=segment, without=partner_id
    )
    found = [
        (spot, column, Loss(before.cell(spot.code, column.code), after.cell(spot.code, column.code)))
        for spot in before.spots
        for column in before.columns
    ]
    worse = [one for one in found if one[2].is_worse]
    return tuple(sorted(worse, key=lambda one: (not one[2].becomes_gap, not one[2].after.is_alone, one[0].name)))


@dataclass(frozen=True)
class Reach:
    """The days grants speak of: the first beginning and the last end or beginning; the next day anything changes."""

    first: date | None
    last: date | None
    next_change: date | None


def reach(actor: Actor, *, on: date) -> Reach:
    """From when until when grants speak, for a slider through time."""
    if actor.kind not in {Kind.STAFF, Kind.WORKER}:
        return Reach(None, None, None)
    rows = Grant.objects.filter(withdrawn_at=None)
    ends = rows.aggregate(
        first=Min("since_on"), last=Max("since_on"), end=Max("until_on"),
        coming=Min("since_on", filter=Q(since_on__gt=on)), ending=Min("until_on", filter=Q(until_on__gt=on)),
    )  # fmt: skip
    following = [day for day in (ends["coming"], ends["ending"]) if day]
    for days in Suspension.objects.filter(Q(since_on__gt=on) | Q(until_on__gt=on)).values_list("since_on", "until_on"):
        following += [day for day in days if day is not None and day > on]
    last = [day for day in (ends["last"], ends["end"]) if day]
    return Reach(ends["first"], max(last, default=None), min(following, default=None))
