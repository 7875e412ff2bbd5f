"""A request as the guard hands it on: who asks, and when."""

from __future__ import annotations

from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.http import HttpRequest

from fairway.kit.access import Actor

LONGEST_NUMBER = 18
"""Digits that fit the largest number of a row."""


class Request(HttpRequest):
    """A request behind the guard: the middleware has said who asks and when."""

    actor: Actor
    now: datetime


def number_of(text: str) -> int | None:
    """The number that an address or a form names a thing by; none for what is no such number, whatever it looks like.

    “²” and “٣” are digits to Python, and five thousand nines are no number of any row.
    """
    return int(text) if text.isascii() and text.isdigit() and len(text) <= LONGEST_NUMBER else None


def today_of(request: Request) -> date:
    """The day it is where the person is."""
    return request.now.astimezone(ZoneInfo(request.actor.time_zone)).date()
