"""Product lines and segments: two trees, a node added, renamed or moved, lines made from the catalogue."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from fairway.agreements.actions import trees as actions
from fairway.agreements.actions.refusals import Refused
from fairway.agreements.queries import places as queries
from fairway.agreements.rules.trees import Branch
from fairway.catalogue import queries as catalogue
from fairway.policy.problems import counted
from fairway.web.shared.request import Request
from fairway.web.staff.territories.frame import frame, line_choices, segment_choices


class LineForm(forms.Form):
    """A node of the product lines."""

    tree = forms.CharField(widget=forms.HiddenInput, initial="line")
    code = forms.CharField(label="Code", max_length=60, help_text="A code that is there already is changed.")
    name = forms.CharField(label="Name", max_length=200)
    parent = forms.ChoiceField(label="Within", required=False)
    # not "matches": a field of that name hides the element's own method of it from scripts
    takes = forms.ChoiceField(label="Takes products of", required=False, help_text="From the catalogue.")


class SegmentForm(forms.Form):
    """A node of the segments."""

    tree = forms.CharField(widget=forms.HiddenInput, initial="segment")
    code = forms.CharField(label="Code", max_length=60, help_text="A code that is there already is changed.")
    name = forms.CharField(label="Name", max_length=200)
    parent = forms.ChoiceField(label="Within", required=False)


def _form(request: Request, tree: str, data: Any = None) -> LineForm | SegmentForm:
    form: LineForm | SegmentForm = LineForm(data) if tree == "line" else SegmentForm(data)
    choices = line_choices(request) if tree == "line" else segment_choices(request)
    form.fields["parent"].choices = choices  # type: ignore[attr-defined]
    if isinstance(form, LineForm):
        groups = [(name, value) for name, values in catalogue.groups(request.actor) for value in values]
        form.fields["takes"].choices = [  # type: ignore[attr-defined]
            ("", "–"), *((f"{name}={value}", f"{name.capitalize()}: {value}") for name, value in groups)
        ]  # fmt: skip
    return form


def _show(request: Request, forms_: dict[str, Any], status: int = 200) -> HttpResponse:
    context = frame(
        lines=queries.lines(request.actor), segments=queries.segments(request.actor),
        may_manage=request.actor.may("territories.manage"), **forms_,
    )  # fmt: skip
    return render(request, "staff/territories/trees.html", context, status=status)


@require_GET
def index(request: Request) -> HttpResponse:
    """Show both trees."""
    return _show(request, {"line_form": _form(request, "line"), "segment_form": _form(request, "segment")})


@require_POST
def save(request: Request) -> HttpResponse:
    """Add a node, or rename or move the one with this code."""
    tree = "segment" if request.POST.get("tree") == "segment" else "line"
    form = _form(request, tree, request.POST)
    if form.is_valid():
        given = {name: value for name, value in form.cleaned_data.items() if name != "tree"}
        if tree == "line":
            given["matches"] = given.pop("takes")
        load = actions.load_lines if tree == "line" else actions.load_segments
        try:
            load(actor=request.actor, now=request.now, rows=[Branch(**given)])
        except Refused as refusal:
            for fault in refusal.faults:
                field = "takes" if fault.field == "matches" else fault.field
                form.add_error(field if field in form.fields else None, fault.sentence)
        else:
            messages.success(request, f"{given['name']} was saved.")
            return redirect("staff:lines")
    other = "segment" if tree == "line" else "line"
    return _show(request, {f"{tree}_form": form, f"{other}_form": _form(request, other)}, status=422)


@require_POST
def from_catalogue(request: Request) -> HttpResponse:
    """Make product lines of the catalogue's categories and what is below them."""
    try:
        done = actions.lines_from_catalogue(actor=request.actor, now=request.now, reason="From the catalogue")
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        made = counted(done.added, "product line was", "product lines were")
        messages.success(request, f"{made} made from the catalogue.")
    return redirect("staff:lines")
