"""A person's tokens: let a program act, see which ones may, and stop one."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from fairway.kit.access import Actor, acting_as, tokens
from fairway.kit.access.people import Refused
from fairway.web.shared.request import Request


class TokenForm(forms.Form):
    """What a program is called, what it may do, and how long."""

    name = forms.CharField(label="Program", max_length=80)
    scopes = forms.MultipleChoiceField(label="It may", widget=forms.CheckboxSelectMultiple)
    days = forms.TypedChoiceField(
        label="For", coerce=int, choices=[(days, f"{days} days") for days in tokens.DAYS], initial=90
    )

    def __init__(self, *args: Any, actor: Actor) -> None:
        super().__init__(*args)
        scopes = self.fields["scopes"]
        assert isinstance(scopes, forms.MultipleChoiceField)
        scopes.choices = tokens.scopes_for(actor)


@require_http_methods(["GET", "POST"])
def index(request: Request) -> HttpResponse:
    """List the tokens and make one; its secret is shown on this answer only."""
    actor, secret = request.actor, ""
    form = TokenForm(request.POST or None, actor=actor)
    with acting_as(actor):
        if form.is_valid():
            try:
                secret = tokens.issue(actor=actor, now=request.now, **form.cleaned_data)
                form = TokenForm(actor=actor)
            except Refused as refusal:
                form.add_error(None, str(refusal))
        rows = tokens.of(actor, request.now)
    words = {scope: said for scope, (_, said) in settings.FAIRWAY_SCOPES.items()}
    context = {
        "form": form, "secret": secret, "can": bool(tokens.scopes_for(actor)),
        "rows": [(row, [words.get(scope, scope) for scope in row.scopes]) for row in rows],
    }  # fmt: skip
    found = render(request, "entrance/tokens.html", context, status=422 if form.errors else 200)
    found["Cache-Control"] = "no-store"
    return found


@require_POST
def revoke(request: Request, token_id: int) -> HttpResponse:
    """Stop a token at once."""
    with acting_as(request.actor):
        try:
            tokens.revoke(actor=request.actor, now=request.now, token_id=token_id)
            messages.success(request, "It works no more.")
        except Refused as refusal:
            messages.error(request, str(refusal))
    return redirect("entrance:tokens")
