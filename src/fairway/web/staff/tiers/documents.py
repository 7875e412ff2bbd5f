"""Tier programmes: written, checked while one writes, read by a second person, compared, published."""

from __future__ import annotations

from dataclasses import dataclass

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from fairway.kit.access import Actor
from fairway.performance import actions, queries
from fairway.performance.rules import ChangedMeanwhile, NotFound, Refused
from fairway.performance.rules.tiers.words import Description, describe
from fairway.policy.problems import Problem
from fairway.web.shared import lists
from fairway.web.shared.components import Badge, compare_lines
from fairway.web.shared.drafts import DraftForm, Meanwhile, digest_of, overtaken
from fairway.web.shared.lists import Column, Listing
from fairway.web.shared.request import Request

START = """tiers: partner-tiers
title: Partner tiers
currency: USD
members: all

metrics:
  - id: net_sales
    title: Net sales
    source: sales
    measure: net
    window: 12 months
  - id: certified
    title: Certified people
    source: people
    certificates: [sales-foundation]

levels:
  - id: registered
  - id: silver
    requires:
      - {metric: net_sales, at_least: 100000}
    unlocks: {price_list: silver, registration: yes, fund_rate: 1}
  - id: gold
    requires:
      - {metric: net_sales, at_least: 500000}
      - {metric: certified, at_least: 2}
    unlocks: {price_list: gold, registration: yes, fund_rate: 2}

review:
  promotion: quarterly
  demotion: half_yearly
  grace: {length: 90 days, progress: 70}
  notice: 30
"""


def _state(row: queries.ProgrammeRow) -> Badge:
    if row.submitted:
        return Badge("Waits for a second person", "warn")
    if row.published is None:
        return Badge("Draft", "calm")
    return Badge("Published, draft open", "info") if row.draft is not None else Badge("Published", "good")


PROGRAMMES = Listing(
    name="tiers",
    columns=(
        Column(
            "title", "Tier programme", is_key=True, sort=True, link=lambda row: reverse("staff:tier", args=[row.id]),
            note=lambda row: row.code,
        ),
        Column("state", "State", kind="status", value=_state),
        Column("published", "Published version", kind="number"),
        Column("applies_from", "Applies from", kind="day"),
        Column("draft", "Draft version", kind="number"),
        Column(
            "last_review_on", "Last review", kind="day",
            link=lambda row: reverse("staff:tier_board", args=[row.id]) if row.published else None,
        ),
    ),
    search=("title", "code"),
    search_hint="Title or id",
    default_sort="title",
    empty_title="No tier programmes yet",
    empty_text="A tier programme is a document that says which levels there are, what each asks and what it brings.",
    empty_icon="star",
)  # fmt: skip


class PublishForm(forms.Form):
    """From which day the version governs."""

    applies_from = forms.DateField(label="Applies from", widget=forms.DateInput(attrs={"type": "date"}))


@dataclass(frozen=True)
class Looked:
    """What the checker and the words say about a text."""

    problems: tuple[Problem, ...]
    words: Description | None


def look(actor: Actor, text: str) -> Looked:
    """Check a text and say it in words."""
    checked = queries.checked(actor, text)
    return Looked(checked.problems, None if checked.programme is None else describe(checked.programme))


def view_of(request: Request, tier_id: int, version: int | None = None) -> queries.ProgrammeView:
    """One programme of the address, or 404."""
    try:
        return queries.programme(request.actor, tier_id, number=version)
    except NotFound:
        raise Http404 from None


@require_GET
def index(request: Request) -> HttpResponseBase:
    """Show all tier programmes, with what waits for a decision."""
    context = {"waits": queries.how_many_wait(request.actor), "reviews": queries.reviews_for(request.actor)[:8]}
    return lists.answer(
        request, "staff/tiers/index.html", PROGRAMMES, queries.programmes_for(request.actor), context=context
    )


@require_GET
def one(request: Request, tier_id: int) -> HttpResponse:
    """Show a programme: its words, its versions, its reviews, and what may be done with the newest version."""
    view = view_of(request, tier_id)
    newest = view.versions[0]
    live = next((row for row in view.versions if row.state == "published"), None)
    own = request.actor.user_id in {newest.edited_by_id, newest.submitted_by_id}
    differences: tuple[object, ...] = ()
    if newest.state != "published" and live is not None and view.document is not None:
        differences = queries.version_compare(request.actor, live.id, newest.id)
    return render(
        request,
        "staff/tiers/programme.html",
        {
            "view": view,
            "newest": newest,
            "live": live,
            "differences": differences,
            "errors": [problem for problem in view.problems if problem.stops],
            "warnings": [problem for problem in view.problems if not problem.stops],
            "reviews": queries.reviews_for(request.actor, tier_id)[:12],
            "seen": digest_of(view.text),
            "may_publish": newest.state == "submitted" and request.actor.may("tiers.publish") and not own,
            "own": own and newest.state == "submitted",
        },
    )


@require_POST
def check_text(request: Request) -> HttpResponse:
    """Answer the problems of a text while somebody writes it, and its words beside."""
    looked = look(request.actor, request.POST.get("text", ""))
    context = {"problems": looked.problems, "words": looked.words, "aside": True}
    return render(request, "staff/tiers/checked.html", context)


@require_http_methods(["GET", "POST"])
def new(request: Request) -> HttpResponse:
    """Begin a programme from an example, or from a document pasted in."""
    form = DraftForm(request.POST or None, text=START)
    if request.method == "POST" and "save" in request.POST and form.is_valid():
        try:
            draft = actions.create_programme(actor=request.actor, now=request.now, text=form.cleaned_data["text"])
        except Refused as refusal:
            form.add_error("text", str(refusal))
        else:
            messages.success(request, "Saved as version 1, a draft.")
            return redirect("staff:tier", draft.programme_id)
    return _editor(request, form, request.POST.get("text", START), None)


@require_http_methods(["GET", "POST"])
def edit(request: Request, tier_id: int) -> HttpResponse:
    """Change the draft; after a publication the first change begins the next version."""
    view = view_of(request, tier_id)
    form = DraftForm(request.POST or None, text=view.text)
    if request.method == "POST" and "save" in request.POST and form.is_valid():
        try:
            draft = actions.save_draft(actor=request.actor, now=request.now, programme_id=tier_id, **form.cleaned_data)
        except ChangedMeanwhile:
            again, meanwhile = overtaken(request.POST, view.text)
            return _editor(request, again, request.POST.get("text", ""), view, meanwhile)
        if draft.sound:
            messages.success(request, f"Version {draft.number} is saved.")
        else:
            count = sum(problem.stops for problem in draft.problems)
            messages.warning(
                request, f"Version {draft.number} is saved with {count} errors: mend them, then submit it."
            )
        return redirect("staff:tier", tier_id)
    return _editor(request, form, request.POST.get("text", view.text), view)


def _editor(request: Request, form: DraftForm, text: str, view: object, meanwhile: Meanwhile = ()) -> HttpResponse:
    looked = look(request.actor, text)
    context = {
        "form": form,
        "meanwhile": meanwhile,
        "problems": looked.problems,
        "words": looked.words,
        "view": view,
        "check": reverse("staff:tier_check"),
    }
    return render(request, "staff/tiers/edit.html", context, status=409 if meanwhile else 422 if form.errors else 200)


@require_GET
def compare(request: Request, tier_id: int) -> HttpResponse:
    """Lay two versions side by side, in words first and as text below."""
    view = view_of(request, tier_id)
    versions = {str(row.number): row for row in view.versions}
    after = versions.get(request.GET.get("after", ""), view.versions[0])
    before = versions.get(request.GET.get("before", ""), view.versions[min(1, len(view.versions) - 1)])
    refusal = ""
    differences: tuple[object, ...] = ()
    try:
        differences = queries.version_compare(request.actor, before.id, after.id)
    except Refused as refused:
        refusal = str(refused)
    texts = [queries.version_text(request.actor, row.id).splitlines() for row in (before, after)]
    context = {
        "view": view,
        "before": before,
        "after": after,
        "differences": differences,
        "rows": compare_lines(*texts),
        "refusal": refusal,
    }
    return render(request, "staff/tiers/compare.html", context)


@require_GET
def text(request: Request, tier_id: int, version: int) -> HttpResponse:
    """Hand out a version's document as it is."""
    view = view_of(request, tier_id, version)
    response = HttpResponse(view.text, content_type="text/yaml; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{view.row.code}-v{version}.yaml"'
    return response


@require_POST
def submit(request: Request, tier_id: int, tier_version: int) -> HttpResponse:
    """Hand the draft to a second person."""
    try:
        note = request.POST.get("reason", "")[:2000]
        actions.submit(actor=request.actor, now=request.now, version_id=tier_version, note=note)
        messages.success(request, "Submitted. A second person can publish it now.")
    except (Refused, NotFound) as refusal:
        messages.error(request, str(refusal))
    return redirect("staff:tier", tier_id)


@require_POST
def publish(request: Request, tier_id: int, tier_version: int) -> HttpResponse:
    """Publish a submitted version, as the second person."""
    form = PublishForm(request.POST)
    if not form.is_valid():
        messages.error(request, "Write the first day it governs as a date.")
        return redirect("staff:tier", tier_id)
    try:
        actions.publish(
            actor=request.actor,
            now=request.now,
            version_id=tier_version,
            applies_from=form.cleaned_data["applies_from"],
            note=request.POST.get("reason", "")[:2000],
            seen=request.POST.get("seen", ""),
        )
        messages.success(request, "Published. It never changes from now on; a change is the next version.")
    except (Refused, NotFound) as refusal:
        messages.error(request, str(refusal))
    return redirect("staff:tier", tier_id)
