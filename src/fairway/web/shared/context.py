"""What every page knows: the person, the theme, the language, and where help is."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest

from fairway.kit.access import SIGNING_IN, Actor, Kind

THEMES = ("auto", "light", "dark")
THEME_COOKIE = "theme"


def page(request: HttpRequest) -> dict[str, Any]:
    """Give templates `actor`, `signed_in`, `workspace` (`staff`, `partner` or nothing), `theme` and `now`."""
    actor: Actor = getattr(request, "actor", SIGNING_IN)
    theme = request.COOKIES.get(THEME_COOKIE, "auto")
    return {
        "actor": actor,
        "signed_in": actor.kind is not Kind.LOGIN,
        "workspace": "partner" if actor.is_partner else "" if actor.kind is Kind.LOGIN else "staff",
        "theme": theme if theme in THEMES else "auto",
        "now": getattr(request, "now", None),
    }
