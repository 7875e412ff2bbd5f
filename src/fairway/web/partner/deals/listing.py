"""My deals, and the rules by which they are registered."""

from __future__ import annotations

from django.http import Http404, HttpResponse, HttpResponseBase
from django.urls import reverse
from django.views.decorators.http import require_GET

from fairway.deals import queries as deals
from fairway.deals.rules.axes import registration, stage
from fairway.deals.rules.policy import describe
from fairway.deals.rules.policy.document import ROLES
from fairway.deals.rules.refusals import NotFound
from fairway.kit.access import saved_views
from fairway.web.partner.page import frame, show
from fairway.web.shared import lists
from fairway.web.shared.deals import partner_badge
from fairway.web.shared.lists import Column, Filter, Listing, View
from fairway.web.shared.request import Request

DEALS = Listing(
    name="partner-deals",
    columns=(
        Column("code", "Code", shown=False),
        Column(
            "name", "Deal", is_key=True, sort="name", note=lambda row: row.code,
            link=lambda row: reverse("partner:deal", args=[row.code]),
        ),
        Column("company", "End customer", sort="company", note=lambda row: row.country),
        Column(
            "status", "State", kind="status", value=lambda row: partner_badge(row.status), sort="status",
            note=lambda row: stage.WORDS[row.stage],
        ),
        Column("stage", "Stage", value=lambda row: stage.WORDS[row.stage], shown=False),
        Column("value", "Value", kind="money", sort="value"),
        Column("submitted_at", "Sent", kind="moment", sort="submitted_at"),
        Column("due_at", "Answer by", kind="moment", sort="due_at", value=lambda row: _due(row)),
        Column("protected_through", "Protected through", kind="day", sort="protected_until"),
    ),
    filters=(
        Filter("status", "State", choices=[(key, words[0]) for key, words in registration.PARTNER_WORDS.items()]),
        Filter("stage", "Stage", choices=list(stage.WORDS.items())),
    ),
    search=("name", "company", "code"),
    search_hint="Deal, customer or code",
    default_sort="-submitted_at",
    views=(View("All deals"), View("Back with you", "status=returned"), View("Approved", "status=approved")),
    empty_title="No deal registered yet",
    empty_text="Register a deal before you quote: you know within days whether it is protected for you.",
    empty_icon="briefcase",
)  # fmt: skip


def _due(row: deals.DealRow) -> object:
    return row.due_at if row.status in ("submitted", "in_review") else None


@require_GET
def index(request: Request) -> HttpResponseBase:
    """Show the partner's deals."""
    actor = request.actor
    return lists.answer(
        request, "partner/deals/index.html", DEALS, deals.visible_to(actor),
        rows=lambda found: deals.rows_of(actor, found), saved=saved_views.of(actor, DEALS.name),
        context={**frame(request), "programmes": deals.published(actor)},
    )  # fmt: skip


@require_GET
def rules(request: Request, policy_id: int) -> HttpResponse:
    """Say a registration programme in plain words."""
    try:
        found = deals.published_by_id(request.actor, policy_id)
    except NotFound:
        raise Http404 from None
    return show(request, "partner/deals/rules.html", {"found": found, "words": describe(found.policy)})


@require_GET
def parts(request: Request) -> HttpResponse:
    """Show one's own part in deals that other partners registered."""
    rows = [
        (one, ROLES[one.role], registration.PARTNER_WORDS[one.status][0], stage.WORDS.get(one.stage, one.stage))
        for one in deals.own_parts(request.actor)
    ]
    return show(request, "partner/deals/parts.html", {"rows": rows})
