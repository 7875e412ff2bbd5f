"""When the vendor's direct sales asked about one's own deals, and what for."""

from __future__ import annotations

from django.http import HttpResponseBase
from django.urls import reverse
from django.views.decorators.http import require_GET

from fairway.deals import queries as deals
from fairway.deals.rules.looks import PURPOSES_FOR_PARTNERS
from fairway.kit.access import saved_views
from fairway.web.partner.page import frame
from fairway.web.shared import lists
from fairway.web.shared.lists import Column, Filter, Listing
from fairway.web.shared.request import Request

SEEN = Listing(
    name="partner-looks",
    columns=(
        Column("at", "When", kind="moment", is_key=True, sort="at"),
        Column(
            "deal_name", "Your deal", link=lambda row: reverse("partner:deal", args=[row.deal]),
            note=lambda row: row.deal, sort="registration__name",
        ),
        Column("company", "End customer", sort="registration__company"),
        Column("purpose", "What for", value=lambda row: PURPOSES_FOR_PARTNERS[row.purpose], sort="purpose"),
    ),
    filters=(Filter("purpose", "What for", choices=list(PURPOSES_FOR_PARTNERS.items())),),
    search=("registration__name", "registration__company", "registration__code"),
    search_hint="Deal or customer",
    default_sort="-at",
    empty_title="Nobody asked",
    empty_text="The vendor's direct sales see none of your deals. They may ask whether a company is protected, "
    "and each question that met one of yours would stand here.",
    empty_icon="eye",
)  # fmt: skip


@require_GET
def index(request: Request) -> HttpResponseBase:
    """Show the questions that met one's own deals."""
    actor = request.actor
    return lists.answer(
        request, "partner/deals/looks.html", SEEN, deals.visible_hits(actor),
        rows=lambda found: deals.seen_rows(actor, found), saved=saved_views.of(actor, SEEN.name),
        context=frame(request),
    )  # fmt: skip
