"""What waits, what changed, what was accrued."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from fairway.web.staff.request import Request


@require_GET
def today(request: Request) -> HttpResponse:
    """Show the day's first page."""
    return render(request, "staff/today.html")
