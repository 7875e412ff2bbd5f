"""What is to be done before the first sale, seen by the partner."""

from __future__ import annotations

from django.conf import settings
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from fairway.partners import queries
from fairway.web.partner.page import frame, partner_of, show
from fairway.web.shared import attachments, onboarding
from fairway.web.shared.request import Request, today_of


@require_GET
def index(request: Request) -> HttpResponse:
    """Show the plans, whose each step is, and what opens with it."""
    number, on = partner_of(request), today_of(request)
    plans = queries.plans_of(request.actor, number, on=on)
    context = {
        "plans": onboarding.plan_views(
            request.actor, plans, on=on, vendor=settings.FAIRWAY.vendor_name, partner=frame(request)["organisation"],
            task_address=lambda task: reverse("partner:task", args=[task]),
            file_address=lambda file: reverse("partner:task_file", args=[file]),
        ),
        "gates": onboarding.gates_of(request.actor, number, on),
    }  # fmt: skip
    return show(request, "partner/onboarding/index.html", context)


@require_POST
def task(request: Request, task_id: int) -> HttpResponse:
    """Do a task, or hand a document in for it."""
    one = queries.task_of(request.actor, task_id, on=today_of(request))
    if one is None:
        raise Http404
    onboarding.act(request, one)
    return redirect("partner:onboarding")


@require_GET
def file(request: Request, file_id: int) -> HttpResponseBase:
    """Hand out a document of a task."""
    one = queries.task_file(request.actor, file_id)
    if one is None:
        raise Http404
    return attachments.download(one.sha256, one.name, one.kind)
