"""Give every request a transaction, an actor and a database role.

The outer half opens the transaction as ``fairway_login``, the only role that may read sessions and passwords; the inner
half, once the person is known, takes the role of the actor for the view and hands it back before the session is saved.
"""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.urls import Resolver404, resolve
from django.utils import timezone, translation

from fairway.kit.access import tokens
from fairway.kit.access.actor import SIGNING_IN, acting_as, take_role
from fairway.kit.access.people import actor_of

GetResponse = Callable[[HttpRequest], HttpResponse]


def begin_as_login(get_response: GetResponse) -> GetResponse:
    """Open the request's transaction with the role that may sign people in, and nothing else."""

    def middleware(request: HttpRequest) -> HttpResponse:
        with transaction.atomic():
            take_role(SIGNING_IN)
            return get_response(request)

    return middleware


def take_actors_role(get_response: GetResponse) -> GetResponse:
    """Find out who is asking (``request.actor``) and answer in that actor's role.

    Pages of the sign-in door (``FAIRWAY_SIGN_IN_SPACES``, and those of django-allauth) stay with the login role:
    they handle passwords. In the spaces of programs (``FAIRWAY_PROGRAM_SPACES``) a token says who asks, and no session
    does, so that no page elsewhere can make a browser ask there.
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        now = timezone.now()  # noqa: TID251 - a door: this is where a request gets its time
        request.now = now  # type: ignore[attr-defined]
        programs = space_of(request.path_info) in settings.FAIRWAY_PROGRAM_SPACES
        actor = tokens.actor_of(request, now=now) if programs else actor_of(request, now=now)
        request.actor = actor  # type: ignore[attr-defined]
        if actor.kind is SIGNING_IN.kind or _is_sign_in_page(request.path_info):
            return get_response(request)
        language = actor.locale or translation.get_language() or settings.LANGUAGE_CODE
        with acting_as(actor), timezone.override(actor.time_zone), translation.override(language):
            return get_response(request)

    return middleware


def space_of(path: str) -> str | None:
    """The door an address belongs to; empty for pages of no door, None for an address that is not there."""
    try:
        match = resolve(path)
    except Resolver404:
        return None
    return match.namespaces[0] if match.namespaces else ""


def _is_sign_in_page(path: str) -> bool:
    space = space_of(path)
    return space is not None and (not space or space in settings.FAIRWAY_SIGN_IN_SPACES)
