"""Ending a partner: the checklist with what is still open beside each point, and the export of its own data."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from fairway.kit.access import people
from fairway.partners import actions, queries
from fairway.partners.actions import Refused
from fairway.web.shared import attachments
from fairway.web.shared.request import Request, today_of
from fairway.web.staff.partner_page import found, frame
from fairway.web.staff.partners.evidence import evidence


@require_GET
def ending(request: Request, partner_id: int) -> HttpResponse:
    """Show what is seen to before the partner is terminated."""
    row, actor = found(request, partner_id).row, request.actor
    held = queries.ending(actor, row.id)
    known = evidence(request, row.id) if held is not None and held.finished_at is None else {}
    names = people.names_of({item.settled_by for item in held.items if item.settled_by} if held else set())
    context: dict[str, Any] = {
        **frame(request, row),
        "ending": held,
        "items": [
            (item, known.get(item.key, ()), names.get(item.settled_by or 0, ""),
             reverse("staff:ending_item", args=[row.id, item.id]))
            for item in (held.items if held is not None else ())
        ],
        "exports": queries.exports(actor, row.id),
        "manages": actor.may("partners.manage"),
        "on": today_of(request),
        "due": held is not None and held.left == 0 and held.ends_on <= today_of(request),
    }  # fmt: skip
    return render(request, "staff/partners/ending.html", context)


@require_POST
def begin(request: Request, partner_id: int) -> HttpResponse:
    """Begin the ending, or cancel or finish the one that runs."""
    row, do = found(request, partner_id).row, request.POST.get("do", "")
    given: dict[str, Any] = {"actor": request.actor, "now": request.now}
    reason = request.POST.get("reason", "")[:2000]
    held = queries.ending(request.actor, row.id)
    try:
        if do == "begin":
            try:
                ends_on = date.fromisoformat(request.POST.get("ends_on", ""))
            except ValueError:
                ends_on = today_of(request)
            actions.begin_ending(**given, partner_id=row.id, ends_on=ends_on, reason=reason)
            messages.success(request, "The checklist is begun. The partner reads the day and the reason.")
        elif held is not None and do == "cancel":
            actions.cancel_ending(**given, ending_id=held.id, reason=reason)
            messages.success(request, "The relationship goes on.")
        elif held is not None and do == "finish":
            actions.finish_ending(**given, ending_id=held.id)
            messages.success(request, f"{row.name} is terminated; its sign-ins are closed and every record stays.")
    except Refused as refusal:
        messages.error(request, str(refusal))
    return redirect("staff:partner_ending", row.id)


@require_POST
def item(request: Request, partner_id: int, item_id: int) -> HttpResponse:
    """Settle a point of the checklist, or open it again."""
    held = queries.ending(request.actor, found(request, partner_id).row.id)
    if held is None or item_id not in {one.id for one in held.items}:
        raise Http404
    given: dict[str, Any] = {"actor": request.actor, "now": request.now, "item_id": item_id}
    try:
        if request.POST.get("do") == "open":
            actions.unsettle_item(**given)
        else:
            actions.settle_item(**given, note=request.POST.get("reason", "")[:2000])
    except Refused as refusal:
        messages.error(request, str(refusal))
    return redirect("staff:partner_ending", partner_id)


@require_POST
def ask_for_export(request: Request, partner_id: int) -> HttpResponse:
    """Have the partner's own data put together."""
    row = found(request, partner_id).row
    actions.ask_for_export(actor=request.actor, now=request.now, partner_id=row.id)
    messages.success(request, "The export is being made. It appears here when it is ready.")
    return redirect("staff:partner_ending", row.id)


@require_GET
def download(request: Request, partner_id: int, export_id: int) -> HttpResponseBase:
    """Hand out an export."""
    one = queries.export_of(request.actor, export_id)
    if one is None or one[0] != partner_id or one[1].state != "made":
        raise Http404
    code = queries.names_of(request.actor, [partner_id])[partner_id][0]
    return attachments.download(one[1].sha256, f"{code}-own-data.zip")
