"""Reviews: what was proposed with its evidence beside the buttons; accept, hold, refuse, one or several at once."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django import forms
from django.conf import settings
from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from fairway.kit.access import people
from fairway.kit.access.people import holders_of
from fairway.kit.mail import send
from fairway.performance import actions, queries
from fairway.performance.rules import NotFound, Refused
from fairway.web.shared.display import day_text
from fairway.web.shared.request import Request, number_of, today_of


class DecisionForm(forms.Form):
    """What is decided about the chosen proposals."""

    proposal = forms.TypedMultipleChoiceField(coerce=int, choices=())
    verdict = forms.ChoiceField(choices=[("accept", "Accept"), ("hold", "Hold"), ("refuse", "Refuse")])
    reason = forms.CharField(max_length=2000, required=False)
    hold_until = forms.DateField(required=False)

    def __init__(self, *args: object, **more: object) -> None:
        super().__init__(*args, **more)  # type: ignore[arg-type]
        self.chosen = set(self.data.getlist("proposal") if hasattr(self.data, "getlist") else [])
        numbers = [(one, one) for one in self.chosen if number_of(one) is not None]
        self.fields["proposal"].choices = numbers  # type: ignore[attr-defined]


@require_GET
def waiting(request: Request) -> HttpResponse:
    """Everything that waits for a decision."""
    return _waiting(request)


@require_GET
def one(request: Request, review_id: int) -> HttpResponse:
    """One review with its proposals."""
    return _review(request, review_id)


def _waiting(request: Request, form: DecisionForm | None = None) -> HttpResponse:
    context = {
        "rows": _rows(queries.waiting(request.actor), form),
        "reviews": queries.reviews_for(request.actor)[:20],
        "form": form,
    }
    return render(request, "staff/tiers/waiting.html", context, status=200 if form is None else 422)


def _review(request: Request, review_id: int, form: DecisionForm | None = None) -> HttpResponse:
    try:
        review = queries.review(request.actor, review_id)
    except NotFound:
        raise Http404 from None
    rows = queries.proposals_of(request.actor, review_id)
    context = {
        "review": review,
        "rows": _rows([row for row in rows if row.waits], form),
        "decided": [row for row in rows if not row.waits],
        "form": form,
    }
    return render(request, "staff/tiers/review.html", context, status=200 if form is None else 422)


def _rows(rows: Iterable[queries.ProposalRow], form: DecisionForm | None) -> list[tuple[queries.ProposalRow, bool]]:
    """Each proposal, and whether it was chosen when the decision was refused."""
    chosen = set() if form is None else form.chosen
    return [(row, str(row.id) in chosen) for row in rows]


@require_POST
def decide(request: Request) -> HttpResponse:
    """Decide about the chosen proposals, all or none; what is refused comes back as it was written."""
    form = DecisionForm(request.POST)
    review = number_of(request.POST.get("review", ""))
    if not form.is_valid():
        dated = "hold_until" in form.errors
        said = "Write the day as a date." if dated else "Choose at least one proposal, and accept, hold or refuse it."
    else:
        given = form.cleaned_data
        before = {row.id: row for row in queries.waiting(request.actor) if row.id in set(given["proposal"])}
        try:
            with transaction.atomic():
                count = actions.decide_all(
                    actor=request.actor, now=request.now, proposal_ids=given["proposal"], verdict=given["verdict"],
                    reason=given["reason"], hold_until=given["hold_until"],
                )  # fmt: skip
        except (Refused, NotFound) as refusal:
            said = str(refusal)
        else:
            if given["verdict"] == "accept":
                _tell(request, before.values(), given["reason"].strip())
            done = {"accept": "accepted", "hold": "put on hold", "refuse": "refused"}[given["verdict"]]
            messages.success(request, f"{count} {'proposal was' if count == 1 else 'proposals were'} {done}.")
            return redirect("staff:tier_waiting") if review is None else redirect("staff:tier_review", review)
    messages.error(request, said)
    return _waiting(request, form) if review is None else _review(request, review, form)


def _tell(request: Request, accepted: Iterable[queries.ProposalRow], reason: str) -> None:
    """Mail each partner what was decided about its level, to everybody there who may see its standing."""
    link = f"{settings.FAIRWAY.base_url.rstrip('/')}{reverse('partner:standing')}"
    for row in accepted:
        decided = next(one for one in queries.about(request.actor, row.partner_id) if one.id == row.id).decisions[-1]
        words = {
            "row": row,
            "reason": reason,
            "company": row.partner_name,
            "vendor": settings.FAIRWAY.vendor_name,
            "since": day_text(decided.effective_on or row.effective_on),
            "until": day_text(row.until_on) if row.until_on else "",
            "link": link,
        }
        text = render_to_string("shared/mail/tier_decided.txt", words)
        able = holders_of("own.standing.view", partner_id=row.partner_id, now=request.now)
        for email in people.addresses_of(sorted(able)).values():
            send(to=email, subject=f"Your level in {row.programme}: {row.deed_title.lower()}", text=text)


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
