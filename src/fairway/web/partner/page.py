"""What every page of the partner's workspace stands in: who asks, for which organisation, and what waits."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from fairway.kit.access import Actor
from fairway.partners import queries as partners


class Request(HttpRequest):
    """A request behind the guard: the middleware has said who asks and when."""

    actor: Actor
    now: datetime


def partner_of(request: Request) -> int:
    """The number of the organisation that the person acts for.

    :raises RuntimeError: for anybody else; the permission table lets partners' people in only.
    """
    if request.actor.partner_id is None:
        raise RuntimeError("This page belongs to partners.")
    return request.actor.partner_id


def today_of(request: Request) -> date:
    """The day it is where the person is."""
    return request.now.astimezone(ZoneInfo(request.actor.time_zone)).date()


def frame(request: Request) -> dict[str, Any]:
    """What the frame around every page shows: the organisation's name."""
    number = partner_of(request)
    return {"organisation": partners.names_of(request.actor, [number])[number][1]}


def show(request: Request, template: str, context: dict[str, Any] | None = None, status: int = 200) -> HttpResponse:
    """Answer with a page in its frame."""
    return render(request, template, {**frame(request), **(context or {})}, status=status)
