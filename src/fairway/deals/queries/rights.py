"""May this partner sell these products there, and who may exclusively: one question to the agreements.

Where no agreement is kept for the place, none stands against anybody: it is allowed by policy, which is said beside
the answer rather than passed over.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from fairway.agreements.queries import places, serving
from fairway.agreements.rules.places import Area, UnknownPlace
from fairway.deals.rules.findings import Right
from fairway.kit.access import Actor

ALLOWED_BY_POLICY = "No agreement is kept for this place, so it is allowed by policy."


def right_to_register(actor: Actor, *, partner_id: int, skus: Iterable[str], country: str, on: date) -> Right:
    """What agreements say of a partner, products, a country and a day.

    A product that no line of the agreements takes is asked for as everything.
    """
    exclusive: set[int] = set()
    holds, granted = True, False
    lines = {"" if line is None else line.code for line in (places.line_of_product(actor, sku) for sku in skus)}
    for line in sorted(lines or {""}):
        served = _served(actor, country, line, on)
        if served is None or not served.serving:
            continue
        granted = True
        holds = holds and partner_id in served.partner_ids
        exclusive |= {
            one.partner_id
            for one in served.serving
            if one.kind == "exclusive" and one.whole and one.partner_id != partner_id
        }
    if not granted:
        return Right(True, ALLOWED_BY_POLICY)
    because = "" if holds else "Others hold grants for this place and these products; this partner holds none."
    return Right(holds, because, tuple(sorted(exclusive)))


def _served(actor: Actor, country: str, line: str, on: date) -> serving.Served | None:
    if not country:
        return None
    try:
        return serving.who_can_serve(actor, serving.Question(on, Area(country), line=line))
    except UnknownPlace:
        return None
