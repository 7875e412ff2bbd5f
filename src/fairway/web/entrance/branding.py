"""The vendor's own look on public pages: its logo, and its colour for what can be acted on.

The policy of the site forbids styles in pages, so the colour comes as a style sheet of its own.
"""

from __future__ import annotations

import mimetypes
from typing import Any

from django.conf import settings
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.views.decorators.http import require_GET

DAY = 86_400


def brand() -> dict[str, Any]:
    """What templates of public pages ask: the vendor's name, and whether it has a logo and a colour."""
    chosen = settings.FAIRWAY
    return {
        "vendor": chosen.vendor_name,
        "has_logo": chosen.brand_logo is not None,
        "has_accent": chosen.brand_accent is not None,
    }


@require_GET
def style(request: HttpRequest) -> HttpResponse:
    """The vendor's colour; by night it is mixed with white, so that it can be read on dark paper."""
    accent = settings.FAIRWAY.brand_accent
    if accent is None:
        raise Http404
    night = f"color-mix(in oklab, {accent} 35%, white)"
    strong = f"color-mix(in oklab, {accent} 85%, black)"
    text = (
        f":root {{ --accent: light-dark({accent}, {night}); --accent-strong: light-dark({strong}, white); "
        f"--accent-ink: light-dark(#ffffff, #10151a); }}\n"
    )
    return HttpResponse(text, content_type="text/css; charset=utf-8", headers={"Cache-Control": f"max-age={DAY}"})


@require_GET
def logo(request: HttpRequest) -> HttpResponseBase:
    """The vendor's logo. It may hold no script that runs: the answer's own policy allows nothing."""
    path = settings.FAIRWAY.brand_logo
    if path is None or not path.is_file():
        raise Http404
    headers = {
        "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; sandbox",
        "Cache-Control": f"max-age={DAY}",
    }
    kind = mimetypes.guess_type(path.name)[0] or "application/octet-stream"
    return FileResponse(path.open("rb"), content_type=kind, headers=headers)
