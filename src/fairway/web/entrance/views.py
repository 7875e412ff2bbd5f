"""Pages of the entrance."""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from fairway.kit.access import WORKER, acting_as, forgetting, people
from fairway.kit.access.models import User
from fairway.partners import queries as partners
from fairway.web.entrance.forms import JoinForm, ProfileForm


@require_http_methods(["GET", "POST"])
def join(request: HttpRequest, secret: str) -> HttpResponse:
    """Accept an invitation. Somebody who has an account signs in first; the link gives the role only."""
    now = request.now  # type: ignore[attr-defined]
    invitation = people.invitation_for(secret, now=now)
    if invitation is None:
        return render(request, "entrance/gone.html", status=410)
    there = User.objects.filter(email__iexact=invitation.email).first()
    signed_in = request.user.pk
    form = JoinForm(request.POST or None, initial={"name": invitation.name})
    if there and request.method == "POST":
        if there.pk != signed_in:
            return redirect(f"{reverse('account_login')}?{urlencode({'next': request.path})}")
        people.accept(now=now, secret=secret, name="", password="", signed_in=signed_in)
        messages.success(request, "You have joined. Choose for whom you act.")
        return redirect("entrance:organisation")
    if not there and form.is_valid():
        user = people.accept(now=now, secret=secret, **form.cleaned_data)
        login(request, user, backend="allauth.account.auth_backends.AuthenticationBackend")
        return redirect("/")
    name = settings.FAIRWAY.vendor_name
    if invitation.partner_id is not None:
        with acting_as(WORKER):
            name = partners.names_of(WORKER, [invitation.partner_id])[invitation.partner_id][1]
    role = settings.FAIRWAY_ROLE_TITLES[invitation.role]
    context = {
        "form": form,
        "invitation": invitation,
        "there": there is not None,
        "is_them": there is not None and there.pk == signed_in,
        "organisation_name": name,
        "role": role,
    }
    return render(request, "entrance/join.html", context, status=422 if form.is_bound and form.errors else 200)


@require_http_methods(["GET", "POST"])
def organisation(request: HttpRequest) -> HttpResponse:
    """Choose for whom to act, for people who belong to several organisations."""
    now = request.now  # type: ignore[attr-defined]
    actor = request.actor  # type: ignore[attr-defined]
    seats = people.seats_of(actor.user_id, now=now)
    keys = [str(seat.partner_id or "vendor") for seat in seats]
    if request.method == "POST" and request.POST.get("organisation") in keys:
        request.session[people.ORGANISATION] = request.POST["organisation"]
        return redirect("/")
    # Each organisation is the person's own, yet only the one acted for now is visible to the actor.
    with acting_as(WORKER):
        names = partners.names_of(WORKER, [seat.partner_id for seat in seats if seat.partner_id is not None])
    choices = [
        (
            key,
            names[seat.partner_id][1] if seat.partner_id else settings.FAIRWAY.vendor_name,
            ", ".join(settings.FAIRWAY_ROLE_TITLES[role] for role in sorted(seat.roles)),
        )
        for key, seat in zip(keys, seats, strict=True)
    ]
    current = str(actor.partner_id or "vendor")
    return render(request, "entrance/organisation.html", {"choices": choices, "current": current})


@require_http_methods(["GET", "POST"])
def profile(request: HttpRequest) -> HttpResponse:
    """A person's own name, time zone and language."""
    user: Any = request.user
    initial = {"name": user.name, "time_zone": user.time_zone, "locale": user.locale}
    form = ProfileForm(request.POST or None, initial=initial)
    if form.is_valid():
        people.change_profile(actor=request.actor, now=request.now, **form.cleaned_data)  # type: ignore[attr-defined]
        messages.success(request, "Saved.")
        return redirect("entrance:profile")
    return render(request, "entrance/profile.html", {"form": form, "person": user}, status=422 if form.errors else 200)


@require_GET
def own_data(request: HttpRequest) -> HttpResponse:
    """Hand a person everything that is kept about them in the organisation they act for, as JSON."""
    actor = request.actor  # type: ignore[attr-defined]
    with acting_as(actor):
        found = forgetting.personal_data(actor, actor.person)
    headers = {"Content-Disposition": 'attachment; filename="my-data.json"', "Cache-Control": "no-store"}
    return HttpResponse(
        json.dumps(found, ensure_ascii=False, indent=2), content_type="application/json", headers=headers
    )
