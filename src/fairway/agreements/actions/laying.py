"""Lay grants and zones out as the rows that the database compares."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from django.db import IntegrityError, connection, transaction
from psycopg.errors import ExclusionViolation

from fairway.agreements.actions.refusals import Refused
from fairway.agreements.models import Grant, Holding, Zone
from fairway.agreements.queries import collisions, places
from fairway.agreements.queries.collisions import Prepared
from fairway.agreements.rules.grants import EVER, Term, Terms
from fairway.agreements.rules.places import from_text
from fairway.agreements.rules.trees import Fault
from fairway.kit import journal
from fairway.kit.access import WORKER, Actor

AT_ONCE = 2000
_INSERT = """
INSERT INTO agreements_holding (grant_id, zone_id, partner_id, owner, node_id, line_id, segment_id, place, line_span,
                                segment_span, period, seat)
SELECT g, z, p, o, n, l, s, int8range(ps, pe), int8range(ls, le), int8range(ss, se), daterange(f, u), int8range(a, b)
FROM unnest(%s::int8[], %s::int8[], %s::int8[], %s::int8[], %s::int8[], %s::int8[], %s::int8[], %s::int8[], %s::int8[],
            %s::int8[], %s::int8[], %s::int8[], %s::int8[], %s::date[], %s::date[], %s::int8[], %s::int8[])
  AS t (g, z, p, o, n, l, s, ps, pe, ls, le, ss, se, f, u, a, b)
"""
Row = tuple[
    int | None, int | None, int | None, int, int | None, int, int, int, int, int, int, int, int, date, date | None, int,
    int | None,
]  # fmt: skip


@dataclass(frozen=True)
class Owner:
    """Whose rows are laid: a partner's grant, or a zone."""

    grant_id: int | None
    zone_id: int | None
    partner_id: int | None

    @property
    def number(self) -> int:
        """The owner as the constraint compares it."""
        if self.partner_id is not None:
            return self.partner_id
        assert self.zone_id is not None
        return -self.zone_id


def rows_for(prepared: Prepared, owner: Owner, term: Term) -> list[Row]:
    """The rows of one grant or zone: one for each span of its place."""
    is_open = prepared.terms.kind == "open"
    seat = (owner.number, owner.number + 1) if is_open else (0, None)
    line, segment = prepared.line, prepared.segment
    until = None if term.until == EVER else term.until
    return [
        (
            owner.grant_id, owner.zone_id, owner.partner_id, owner.number, piece.node.id or None, line.id, segment.id,
            piece.span.start, piece.span.end, line.span.start, line.span.end, segment.span.start, segment.span.end,
            term.since, until, *seat,
        )
        for piece in prepared.pieces
    ]  # fmt: skip


def lay(rows: Iterable[Row]) -> None:
    """Write rows down. The database refuses what would break an exclusivity (`IntegrityError`)."""
    with connection.cursor() as cursor:
        for some in _batches(list(rows)):
            cursor.execute(_INSERT, [list(column) for column in zip(*some, strict=True)])


def _batches(rows: Sequence[Row]) -> Iterable[Sequence[Row]]:
    for start in range(0, len(rows), AT_ONCE):
        yield rows[start : start + AT_ONCE]


def is_exclusion(fault: IntegrityError) -> bool:
    """Tell whether the database refused because two owners would overlap."""
    return isinstance(fault.__cause__, ExclusionViolation)


def lay_again(*, actor: Actor, now: datetime, country: str, reason: str) -> int:
    """Lay anew what names postal codes of a country, because their subdivisions changed; answers how many changed.

    :raises Refused: when that would break an exclusivity: the grants in each other's way are named.
    """
    mark = f'%"{country} %'
    grants = list(
        Grant.objects.extra(where=["(areas::text LIKE %s OR excepted::text LIKE %s)"], params=[mark, mark])
        .filter(withdrawn_at=None)
        .select_related("line", "segment", "zone")
        .order_by("pk")
    )
    if not grants:
        return 0
    trees = (places.lines(WORKER), places.segments(WORKER))
    gazetteer = places.gazetteer([from_text(text) for row in grants for text in (*row.areas, *row.excepted)])
    before: dict[int, set[tuple[int, int]]] = {}
    owners = {(row.zone_id and -row.zone_id) or row.pk for row in grants}
    kept = Holding.objects.filter(grant__in=[one for one in owners if one > 0]) | Holding.objects.filter(
        zone__in=[-one for one in owners if one < 0]
    )
    for grant_id, zone_id, place in kept.values_list("grant_id", "zone_id", "place"):
        before.setdefault(grant_id or -zone_id, set()).add((place.lower, place.upper))
    todo: dict[int, tuple[Prepared, list[Row]]] = {}
    for row in grants:
        key = -row.zone_id if row.zone_id else row.pk
        if key in todo or key not in before:
            continue
        prepared, faults = collisions.prepare(terms_of(row), gazetteer=gazetteer, trees=trees)
        assert prepared is not None, faults
        if {(piece.span.start, piece.span.end) for piece in prepared.pieces} == before[key]:
            continue
        if row.zone is not None and row.zone.period is not None:
            owner, term = Owner(None, row.zone_id, None), collisions.term_of(row.zone.period)
        else:
            owner, term = Owner(row.pk, None, row.partner_id), Term(row.since_on, row.until_on or EVER)
        todo[key] = (prepared, rows_for(prepared, owner, term))
    Holding.objects.filter(grant__in=[key for key in todo if key > 0]).delete()
    Holding.objects.filter(zone__in=[-key for key in todo if key < 0]).delete()
    try:
        with transaction.atomic():
            lay(row for _, rows in todo.values() for row in rows)
    except IntegrityError as fault:
        if not is_exclusion(fault):
            raise
        _name_the_first(actor, todo)
    if todo:
        journal.record(
            actor=actor, now=now, verb="agreements.grants.laid_again", subject="agreements.grant:0", reason=reason,
            payload={"country": country, "grants": len(todo)},
        )  # fmt: skip
    return len(todo)


def _name_the_first(actor: Actor, todo: dict[int, tuple[Prepared, list[Row]]]) -> None:
    for key, (prepared, rows) in todo.items():
        try:
            with transaction.atomic():
                lay(rows)
        except IntegrityError:
            zone = Zone.objects.get(pk=-key) if key < 0 else None
            found = collisions.standing_against(actor, prepared, zone=zone)
            told, _ = collisions.explained(prepared, found)
            mine = prepared.terms.areas
            words = f"With this table, {', '.join(area.text for area in mine)} would meet a grant of somebody else. "
            raise Refused([Fault("", "", words + "End one of the two first.")], collisions=told) from None


def terms_of(grant: Grant) -> Terms:
    """What a grant in the database says."""
    return Terms(
        grant.partner_id, grant.kind, tuple(from_text(text) for text in grant.areas), grant.since_on, grant.until_on,
        grant.line.code, grant.segment.code, tuple(from_text(text) for text in grant.excepted), grant.at_most,
        grant.territory_id,
    )  # fmt: skip


def until(terms: Terms, day: date | None) -> Terms:
    """The same terms with another end."""
    return replace(terms, until_on=day)
