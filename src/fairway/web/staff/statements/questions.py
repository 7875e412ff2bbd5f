"""What partners ask about figures: the list, and one with the figure beside its answer."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from fairway.incentives import actions
from fairway.incentives import queries as incentives
from fairway.incentives.queries import QuestionRow
from fairway.incentives.rules import NotFound, Refused
from fairway.web.shared import lists
from fairway.web.shared.components import Badge
from fairway.web.shared.lists import Column, Filter, Listing
from fairway.web.shared.request import Request

STATES = (("open", "To answer"), ("answered", "Answered"))


def badge(row: QuestionRow) -> Badge:
    """Where a question stands, in a word."""
    return Badge("Answered", "good") if row.state == "answered" else Badge("To answer", "warn")


QUESTIONS = Listing(
    name="questions",
    columns=(
        Column(
            "about", "About", is_key=True, sort=True, link=lambda row: reverse("staff:question", args=[row.code]),
            note=lambda row: f"{row.statement}, line {row.line}" if row.statement else row.code,
        ),
        Column("partner_name", "Partner", sort=lambda row: row.partner_name.casefold()),
        Column("state", "State", kind="status", value=badge, sort=True),
        Column("asked_by", "Asked by"),
        Column("asked_at", "Asked", kind="moment", sort=True),
        Column("answered_at", "Answered", kind="moment", sort=True),
        Column("text", "Question", shown=False),
        Column("answer", "Answer", shown=False),
        Column("code", "Code", shown=False),
    ),
    filters=(Filter("state", "State", choices=STATES),),
    search=("about", "partner_name", "statement", "code"),
    search_hint="Figure, partner or number",
    default_sort="-asked_at",
    empty_title="Nobody has asked",
    empty_text="A partner asks about a figure on its statement; the question comes here with its reference.",
    empty_icon="chat-bubble-left-right",
)  # fmt: skip


@require_GET
def index(request: Request) -> HttpResponseBase:
    """Show what partners asked, the newest first."""
    return lists.answer(request, "staff/statements/questions.html", QUESTIONS, incentives.questions(request.actor))


def _found(request: Request, code: str) -> QuestionRow:
    try:
        return incentives.question(request.actor, code)
    except NotFound:
        raise Http404 from None


@require_GET
def one(request: Request, question: str) -> HttpResponse:
    """Show one question with the way to its figure, and the answer."""
    row = _found(request, question)
    return _shown(request, row, "", "")


@require_POST
def answer(request: Request, question: str) -> HttpResponse:
    """Answer it; the partner reads the answer beside its question."""
    row, text = _found(request, question), request.POST.get("text", "")
    try:
        actions.answer(actor=request.actor, now=request.now, code=row.code, text=text)
    except Refused as refusal:
        return _shown(request, row, text, str(refusal))
    messages.success(request, "Answered. The partner reads it beside its question.")
    return redirect("staff:question", row.code)


def _shown(request: Request, row: QuestionRow, text: str, refusal: str) -> HttpResponse:
    context: dict[str, Any] = {
        "row": row, "state": badge(row), "text": text, "refusal": refusal,
        "may_answer": row.state == "open" and request.actor.may("adjustments.propose"),
    }  # fmt: skip
    return render(request, "staff/statements/question.html", context, status=422 if refusal else 200)
