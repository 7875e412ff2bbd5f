"""What stands before every page: the content security policy, and the guard that asks the permission table."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

from django.core.exceptions import ImproperlyConfigured
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse

from fairway.kit.access import SIGNING_IN, Actor, Kind, NotAllowed
from fairway.web.shared import errors
from fairway.web.shared.permissions import access_of

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


class Guard:
    """Open a page only to whom the permission table names, and undo what a failing page has written.

    The view runs in a savepoint of its own: Django turns an exception into an answer before the request's transaction
    could notice it, and half a change would be kept.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
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
        if actor.kind not in access.kinds:
            if actor.kind is Kind.LOGIN:
                return _to_sign_in(request)
            raise Http404
        try:
            if access.right is not None:
                actor.require(access.right)
            with transaction.atomic():
                return view(request, *args, **kwargs)  # type: ignore[no-any-return]
        except NotAllowed as refusal:
            return errors.forbidden(request, refusal)


def guard(get_response: GetResponse) -> Guard:
    """Ask the permission table before every page."""
    return Guard(get_response)


def _to_sign_in(request: HttpRequest) -> HttpResponse:
    here = request.get_full_path() if request.method == "GET" else request.headers.get("Referer", "/")
    address = f"{reverse('account_login')}?{urlencode({'next': here})}"
    if request.headers.get("HX-Request") == "true":
        return HttpResponse(headers={"HX-Redirect": address})
    return redirect(address)
