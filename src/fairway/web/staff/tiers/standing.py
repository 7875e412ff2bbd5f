"""The board of all partners, and one partner's live standing with what was granted to it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET

from fairway.kit.access import saved_views
from fairway.partners.rules import TYPES
from fairway.performance import queries
from fairway.performance.rules import NotFound, Refused
from fairway.web.shared import lists
from fairway.web.shared.components import Badge, Tone
from fairway.web.shared.countries import country_name
from fairway.web.shared.lists import Column, Filter, Listing, View
from fairway.web.shared.request import Request, today_of
from fairway.web.shared.standing import ladders
from fairway.web.staff import partner_page
from fairway.web.staff.partner_page import titled
from fairway.web.staff.tiers.documents import view_of

TONES: dict[str, Tone] = {
    "under notice": "bad", "at risk": "warn", "in grace": "warn", "waived": "info", "locked": "info",
    "kept by former rules": "info", "above its level": "good", "just short": "good", "steady": "calm",
}  # fmt: skip


def _state(row: queries.BoardRow) -> Badge:
    return Badge(titled(row.state), TONES[row.state])


def _types(names: str) -> str:
    return ", ".join(TYPES.get(name, name) for name in names.split(", "))


BOARD = Listing(
    name="tier-board",
    columns=(
        Column(
            "name", "Partner", is_key=True, sort=lambda row: row.name.casefold(),
            link=lambda row: reverse("staff:tier_partner", args=[row.partner_id]),
            note=lambda row: f"{row.code}, {row.part}" if row.part else row.code,
        ),
        Column("code", "Code", shown=False),
        Column("part", "Part", shown=False),
        Column("level", "Level", value=lambda row: titled(row.level) or "none", sort=lambda row: row.rank),
        Column(
            "state", "State", kind="status", value=_state, sort=lambda row: queries.STATES.index(row.state),
        ),
        Column("until", "Until", kind="day"),
        Column("up", "Way up, %", kind="number", sort=lambda row: -1 if row.up is None else row.up),
        Column("up_needs", "Missing for the next level", note=lambda row: titled(row.up_to)),
        Column("down", "Holds, %", kind="number", sort=lambda row: -1 if row.down is None else row.down),
        Column("down_needs", "Missing at the next review"),
        Column("reached", "Reached", value=lambda row: titled(row.reached), sort=lambda row: row.reached_rank),
        Column("since", "Since", kind="day", shown=False),
        Column("type", "Type", value=lambda row: _types(row.type), shown=False),
        Column("country", "Country", value=lambda row: country_name(row.country), sort=True, shown=False),
    ),
    search=("name", "code"),
    search_hint="Name or code",
    default_sort="state",
    views=(View("All"), View("At risk", "state=at+risk"), View("Just short", "state=just+short")),
    empty_title="Nobody takes part",
    empty_text="The document's members let no partner in.",
    empty_icon="building-office-2",
)  # fmt: skip


@require_GET
def board(request: Request, tier_id: int) -> HttpResponseBase:
    """Show every partner with its distance up and down."""
    view = view_of(request, tier_id)
    try:
        rows = queries.board(request.actor, tier_id, on=today_of(request))
    except NotFound:
        raise Http404 from None
    except Refused as refusal:
        return render(request, "staff/tiers/board.html", {"view": view, "refusal": str(refusal)}, status=422)
    listing = _narrowed(rows)
    counts = [(titled(state), sum(row.state == state for row in rows)) for state in queries.STATES]
    context = {"view": view, "counts": [pair for pair in counts if pair[1]]}
    return lists.answer(
        request, "staff/tiers/board.html", listing, rows, saved=saved_views.of(request.actor, BOARD.name),
        context=context,
    )  # fmt: skip


def _narrowed(rows: tuple[queries.BoardRow, ...]) -> Listing:
    def choices(of: Any, words: Callable[[str], str] = titled) -> tuple[tuple[str, str], ...]:
        return tuple(sorted(((one, words(one)) for one in {of(row) for row in rows} - {""}), key=lambda pair: pair[1]))

    filters = [
        Filter("state", "State", choices=tuple((one, titled(one)) for one in queries.STATES)),
        Filter("level", "Level", choices=choices(lambda row: row.level)),
        Filter("reached", "Reached", choices=choices(lambda row: row.reached)),
        Filter("country", "Country", choices=choices(lambda row: row.country, country_name)),
        Filter("type", "Type", choices=choices(lambda row: row.type, _types)),
    ]
    if any(row.part for row in rows):
        filters.insert(0, Filter("part", "Part", choices=choices(lambda row: row.part)))
    return replace(BOARD, filters=tuple(filters))


@require_GET
def partner(request: Request, partner_id: int) -> HttpResponse:
    """Show where one partner stands in each programme, what was proposed and what was granted."""
    profile = partner_page.found(request, partner_id)
    on, refusal = today_of(request), ""
    views: tuple[queries.StandingView, ...] = ()
    try:
        views = queries.standings(request.actor, partner_id, on=on)
    except Refused as problem:
        refusal = str(problem)
    context = {
        **partner_page.frame(request, profile.row),
        "refusal": refusal,
        "ladders": ladders(views),
        "documents": [one for one in queries.governing(on) if one.id in {view.programme_id for view in views}],
        "noticed": {view.programme_id for view in views if view.leaves_on},
        "proposals": queries.about(request.actor, partner_id),
        "granted": queries.granted(request.actor, partner_id, on=on),
        "persons": queries.persons_of(request.actor, partner_id),
        "on": on,
    }
    return render(request, "staff/tiers/partner.html", context)
