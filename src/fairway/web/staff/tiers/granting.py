"""Waivers, locks and invitations of one partner, and a demotion taken back; each with a reason."""

from __future__ import annotations

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from fairway.performance import actions
from fairway.performance.rules import NotFound, Refused
from fairway.web.shared.request import Request, number_of, today_of
from fairway.web.staff import partner_page


class GrantForm(forms.Form):
    """What is granted, until when, why."""

    what = forms.ChoiceField(choices=[(one, one) for one in ("waive", "lock", "invite", "withdraw")])
    metric = forms.CharField(max_length=40, required=False)
    level = forms.CharField(max_length=40, required=False)
    since_on = forms.DateField(required=False)
    until_on = forms.DateField(required=False)
    reason = forms.CharField(max_length=2000)


@require_POST
def grant(request: Request, tier_id: int, partner_id: int) -> HttpResponse:
    """Waive, lock, invite, or take a demotion back."""
    partner_page.found(request, partner_id)
    form = GrantForm(request.POST)
    if not form.is_valid():
        messages.error(request, "Write a reason, and days as dates.")
        return redirect("staff:tier_partner", partner_id)
    given, today = form.cleaned_data, today_of(request)
    who = {"actor": request.actor, "now": request.now, "programme_id": tier_id, "partner_id": partner_id,
           "reason": given["reason"]}  # fmt: skip
    until = given["until_on"] or today
    try:
        if given["what"] == "waive":
            actions.waive(**who, metric=given["metric"], since_on=given["since_on"] or today, until_on=until)
        elif given["what"] == "lock":
            actions.lock(**who, until_on=until)
        elif given["what"] == "invite":
            actions.invite(**who, level=given["level"])
        else:
            actions.withdraw_demotion(**who)
    except (Refused, NotFound) as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, "Done; both sides can read it in the journal.")
    return redirect("staff:tier_partner", partner_id)


@require_POST
def end_waiver(request: Request, waiver_id: int) -> HttpResponse:
    """End a waiver today."""
    reason = request.POST.get("reason", "")[:2000]
    try:
        actions.end_waiver(actor=request.actor, now=request.now, waiver_id=waiver_id, reason=reason)
    except (Refused, NotFound) as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, "The waiver ended today.")
    number = number_of(request.POST.get("partner", ""))
    return redirect("staff:tiers") if number is None else redirect("staff:tier_partner", number)
