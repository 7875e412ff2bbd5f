"""Dated values: the list, one added by hand, one withdrawn, a person's name blanked."""

from __future__ import annotations

from dataclasses import replace

from django import forms
from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from fairway.performance import actions, queries
from fairway.performance.rules import NotFound
from fairway.performance.rules.tiers.values_file import ValueFacts
from fairway.web.shared import lists
from fairway.web.shared.lists import Column, Filter, Listing
from fairway.web.shared.request import Request, today_of

VALUES = Listing(
    name="tier-values",
    columns=(
        Column("partner", "Partner", is_key=True, note=lambda row: row.code, sort=("partner__name", "id")),
        Column("code", "Code", shown=False),
        Column("name", "Name", sort=("name", "id")),
        Column("since_on", "Date", kind="day", sort=("since_on", "id")),
        Column("until_on", "Until", kind="day", sort=("until_on", "id")),
        Column("amount", "Value", kind="number", sort=("amount", "id")),
        Column("key", "Person or customer", note=lambda row: row.person),
        Column("about", "About"),
        Column("recorded_at", "Recorded", kind="moment", sort=("recorded_at", "id"), note=lambda row: row.recorded_by),
        Column("withdrawn_at", "Withdrawn", kind="moment"),
        Column("id", "Number", kind="number", shown=False),
    ),
    search=("partner__name", "partner__code", "key"),
    search_hint="Partner, person or customer",
    default_sort="-recorded_at",
    empty_title="No dated values yet",
    empty_text="What Fairway does not hold itself (certificates, satisfaction, references) is entered or loaded here.",
    empty_icon="table-cells",
)


class ValueForm(forms.Form):
    """One value."""

    partner = forms.CharField(label="Partner code", max_length=40)
    metric = forms.CharField(label="Name", max_length=80, help_text="As the tier document names it.")
    date = forms.DateField(label="Date", widget=forms.DateInput(attrs={"type": "date"}))
    until = forms.DateField(
        label="Until", required=False, widget=forms.DateInput(attrs={"type": "date"}),
        help_text="For what holds for a time: the first day after it.",
    )  # fmt: skip
    value = forms.CharField(label="Value", max_length=24, required=False, help_text="Empty for a certificate.")
    key = forms.CharField(
        label="Person or customer", max_length=80, required=False, help_text="A key of your own, no e-mail address."
    )
    person_name = forms.CharField(label="Person's name", max_length=120, required=False)


@require_GET
def index(request: Request) -> HttpResponseBase:
    """Show dated values, the newest first."""
    names = tuple((one, one) for one in queries.names(request.actor))
    listing = replace(
        VALUES,
        filters=(
            Filter("name", "Name", choices=names),
            Filter(
                "state", "State", choices=(("holds", "Holds"), ("withdrawn", "Withdrawn")),
                narrow=lambda rows, value: rows.filter(withdrawn_at__isnull=value == "holds"),
            ),
        ),
    )  # fmt: skip
    return lists.answer(
        request, "staff/tiers/values.html", listing, queries.visible_values(request.actor),
        rows=lambda found: queries.value_rows(request.actor, found),
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
def add(request: Request) -> HttpResponse:
    """Record one value."""
    form = ValueForm(request.POST or None, initial={"date": today_of(request)})
    if form.is_valid():
        given = form.cleaned_data
        row = ValueFacts(
            given["partner"].strip(), " ".join(given["metric"].split()), given["date"].isoformat(),
            given["value"].strip(),
            given["until"].isoformat() if given["until"] else "", given["key"].strip(), given["person_name"].strip(),
        )  # fmt: skip
        try:
            done = actions.record_values(actor=request.actor, now=request.now, rows=[row])
        except actions.RefusedValues as refusal:
            for fault in refusal.faults:
                field = getattr(fault, "field", "")
                form.add_error(field if field in form.fields else None, fault.sentence)
        else:
            words = "corrected" if done.changed else "there already" if done.unchanged else "recorded"
            messages.success(request, f"{row.metric} of {row.partner} is {words}.")
            return redirect("staff:tier_values")
    return render(request, "staff/tiers/value.html", {"form": form}, status=422 if form.is_bound else 200)


@require_POST
def withdraw(request: Request, value_id: int) -> HttpResponse:
    """Withdraw a value."""
    try:
        reason = request.POST.get("reason", "")[:2000]
        actions.withdraw_value(actor=request.actor, now=request.now, value_id=value_id, reason=reason)
    except (actions.RefusedValues, NotFound) as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, "The value is withdrawn; it stays on record with its dates.")
    return redirect("staff:tier_values")


@require_POST
def blank(request: Request, person_id: int) -> HttpResponse:
    """Forget a person's name."""
    try:
        actions.blank_person(actor=request.actor, now=request.now, person_id=person_id)
    except NotFound as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, "The name is blanked. What it counted for stays.")
    return redirect("staff:tier_values")
