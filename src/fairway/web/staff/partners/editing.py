"""Adding and changing a partner, its status and its standing."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any
from zoneinfo import available_timezones

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from fairway.partners import actions, queries
from fairway.partners.rules import NEXT_STATUSES, STATUSES, TYPES, PartnerFacts
from fairway.values import CURRENCIES
from fairway.web.shared.countries import countries
from fairway.web.shared.request import Request, today_of
from fairway.web.staff.partner_page import found

JOURNAL_HINT = "It stands in the journal beside your name."


class PartnerForm(forms.Form):
    """What the vendor says about a partner."""

    code = forms.CharField(label="Code", max_length=40, help_text="As files and orders name it. It does not change.")
    name = forms.CharField(label="Name", max_length=200)
    types = forms.MultipleChoiceField(
        label="Types", choices=list(TYPES.items()), widget=forms.CheckboxSelectMultiple,
        help_text="An organisation may be several.",
    )  # fmt: skip
    country = forms.ChoiceField(label="Country", choices=lambda: [("", "–"), *countries()], required=False)
    currency = forms.ChoiceField(
        label="Currency", choices=lambda: [("", "–"), *((code, code) for code in sorted(CURRENCIES))], required=False
    )
    tier = forms.CharField(label="Tier", max_length=40, required=False, help_text="From today; leave empty for none.")
    address = forms.CharField(label="Street", max_length=300, required=False)
    postal_code = forms.CharField(label="Postal code", max_length=20, required=False)
    city = forms.CharField(label="City", max_length=120, required=False)
    region = forms.CharField(label="Region", max_length=80, required=False)
    time_zone = forms.ChoiceField(
        label="Time zone", choices=lambda: [("", "–"), *((zone, zone) for zone in sorted(available_timezones()))],
        required=False,
    )  # fmt: skip
    website = forms.CharField(label="Website", max_length=200, required=False)
    phone = forms.CharField(label="Phone", max_length=60, required=False)
    tax_number = forms.CharField(label="Tax number", max_length=60, required=False)
    parent_code = forms.CharField(
        label="Belongs to",
        max_length=40,
        required=False,
        help_text="The code of the partner it is part of; empty for none.",
    )
    reason = forms.CharField(
        label="Reason",
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=JOURNAL_HINT,
    )


class StatusForm(forms.Form):
    """The next step of a partner's life; the reason comes with the button."""

    status = forms.ChoiceField(label="New status")

    def __init__(self, *args: Any, status: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # an ending has its own page, with a checklist
        last = "terminated" if status in {"active", "suspended", "onboarding"} else ""
        choices = [(name, title) for name, title in STATUSES.items() if name in NEXT_STATUSES[status] - {last}]
        self.fields["status"].choices = choices  # type: ignore[attr-defined]


class StandingForm(forms.Form):
    """The tier a partner stands in from a day on."""

    tier = forms.CharField(label="Tier", max_length=40, widget=forms.TextInput(attrs={"list": "tiers"}))
    since_on = forms.DateField(label="From", widget=forms.DateInput(attrs={"type": "date"}))
    reason = forms.CharField(
        label="Reason", max_length=2000, widget=forms.Textarea(attrs={"rows": 2}),
        help_text="Both sides read it later.",
    )  # fmt: skip

    def __init__(self, *args: Any, tiers: tuple[str, ...] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.tiers = tiers


def _save(request: Request, form: PartnerForm, attributes: dict[str, str]) -> int | None:
    given = dict(form.cleaned_data)
    reason = given.pop("reason")
    facts = PartnerFacts(**{**given, "types": tuple(given["types"])}, attributes=attributes)
    try:
        return actions.save(
            actor=request.actor, now=request.now, facts=facts, since_on=today_of(request), reason=reason
        )
    except actions.Refused as refusal:
        for fault in refusal.faults:
            form.add_error(fault.field if fault.field in form.fields else None, fault.sentence)
    return None


@require_http_methods(["GET", "POST"])
def add(request: Request) -> HttpResponse:
    """Add a partner."""
    form = PartnerForm(request.POST or None)
    if form.is_valid():
        if form.cleaned_data["code"] in queries.ids_by_code(request.actor):
            form.add_error("code", "Another partner has this code. Open it from the list to change it.")
        else:
            made = _save(request, form, {})
            if made is not None:
                messages.success(request, f"{form.cleaned_data['name']} was added.")
                return redirect("staff:partner", made)
    context = {"form": form, "partner": None}
    return render(request, "staff/partners/edit.html", context, status=422 if form.is_bound else 200)


@require_http_methods(["GET", "POST"])
def change(request: Request, partner_id: int) -> HttpResponse:
    """Change what is known about a partner."""
    profile = found(request, partner_id)
    row = profile.row
    known = {**asdict(profile), **asdict(row), "types": list(row.types), "parent_code": _parent(request, row.parent_id)}
    form = PartnerForm(request.POST or None, initial=known)
    for name in ("code", "tier"):
        del form.fields[name]
    if form.is_valid():
        form.cleaned_data["code"] = row.code
        if _save(request, form, dict(profile.attributes)) is not None:
            gone = [name for name in row.types if name not in form.cleaned_data["types"]]
            if gone:
                actions.end_types(
                    actor=request.actor, now=request.now, partner_id=row.id, types=gone, until_on=today_of(request),
                    reason=form.cleaned_data["reason"],
                )  # fmt: skip
            messages.success(request, f"{form.cleaned_data['name']} was changed.")
            return redirect("staff:partner", row.id)
    context = {"form": form, "partner": row}
    return render(request, "staff/partners/edit.html", context, status=422 if form.is_bound else 200)


def _parent(request: Request, parent_id: int | None) -> str:
    return queries.names_of(request.actor, [parent_id])[parent_id][0] if parent_id else ""


@require_POST
def status(request: Request, partner_id: int) -> HttpResponse:
    """Move a partner through its life, with the reason."""
    row = found(request, partner_id).row
    new, reason = request.POST.get("status", ""), request.POST.get("reason", "")[:2000]
    try:
        actions.change_status(actor=request.actor, now=request.now, partner_id=row.id, status=new, reason=reason)
    except actions.Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, f"{row.name} is now: {STATUSES[new]}.")
    return redirect("staff:partner", row.id)


@require_http_methods(["GET", "POST"])
def standing(request: Request, partner_id: int) -> HttpResponse:
    """Record the tier a partner stands in from a day on."""
    row = found(request, partner_id).row
    tiers = queries.choices(request.actor)["tier"]
    form = StandingForm(request.POST or None, initial={"since_on": today_of(request)}, tiers=tiers)
    if form.is_valid():
        given = form.cleaned_data
        actions.record_standing(actor=request.actor, now=request.now, partner_id=row.id, **given)
        messages.success(request, f"{row.name} stands in {given['tier']} from {given['since_on']:%Y-%m-%d}.")
        return redirect("staff:partner_standing", row.id)
    context = {"form": form, "partner": row}
    return render(request, "staff/partners/tier.html", context, status=422 if form.is_bound else 200)
