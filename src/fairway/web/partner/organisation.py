"""The partner's own organisation: its profile, sites, what it is able to do, its data; and companies it refers."""

from __future__ import annotations

from typing import Any
from zoneinfo import available_timezones

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from fairway.kit.access import people
from fairway.partners import actions, queries
from fairway.partners.actions import Refused
from fairway.partners.actions.organisation import PROFILE
from fairway.partners.queries import PartnerProfile
from fairway.partners.rules import TYPES
from fairway.partners.rules.applying import CompanyFacts
from fairway.web.partner.page import partner_of, show
from fairway.web.shared import attachments
from fairway.web.shared.countries import countries
from fairway.web.shared.organisation import CapabilityForm, save_capability, save_site, site_form
from fairway.web.shared.request import Request, today_of

MANAGE = "own.organisation.manage"


class ProfileForm(forms.Form):
    """What a partner changes of itself."""

    address = forms.CharField(label="Street", max_length=300, required=False)
    postal_code = forms.CharField(label="Postal code", max_length=20, required=False)
    city = forms.CharField(label="City", max_length=120, required=False)
    region = forms.CharField(label="State or region", max_length=80, required=False)
    website = forms.CharField(label="Website", max_length=200, required=False)
    phone = forms.CharField(label="Phone", max_length=60, required=False)
    time_zone = forms.ChoiceField(
        label="Time zone", choices=lambda: [("", "–"), *((zone, zone) for zone in sorted(available_timezones()))],
        required=False,
    )  # fmt: skip


def _own(request: Request) -> PartnerProfile:
    number = partner_of(request)
    code = queries.names_of(request.actor, [number])[number][0]
    return queries.profile(request.actor, code, on=today_of(request))


@require_GET
def organisation(request: Request) -> HttpResponse:
    """Show what the vendor keeps about the organisation, and what it says about itself."""
    profile, on, actor = _own(request), today_of(request), request.actor
    row = profile.row
    place = " ".join(part for part in (profile.postal_code, row.city) if part)
    held = queries.relations(actor, partner_id=row.id)
    context: dict[str, Any] = {
        "partner": row,
        "facts": [
            ("Known as", row.code),
            ("Type", row.type_titles),
            ("Tier today", row.tier.capitalize()),
            ("Currency", row.currency),
            ("Address", ", ".join(part for part in (profile.address, place, row.region, row.country) if part)),
            ("Website", profile.website),
            ("Phone", profile.phone),
            ("Tax number", profile.tax_number),
            ("Time zone", row.time_zone),
        ],
        "sites": [(site, site.is_open(on)) for site in queries.sites(actor, partner_id=row.id)],
        "capabilities": queries.capabilities(actor, on=on, partner_id=row.id),
        "relations": [one for one in held if one.partner_id == row.id],
        "manages": actor.may(MANAGE),
        "exports": queries.exports(actor, row.id) if actor.may("own.staff.manage") else None,
        "ending": queries.ending(actor, row.id),
    }
    return show(request, "partner/organisation/index.html", context)


@require_http_methods(["GET", "POST"])
def change(request: Request) -> HttpResponse:
    """Change the organisation's own address and ways to reach it."""
    profile = _own(request)
    known = {**vars(profile.row), **{name: getattr(profile, name, getattr(profile.row, name, "")) for name in PROFILE}}
    form = ProfileForm(request.POST or None, initial=known)
    if form.is_valid():
        actions.change_profile(actor=request.actor, now=request.now, values=form.cleaned_data)
        messages.success(request, "Saved. The vendor sees it at once.")
        return redirect("partner:organisation")
    return show(request, "partner/organisation/change.html", {"form": form}, 422 if form.is_bound else 200)


@require_http_methods(["GET", "POST"])
def site(request: Request) -> HttpResponse:
    """Add or change a site."""
    row = _own(request).row
    form, one = site_form(request, row.id)
    if form.is_valid() and save_site(request, form, row.code):
        messages.success(request, f"{form.cleaned_data['name']} is saved.")
        return redirect("partner:organisation")
    context = {"form": form, "title": one.name if one else "Add a site", "body": "shared/organisation/site_form.html"}
    return show(request, "partner/organisation/form.html", context, 422 if form.is_bound else 200)


@require_http_methods(["GET", "POST"])
def capability(request: Request) -> HttpResponse:
    """State what the organisation is able to do; the vendor confirms it."""
    row = _own(request).row
    form = CapabilityForm(
        request.POST or None, request.FILES or None, initial={"since_on": today_of(request)},
        kinds=queries.capability_kinds(request.actor), sites=queries.sites(request.actor, partner_id=row.id),
    )  # fmt: skip
    if form.is_valid() and save_capability(request, form, row.code):
        messages.success(request, "Recorded. It counts once the vendor has confirmed it.")
        return redirect("partner:organisation")
    context = {"form": form, "title": "What we are able to do", "body": "shared/organisation/capability_form.html"}
    return show(request, "partner/organisation/form.html", context, 422 if form.is_bound else 200)


@require_POST
def end_capability(request: Request, capability_id: int) -> HttpResponse:
    """Say that a capability ends today."""
    _capability(request, capability_id)
    try:
        actions.end_capability(
            actor=request.actor, now=request.now, capability_id=capability_id, until_on=today_of(request),
            reason=request.POST.get("reason", "")[:2000],
        )  # fmt: skip
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, "It ends today.")
    return redirect("partner:organisation")


def _capability(request: Request, capability_id: int) -> queries.CapabilityRow:
    number = partner_of(request)
    for one in queries.capabilities(request.actor, on=today_of(request), partner_id=number):
        if one.id == capability_id:
            return one
    raise Http404


@require_GET
def evidence(request: Request, capability_id: int) -> HttpResponseBase:
    """Hand out the document that proves a capability."""
    one = _capability(request, capability_id)
    if not one.sha256:
        raise Http404
    return attachments.download(one.sha256, one.file_name)


@require_POST
def export(request: Request) -> HttpResponse:
    """Have everything that is the organisation's own put together."""
    actions.ask_for_export(actor=request.actor, now=request.now, partner_id=partner_of(request))
    messages.success(request, "The export is being made. It appears here when it is ready.")
    return redirect("partner:organisation")


@require_GET
def export_file(request: Request, export_id: int) -> HttpResponseBase:
    """Hand out an export."""
    one = queries.export_of(request.actor, export_id)
    if one is None or one[0] != partner_of(request) or one[1].state != "made":
        raise Http404
    return attachments.download(one[1].sha256, f"{_own(request).row.code}-own-data.zip")


class ReferralForm(forms.Form):
    """A company the vendor should know."""

    name = forms.CharField(label="Company", max_length=200)
    type = forms.ChoiceField(label="As", choices=[("", "Not known"), *TYPES.items()], required=False)
    country = forms.ChoiceField(label="Country", choices=lambda: [("", "–"), *countries()], required=False)
    website = forms.CharField(label="Website", max_length=200, required=False)
    contact = forms.CharField(label="Whom to speak to", max_length=200, required=False)
    email = forms.EmailField(
        label="Their e-mail address",
        max_length=254,
        required=False,
        help_text="Ask them first: the vendor writes there.",
    )
    note = forms.CharField(
        label="Why", max_length=2000, required=False, widget=forms.Textarea(attrs={"rows": 3}),
        help_text="The vendor reads it.",
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
def referrals(request: Request) -> HttpResponse:
    """Refer a company, and see where one's own referrals stand."""
    refers = request.actor.may("own.refer")
    form = ReferralForm(request.POST if request.method == "POST" and refers else None)
    if form.is_valid():
        given = dict(form.cleaned_data)
        note = given.pop("note")
        try:
            actions.refer(actor=request.actor, now=request.now, facts=CompanyFacts(**given), note=note)
        except Refused as refusal:
            for fault in refusal.faults:
                form.add_error(fault.field if fault.field in form.fields else None, fault.sentence)
        else:
            messages.success(request, f"Thank you: {given['name']} is referred.")
            return redirect("partner:referrals")
    rows = queries.referrals(request.actor)
    names = people.names_of({row.referred_by for row in rows if row.referred_by})
    context = {
        "form": form, "refers": refers, "rows": [(row, names.get(row.referred_by or 0, "")) for row in rows],
    }  # fmt: skip
    return show(request, "partner/organisation/referrals.html", context, 422 if form.is_bound else 200)


def address_of(subject: str) -> str:
    """Where a thing of the organisation is shown; nothing where it is not one."""
    kind = subject.partition(":")[0]
    if kind in {"partners.task", "partners.plan"}:
        return reverse("partner:onboarding")
    if kind == "partners.referral":
        return reverse("partner:referrals")
    if kind in {"partners.site", "partners.capability", "partners.partner", "partners.export"}:
        return reverse("partner:organisation")
    return ""
