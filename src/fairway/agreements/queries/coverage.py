"""Coverage on a day: for every place and product line how many partners may serve it; what changes if one leaves.

Counting happens in the database, over rows that know their node and their line by number, so that two hundred thousand
grants become one row for each cell. What a place needs to be whole is its leaves: of a subdivision with a postal table
the codes of the table, of others all of it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, Subquery

from fairway.agreements.models import Grant, Place, Segment, Suspension
from fairway.agreements.queries import places
from fairway.agreements.queries.collisions import str_of
from fairway.agreements.queries.counting import Counted, counted
from fairway.agreements.queries.leaving import without
from fairway.agreements.queries.places import Branch
from fairway.agreements.rules import places as rules
from fairway.agreements.rules import world
from fairway.agreements.rules.coverage import NOTHING, Cell, Loss
from fairway.agreements.rules.spans import Span
from fairway.kit.access import Actor, Kind
from fairway.partners import queries as partners


@dataclass(frozen=True)
class Spot:
    """A country or subdivision that coverage is shown for."""

    code: str
    name: str
    is_open: bool = False
    """Whether it has subdivisions of its own to look into."""


@dataclass(frozen=True)
class _Counting:
    """What was counted, and the place and line of each of its cells: to answer what would be without somebody."""

    keys: Mapping[tuple[int, int], tuple[str, str]]
    counted: Counted


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
    counting: _Counting | None = field(default=None, repr=False, compare=False)

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


def coverage(actor: Actor, *, on: date, around: str = "WORLD", line: str = "", segment: str = "") -> Coverage:
    """Who may serve what on a day: the countries of the world, or the subdivisions of a country.

    `around` is WORLD or a country's code; `line` the product line whose lines below become columns. Suspended and
    terminated partners do not count, nor does what a suspended agreement granted, on the days of its suspension.

    :raises UnknownPlace: `around` is neither. :raises UnknownLine: line or segment is unknown.
    """
    tree = places.lines(actor)
    chosen, people = places.one_of(tree, line, "product line"), places.segment(actor, segment)
    columns = (chosen, *(branch for branch in tree if branch.code and branch.parent == chosen.code))
    spots, ids, spans, whole = _shown(around)
    # in the order of the line of all places; those without a number have nothing of their own, and come last
    order = sorted(range(len(spots)), key=lambda at: (ids[at] is None, spans[at].start))
    numbered = [spans[at] for at in order if ids[at] is not None]
    if actor.kind not in {Kind.STAFF, Kind.WORKER} or not spots:
        return Coverage(on, Spot(around, _name(around)), spots, columns, {}, {})
    given: dict[str, Any] = {
        "ids": [ids[at] for at in order], "spans": [str_of(spans[at]) for at in order],
        "columns": [branch.id for branch in columns], "column_spans": [str_of(branch.span) for branch in columns],
        "segment": str_of(people.span), "on": on, "around": str_of(whole),
        "without": sorted(stopped(actor)),
        "starts": [span.start for span in numbered], "ends": [span.end for span in numbered],
    }  # fmt: skip
    found = counted(given)
    keys = {
        (at, branch.id): (spots[order[at - 1]].code, branch.code)
        for at in range(1, len(order) + 1) for branch in columns
    }  # fmt: skip
    cells = _cells(keys, found.rows)
    only = {cell.only for cell in cells.values() if cell.only is not None}
    named = partners.names_of(actor, found.holders | only)
    known = sorted(((pk, named[pk][1]) for pk in found.holders if pk in named), key=lambda one: one[1].casefold())
    around_spot = Spot(around, _name(around))
    return Coverage(on, around_spot, spots, columns, cells, named, tuple(known), _Counting(keys, found))


def _cells(keys: Mapping[tuple[int, int], tuple[str, str]], rows: Iterable[Any]) -> dict[tuple[str, str], Cell]:
    return {keys[row[0], row[1]]: Cell(*row[2:7]) for row in rows}


def usual_segment(actor: Actor, *, on: date) -> str:
    """The segment that most grants of a day speak of; all customers where none is granted.

    Where each segment has partners of its own, hardly anybody holds all customers: that picture would be all in parts.
    """
    if actor.kind not in {Kind.STAFF, Kind.WORKER}:
        return ""
    there = Grant.objects.filter(Q(until_on=None) | Q(until_on__gt=on), withdrawn_at=None, since_on__lte=on)
    used = Segment.objects.filter(Exists(there.filter(segment=OuterRef("pk"))))
    found = list(used.values_list("pk", "code")[:2])
    if len(found) < 2:  # nothing to count
        return found[0][1] if found else ""
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


def losses(before: Coverage, *, partner_id: int) -> tuple[tuple[Spot, Branch, Loss], ...]:
    """What gets worse on that day if a partner leaves: gaps first, then places with one partner left."""
    if before.counting is None:
        return ()
    after = _cells(before.counting.keys, without(before.counting.counted, partner_id))
    found = [
        (spot, column, Loss(before.cell(spot.code, column.code), after.get((spot.code, column.code), NOTHING)))
        for spot in before.spots
        for column in before.columns
    ]
    worse = [one for one in found if one[2].is_worse]
    return tuple(sorted(worse, key=lambda one: (not one[2].becomes_gap, not one[2].after.is_alone, one[0].name)))


def _days(**asked: Any) -> dict[str, date | None]:
    """The first day of each of these questions, in one query."""
    one = Place.objects.filter(code="WORLD").annotate(**{name: Subquery(rows[:1]) for name, rows in asked.items()})
    return one.values(*asked).first() or dict.fromkeys(asked)


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
    # each by an index: reading two hundred thousand rows for five dates would be seen
    ends = _days(
        first=rows.order_by("since_on").values("since_on"),
        last=rows.order_by("-since_on").values("since_on"),
        end=rows.filter(until_on__isnull=False).order_by("-until_on").values("until_on"),
        coming=rows.filter(since_on__gt=on).order_by("since_on").values("since_on"),
        ending=rows.filter(until_on__gt=on).order_by("until_on").values("until_on"),
    )
    following = [day for day in (ends["coming"], ends["ending"]) if day]
    for days in Suspension.objects.filter(Q(since_on__gt=on) | Q(until_on__gt=on)).values_list("since_on", "until_on"):
        following += [day for day in days if day is not None and day > on]
    last = [day for day in (ends["last"], ends["end"]) if day]
    return Reach(ends["first"], max(last, default=None), min(following, default=None))
