"""The language a page's reader is told things in."""

from __future__ import annotations

from django.utils import translation

from fairway.engine.words import LANGUAGES


def language() -> str:
    """The reader's own choice, else what the browser asks for, where Fairway speaks it; otherwise English."""
    asked = (translation.get_language() or "en").partition("-")[0]
    return asked if asked in LANGUAGES else "en"
