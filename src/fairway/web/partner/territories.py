"""What the partner may sell, where and until when: its own grants in words, and nobody else's."""

from __future__ import annotations

from django.http import HttpResponse
from django.views.decorators.http import require_GET

from fairway.agreements.queries import grants as queries
from fairway.web.partner.page import partner_of, show
from fairway.web.shared.components import Badge
from fairway.web.shared.request import Request, today_of

STATES = {"in_force": Badge("In force", "good"), "coming": Badge("Coming", "info"), "ended": Badge("Ended", "calm")}
WORDS = {
    "open": "Others may be there too.",
    "exclusive": "You alone.",
    "shared": "You and a few others, {at_most} at most.",
}


@require_GET
def index(request: Request) -> HttpResponse:
    """Show what the partner holds, what begins later and what has ended."""
    number, on = partner_of(request), today_of(request)
    rows = [
        (row, queries.state_on(row, on), WORDS[row.kind].format(at_most=row.at_most))
        for row in queries.granted_to(request.actor, number)
    ]
    parts = [
        (title, [(row, STATES[state], words) for row, state, words in rows if state == name])
        for name, title in (("in_force", "What you may sell now"), ("coming", "What begins later"), ("ended", "Ended"))
    ]
    return show(request, "partner/territories/index.html", {"parts": [part for part in parts if part[1]], "on": on})
