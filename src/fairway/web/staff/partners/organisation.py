"""A partner's organisation: sites, capabilities, relations, duplicates."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from fairway.kit.access import people
from fairway.partners import actions, queries
from fairway.partners.actions import Refused
from fairway.partners.rules import TYPES
from fairway.partners.rules.organisation import CAPABILITY_KINDS, RELATIONS, RelationFacts
from fairway.web.shared import attachments
from fairway.web.shared.organisation import CapabilityForm, save_capability, save_site, site_form
from fairway.web.shared.request import Request, today_of
from fairway.web.staff.partner_page import found, frame


class RelationForm(forms.Form):
    """How the partner is related to another, or of which type it is; from a day to a day."""

    relation = forms.ChoiceField(label="It is", choices=list(RELATIONS.items()))
    to = forms.CharField(
        label="Whom or what", max_length=40, widget=forms.TextInput(attrs={"list": "types"}), required=False,
        help_text="A partner's code; for a type, its name.",
    )  # fmt: skip
    since_on = forms.DateField(label="From", widget=forms.DateInput(attrs={"type": "date"}))
    until_on = forms.DateField(
        label="Until", required=False, widget=forms.DateInput(attrs={"type": "date"}),
        help_text="The first day on which it no longer holds.",
    )  # fmt: skip


@require_GET
def organisation(request: Request, partner_id: int) -> HttpResponse:
    """Show what belongs to the partner, and to whom it belongs."""
    return _show(request, partner_id)


def _show(request: Request, partner_id: int, *, form: RelationForm | None = None) -> HttpResponse:
    row, actor, on = found(request, partner_id).row, request.actor, today_of(request)
    into = queries.merged_into(actor, [row.id]).get(row.id)
    held = queries.relations(actor, partner_id=row.id)
    context: dict[str, Any] = {
        **frame(request, row),
        "sites": [(site, site.is_open(on)) for site in queries.sites(actor, partner_id=row.id)],
        "capabilities": queries.capabilities(actor, on=on, partner_id=row.id),
        "relations": [(one, _other(one, row.id), _words(one, row.id)) for one in held],
        "form": form or RelationForm(initial={"since_on": on}),
        "types": TYPES.items(),
        "into": into,
        "mergers": queries.mergers_of(actor, row.id),
        "names": people.names_of({into.merged_by} if into and into.merged_by else set()),
        "ending": queries.ending(actor, row.id),
        "on": on,
        "manages": actor.may("partners.manage"),
    }
    return render(request, "staff/partners/organisation.html", context, status=422 if form is not None else 200)


def _other(one: queries.RelationRow, partner_id: int) -> int | None:
    return one.to_id if one.partner_id == partner_id else one.partner_id


def _words(one: queries.RelationRow, partner_id: int) -> tuple[str, str]:
    if one.partner_id == partner_id:
        return one.relation_title, one.to_name
    return {"supplied_by": "Supplies", "belongs_to": "Parent of"}[one.relation], one.partner_name


@require_http_methods(["GET", "POST"])
def site(request: Request, partner_id: int) -> HttpResponse:
    """Add or change a site."""
    row = found(request, partner_id).row
    form, one = site_form(request, row.id)
    if form.is_valid() and save_site(request, form, row.code):
        messages.success(request, f"{form.cleaned_data['name']} is saved.")
        return redirect("staff:partner_organisation", row.id)
    context = {"form": form, "partner": row, "site": one}
    return render(request, "staff/partners/site.html", context, status=422 if form.is_bound else 200)


@require_http_methods(["GET", "POST"])
def capability(request: Request, partner_id: int) -> HttpResponse:
    """State what the partner is able to do; stated by the vendor it is confirmed."""
    row = found(request, partner_id).row
    form = CapabilityForm(
        request.POST or None, request.FILES or None, initial={"since_on": today_of(request)},
        kinds=queries.capability_kinds(request.actor), sites=queries.sites(request.actor, partner_id=row.id),
    )  # fmt: skip
    if form.is_valid() and save_capability(request, form, row.code):
        messages.success(request, "Recorded, and confirmed by you.")
        return redirect("staff:partner_organisation", row.id)
    context = {"form": form, "partner": row}
    return render(request, "staff/partners/capability.html", context, status=422 if form.is_bound else 200)


@require_POST
def decide_capability(request: Request, partner_id: int, capability_id: int) -> HttpResponse:
    """Confirm what the partner stated, or end it."""
    row = found(request, partner_id).row
    held = queries.capabilities(request.actor, on=today_of(request), partner_id=row.id)
    if capability_id not in {one.id for one in held}:
        raise Http404
    given: dict[str, Any] = {"actor": request.actor, "now": request.now, "capability_id": capability_id}
    try:
        if request.POST.get("do") == "confirm":
            actions.confirm_capability(**given)
            messages.success(request, "Confirmed.")
        else:
            reason = request.POST.get("reason", "")[:2000]
            actions.end_capability(**given, until_on=_day(request, "until_on"), reason=reason)
            messages.success(request, "It ends on that day.")
    except Refused as refusal:
        messages.error(request, str(refusal))
    return redirect("staff:partner_organisation", row.id)


def _day(request: Request, name: str) -> date:
    try:
        return date.fromisoformat(request.POST.get(name, ""))
    except ValueError:
        return today_of(request)


@require_GET
def evidence(request: Request, partner_id: int, capability_id: int) -> HttpResponseBase:
    """Hand out the document that proves a capability."""
    row = found(request, partner_id).row
    for one in queries.capabilities(request.actor, on=today_of(request), partner_id=row.id):
        if one.id == capability_id and one.sha256:
            return attachments.download(one.sha256, one.file_name)
    raise Http404


@require_POST
def relation(request: Request, partner_id: int) -> HttpResponse:
    """Say how the partner is related, or that it no longer is."""
    row = found(request, partner_id).row
    form = RelationForm(request.POST)
    if form.is_valid():
        given = form.cleaned_data
        to = given["to"].strip()
        if given["relation"] == "type":
            to = next((key for key, title in TYPES.items() if to.casefold() in {key, title.casefold()}), to)
        facts = RelationFacts(row.code, given["relation"], to, given["since_on"], given["until_on"])
        try:
            actions.load_relations(actor=request.actor, now=request.now, rows=[facts])
        except Refused as refusal:
            for fault in refusal.faults:
                field = "to" if fault.field == "parent_code" else fault.field
                form.add_error(field if field in form.fields else None, fault.sentence)
        else:
            messages.success(request, "Recorded.")
            return redirect("staff:partner_organisation", row.id)
    return _show(request, row.id, form=form)


@require_POST
def merge(request: Request, partner_id: int) -> HttpResponse:
    """Merge the partner into the one it duplicates, or undo that."""
    row = found(request, partner_id).row
    reason = request.POST.get("reason", "")[:2000]
    given: dict[str, Any] = {"actor": request.actor, "now": request.now, "partner_id": row.id, "reason": reason}
    try:
        if request.POST.get("do") == "undo":
            actions.undo_merge(**given)
            messages.success(request, f"{row.name} stands for itself again. Nothing had been moved.")
        else:
            survivor = actions.merge(**given, survivor_code=request.POST.get("survivor", "")[:40])
            name = queries.names_of(request.actor, [survivor])[survivor][1]
            messages.success(request, f"{row.name} is merged into {name}. Every record stays where it is.")
    except Refused as refusal:
        messages.error(request, str(refusal))
    return redirect("staff:partner_organisation", row.id)


class KindForm(forms.Form):
    """A word of the vocabulary."""

    code = forms.SlugField(label="Code", max_length=40)
    title = forms.CharField(label="What people read", max_length=120)
    kind = forms.ChoiceField(label="Kind", choices=list(CAPABILITY_KINDS.items()))
    months = forms.IntegerField(
        label="Holds for months", required=False, min_value=1, max_value=240, help_text="Empty: until it is ended."
    )
    needs_evidence = forms.BooleanField(label="Needs evidence", required=False)


@require_http_methods(["GET", "POST"])
def vocabulary(request: Request) -> HttpResponse:
    """Show the words for what partners are able to do, and add one."""
    manages = request.actor.may("partners.manage")
    form = KindForm(request.POST if request.method == "POST" and manages else None)
    if form.is_valid():
        actions.save_capability_kind(actor=request.actor, now=request.now, **form.cleaned_data)
        messages.success(request, f"{form.cleaned_data['title']} is in the vocabulary.")
        return redirect("staff:capability_words")
    context = {"form": form, "kinds": queries.capability_kinds(request.actor), "manages": manages}
    return render(request, "staff/partners/vocabulary.html", context, status=422 if form.is_bound else 200)
