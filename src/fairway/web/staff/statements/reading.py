"""Read statements: the list, what waits for a second person, one statement with its evidence, its document."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET

from fairway.engine.words.messages import statement as words
from fairway.incentives import queries as incentives
from fairway.incentives.queries import StatementView
from fairway.incentives.rules import NotFound
from fairway.kit.access import saved_views
from fairway.web.shared import explaining, lists
from fairway.web.shared.explaining import TO_VENDOR
from fairway.web.shared.language import language, words_of
from fairway.web.shared.lists import Column, Filter, Listing, View
from fairway.web.shared.request import Request

LARGEST = 5
STATES = (("draft", "To approve"), ("approved", "To issue"), ("issued", "Issued"))

STATEMENTS = Listing(
    name="statements",
    columns=(
        Column(
            "partner_name", "Partner", is_key=True, sort=lambda row: row.partner_name.casefold(),
            link=lambda row: reverse("staff:statement", args=[row.id]), note=lambda row: row.partner_code,
        ),
        Column("period", "Period", tight=True, sort=lambda row: (row.period_start, row.period_end)),
        Column("state", "State", kind="status", tight=True, sort=True, note=lambda row: row.number),
        Column("opening", "Brought forward", kind="money", shown=False),
        Column("earned", "Earned", kind="money", sort=lambda row: (row.currency, row.earned.amount)),
        Column("corrections", "Corrections", kind="money", sort=lambda row: (row.currency, row.corrections.amount)),
        Column("payable", "To be paid", kind="money", sort=lambda row: (row.currency, row.payable.amount)),
        Column("closing", "Carried forward", kind="money", sort=lambda row: (row.currency, row.closing.amount)),
        Column("issued_at", "Issued", kind="day", sort=True, shown=False),
        Column("number", "Number", shown=False),
        Column("partner_code", "Partner code", shown=False),
    ),
    search=("partner_name", "partner_code", "number"),
    search_hint="Partner, code or number",
    default_sort="-period",
    empty_title="No statements yet",
    empty_text="Close a period, then prepare its statements: one for each partner, with every correction on it.",
    empty_icon="receipt-percent",
)  # fmt: skip


@require_GET
def index(request: Request) -> HttpResponseBase:
    """Show all statements, and which closed periods lack theirs."""
    actor = request.actor
    rows = incentives.statements_for(actor)
    counts = {state: sum(1 for row in rows if row.state == state) for state, _ in STATES}
    listing = replace(
        STATEMENTS,
        filters=(
            Filter("state", "State", choices=STATES),
            Filter("period", "Period", choices=tuple((one, one) for one in dict.fromkeys(row.period for row in rows))),
            Filter("currency", "Currency", choices=tuple((one, one) for one in sorted({row.currency for row in rows}))),
        ),
        views=(
            View("All", "", len(rows)),
            *(View(title, f"state={state}", counts[state]) for state, title in STATES),
        ),
    )
    context = {
        "counts": counts,
        "closed": [one for one in incentives.closed_periods(actor) if not one.statements],
    }
    return lists.answer(
        request,
        "staff/statements/index.html",
        listing,
        rows,
        saved=saved_views.of(actor, listing.name),
        context=context,
    )


@require_GET
def review(request: Request) -> HttpResponse:
    """Show the statements that wait for approval, those that stand out first and one by one."""
    rows = incentives.review_queue(request.actor, "draft")
    return render(
        request,
        "staff/statements/review.html",
        {
            "striking": [one for one in rows if one.remarks and not one.own],
            "plain": [one for one in rows if not one.remarks and not one.own],
            "own": [one for one in rows if one.own],
            "may_approve": request.actor.may("statements.approve"),
        },
    )


@require_GET
def approved(request: Request) -> HttpResponse:
    """Show the statements that are approved and wait to be issued."""
    rows = incentives.review_queue(request.actor, "approved")
    context = {"rows": rows, "may_issue": request.actor.may("statements.issue")}
    return render(request, "staff/statements/approved.html", context)


def view_of(request: Request, number: int) -> StatementView:
    """The statement of the address, or 404."""
    try:
        return incentives.statement_by_id(request.actor, number, language=language())
    except NotFound:
        raise Http404 from None


@require_GET
def one(request: Request, number: int) -> HttpResponse:
    """Show one statement as it is or will be issued, with what changed beside the buttons."""
    view = view_of(request, number)
    actor, row = request.actor, view.row
    behind = incentives.payouts_behind(actor, view)
    lines = [
        (line, reverse("staff:payout", args=[behind[line.number]]) if line.number in behind else "")
        for line in view.lines
    ]
    before = incentives.statement_before(actor, view)
    corrections = [pair for pair in lines if pair[0].kind == "correction"]
    own = row.prepared_by_id is not None and row.prepared_by_id == actor.user_id
    context: dict[str, Any] = {
        "statement": view,
        "row": row,
        "earned": [pair for pair in lines if pair[0].kind == "earned"],
        "corrections": corrections,
        "adjustments": [(line, line.incentive) for line in view.lines if line.kind == "adjustment"],
        "questions": incentives.questions(actor, statement_number=row.number) if row.number else (),
        "largest": sorted(corrections, key=lambda pair: abs(pair[0].amount.minor), reverse=True)[:LARGEST],
        "before": before,
        "changes": [one for one in incentives.changes(view, before) if one.difference] if before is not None else (),
        "difference": None if before is None else row.earned - before.row.earned,
        "own": own,
        "may_approve": row.state == "draft" and not own and actor.may("statements.approve"),
        "may_discard": row.state != "issued" and actor.may("statements.approve"),
        "may_issue": row.state == "approved" and actor.may("statements.issue"),
        "words": words_of(words),
        "language": language(),
    }
    return render(request, "staff/statements/statement.html", context)


@require_GET
def document(request: Request, number: int) -> HttpResponse:
    """Hand out the very document that was issued."""
    view = view_of(request, number)
    try:
        made = incentives.pdf(request.actor, view.row.number)
    except NotFound:
        raise Http404 from None
    name = f'attachment; filename="{view.row.number}.pdf"'
    return HttpResponse(made, content_type="application/pdf", headers={"Content-Disposition": name})


@require_GET
def lines(request: Request, number: int) -> HttpResponse:
    """Hand out a statement's lines, or with `of=sales` every sales line behind it, as CSV or a workbook."""
    view, kind = view_of(request, number), request.GET.get("as", "csv")
    if request.GET.get("of") == "statement":
        return explaining.lines_sheet(kind, view, TO_VENDOR)
    return explaining.behind_sheet(kind, view, incentives.annex(request.actor, view), TO_VENDOR)
