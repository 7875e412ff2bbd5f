"""The list of runs, and starting one."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from fairway.incentives import actions
from fairway.incentives import queries as incentives
from fairway.incentives.rules import Refused
from fairway.kit.access import saved_views
from fairway.web.shared import lists
from fairway.web.shared.lists import Column, Filter, Listing
from fairway.web.shared.request import Request

NEWEST = 1000
"""Runs of the list; older ones are still found through what they booked and in the journal."""

RUNS = Listing(
    name="runs",
    columns=(
        Column(
            "id", "Run", is_key=True, tight=True, sort=lambda row: row.id, value=lambda row: f"Run {row.id}",
            link=lambda row: reverse("staff:run", args=[row.id]),
        ),
        Column("title", "Programme", sort=True, note=lambda row: f"version {row.version}"),
        Column("as_of", "Sales until", kind="day", sort=True),
        Column("state", "State", kind="status", sort=True, note=lambda row: row.step),
        Column("payouts", "Payouts", kind="number", sort=True),
        Column("corrections", "Entries booked", kind="number", sort=True),
        Column(
            "requested_at", "Asked for", kind="moment", sort=True,
            note=lambda row: f"by {row.requested_by or 'Fairway'}",
        ),
        Column("requested_by", "Asked for by", shown=False),
        Column("finished_at", "Finished", kind="moment", shown=False),
        Column("failure", "Why it failed", shown=False),
    ),
    search=("title", "programme", "requested_by"),
    search_hint="Programme or person",
    default_sort="-id",
    empty_title="No runs yet",
    empty_text="A run calculates a published programme and books what the books lack. "
    "Once a programme is published, start one here; every night Fairway starts those that something changed for.",
    empty_icon="calculator",
)  # fmt: skip


@require_GET
def index(request: Request) -> HttpResponseBase:
    """Show the runs, newest first."""
    rows = incentives.runs(request.actor, newest=NEWEST)
    titles = dict.fromkeys((row.programme, row.title) for row in rows)
    listing = replace(
        RUNS,
        filters=(
            Filter("programme", "Programme", choices=tuple(titles)),
            Filter(
                "state",
                "State",
                choices=(
                    ("queued", "Queued"),
                    ("running", "Running"),
                    ("succeeded", "Succeeded"),
                    ("failed", "Failed"),
                ),
            ),
            Filter(
                "moved",
                "Booked something",
                choices=(("yes", "Yes"), ("no", "No")),
                narrow=lambda found, value: [row for row in found if bool(row.corrections) == (value == "yes")],
            ),
        ),
    )
    context: dict[str, Any] = {}
    if any(row.under_way for row in rows):
        context["refresh_seconds"] = 10
    return lists.answer(
        request,
        "staff/runs/index.html",
        listing,
        rows,
        saved=saved_views.of(request.actor, listing.name),
        context=context,
    )


class StartForm(forms.Form):
    """What to calculate, and until which day."""

    programme = forms.TypedChoiceField(label="Programme", coerce=int)
    as_of = forms.DateField(
        label="Sales until",
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}),
        help_text="The last day whose sales count; today unless you say another.",
    )

    def __init__(self, *args: Any, programmes: list[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        chosen: Any = self.fields["programme"]
        chosen.choices = programmes


@require_http_methods(["GET", "POST"])
def start(request: Request) -> HttpResponse:
    """Ask for a run of a published programme."""
    rows = [row for row in incentives.programmes_for(request.actor) if row.published is not None]
    form = StartForm(
        request.POST or None,
        programmes=[(row.id, f"{row.title} (version {row.published})") for row in rows],
        initial={"programme": request.GET.get("programme")},
    )
    if form.is_valid():
        try:
            number = actions.start_run(
                actor=request.actor,
                now=request.now,
                programme_id=form.cleaned_data["programme"],
                as_of=form.cleaned_data["as_of"],
            )
        except Refused as refusal:
            form.add_error("as_of", str(refusal))
        else:
            messages.success(request, f"Run {number} is on its way.")
            return redirect("staff:run", number)
    context = {"form": form, "programmes": rows}
    return render(request, "staff/runs/start.html", context, status=422 if form.is_bound else 200)
