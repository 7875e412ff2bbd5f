"""A mail server hands a mail in, as it came, signed with the secret it shares with us."""

from __future__ import annotations

import hashlib
import hmac
import re
from datetime import timedelta

from django.conf import settings
from django.http import Http404, HttpResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from fairway.deals.actions.writing_in import TooMany
from fairway.web.mail.receiving import receive
from fairway.web.shared.request import Request

SIGNATURE = re.compile(r"t=(\d{1,12}),v1=([0-9a-f]{64})")
TOLERANCE = timedelta(minutes=5)


@csrf_exempt
@require_POST
def hand_in(request: Request) -> HttpResponse:
    """Take one mail. The answer is the same whoever wrote it and whatever became of it."""
    secret = settings.FAIRWAY.inbox_secret
    if secret is None:
        raise Http404
    if not signed(request.headers.get("X-Fairway-Signature", ""), request.body, secret, request.now.timestamp()):
        return HttpResponse("The signature is missing, wrong or too old.\n", content_type="text/plain", status=401)
    try:
        receive(request.body, now=request.now)
    except TooMany:
        return HttpResponse("Try again later.\n", content_type="text/plain", status=429)
    return HttpResponse(status=204)


def signed(said: str, body: bytes, secret: str, seconds: float) -> bool:
    """Whether ``t=…,v1=…`` is the HMAC-SHA256 of time, a dot and the body, and not older than five minutes."""
    match = SIGNATURE.fullmatch(said.replace(" ", ""))
    if match is None or abs(int(match[1]) - seconds) > TOLERANCE.total_seconds():
        return False
    due = hmac.new(secret.encode(), match[1].encode() + b"." + body, hashlib.sha256).hexdigest()
    return hmac.compare_digest(due, match[2])
