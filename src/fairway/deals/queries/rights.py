"""May this partner sell these products there, and who may exclusively: asked of the agreements and their grants.

Where no agreement is kept for the place, none stands against anybody: it is allowed by policy, which is said beside
the answer rather than passed over.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from fairway.agreements import queries as agreements
from fairway.agreements.queries import places, serving
from fairway.agreements.rules.places import Area, UnknownPlace
from fairway.deals.rules.findings import Right
from fairway.kit.access import Actor

ALLOWED_BY_POLICY = "No agreement is kept for this place, so it is allowed by policy."


def right_to_register(actor: Actor, *, partner_id: int, skus: Iterable[str], country: str, on: date) -> Right:
    """What agreements say of a partner, products, a country and a day.

    A partner whose agreements give nothing on the day, or not these products, may not. A product that no line of the
    agreements takes is asked for as everything. Whoever holds the place exclusively under a suspended agreement is
    named too: nobody else was granted it meanwhile.
    """
    asked = [places.line_of_product(actor, sku) for sku in skus]
    against = _against(actor, partner_id, asked, on)
    exclusive: set[int] = set()
    paused: set[int] = set()
    holds, granted = True, False
    for line in sorted({"" if one is None else one.code for one in asked} or {""}):
        served = _served(actor, country, line, on)
        if served is None:
            continue
        mine = next((one.why for one in served.stopped if one.partner_id == partner_id), "")
        if mine and partner_id not in served.partner_ids:
            against = against or mine
        paused |= _alone(served.stopped, partner_id)
        if not served.serving:
            continue
        granted = True
        holds = holds and partner_id in served.partner_ids
        exclusive |= _alone(served.serving, partner_id)
    others = tuple(sorted(exclusive)), tuple(sorted(paused - exclusive))
    if against:
        return Right(False, against, *others)
    if not granted:
        return Right(True, ALLOWED_BY_POLICY, *others)
    because = "" if holds else "Others hold grants for this place and these products; this partner holds none."
    return Right(holds, because, *others)


def uncovered(actor: Actor, *, partner_id: int, skus: Iterable[str], on: date) -> str:
    """What a partner's own agreements say against these products, in a sentence; nothing of anybody else's."""
    return _against(actor, partner_id, [places.line_of_product(actor, sku) for sku in skus], on)


def _against(actor: Actor, partner_id: int, asked: Iterable[places.Branch | None], on: date) -> str:
    """What the partner's own agreements say against it; nothing where it has none."""
    answer = agreements.rights(actor, partner_id, on)
    if not answer.agreements:
        return ""
    if not answer.may_act:
        return answer.why_not
    spans = {one.code: one.span for one in places.lines(actor)}
    held = [spans[one.key] for one in answer.products if one.key in spans]
    for line in asked:
        if held and line is not None and not any(span.contains(line.span) for span in held):
            names = ", ".join(dict.fromkeys(one.agreement for one in answer.products))
            return f"{names} does not cover {line.name}."
    return ""


def _alone(rows: Iterable[serving.Serving], partner_id: int) -> set[int]:
    return {one.partner_id for one in rows if one.kind == "exclusive" and one.whole and one.partner_id != partner_id}


def _served(actor: Actor, country: str, line: str, on: date) -> serving.Served | None:
    if not country:
        return None
    try:
        return serving.who_can_serve(actor, serving.Question(on, Area(country), line=line))
    except UnknownPlace:
        return None
