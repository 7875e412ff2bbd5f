"""Adjustments at the vendor: the list, a proposal, one with its decision beside what both sides read."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from fairway.incentives import actions
from fairway.incentives import queries as incentives
from fairway.incentives.queries import AdjustmentRow, AdjustmentView
from fairway.incentives.rules import NotFound, Refused
from fairway.incentives.rules import adjusting as rules
from fairway.kit.access import saved_views
from fairway.partners import queries as partners
from fairway.partners.rules import plain_name
from fairway.web.shared import lists
from fairway.web.shared.components import Badge
from fairway.web.shared.lists import Column, Filter, Listing, View
from fairway.web.shared.request import Request

STATES = (("waiting", "To book"), ("booked", "Booked"), ("dropped", "Dropped"))


def badge(row: AdjustmentRow) -> Badge:
    """Where an adjustment stands, in a word."""
    if row.taken_back:
        return Badge("Taken back", "warn")
    return {"waiting": Badge("To book", "warn"), "booked": Badge("Booked", "good")}.get(row.state, Badge("Dropped"))


ADJUSTMENTS = Listing(
    name="adjustments",
    columns=(
        Column(
            "title", "Adjustment", is_key=True, sort=lambda row: row.title.casefold(),
            link=lambda row: reverse("staff:adjustment", args=[row.code]), note=lambda row: row.code,
        ),
        Column("partner_name", "Partner", sort=lambda row: row.partner_name.casefold()),
        Column("state", "State", kind="status", tight=True, value=badge, sort=True, note=lambda row: row.period),
        Column("amount", "Amount", kind="money", sort=lambda row: (row.amount.currency, row.amount.amount)),
        Column("proposed_by", "Proposed by", sort=True),
        Column("proposed_at", "Proposed", kind="day", value=lambda row: row.proposed_at.date(), sort=True),
        Column("link", "Case", shown=False),
        Column("code", "Code", shown=False),
    ),
    filters=(Filter("state", "State", choices=STATES),),
    search=("title", "partner_name", "code", "link"),
    search_hint="Title, partner or case",
    default_sort="-proposed_at",
    empty_title="Nothing was adjusted by hand",
    empty_text="What a dispute's decision gives appears here; anything else you propose yourself.",
    empty_icon="adjustments-horizontal",
)  # fmt: skip


@require_GET
def index(request: Request) -> HttpResponseBase:
    """Show all adjustments."""
    rows = incentives.adjustments(request.actor)
    counts = {state: sum(1 for row in rows if row.state == state) for state, _ in STATES}
    views = (View("All", "", len(rows)), *(View(title, f"state={key}", counts[key]) for key, title in STATES))
    listing = replace(ADJUSTMENTS, views=views)
    return lists.answer(
        request, "staff/statements/adjustments.html", listing, rows,
        saved=saved_views.of(request.actor, listing.name), context={},
    )  # fmt: skip


class AdjustmentForm(forms.Form):
    """What somebody proposes to pay, or to take back."""

    code = forms.CharField(widget=forms.HiddenInput, max_length=16, required=False)
    partner = forms.CharField(
        label="Partner", max_length=200, help_text="Its code or its name.",
        widget=forms.TextInput(attrs={"list": "partners", "autocomplete": "off"}),
    )  # fmt: skip
    amount = forms.CharField(
        label="Amount", max_length=30, help_text="With a minus, the partner owes it to us.",
        widget=forms.TextInput(attrs={"inputmode": "decimal"}),
    )  # fmt: skip
    currency = forms.CharField(label="Currency", max_length=3, widget=forms.TextInput(attrs={"size": 4}))
    title = forms.CharField(
        label="What for", max_length=rules.LONGEST_TITLE, help_text="The partner reads it on its statement."
    )
    explanation = forms.CharField(
        label="What the partner reads", max_length=rules.LONGEST_TEXT, widget=forms.Textarea(attrs={"rows": 3})
    )
    reason = forms.CharField(
        label="Reason", max_length=rules.LONGEST_TEXT, help_text="For our record; no partner reads it.",
        widget=forms.Textarea(attrs={"rows": 3}),
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
def new(request: Request) -> HttpResponse:
    """Propose an adjustment; somebody else books it."""
    form = AdjustmentForm(
        request.POST or None, initial={"partner": request.GET.get("partner", "")[:200], "code": actions.new_code()}
    )
    if request.method == "POST" and form.is_valid():
        code = _proposed(request, form)
        if code:
            messages.success(request, "Proposed. Somebody else books it.")
            return redirect("staff:adjustment", code)
    names = sorted(partners.visible_to(request.actor).values_list("code", "name"))
    context = {"form": form, "partners": names}
    return render(request, "staff/statements/adjustment_new.html", context, status=422 if form.errors else 200)


def _proposed(request: Request, form: AdjustmentForm) -> str:
    """The code of what was proposed; empty with errors at the form."""
    given = form.cleaned_data
    number = partners.ids_by_text(request.actor, reporter_id=None).get(plain_name(given["partner"]))
    if number is None:
        form.add_error("partner", f"There is no partner of the code or name “{given['partner']}”.")
    try:
        amount = rules.amount_of(given["amount"], given["currency"])
    except Refused as refusal:
        form.add_error("currency" if "currency" in str(refusal) else "amount", str(refusal))
        return ""
    if number is None:
        return ""
    try:
        return actions.propose_adjustment(
            actor=request.actor, now=request.now, partner_id=number, amount=amount, title=given["title"],
            explanation=given["explanation"], reason=given["reason"], code=given["code"],
        )  # fmt: skip
    except Refused as refusal:
        form.add_error(None, str(refusal))
        return ""


def _found(request: Request, code: str) -> AdjustmentView:
    try:
        return incentives.adjustment(request.actor, code)
    except NotFound:
        raise Http404 from None


@require_GET
def one(request: Request, adjustment: str) -> HttpResponse:
    """Show one adjustment with what both sides read of it, and its decision."""
    view = _found(request, adjustment)
    actor, row = request.actor, view.row
    waits, own = row.state == "waiting", row.proposed_by_id == actor.user_id
    approves = actor.may("adjustments.approve")
    choices = incentives.statements_to_choose(actor, row.code) if waits and not view.reverses else ()
    context: dict[str, Any] = {
        "view": view, "row": row, "state": badge(row), "own": own, "choices": choices,
        "may_book": waits and approves and not own and bool(choices or view.reverses),
        "lacks_programme": waits and not view.reverses and not choices,
        "may_drop": waits and (own or approves),
        "may_take_back": row.state == "booked" and not view.reverses and not view.reversed_by
        and actor.may("adjustments.propose"),
    }  # fmt: skip
    return render(request, "staff/statements/adjustment.html", context)


@require_POST
def do(request: Request, adjustment: str) -> HttpResponse:
    """Book, drop or take back; what cannot be done is said, and nothing moves."""
    view = _found(request, adjustment)
    deed = DEEDS.get(request.POST.get("deed", ""))
    if deed is None:
        messages.error(request, "Choose what to do.")
        return redirect("staff:adjustment", adjustment)
    try:
        said, code = deed(request, view)
    except Refused as refusal:
        messages.error(request, str(refusal))
        return redirect("staff:adjustment", adjustment)
    messages.success(request, said)
    return redirect("staff:adjustment", code)


def _book(request: Request, view: AdjustmentView) -> tuple[str, str]:
    chosen = request.POST.get("programme", "")
    number = int(chosen) if chosen.isascii() and chosen.isdigit() and len(chosen) < 18 else None
    period = actions.approve_adjustment(
        actor=request.actor, now=request.now, code=view.row.code, programme_id=number
    )  # fmt: skip
    return f"Booked in {period}. The partner reads it now, and on the statement of {period}.", view.row.code


def _drop(request: Request, view: AdjustmentView) -> tuple[str, str]:
    reason = request.POST.get("reason", "")[: rules.LONGEST_TEXT]
    actions.drop_adjustment(actor=request.actor, now=request.now, code=view.row.code, reason=reason)
    return "Dropped. Nothing was booked.", view.row.code


def _take_back(request: Request, view: AdjustmentView) -> tuple[str, str]:
    code = actions.propose_reversal(
        actor=request.actor, now=request.now, code=view.row.code, reason=request.POST.get("reason", ""),
        explanation=request.POST.get("explanation", ""),
    )  # fmt: skip
    return "Proposed. Somebody else books the counter-entry.", code


DEEDS: dict[str, Callable[[Request, AdjustmentView], tuple[str, str]]] = {
    "book": _book, "drop": _drop, "take_back": _take_back,
}  # fmt: skip
