"""Counsel's note on a finding: who, when, and why it may go on."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from fairway.agreements.actions import findings as actions
from fairway.agreements.actions.refusals import Refused
from fairway.agreements.queries import collisions
from fairway.agreements.rules.findings import CHECKS
from fairway.kit.access.people import names_of
from fairway.web.shared.request import Request
from fairway.web.staff.territories.granting import GrantForm


class NoteForm(forms.Form):
    """Counsel's word."""

    text = forms.CharField(
        label="Why it may go on", max_length=8000, widget=forms.Textarea(attrs={"rows": 5}),
        help_text="It is kept as it is written, with your name and the day.",
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
def note(request: Request) -> HttpResponse:
    """Show a finding with what was noted on it, and record a note."""
    subject, finding = request.GET.get("subject", "")[:80], request.GET.get("finding", "")
    check = next((one for one in CHECKS if one.id == finding), None)
    if check is None or not subject:
        raise Http404
    form = NoteForm(request.POST or None)
    if form.is_valid():
        try:
            actions.note(
                actor=request.actor, now=request.now, subject=subject, finding=finding, text=form.cleaned_data["text"]
            )
        except Refused as refusal:
            form.add_error("text", str(refusal))
        else:
            messages.success(request, f"Your note on {finding} is recorded. What waited for it can go on.")
            return redirect(request.get_full_path())
    asked = _asked(request, subject, finding)
    noted = collisions.notes_on(request.actor, subject).get(finding)
    who = names_of([noted[2]]).get(noted[2], "") if noted else ""
    context = {"form": form, "check": check, "subject": subject, "noted": noted, "who": who, **asked}
    return render(request, "staff/territories/counsel.html", context, status=422 if form.is_bound else 200)


def _asked(request: Request, subject: str, finding: str) -> dict[str, Any]:
    """The grant that the address describes and what was found on it; nothing where it is not the one of the subject."""
    asked = GrantForm(request.GET, request=request)
    asked.full_clean()
    terms = asked.terms()
    if terms is None or collisions.subject_of(terms) != subject:
        return {}
    answer = collisions.check(request.actor, terms)
    found = next((one for one in answer.findings if one.id == finding), None)
    return {"facts": asked.facts(terms, answer.words), "found": found}
