"""Write programmes: a draft checked while one writes, handed to a second person, published."""

from __future__ import annotations

from dataclasses import dataclass, replace

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from fairway.engine.check import check
from fairway.engine.words import Description, describe
from fairway.incentives import actions, queries
from fairway.incentives.rules import ChangedMeanwhile, NotFound, Refused
from fairway.policy.problems import Problem
from fairway.web.shared.drafts import DraftForm, Meanwhile, overtaken
from fairway.web.shared.language import language
from fairway.web.shared.request import Request, today_of
from fairway.web.staff.programmes.reading import view_of

START = """programme: fy26-reseller
title: FY26 Reseller Programme
currency: USD
calendar: {year_starts: 01-01, period: quarter, grace: 15 days, time_zone: UTC}
fx: transaction_date
rounding: {mode: half_up, at: payout}
returns: restate
cliff: 500
event: sell_through
members: all

incentives:
  - id: volume
    title: Quarterly volume rebate
    kind: rebate
    measure: net
    method: retroactive
    rates:
      - {from: 0, percent: 1}
      - {from: 50000, percent: 2}
"""


@dataclass(frozen=True)
class Looked:
    """What the checker and the words say about a text."""

    problems: tuple[Problem, ...]
    words: Description | None
    id: str
    title: str
    currency: str
    note: str = ""
    unheld: tuple[str, ...] = ()


def look(text: str) -> Looked:
    """Check a text and say it in words."""
    checked = check(text)
    programme = checked.programme
    if programme is None:
        return Looked(checked.problems, None, "", "", "")
    return Looked(
        checked.problems,
        describe(programme, language(), exempt=lambda _: True),
        programme.id,
        programme.title,
        programme.currency,
    )


def look_back(request: Request, text: str) -> Looked:
    """Check a text, review it against the last year's sales where that was asked for, and say it in words."""
    looked = look(text)
    if "review" not in request.POST or looked.words is None:
        return looked
    reviewed = queries.review_text(request.actor, text, on=today_of(request))
    note = reviewed.fault
    if reviewed.starts is not None and reviewed.ends is not None:
        note = f"Reviewed against the sales from {reviewed.starts} until {reviewed.ends}."
    document = check(text).programme
    unheld = queries.unheld_names(request.actor, document) if document is not None else ()
    return replace(looked, problems=reviewed.problems, note=note, unheld=unheld)


@require_POST
def check_text(request: Request) -> HttpResponse:
    """Answer the problems of a text while somebody writes it, and its words beside."""
    looked = look(request.POST.get("text", ""))
    return render(
        request, "staff/programmes/checked.html", {"problems": looked.problems, "words": looked.words, "aside": True}
    )


@require_http_methods(["GET", "POST"])
def new(request: Request) -> HttpResponse:
    """Begin a programme from an example, or from a document pasted in."""
    form = DraftForm(request.POST or None, text=START)
    looked = look_back(request, request.POST.get("text", START))
    if request.method == "POST" and "save" in request.POST and form.is_valid():
        if not looked.id:
            form.add_error(
                "text", "The document needs at least a sound head before it can be saved: see the problems below."
            )
        else:
            try:
                draft = actions.create_programme(
                    actor=request.actor,
                    now=request.now,
                    code=looked.id,
                    title=looked.title,
                    text=form.cleaned_data["text"],
                    currency=looked.currency,
                )
            except Refused as refusal:
                form.add_error("text", str(refusal))
            else:
                messages.success(request, "Saved as version 1, a draft.")
                return redirect("staff:programme", draft.programme_id)
    return _editor(request, form, (), looked, None)


@require_http_methods(["GET", "POST"])
def edit(request: Request, number: int) -> HttpResponse:
    """Change the draft; after a publication the first change begins the next version."""
    view = view_of(request, number)
    form = DraftForm(request.POST or None, text=view.text)
    looked = look_back(request, request.POST.get("text", view.text))
    if request.method == "POST" and "save" in request.POST and form.is_valid():
        try:
            draft = actions.save_draft(actor=request.actor, now=request.now, programme_id=number, **form.cleaned_data)
        except ChangedMeanwhile:
            return _editor(request, *overtaken(request.POST, view.text), looked, view)
        if draft.sound:
            messages.success(request, f"Version {draft.number} is saved.")
        else:
            count = sum(problem.stops for problem in draft.problems)
            messages.warning(
                request, f"Version {draft.number} is saved with {count} errors: mend them before you submit it."
            )
        return redirect("staff:programme", number)
    return _editor(request, form, (), looked, view)


def _editor(request: Request, form: DraftForm, meanwhile: Meanwhile, looked: Looked, view: object) -> HttpResponse:
    context = {
        "form": form,
        "meanwhile": meanwhile,
        "problems": looked.problems,
        "words": looked.words,
        "note": looked.note,
        "unheld": looked.unheld,
        "view": view,
        "check": reverse("staff:programme_check"),
    }
    return render(
        request, "staff/programmes/edit.html", context, status=409 if meanwhile else 422 if form.errors else 200
    )


@require_POST
def submit(request: Request, number: int, version_id: int) -> HttpResponse:
    """Hand the draft to a second person."""
    _of(request, number, version_id)
    try:
        actions.submit(actor=request.actor, now=request.now, version_id=version_id, note=request.POST.get("reason", ""))
        messages.success(request, "Submitted. A second person can publish it now.")
    except (Refused, NotFound) as refusal:
        messages.error(request, str(refusal))
    return redirect("staff:programme", number)


def _of(request: Request, number: int, version_id: int) -> None:
    """Find no page at a version of another programme: who decides saw this one."""
    if version_id not in {row.id for row in view_of(request, number).versions}:
        raise Http404


class PublishForm(forms.Form):
    """From which day the version governs."""

    applies_from = forms.DateField(label="Applies from", required=False, widget=forms.DateInput(attrs={"type": "date"}))


@require_POST
def publish(request: Request, number: int, version_id: int) -> HttpResponse:
    """Publish a submitted version, as the second person."""
    _of(request, number, version_id)
    form = PublishForm(request.POST)
    if not form.is_valid():
        messages.error(request, "Write the first day it governs as a date, or leave it empty.")
        return redirect("staff:programme", number)
    try:
        actions.publish(
            actor=request.actor,
            now=request.now,
            version_id=version_id,
            applies_from=form.cleaned_data["applies_from"],
            note=request.POST.get("reason", ""),
            seen=request.POST.get("seen", ""),
        )
        messages.success(
            request,
            "Published. It never changes from now on; a change is the next version. What comes next stands below.",
        )
    except (Refused, NotFound) as refusal:
        messages.error(request, str(refusal))
    return redirect("staff:programme", number)
