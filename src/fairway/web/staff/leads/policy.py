"""The routing policy: read in words, written with its problems beside it, compared, published by a second person."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from fairway.leads import actions
from fairway.leads import queries as leads
from fairway.leads.rules import policy
from fairway.leads.rules.refusals import ChangedMeanwhile, NotFound, Refused
from fairway.web.shared.components import compare_lines
from fairway.web.shared.drafts import DraftForm, Meanwhile, digest_of, overtaken
from fairway.web.shared.request import Request, number_of

START = """routing: leads
title: How leads are shared out
serves: {rights: needed, language: preferred}
first: {registered: first, wish: first}
weights: {right: 25, tier: 15, capacity: 10, language: 20, response: 30}
tiers:
  - {tier: Platinum, counts: 100}
  - {tier: Gold, counts: 75}
  - {tier: Silver, counts: 50}
capacity: 10
response: {looks_back: 12 months, assumed: 60, leads: 5}
equal_within: 5
rounds: 3
answer: {within: 8 business hours, country: US, time_zone: America/New_York, days: theirs, remind: 4 business hours}
contact: {within: 3 business days, otherwise: pull_back}
keep: 24 months
"""


@require_GET
def one(request: Request) -> HttpResponse:
    """Show the policy: its words, its versions, and what may be done with the newest."""
    actor = request.actor
    view = leads.view(actor)
    newest = view.shown
    live = next((row for row in view.versions if row.state == "published"), None)
    differences: tuple[object, ...] = ()
    if live is not None and newest is not None and newest.id != live.id:
        try:
            differences = leads.version_compare(actor, live.id, newest.id)
        except Refused:
            differences = ()
    own = newest is not None and actor.user_id in {newest.edited_by_id, newest.submitted_by_id}
    context = {
        "view": view, "newest": newest, "seen": digest_of(view.text), "live": live,
        "differences": differences, "own": own,
        "errors": [problem for problem in view.problems if problem.stops],
        "warnings": [problem for problem in view.problems if not problem.stops],
        "may_publish": newest is not None and newest.state == "submitted" and actor.may("policies.publish") and not own,
    }  # fmt: skip
    return render(request, "staff/leads/routing.html", context)


@require_http_methods(["GET", "POST"])
def edit(request: Request) -> HttpResponse:
    """Change the draft; after a publication the first change begins the next version."""
    view = leads.view(request.actor)
    begin = view.text or START
    form = DraftForm(request.POST or None, text=begin)
    meanwhile: Meanwhile = ()
    if request.method == "POST" and "save" in request.POST and form.is_valid():
        try:
            number = actions.save_policy_draft(actor=request.actor, now=request.now, **form.cleaned_data)
        except ChangedMeanwhile:
            form, meanwhile = overtaken(request.POST, leads.view(request.actor).text)
        else:
            messages.success(request, f"Version {number} is saved.")
            return redirect("staff:routing")
    checked = policy.check(request.POST.get("text", begin))
    context = {
        "form": form, "meanwhile": meanwhile, "problems": checked.problems, "check": reverse("staff:routing_check"),
        "words": policy.describe(checked.policy) if checked.policy else (),
    }  # fmt: skip
    status = 409 if meanwhile else 422 if form.errors else 200
    return render(request, "staff/leads/routing_edit.html", context, status=status)


@require_POST
def check_text(request: Request) -> HttpResponse:
    """Answer the problems of a text while somebody writes it."""
    found = policy.check(request.POST.get("text", "")).problems
    return render(request, "shared/components/problems.html", {"problems": found})


def _newest(request: Request) -> leads.VersionRow:
    found = leads.view(request.actor).shown
    if found is None:
        raise Http404
    return found


@require_POST
def submit(request: Request) -> HttpResponse:
    """Hand the newest version to a second person."""
    try:
        actions.submit_policy(actor=request.actor, now=request.now, version_id=_newest(request).id)
        messages.success(request, "Handed over. A second person can publish it now.")
    except Refused as refusal:
        messages.error(request, str(refusal))
    return redirect("staff:routing")


@require_POST
def publish(request: Request) -> HttpResponse:
    """Publish the newest version, as the second person."""
    try:
        note = request.POST.get("reason", "")
        actions.publish_policy(
            actor=request.actor, now=request.now, version_id=_newest(request).id, note=note,
            seen=request.POST.get("seen", ""),
        )  # fmt: skip
        messages.success(request, "Published. Leads are routed by it from now on.")
    except Refused as refusal:
        messages.error(request, str(refusal))
    return redirect("staff:routing")


@require_GET
def compare(request: Request) -> HttpResponse:
    """Lay two versions side by side, in words first and as text below."""
    try:
        view = leads.view(request.actor, number_of(request.GET.get("after", "")))
    except NotFound:
        raise Http404 from None
    if not view.versions or view.shown is None:
        raise Http404
    versions = {str(row.number): row for row in view.versions}
    after = view.shown
    before = versions.get(request.GET.get("before", ""), view.versions[min(1, len(view.versions) - 1)])
    refusal, differences = "", ()
    try:
        differences = leads.version_compare(request.actor, before.id, after.id)  # type: ignore[assignment]
    except Refused as refused:
        refusal = str(refused)
    rows = compare_lines(
        leads.version_text(request.actor, before.id).splitlines(),
        leads.version_text(request.actor, after.id).splitlines(),
    )
    context = {"view": view, "before": before, "after": after, "differences": differences, "rows": rows,
               "refusal": refusal}  # fmt: skip
    return render(request, "staff/leads/routing_compare.html", context)
