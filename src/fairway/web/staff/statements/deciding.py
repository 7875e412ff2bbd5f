"""Decide on statements: prepare, approve as a second person, issue, discard; several at once where that is honest."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from fairway.incentives import actions
from fairway.incentives import queries as incentives
from fairway.incentives.rules import Refused
from fairway.kit.access import acting_as
from fairway.web.shared.request import Request
from fairway.web.staff.statements.reading import view_of

AT_ONCE = 200
"""Statements that one request decides on; issuing makes a document of each."""


@require_POST
def prepare(request: Request) -> HttpResponse:
    """Prepare every partner's statement of a closed period."""
    period = request.POST.get("period", "")[:16]
    try:
        made = actions.prepare_statements(actor=request.actor, now=request.now, period=period)
    except Refused as refusal:
        messages.error(request, str(refusal))
        return redirect("staff:statements")
    if made:
        messages.success(request, f"{_statements(len(made))} of {period} prepared: somebody else approves them.")
    else:
        messages.info(request, f"There was nothing new to prepare for {period}.")
    return redirect("staff:statements")


@require_POST
def approve(request: Request, number: int) -> HttpResponse:
    """Find one statement right."""
    view = view_of(request, number)
    try:
        actions.approve_statement(actor=request.actor, now=request.now, statement_id=number)
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, f"The statement of {view.row.partner_name} is approved.")
    return redirect("staff:statement", number)


@require_POST
def issue(request: Request, number: int) -> HttpResponse:
    """Issue one approved statement."""
    view_of(request, number)
    try:
        issued = actions.issue_statement(actor=request.actor, now=request.now, statement_id=number)
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, f"Issued as {issued}: the partner can read it now.")
    return redirect("staff:statement", number)


@require_POST
def discard(request: Request, number: int) -> HttpResponse:
    """Take a statement away that was not issued; it can be prepared again."""
    view = view_of(request, number)
    reason = request.POST.get("reason", "").strip()[:2000]
    if not reason:
        messages.error(request, "Say why: discarding a statement is written down with its reason.")
        return redirect("staff:statement", number)
    try:
        actions.discard_statement(actor=request.actor, now=request.now, statement_id=number, reason=reason)
    except Refused as refusal:
        messages.error(request, str(refusal))
        return redirect("staff:statement", number)
    messages.success(request, f"The statement of {view.row.partner_name} is discarded. It can be prepared again.")
    return redirect("staff:statements")


@require_POST
def approve_several(request: Request) -> HttpResponse:
    """Approve the chosen statements among those where nothing stands out; the others are looked at one by one."""
    plain = {one.row.id for one in incentives.review_queue(request.actor, "draft") if not one.remarks and not one.own}
    done, refused = _several(
        request, plain, lambda pk: actions.approve_statement(actor=request.actor, now=request.now, statement_id=pk)
    )
    _tell(request, done, refused, "approved")
    return redirect("staff:statements_review")


@require_POST
def issue_several(request: Request) -> HttpResponse:
    """Issue the chosen statements among those that are approved."""
    ready = {row.id for row in incentives.statements_for(request.actor, state="approved")}
    done, refused = _several(
        request, ready, lambda pk: actions.issue_statement(actor=request.actor, now=request.now, statement_id=pk)
    )
    _tell(request, done, refused, "issued")
    return redirect("staff:statements_approved" if refused else "staff:statements")


def _several(request: Request, allowed: set[int], deed: Callable[[int], object]) -> tuple[int, list[str]]:
    """Do one thing to each chosen statement; a refusal of one leaves the others done."""
    chosen = [int(text) for text in request.POST.getlist("statement")[:AT_ONCE] if text.isascii() and text.isdigit()]
    done, refused = 0, []
    for pk in chosen:
        if pk not in allowed:
            continue
        try:
            with acting_as(request.actor):
                deed(pk)
            done += 1
        except Refused as refusal:
            refused.append(str(refusal))
    return done, refused


def _statements(count: int) -> str:
    return f"{count} statement{'' if count == 1 else 's'}"


def _tell(request: Request, done: int, refused: list[str], deed: str) -> None:
    if done:
        messages.success(request, f"{_statements(done)} {deed}.")
    for sentence in dict.fromkeys(refused):
        messages.error(request, sentence)
    if not done and not refused:
        messages.info(request, f"None was chosen, so nothing was {deed}.")
