"""A request as the guard hands it on: who asks, and when."""

from __future__ import annotations

from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.http import HttpRequest

from fairway.kit.access import Actor


class Request(HttpRequest):
    """A request behind the guard: the middleware has said who asks and when."""

    actor: Actor
    now: datetime


def today_of(request: Request) -> date:
    """The day it is where the person is."""
    return request.now.astimezone(ZoneInfo(request.actor.time_zone)).date()
