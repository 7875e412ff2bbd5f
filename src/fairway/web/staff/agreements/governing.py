"""What is done to an agreement after both have signed: tried again, noted by counsel, suspended, resumed, ended."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from fairway.agreements.actions import concluding, course, drafting, findings
from fairway.agreements.actions.refusals import Refused
from fairway.agreements.queries import drafts
from fairway.kit.access import people
from fairway.web.shared.display import day_text
from fairway.web.shared.request import Request
from fairway.web.staff.agreements.drafting import view_of


def _day(request: Request, name: str) -> date | None:
    try:
        return date.fromisoformat(request.POST.get(name, ""))
    except ValueError:
        return None


def _do(request: Request, agreement_id: int, deed: Callable[[], object], said: str) -> HttpResponse:
    view_of(request, agreement_id)
    try:
        deed()
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, said)
    return redirect("staff:agreement", agreement_id)


def _reason(request: Request) -> str:
    return request.POST.get("reason", "").strip()[:2000]


@require_POST
def again(request: Request, agreement_id: int) -> HttpResponse:
    """Try again to let a signed agreement come into force."""
    view_of(request, agreement_id)
    try:
        done = concluding.try_again(actor=request.actor, now=request.now, agreement_id=agreement_id)
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        if done:
            messages.success(request, "It is concluded, and its territories are granted.")
        else:
            messages.warning(request, "Something still stands in its way.")
    return redirect("staff:agreement", agreement_id)


@require_POST
def note(request: Request, agreement_id: int) -> HttpResponse:
    """Keep counsel's word on a finding."""
    return _do(
        request, agreement_id,
        lambda: findings.note(
            actor=request.actor, now=request.now, subject=drafts.subject_of(agreement_id),
            finding=request.POST.get("finding", "")[:12], text=_reason(request),
        ),
        "Your note stands beside the finding.",
    )  # fmt: skip


@require_POST
def owner(request: Request, agreement_id: int) -> HttpResponse:
    """Say who watches over it."""
    chosen = request.POST.get("owner", "")
    staff = {str(one.user_id): one for one in people.people_in(request.actor, partner_id=None, now=request.now)}
    if chosen not in staff:
        messages.error(request, "Choose somebody of your own people.")
        return redirect("staff:agreement", agreement_id)
    who = staff[chosen]
    return _do(
        request, agreement_id,
        lambda: drafting.own(actor=request.actor, now=request.now, agreement_id=agreement_id, owner_id=who.user_id),
        f"{who.name} watches over it now.",
    )  # fmt: skip


@require_POST
def suspend(request: Request, agreement_id: int) -> HttpResponse:
    """Let it give no rights from a day on."""
    since, until = _day(request, "since_on"), _day(request, "until_on")
    if since is None:
        messages.error(request, "Say from which day.")
        return redirect("staff:agreement", agreement_id)
    return _do(
        request, agreement_id,
        lambda: course.suspend(
            actor=request.actor, now=request.now, agreement_id=agreement_id, since_on=since, until_on=until,
            reason=_reason(request),
        ),
        f"It gives no rights from {day_text(since)} on.",
    )  # fmt: skip


@require_POST
def resume(request: Request, agreement_id: int) -> HttpResponse:
    """Let it give its rights again."""
    on = _day(request, "on")
    if on is None:
        messages.error(request, "Say from which day.")
        return redirect("staff:agreement", agreement_id)
    return _do(
        request, agreement_id,
        lambda: course.resume(
            actor=request.actor, now=request.now, agreement_id=agreement_id, on=on, reason=_reason(request)
        ),
        f"It gives its rights again from {day_text(on)} on.",
    )  # fmt: skip


@require_POST
def terminate(request: Request, agreement_id: int) -> HttpResponse:
    """Let it end before its term."""
    ends = _day(request, "ends_on")
    if ends is None:
        messages.error(request, "Say on which day it ends.")
        return redirect("staff:agreement", agreement_id)
    return _do(
        request, agreement_id,
        lambda: course.terminate(
            actor=request.actor, now=request.now, agreement_id=agreement_id, ends_on=ends,
            side=request.POST.get("side", "")[:8], reason=_reason(request),
        ),
        f"It ends on {day_text(ends)}, and its territories with it.",
    )  # fmt: skip
