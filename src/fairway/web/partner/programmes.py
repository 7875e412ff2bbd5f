"""The programmes in plain language, with an example worked from the partner's own numbers."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from django.http import Http404, HttpResponse
from django.views.decorators.http import require_GET

from fairway.engine.programme import Programme
from fairway.engine.words import Figures, IncentiveWords
from fairway.incentives import queries as incentives
from fairway.incentives.queries import Earning
from fairway.incentives.rules import NotFound
from fairway.kit.access import Actor
from fairway.values import FiscalCalendar
from fairway.web.partner import standing
from fairway.web.partner.page import partner_of, show
from fairway.web.shared.language import language
from fairway.web.shared.request import Request, today_of


@dataclass(frozen=True)
class Told:
    """One incentive in words; ``own`` names the period whose numbers the example uses, empty for round ones."""

    words: IncentiveWords
    own: str
    card: standing.Card | None


@require_GET
def index(request: Request) -> HttpResponse:
    """Show the programmes that were published, those the partner takes part in with what they earned so far."""
    number, on = partner_of(request), today_of(request)
    earned = {
        group.code: group for group in standing.groups_of(incentives.earnings_to_date(request.actor, number, on=on))
    }
    rows = [(row, earned.get(row.code)) for row in incentives.programmes_for(request.actor)]
    rows.sort(key=lambda pair: pair[1] is None)
    return show(request, "partner/programmes/index.html", {"rows": rows})


@require_GET
def programme(request: Request, code: str) -> HttpResponse:
    """Say one programme in plain words."""
    number, on = partner_of(request), today_of(request)
    try:
        plain = incentives.programme(request.actor, code, language=language())
    except NotFound:
        raise Http404 from None
    if plain.document is None:
        return show(request, "partner/programmes/programme.html", {"view": plain})
    mine = _mine(request.actor, number, on, code, plain.document)
    figures = {name: known for name, one in mine.items() if (known := _figures(plain.document, one)) is not None}
    view = incentives.programme(request.actor, code, figures=figures, language=language()) if figures else plain
    assert view.words is not None
    cards = {card.earning.incentive: card for group in standing.groups_of(tuple(mine.values())) for card in group.cards}
    told = tuple(
        Told(words, mine[words.id].period if words.id in figures else "", cards.get(words.id))
        for words in view.words.incentives
    )
    context = {
        "view": view,
        "told": told,
        "takes_part": bool(mine),
        "last": view.document.validity.until - timedelta(days=1)
        if view.document is not None and view.document.validity.until is not None
        else None,
    }
    return show(request, "partner/programmes/programme.html", context)


def _mine(actor: Actor, number: int, on: date, code: str, document: Programme) -> dict[str, Earning]:
    """The partner's incentives of the running period; where it has brought nothing yet, those of the one before."""
    calendar: FiscalCalendar = document.calendar.fiscal
    now = _of(incentives.earnings_to_date(actor, number, on=on), code)
    if any(one.measure is not None for one in now.values()):
        return now
    before = calendar.previous(calendar.period_of(on))
    earlier = _of(incentives.earnings_to_date(actor, number, on=before.end - timedelta(days=1)), code)
    return earlier if any(one.measure is not None for one in earlier.values()) else now


def _of(earnings: tuple[Earning, ...], code: str) -> dict[str, Earning]:
    return {one.incentive: one for one in earnings if one.programme == code}


def _figures(document: Programme, one: Earning) -> Figures | None:
    """The partner's own numbers for an example; none where they earn nothing, which shows little of the incentive."""
    if one.measure is None or one.measure <= 0 or not one.gates_met:
        return None
    return Figures(one.measure, one.qualifier)
