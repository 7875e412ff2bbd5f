"""Lists of grants: all of them, one partner's, and as a file that can be loaded again."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

from django.db.models import QuerySet
from django.http import HttpResponse, HttpResponseBase
from django.urls import reverse
from django.views.decorators.http import require_GET

from fairway.agreements.queries import grants as queries
from fairway.agreements.queries.grants import GrantRow
from fairway.agreements.rules import files
from fairway.agreements.rules.grants import KINDS
from fairway.agreements.rules.places import UnknownPlace
from fairway.kit.access import saved_views
from fairway.web.shared import lists
from fairway.web.shared.components import Badge
from fairway.web.shared.lists import EXPORT_LIMIT, Column, Filter, Listing, View, csv_bytes
from fairway.web.shared.request import Request, today_of
from fairway.web.staff import partner_page
from fairway.web.staff.territories.frame import frame, line_choices, segment_choices

STATES = (
    ("in_force", "In force"),
    ("ending", "Ends within 90 days"),
    ("suspended", "Suspended"),
    ("coming", "Coming"),
    ("ended", "Ended"),
    ("withdrawn", "Withdrawn"),
)
BADGES = {
    "in_force": Badge("In force", "good"),
    "suspended": Badge("Suspended", "warn"),
    "coming": Badge("Coming", "info"),
    "ended": Badge("Ended", "calm"),
    "withdrawn": Badge("Withdrawn", "calm"),
}


def kind_badge(row: GrantRow) -> Badge:
    """The kind of a grant in a word."""
    return Badge(row.kind_title, "calm" if row.kind == "open" else "info")


_COLUMNS = (
    Column(
        "place", "Place", is_key=True, link=lambda row: reverse("staff:grant", args=[row.id]),
        note=lambda row: row.territory,
    ),
    Column(
        "partner_name", "Partner", sort=("partner__name", "since_on", "id"), note=lambda row: row.partner_code,
        link=lambda row: reverse("staff:partner_territories", args=[row.partner_id]),
    ),
    Column("line_name", "Product line", sort=("line__name", "since_on", "id"), note=lambda row: row.segment_name),
    Column("segment_name", "Segment", shown=False),
    Column("kind", "Kind", kind="status", sort=("kind", "since_on", "id"), value=kind_badge),
    Column("since_on", "From", kind="day", sort=("since_on", "id")),
    Column("until_on", "Until", kind="day", sort=("until_on", "id")),
    Column("state", "State", kind="status", value=lambda row: BADGES[row.state]),
)  # fmt: skip
GRANTS = Listing(
    name="grants",
    columns=_COLUMNS,
    search=("partner__name", "partner__code", "where_words"),
    search_hint="Partner or place",
    default_sort="-since_on",
    views=(
        View("In force", "state=in_force"),
        View("Exclusive", "state=in_force&kind=exclusive"),
        View("Ending soon", "state=ending"),
        View("Coming", "state=coming"),
        View("All grants"),
    ),
    empty_title="Nothing is granted yet",
    empty_text="Grant a partner a place, or load a file of territories.",
    empty_icon="map",
)
OF_PARTNER = replace(
    GRANTS,
    name="partner-grants",
    columns=tuple(column for column in _COLUMNS if column.key != "partner_name"),
    search=(),
    views=(),
    empty_title="This partner holds nothing",
    empty_text="It may serve only where places are granted to it.",
)


def _listing(request: Request, listing: Listing) -> Listing:
    on = today_of(request)

    def state(rows: QuerySet[Any], value: str) -> QuerySet[Any]:
        return queries.in_state(rows, value, on)

    def place(rows: QuerySet[Any], value: str) -> QuerySet[Any]:
        try:
            return queries.touching(rows, value)
        except UnknownPlace:
            return rows.none()

    return replace(
        listing,
        filters=(
            Filter("state", "State", choices=STATES, narrow=state),
            Filter("kind", "Kind", choices=tuple(KINDS.items())),
            Filter("line", "Product line", choices=_named(line_choices(request)), lookup="line__code"),
            Filter("segment", "Segment", choices=_named(segment_choices(request)), lookup="segment__code"),
            Filter("place", "Touches", kind="text", narrow=place),
        ),
    )


def _named(choices: list[tuple[str, str]]) -> tuple[tuple[str, str], ...]:
    return tuple((code, title) for code, title in choices if code)


@require_GET
def grants(request: Request) -> HttpResponseBase:
    """Show grants, narrowed, sorted, a page at a time."""
    on = today_of(request)
    listing = _listing(request, GRANTS)
    return lists.answer(
        request,
        "staff/territories/grants.html",
        listing,
        queries.listed(request.actor),
        rows=lambda found: queries.rows_of(request.actor, found, on=on),
        saved=saved_views.of(request.actor, listing.name),
        context=frame(),
    )


@require_GET
def of_partner(request: Request, partner_id: int) -> HttpResponseBase:
    """Show what one partner holds, held and will hold."""
    row = partner_page.found(request, partner_id).row
    on = today_of(request)
    return lists.answer(
        request,
        "staff/territories/of_partner.html",
        _listing(request, OF_PARTNER),
        queries.listed(request.actor).filter(partner_id=row.id),
        rows=lambda found: queries.rows_of(request.actor, found, on=on),
        context=partner_page.frame(request, row),
    )


@require_GET
def as_file(request: Request) -> HttpResponse:
    """Answer grants as a file that a load reads: the same file loaded again changes nothing."""
    on = today_of(request)
    listing = _listing(request, GRANTS)
    found = queries.listed(request.actor).filter(withdrawn_at=None).order_by("partner__name", "since_on", "id")
    for one in listing.filters:
        value = request.GET.get(one.key, "")
        if value and one.narrow is not None:
            found = one.narrow(found, value)
        elif value:
            found = found.filter(**{one.lookup or one.key: value})
    rows = queries.rows_of(request.actor, found[:EXPORT_LIMIT], on=on)
    header = [title for _, title in files.HEADINGS]
    answer = HttpResponse(
        csv_bytes(header, (files.texts_of(row.terms, row.partner_code) for row in rows)), content_type="text/csv"
    )
    answer["Content-Disposition"] = f'attachment; filename="grants-{date.isoformat(on)}.csv"'
    return answer
