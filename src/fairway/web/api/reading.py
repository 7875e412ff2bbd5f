"""What a program sends, read into plain values: JSON of known keys, numbers as text, every fault with its place."""

from __future__ import annotations

import functools
import json
import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from django.core.exceptions import RequestDataTooBig
from django.db import transaction
from django.http import HttpResponse, HttpResponseBase
from django.views.decorators.csrf import csrf_exempt

from fairway.deals.rules.refusals import NotFound, Refused
from fairway.web.shared import problems
from fairway.web.shared.problems import Fault
from fairway.web.shared.request import Request

View = Callable[..., HttpResponseBase]
ODD = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")
LONGEST = 10_000


class Unreadable(Exception):
    """A body that cannot be taken; ``faults`` say where and why."""

    def __init__(self, *faults: Fault, status: int = 422) -> None:
        self.faults, self.status = faults, status
        super().__init__(" ".join(fault.reason for fault in faults))


def program(*methods: str) -> Callable[[View], View]:
    """A view for programs: these methods, and every refusal as a problem. No session counts here, so no form token."""

    def wrap(view: View) -> View:
        @csrf_exempt
        @functools.wraps(view)
        def asked(request: Request, *args: Any, **kwargs: Any) -> HttpResponseBase:
            if request.method not in methods:
                found = problems.answer(405, f"Use {' or '.join(methods)}.")
                found["Allow"] = ", ".join(methods)
                return found
            try:
                with transaction.atomic():  # what is refused leaves nothing behind
                    answer = view(request, *args, **kwargs)
            except Unreadable as refusal:
                detail = "Nothing was done." if refusal.status == 422 else str(refusal)
                return problems.answer(refusal.status, detail, refusal.faults)
            except NotFound as refusal:
                return problems.answer(404, str(refusal))
            except Refused as refusal:
                return problems.answer(409, str(refusal))
            answer.headers.setdefault("Cache-Control", "no-store")
            return answer

        return asked

    return wrap


def told(found: Mapping[str, Any], status: int = 200) -> HttpResponse:
    """Answer a program with JSON."""
    return HttpResponse(json.dumps(found, ensure_ascii=True), content_type="application/json", status=status)


def body_of(request: Request, known: Sequence[str]) -> dict[str, Any]:
    """The body as an object of known keys. :raises Unreadable: it is none."""
    if request.content_type != "application/json":
        raise _unreadable(
            "", request.content_type or "", "The body is no JSON.", "Send Content-Type: application/json."
        )
    try:
        found = json.loads(request.body.decode("utf-8"), parse_float=str, parse_int=str, parse_constant=_no_number)
    except RequestDataTooBig:
        raise Unreadable(
            Fault("", "", "The body is too large.", "Send at most 5 MB at a time."), status=413
        ) from None  # fmt: skip
    except (ValueError, RecursionError) as fault:
        said = f"The body is no JSON: {str(fault)[:120]}."
        raise _unreadable("", "", said, "Send one object, in UTF-8.") from None
    if not isinstance(found, dict):
        raise _unreadable("", type(found).__name__, "The body is no object.", "Send one object: {…}.")
    faults = [
        Fault(f"/{str(name)[:60]}", "", f"“{str(name)[:60]}” is not known.", f"Known are {', '.join(known)}.")
        for name in found
        if name not in known
    ]
    if faults:
        raise Unreadable(*faults)
    return found


def _no_number(text: str) -> str:
    raise ValueError(f"{text} is not a number")


def _unreadable(place: str, value: str, reason: str, remedy: str) -> Unreadable:
    return Unreadable(Fault(place, value[:80], reason, remedy), status=400)


def text_of(value: object, place: str, faults: list[Fault]) -> str:
    """A text or a number as text; empty with a fault for anything else."""
    if value is None:
        return ""
    if not isinstance(value, str):
        faults.append(Fault(place, type(value).__name__, "This is neither text nor a number.", "Send text."))
        return ""
    if ODD.search(value):
        faults.append(Fault(place, "", "This holds an invisible character.", "Take it out."))
        return ""
    if len(value) > LONGEST:
        faults.append(Fault(place, value[:40], f"This is longer than {LONGEST} characters.", "Shorten it."))
        return ""
    return value.strip()


def rows_of(value: object, place: str, known: Sequence[str], faults: list[Fault], most: int) -> list[dict[str, str]]:
    """A list of objects of text; faults for everything else."""
    if value is None:
        return []
    if not isinstance(value, list):
        faults.append(Fault(place, type(value).__name__, "This is no list.", "Send [ … ]."))
        return []
    if len(value) > most:
        faults.append(Fault(place, str(len(value)), f"There are more than {most}.", "Send fewer at a time."))
        return []
    rows = []
    for at, row in enumerate(value):
        rows.append(object_of(row, f"{place}/{at}", known, faults))
    return rows


def object_of(value: object, place: str, known: Sequence[str], faults: list[Fault]) -> dict[str, str]:
    """An object of text by known keys; faults for everything else."""
    if value is None:
        return {}
    if not isinstance(value, dict):
        faults.append(Fault(place, type(value).__name__, "This is no object.", "Send { … }."))
        return {}
    found = {}
    for name, one in value.items():
        shown = ODD.sub("", str(name))[:60]
        if name not in known:
            faults.append(Fault(f"{place}/{shown}", "", f"“{shown}” is not known.", f"Known are {', '.join(known)}."))
        else:
            found[str(name)] = text_of(one, f"{place}/{name}", faults)
    return found
