"""Grants: who may sell what, where, to whom, from when until when; and what stands against one.

An *open* grant lets others in beside it. An *exclusive* one keeps every other partner out. A zone *shared by at most N*
keeps out everybody but the N partners who hold its seats; it stands from its first seat's beginning to its last seat's
end. Two grants meet where place, product line, segment and period all overlap; a partner never stands in its own way.

The database enforces this (an exclusion constraint); what is decided here is what a grant must say, which seat of a
zone is free, how a refusal reads, and what would fit instead.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from itertools import pairwise

from fairway.agreements.rules.places import Area, Gazetteer, Piece, UnknownPlace, pieces_of, pieces_of_all, words
from fairway.agreements.rules.spans import Span, merged, without
from fairway.agreements.rules.trees import Fault

KINDS: Mapping[str, str] = {"open": "Open", "exclusive": "Exclusive", "shared": "Shared"}
EVER = date.max
MOST_SEATS = 99
MOST_AREAS = 400
SINGLE_SEAT = Span(0, 2**62)
"""The seat of an exclusive row: every seat there is."""


@dataclass(frozen=True, slots=True)
class Term:
    """Days from `since` until `until`, which is outside; `EVER` for no end. :raises ValueError: it is empty."""

    since: date
    until: date = EVER

    def __post_init__(self) -> None:
        if self.since >= self.until:
            raise ValueError("A term ends after it begins.")

    def overlaps(self, other: Term) -> bool:
        """Tell whether the two share a day."""
        return self.since < other.until and other.since < self.until

    def common(self, other: Term) -> Term:
        """The days both have. :raises ValueError: there are none."""
        return Term(max(self.since, other.since), min(self.until, other.until))

    @property
    def words(self) -> str:
        """The term as people read it."""
        end = "" if self.until == EVER else f" until {self.until}"
        return f"from {self.since}{end}"


@dataclass(frozen=True)
class Terms:
    """What a grant says. `line` and `segment` are codes of the trees, empty for all; `at_most` is for shared ones."""

    partner_id: int
    kind: str
    areas: tuple[Area, ...]
    since_on: date
    until_on: date | None = None
    line: str = ""
    segment: str = ""
    excepted: tuple[Area, ...] = ()
    at_most: int | None = None
    territory_id: int | None = None

    @property
    def term(self) -> Term:
        """:raises ValueError: it ends before it begins."""
        return Term(self.since_on, self.until_on or EVER)

    @property
    def where(self) -> str:
        """A digest of place, product line and segment: zones of the same are one zone."""
        said = [sorted(area.text for area in self.areas), sorted(area.text for area in self.excepted)]
        return sha256(repr((said, self.line, self.segment)).encode()).hexdigest()[:32]

    @property
    def key(self) -> str:
        """A digest of all but the end: the same said twice is one grant."""
        said = (self.where, self.partner_id, self.kind, self.at_most, self.since_on.isoformat())
        return sha256(repr(said).encode()).hexdigest()[:32]


def faults_of(terms: Terms) -> tuple[Fault, ...]:
    """Everything that keeps a grant from being taken, all at once."""
    found: list[Fault] = []
    if terms.kind not in KINDS:
        found.append(Fault("kind", terms.kind, "A grant is open, exclusive or shared."))
    if terms.until_on is not None and terms.until_on <= terms.since_on:
        found.append(
            Fault(
                "until_on",
                terms.until_on.isoformat(),
                f"It would end on {terms.until_on}, which is not after its first day {terms.since_on}. "
                "The day it ends on is the first day it no longer holds.",
            )
        )
    if not 1900 <= terms.since_on.year <= 9000:
        found.append(Fault("since_on", terms.since_on.isoformat(), "Write the year with four digits."))
    if terms.kind == "shared" and not (terms.at_most and 2 <= terms.at_most <= MOST_SEATS):
        found.append(
            Fault("at_most", str(terms.at_most or ""), f"Say by how many partners at most: 2 to {MOST_SEATS}.")
        )
    if terms.kind != "shared" and terms.at_most is not None:
        found.append(Fault("at_most", str(terms.at_most), "Only a shared grant has a number of partners."))
    if not terms.areas:
        found.append(Fault("places", "", "Name at least one place."))
    if len(terms.areas) + len(terms.excepted) > MOST_AREAS:
        found.append(Fault("places", "", f"One grant names at most {MOST_AREAS} places: use larger ones, or several."))
    if len({area.is_account for area in (*terms.areas, *terms.excepted)}) > 1:
        found.append(
            Fault("places", "", "Named accounts and places on the map are granted apart: make two grants of this.")
        )
    return tuple(found)


@dataclass(frozen=True, slots=True)
class Taken:
    """A seat of a zone that somebody holds."""

    seat: int
    term: Term


def seats_for(wanted: Term, taken: Iterable[Taken], at_most: int) -> tuple[Taken, ...] | Term:
    """The seats a partner takes for a term, each for a part of it; or the first days for which all seats are held.

    A partner may change seats within its term, so that “at most N” counts who is there on each day and nothing else.
    """
    held = [one for one in taken if one.term.overlaps(wanted)]
    edges = sorted(
        {wanted.since, wanted.until}
        | {day for one in held for day in (one.term.since, one.term.until) if wanted.since < day < wanted.until}
    )
    found: list[Taken] = []
    for since, until in pairwise(edges):
        days = Term(since, until)
        there = {one.seat for one in held if one.term.overlaps(days)}
        free = [seat for seat in range(1, at_most + 1) if seat not in there]
        if not free:
            return days
        if found and found[-1].seat in free:
            found[-1] = Taken(found[-1].seat, Term(found[-1].term.since, until))
        else:
            found.append(Taken(free[0], days))
    return tuple(found)


@dataclass(frozen=True)
class Wanted:
    """A grant ready to be compared: its spans in every dimension, with the names that a refusal needs."""

    kind: str
    pieces: tuple[Piece, ...]
    line: Span
    segment: Span
    term: Term
    areas: tuple[Area, ...] = ()
    excepted: tuple[Area, ...] = ()


@dataclass(frozen=True)
class Standing:
    """A grant or shared zone that stands in the way, with everything its sentence names."""

    grant_id: int | None
    zone_id: int | None
    partner_id: int | None
    who: str
    kind: str
    term: Term
    place: str
    line: str
    segment: str
    spans: tuple[Span, ...]
    line_span: Span
    segment_span: Span
    areas: tuple[Area, ...] = ()
    excepted: tuple[Area, ...] = ()
    at_most: int | None = None
    free_seats: int = 0


@dataclass(frozen=True)
class Offer:
    """Something that would fit: in words, and the fields of the grant that would say so."""

    words: str
    changes: Mapping[str, str]


@dataclass(frozen=True)
class Collision:
    """What stands against a grant: the standing one, where and when the two overlap, and what would fit."""

    standing: Standing
    overlap: str
    days: Term

    @property
    def sentence(self) -> str:
        """The refusal in one sentence: who, what, from when until when, and the overlap."""
        there = self.standing
        if there.kind == "shared":
            what = f"{there.place} is shared by at most {there.at_most} partners ({there.who})"
        else:
            adjective = "exclusively" if there.kind == "exclusive" else "openly"
            what = f"{there.who} holds {there.place} {adjective}"
        things = ", ".join(one for one in (there.line, there.segment) if one)
        return f"{what}, {things}, {there.term.words}. It overlaps in {self.overlap} {self.days.words}."


def collision(wanted: Wanted, standing: Standing, gazetteer: Gazetteer) -> Collision:
    """Say where and when a wanted grant meets a standing one."""
    common = [
        part for piece in wanted.pieces for span in standing.spans if (part := piece.span.common(span)) is not None
    ]
    mine = merged(piece.span for piece in wanted.pieces)
    if merged(common) == mine:
        overlap = "all of the place asked for"
    elif merged(common) == merged(standing.spans):
        overlap = standing.place
    else:
        areas = [area for area in _narrower(wanted, standing, gazetteer) if area.text]
        overlap = words(areas) if areas else "part of the place"
    return Collision(standing, overlap, wanted.term.common(standing.term))


def _narrower(wanted: Wanted, standing: Standing, gazetteer: Gazetteer) -> tuple[Area, ...]:
    """The named places of either side that lie within the other, so that an overlap can be named by them."""
    mine = merged(piece.span for piece in wanted.pieces)
    theirs = merged(standing.spans)
    found: dict[str, Area] = {}
    for areas, others in ((wanted.areas, theirs), (standing.areas, mine)):
        for area in areas:
            try:
                spans = [piece.span for piece in pieces_of(area, gazetteer)]
            except UnknownPlace:
                continue
            if any(span.overlaps(other) for span in spans for other in others) and not without(spans, others):
                found[area.text] = area
    return tuple(found.values())[:6]


def offers(
    wanted: Wanted,
    standing: Sequence[Standing],
    gazetteer: Gazetteer,
    *,
    lines: Mapping[str, tuple[str, Span]],
    segments: Mapping[str, tuple[str, Span]],
    full: bool = True,
) -> tuple[Offer, ...]:
    """What would fit of a grant that is refused: the rest of the place, of the time, of the products or customers; a
    seat; beside.

    `lines` and `segments` give name and span of what lies right below the wanted ones. `full` tells that `standing` is
    everything in the way; only then is an offer sure to be free.
    """
    if not standing or not full:
        return ()
    found: list[Offer] = []
    for one in standing[:1]:
        if len(standing) == 1 and one.kind == "shared" and one.free_seats > 0:
            found.append(
                Offer(
                    f"Take one of the {one.free_seats} free seats of the shared zone.",
                    {"kind": "shared", "at_most": str(one.at_most)},
                )
            )
    if wanted.kind != "open" and all(one.kind == "open" for one in standing):
        found.append(Offer("Grant it openly, beside those who are there.", {"kind": "open", "at_most": ""}))
    found.extend(_rest_of_the_place(wanted, standing, gazetteer))
    found.extend(_rest_of_the_time(wanted, standing))
    found.extend(_below("line", lines, [one.line_span for one in standing]))
    found.extend(_below("segment", segments, [one.segment_span for one in standing]))
    return tuple(found)


def _below(field: str, branches: Mapping[str, tuple[str, Span]], taken: Sequence[Span]) -> tuple[Offer, ...]:
    """The branches right below the wanted one that nobody in the way touches, at most four."""
    free = [
        Offer(f"Only {name}.", {field: code})
        for code, (name, span) in branches.items()
        if not any(span.overlaps(other) for other in taken)
    ]
    return tuple(free[:4])


def _rest_of_the_place(wanted: Wanted, standing: Sequence[Standing], gazetteer: Gazetteer) -> tuple[Offer, ...]:
    """The wanted place without those in the way, where their places can be named as exceptions."""
    holes: dict[str, Area] = {area.text: area for area in wanted.excepted}
    mine = [piece.span for piece in wanted.pieces]
    for one in standing:
        for area in one.areas:
            try:
                spans = [piece.span for piece in pieces_of(area, gazetteer)]
            except UnknownPlace:
                return ()
            if any(span.overlaps(other) for span in spans for other in mine):
                holes[area.text] = area
    try:
        left = pieces_of_all(wanted.areas, holes.values(), gazetteer)
    except UnknownPlace:
        return ()
    if not left or len(holes) > 40:
        return ()
    # a wanted place that is gone altogether needs no exception
    kept = [
        area
        for area in wanted.areas
        if without(
            [p.span for p in pieces_of(area, gazetteer)],
            [p.span for hole in holes.values() for p in pieces_of(hole, gazetteer)],
        )
    ]
    needed = [
        hole
        for hole in holes.values()
        if any(
            span.overlaps(piece.span)
            for span in (p.span for p in pieces_of(hole, gazetteer))
            for area in kept
            for piece in pieces_of(area, gazetteer)
        )
    ]
    changes = {
        "places": "; ".join(area.text for area in kept),
        "excepted": "; ".join(area.text for area in needed),
    }
    return (Offer(f"{words(kept, needed)}.", changes),)


def _rest_of_the_time(wanted: Wanted, standing: Sequence[Standing]) -> tuple[Offer, ...]:
    """The longest stretches of the wanted term in which nobody is in the way."""
    days = without(
        [Span(wanted.term.since.toordinal(), wanted.term.until.toordinal())],
        [Span(one.term.since.toordinal(), one.term.until.toordinal()) for one in standing],
    )
    found = []
    for span in sorted(days, key=lambda one: -one.size)[:2]:
        term = Term(date.fromordinal(span.start), date.fromordinal(span.end))
        until = "" if term.until == EVER else term.until.isoformat()
        found.append(Offer(f"The same {term.words}.", {"since_on": term.since.isoformat(), "until_on": until}))
    return tuple(found)
