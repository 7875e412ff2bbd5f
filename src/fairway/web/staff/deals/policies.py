"""Registration policies: written, checked while one writes, compared, published by a second person."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from fairway.deals import actions
from fairway.deals import queries as deals
from fairway.deals.queries.policies import version_text
from fairway.deals.rules.policy import check, describe
from fairway.deals.rules.refusals import ChangedMeanwhile, NotFound, Refused
from fairway.web.shared import lists
from fairway.web.shared.components import Badge, compare_lines
from fairway.web.shared.drafts import DraftForm, Meanwhile, digest_of, overtaken
from fairway.web.shared.lists import Column, Listing
from fairway.web.shared.request import Request

START = """registration: fy26-deals
title: FY26 deal registration
currency: USD
asks:
  needed: [website, expected_close, contact_name, contact_email, effort, tender]
  optional: [tender_published_on, deal_type, incumbent, department, reference]
accepts: {tender: before_publication}
answer: {within: 2 business days, country: US, time_zone: America/New_York}
protects:
  for: 90 days
  milestones:
    - {id: meeting, title: A meeting with the customer, within: 30 days, latest: 45 days, proof: [meeting_notes, email]}
  extension: {by: 30 days, times: 1, decides: vendor}
waitlist: {order: receipt}
losers: {price: co_sell}
price: {discount: 10, base: list, stacks_with: [special_price], excludes: [promotion]}
"""


def _state(row: deals.PolicyRow) -> Badge:
    if row.submitted:
        return Badge("Waits for a second person", "warn")
    if row.published is None:
        return Badge("Draft", "calm")
    return Badge("Published, draft open", "info") if row.draft is not None else Badge("Published", "good")


POLICIES = Listing(
    name="deal-policies",
    columns=(
        Column(
            "title", "Policy", is_key=True, sort=True, note=lambda row: row.code,
            link=lambda row: reverse("staff:deal_policy", args=[row.id]),
        ),
        Column("state", "State", kind="status", value=_state),
        Column("published", "Published version", kind="number"),
        Column("published_at", "Published", kind="moment"),
        Column("draft", "Draft version", kind="number"),
    ),
    search=("title", "code"),
    default_sort="title",
    empty_title="No registration policy yet",
    empty_text="A policy says who may register what, how soon you answer, and how long it protects. Write the first.",
    empty_icon="document-text",
)  # fmt: skip


@require_GET
def index(request: Request) -> HttpResponseBase:
    """Show all policies."""
    return lists.answer(request, "staff/deals/policies.html", POLICIES, deals.policies(request.actor))


def _found(request: Request, policy_id: int) -> deals.PolicyView:
    try:
        return deals.policy(request.actor, policy_id)
    except NotFound:
        raise Http404 from None


@require_GET
def one(request: Request, policy_id: int) -> HttpResponse:
    """Show a policy: its words, its versions, and what may be done with the newest."""
    view = _found(request, policy_id)
    newest, actor = view.versions[0], request.actor
    live = next((row for row in view.versions if row.state == "published"), None)
    differences: tuple[object, ...] = ()
    if live is not None and newest.id != live.id:
        try:
            differences = deals.version_compare(actor, live.id, newest.id)
        except Refused:
            differences = ()
    own = actor.user_id in {newest.edited_by_id, newest.submitted_by_id}
    context = {
        "view": view, "newest": newest, "seen": digest_of(view.text), "live": live,
        "differences": differences, "own": own,
        "errors": [problem for problem in view.problems if problem.stops],
        "warnings": [problem for problem in view.problems if not problem.stops],
        "may_publish": newest.state == "submitted" and actor.may("policies.publish") and not own,
    }  # fmt: skip
    return render(request, "staff/deals/policy.html", context)


@require_POST
def check_text(request: Request) -> HttpResponse:
    """Answer the problems of a text while somebody writes it."""
    return render(
        request, "shared/components/problems.html", {"problems": check(request.POST.get("text", "")).problems}
    )


@require_http_methods(["GET", "POST"])
def new(request: Request) -> HttpResponse:
    """Write a policy from an example, or paste one."""
    form = DraftForm(request.POST or None, text=START)
    if request.method == "POST" and "save" in request.POST and form.is_valid():
        try:
            number = actions.create_policy(actor=request.actor, now=request.now, text=form.cleaned_data["text"])
        except Refused as refusal:
            form.add_error("text", str(refusal))
        else:
            messages.success(request, "Saved as version 1, a draft.")
            return redirect("staff:deal_policy", number)
    return _editor(request, form, request.POST.get("text", START), None)


@require_http_methods(["GET", "POST"])
def edit(request: Request, policy_id: int) -> HttpResponse:
    """Change the draft; after a publication the first change begins the next version."""
    view = _found(request, policy_id)
    form = DraftForm(request.POST or None, text=view.text)
    if request.method == "POST" and "save" in request.POST and form.is_valid():
        try:
            number = actions.save_policy_draft(
                actor=request.actor, now=request.now, policy_id=policy_id, **form.cleaned_data
            )
        except ChangedMeanwhile:
            again, meanwhile = overtaken(request.POST, _found(request, policy_id).text)
            return _editor(request, again, request.POST.get("text", ""), view, meanwhile)
        messages.success(request, f"Version {number} is saved.")
        return redirect("staff:deal_policy", policy_id)
    return _editor(request, form, request.POST.get("text", view.text), view)


def _editor(
    request: Request, form: DraftForm, text: str, view: deals.PolicyView | None, meanwhile: Meanwhile = ()
) -> HttpResponse:  # fmt: skip
    checked = check(text)
    context = {
        "form": form, "meanwhile": meanwhile, "problems": checked.problems, "view": view,
        "check": reverse("staff:deal_policy_check"),
        "words": describe(checked.policy) if checked.policy else (),
    }  # fmt: skip
    status = 409 if meanwhile else 422 if form.errors else 200
    return render(request, "staff/deals/policy_edit.html", context, status=status)


@require_POST
def submit(request: Request, policy_id: int) -> HttpResponse:
    """Hand the newest version to a second person."""
    view = _found(request, policy_id)
    try:
        actions.submit_policy(actor=request.actor, now=request.now, version_id=view.versions[0].id)
        messages.success(request, "Handed over. A second person can publish it now.")
    except Refused as refusal:
        messages.error(request, str(refusal))
    return redirect("staff:deal_policy", policy_id)


@require_POST
def publish(request: Request, policy_id: int) -> HttpResponse:
    """Publish the newest version, as the second person."""
    view = _found(request, policy_id)
    try:
        actions.publish_policy(
            actor=request.actor, now=request.now, version_id=view.versions[0].id, note=request.POST.get("reason", ""),
            seen=request.POST.get("seen", ""),
        )  # fmt: skip
        messages.success(request, "Published. Registrations sent from now on follow it.")
    except Refused as refusal:
        messages.error(request, str(refusal))
    return redirect("staff:deal_policy", policy_id)


@require_GET
def compare(request: Request, policy_id: int) -> HttpResponse:
    """Lay two versions side by side, in words first and as text below."""
    view = _found(request, policy_id)
    versions = {str(row.number): row for row in view.versions}
    after = versions.get(request.GET.get("after", ""), view.versions[0])
    before = versions.get(request.GET.get("before", ""), view.versions[min(1, len(view.versions) - 1)])
    refusal, differences = "", ()
    try:
        differences = deals.version_compare(request.actor, before.id, after.id)  # type: ignore[assignment]
    except Refused as refused:
        refusal = str(refused)
    rows = compare_lines(
        version_text(request.actor, before.id).splitlines(), version_text(request.actor, after.id).splitlines()
    )
    context = {"view": view, "before": before, "after": after, "differences": differences, "rows": rows,
               "refusal": refusal}  # fmt: skip
    return render(request, "staff/deals/policy_compare.html", context)
