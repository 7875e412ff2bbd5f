"""What a new grant would meet: the standing grants and zones in its way, a seat in a zone, what would fit, the law."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import connection
from django.db.models import Q
from psycopg.types.range import Range

from fairway.agreements.models import CounselNote, Grant, Holding, Seat, Zone
from fairway.agreements.queries import places
from fairway.agreements.queries.buyers import with_buyers
from fairway.agreements.queries.places import Branch, UnknownLine
from fairway.agreements.rules import findings as law
from fairway.agreements.rules import grants as rules
from fairway.agreements.rules import places as places_rules
from fairway.agreements.rules import world
from fairway.agreements.rules.findings import DraftFacts, Finding
from fairway.agreements.rules.grants import EVER, Collision, Offer, Standing, Taken, Term, Terms, Wanted
from fairway.agreements.rules.places import Gazetteer, Piece, UnknownPlace
from fairway.agreements.rules.spans import Span
from fairway.agreements.rules.trees import Fault
from fairway.kit.access import WORKER, Actor, Kind
from fairway.partners import queries as partners

MOST_IN_THE_WAY = 20
_NO_FAULTS: tuple[Fault, ...] = ()


@dataclass(frozen=True)
class Prepared:
    """A grant's terms with everything that was looked up for them."""

    terms: Terms
    gazetteer: Gazetteer
    pieces: tuple[Piece, ...]
    line: Branch
    segment: Branch
    lines: tuple[Branch, ...]
    segments: tuple[Branch, ...]

    @property
    def wanted(self) -> Wanted:
        terms = self.terms
        return Wanted(
            terms.kind, self.pieces, self.line.span, self.segment.span, terms.term, terms.areas, terms.excepted
        )

    @property
    def facts(self) -> DraftFacts:
        """What competition law asks about, as far as the grant itself says it."""
        codes = [area.code for area in self.terms.areas if not area.is_account]
        exclusive = {"open": 0, "exclusive": 1, "shared": self.terms.at_most or 0}.get(self.terms.kind, 0)
        return DraftFacts(
            eea=world.in_eea(codes),
            us=any(code == "WORLD" or code[:2] == "US" for code in codes),
            exclusive_distributors=exclusive,
            restricts_active_sales=exclusive > 0,
        )


@dataclass(frozen=True)
class Answer:
    """What a grant would meet: faults of the form, what is in the way, what would fit, and what the law asks."""

    faults: tuple[Fault, ...] = ()
    collisions: tuple[Collision, ...] = ()
    offers: tuple[Offer, ...] = ()
    findings: tuple[Finding, ...] = ()
    noted: frozenset[str] = frozenset()
    words: str = ""
    joins: str = ""

    @property
    def fits(self) -> bool:
        return not self.faults and not self.collisions and not self.waiting

    @property
    def waiting(self) -> tuple[Finding, ...]:
        """Findings that wait for counsel."""
        return law.unanswered(self.findings, self.noted)


def prepare(
    terms: Terms, *, gazetteer: Gazetteer | None = None, trees: tuple[Sequence[Branch], Sequence[Branch]] | None = None
) -> tuple[Prepared | None, tuple[Fault, ...]]:
    """Look up everything that a grant's terms name; faults instead where something is not there.

    `gazetteer` and `trees` are given by who prepares many.
    """
    faults = list(rules.faults_of(terms))
    lines, segments = trees or (places.lines(WORKER), places.segments(WORKER))
    line, line_fault = _branch(lines, terms.line, "line", "product line")
    segment, segment_fault = _branch(segments, terms.segment, "segment", "segment")
    faults += [fault for fault in (line_fault, segment_fault) if fault]
    pieces: tuple[Piece, ...] = ()
    found = gazetteer or places.gazetteer([*terms.areas, *terms.excepted])
    try:
        pieces = places_rules.pieces_of_all(terms.areas, terms.excepted, found)
    except UnknownPlace as problem:
        faults.append(Fault("places", "", str(problem)))
    else:
        if terms.areas and not pieces:
            faults.append(Fault("excepted", "", "Nothing is left: the exceptions take all of the places."))
    if faults or line is None or segment is None:
        return None, tuple(faults)
    return Prepared(terms, found, pieces, line, segment, tuple(lines), tuple(segments)), ()


def _branch(branches: Sequence[Branch], code: str, field: str, title: str) -> tuple[Branch | None, Fault | None]:
    for branch in branches:
        if branch.code == code:
            return branch, None
    return None, Fault(field, code, str(UnknownLine(f"There is no {title} “{code}”: add it first.")))


def check(actor: Actor, terms: Terms, *, instead_of: int | None = None) -> Answer:
    """What a grant would meet, without writing anything: the evidence beside the button.

    `instead_of` is a grant that this one would follow; it stands in nobody's way from the new one's first day.
    """
    prepared, faults = prepare(terms)
    if prepared is None:
        return Answer(faults)
    found = law.findings_of(with_buyers(actor, prepared.facts, partner_id=terms.partner_id, on=terms.since_on))
    noted = frozenset(notes_on(actor, subject_of(terms)))
    joined = zone_to_join(prepared) if terms.kind == "shared" else None
    joins, full = "", _NO_FAULTS
    if joined is not None:
        joins, full = _joining(actor, prepared, joined, instead_of)
    standing = standing_against(actor, prepared, zone=joined, instead_of=instead_of)
    told, offered = explained(prepared, standing)
    words = places_rules.words(terms.areas, terms.excepted, places.names_in(terms.areas))
    return Answer(full, told, offered, found, noted, words, joins)


def _joining(actor: Actor, prepared: Prepared, zone: Zone, instead_of: int | None) -> tuple[str, tuple[Fault, ...]]:
    terms = prepared.terms
    taken, others = seats_of(zone, instead_of)
    if zone.at_most != terms.at_most:
        return "", (other_number(zone, terms),)
    seats = rules.seats_for(terms.term, taken, zone.at_most)
    if isinstance(seats, Term):
        return "", (no_seat(actor, zone, others, seats),)
    names = ", ".join(sorted(name for _, name in partners.names_of(actor, others).values()))
    return f"Joins the zone of {names}: {zone.at_most} seats at most.", ()


def other_number(zone: Zone, terms: Terms) -> Fault:
    """The fault of a shared grant that gives another number of partners than its zone."""
    return Fault(
        "at_most",
        str(terms.at_most),
        f"This place is shared by at most {zone.at_most} partners already: write {zone.at_most}, or end it first.",
    )


def no_seat(actor: Actor, zone: Zone, others: Iterable[int], days: Term) -> Fault:
    """The fault of a shared grant whose zone is full on some days."""
    names = ", ".join(sorted(name for _, name in partners.names_of(actor, others).values()))
    return Fault(
        "at_most",
        str(zone.at_most),
        f"All {zone.at_most} seats are held {days.words}, by {names}. Choose other days, or end one of theirs.",
    )


def seats_of(zone: Zone, instead_of: int | None = None) -> tuple[list[Taken], list[int]]:
    """The seats held in a zone, and by whom; without those of a grant that is being replaced."""
    rows = Seat.objects.filter(zone=zone).exclude(grant_id=instead_of or 0)
    found = list(rows.values_list("number", "period", "partner_id"))
    return [Taken(number, term_of(period)) for number, period, _ in found], sorted({one[2] for one in found})


def zone_to_join(prepared: Prepared) -> Zone | None:
    """The zone of the same place, product line and segment whose days touch the wanted ones."""
    term = prepared.terms.term
    return (
        Zone.objects.filter(where=prepared.terms.where, period__overlap=period_of(term))
        .order_by("period", "pk")
        .first()
    )


def term_of(period: Any) -> Term:
    """A term as the database holds it."""
    return Term(period.lower, period.upper or EVER)


def period_of(term: Term) -> Range[date]:
    """A term for the database: without an end where there is none."""
    return Range(term.since, None if term.until == EVER else term.until)


# “offset 0” keeps each place a question of its own: joined, it was compared with every row of the product line
_STANDING = """
SELECT h.grant_id, h.zone_id FROM unnest(%(places)s::int8range[]) AS w (place) CROSS JOIN LATERAL (
  SELECT h.grant_id, h.zone_id, lower(h.period) AS since FROM agreements_holding h
  WHERE h.place && w.place AND h.line_span && %(line)s::int8range AND h.segment_span && %(segment)s::int8range
    AND h.period && %(period)s::daterange AND h.seat && %(seat)s::int8range AND h.owner <> %(owner)s OFFSET 0
) AS h
WHERE (%(instead)s::int8 IS NULL OR h.grant_id IS NULL OR h.grant_id <> %(instead)s::int8)
  AND (%(emptied)s::int8 IS NULL OR h.zone_id IS NULL OR h.zone_id <> %(emptied)s::int8)
GROUP BY h.grant_id, h.zone_id ORDER BY min(h.since), h.grant_id, h.zone_id LIMIT %(limit)s
"""


def standing_against(
    actor: Actor,
    prepared: Prepared,
    *,
    zone: Zone | None = None,
    instead_of: int | None = None,
    limit: int = MOST_IN_THE_WAY + 1,
) -> tuple[Standing, ...]:
    """The grants and zones of others that a grant would meet, the earliest first, at most `limit`."""
    terms = prepared.terms
    term = terms.term
    if zone is not None and zone.period is not None:
        there = term_of(zone.period)
        term = Term(min(term.since, there.since), max(term.until, there.until))
    owner = -zone.pk if zone is not None else 0 if terms.kind == "shared" else terms.partner_id
    seat = Range(terms.partner_id, terms.partner_id + 1) if terms.kind == "open" else Range(0, None)
    with connection.cursor() as cursor:
        given: dict[str, Any] = {
            "places": [f"[{piece.span.start},{piece.span.end})" for piece in prepared.pieces],
            "line": str_of(prepared.line.span),
            "segment": str_of(prepared.segment.span),
            "period": period_of(term),
            "seat": seat,
            "owner": owner,
            "instead": instead_of,
            "emptied": _emptied_by(instead_of),
            "limit": limit,
        }
        cursor.execute(_STANDING, given)
        rows = cursor.fetchall()
    return _standing(actor, [row[0] for row in rows if row[0]], [row[1] for row in rows if row[1]])


_MEETING = """
SELECT DISTINCT w.number FROM unnest(
  %(numbers)s::int8[], %(places)s::int8range[], %(lines)s::int8range[], %(segments)s::int8range[],
  %(periods)s::daterange[], %(seats)s::int8range[], %(owners)s::int8[]
) AS w (number, place, line, segment, period, seat, owner)
WHERE EXISTS (
  SELECT FROM agreements_holding h WHERE h.place && w.place AND h.line_span && w.line AND h.segment_span && w.segment
    AND h.period && w.period AND h.seat && w.seat AND h.owner <> w.owner OFFSET 0
)
"""


def meeting(many: Sequence[Prepared]) -> frozenset[int]:
    """Which of these open or exclusive grants would meet one that stands, by their place in the sequence."""
    rows = [
        (number, str_of(piece.span), one)
        for number, one in enumerate(many)
        for piece in one.pieces
    ]  # fmt: skip
    given: dict[str, Any] = {
        "numbers": [number for number, _, _ in rows],
        "places": [place for _, place, _ in rows],
        "lines": [str_of(one.line.span) for _, _, one in rows],
        "segments": [str_of(one.segment.span) for _, _, one in rows],
        "periods": [f"[{one.terms.since_on},{one.terms.until_on or ''})" for _, _, one in rows],
        "seats": [seat_text(one.terms) for _, _, one in rows],
        "owners": [one.terms.partner_id for _, _, one in rows],
    }
    with connection.cursor() as cursor:
        cursor.execute(_MEETING, given)
        return frozenset(row[0] for row in cursor.fetchall())


def seat_text(terms: Terms) -> str:
    """The seat of a grant, as PostgreSQL reads it: everything, or an open one's own point."""
    return f"[{terms.partner_id},{terms.partner_id + 1})" if terms.kind == "open" else "[0,)"


def _emptied_by(grant_id: int | None) -> int | None:
    """The zone that a grant is alone in: it goes when the grant does."""
    if grant_id is None:
        return None
    zones = set(Seat.objects.filter(grant_id=grant_id).values_list("zone_id", flat=True))
    others = set(Seat.objects.filter(zone__in=zones).exclude(grant_id=grant_id).values_list("zone_id", flat=True))
    return next(iter(zones - others), None)


def str_of(span: Span) -> str:
    """A span as PostgreSQL reads it."""
    return f"[{span.start},{span.end})"


def _standing(actor: Actor, grant_ids: list[int], zone_ids: list[int]) -> tuple[Standing, ...]:
    if not grant_ids and not zone_ids:
        return ()
    spans: dict[int, list[Span]] = {}
    other: dict[int, tuple[Span, Span]] = {}
    rows = Holding.objects.filter(Q(grant__in=grant_ids) | Q(zone__in=zone_ids))
    for grant_id, zone_id, place, line, segment in rows.values_list(
        "grant_id", "zone_id", "place", "line_span", "segment_span"
    ):
        key = grant_id or -zone_id
        spans.setdefault(key, []).append(places.span_of(place))
        other[key] = (places.span_of(line), places.span_of(segment))
    grants = {row.pk: row for row in Grant.objects.filter(pk__in=grant_ids).select_related("line", "segment")}
    zones = {row.pk: row for row in Zone.objects.filter(pk__in=zone_ids).select_related("line", "segment")}
    members: dict[int, list[Grant]] = {}
    for grant in Grant.objects.filter(zone__in=zone_ids, withdrawn_at=None).order_by("pk"):
        members.setdefault(grant.zone_id or 0, []).append(grant)
    everybody = {row.partner_id for row in grants.values()} | {
        row.partner_id for rows_of_zone in members.values() for row in rows_of_zone
    }
    names = {pk: name for pk, (_, name) in partners.names_of(actor, everybody).items()}
    found = [
        Standing(
            grant.pk, None, grant.partner_id, names.get(grant.partner_id, "another partner"), grant.kind,
            Term(grant.since_on, grant.until_on or EVER), grant.where_words, grant.line.name, grant.segment.name,
            tuple(spans.get(grant.pk, ())), *other[grant.pk], areas_of(grant.areas), areas_of(grant.excepted),
        )
        for grant in grants.values() if grant.pk in other
    ]  # fmt: skip
    for zone in zones.values():
        inside = members.get(zone.pk, [])
        if zone.period is None or -zone.pk not in other or not inside:
            continue
        who = ", ".join(sorted({names.get(row.partner_id, "another partner") for row in inside}))
        found.append(
            Standing(
                None, zone.pk, None, who, "shared", term_of(zone.period), inside[0].where_words, zone.line.name,
                zone.segment.name, tuple(spans[-zone.pk]), *other[-zone.pk], areas_of(inside[0].areas),
                areas_of(inside[0].excepted), zone.at_most, zone.at_most - len({row.partner_id for row in inside}),
            )
        )  # fmt: skip
    return tuple(sorted(found, key=lambda one: (one.term.since, one.grant_id or 0, one.zone_id or 0)))


def areas_of(texts: Iterable[str]) -> tuple[places_rules.Area, ...]:
    """Places as they are kept, read again."""
    return tuple(places_rules.from_text(text) for text in texts)


def explained(prepared: Prepared, standing: Sequence[Standing]) -> tuple[tuple[Collision, ...], tuple[Offer, ...]]:
    """The collisions in words, and what would fit instead."""
    wanted = prepared.wanted
    named = [area for one in standing for area in (*one.areas, *one.excepted)]
    gazetteer = places.gazetteer([*prepared.terms.areas, *prepared.terms.excepted, *named]) if named else None
    told = tuple(
        rules.collision(wanted, one, gazetteer or prepared.gazetteer)
        for one in standing
        if one.term.overlaps(wanted.term)
    )
    complete = len(standing) <= MOST_IN_THE_WAY
    offered = rules.offers(
        wanted, [one.standing for one in told], gazetteer or prepared.gazetteer,
        lines=_below(prepared.lines, prepared.line), segments=_below(prepared.segments, prepared.segment),
        full=complete,
    )  # fmt: skip
    return told[:MOST_IN_THE_WAY], offered


def _below(tree: Iterable[Branch], wanted: Branch) -> dict[str, tuple[str, Span]]:
    """Name and span of the branches right below one, by code."""
    return {one.code: (one.name, one.span) for one in tree if one.parent == wanted.code and one.code}


def subject_of(terms: Terms) -> str:
    """What counsel's notes on a grant are filed under: its terms, whether it is granted yet or not."""
    return f"grant:{terms.key}"


def notes_on(actor: Actor, subject: str) -> Mapping[str, tuple[str, datetime, int]]:
    """Counsel's notes on one thing, by finding: the text, when, and who (the latest of each)."""
    if actor.kind not in {Kind.STAFF, Kind.WORKER}:
        return {}
    rows = CounselNote.objects.filter(subject=subject).order_by("pk")
    return {row.finding: (row.text, row.written_at, row.written_by_id) for row in rows}
