"""Reviews: what was proposed with its evidence beside the buttons; accept, hold, refuse, one or several at once."""

from __future__ import annotations

from datetime import date

from django import forms
from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from fairway.performance import actions, queries
from fairway.performance.rules import NotFound, Refused
from fairway.web.shared.request import Request, number_of, today_of
from fairway.web.shared.views import safe_next


class DecisionForm(forms.Form):
    """What is decided about the chosen proposals."""

    proposal = forms.TypedMultipleChoiceField(coerce=int, choices=())
    verdict = forms.ChoiceField(choices=[("accept", "Accept"), ("hold", "Hold"), ("refuse", "Refuse")])
    reason = forms.CharField(max_length=2000, required=False)
    hold_until = forms.DateField(required=False)

    def __init__(self, *args: object, **more: object) -> None:
        super().__init__(*args, **more)  # type: ignore[arg-type]
        chosen = self.data.getlist("proposal") if hasattr(self.data, "getlist") else []
        self.fields["proposal"].choices = [(one, one) for one in chosen if number_of(one) is not None]  # type: ignore[attr-defined]


@require_GET
def waiting(request: Request) -> HttpResponse:
    """Everything that waits for a decision."""
    rows = queries.waiting(request.actor)
    context = {"rows": rows, "reviews": queries.reviews_for(request.actor)[:20], "on": today_of(request)}
    return render(request, "staff/tiers/waiting.html", context)


@require_GET
def one(request: Request, review_id: int) -> HttpResponse:
    """One review with its proposals."""
    try:
        review = queries.review(request.actor, review_id)
    except NotFound:
        raise Http404 from None
    rows = queries.proposals_of(request.actor, review_id)
    context = {
        "review": review,
        "rows": [row for row in rows if row.waits],
        "decided": [row for row in rows if not row.waits],
        "on": today_of(request),
    }
    return render(request, "staff/tiers/review.html", context)


@require_POST
def decide(request: Request) -> HttpResponse:
    """Decide about the chosen proposals, all or none."""
    form = DecisionForm(request.POST)
    back = safe_next(request, reverse("staff:tier_waiting"))
    if not form.is_valid():
        messages.error(request, "Choose at least one proposal, and accept, hold or refuse it.")
        return redirect(back)
    given = form.cleaned_data
    try:
        with transaction.atomic():
            count = actions.decide_all(
                actor=request.actor, now=request.now, proposal_ids=given["proposal"], verdict=given["verdict"],
                reason=given["reason"], hold_until=given["hold_until"],
            )  # fmt: skip
    except (Refused, NotFound) as refusal:
        messages.error(request, str(refusal))
    else:
        done = {"accept": "accepted", "hold": "put on hold", "refuse": "refused"}[given["verdict"]]
        messages.success(request, f"{count} {'proposal was' if count == 1 else 'proposals were'} {done}.")
    return redirect(back)


@require_POST
def make(request: Request, tier_id: int) -> HttpResponse:
    """Make the review of a day now instead of at night."""
    try:
        on = date.fromisoformat(request.POST.get("on", ""))
    except ValueError:
        on = today_of(request)
    if on > today_of(request):
        messages.error(request, "A review looks at a day that has begun: choose today or an earlier one.")
        return redirect("staff:tier", tier_id)
    try:
        review_id = actions.review(actor=request.actor, now=request.now, programme_id=tier_id, on=on)
    except (Refused, NotFound) as refusal:
        messages.error(request, str(refusal))
        return redirect("staff:tiers")
    return redirect("staff:tier_review", review_id)
