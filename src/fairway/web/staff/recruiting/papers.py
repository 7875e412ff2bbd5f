"""Forms and plans: what applicants are asked and newcomers do, written as documents, checked while one writes."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from fairway.partners import actions, queries
from fairway.partners.actions import DraftThere, Refused
from fairway.partners.rules.documents import Checked, check_form, check_plan
from fairway.web.shared.drafts import DraftForm, Meanwhile, digest_of, overtaken
from fairway.web.shared.request import Request

TITLES = {"form": "Application form", "plan": "Onboarding plan"}
START = {
    "form": """form: value_added_reseller
title: Become a reseller
opening: |
  Tell us who you are and what you sell. We answer within ten working days.
enough: 20
questions:
  - id: years
    ask: For how many years have you sold in this market?
    answer: number
    required: yes
    points:
      - {from: 0, give: 0}
      - {from: 3, give: 10}
  - id: offers
    ask: What do you offer your customers?
    answer: choice
    several: yes
    choices:
      - {id: products, text: Products only, points: 0}
      - {id: services, text: Installation and service, points: 10}
  - id: reference
    ask: A customer we may ask about you
    answer: text
""",
    "plan": """plan: value_added_reseller
title: First weeks of a reseller
gates:
  - {id: ordering, says: No ordering before the agreement is in force.}
tasks:
  - id: agreement
    do: Sign the agreement
    side: partner
    role: principal
    due: 14
    gates: [ordering]
    met_by: agreement_in_force
  - id: account
    do: Open the credit account
    side: vendor
    due: 10
    gates: [ordering]
  - id: course
    do: Take the first course
    side: partner
    due: 30
""",
}


def look(kind: str, text: str) -> Checked[Any]:
    """Check a text of this kind."""
    return check_form(text) if kind == "form" else check_plan(text)


@require_GET
def index(request: Request) -> HttpResponse:
    """Show every form and plan, the one in force of each type first."""
    context = {
        "kinds": [(kind, TITLES[kind], queries.papers(request.actor, kind)) for kind in TITLES],
        "manages": request.actor.may("partners.manage"),
        "public": request.build_absolute_uri(reverse("entrance:apply_index")),
    }
    return render(request, "staff/recruiting/papers.html", context)


@require_http_methods(["GET", "POST"])
def write(request: Request, kind: str) -> HttpResponse:
    """Write a draft: from the version asked for, or from an example."""
    if kind not in TITLES:
        raise Http404
    start = START[kind]
    number = request.GET.get("from", "")
    if number.isascii() and number.isdigit() and len(number) < 12:
        base = queries.paper(request.actor, int(number))
        if base is None or base[0].kind != kind:
            raise Http404
        start = base[1]
    form = DraftForm(request.POST or None, text=start)
    meanwhile: Meanwhile = ()
    text = request.POST.get("text", start).replace("\r\n", "\n")
    checked = look(kind, text)
    if "save" in request.POST and form.is_valid():
        try:
            made = actions.save_paper(actor=request.actor, now=request.now, kind=kind, **form.cleaned_data)
        except DraftThere as there:
            form, meanwhile = overtaken(request.POST, there.text)
        except Refused as refusal:
            form.add_error("text", str(refusal))
        else:
            messages.success(request, "The draft is saved. Publish it when it is right.")
            return redirect("staff:paper", made)
    context = {
        "kind": kind, "title": TITLES[kind], "form": form, "meanwhile": meanwhile,
        "problems": checked.problems, "made": checked.document,
        "check": reverse("staff:paper_check", args=[kind]),
    }  # fmt: skip
    status = 409 if meanwhile else 422 if form.errors else 200
    return render(request, "staff/recruiting/write.html", context, status=status)


@require_POST
def check(request: Request, kind: str) -> HttpResponse:
    """Answer the problems of a text while somebody writes it, and what it makes."""
    if kind not in TITLES:
        raise Http404
    checked = look(kind, request.POST.get("text", "").replace("\r\n", "\n"))
    context = {"problems": checked.problems, "made": checked.document, "kind": kind, "aside": True}
    return render(request, "staff/recruiting/checked.html", context)


@require_GET
def paper(request: Request, paper_id: int) -> HttpResponse:
    """Show one version."""
    found = queries.paper(request.actor, paper_id)
    if found is None:
        raise Http404
    row, text = found
    checked = look(row.kind, text)
    context = {
        "row": row, "text": text, "seen": digest_of(text),
        "title": TITLES[row.kind], "problems": checked.problems, "made": checked.document,
        "kind": row.kind, "manages": request.actor.may("partners.manage"),
        "public": request.build_absolute_uri(reverse("entrance:apply", args=[row.type])) if row.kind == "form" else "",
    }  # fmt: skip
    return render(request, "staff/recruiting/paper.html", context)


@require_POST
def publish(request: Request, paper_id: int) -> HttpResponse:
    """Make a draft what people see."""
    if queries.paper(request.actor, paper_id) is None:
        raise Http404
    try:
        actions.publish_paper(
            actor=request.actor, now=request.now, paper_id=paper_id, seen=request.POST.get("seen", "")
        )
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, "Published: it holds for whoever begins from now on.")
    return redirect("staff:paper", paper_id)


@require_POST
def close(request: Request, paper_id: int) -> HttpResponse:
    """Take a published version away."""
    if queries.paper(request.actor, paper_id) is None:
        raise Http404
    reason = request.POST.get("reason", "")[:2000]
    actions.close_paper(actor=request.actor, now=request.now, paper_id=paper_id, reason=reason)
    messages.success(request, "Closed: nobody new begins by it. Whoever began goes on.")
    return redirect("staff:paper", paper_id)
