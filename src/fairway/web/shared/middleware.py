"""What stands before every page: the content security policy, and the guard that asks the permission table."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.middleware.common import CommonMiddleware
from django.shortcuts import redirect

from fairway.kit.access import SIGNING_IN, Actor, Kind, NotAllowed, tokens
from fairway.web.shared import errors, problems, unsent
from fairway.web.shared.display import size_text
from fairway.web.shared.permissions import SIGN_IN_PAGES, Access, access_of

GetResponse = Callable[[HttpRequest], HttpResponse]

POLICY = "; ".join(
    (
        "default-src 'self'",
        "img-src 'self' data:",
        "object-src 'none'",
        "base-uri 'none'",
        "form-action 'self'",
        "frame-ancestors 'none'",
    )
)
HEADERS = {
    "Content-Security-Policy": POLICY,
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
    "Cross-Origin-Resource-Policy": "same-origin",
}


def content_security_policy(get_response: GetResponse) -> GetResponse:
    """Send the policy with every answer: nothing inline, nothing from elsewhere."""

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        for name, value in HEADERS.items():
            response.headers.setdefault(name, value)
        return response

    return middleware


class Addresses(CommonMiddleware):
    """Complete people's addresses with a slash, and no program's: sent on, what it posts would arrive as a question."""

    def should_redirect_with_slash(self, request: HttpRequest) -> bool:
        return not problems.for_programs(request) and super().should_redirect_with_slash(request)


UPLOADERS = (
    "own.sales.upload", "own.deals.register", "own.organisation.manage", "own.onboarding.do",
    "sales.upload", "partners.manage", "catalogue.manage", "territories.manage", "agreements.sign", "deals.decide",
)  # fmt: skip
"""Rights whose pages take files; nobody else sends more than a form."""
FORM_AROUND_A_FILE = 2**20


def largest_body(actor: Actor) -> int:
    """The bytes a person may send in one request."""
    return _largest_file(actor) + (FORM_AROUND_A_FILE if _sends_files(actor) else 0)


def _sends_files(actor: Actor) -> bool:
    return actor.kind is not Kind.LOGIN and any(actor.may(right) for right in UPLOADERS)


def _largest_file(actor: Actor) -> int:
    return int(settings.FAIRWAY.max_upload if _sends_files(actor) else settings.DATA_UPLOAD_MAX_MEMORY_SIZE or 0)


def _is_too_large(request: HttpRequest, actor: Actor) -> bool:
    """By what the sender announces: no more than that is ever read, and a body nobody announced is not read at all."""
    announced = str(request.META.get("CONTENT_LENGTH") or "0")
    return not announced.isdecimal() or int(announced) > largest_body(actor)


def _has_zero_byte(request: HttpRequest) -> bool:
    """Whether the address or the form holds a zero byte, which no name and no search has and no database keeps."""
    texts = [value for sent in (request.GET, request.POST) for _, values in sent.lists() for value in values]
    return "\0" in request.path_info or any("\0" in str(text) for text in texts)


class Guard:
    """Open a page only to whom the permission table names, and undo what a failing page has written.

    A body that is too large is refused before a byte of it is read.

    The view runs in a savepoint of its own: Django turns an exception into an answer before the request's transaction
    could notice it, and half a change would be kept.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if _is_too_large(request, getattr(request, "actor", SIGNING_IN)):
            most = f"At most {size_text(_largest_file(getattr(request, 'actor', SIGNING_IN)))} can be sent at a time."
            split = " Split it, and send the parts one after another."
            return errors.too_large(request, most + split if problems.for_programs(request) else most)
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Any, args: tuple[Any, ...], kwargs: dict[str, Any]
    ) -> HttpResponseBase | None:
        match = request.resolver_match
        name = match.view_name if match else ""
        access = access_of(view, name)
        if access is None:
            raise ImproperlyConfigured(
                f"{request.path} ({name or view}) is not in the permission table; give it its right by page()."
            )
        actor: Actor = getattr(request, "actor", SIGNING_IN)
        if match and match.namespaces[:1] and match.namespaces[0] in settings.FAIRWAY_PROGRAM_SPACES:
            return _for_a_program(request, actor, access, view, args, kwargs)
        if actor.kind not in access.kinds:
            if actor.kind is Kind.LOGIN:
                return _to_sign_in(request)
            raise Http404
        if _has_zero_byte(request):
            return errors.bad_request(request)
        if name.startswith(SIGN_IN_PAGES):
            return None  # django-allauth asks for a session by exceptions, which only Django's own handler passes on
        try:
            if access.right is not None:
                actor.require(access.right)
            with transaction.atomic():
                return view(request, *args, **kwargs)  # type: ignore[no-any-return]
        except NotAllowed as refusal:
            return errors.forbidden(request, refusal)


def _for_a_program(
    request: HttpRequest, actor: Actor, access: Access, view: Any, args: tuple[Any, ...], kwargs: dict[str, Any]
) -> HttpResponseBase:
    """The same questions in the same order, answered in a program's words."""
    if actor.token_id is None:
        return problems.answer(401, "Send a token of yours as “Authorization: Bearer …”; make one under Your account.")
    most = int(settings.FAIRWAY.api_per_minute)
    if seconds := tokens.spend(actor.token_id, now=request.now, most=most):  # type: ignore[attr-defined]
        return problems.wait(seconds, most)
    if actor.kind not in access.kinds:
        return problems.answer(404, "The address leads nowhere, or to something that is not yours to see.")
    if access.right is not None and not actor.may(access.right):
        return problems.answer(403, f"It needs the right “{access.right}”: its person has it, and its scope gives it.")
    if "\0" in request.path_info or any("\0" in text for text in request.GET.values()):
        return problems.answer(400, "The address holds a zero byte. Take it out.")
    try:
        with transaction.atomic():
            return view(request, *args, **kwargs)  # type: ignore[no-any-return]
    except NotAllowed as refusal:
        return problems.answer(403, str(refusal))


def guard(get_response: GetResponse) -> Guard:
    """Ask the permission table before every page."""
    return Guard(get_response)


def _to_sign_in(request: HttpRequest) -> HttpResponse:
    if unsent.is_kept(request):
        return unsent.give_back(request)
    address = unsent.sign_in_address(request)
    if request.headers.get("HX-Request") == "true":
        return HttpResponse(headers={"HX-Redirect": address})
    return redirect(address)
