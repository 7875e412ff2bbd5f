"""A form that came too late: its person was signed out meanwhile, or signed in anew. What was written is given back.

Only to a page of this site: a form that was sent from elsewhere is refused with nothing to send again. Nothing of it is
stored; it stands in the page that answers, and goes nowhere before its person sends it again.
"""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlencode, urlsplit

from django.contrib.messages import WARNING
from django.contrib.messages.storage.base import Message
from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import get_token
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.html import format_html

from fairway.kit.access import SIGNING_IN

SHOWN_FROM = 60
"""Characters from which a value is shown: a person recognises by it what they wrote."""
FORBIDDEN = 403


@dataclass(frozen=True)
class Written:
    """One field of a form as it was sent; a long one is shown, a short one goes along unseen."""

    name: str
    value: str

    @property
    def is_shown(self) -> bool:
        return "\n" in self.value or (len(self.value) >= SHOWN_FROM and " " in self.value)


def is_kept(request: HttpRequest) -> bool:
    """Whether what came can be given back: a form of our own pages, without a password and without files."""
    return (
        request.method == "POST"
        and request.headers.get("Origin") == f"{request.scheme}://{request.get_host()}"
        and not any("password" in name for name in request.POST)
    )


def give_back(request: HttpRequest) -> HttpResponse:
    """Answer with what was written and a button that sends it again; by htmx, with a message on the open page."""
    signed_out = getattr(request, "actor", SIGNING_IN).kind is SIGNING_IN.kind
    if request.headers.get("HX-Request") == "true":
        return _beside(request, signed_out=signed_out)
    context = {
        "signed_out": signed_out,
        "address": request.get_full_path(),
        "fields": [Written(name, value) for name, value in _fields(request)],
        "files": list(request.FILES),
        "sign_in": sign_in_address(request),
        "csrf_token": get_token(request),
    }
    return HttpResponse(render_to_string("shared/unsent.html", context), status=FORBIDDEN)


def sign_in_address(request: HttpRequest) -> str:
    """Where to sign in, and then go on where one was."""
    here = request.get_full_path() if request.method == "GET" else request.headers.get("Referer", "/")
    asked = urlsplit(here)
    back = asked.path + (f"?{asked.query}" if asked.query else "") if request.method != "GET" else here
    return f"{reverse('account_login')}?{urlencode({'next': back or '/'})}"


def _fields(request: HttpRequest) -> list[tuple[str, str]]:
    return [
        (name, str(value)) for name, values in request.POST.lists() for value in values if name != "csrfmiddlewaretoken"
    ]


def _beside(request: HttpRequest, *, signed_out: bool) -> HttpResponse:
    """A message in the page that is open: what stands in its fields stays."""
    if signed_out:
        text = format_html(
            'You were signed out. What you wrote is still here: <a href="{}" target="_blank">sign in in a new tab</a>, '
            "and go on in this one.",
            reverse("account_login"),
        )
    else:
        text = format_html(
            "{}", "You signed in again since this page was opened. What you wrote is still here: save it."
        )
    html = render_to_string("shared/components/messages.html", {"messages": [Message(WARNING, text)]})
    return HttpResponse(html, headers={"HX-Retarget": "#messages", "HX-Reswap": "outerHTML"})
