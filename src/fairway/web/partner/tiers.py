"""Where the partner stands: its level, what the next needs, what is missing by when, what it could lose."""

from __future__ import annotations

from django.http import HttpResponse
from django.views.decorators.http import require_GET

from fairway.performance import queries
from fairway.performance.rules import Refused
from fairway.web.partner.page import partner_of, show
from fairway.web.shared.request import Request, today_of
from fairway.web.shared.standing import ladders


@require_GET
def standing(request: Request) -> HttpResponse:
    """Show live standing in every programme the partner takes part in, with what was decided and granted."""
    number, on = partner_of(request), today_of(request)
    views: tuple[queries.StandingView, ...] = ()
    refusal = ""
    try:
        views = queries.standings(request.actor, number, on=on)
    except Refused as problem:
        refusal = str(problem)
    context = {
        "ladders": ladders(views),
        "refusal": refusal,
        "decided": queries.about(request.actor, number),
        "granted": queries.granted(request.actor, number, on=on),
        "on": on,
    }
    return show(request, "partner/tiers/standing.html", context)
