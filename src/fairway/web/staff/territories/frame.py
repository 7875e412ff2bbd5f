"""What the pages of territories share: their tabs, and choices that several forms offer."""

from __future__ import annotations

from typing import Any

from django.urls import reverse

from fairway.agreements.queries import places
from fairway.web.shared.request import Request

TABS = (
    ("Coverage", "coverage"),
    ("Grants", "grants"),
    ("Who can serve", "serve"),
    ("Territories", "territories"),
    ("Named accounts", "accounts"),
    ("Product lines and segments", "lines"),
    ("Sales outside", "outside_sales"),
)


def tabs() -> list[tuple[str, str]]:
    """The pages beside each other."""
    return [(title, reverse(f"staff:{name}")) for title, name in TABS]


def line_choices(request: Request) -> list[tuple[str, str]]:
    """Product lines for a choice, moved in by their depth."""
    return [(branch.code, branch.indented) for branch in places.lines(request.actor)]


def segment_choices(request: Request) -> list[tuple[str, str]]:
    """Segments for a choice, moved in by their depth."""
    return [(branch.code, branch.indented) for branch in places.segments(request.actor)]


def frame(**more: Any) -> dict[str, Any]:
    """The tabs and whatever else a page shows."""
    return {"tabs": tabs(), **more}
