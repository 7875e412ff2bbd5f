"""What a partner may do, on any day, and why; and what was expected of it against what was reached."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_GET

from fairway.agreements import queries
from fairway.agreements.queries import grants
from fairway.web.shared import agreements as shared
from fairway.web.shared import expectations
from fairway.web.shared.request import Request, today_of
from fairway.web.staff.partner_page import found, frame


@require_GET
def rights(request: Request, partner_id: int) -> HttpResponse:
    """Answer for the partner of the address and the day asked for."""
    row = found(request, partner_id).row
    today = today_of(request)
    answer = queries.rights(request.actor, partner_id, shared.day_asked(request, today))
    permits = queries.permits(request.actor, answer)
    status = permits[0].status
    context = {
        **frame(request, row), **shared.rights_context(answer, today), "agreement_page": "staff:agreement",
        "permits": permits, "beside": grants.beside(request.actor, partner_id, on=answer.on),
        "grants_url": reverse("staff:partner_territories", args=[row.id]),
        "onboarding": reverse("staff:partner_onboarding", args=[row.id]),
        "stopped": status if status in {"suspended", "terminated"} else "",
        "draft_url": f"{reverse('staff:agreement_new')}?{urlencode({'partner': row.code})}"
        if request.actor.may("agreements.draft") and not answer.agreements else "",
        "progress": expectations.progress_of(request.actor, answer) if request.actor.may("sales.view") else (),
    }  # fmt: skip
    return render(request, "staff/agreements/rights.html", context)
