"""Sites and capabilities of an organisation: the forms both sides fill in."""

from __future__ import annotations

from typing import Any

from django import forms

from fairway.kit import files
from fairway.partners import actions, queries
from fairway.partners.actions import Refused
from fairway.partners.queries import KindRow, SiteRow
from fairway.partners.rules.organisation import SITE_KINDS, CapabilityFacts, SiteFacts
from fairway.web.shared.countries import countries
from fairway.web.shared.keeping import KeptFileField
from fairway.web.shared.request import Request

LARGEST = 20 * 2**20


def _day(label: str, **said: Any) -> forms.DateField:
    return forms.DateField(label=label, widget=forms.DateInput(attrs={"type": "date"}), **said)


class SiteForm(forms.Form):
    """A place of the organisation."""

    code = forms.CharField(label="Code", max_length=40, help_text="A short name of your own; it does not change.")
    name = forms.CharField(label="Name", max_length=200)
    kind = forms.ChoiceField(label="Kind", choices=list(SITE_KINDS.items()))
    address = forms.CharField(label="Street", max_length=300, required=False)
    postal_code = forms.CharField(label="Postal code", max_length=20, required=False)
    city = forms.CharField(label="City", max_length=120, required=False)
    region = forms.CharField(label="State or region", max_length=80, required=False)
    country = forms.ChoiceField(label="Country", choices=lambda: [("", "–"), *countries()], required=False)
    phone = forms.CharField(label="Phone", max_length=60, required=False)
    since_on = _day("Open from", required=False)
    until_on = _day("Closed from", required=False, help_text="The first day on which it is closed.")


class CapabilityForm(forms.Form):
    """Something the organisation is able to do."""

    capability = forms.ChoiceField(label="What")
    site = forms.ChoiceField(label="Where", required=False)
    since_on = _day("From")
    until_on = _day("Until", required=False, help_text="The first day on which it no longer holds.")
    evidence = forms.CharField(
        label="Evidence", max_length=2000, required=False, widget=forms.Textarea(attrs={"rows": 2}),
        help_text="A certificate's number, a reference: what proves it.",
    )  # fmt: skip
    file = KeptFileField(label="Document", required=False)

    def __init__(self, *args: Any, kinds: tuple[KindRow, ...], sites: tuple[SiteRow, ...], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["capability"].choices = [(kind.code, kind.title) for kind in kinds]  # type: ignore[attr-defined]
        self.fields["site"].choices = [("", "Everywhere"), *((site.code, site.name) for site in sites)]  # type: ignore[attr-defined]


def site_form(request: Request, partner_id: int) -> tuple[SiteForm, SiteRow | None]:
    """The form of a new site, or of the one the address names."""
    wanted = request.GET.get("site", "")
    site = next((one for one in queries.sites(request.actor, partner_id=partner_id) if one.code == wanted), None)
    initial = {name: getattr(site, name) for name in SiteForm.base_fields} if site is not None else {}
    form = SiteForm(request.POST or None, initial=initial)
    if site is not None:
        form.fields["code"].disabled = True
    return form, site


def save_site(request: Request, form: SiteForm, partner_code: str) -> bool:
    """Save a site; what is wrong with it stands at its fields."""
    try:
        facts = SiteFacts(partner=partner_code, **form.cleaned_data)
        actions.load_sites(actor=request.actor, now=request.now, rows=[facts])
    except Refused as refusal:
        _say(form, refusal)
        return False
    return True


def save_capability(request: Request, form: CapabilityForm, partner_code: str) -> bool:
    """State a capability; what is wrong with it stands at its fields."""
    given = dict(form.cleaned_data)
    sent = given.pop("file")
    try:
        attachment = files.attach(sent.chunks(), sent.name or "", limit=LARGEST) if sent else None
        actions.state_capability(
            actor=request.actor, now=request.now, facts=CapabilityFacts(partner=partner_code, **given),
            attachment=attachment,
        )  # fmt: skip
    except Refused as refusal:
        _say(form, refusal)
    except files.Unsuitable as problem:
        form.fields["file"].forget()  # type: ignore[attr-defined]
        form.add_error("file", str(problem))
    except files.TooLarge:
        form.add_error("file", f"This document is larger than {LARGEST // 2**20} MB: send a smaller one.")
    else:
        return True
    return False


def _say(form: forms.Form, refusal: Refused) -> None:
    for fault in refusal.faults:
        form.add_error(fault.field if fault.field in form.fields else None, fault.sentence)
