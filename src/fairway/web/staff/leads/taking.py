"""Leads from a file, and by hand."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from fairway.deals.rules.asked import Fault
from fairway.kit.access import Actor
from fairway.leads import actions
from fairway.leads import queries as leads
from fairway.leads.rules import facts
from fairway.leads.rules.refusals import Faulty, Refused
from fairway.web.shared.leads import LeadForm
from fairway.web.shared.request import Request
from fairway.web.staff.importing import Import


class HandForm(LeadForm):
    """A lead that a person writes down, with where it comes from and how the person behind it agreed."""

    needed = frozenset({"company", "country", "consent"})
    source = forms.CharField(label="Source", max_length=facts.LONGEST["source"], required=False)
    consent = forms.CharField(
        label="How the person agreed", max_length=facts.LONGEST["consent"], required=False,
        help_text="That a partner writes to them: where, when, how.",
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
def new(request: Request) -> HttpResponse:
    """Write a lead down."""
    form = HandForm(request.POST or None, lines=leads.line_choices(request.actor))
    if request.method == "POST" and form.is_valid():
        try:
            said = form.facts(source="By hand", consent="")
            code = actions.take(actor=request.actor, now=request.now, facts=said, way_in="hand")
        except Faulty as refused:
            for fault in refused.faults:
                form.add_error(fault.field if fault.field in form.fields else None, fault.sentence)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, "Taken in. It is routed within a minute.")
            return redirect("staff:lead", code)
    return render(request, "staff/leads/new.html", {"form": form}, status=422 if form.errors else 200)


def _key(said: facts.LeadFacts) -> Any:
    """A lead of a file is known again by its source and number; without a number each row is one of its own."""
    return (said.source or "File", said.reference) if said.reference else object()


def _checks(actor: Actor) -> Callable[[facts.LeadFacts], Sequence[Fault]]:
    """The faults of a row, its product held against ours."""
    products = actions.products_by_text(actor)
    return lambda said: facts.faults_of(said, products=products)


LEADS = Import(
    name="leads",
    title="Load leads",
    back="staff:leads",
    rows="leads",
    help="how-to/work-with-leads",
    known=facts.COLUMNS,
    needed=("company", "country", "consent"),
    facts_from=facts.facts_from,
    faults_of=facts.faults_of,
    key=_key,
    standing=leads.references,
    load=actions.load_leads,
    refused=Faulty,
    checks=_checks,
    example="lead,source,company,country,city,product,contact,email,consent\n"
    "F-12,Spring fair,Nordlicht Studios,DE,Munich,cameras,Nils Nord,nils@nordlicht.example,on paper at the fair",
)
