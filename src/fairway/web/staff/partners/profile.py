"""A partner's page: overview, sales files, earnings, standing, journal; its people are beside."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import replace
from typing import Any

from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET

from fairway.deals import queries as deals
from fairway.incentives import queries as incentives
from fairway.kit.journal import reading
from fairway.leads import queries as leads
from fairway.partners import queries as partners
from fairway.partners.queries import PartnerProfile, PartnerRow
from fairway.partners.rules import NEXT_STATUSES, STATUSES
from fairway.sales import queries as sales
from fairway.web.shared import feed, lists
from fairway.web.shared.lists import Brief, Column, Listing
from fairway.web.shared.request import Request, today_of
from fairway.web.staff.deals import queue
from fairway.web.staff.leads import listing as lead_list
from fairway.web.staff.naming import things_of
from fairway.web.staff.partner_page import found, frame, titled
from fairway.web.staff.partners.editing import StandingForm, StatusForm
from fairway.web.staff.places import address_of
from fairway.web.staff.sales.listing import listing
from fairway.web.staff.sales.words import state_of

NEWEST = 5
FILES = listing(name="partner-files")
FEED = 100


@require_GET
def overview(request: Request, partner_id: int) -> HttpResponse:
    """Show who the partner is and how it stands, with the next steps beside."""
    profile = found(request, partner_id)
    row = profile.row
    actor = request.actor
    page = frame(request, row)
    same = (row.id, *(merger.partner_id for merger in page["stands_for"]))
    newest: list[Any] = []
    if actor.may("sales.view"):
        newest = list(sales.rows_of(actor, list(sales.reports_listed(actor).filter(reporter__in=same)[:NEWEST])))
    context = {
        **page,
        "profile": profile,
        "newest": [one for one in _newest(request, row, same) if one.reading.count],
        "facts": _facts(profile),
        "further": [(name.replace("_", " ").capitalize(), value) for name, value in profile.attributes.items()],
        "files": [(one, state_of(one.status)) for one in newest],
        "earnings": incentives.earnings_to_date(actor, row.id, on=today_of(request)),
        "manages": actor.may("partners.manage"),
        "next_statuses": [STATUSES[name] for name in STATUSES if name in NEXT_STATUSES[row.status]],
        "status_form": StatusForm(status=row.status),
    }
    return render(request, "staff/partners/overview.html", context)


def _newest(request: Request, row: PartnerRow, same: Collection[int]) -> Iterator[Brief]:
    """The partner's newest registrations and leads, where there are any."""
    actor = request.actor
    deal_list = replace(queue.listing(request.now), default_sort="-submitted_at")
    own = {"partner_id__in": same}
    if actor.may("deals.view"):
        yield lists.brief(
            request, deal_list, deals.queue(actor).filter(**own),
            title="Newest deals", page=reverse("staff:deals"), found_by=row.name, size=NEWEST,
            columns=("name", "company", "status", "value", "protected_through"),
            rows=lambda part: deals.rows_of(actor, part),
        )  # fmt: skip
    if actor.may("leads.view"):
        yield lists.brief(
            request, lead_list.listing(request.now), leads.visible_to(actor).filter(**own),
            title="Newest leads", page=reverse("staff:leads"), found_by=row.name, size=NEWEST,
            columns=("company", "city", "status", "answer_by", "received_at"),
            rows=lambda part: leads.rows_of(actor, part),
        )  # fmt: skip


def _facts(profile: PartnerProfile) -> list[tuple[str, Any]]:
    row = profile.row
    place = " ".join(part for part in (profile.postal_code, row.city) if part)
    return [
        ("Code", row.code),
        ("Type", row.type_titles),
        ("Tier today", titled(row.tier)),
        ("Currency", row.currency),
        ("Address", ", ".join(part for part in (profile.address, place, row.region, row.country) if part)),
        ("Time zone", row.time_zone),
        ("Website", profile.website.partition("://")[2] or profile.website),
        ("Phone", profile.phone),
        ("Tax number", profile.tax_number),
        ("Belongs to", row.parent_name),
        ("Added", row.added_at.date()),
    ]


@require_GET
def files(request: Request, partner_id: int) -> HttpResponseBase:
    """Show the files the partner sent."""
    row = found(request, partner_id).row
    actor = request.actor
    return lists.answer(
        request,
        "staff/partners/files.html",
        FILES,
        sales.reports_listed(actor).filter(reporter__in=partners.same_as(actor, row.id)),
        rows=lambda reports: sales.rows_of(actor, reports),
        context=frame(request, row),
    )


STATEMENTS = Listing(
    name="partner-statements",
    columns=(
        Column(
            "period", "Period", is_key=True, tight=True, sort=lambda row: row.period_start,
            link=lambda row: address_of(f"incentives.statement:{row.id}", None), note=lambda row: row.number,
        ),
        Column("state", "State", kind="status", sort=True),
        Column("opening", "Brought forward", kind="money"),
        Column("earned", "Earned", kind="money"),
        Column("corrections", "Corrections", kind="money"),
        Column("payable", "To be paid", kind="money"),
        Column("closing", "Carried forward", kind="money"),
        Column("issued_at", "Issued", kind="day"),
    ),
    default_sort="-period",
    empty_title="No statements yet",
    empty_text="They are prepared when a period of a programme is closed.",
    empty_icon="receipt-percent",
)  # fmt: skip


@require_GET
def earnings(request: Request, partner_id: int) -> HttpResponseBase:
    """Show where the partner stands in each incentive, and its statements."""
    row = found(request, partner_id).row
    context = {
        **frame(request, row),
        "earnings": incentives.earnings_to_date(request.actor, row.id, on=today_of(request)),
    }
    statements = [
        one
        for number in partners.same_as(request.actor, row.id)
        for one in incentives.statements_for(request.actor, partner_id=number)
    ]
    return lists.answer(request, "staff/partners/earnings.html", STATEMENTS, statements, context=context)


STANDING = Listing(
    name="standing",
    columns=(
        Column("tier", "Tier", is_key=True, value=lambda held: titled(held[0])),
        Column("since", "From", kind="day", value=lambda held: held[1]),
        Column("until", "Until", kind="day", value=lambda held: held[2]),
        Column("reason", "Reason", value=lambda held: held[3]),
    ),
    empty_title="No tier so far",
    empty_text="Record the first one: incentives and prices ask for it by day.",
    empty_icon="star",
)


@require_GET
def standing(request: Request, partner_id: int) -> HttpResponseBase:
    """Show the tiers the partner stood in, and record the next."""
    profile = found(request, partner_id)
    manages = request.actor.may("partners.manage")
    tiers = partners.choices(request.actor)["tier"]
    form = StandingForm(initial={"since_on": today_of(request)}, tiers=tiers) if manages else None
    context = {**frame(request, profile.row), "form": form}
    return lists.answer(request, "staff/partners/standing.html", STANDING, profile.standings, context=context)


@require_GET
def journal(request: Request, partner_id: int) -> HttpResponse:
    """Show what happened with the partner, newest first."""
    row = found(request, partner_id).row
    own = partners.same_as(request.actor, row.id)
    rows = reading.visible_to(request.actor).filter(partner_id__in=own).order_by("-id")[:FEED]
    things = things_of(request.actor, {row.subject for row in rows})
    events = feed.events_of(rows, names={}, address=address_of, things=things, name_partner=False)
    context = {**frame(request, row), "events": events, "most": len(events) == FEED}
    return render(request, "staff/partners/journal.html", context)
