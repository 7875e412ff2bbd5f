"""The language a page's reader is told things in, and the words of a page in it."""

from __future__ import annotations

from types import ModuleType

from django.utils import translation

from fairway.engine.words import LANGUAGES
from fairway.engine.words.speech import Message, Speech


def language() -> str:
    """The reader's own choice, else what the browser asks for, where Fairway speaks it; otherwise English."""
    asked = (translation.get_language() or "en").partition("-")[0]
    return asked if asked in LANGUAGES else "en"


def speech() -> Speech:
    """The reader's language, in which amounts are written as books and pages do."""
    return Speech(language(), books=True)


def words_of(*catalogues: ModuleType) -> dict[str, str]:
    """Every message of catalogues by its name in small letters, for templates: `{{ words.paid_out }}`.

    One with slots is filled in the template: `{% fill words.short gap=line.gap step=line.next_step %}`.
    """
    spoken = language()
    return {
        name.lower(): getattr(message, spoken)
        for catalogue in catalogues
        for name, message in vars(catalogue).items()
        if isinstance(message, Message)
    }
