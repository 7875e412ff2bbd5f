"""What the partner may sell, where and until when: its own grants in words, and nobody else's."""

from __future__ import annotations

from django.http import HttpResponse
from django.views.decorators.http import require_GET

from fairway.agreements.queries import grants as queries
from fairway.web.partner.page import partner_of, show
from fairway.web.shared.request import Request, today_of

PARTS = (
    ("in_force", "What you may sell now"),
    ("suspended", "Suspended: nothing may be sold there now"),
    ("coming", "What begins later"),
    ("ended", "Ended"),
)
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
        (
            row,
            row.paused.words
            if row.state == "suspended" and row.paused
            else WORDS[row.kind].format(at_most=row.at_most),
        )
        for row in queries.granted_to(request.actor, number, on=on)
    ]
    parts = [(title, [(row, words) for row, words in rows if row.state == name]) for name, title in PARTS]
    return show(request, "partner/territories/index.html", {"parts": [part for part in parts if part[1]], "on": on})
