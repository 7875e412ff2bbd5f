"""The firewall's two pages: direct sales ask whether a company is protected; compliance reads who asked what."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from django import forms
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils.timezone import localtime
from django.views.decorators.http import require_GET, require_http_methods

from fairway.deals import actions
from fairway.deals import queries as deals
from fairway.deals.rules.looks import PURPOSES
from fairway.deals.rules.refusals import Refused
from fairway.kit.access import saved_views
from fairway.web.shared import lists
from fairway.web.shared.countries import countries
from fairway.web.shared.lists import Column, Filter, Listing
from fairway.web.shared.request import Request

SHOWN = 20
LOOKS = Listing(
    name="looks",
    columns=(
        Column("at", "When", kind="moment", is_key=True, sort="at"),
        Column("who", "Who", sort="user__name"),
        Column("company", "Asked about", sort="company", note=lambda row: row.country),
        Column(
            "purpose", "What for", value=lambda row: PURPOSES[row.purpose], note=lambda row: row.note, sort="purpose"
        ),
        Column("note", "In their words", shown=False),
        Column("until", "Told: protected through", kind="day", value=lambda row: through(row.until), sort="until"),
        Column("found", "Whose", value=lambda row: ", ".join(f"{who} ({code})" for code, who in row.found)),
    ),
    filters=(
        Filter("purpose", "What for", choices=list(PURPOSES.items())),
        Filter("since", "Since", kind="day", lookup="at__date__gte"),
    ),
    search=("company", "note", "user__name"),
    search_hint="Company, person or words",
    default_sort="-at",
    empty_title="Nobody asked yet",
    empty_text="Each question of direct sales stands here, with its purpose and what they were told.",
    empty_icon="eye",
)  # fmt: skip


def through(until: datetime | None) -> date | None:
    """The last day that is covered, where the reader is: what ends at midnight covers the day before."""
    return localtime(until - timedelta(microseconds=1)).date() if until is not None else None


class AskForm(forms.Form):
    """One company and a purpose."""

    company = forms.CharField(label="Company", max_length=200, help_text="The legal name, as on an order.")
    country = forms.ChoiceField(label="Country", choices=[("", "Choose"), *countries()])
    website = forms.CharField(label="Website", max_length=200, required=False)
    purpose = forms.ChoiceField(label="What you need it for", choices=[("", "Choose"), *PURPOSES.items()])
    note = forms.CharField(
        label="In your words", max_length=300, help_text="Such as the number of your opportunity. Compliance reads it."
    )


@require_http_methods(["GET", "POST"])
def ask(request: Request) -> HttpResponse:
    """Answer whether a company is protected, and through which day."""
    form = AskForm(request.POST or None)
    answer = None
    if request.method == "POST" and form.is_valid():
        try:
            until = actions.ask_protection(actor=request.actor, now=request.now, **form.cleaned_data)
            answer = (form.cleaned_data["company"], through(until))
        except Refused as refusal:
            form.add_error(None, str(refusal))
    asked = deals.look_rows(request.actor, deals.visible_looks(request.actor).order_by("-at", "-pk")[:SHOWN])
    context = {
        "form": form,
        "answer": answer,
        "asked": [(row, PURPOSES[row.purpose], through(row.until)) for row in asked],
    }
    return render(request, "staff/deals/ask.html", context, status=422 if form.errors else 200)


@require_GET
def index(request: Request) -> HttpResponseBase:
    """Show who asked what."""
    actor = request.actor
    return lists.answer(
        request, "staff/deals/looks.html", LOOKS, deals.visible_looks(actor),
        rows=lambda found: deals.look_rows(actor, found), saved=saved_views.of(actor, LOOKS.name),
    )  # fmt: skip
