"""Ask the vendor about a figure: of a statement's line, or of a payout that is on no statement yet."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods

from fairway.engine.words.messages import asking, statement
from fairway.incentives import actions
from fairway.incentives import queries as incentives
from fairway.incentives.queries import Figure
from fairway.incentives.rules import NotFound, Refused
from fairway.web.partner.page import show
from fairway.web.shared.language import language, speech, words_of
from fairway.web.shared.request import Request


@require_http_methods(["GET", "POST"])
def of_statement(request: Request, number: str, line: int) -> HttpResponse:
    """Ask about a line of a statement; the answer stands below it."""
    try:
        figure = incentives.figure(request.actor, statement_number=number, line=line)
    except NotFound:
        raise Http404 from None
    return _ask(request, figure)


@require_http_methods(["GET", "POST"])
def of_payout(request: Request, payout_id: int) -> HttpResponse:
    """Ask about a payout; the answer stands below its explanation."""
    try:
        figure = incentives.figure(request.actor, payout_id=payout_id)
    except NotFound:
        raise Http404 from None
    return _ask(request, figure)


def _ask(request: Request, figure: Figure) -> HttpResponse:
    refusal = ""
    text = request.POST.get("text", "")
    if request.method == "POST":
        try:
            actions.ask(actor=request.actor, now=request.now, figure=figure, text=text)
        except Refused as refused:
            refusal = str(refused)
        else:
            messages.success(request, speech().say(asking.ASKED))
            if figure.statement:
                return redirect("partner:statement", figure.statement)
            return redirect("partner:payout", figure.payout_id)
    context = {
        "figure": figure,
        "refusal": refusal,
        "text": text,
        "words": words_of(statement, asking),
        "language": language(),
    }
    return show(request, "partner/earnings/ask.html", context, status=422 if refusal else 200)
