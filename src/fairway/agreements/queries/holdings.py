"""What partners held on the days of their sales, and which sales lay outside of it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from django.db import connection

from fairway.agreements.models import SaleOrigin
from fairway.agreements.queries import pauses, places
from fairway.agreements.rules import outside as rules
from fairway.agreements.rules import world
from fairway.agreements.rules.outside import Held, Note
from fairway.agreements.rules.places import ACCOUNTS, COUNTRY, Area
from fairway.agreements.rules.spans import Span
from fairway.kit.access import Actor, Kind

_HELD = """
SELECT h.partner_id, lower(h.place), upper(h.place), lower(h.line_span), upper(h.line_span), lower(h.segment_span),
       upper(h.segment_span), lower(h.period), upper(h.period), h.grant_id
FROM agreements_holding h WHERE h.partner_id = ANY (%(partners)s) AND lower(h.place) < %(accounts)s
UNION ALL
SELECT s.partner_id, lower(h.place), upper(h.place), lower(h.line_span), upper(h.line_span), lower(h.segment_span),
       upper(h.segment_span), lower(s.period), upper(s.period), s.grant_id
FROM agreements_seat s JOIN agreements_holding h ON h.zone_id = s.zone_id
WHERE s.partner_id = ANY (%(partners)s) AND lower(h.place) < %(accounts)s
"""


@dataclass(frozen=True)
class Sale:
    """A sale as far as its place goes; `region` is a subdivision's code, with or without its country, or its name."""

    id: int
    partner_id: int
    product_id: int
    on: date
    country: str
    region: str = ""


def outside(actor: Actor, sales: Iterable[Sale]) -> Mapping[int, Note]:
    """The sales outside everything their partner held on that day, by their number, each with its kind.

    A partner that held nothing on that day has no territory to be outside of. On a day on which a grant's agreement is
    suspended, what it names lies outside. Where a line gives no region it is enough
    that the partner held something in the country.
    """
    if actor.kind not in {Kind.STAFF, Kind.WORKER}:
        return {}
    listed = [sale for sale in sales if sale.country in world.countries()]
    areas = {(sale.country, sale.region): _area(sale.country, sale.region) for sale in listed}
    gazetteer = places.gazetteer(areas.values())
    lines = places.lines_of_products(actor)
    by_partner: dict[int, list[tuple[Held, date, date | None, int]]] = {}
    with connection.cursor() as cursor:
        cursor.execute(_HELD, {"partners": sorted({sale.partner_id for sale in listed}), "accounts": ACCOUNTS})
        for partner_id, start, end, line_start, line_end, segment_start, segment_end, *days in cursor.fetchall():
            held = Held(
                Span(start, end), Span(line_start, line_end), Span(segment_start, segment_end), _country(start, end)
            )
            by_partner.setdefault(partner_id, []).append((held, *days))
    held_back = pauses.all_of({grant_id for rows in by_partner.values() for *_, grant_id in rows}) if by_partner else {}
    known = dict(
        SaleOrigin.objects.filter(line__in=[sale.id for sale in listed]).order_by("pk").values_list("line", "evidence")
    )
    found: dict[int, Note] = {}
    for sale in listed:
        there: list[Held] = []
        paused: list[Held] = []
        for held, since, until, grant_id in by_partner.get(sale.partner_id, []):
            if since <= sale.on and (until is None or sale.on < until):
                is_paused = any(one.holds(sale.on) for one in held_back.get(grant_id, ()))
                (paused if is_paused else there).append(held)
        line = lines.get(sale.product_id)
        place = gazetteer.node(areas[sale.country, sale.region].code).span
        note = rules.note_of(
            place, sale.country, line.span if line else None, there, paused=paused, evidence=known.get(sale.id, "")
        )
        if note is not None:
            found[sale.id] = note
    return found


@dataclass(frozen=True)
class OriginRow:
    """What somebody recorded about how a sale came about."""

    is_sought: bool
    evidence: str
    reason: str
    recorded_by_id: int
    recorded_at: datetime

    @property
    def title(self) -> str:
        return rules.EVIDENCE[self.evidence]


def origins_of(actor: Actor, line_id: int) -> tuple[OriginRow, ...]:
    """What was recorded about how a sale came about, the latest first; it holds."""
    if actor.kind not in {Kind.STAFF, Kind.WORKER}:
        return ()
    rows = SaleOrigin.objects.filter(line=line_id).order_by("-pk")
    return tuple(OriginRow(*row) for row in rows.values_list(
        "is_sought", "evidence", "reason", "recorded_by_id", "recorded_at"
    ))  # fmt: skip


def _area(country: str, region: str) -> Area:
    text = region.strip()
    code = text.upper() if text.upper().startswith(country + "-") else f"{country}-{text.upper()}"
    if code in world.subdivisions(country):
        return Area(code)
    named = [one.code for one in world.subdivisions(country).values() if one.name.casefold() == text.casefold()]
    return Area(named[0]) if len(named) == 1 else Area(country)


def _country(start: int, end: int) -> str:
    """The country a span lies in; nothing where it reaches over several."""
    number = start // COUNTRY
    if (end - 1) // COUNTRY != number:
        return ""
    return next((one.code for one in world.countries().values() if one.number == number), "")
