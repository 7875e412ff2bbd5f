"""What waits, what was earned so far, and what changed."""

from __future__ import annotations

from django.http import HttpResponse
from django.views.decorators.http import require_GET

from fairway.web.partner.page import Request, show


@require_GET
def today(request: Request) -> HttpResponse:
    """The first page of a partner's day."""
    return show(request, "partner/today.html")
