"""What keeps robots from public forms, without a third party and without script.

A field people do not see, a page that must have been open for some seconds, and a count of visits by address.
"""

from __future__ import annotations

import secrets

from django.conf import settings
from django.core import signing

from fairway.partners import actions
from fairway.web.shared.request import Request

OLDEST = 24 * 3600
QUICKEST = 3
"""Seconds that a person needs at least to fill in a form."""
TRAP = "fax_number"
TOO_QUICK = "That was very quick. Look it over once more, then send it again."
TOO_OLD = "This page had waited too long. Everything you wrote is still here: send it again."


class NotYet(Exception):
    """A page that was sent too quickly, or after too long."""


def new_token(salt: str) -> str:
    """A name for a page, signed with when it was shown."""
    return signing.dumps(secrets.token_urlsafe(16), salt=salt)


def page_key(request: Request, salt: str) -> str:
    """The name of the page that was sent: the same page sent twice is one thing.

    :raises NotYet: the page was sent too quickly, or after too long.
    """
    token = request.POST.get("page", "")
    try:
        key = str(signing.loads(token, salt=salt, max_age=OLDEST))
    except signing.BadSignature:
        raise NotYet(TOO_OLD) from None
    try:
        signing.loads(token, salt=salt, max_age=QUICKEST)
    except signing.SignatureExpired:
        return key
    raise NotYet(TOO_QUICK)


def _address(request: Request) -> str:
    """Where the request comes from; behind a proxy (https), what the nearest one says."""
    forwarded = request.META.get("HTTP_X_FORWARDED_FOR", "") if settings.FAIRWAY.secure else ""
    return forwarded.rpartition(",")[2].strip() or str(request.META.get("REMOTE_ADDR", ""))


def count(request: Request, what: str = "", *, most: int) -> None:
    """Count a visit of an address. :raises fairway.partners.actions.TooOften: beyond ``most`` in this hour."""
    actions.knock(now=request.now, address=what + _address(request), key=settings.SECRET_KEY, most=most)
