"""Errors as programs read them: ``application/problem+json`` (RFC 9457), with each fault's place, value and remedy."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from dataclasses import asdict, dataclass

from django.conf import settings
from django.http import HttpRequest, HttpResponse

TITLES = {
    400: ("unreadable", "The request cannot be read"),
    401: ("no-token", "No token that works"),
    403: ("not-allowed", "This token may not do this"),
    404: ("not-found", "There is no such thing"),
    405: ("wrong-method", "This address does not take this method"),
    409: ("conflict", "It cannot be done as things stand"),
    413: ("too-large", "The request is too large"),
    422: ("faulty", "Something is missing or wrong"),
    429: ("too-often", "Too many requests"),
    500: ("our-fault", "Something went wrong here"),
}


@dataclass(frozen=True)
class Fault:
    """One thing wrong: where (a JSON pointer into what was sent), with which value, why, and what to do."""

    place: str
    value: str
    reason: str
    remedy: str


def apart(place: str, value: str, sentence: str, remedy: str = "Send it again with this put right.") -> Fault:
    """A fault from the sentence people read: its first part says why, the rest what to do."""
    reason, _, rest = sentence.partition(". ")
    return Fault(place, value, reason if reason.endswith(".") else f"{reason}.", rest or remedy)


def wait(seconds: int, most: int) -> HttpResponse:
    """Ask a program to wait: as many requests as it may make in a minute were made."""
    found = answer(429, f"A token may make {most} requests in a minute. Ask again in {seconds} seconds.")
    found["Retry-After"] = str(seconds)
    return found


def for_programs(request: HttpRequest | None) -> bool:
    """Whether an address is one of programs', there or not: they read no pages, not even of what went wrong."""
    space = (request.path_info if request is not None else "").lstrip("/").partition("/")[0]
    return space in settings.FAIRWAY_PROGRAM_SPACES


def answer(status: int, detail: str, faults: Iterable[Fault] = ()) -> HttpResponse:
    """Answer a program with what is wrong."""
    code, title = TITLES[status]
    told = {"type": f"/help/reference/api/#{code}", "title": title, "status": status, "detail": _readable(detail)}
    errors = [asdict(fault) for fault in faults]
    body = json.dumps({**told, **({"errors": errors} if errors else {})}, ensure_ascii=True)
    found = HttpResponse(body, content_type="application/problem+json", status=status)
    found["Cache-Control"] = "no-store"
    if status == 401:
        found["WWW-Authenticate"] = 'Bearer realm="Fairway"'
    return found


def _readable(text: str) -> str:
    return re.sub(r"\s+", " ", text).strip()
