"""What every page of the partner's workspace stands in: who asks, for which organisation, and what waits."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render

from fairway.partners import queries as partners
from fairway.web.shared.request import Request


def partner_of(request: Request) -> int:
    """The number of the organisation that the person acts for.

    :raises RuntimeError: for anybody else; the permission table lets partners' people in only.
    """
    if request.actor.partner_id is None:
        raise RuntimeError("This page belongs to partners.")
    return request.actor.partner_id


def frame(request: Request) -> dict[str, Any]:
    """What the frame around every page shows: the organisation's name."""
    number = partner_of(request)
    return {"organisation": partners.names_of(request.actor, [number])[number][1]}


def show(request: Request, template: str, context: dict[str, Any] | None = None, status: int = 200) -> HttpResponse:
    """Answer with a page in its frame."""
    return render(request, template, {**frame(request), **(context or {})}, status=status)
