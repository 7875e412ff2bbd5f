"""What was earned: so far this quarter, statement by statement, payout by payout."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from django.http import Http404, HttpResponse, HttpResponseBase
from django.urls import reverse
from django.views.decorators.http import require_GET

from fairway.engine.words.messages import statement as words
from fairway.engine.words.messages.supposing import WHAT_IF
from fairway.incentives import queries as incentives
from fairway.incentives.rules import NotFound
from fairway.kit.access import saved_views
from fairway.web.partner import standing
from fairway.web.partner.page import frame, partner_of, show
from fairway.web.shared import explaining, lists
from fairway.web.shared.components import Badge
from fairway.web.shared.explaining import TO_PARTNER
from fairway.web.shared.language import language, speech, words_of
from fairway.web.shared.lists import Column, Filter, Listing
from fairway.web.shared.request import Request, today_of

PAYOUTS_SHOWN = 5000
"""A partner's payouts of all programmes and periods; beyond this the oldest are left to the statements."""


def tabs() -> tuple[tuple[str, str], ...]:
    """The sides of earnings."""
    say = speech().say
    return (
        (say(words.SO_FAR), reverse("partner:earnings")),
        (say(WHAT_IF), reverse("partner:what_if")),
        (say(words.STATEMENTS), reverse("partner:statements")),
        (say(words.ALL_PAYOUTS), reverse("partner:payouts")),
    )


@require_GET
def index(request: Request) -> HttpResponse:
    """Show what the running periods have earned so far, and the quarters before."""
    number, on = partner_of(request), today_of(request)
    context = {
        "tabs": tabs(),
        "groups": standing.groups_of(incentives.earnings_to_date(request.actor, number, on=on)),
        "figures": standing.figures(request.actor, number, on),
    }
    return show(request, "partner/earnings/index.html", context)


STATEMENTS = Listing(
    name="partner-statements",
    columns=(
        Column(
            "number",
            "Statement",
            is_key=True,
            sort=True,
            link=lambda row: reverse("partner:statement", args=[row.number]),
        ),
        Column("period", "Period", tight=True, sort=lambda row: row.period_start),
        Column("opening", "Brought forward", kind="money"),
        Column("earned", "Earned", kind="money"),
        Column("corrections", "Corrections", kind="money"),
        Column("payable", "Paid out", kind="money"),
        Column("closing", "Carried forward", kind="money"),
        Column("issued_at", "Issued", kind="moment", sort=True),
    ),
    search=("number", "period"),
    search_hint="Number or period",
    default_sort="-period",
    empty_title="No statement yet",
    empty_text="When a quarter is closed and approved, its statement appears here, with every payout explained.",
    empty_icon="document-text",
)


@require_GET
def statements(request: Request) -> HttpResponseBase:
    """Show the statements that were issued."""
    rows = incentives.statements_for(request.actor, partner_id=partner_of(request))
    years = sorted({row.period_start.year for row in rows}, reverse=True)
    listing = replace(
        STATEMENTS,
        filters=(
            Filter(
                "year",
                "Year",
                choices=tuple((str(year), str(year)) for year in years),
                narrow=lambda found, year: [row for row in found if str(row.period_start.year) == year],
            ),
        ),
    )
    return lists.answer(
        request,
        "partner/earnings/statements.html",
        listing,
        rows,
        saved=saved_views.of(request.actor, listing.name),
        context={**frame(request), "tabs": tabs(), "adjustments": incentives.own_adjustments(request.actor)},
    )


@require_GET
def statement(request: Request, number: str) -> HttpResponse:
    """Show one statement, each line leading to the payout it comes from."""
    try:
        view = incentives.statement(request.actor, number, language=language())
    except NotFound:
        raise Http404 from None
    payouts = incentives.payouts(request.actor, partner_id=partner_of(request), zeros=True, limit=PAYOUTS_SHOWN).rows
    links = {
        (row.programme, row.incentive, row.period, row.person): reverse("partner:payout", args=[row.id])
        for row in payouts
    }
    lines = [
        (line, links.get((line.programme, line.incentive, line.origin_period, line.person), "")) for line in view.lines
    ]
    context: dict[str, Any] = {
        "statement": view,
        "row": view.row,
        "state": Badge(speech().say(words.IS_ISSUED), "good"),
        "earned": [pair for pair in lines if pair[0].kind == "earned"],
        "corrections": [pair for pair in lines if pair[0].kind == "correction"],
        "adjustments": [(line, "") for line in view.lines if line.kind == "adjustment"],
        "questions": incentives.questions(request.actor, statement_number=view.row.number),
        "words": words_of(words),
        "language": language(),
    }
    return show(request, "partner/earnings/statement.html", context)


@require_GET
def statement_pdf(request: Request, number: str) -> HttpResponse:
    """Hand out the very document that was issued."""
    try:
        document = incentives.pdf(request.actor, number)
    except NotFound:
        raise Http404 from None
    name = f'attachment; filename="{number}.pdf"'
    return HttpResponse(document, content_type="application/pdf", headers={"Content-Disposition": name})


@require_GET
def statement_lines(request: Request, number: str) -> HttpResponse:
    """Hand out a statement's lines, or with `of=sales` every sales line behind it, as CSV or a workbook."""
    try:
        view = incentives.statement(request.actor, number, language=language())
    except NotFound:
        raise Http404 from None
    kind = request.GET.get("as", "csv")
    if request.GET.get("of") == "sales":
        return explaining.behind_sheet(kind, view, incentives.annex(request.actor, view), TO_PARTNER)
    return explaining.lines_sheet(kind, view, TO_PARTNER)


PAYOUTS = Listing(
    name="partner-payouts",
    columns=(
        Column(
            "title",
            "Incentive",
            is_key=True,
            sort=True,
            link=lambda row: reverse("partner:payout", args=[row.id]),
            note=lambda row: row.step if row.step.startswith("from ") else "",
        ),
        Column("period", "Period", tight=True, sort=lambda row: row.period_start),
        Column("qualifier", "What decides the step", figure=True),
        Column("rate", "Pays", figure=True),
        Column("measure", "What is paid for", figure=True),
        Column("lines", "Lines", kind="number", sort=True),
        Column("earned", "Earned", kind="money", sort=lambda row: (row.earned.currency, row.earned.amount)),
        Column("programme", "Programme", shown=False),
    ),
    search=("title", "period"),
    search_hint="Incentive or period",
    default_sort="-period",
    empty_title="No payouts yet",
    empty_text="The first calculation after your first sales file brings them.",
    empty_icon="banknotes",
)


@require_GET
def payouts(request: Request) -> HttpResponseBase:
    """Show every payout as the latest calculation has it."""
    found = incentives.payouts(request.actor, partner_id=partner_of(request), zeros=True, limit=PAYOUTS_SHOWN)
    periods = dict.fromkeys(row.period for row in found.rows)
    titles = dict.fromkeys((row.incentive, row.title) for row in found.rows)
    listing = replace(
        PAYOUTS,
        filters=(
            Filter("period", "Period", choices=tuple((label, label) for label in periods)),
            Filter("incentive", "Incentive", choices=tuple(titles)),
            Filter(
                "paid",
                "Earned something",
                choices=(("yes", "Yes"), ("no", "No")),
                narrow=lambda rows, value: [row for row in rows if bool(row.earned) == (value == "yes")],
            ),
        ),
    )
    return lists.answer(
        request,
        "partner/earnings/payouts.html",
        listing,
        found.rows,
        saved=saved_views.of(request.actor, listing.name),
        context={**frame(request), "tabs": tabs()},
    )
