"""Who can serve a place or a named account, with the grant that lets each, and who nearly can with why not."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from fairway.agreements.queries.places import UnknownLine
from fairway.agreements.queries.serving import Question, who_can_serve
from fairway.agreements.rules.places import UnknownPlace, parse
from fairway.web.shared.request import Request, today_of
from fairway.web.staff.territories.frame import frame, line_choices, segment_choices


class ServeForm(forms.Form):
    """What is asked."""

    place = forms.CharField(
        label="Place", max_length=120, required=False, help_text="DE, Bayern, US-IA, US 50309, ZIP 50000–52899"
    )
    account = forms.CharField(label="Named account", max_length=41, required=False, help_text="Its code, if it is one.")
    line = forms.ChoiceField(label="Product line", required=False)
    segment = forms.ChoiceField(label="Segment", required=False)
    on = forms.DateField(label="On", widget=forms.DateInput(attrs={"type": "date"}))

    def __init__(self, *args: Any, lines: list[tuple[str, str]], segments: list[tuple[str, str]], **kw: Any) -> None:
        super().__init__(*args, **kw)
        self.fields["line"].choices = lines  # type: ignore[attr-defined]
        self.fields["segment"].choices = segments  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if not given.get("place") and not given.get("account") and not self.errors:
            self.add_error("place", "Name a place or an account.")
        return given


@require_GET
def serve(request: Request) -> HttpResponse:
    """Ask, and answer."""
    asked = request.GET.copy()
    if asked and not asked.get("on"):
        asked["on"] = today_of(request).isoformat()
    form = ServeForm(
        asked or None, initial={"on": today_of(request)}, lines=line_choices(request), segments=segment_choices(request)
    )
    answer = None
    if form.is_valid():
        given = form.cleaned_data
        try:
            place = parse(given["place"]) if given["place"] else None
            on: date = given["on"]
            question = Question(on, place, given["account"], given["line"], given["segment"])
            answer = who_can_serve(request.actor, question)
        except UnknownPlace as problem:
            form.add_error("account" if "account" in str(problem) else "place", str(problem))
        except UnknownLine as problem:
            form.add_error("line", str(problem))
    context = frame(form=form, answer=answer)
    return render(request, "staff/territories/serve.html", context, status=422 if form.errors else 200)
