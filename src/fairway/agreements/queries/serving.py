"""Who can serve a place, with a product line, for a segment, on a day: each partner with the grant that lets it, and
each near miss with why not. One query of the database finds both."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from django.db import connection

from fairway.agreements.queries import pauses, places
from fairway.agreements.queries.collisions import str_of
from fairway.agreements.queries.places import Branch
from fairway.agreements.rules import places as rules
from fairway.agreements.rules.places import Area, Gazetteer
from fairway.agreements.rules.spans import Span, merged
from fairway.kit.access import Actor, Kind
from fairway.partners import queries as partners
from fairway.values import day_in_words

MOST_NEAR = 30
_SERVING = """
WITH asked (place) AS (SELECT unnest(%(places)s::int8range[])),
there AS (
  SELECT h.grant_id, h.zone_id, count(*) FILTER (WHERE h.place @> a.place) AS whole, true AS here,
         bool_or(h.line_span && %(line)s::int8range) AS line_ok,
         bool_or(h.line_span @> %(line)s::int8range) AS line_whole,
         bool_or(h.segment_span && %(segment)s::int8range) AS segment_ok,
         bool_or(h.segment_span @> %(segment)s::int8range) AS segment_whole
  FROM asked a JOIN agreements_holding h ON h.place && a.place
  GROUP BY h.grant_id, h.zone_id
),
near AS (
  SELECT DISTINCT h.grant_id, h.zone_id, 0::int8, false, true, true, true, true
  FROM agreements_holding h
  WHERE h.place && %(near)s::int8range AND h.line_span && %(line)s::int8range
    AND h.segment_span && %(segment)s::int8range AND h.period @> %(on)s::date
    AND NOT EXISTS (SELECT FROM there t WHERE t.grant_id = h.grant_id OR t.zone_id = h.zone_id)
  LIMIT 60
),
found AS (SELECT * FROM there UNION ALL SELECT * FROM near)
SELECT g.id, g.partner_id, g.kind, g.at_most, g.where_words, l.name, s.name, g.since_on, g.until_on,
       f.whole, f.here, f.line_ok, f.line_whole, f.segment_ok, f.segment_whole
FROM (
  SELECT g.*, f.grant_id AS by FROM found f JOIN agreements_grant g ON g.id = f.grant_id
  UNION ALL
  SELECT g.*, g.id FROM found f JOIN agreements_grant g ON g.zone_id = f.zone_id
) AS g
JOIN found f ON f.grant_id = g.by OR (f.grant_id IS NULL AND f.zone_id = g.zone_id)
JOIN agreements_productline l ON l.id = g.line_id
JOIN agreements_segment s ON s.id = g.segment_id
WHERE g.withdrawn_at IS NULL
ORDER BY g.since_on, g.id
"""


@dataclass(frozen=True)
class Question:
    """What is asked: a place (or a named account, or both), a product line and a segment by code, a day."""

    on: date
    place: Area | None = None
    account: str = ""
    line: str = ""
    segment: str = ""


@dataclass(frozen=True)
class Serving:
    """A partner and the grant it is about; `whole` tells that all that was asked is covered, `why` says what is."""

    partner_id: int
    partner_code: str
    partner_name: str
    grant_id: int
    kind: str
    place: str
    line: str
    segment: str
    since_on: date
    until_on: date | None
    whole: bool
    why: str


@dataclass(frozen=True)
class Served:
    """The answer: who can serve, who nearly can and why not, and the question in words.

    `stopped` are those of the near ones that hold what was asked for, and may not act on it that day.
    """

    words: str
    serving: tuple[Serving, ...]
    near: tuple[Serving, ...]
    more_near: int = 0
    account_is_taken: bool = False
    stopped: tuple[Serving, ...] = ()

    @property
    def partner_ids(self) -> tuple[int, ...]:
        """The partners that can serve, whole ones first, each once."""
        return tuple(dict.fromkeys(one.partner_id for one in sorted(self.serving, key=lambda one: not one.whole)))


def who_can_serve(actor: Actor, asked: Question) -> Served:
    """Answer who may sell what was asked, there, to them, on that day; and who nearly may, with why not.

    A customer that is named as an account and granted exclusively (or shared) may be served by its holders alone,
    wherever it is. An open grant of the account stands beside the territory's partners. Partners that are not active,
    and those whose agreement is suspended on the day, are near misses. The vendor's people and the worker ask; partners
    and direct sales are answered nothing.

    :raises UnknownPlace: the place or the account is unknown.
    :raises UnknownLine: the product line or the segment is unknown.
    """
    if actor.kind not in {Kind.STAFF, Kind.WORKER}:
        return Served("", (), ())
    account = Area("@" + asked.account.strip().upper().removeprefix("@")) if asked.account.strip() else None
    areas = [area for area in (asked.place, account) if area is not None]
    gazetteer = places.gazetteer(areas)
    line, segment = places.line(actor, asked.line), places.segment(actor, asked.segment)
    words = _words(areas, line, segment, asked.on)
    found: list[Serving] = []
    near: list[Serving] = []
    taken = False
    if account is not None:
        spans = rules.points_of(account, gazetteer)
        held, missed = _asked(actor, spans, spans[0], line, segment, asked.on)
        taken = any(one.kind != "open" for one in held)
        found, near = [*held], [*missed]
    if asked.place is not None:
        spans = rules.points_of(asked.place, gazetteer)
        held, missed = _asked(actor, spans, _around(asked.place, gazetteer, spans), line, segment, asked.on)
        if taken:
            name = gazetteer.node(account.code).name if account else ""
            why = f"Holds the place, but {name} is granted by name to others."
            near += [replace(one, why=why) for one in held if one.partner_id not in {each.partner_id for each in found}]
        else:
            found += held
        near += missed
    serving, stopped = _able(actor, found, asked.on)
    able = {one.partner_id for one in serving}
    others = [one for one in (*stopped, *near) if one.partner_id not in able]
    return Served(
        words, tuple(serving), tuple(others[:MOST_NEAR]), max(0, len(others) - MOST_NEAR), taken, tuple(stopped)
    )


def _words(areas: Iterable[Area], line: Branch, segment: Branch, on: date) -> str:
    named = list(areas)
    return f"{rules.words(named, (), places.names_in(named))}, {line.name}, {segment.name}, on {day_in_words(on)}"


def _around(place: Area, gazetteer: Gazetteer, spans: tuple[Span, ...]) -> Span:
    """Where to look for near misses: the node right around the place."""
    node = gazetteer.node(place.code)
    if place.first:
        inside = [
            gazetteer.nodes[code].span
            for rows in gazetteer.postal.values()
            for _, code in rows
            if code in gazetteer.nodes and any(gazetteer.nodes[code].span.contains(span) for span in spans)
        ]
        return min(inside, key=lambda span: span.size, default=node.span)
    around = gazetteer.nodes.get(node.parent) or gazetteer.nodes.get(place.country)
    return around.span if around is not None and node.code != "WORLD" else node.span


def _asked(
    actor: Actor, spans: tuple[Span, ...], near: Span, line: Branch, segment: Branch, on: date
) -> tuple[list[Serving], list[Serving]]:
    given: dict[str, Any] = {
        "places": [str_of(span) for span in merged(spans)], "near": str_of(near), "line": str_of(line.span),
        "segment": str_of(segment.span), "on": on,
    }  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(_SERVING, given)
        rows = cursor.fetchall()
    names = partners.names_of(actor, {row[1] for row in rows})
    able: list[Serving] = []
    near_misses: list[tuple[int, Serving]] = []
    for row in rows:
        pk, partner_id, kind, at_most, place, line_name, segment_name, since, until = row[:9]
        whole, here, line_ok, line_whole, segment_ok, segment_whole = row[9:]
        misses = [
            sentence
            for sentence, missed in (
                (f"Holds {place}, which is not the place asked for.", not here),
                (f"Holds {line_name} there, not {line.name}.", not line_ok),
                (f"May serve {segment_name} there, not {segment.name}.", not segment_ok),
                (f"Its grant begins on {day_in_words(since)} only.", since > on),
                (f"Its grant ended on {day_in_words(until or on)}.", until is not None and until <= on),
            )
            if missed
        ]
        parts = [
            sentence
            for sentence, partly in (
                (f"in {place} only", whole < len(merged(spans))),
                (f"{line_name} only", not line_whole),
                (f"{segment_name} only", not segment_whole),
            )
            if partly
        ]
        title = f"A seat in {place}, shared by at most {at_most}"
        title = title if kind == "shared" else f"{kind.capitalize()} grant of {place}"
        why = " ".join(misses) or title + (f": {', '.join(parts)}." if parts else ".")
        code, name = names.get(partner_id, ("", ""))
        one = Serving(partner_id, code, name, pk, kind, place, line_name, segment_name, since, until, not parts, why)
        if misses:
            near_misses.append((len(misses), one))
        else:
            able.append(one)
    near_misses.sort(key=lambda each: each[0])
    fewest: dict[int, Serving] = {}
    for count, one in near_misses:
        if count <= 2:
            fewest.setdefault(one.partner_id, one)
    return able, list(fewest.values())


def _able(actor: Actor, found: list[Serving], on: date) -> tuple[list[Serving], list[Serving]]:
    """Those that may act on what they hold, and those that may not, each with why not."""
    wanted = {one.partner_id for one in found}
    rows = partners.visible_to(actor).filter(pk__in=wanted).values_list("pk", "status")
    stopped = {pk: status for pk, status in rows if status not in {"active", "onboarding"}}
    paused = pauses.paused(on, {one.grant_id for one in found}) if found else {}
    able: list[Serving] = []
    kept_out: list[Serving] = []
    for one in found:
        status, pause = stopped.get(one.partner_id), paused.get(one.grant_id)
        if status is not None:
            kept_out.append(replace(one, why=f"Holds the grant, but the partner is {status.replace('_', ' ')}."))
        elif pause is not None:
            kept_out.append(replace(one, why=f"Holds the grant. {pause.words}"))
        else:
            able.append(one)
    return able, kept_out
